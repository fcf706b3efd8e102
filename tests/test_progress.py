"""The life of a progress report: who may do what when, and what is refused in which words."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from cds_portal.lifecycle import Refused, StaleRecord, TakenFirst
from districts.actions import on_behalf, progress
from districts.actions.copying import copy_last
from districts.actions.drafting import open_draft, set_value
from districts.figures import Figures
from districts.models import IncomingPaper, ProgressReport, ReportedValue
from tests.progress_world import FIGURES, ON_TIME, TOO_LATE, ProgressCast, accepted, fill, submitted

NUMBER = {name: Figures(value=Decimal(name)) for name in ("7", "8", "9")}


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = ON_TIME
    return ProgressCast()


def values_of(version):
    return {v.indicator.code: v.value for v in version.values.select_related("indicator")}


STORED = {"CQ1": Decimal(75), "KT1": Decimal(120), "CQ2": Decimal("36.5"), "NT1": Decimal(1)}


# Drafting


def test_first_figure_begins_the_report(cast):
    version = open_draft(cast.report, by=cast.reporter)
    assert (cast.report.status, version.number, version.frozen_at) == ("draft", 1, None)


def test_opening_again_gives_the_same_version(cast):
    assert open_draft(cast.report, by=cast.reporter) == open_draft(cast.report, by=cast.second)


def test_share_is_computed_and_stored_with_who_typed_it(cast):
    version = open_draft(cast.report, by=cast.reporter)
    value = set_value(version, cast.indicators["CQ1"], FIGURES["CQ1"], by=cast.reporter)
    assert (value.value, value.typed_by) == (75, cast.reporter)


def test_figure_typed_on_a_stale_row_is_refused_with_what_is_stored(cast):
    version, indicator = open_draft(cast.report, by=cast.reporter), cast.indicators["KT1"]
    read = set_value(version, indicator, NUMBER["7"], by=cast.reporter, expected=0).row_version
    set_value(version, indicator, NUMBER["8"], by=cast.second, expected=read)
    with pytest.raises(StaleRecord) as stale:
        set_value(version, indicator, NUMBER["9"], by=cast.reporter, expected=read)
    assert (stale.value.current.value, stale.value.current.typed_by) == (8, cast.second)
    assert version.values.get().value == 8


def test_two_that_begin_the_same_empty_cell_do_not_overwrite_each_other(cast):
    version, indicator = open_draft(cast.report, by=cast.reporter), cast.indicators["KT1"]
    set_value(version, indicator, NUMBER["7"], by=cast.reporter, expected=0)
    with pytest.raises(StaleRecord):
        set_value(version, indicator, NUMBER["8"], by=cast.second, expected=0)


def test_same_figure_from_a_stale_page_is_no_conflict(cast):
    version, indicator = open_draft(cast.report, by=cast.reporter), cast.indicators["KT1"]
    first = set_value(version, indicator, NUMBER["7"], by=cast.reporter, expected=0)
    again = set_value(version, indicator, NUMBER["7"], by=cast.second, expected=0)
    assert (again.pk, again.row_version, again.typed_by) == (first.pk, 1, cast.reporter)


def test_figure_without_guard_writes_over(cast):
    version, indicator = open_draft(cast.report, by=cast.reporter), cast.indicators["KT1"]
    set_value(version, indicator, NUMBER["7"], by=cast.reporter)
    assert set_value(version, indicator, NUMBER["8"], by=cast.reporter).row_version == 2


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("CQ1", Figures(Decimal(7), Decimal(6))),
        ("CQ1", Figures(Decimal(7), None)),
        ("KT1", Figures(value=Decimal("1.5"))),
        ("CQ2", Figures(value=Decimal(-1))),
        ("NT1", Figures(value=Decimal(2))),
    ],
)
def test_figure_that_cannot_be_is_refused_and_not_stored(cast, code, figures):
    version = open_draft(cast.report, by=cast.reporter)
    with pytest.raises(Refused):
        set_value(version, cast.indicators[code], figures, by=cast.reporter)
    assert version.values.count() == 0


def test_figure_of_an_indicator_that_is_not_due_is_refused(cast):
    cast.report.indicators.remove(cast.indicators["KT1"])
    with pytest.raises(Refused, match="không phải báo cáo"):
        set_value(
            open_draft(cast.report, by=cast.reporter), cast.indicators["KT1"], NUMBER["7"], by=cast.reporter
        )


def test_figure_may_be_taken_out_again(cast):
    version = fill(cast)
    set_value(version, cast.indicators["KT1"], Figures(), by=cast.reporter)
    assert values_of(version)["KT1"] is None


@pytest.mark.parametrize("status", ["awaiting_signature", "submitted", "accepted", "locked"])
def test_figures_are_refused_once_the_report_has_left_the_reporter(cast, status):
    version = fill(cast)
    ProgressReport.objects.update(status=status, first_sent_at=timezone.now())
    with pytest.raises(Refused):
        set_value(version, cast.indicators["KT1"], NUMBER["7"], by=cast.reporter)
    with pytest.raises(Refused):
        open_draft(ProgressReport.objects.get(), by=cast.reporter)


# Putting before the leader


def test_complete_report_is_put_before_the_leader(cast):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter, summary=" Kỳ này tốt. ")
    assert (cast.report.status, cast.report.summary) == ("awaiting_signature", "Kỳ này tốt.")


def test_gap_without_explanation_is_refused_by_code(cast):
    fill(cast, figures={"KT1": FIGURES["KT1"]})
    with pytest.raises(Refused, match=r"Còn 3 chỉ tiêu .*: CQ1, CQ2, NT1"):
        progress.submit_for_signature(cast.report, by=cast.reporter)


def test_note_explains_a_gap(cast):
    fill(cast, figures=FIGURES | {"KT1": Figures(note="Chưa thống kê được")})
    progress.submit_for_signature(cast.report, by=cast.reporter)
    assert cast.report.status == "awaiting_signature"


def test_wrong_figure_that_came_in_otherwise_is_refused_by_code(cast):
    version = fill(cast)
    version.values.filter(indicator__code="CQ2").update(value=-1)
    with pytest.raises(Refused, match="chưa đúng ở: CQ2"):
        progress.submit_for_signature(cast.report, by=cast.reporter)


def test_nothing_arising_needs_its_explanation(cast):
    with pytest.raises(Refused, match="giải thích"):
        progress.submit_for_signature(
            cast.report, by=cast.reporter, nothing_arising=True, nothing_reason="  "
        )


def test_nothing_arising_is_refused_beside_figures_that_say_otherwise(cast):
    figures = {"CQ1": Figures(Decimal(0), Decimal(60)), "KT1": Figures(value=Decimal(120))}
    version = fill(cast, figures=figures)
    said = {"nothing_arising": True, "nothing_reason": "Chưa có hồ sơ nào"}
    with pytest.raises(Refused) as refusal:
        progress.submit_for_signature(cast.report, by=cast.reporter, **said)
    assert str(refusal.value) == (
        "Báo cáo ghi không phát sinh nhưng đang có số liệu ở 1 chỉ tiêu: KT1. "
        "Bỏ dấu không phát sinh, hoặc xóa các số liệu đó."
    )
    version.values.filter(indicator=cast.indicators["KT1"]).delete()
    progress.submit_for_signature(cast.report, by=cast.reporter, **said)
    assert (cast.report.status, cast.report.nothing_arising) == ("awaiting_signature", True)


def test_nothing_arising_is_sent_without_figures(cast):
    progress.submit_for_signature(
        cast.report, by=cast.reporter, nothing_arising=True, nothing_reason="Chưa có hồ sơ nào"
    )
    progress.sign(cast.report, by=cast.chairman)
    assert (cast.report.status, cast.report.nothing_arising) == ("submitted", True)


def test_late_report_needs_its_reason(cast, settings):
    settings.CLOCK_TODAY = TOO_LATE
    fill(cast)
    with pytest.raises(Refused, match="quá hạn 5 ngày"):
        progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.submit_for_signature(cast.report, by=cast.reporter, late_reason="Mất điện")
    progress.sign(cast.report, by=cast.chairman)
    assert (cast.report.days_late, cast.report.late_reason) == (5, "Mất điện")


def test_report_sent_on_the_due_day_is_not_late(cast, settings):
    settings.CLOCK_TODAY = cast.report.period.due_on
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.sign(cast.report, by=cast.chairman)
    assert cast.report.days_late == 0


def test_correction_of_a_report_that_was_in_time_is_not_late(cast, settings):
    submitted(cast)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)
    settings.CLOCK_TODAY = TOO_LATE
    fill(cast, figures={"KT1": NUMBER["7"]})
    progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.sign(cast.report, by=cast.chairman)
    assert cast.report.days_late == 0


def test_putting_before_the_leader_twice_is_refused(cast):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    with pytest.raises(Refused, match="đã trình ký"):
        progress.submit_for_signature(cast.report, by=cast.second)


# The signature


@pytest.fixture
def waiting(cast):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    return cast.report


def test_signature_sends_the_report_and_freezes_its_figures(cast, waiting):
    progress.sign(waiting, by=cast.chairman)
    version = waiting.versions.get()
    assert (waiting.status, waiting.sent_on, waiting.sent_by) == ("submitted", ON_TIME, cast.chairman)
    assert (version.signed_by, version.frozen_at is None) == (cast.chairman, False)
    assert version.signer_line == f"{cast.chairman.full_name}, Chủ tịch UBND xã"
    assert values_of(version) == STORED


@pytest.mark.parametrize("who", ["reporter", "above", "staff", "leader", "neighbour"])
def test_nobody_but_a_leader_of_the_body_signs(cast, waiting, who):
    with pytest.raises(Refused, match="UBND xã Mai Phụ"):
        progress.sign(waiting, by=getattr(cast, who))
    with pytest.raises(Refused, match="UBND xã Mai Phụ"):
        progress.refuse_to_sign(waiting, by=getattr(cast, who), reason="Sai")


def test_draft_is_not_signed(cast):
    fill(cast)
    with pytest.raises(Refused, match="Không thể chuyển"):
        progress.sign(cast.report, by=cast.chairman)


def test_leader_who_signs_after_the_day_is_asked_for_the_reason(cast, waiting, settings):
    settings.CLOCK_TODAY = TOO_LATE
    with pytest.raises(Refused, match="lý do gửi chậm"):
        progress.sign(waiting, by=cast.chairman)
    progress.sign(waiting, by=cast.chairman, late_reason="Chủ tịch đi công tác")
    assert waiting.late_reason == "Chủ tịch đi công tác"


def test_refusal_to_sign_gives_the_same_version_back_with_its_reason(cast, waiting):
    progress.refuse_to_sign(waiting, by=cast.chairman, reason="Xem lại số hộ")
    assert (waiting.status, waiting.history.last().note) == ("draft", "Xem lại số hộ")
    assert [version.number for version in waiting.versions.filter(frozen_at=None)] == [1]


def test_refusal_to_sign_needs_a_reason(cast, waiting):
    with pytest.raises(Refused, match="lý do"):
        progress.refuse_to_sign(waiting, by=cast.chairman, reason=" ")


def test_signing_what_somebody_took_first_is_refused(cast, waiting):
    stale = ProgressReport.objects.get(pk=waiting.pk)
    progress.sign(waiting, by=cast.chairman)
    with pytest.raises(Refused):
        progress.sign(stale, by=cast.chairman)
    assert waiting.history.filter(to_status="submitted").count() == 1


# The return


def test_return_says_what_is_wrong_cell_by_cell(cast):
    submitted(cast)
    reasons = {cast.indicators["KT1"]: "Số hộ giảm mạnh?", cast.indicators["CQ1"]: " "}
    progress.return_cells(cast.report, reasons, by=cast.staff, note="Xem lại")
    frozen = cast.report.versions.get()
    assert (cast.report.status, cast.report.history.last().note) == ("returned", "Xem lại")
    assert {v.indicator.code: v.returned_reason for v in frozen.values.all()} == {
        "CQ1": "",
        "KT1": "Số hộ giảm mạnh?",
        "CQ2": "",
        "NT1": "",
    }
    assert values_of(frozen) == STORED


def test_return_without_any_reason_is_refused(cast):
    submitted(cast)
    with pytest.raises(Refused, match="lý do"):
        progress.return_cells(cast.report, {cast.indicators["KT1"]: ""}, by=cast.staff)
    progress.return_cells(cast.report, {}, by=cast.staff, note="Thiếu bản ký")


def test_return_of_a_figure_that_is_not_due_is_refused(cast):
    submitted(cast)
    cast.report.indicators.remove(cast.indicators["KT1"])
    with pytest.raises(Refused, match="không thuộc"):
        progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)


@pytest.mark.parametrize("who", ["stranger", "leader", "clerk", "reporter", "above"])
def test_nobody_but_staff_of_the_committee_returns_or_accepts(cast, who):
    submitted(cast)
    with pytest.raises(Refused):
        progress.return_cells(cast.report, {}, by=getattr(cast, who), note="x")
    with pytest.raises(Refused):
        progress.accept(cast.report, by=getattr(cast, who))


def test_correction_begins_as_a_copy_with_what_was_said(cast):
    submitted(cast)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)
    version = open_draft(cast.report, by=cast.second)
    said = {v.indicator.code: v.returned_reason for v in version.values.all()}
    assert (version.number, cast.report.status, said["KT1"]) == (2, "draft", "Sai")
    assert values_of(version) == STORED
    assert {value.typed_by for value in version.values.all()} == {cast.reporter}


def test_correction_leaves_the_frozen_version_as_it_was(cast):
    submitted(cast)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)
    fill(cast, figures={"KT1": NUMBER["7"]})
    first, second = cast.report.versions.all()
    assert (values_of(first)["KT1"], values_of(second)["KT1"]) == (120, 7)


def test_signed_correction_begins_without_remarks(cast):
    submitted(cast)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)
    submitted(cast, figures={"KT1": NUMBER["7"]})
    first, second = cast.report.versions.all()
    assert [value.returned_reason for value in second.values.all()] == ["", "", "", ""]
    assert first.values.get(indicator__code="KT1").returned_reason == "Sai"


# Acceptance, lock, unlock


def test_accepted_figures_become_the_current_ones(cast):
    accepted(cast)
    assert {v.indicator.code for v in ReportedValue.objects.current()} == set(FIGURES)


def test_accepted_correction_takes_over_from_the_version_before(cast):
    accepted(cast)
    progress.unlock(cast.report, by=cast.leader, reason="Đơn vị đính chính")
    assert {v.version.number for v in ReportedValue.objects.current()} == {1}
    submitted(cast, figures={"KT1": NUMBER["7"]})
    progress.accept(cast.report, by=cast.colleague)
    assert [
        (v.version.number, v.value) for v in ReportedValue.objects.current().filter(indicator__code="KT1")
    ] == [(2, 7)]


def test_accepting_orders_the_summaries_after_the_commit(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(progress, "enqueue", lambda *args: asked.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        accepted(cast)
    with django_capture_on_commit_callbacks(execute=True):
        progress.unlock(cast.report, by=cast.leader, reason="Sai")
    assert asked == [("oversight.tasks.order_summaries", cast.report.pk)] * 2


def test_accepting_what_a_colleague_returned_is_refused(cast):
    submitted(cast)
    stale = ProgressReport.objects.get()
    progress.return_cells(cast.report, {}, by=cast.staff, note="Thiếu")
    with pytest.raises(Refused):
        progress.accept(stale, by=cast.colleague)
    assert ReportedValue.objects.current().count() == 0


def test_move_read_before_a_colleague_names_who_was_first(cast):
    submitted(cast)
    stale = ProgressReport.objects.get()
    progress.accept(cast.report, by=cast.staff)
    with pytest.raises(TakenFirst, match=cast.staff.full_name):
        stale.move("returned", by=cast.colleague)


def test_accepted_report_is_locked_and_reopened_by_a_leader_with_a_reason(cast):
    accepted(cast)
    progress.lock(cast.report, by=cast.staff)
    with pytest.raises(Refused, match="lý do"):
        progress.unlock(cast.report, by=cast.leader, reason="")
    progress.unlock(cast.report, by=cast.leader, reason="Sai số liệu")
    moves = [(move.to_status, move.note) for move in cast.report.history][-2:]
    assert moves == [("locked", ""), ("returned", "Sai số liệu")]


@pytest.mark.parametrize("who", ["staff", "clerk", "chairman", "stranger"])
def test_nobody_but_a_leader_of_the_committee_unlocks(cast, who):
    accepted(cast)
    with pytest.raises(Refused):
        progress.unlock(cast.report, by=getattr(cast, who), reason="Sai")


def test_submitted_report_is_not_unlocked_but_returned(cast):
    submitted(cast)
    with pytest.raises(Refused, match="không phải mở khóa"):
        progress.unlock(cast.report, by=cast.leader, reason="Sai")


def test_submitted_report_is_not_locked(cast):
    submitted(cast)
    with pytest.raises(Refused):
        progress.lock(cast.report, by=cast.staff)


def test_history_tells_every_move_with_the_post_of_that_day(cast):
    accepted(cast)
    assert [
        (move.from_status, move.to_status, move.by) for move in cast.report.history.select_related("by")
    ] == [
        ("expected", "draft", cast.reporter),
        ("draft", "awaiting_signature", cast.reporter),
        ("awaiting_signature", "submitted", cast.chairman),
        ("submitted", "accepted", cast.staff),
    ]
    assert cast.report.history.last().by_line == f"Chuyên viên, {cast.committee}"


# On behalf


def make_paper(cast, **fields):
    fields = {"number": "12/BC-UBND", "dated": date(2026, 9, 14), "received_on": ON_TIME} | fields
    return IncomingPaper.objects.create(
        committee=cast.committee, **{"from_body": cast.body, "by": cast.staff} | fields
    )


@pytest.fixture
def on_paper(cast):
    on_behalf.enter_on_behalf(cast.report, make_paper(cast), by=cast.staff)
    fill(cast, by=cast.staff)
    return cast.report


def test_report_entered_on_behalf_is_sent_on_the_day_its_paper_came(cast, on_paper, settings):
    settings.CLOCK_TODAY = TOO_LATE
    on_behalf.send_on_behalf(on_paper, by=cast.staff)
    version = on_paper.versions.get()
    assert (on_paper.status, on_paper.sent_on, on_paper.days_late) == ("submitted", ON_TIME, 0)
    assert version.signer_line == "Văn bản số 12/BC-UBND ngày 14/9/2026 của UBND xã Mai Phụ"
    assert on_paper.history.last().note.startswith("nhập thay theo văn bản số 12/BC-UBND")


def test_who_entered_it_does_not_accept_it(cast, on_paper):
    on_behalf.send_on_behalf(on_paper, by=cast.staff)
    with pytest.raises(Refused, match="nhập thay"):
        progress.accept(on_paper, by=cast.staff)
    progress.accept(on_paper, by=cast.colleague)
    assert on_paper.status == "accepted"


def test_who_typed_a_figure_for_a_colleagues_paper_does_not_accept_it_either(cast, on_paper):
    fill(cast, figures={"KT1": NUMBER["7"]}, by=cast.colleague)
    on_behalf.send_on_behalf(on_paper, by=cast.staff)
    with pytest.raises(Refused, match="nhập thay"):
        progress.accept(on_paper, by=cast.colleague)


def test_incomplete_entry_on_behalf_is_not_sent(cast):
    on_behalf.enter_on_behalf(cast.report, make_paper(cast), by=cast.staff)
    with pytest.raises(Refused, match="Còn 4 chỉ tiêu"):
        on_behalf.send_on_behalf(cast.report, by=cast.staff)


def test_paper_of_another_body_is_refused(cast):
    with pytest.raises(Refused, match="không phải của đơn vị"):
        on_behalf.enter_on_behalf(cast.report, make_paper(cast, from_body=cast.district_body), by=cast.staff)


def test_what_the_body_is_writing_is_not_taken_over(cast):
    fill(cast, figures={"KT1": NUMBER["7"]})
    with pytest.raises(Refused, match="đang nhập dở"):
        on_behalf.enter_on_behalf(cast.report, make_paper(cast), by=cast.staff)


@pytest.mark.parametrize("who", ["reporter", "chairman", "leader", "stranger"])
def test_nobody_but_staff_enters_on_behalf(cast, who):
    with pytest.raises(Refused):
        on_behalf.enter_on_behalf(cast.report, make_paper(cast), by=getattr(cast, who))


def test_body_does_not_sign_what_is_entered_on_its_behalf(cast, on_paper):
    with pytest.raises(Refused, match="nhập thay"):
        progress.submit_for_signature(on_paper, by=cast.reporter)


def test_entry_on_behalf_may_be_left_to_the_body(cast, on_paper):
    on_behalf.stop_on_behalf(on_paper, by=cast.staff)
    progress.submit_for_signature(on_paper, by=cast.reporter)
    assert (on_paper.status, on_paper.versions.get().paper) == ("awaiting_signature", None)
    with pytest.raises(Refused):
        on_behalf.stop_on_behalf(on_paper, by=cast.staff)


def test_sending_on_behalf_without_a_paper_is_refused(cast):
    fill(cast)
    with pytest.raises(Refused, match="Không có lần nhập thay"):
        on_behalf.send_on_behalf(cast.report, by=cast.staff)


def test_same_paper_is_registered_once(cast):
    make_paper(cast)
    again = IncomingPaper(
        committee=cast.committee,
        from_body=cast.body,
        number="12/BC-UBND",
        dated=date(2026, 9, 14),
        received_on=ON_TIME,
    )
    with pytest.raises(Refused, match="đã có trong sổ"):
        on_behalf.register_paper(again, by=cast.staff)
    assert IncomingPaper.objects.count() == 1


# Copying


def test_copy_fills_empty_cells_only(cast):
    accepted(cast, report=cast.make_report("2026-Q2"))
    fill(cast, figures={"KT1": NUMBER["7"], "CQ2": Figures(note="Chưa đo")})
    assert copy_last(cast.report, by=cast.second) == 2
    assert values_of(cast.report.versions.get()) == STORED | {"KT1": 7, "CQ2": None}


def test_copy_without_anything_to_copy_is_refused(cast):
    with pytest.raises(Refused, match="Không có ô trống"):
        copy_last(cast.report, by=cast.reporter)
    cast.report.refresh_from_db()
    assert cast.report.status == "expected"
