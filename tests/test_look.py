"""The house rules of templates, styles and scripts, and the frame of every page."""

import re
from pathlib import Path
from zipfile import ZipFile

import lucide
import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from cds_portal import context, tones
from cds_portal.accounts.grants import Permission
from cds_portal.middleware import HtmxSignIn

ROOT = settings.BASE_DIR
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "documents" not in path.relative_to(ROOT).parts
)
COMPONENTS = ROOT / "templates" / "components"
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def known_icons():
    with ZipFile(Path(lucide.__file__).parent / "lucide.zip") as archive:
        return {name.removesuffix(".svg") for name in archive.namelist()}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_keeps_the_content_security_policy(path):
    text = path.read_text(encoding="utf8")
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    assert re.findall(r"""\son\w+\s*=\s*["']""", text) == []
    assert re.findall(r"javascript:", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_asks_nothing_of_other_hosts(path):
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", path.read_text(encoding="utf8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_icons_of_template_exist(path, known_icons):
    text = path.read_text(encoding="utf8")
    names = re.findall(r"""{% icon ["']([\w-]+)["'] %}""", text) + re.findall(r'icon_name="([\w-]+)"', text)
    assert [name for name in names if name not in known_icons] == []


def test_icons_of_states_and_navigation_exist(known_icons):
    names = [icon for _tone, icon in [*tones.STATUS_TONES.values(), tones.UNKNOWN]]
    names += list(tones.TONE_ICONS.values())
    names += [place.icon for place in [*context.NAV, *context.PHONE_NAV, context.PHONE_INSTEAD]]
    assert [name for name in names if name not in known_icons] == []


def test_tones_are_the_five_of_the_style_sheet():
    used = {tone for tone, _icon in tones.STATUS_TONES.values()}
    assert used == set(tones.TONE_ICONS)


def test_components_are_documented():
    told = (COMPONENTS / "README.md").read_text(encoding="utf8")
    assert [path.name for path in COMPONENTS.glob("*.html") if f"`{path.name}`" not in told] == []


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_style_sheet_has_what_it_points_to(path):
    for url in re.findall(r'url\("([^"]+)"\)', path.read_text(encoding="utf8")):
        assert (path.parent / url).resolve().is_file(), url


def test_style_sheets_have_no_text_smaller_than_14_px():
    sizes = [
        int(size)
        for path in STYLES
        for size in re.findall(r"font(?:-size)?:[^;]*?\b(\d+)px", path.read_text(encoding="utf8"))
    ]
    assert min(sizes) == 14


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500", "503"])
def test_error_page_stands_without_a_request(name):
    page = render_to_string(f"{name}.html")
    assert page.count("<h1>") == 1
    assert "data-failed" in page
    assert 'class="rail"' not in page


def test_sign_in_lists_demo_accounts_in_the_demo_only(settings):
    request = RequestFactory().get("/accounts/login/")
    request.user = AnonymousUser()
    settings.DEMO = True
    assert len(context.portal(request)["demo"]["accounts"]) == 14
    settings.DEMO = False
    assert context.portal(request)["demo"] is None


class Person:
    is_authenticated = True
    post_line = "Chuyên viên, Ban Văn hóa - Xã hội"
    present_posts = ()

    def __init__(self, *permissions):
        self.permissions = permissions

    def can(self, permission):
        return permission in self.permissions

    def get_full_name(self):
        return "Người Minh Họa"


@pytest.fixture
def every_page_exists(monkeypatch):
    monkeypatch.setattr(context, "exists", lambda path, urlconf: True)


def portal_of(person, path="/"):
    request = RequestFactory().get(path)
    request.user = person
    return context.portal(request)


def test_navigation_offers_what_the_person_may_open(every_page_exists):
    nav = portal_of(Person(Permission.READ_SESSIONS), "/sessions/LOCHA-2023/")["nav"]
    assert [(item["url"], item["current"]) for item in nav] == [
        ("/", False),
        ("/my-work/", False),
        ("/sessions/", True),
    ]


def test_navigation_shows_the_pages_of_the_open_subject(every_page_exists):
    reader = Person(Permission.READ_RECOMMENDATIONS, Permission.READ_PROGRESS, Permission.READ_PLANS)
    nav = portal_of(reader, "/assignments/7/")["nav"]
    inside = {item["url"]: [(inner["url"], inner["current"]) for inner in item["inside"]] for item in nav}
    assert inside["/recommendations/"] == [("/assignments/", True), ("/follow-up/", False)]
    assert inside["/progress/"] == []


@pytest.mark.parametrize("path", ["/recommendations/past/", "/administration/", "/administration/calendar/"])
def test_navigation_marks_one_place_only(every_page_exists, path):
    nav = portal_of(Person(*Permission), path)["nav"]
    places = list(nav) + [inner for item in nav for inner in item["inside"]]
    assert [item["url"] for item in places if item["current"]] == [path]


def test_what_is_missing_is_asked_in_our_words_by_every_form():
    class Plain(forms.Form):
        text = forms.CharField()

    assert Plain({}).errors == {"text": ["Chưa nhập ô này."]}


def test_navigation_hides_pages_that_do_not_exist(monkeypatch):
    monkeypatch.setattr(context, "exists", lambda path, urlconf: path == "/")
    assert [item["url"] for item in portal_of(Person(*Permission))["nav"]] == ["/"]


def test_phone_bar_of_who_may_log_visits(every_page_exists):
    bar = portal_of(Person(*Permission))["phone_nav"]
    assert [item["url"] for item in bar] == ["/my-work/", "/visits/new/", "/recommendations/", "/search/"]


def test_phone_bar_of_who_may_not_log_visits(every_page_exists):
    bar = portal_of(Person(Permission.READ_SESSIONS, Permission.READ_RECOMMENDATIONS))["phone_nav"]
    assert [item["url"] for item in bar] == ["/my-work/", "/sessions/", "/recommendations/", "/search/"]


def answer(*, user, view=lambda request: None, **headers):
    request = RequestFactory().get("/visits/", headers=headers)
    request.user = user
    return HtmxSignIn(lambda request: HttpResponse()).process_view(request, view, (), {})


def test_htmx_after_the_session_ended_leads_the_page_to_the_sign_in():
    response = answer(
        user=AnonymousUser(), **{"HX-Request": "true", "HX-Current-URL": "http://testserver/sessions/?q=a"}
    )
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Fsessions%2F%3Fq%3Da"
    assert response.content == b""


def test_htmx_from_another_host_is_led_home():
    response = answer(
        user=AnonymousUser(), **{"HX-Request": "true", "HX-Current-URL": "http://evil.example/x"}
    )
    assert response["HX-Redirect"] == "/accounts/login/?next=%2F"


def test_plain_request_of_a_stranger_is_left_to_the_next_middleware():
    assert answer(user=AnonymousUser()) is None


def test_htmx_of_a_signed_in_person_goes_on():
    assert answer(user=Person(), **{"HX-Request": "true"}) is None


def test_htmx_of_a_public_page_goes_on():
    def public(request):
        return None

    public.login_required = False
    assert answer(user=AnonymousUser(), view=public, **{"HX-Request": "true"}) is None
