from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from cds_portal import tones
from cds_portal.templatetags import portal


def render(text, path="/", **context):
    return Template(text).render(Context({"request": RequestFactory().get(path), **context}))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2023, 9, 13), "13/9/2023"),
        (date(2023, 9, 1), "1/9/2023"),
        (datetime(2023, 9, 12, 18, 0, tzinfo=UTC), "13/9/2023"),
        (None, ""),
        ("", ""),
    ],
)
def test_vn_date(value, shown):
    assert portal.vn_date(value) == shown


def test_vn_datetime_is_vietnamese_time():
    assert portal.vn_datetime(datetime(2023, 9, 13, 1, 31, tzinfo=UTC)) == "13/9/2023 08:31"


def test_vn_datetime_of_nothing_is_empty():
    assert portal.vn_datetime(None) == ""


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, None, "0"),
        (1234567, None, "1.234.567"),
        (1234.5, None, "1.234,5"),
        (Decimal("45.60"), None, "45,6"),
        (Decimal("45.60"), 2, "45,60"),
        (Decimal("100"), None, "100"),
        (-0.001, None, "0"),
        (-1234, None, "-1.234"),
        (3, 1, "3,0"),
        (None, None, ""),
    ],
)
def test_vn_number(value, decimals, shown):
    assert portal.vn_number(value, decimals) == shown


def test_date_in_a_template_is_vietnamese():
    assert render("{{ day }}", day=date(2023, 9, 3)) == "3/9/2023"


@pytest.mark.parametrize("text", ["13/9/2023", "13/09/2023", "2023-09-13", "13-9-2023", "13.9.2023"])
def test_date_field_reads(text):
    assert forms.DateField().clean(text) == date(2023, 9, 13)


def test_query_keeps_the_rest_and_drops_the_page():
    shown = render('{% query state="done" %}', "/?q=mai+phu&page=4")
    assert shown == "?q=mai+phu&amp;state=done"


def test_query_of_a_page_keeps_the_filters():
    assert render("{% query page=2 %}", "/?q=a&page=4") == "?q=a&amp;page=2"


def test_query_with_an_empty_value_removes_its_key():
    assert render("{% query q=None %}", "/?q=a&sort=name") == "?sort=name"


def test_query_escapes_what_the_reader_typed():
    assert render("{% query page=2 %}", "/?q=%3Cscript%3E") == "?q=%3Cscript%3E&amp;page=2"


@pytest.mark.parametrize(
    ("path", "default", "url", "state"),
    [
        ("/", "", "?sort=name", ""),
        ("/?sort=name&page=3", "", "?sort=-name", "ascending"),
        ("/?sort=-name", "", "?sort=name", "descending"),
        ("/", "name", "?sort=-name", "ascending"),
        ("/?sort=due", "name", "?sort=name", ""),
    ],
)
def test_sort_link(path, default, url, state):
    context = {"request": RequestFactory().get(path)}
    assert portal.sort_link(context, "name", default) == {"url": url, "state": state}


def test_page_numbers_leave_out_the_middle():
    page = Paginator(range(3000), 25).get_page(7)
    assert portal.page_numbers(page) == [1, None, 6, 7, 8, None, 120]


class SampleFilter(forms.Form):
    q = forms.CharField(label="Tìm", required=False)
    state = forms.MultipleChoiceField(
        label="Trạng thái", required=False, choices=[("done", "hoàn thành"), ("issued", "đã giao")]
    )
    since = forms.DateField(label="Từ ngày", required=False)
    late = forms.NullBooleanField(label="Trễ hạn", required=False)


def chips_of(path):
    request = RequestFactory().get(path)
    form = SampleFilter(request.GET)
    return [(c["label"], c["value"], c["url"]) for c in portal.active_filters({"request": request}, form)]


def test_active_filters_are_in_words_and_removable_one_by_one():
    assert chips_of("/?q=ch%E1%BB%A3&state=done&state=issued&since=2023-09-13&page=2&sort=q") == [
        ("Tìm", "chợ", "?state=done&state=issued&since=2023-09-13&sort=q"),
        ("Trạng thái", "hoàn thành, đã giao", "?q=ch%E1%BB%A3&since=2023-09-13&sort=q"),
        ("Từ ngày", "13/9/2023", "?q=ch%E1%BB%A3&state=done&state=issued&sort=q"),
    ]


def test_active_filters_of_a_plain_address_are_none():
    assert chips_of("/?sort=q") == []


def test_other_query_holds_what_the_form_does_not():
    request = RequestFactory().get("/?q=a&sort=-name&page=2&tab=b")
    assert portal.other_query({"request": request}, SampleFilter(request.GET)) == [
        ("sort", "-name"),
        ("tab", "b"),
    ]


class Assignment:
    status = "not_done"

    def get_status_display(self):
        return "không thực hiện"


def test_state_tag_has_icon_word_and_tone():
    shown = render("{% state_tag record %}", record=Assignment())
    assert 'class="tag tag-bad"' in shown
    assert shown.count("<svg") == 1
    assert shown.rstrip().endswith("không thực hiện</span>")


def test_tone_of_a_status_of_two_lifecycles_follows_the_model():
    assert tones.of_status("issued", model="document") == ("ok", "stamp")
    assert tones.of_status("issued", model="assignment") == ("info", "send")


def test_tone_of_an_unknown_status_is_quiet():
    assert tones.of_status("never heard") == ("quiet", "circle")


def test_icon_is_hidden_from_readers():
    shown = render('{% icon "check" %}')
    assert shown.startswith("<svg")
    assert 'aria-hidden="true"' in shown
    assert 'class="icon"' in shown


@pytest.mark.parametrize(
    ("extra_tags", "url"),
    [("undo:/photos/3/restore/", "/photos/3/restore/"), ("undo://elsewhere.vn/", ""), ("", ""), (None, "")],
)
def test_undo_url(extra_tags, url):
    assert portal.undo_url(SimpleNamespace(extra_tags=extra_tags)) == url
