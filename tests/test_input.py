"""What is no text: control characters are dropped before any view, and reach no file that we write.

The suite on PostgreSQL runs these too: SQLite takes a NUL, PostgreSQL does not.
"""

import importlib
import io
import pkgutil
from uuid import uuid4

import openpyxl
import pikepdf
import pytest
from django import forms
from django.db import models
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from lxml import etree

import cds_portal
import districts
import oversight
from cds_portal.fields import NOT_OFFERED, RecordField, RecordsField
from cds_portal.lists import harmless_cell
from cds_portal.middleware import cleaned
from cds_portal.text import without_controls
from districts.models import Body
from oversight.documents import snapshot
from oversight.documents.result_report import ResultReport
from oversight.forms.fields import ask_in_our_words
from oversight.models import Finding, Recommendation, Visit
from tests.factories import Cast, make_recommendation, make_upload, make_visit
from tests.pdf import samples
from tests.pdf.conftest import render

NOT_TEXT = "\x00\x01\x08\x0b\x0c\x1f\x7f\ufffe\uffff\ud800\udfff"
# No width, no break, and the six that turn the direction of what follows.
NOT_SEEN = "\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def test_text_keeps_all_but_control_characters():
    assert (
        without_controls(f"Hòa{NOT_TEXT} Lạc\t1\r\n2 \u200d\U0001f600 한")
        == "Hòa Lạc\t1\r\n2 \u200d\U0001f600 한"
    )


def test_text_loses_the_marks_that_nobody_sees():
    assert without_controls(f"{NOT_SEEN}Trần{NOT_SEEN} Văn") == "Trần Văn"


def test_clean_input_is_handed_on_as_it_is():
    data = QueryDict("q=Th%E1%BA%A1ch&q=2&dong=1%0D%0A2")
    assert cleaned(data) is data


def test_input_with_a_control_character_is_copied_without_it():
    data = QueryDict("a=1%002&a=3&b%00=%01&c=")
    assert dict(cleaned(data).lists()) == {"a": ["12", "3"], "b": [""], "c": [""]}
    assert data["a"] == "3" and data.getlist("a") == ["1\x002", "3"]


@pytest.mark.parametrize(
    "path", ["/verify/%00/", "/verify/A%01/", "/verify/%EF%BF%BE/", "/%00", "/static/%00.css"]
)
def test_address_with_a_control_character_is_not_found(db, client, path):
    assert client.get(path).status_code == 404


def test_report_heading_with_a_nul_is_not_found(officer, cast):
    path = reverse("section_edit", args=[cast.session.code, "x"]).replace("/x/", "/%00/")
    assert officer.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("visit_checklist", "site_type=%00"),
        ("visit_unit", "session=%00&unit=%00"),
        ("visit_new", "session=%00"),
        ("session_list", "q=%00&sort=%00&page=%00&status=%00"),
        ("recommendation_list", "q=%00&session=%00&body=%00"),
        ("finding_new", "session=%00&visit=%00"),
        ("search", "q=%00"),
        ("verify_form", "code=%00"),
    ],
)
def test_query_with_a_nul_is_answered_as_without(officer, name, query):
    path = reverse(name)
    with_nul, without = officer.get(f"{path}?{query}"), officer.get(f"{path}?{query.replace('%00', '')}")
    assert with_nul.status_code == without.status_code
    assert with_nul.status_code in (200, 302, 404)


def test_typed_control_characters_are_not_stored(officer, cast):
    data = {"session": cast.session.pk, "kind": "strength", "heading": "1", "text": f"Chợ{NOT_TEXT[:9]} Phủ"}
    officer.post(reverse("finding_new") + f"?session={cast.session.code}", data)
    assert [finding.text for finding in Finding.objects.all()] == ["Chợ Phủ"]


def test_new_visit_with_nul_in_every_field_is_refused_in_words(officer):
    fields = ("session", "unit", "place", "site_type", "visited_on", "latitude", "notes", "row_version")
    response = officer.post(reverse("visit_new"), dict.fromkeys(fields, "\x00"))
    assert response.status_code == 422
    assert "Null characters" not in response.content.decode()


def test_addition_that_the_view_reads_itself_is_stored_clean(officer, cast):
    visit = make_visit(session=cast.session, status="minutes_signed")
    officer.post(reverse("visit_addition", args=[visit.pk]), {"text": "Bổ\x00 sung"})
    assert [addition.text for addition in visit.additions.all()] == ["Bổ sung"]


def test_caption_that_the_view_reads_itself_is_stored_clean(officer, cast):
    visit = make_visit(session=cast.session)
    officer.post(reverse("photo_add", args=[visit.pk]), {"photos": make_upload()})
    photo = visit.photos.get()
    officer.post(reverse("photo_caption", args=[visit.pk, photo.pk]), {"caption": "Chợ\x00 Phủ"})
    photo.refresh_from_db()
    assert photo.caption == "Chợ Phủ"


def test_upload_with_a_nul_in_its_name_is_stored_under_its_readable_letters(officer, cast):
    visit = make_visit(session=cast.session)
    upload = make_upload("a\x00nh\ufffe.jpg")
    officer.post(reverse("photo_add", args=[visit.pk]), {"photos": upload})
    assert [photo.file.name for photo in visit.photos.all()] == ["anh.jpg"]


def test_forged_session_cookie_with_a_nul_is_refused(db, client):
    client.cookies.load('sessionid="\\000aaaaaaaaaaaa"')
    response = client.get("/")
    assert response.status_code == 400
    assert "Yêu cầu không hợp lệ" in response.content.decode()


def test_body_is_not_read_before_the_csrf_check(db, monkeypatch):
    read = []
    monkeypatch.setattr(
        "django.core.handlers.wsgi.WSGIRequest._load_post_and_files", lambda self: read.append(1)
    )
    assert Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"}).status_code == 403
    assert read == []


def test_too_long_a_text_is_refused_in_words(officer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = officer.post(reverse("finding_new"), {"text": "x" * 2000})
    assert response.status_code == 400
    page = response.content.decode()
    assert "Nội dung gửi lên quá dài" in page
    assert "nội dung đã nhập vẫn còn trong trình duyệt của đồng chí" in page


def test_too_many_fields_are_refused_in_words(officer, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = officer.post(reverse("finding_new"), dict.fromkeys("abcde", "1"))
    assert response.status_code == 400
    assert "Nội dung gửi lên quá dài" in response.content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_of_a_text_with_control_characters_opens(officer, cast, kind):
    recommendation = make_recommendation(cast.session, "Kiến nghị", body=cast.body)
    Recommendation.objects.filter(pk=recommendation.pk).update(text="Kiến \x01\ufffe\uffffnghị")
    response = officer.get(reverse("recommendation_list"), {"export": kind})
    assert response.status_code == 200
    if kind == "xlsx":
        rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
        assert "Kiến nghị" in list(rows)[1]
    else:
        assert "Kiến nghị" in response.content.decode("utf-8-sig")


def test_text_of_a_script_with_long_sort_keys_is_stored(officer, cast):
    """PostgreSQL holds a column to its length, SQLite does not."""
    data = {"session": cast.session.pk, "kind": "strength", "heading": "1", "text": "한" * 200}
    officer.post(reverse("finding_new") + f"?session={cast.session.code}", data)
    make_visit(session=cast.session, place="한" * 200)
    assert [finding.text for finding in Finding.objects.all()] == ["한" * 200]


def test_cell_with_half_a_character_loses_it():
    # Neither database stores one, but a cell can be made of more than the database.
    assert harmless_cell(f"a{NOT_TEXT}b") == "ab"
    assert harmless_cell(f"{NOT_TEXT}=1") == "'=1"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_cell_that_a_spreadsheet_may_run_is_made_text(sign):
    assert harmless_cell(f"{sign}1+1") == f"'{sign}1+1"


class AskedForm(forms.Form):
    text = forms.CharField()
    number = forms.IntegerField(min_value=1, max_value=9)
    share = forms.IntegerField(min_value=0, error_messages={"min_value": "Lời riêng."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)


def test_form_says_in_vietnamese_what_is_wrong():
    low = AskedForm({"text": "a\x00b", "number": "0", "share": "-1"})
    assert low.errors == {
        "text": ["Có ký tự không đọc được. Xóa rồi gõ lại đoạn vừa dán."],
        "number": ["Nhập số từ 1 trở lên."],
        "share": ["Lời riêng."],
    }
    high = AskedForm({"text": "", "number": "10", "share": "0"})
    assert high.errors == {"text": ["Chưa nhập ô này."], "number": ["Nhập số từ 9 trở xuống."]}


def test_words_of_one_form_do_not_reach_another():
    class Plain(forms.Form):
        number = forms.IntegerField(min_value=1)

    AskedForm()
    assert "min_value" not in AskedForm.base_fields["number"].error_messages
    assert Plain({"number": "0"}).errors["number"] != ["Nhập số từ 1 trở lên."]


def test_snapshot_freezes_no_control_character():
    dirty = samples.loc_ha(title=f"Báo{NOT_TEXT} cáo", opening=(f"Thực hiện{NOT_TEXT}",))
    frozen = snapshot.encode(dirty)
    assert (frozen["title"], frozen["opening"]) == ("Báo cáo", ["Thực hiện"])
    assert snapshot.decode(ResultReport, frozen) == samples.loc_ha(title="Báo cáo", opening=("Thực hiện",))


@pytest.mark.pdf
def test_title_in_the_metadata_of_a_pdf_is_well_formed():
    # Lone surrogates are in no file: the page itself is UTF-8.
    content = render(samples.loc_ha(title="Báo\x00\x01\x0b\x1f\ufffe cáo <1> & 2")).content
    with pikepdf.open(io.BytesIO(content)) as file:
        tree = etree.fromstring(file.Root.Metadata.read_bytes())
        assert str(file.docinfo["/Title"]) == "Báo cáo <1> & 2"
    assert tree.xpath("string(//*[local-name()='title'])").strip() == "Báo cáo <1> & 2"


# Keys that no record can have


def choosing_fields():
    """(form and field, field) of every form of the portal that chooses records."""
    for package in (cds_portal, districts, oversight):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "forms" in module.name.split("."):
                importlib.import_module(module.name)
    for form in sorted(
        set(subclasses(forms.BaseForm)), key=lambda form: (form.__qualname__, form.__module__)
    ):
        if form.__module__.split(".")[0] in ("cds_portal", "districts", "oversight"):
            for name, field in form.base_fields.items():
                if isinstance(field, forms.ModelChoiceField):
                    yield f"{form.__name__}.{name}", field


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


CHOOSING = list(choosing_fields())
IMPOSSIBLE = ["9" * 25, f"-{'9' * 25}", "9" * 19, "9" * 5000, " 9_9" + "9" * 30, "²", "1.5", "1e30", "a"]


def test_forms_that_choose_several_records_do_it_with_the_one_field():
    several = {name: field for name, field in CHOOSING if isinstance(field, forms.ModelMultipleChoiceField)}
    assert [name for name, field in several.items() if not isinstance(field, RecordsField)] == []
    assert len(several) == 14


def test_forms_that_choose_one_record_by_its_uuid_do_it_with_the_one_field():
    by_uuid = {
        name: field
        for name, field in CHOOSING
        if not isinstance(field, RecordsField)
        and field.queryset is not None
        and isinstance(field.queryset.model._meta.pk, models.UUIDField)
    }
    assert [name for name, field in by_uuid.items() if not isinstance(field, RecordField)] == []
    ours = sorted(name for name, field in CHOOSING if isinstance(field, RecordField))
    assert ours == ["FindingForm.visit", "ProposalForm.visit", "VerifyForm.visit"]


@pytest.mark.django_db
def test_key_that_is_no_uuid_is_told_in_our_words():
    class Chosen(forms.Form):
        visit = RecordField(Visit.objects.all())

    for key in (*IMPOSSIBLE, str(uuid4())):
        assert Chosen({"visit": key}).errors == {"visit": [NOT_OFFERED]}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "field"), CHOOSING, ids=[name for name, _field in CHOOSING])
def test_impossible_key_is_a_wrong_choice_in_every_form(name, field):
    field = field.__deepcopy__({})
    if field.queryset is None:
        # The form gives it one of its own when it is made.
        field.queryset = Body.objects.all()
    for key in IMPOSSIBLE:
        with pytest.raises(forms.ValidationError):
            field.clean([key] if isinstance(field, RecordsField) else key)


@pytest.mark.django_db
def test_impossible_key_beside_a_good_one_is_told_in_our_words(cast):
    class Chosen(forms.Form):
        bodies = RecordsField(Body.objects.all())

    good = str(cast.body.pk)
    assert list(Chosen(QueryDict(f"bodies={good}")).fields["bodies"].clean([good])) == [cast.body]
    form = Chosen(QueryDict(f"bodies={good}&bodies={'9' * 25}"))
    assert form.errors == {"bodies": [NOT_OFFERED]}
