"""The web form of a progress report, over HTTP: what is read, kept, refused at its cell, sent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from districts.actions import progress
from districts.actions.drafting import figures_of, open_draft, set_value
from districts.figures import Figures
from districts.forms.progress import FigureForm
from districts.models import ProgressReport
from tests.progress_pages import cell, edit_url, post_cell
from tests.progress_world import FIGURES, ON_TIME, TOO_LATE, ProgressCast, accepted, fill, submitted


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = ON_TIME
    return ProgressCast()


@pytest.fixture
def reporter(client, cast):
    client.force_login(cast.reporter)
    return client


def stored(cast, code):
    value = cast.report.versions.last().values.filter(indicator__code=code).first()
    return value and value.value


# What is typed


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        ("KT1", "1.234", Decimal(1234)),
        ("KT1", " 1 234 ", Decimal(1234)),
        ("CQ2", "36,5", Decimal("36.5")),
        ("CQ2", "36.5", Decimal("36.5")),
        ("CQ2", "36,5 giờ", Decimal("36.5")),
        ("KT1", "", None),
        ("KT1", "-", Decimal(0)),
        ("CQ2", "-", None),
        ("NT1", "1", Decimal(1)),
        ("NT1", "0", Decimal(0)),
    ],
)
def test_figure_is_read_as_officials_write_it(cast, code, typed, value):
    form = FigureForm(cast.indicators[code], cell(cast, code, value=typed))
    assert (form.is_valid(), form.figures.value) == (True, value)


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("KT1", "abc"),
        ("KT1", "1,5"),
        ("KT1", "-3"),
        ("KT1", "9" * 40),
        ("KT1", "9" * 400),
        ("KT1", "=1+1"),
        ("CQ2", "1.234"),
        ("CQ2", "NaN"),
        ("CQ2", "1e5"),
        ("NT1", "2"),
    ],
)
def test_what_is_no_figure_is_refused_in_words(cast, reporter, code, typed):
    response = post_cell(reporter, cast, code, value=typed)
    assert (response.status_code, list(response.json())) == (422, ["errors"])
    assert ProgressReport.objects.get().status == "expected"


@pytest.mark.parametrize("code", ["CQ1", "KT1", "CQ2", "NT1"])
def test_stored_figure_stands_in_its_cells_as_it_is_read_back(cast, code):
    indicator = cast.indicators[code]
    figures = {
        "CQ1": Figures(Decimal(1234), Decimal(5678)),
        "KT1": Figures(value=Decimal(1234567)),
        "CQ2": Figures(value=Decimal("1234.5")),
        "NT1": Figures(value=Decimal(0)),
    }[code]
    shown = FigureForm(indicator, figures=figures).initial
    again = FigureForm(indicator, cell(cast, code, **shown))
    assert (again.is_valid(), again.figures, again.is_untouched) == (True, figures, True)


# One figure


def test_nothing_arising_is_shown_at_once_as_it_was_stored(cast, reporter):
    number = cast.indicators["KT1"].pk
    answer = post_cell(reporter, cast, "KT1", value="không phát sinh").json()
    assert answer["texts"] == {f"i{number}-value": "0", f"i{number}-note": "Không phát sinh"}
    assert answer["was"] == "Không phát sinh|0"


def test_saved_figure_answers_what_it_comes_to(cast, reporter):
    accepted(cast, report=cast.make_report("2026-Q2"))
    answer = post_cell(reporter, cast, "CQ1", numerator="48", denominator="60").json()
    assert (answer["filled"], answer["total"], answer["row_version"]) == (1, 4, 1)
    assert "80%" in answer["html"]
    assert "+5 điểm %" in answer["html"]
    assert stored(cast, "CQ1") == 80


def test_figure_like_the_last_is_marked_to_be_looked_at(cast, reporter):
    accepted(cast, report=cast.make_report("2026-Q2"))
    answer = post_cell(reporter, cast, "CQ1", numerator="45", denominator="60").json()
    assert "như kỳ trước" in answer["html"]


def test_jump_is_asked_about_and_stored(cast, reporter):
    accepted(cast, report=cast.make_report("2026-Q2"))
    answer = post_cell(reporter, cast, "KT1", value="500").json()
    assert "thay đổi nhiều so với kỳ trước" in answer["html"]
    assert stored(cast, "KT1") == 500


def test_wrong_figure_is_told_at_its_cell(cast, reporter):
    errors = post_cell(reporter, cast, "CQ1", numerator="61", denominator="60").json()["errors"]
    assert errors == {
        f"i{cast.indicators['CQ1'].pk}-numerator": "Tử số 61 lớn hơn mẫu số 60. Kiểm tra có đảo hai số không."
    }


def test_missing_part_is_told_at_the_missing_cell(cast, reporter):
    errors = post_cell(reporter, cast, "CQ1", numerator="61").json()["errors"]
    assert list(errors) == [f"i{cast.indicators['CQ1'].pk}-denominator"]


def test_two_officials_on_one_figure_are_shown_both_and_lose_none(cast, client):
    client.force_login(cast.second)
    post_cell(client, cast, "KT1", value="130")
    client.force_login(cast.reporter)
    response = post_cell(client, cast, "KT1", value="140")
    answer = response.json()
    assert response.status_code == 409
    assert cast.second.full_name in answer["html"]
    assert [number in answer["html"] for number in ("130", "140")] == [True, True]
    assert stored(cast, "KT1") == 130
    chosen = post_cell(client, cast, "KT1", value="140", row_version=answer["row_version"])
    assert (chosen.status_code, stored(cast, "KT1")) == (200, 140)


def test_figure_after_the_report_was_put_before_the_leader_is_refused(cast, reporter):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    response = post_cell(reporter, cast, "KT1", value="7", row_version=1)
    assert response.status_code == 422
    assert "đã trình ký" in str(response.json()["errors"])


def test_figure_of_a_foreign_indicator_is_not_found(cast, reporter):
    assert reporter.post(reverse("progress_value", args=[cast.report.pk, 999_999])).status_code == 404


# The whole page, without script


def whole(cast, **changes):
    """What the page sends when nothing but `changes` was typed."""
    data = {}
    values = {value.indicator.code: value for value in latest_values(cast)}
    for code, indicator in cast.indicators.items():
        value = values.get(code)
        version = value.row_version if value else 0
        shown = FigureForm(indicator, figures=figures_of(value), row_version=version).initial
        data |= cell(cast, code, **shown | changes.get(code, {}))
    return data


def latest_values(cast):
    version = cast.report.versions.last()
    return version.values.select_related("indicator") if version else ()


def test_save_button_stores_every_figure_that_was_touched(cast, reporter):
    typed = {"KT1": {"value": "61"}, "CQ1": {"numerator": "30", "denominator": "60"}}
    response = reporter.post(edit_url(cast), whole(cast, **typed), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Đã lưu 2 chỉ tiêu."]
    assert [stored(cast, code) for code in ("KT1", "CQ1", "CQ2")] == [61, 50, None]


def test_saving_untouched_changes_nothing(cast, reporter):
    reporter.post(edit_url(cast), whole(cast))
    assert ProgressReport.objects.get().status == "expected"


def test_wrong_figure_comes_back_as_typed_and_the_others_are_saved(cast, reporter):
    typed = {"KT1": {"value": "nhiều"}, "CQ2": {"value": "24"}}
    response = reporter.post(edit_url(cast), whole(cast, **typed))
    page = response.content.decode()
    assert (response.status_code, stored(cast, "CQ2"), stored(cast, "KT1")) == (422, 24, None)
    assert 'value="nhiều"' in page
    assert "“nhiều” không phải số." in page


def test_untouched_figure_does_not_overwrite_a_colleagues(cast, reporter):
    page = whole(cast, KT1={"value": "61"})
    set_value(
        open_draft(cast.report, by=cast.second),
        cast.indicators["CQ2"],
        Figures(value=Decimal(9)),
        by=cast.second,
    )
    response = reporter.post(edit_url(cast), page)
    assert (response.status_code, stored(cast, "CQ2"), stored(cast, "KT1")) == (302, 9, 61)


def test_stale_page_shows_both_figures_and_saving_again_decides(cast, reporter):
    page = whole(cast, KT1={"value": "61"})
    version = open_draft(cast.report, by=cast.second)
    set_value(version, cast.indicators["KT1"], Figures(value=Decimal(70)), by=cast.second)
    response = reporter.post(edit_url(cast), page)
    text = response.content.decode()
    assert (response.status_code, stored(cast, "KT1")) == (409, 70)
    assert [words in text for words in (cast.second.full_name, "<b>70</b>", "<b>61</b>", 'value="61"')] == [
        True
    ] * 4
    (entry,) = [row for row in response.context["entries"] if row.indicator.code == "KT1"]
    armed = page | {f"i{entry.indicator.pk}-row_version": entry.form["row_version"].value()}
    assert (reporter.post(edit_url(cast), armed).status_code, stored(cast, "KT1")) == (302, 61)


def test_returned_report_begins_with_its_figures_and_reasons(cast, reporter):
    submitted(cast)
    version = cast.report.versions.get()
    version.values.update(row_version=5)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Giảm mạnh?"}, by=cast.staff, note="Bổ sung")
    page = reporter.get(edit_url(cast))
    text = page.content.decode()
    assert [words in text for words in ("Giảm mạnh?", "Bổ sung", 'value="120"')] == [True] * 3
    (entry,) = [row for row in page.context["entries"] if row.indicator.code == "KT1"]
    typed = {
        "value": "125",
        "row_version": entry.form["row_version"].value(),
        "was": entry.form["was"].value(),
    }
    assert (post_cell(reporter, cast, "KT1", **typed).status_code, stored(cast, "KT1")) == (200, 125)


def test_reason_of_the_leader_stands_on_the_form(cast, reporter):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.refuse_to_sign(cast.report, by=cast.chairman, reason="Xem lại số hộ")
    page = reporter.get(edit_url(cast)).content.decode()
    assert [words in page for words in ("Lãnh đạo chưa ký", "Xem lại số hộ")] == [True, True]


@pytest.mark.parametrize("status", ["awaiting_signature", "submitted", "accepted", "locked"])
def test_form_of_a_report_that_has_left_leads_to_its_page(cast, reporter, status):
    submitted(cast)
    ProgressReport.objects.update(status=status)
    assert reporter.get(edit_url(cast)).url == cast.report.get_absolute_url()


# Copying and sending


def test_copy_saves_what_was_typed_and_fills_the_rest(cast, reporter):
    accepted(cast, report=cast.make_report("2026-Q2"))
    url = reverse("progress_copy", args=[cast.report.pk])
    reporter.post(url, whole(cast, KT1={"value": "61"}))
    assert [stored(cast, code) for code in ("KT1", "CQ1", "CQ2")] == [61, 75, Decimal("36.5")]
    page = reporter.get(edit_url(cast)).content.decode()
    assert page.count("như kỳ trước, rà soát lại") == 2


def submit(client, cast, **data):
    return client.post(reverse("progress_submit", args=[cast.report.pk]), data)


def test_submitting_saves_the_page_and_puts_it_before_the_leader(cast, reporter):
    fill(cast, figures=FIGURES | {"KT1": Figures()})
    response = submit(reporter, cast, **whole(cast, KT1={"value": "61"}), summary="Tốt")
    report = ProgressReport.objects.get()
    assert (response.url, report.status, report.summary) == (
        report.get_absolute_url(),
        "awaiting_signature",
        "Tốt",
    )
    assert stored(cast, "KT1") == 61


def test_refused_sending_keeps_everything_that_was_typed(cast, reporter):
    response = submit(reporter, cast, **whole(cast, KT1={"value": "61"}), summary="Tình hình tốt")
    page = response.content.decode()
    assert (response.status_code, stored(cast, "KT1"), ProgressReport.objects.get().status) == (
        422,
        61,
        "draft",
    )
    assert [words in page for words in ("Còn 3 chỉ tiêu", "Tình hình tốt")] == [True, True]


def test_wrong_figure_stops_the_sending(cast, reporter):
    fill(cast)
    response = submit(reporter, cast, **whole(cast, KT1={"value": "x"}))
    assert (response.status_code, ProgressReport.objects.get().status) == (422, "draft")


def test_late_report_asks_for_its_reason_on_the_form(cast, reporter, settings):
    settings.CLOCK_TODAY = TOO_LATE
    fill(cast)
    assert 'name="late_reason"' in reporter.get(edit_url(cast)).content.decode()
    assert submit(reporter, cast).status_code == 422
    submit(reporter, cast, late_reason="Mất điện")
    assert ProgressReport.objects.get().late_reason == "Mất điện"


def test_report_in_time_asks_for_no_reason(cast, reporter):
    assert 'name="late_reason"' not in reporter.get(edit_url(cast)).content.decode()


def test_nothing_arising_is_sent_from_the_form(cast, reporter):
    assert submit(reporter, cast, nothing_arising="on").status_code == 422
    submit(reporter, cast, nothing_arising="on", nothing_reason="Chưa có hồ sơ")
    assert ProgressReport.objects.get().status == "awaiting_signature"


@pytest.mark.parametrize("name", ["progress_submit", "progress_copy"])
def test_page_that_came_back_may_be_loaded_anew(cast, reporter, name):
    assert reporter.get(reverse(name, args=[cast.report.pk])).url == edit_url(cast)
