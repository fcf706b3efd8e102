"""The web form and the buttons of a progress report, over HTTP: what is kept, shown, refused, sent."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from districts.actions import on_behalf, progress
from districts.actions.drafting import figures_of, open_draft, set_value
from districts.figures import Figures
from districts.forms.progress import FigureForm
from districts.models import IncomingPaper, ProgressReport, ReportFile
from tests.factories import image_bytes
from tests.progress_world import FIGURES, ON_TIME, TOO_LATE, ProgressCast, accepted, fill, submitted


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = ON_TIME
    return ProgressCast()


@pytest.fixture
def reporter(client, cast):
    client.force_login(cast.reporter)
    return client


def cell(cast, code, **typed):
    """The names of a row's inputs, as the page sends them."""
    prefix = f"i{cast.indicators[code].pk}"
    return {f"{prefix}-{name}": value for name, value in ({"row_version": 0, "was": "|"} | typed).items()}


def post_cell(client, cast, code, **typed):
    url = reverse("progress_value", args=[cast.report.pk, cast.indicators[code].pk])
    return client.post(url, cell(cast, code, **typed))


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
    assert "80 %" in answer["html"]
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


def edit_url(cast):
    return reverse("progress_edit", args=[cast.report.pk])


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


# The buttons


def press(client, cast, name, **data):
    return client.post(reverse(name, args=[cast.report.pk]), data)


def test_leader_signs_and_staff_accepts_and_leader_of_the_committee_unlocks(cast, client):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    states = []
    for who, name, data in [
        ("chairman", "progress_refuse", {"reason": "Sai"}),
        ("reporter", "progress_submit", {}),
        ("chairman", "progress_sign", {}),
        ("staff", "progress_return", {f"reason-{cast.indicators['KT1'].pk}": "Sai"}),
        ("reporter", "progress_submit", {}),
        ("chairman", "progress_sign", {}),
        ("staff", "progress_accept", {}),
        ("staff", "progress_lock", {}),
        ("leader", "progress_unlock", {"reason": "Đính chính"}),
    ]:
        client.force_login(getattr(cast, who))
        assert press(client, cast, name, **data).status_code == 302
        states.append(ProgressReport.objects.get().status)
    assert states == [
        "draft",
        "awaiting_signature",
        "submitted",
        "returned",
        "awaiting_signature",
        "submitted",
        "accepted",
        "locked",
        "returned",
    ]


def test_refused_return_keeps_the_reasons_that_were_typed(cast, client):
    submitted(cast)
    ProgressReport.objects.update(status="accepted")
    client.force_login(cast.staff)
    response = press(client, cast, "progress_return", note="Thiếu bản ký")
    assert (response.status_code, "Thiếu bản ký" in response.content.decode()) == (422, True)


def test_return_page_opens_for_what_was_sent_only(cast, client):
    client.force_login(cast.staff)
    url = reverse("progress_return", args=[cast.report.pk])
    assert client.get(url).status_code == 302
    submitted(cast)
    assert client.get(url).status_code == 200


ACTS = {
    "progress_edit": ("reporter", "second"),
    "progress_submit": ("reporter", "second"),
    "progress_copy": ("reporter", "second"),
    "progress_sign": ("chairman",),
    "progress_refuse": ("chairman",),
    "progress_return": ("staff", "colleague"),
    "progress_accept": ("staff", "colleague"),
    "progress_lock": ("staff", "colleague"),
    "progress_unlock": ("leader",),
    "progress_on_behalf": ("staff", "colleague"),
    "progress_on_behalf_stop": ("staff", "colleague"),
    "progress_file_add": ("reporter", "second", "chairman"),
}
EVERYBODY = [
    "reporter",
    "second",
    "chairman",
    "above",
    "staff",
    "colleague",
    "leader",
    "clerk",
    "member",
    "officer",
    "admin",
    "neighbour",
    "stranger",
]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", ACTS)
def test_act_is_open_to_its_people_only(cast, client, name, who):
    submitted(cast)
    client.force_login(getattr(cast, who))
    code = press(client, cast, name).status_code
    assert (code in (200, 302, 422)) == (who in ACTS[name])
    assert code in (200, 302, 422, 403, 404)


def test_reporter_does_not_write_into_what_is_entered_on_behalf(cast, reporter):
    enter_paper(cast)
    assert reporter.get(edit_url(cast)).status_code == 403
    assert post_cell(reporter, cast, "KT1", value="7").status_code == 403


# On behalf


def enter_paper(cast):
    paper = IncomingPaper.objects.create(
        committee=cast.committee,
        from_body=cast.body,
        number="12/BC-UBND",
        dated=date(2026, 9, 14),
        received_on=ON_TIME,
        by=cast.staff,
    )
    on_behalf.enter_on_behalf(cast.report, paper, by=cast.staff)
    return paper


def code_of(client, url):
    """The code of a download, read to its end so that its file is closed."""
    response = client.get(url)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def pdf_bytes():
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


PAPER = {"number": "12/BC-UBND", "dated": "14/9/2026", "received_on": "15/9/2026", "subject": "Báo cáo"}


def test_officer_registers_the_paper_types_and_sends(cast, client):
    client.force_login(cast.staff)
    upload = SimpleUploadedFile("bc.pdf", pdf_bytes(), "application/pdf")
    assert press(client, cast, "progress_on_behalf", **PAPER, upload=upload).url == edit_url(cast)
    page = client.get(edit_url(cast)).content.decode()
    assert "Nhập thay theo văn bản số 12/BC-UBND ngày 14/9/2026 của UBND xã Mai Phụ" in page
    fill(cast, by=cast.staff)
    press(client, cast, "progress_submit")
    shown = client.get(cast.report.get_absolute_url()).content.decode()
    assert "Nhập thay theo văn bản số 12/BC-UBND" in shown
    assert code_of(client, reverse("progress_paper", args=[cast.report.pk, 1])) == 200
    assert (reverse("progress_accept", args=[cast.report.pk]) in shown) is False


@pytest.mark.parametrize(
    ("missing", "words"), [("number", "Chưa nhập ô này"), ("received_on", "Chưa nhập ô này")]
)
def test_paper_needs_number_and_days(cast, client, missing, words):
    client.force_login(cast.staff)
    response = press(client, cast, "progress_on_behalf", **{**PAPER, missing: ""})
    assert (response.status_code, words in response.content.decode()) == (422, True)


def test_paper_cannot_come_before_it_was_written(cast, client):
    client.force_login(cast.staff)
    response = press(client, cast, "progress_on_behalf", **{**PAPER, "received_on": "13/9/2026"})
    assert "Ngày đến không thể trước ngày văn bản" in response.content.decode()


def test_refused_entry_registers_no_paper(cast, client):
    fill(cast)
    client.force_login(cast.staff)
    response = press(client, cast, "progress_on_behalf", **PAPER)
    assert (response.status_code, IncomingPaper.objects.count()) == (422, 0)
    assert "đang nhập dở" in response.content.decode()


def test_registered_paper_is_chosen_from_the_list(cast, client):
    paper = enter_paper(cast)
    on_behalf.stop_on_behalf(cast.report, by=cast.staff)
    client.force_login(cast.colleague)
    press(client, cast, "progress_on_behalf", paper=paper.pk)
    assert cast.report.versions.get().entered_by == cast.colleague


# What the page shows, and to whom


def page_for(client, cast, who, query=""):
    client.force_login(getattr(cast, who))
    return client.get(cast.report.get_absolute_url() + query)


READERS = ["reporter", "second", "chairman", "above", "staff", "leader", "clerk", "officer"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_sent_report_is_read_by_those_it_is_meant_for(cast, client, who):
    submitted(cast)
    readers = [*READERS, "colleague"]
    assert page_for(client, cast, who).status_code == (200 if who in readers else 404)


@pytest.mark.parametrize("who", ["above", "officer"])
def test_unsent_report_is_not_known_outside_body_and_committee(cast, client, who):
    fill(cast)
    assert page_for(client, cast, who).status_code == 404


@pytest.mark.parametrize("who", ["staff", "leader", "clerk"])
def test_committee_sees_of_an_unsent_report_only_that_it_has_not_come(cast, client, who):
    fill(cast)
    response = page_for(client, cast, who)
    page = response.content.decode()
    assert "Đơn vị chưa gửi báo cáo này" in page
    assert [words in page for words in ("120", "75 %", "nháp")] == [False] * 3
    assert response.context["rows"][0].value is None


def test_department_sees_its_own_indicator_only(cast, client):
    submitted(cast)
    response = page_for(client, cast, "officer")
    assert [row.indicator.code for row in response.context["rows"]] == ["CQ1"]
    assert "120" not in response.content.decode()


def test_what_is_being_mended_is_shown_to_the_body_alone(cast, client):
    submitted(cast)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)
    fill(cast, figures={"KT1": Figures(value=Decimal(777))})
    seen = {who: "777" in page_for(client, cast, who).content.decode() for who in READERS}
    assert [who for who in READERS if seen[who]] == ["reporter", "second", "chairman"]
    assert "777" not in page_for(client, cast, "staff", "?version=2").content.decode()


def test_inner_moves_of_the_body_are_not_told_to_others(cast, client):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.refuse_to_sign(cast.report, by=cast.chairman, reason="Số liệu bịa")
    submitted(cast)
    assert "Số liệu bịa" in page_for(client, cast, "reporter").content.decode()
    assert "Số liệu bịa" not in page_for(client, cast, "staff").content.decode()


def test_versions_are_shown_side_by_side(cast, client):
    submitted(cast)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)
    submitted(cast, figures={"KT1": Figures(value=Decimal(125))})
    changes = page_for(client, cast, "staff").context["changes"]
    assert [
        (newer.number, [(old.indicator.code, old.value_words, new.value_words) for old, new in rows])
        for newer, rows in changes
    ] == [(2, [("KT1", "120", "125")])]


def test_page_compares_with_the_last_accepted_period_and_the_target(cast, client):
    accepted(cast, report=cast.make_report("2026-Q2"))
    cast.make_target("CQ1", Decimal(80))
    cast.make_target("CQ2", Decimal(40))
    cast.make_target("CQ2", Decimal(30), unit=cast.unit)
    submitted(cast, figures=FIGURES | {"CQ1": Figures(Decimal(48), Decimal(60))})
    rows = {row.indicator.code: row for row in page_for(client, cast, "staff").context["rows"]}
    assert (rows["CQ1"].last_words, rows["CQ1"].change_words, rows["CQ1"].target_tone) == (
        "75 %",
        "+5 điểm %",
        "ok",
    )
    assert (rows["CQ2"].change_words, rows["CQ2"].target_words, rows["CQ2"].target_tone) == (
        "không đổi",
        "30",
        "warn",
    )


@pytest.mark.parametrize("who", EVERYBODY)
def test_buttons_offered_are_those_that_are_allowed(cast, client, who):
    submitted(cast)
    response = page_for(client, cast, who)
    if response.status_code == 404:
        return
    offered = response.context["acts"] & {"return", "accept", "lock", "unlock", "sign", "edit", "on_behalf"}
    assert offered == ({"return", "accept"} if who in ("staff", "colleague") else set())


# Files


def add_file(client, cast, upload, **data):
    return press(client, cast, "progress_file_add", **{"kind": "evidence", "file": upload} | data)


def xlsx_bytes():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind", "content_type"),
    [
        ("ky.pdf", pdf_bytes, "signed", "application/pdf"),
        ("anh.png", lambda: image_bytes(format="PNG"), "evidence", "image/jpeg"),
        (
            "bang.xlsx",
            xlsx_bytes,
            "evidence",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_file_is_kept_and_given_back_to_readers_only(cast, client, name, content, kind, content_type):
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile(name, content()), kind=kind)
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.sign(cast.report, by=cast.chairman)
    kept = ReportFile.objects.get()
    assert (kept.kind, kept.file.content_type, kept.version.number) == (kind, content_type, 1)
    url = reverse("progress_file", args=[cast.report.pk, kept.pk])
    codes = {}
    for who in EVERYBODY:
        client.force_login(getattr(cast, who))
        codes[who] = code_of(client, url)
    # A department reads evidence of its own indicators, this is of the whole report.
    readers = {*READERS, "colleague"} - {"officer"}
    assert codes == {who: 200 if who in readers else 404 for who in EVERYBODY}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("ky.pdf", b"not a pdf", "signed"),
        ("anh.jpg", b"GIF89a", "evidence"),
        ("bang.xlsx", b"PK\x03\x04 broken", "evidence"),
        ("virus.exe", b"MZ", "evidence"),
        ("bang.xlsx", None, "signed"),
        ("trong.pdf", b"", "signed"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_in_words(cast, client, name, content, kind):
    client.force_login(cast.reporter)
    content = xlsx_bytes() if content is None else content
    response = add_file(client, cast, SimpleUploadedFile(name, content), kind=kind)
    assert (response.status_code, ReportFile.objects.count()) == (302, 0)


def test_withdrawn_file_is_shown_to_nobody_and_stays_on_record(cast, client):
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    kept = ReportFile.objects.get()
    client.post(reverse("progress_file_withdraw", args=[cast.report.pk, kept.pk]))
    kept.refresh_from_db()
    assert kept.withdrawn_at == kept.file.withdrawn_at is not None
    assert code_of(client, reverse("progress_file", args=[cast.report.pk, kept.pk])) == 404


def test_file_of_a_former_version_stays(cast, client):
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    submitted(cast)
    progress.return_cells(cast.report, {}, by=cast.staff, note="Thiếu")
    kept = ReportFile.objects.get()
    client.post(reverse("progress_file_withdraw", args=[cast.report.pk, kept.pk]))
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


def test_accepted_report_takes_no_more_files(cast, client):
    accepted(cast)
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    assert ReportFile.objects.count() == 0


def test_department_downloads_evidence_of_its_own_indicator(cast, client):
    client.force_login(cast.reporter)
    upload = SimpleUploadedFile("anh.jpg", image_bytes())
    add_file(client, cast, upload, indicator=cast.indicators["CQ1"].pk)
    submitted(cast)
    client.force_login(cast.officer)
    url = reverse("progress_file", args=[cast.report.pk, ReportFile.objects.get().pk])
    assert code_of(client, url) == 200


def test_files_of_a_sent_report_are_added_to_and_not_changed(cast, client):
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    submitted(cast)
    kept = ReportFile.objects.get()
    client.get(cast.report.get_absolute_url())
    url = reverse("progress_file_withdraw", args=[cast.report.pk, kept.pk])
    said = [str(message) for message in client.post(url, follow=True).context["messages"]]
    kept.refresh_from_db()
    assert (kept.withdrawn_at, said) == (
        None,
        ["Báo cáo đã gửi, tệp đã gửi được giữ nguyên. Cần thay thì đề nghị Ban trả lại."],
    )
    add_file(client, cast, SimpleUploadedFile("moi.pdf", pdf_bytes()), kind="signed")
    assert ReportFile.objects.count() == 1
    add_file(client, cast, SimpleUploadedFile("bien-ban.pdf", pdf_bytes()), kind="evidence")
    assert ReportFile.objects.count() == 2


def test_signed_copy_that_was_not_there_is_added_after_sending(cast, client):
    submitted(cast)
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    assert [kept.kind for kept in ReportFile.objects.all()] == ["signed"]
