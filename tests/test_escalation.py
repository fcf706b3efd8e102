"""The seven steps: which is proposed on which day, who decides, and what is refused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cds_portal.accounts.grants import Role
from cds_portal.clock import DeadlineRule, set_today
from cds_portal.lifecycle import Refused
from oversight.actions.assignments import withdraw
from oversight.actions.escalation import carry_out_step, decide_step, dismiss_step
from oversight.actions.extensions import ask_extension, grant_extension
from oversight.domain.escalation import may_need_a_step, proposed_step, rules_on
from oversight.domain.work.leader import steps_to_decide
from oversight.models import Assignment, Document, EscalationStep
from oversight.models.document import NumberSeries
from tests.factories import Cast, make_recommendation, make_user

pytestmark = pytest.mark.django_db
DUE = date(2026, 2, 10)
ISSUED = date(2025, 11, 3)
PAPER = "Công văn số 12/HĐND-VHXH ngày 13/2/2026"


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def duty(cast):
    recommendation = make_recommendation(cast.session, body=cast.body, due_on=DUE)
    recommendation.assignments.update(status="in_progress", issued_on=ISSUED)
    return recommendation.assignments.get()


def make_letter(cast, *, issued=False):
    signed = {}
    if issued:
        series = NumberSeries.objects.create(body=cast.committee, year=2026, symbol="HĐND-VHXH")
        signed = {
            "status": "issued",
            "number": 12,
            "issued_on": on(3),
            "series": series,
            "paper_signed": True,
        }
    return Document.objects.create(
        kind="reminder_letter",
        committee=cast.committee,
        session=cast.session,
        title="Công văn đôn đốc",
        snapshot={},
        requested_by=cast.staff,
        **signed,
    )


def on(days):
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(("days", "step"), [(-15, None), (-3, None), (0, None), (1, 1), (30, 1), (550, 1)])
def test_first_step_is_proposed_from_the_day_after(duty, days, step):
    proposal = proposed_step(duty, on(days))
    assert (proposal and proposal.step) == step


def test_proposal_names_the_law_of_the_day(duty):
    before = proposed_step(duty, date(2026, 2, 20))
    after = proposed_step(duty, date(2026, 3, 2))
    assert (before.legal_source, before.checked) == ("Điều 89 Luật số 87/2015/QH13", True)
    assert (after.legal_source, after.checked) == (
        "Điều 40 Luật số 121/2025/QH15; đối chiếu NQ 114/2025/UBTVQH15",
        False,
    )
    assert after.reason == "Quá hạn 20 ngày (hạn 10/2/2026)."


def test_rule_of_the_database_wins(duty):
    DeadlineRule.objects.create(
        code="escalation-1",
        name="Đôn đốc lần 1",
        anchor="thời hạn của nội dung giao",
        direction="after",
        bound="at_least",
        days=5,
        day_kind="calendar",
        valid_from=date(2026, 1, 1),
        legal_source="Quy chế làm việc của Ban",
        checked=True,
    )
    assert proposed_step(duty, on(4), rules=rules_on(on(4))) is None
    proposal = proposed_step(duty, on(5), rules=rules_on(on(5)))
    assert (proposal.since, proposal.legal_source) == (on(5), "Quy chế làm việc của Ban")


def test_steps_follow_one_another(cast, duty):
    with set_today(on(2)):
        row = decide_step(duty, 1, by=cast.leader)
        carry_out_step(row, on=on(2), by=cast.staff, paper="Công văn số 12/HĐND-VHXH ngày 12/2/2026")
    assert proposed_step(duty, on(31)) is None
    proposal = proposed_step(duty, on(32))
    assert (proposal.step, proposal.since) == (2, on(32))
    assert proposal.reason == (
        "Quá hạn 32 ngày (hạn 10/2/2026). Đã đôn đốc lần 1 ngày 12/2/2026, chưa hoàn thành."
    )


def test_later_step_needs_a_reason(cast, duty):
    with set_today(on(550)):
        with pytest.raises(Refused, match="lý do chọn bước “giám sát lại” sớm hơn"):
            decide_step(duty, EscalationStep.Step.RE_OVERSIGHT, by=cast.leader)
        row = decide_step(duty, 6, by=cast.leader, reason="Tồn đọng quá 18 tháng")
    assert (row.step, row.status, row.decided_by, row.decided_on) == (6, "decided", cast.leader, on(550))


def test_second_decision_is_refused_while_one_is_open(cast, duty):
    with set_today(on(3)):
        decide_step(duty, 1, by=cast.leader)
        with pytest.raises(Refused, match="chưa thực hiện xong"):
            decide_step(duty, 2, by=cast.leader, reason="Vội")
        assert proposed_step(duty, on(3)) is None


def test_nothing_is_decided_before_it_is_late(cast, duty):
    with set_today(on(0)), pytest.raises(Refused, match="chưa đến mức"):
        decide_step(duty, 1, by=cast.leader)


def test_dismissed_step_is_proposed_anew_after_its_time(cast, duty):
    with set_today(on(3)):
        with pytest.raises(Refused, match="lý do chưa áp dụng"):
            dismiss_step(duty, by=cast.leader, reason=" ")
        dismiss_step(duty, by=cast.leader, reason="Đơn vị đang sắp xếp")
    assert proposed_step(duty, on(3)) is None
    assert proposed_step(duty, on(4)).step == 1


@pytest.mark.parametrize(("days", "words"), [(-1, "trước ngày quyết định"), (1, "chưa tới")])
def test_step_is_carried_out_between_decision_and_today(cast, duty, days, words):
    with set_today(on(3)):
        row = decide_step(duty, 1, by=cast.leader)
        with pytest.raises(Refused, match=words):
            carry_out_step(row, on=on(3 + days), by=cast.staff)


@pytest.mark.parametrize("status", ["reported_done", "done", "withdrawn", "carried"])
def test_no_step_when_it_is_the_committees_turn_or_over(duty, status):
    duty.status = status
    assert proposed_step(duty, on(40)) is None


def test_not_done_asks_for_a_step_at_once(duty):
    duty.status = "not_done"
    assert proposed_step(duty, on(1)).reason == (
        "Ban đã xác định không thực hiện; cần quyết định bước xử lý để khép hồ sơ."
    )


def test_open_request_for_time_comes_first(cast, duty):
    duty.extensions.create(asked_due=on(60), reason="Chờ kinh phí", asked_by=cast.local, old_due=DUE)
    with set_today(on(3)), pytest.raises(Refused, match="gia hạn chờ Ban trả lời"):
        decide_step(duty, 1, by=cast.leader)
    assert may_need_a_step(Assignment.objects.all(), on(3)).count() == 0


def test_step_decided_for_the_old_date_falls_when_more_time_is_given(cast, duty):
    late = duty.due_on + timedelta(days=3)
    with set_today(late):
        step = decide_step(duty, 1, by=cast.leader)
        asked = ask_extension(
            assignment=duty, asked_due=late + timedelta(days=30), reason="Chờ vốn", by=cast.local
        )
        grant_extension(extension=asked, granted_due=late + timedelta(days=30), by=cast.leader)
    step.refresh_from_db()
    assert (step.status, step.history.last().note.startswith("Đã gia hạn đến ")) == ("dismissed", True)
    duty.refresh_from_db()
    assert proposed_step(duty, duty.due_on) is None
    assert proposed_step(duty, duty.due_on + timedelta(days=1)).step == 1


def test_rows_worth_asking_for(cast, duty):
    assert [a.pk for a in may_need_a_step(Assignment.objects.all(), on(1))] == [duty.pk]
    assert may_need_a_step(Assignment.objects.all(), on(0)).count() == 0


# Found not done: the leader is told, due or not


def not_done(cast, duty, **fields):
    Assignment.objects.filter(pk=duty.pk).update(status="not_done", **fields)
    duty.refresh_from_db()
    return [item.url for item in steps_to_decide(cast.leader, on(-20), 50)]


@pytest.mark.parametrize("due_on", [DUE, None])
def test_not_done_reaches_the_leader_due_or_not(cast, duty, due_on):
    assert steps_to_decide(cast.leader, on(-20), 50) == []
    assert not_done(cast, duty, due_on=due_on) == [duty.get_absolute_url()]


def test_not_done_of_a_coordinating_body_reaches_the_leader_too(cast, duty):
    assert not_done(cast, duty, role="coordinating") == [duty.get_absolute_url()]


def test_not_done_is_decided_at_once_and_then_waits_for_the_leader_no_more(cast, duty):
    not_done(cast, duty, due_on=None)
    with set_today(on(-20)):
        row = decide_step(duty, 1, by=cast.leader)
        assert steps_to_decide(cast.leader, on(-20), 50) == []
        carry_out_step(row, on=on(-20), by=cast.staff, paper="Làm việc trực tiếp")
    assert steps_to_decide(cast.leader, on(-20), 50) == []


def test_step_put_aside_after_not_done_is_proposed_anew_after_its_time(cast, duty):
    not_done(cast, duty)
    with set_today(on(-20)):
        dismiss_step(duty, by=cast.leader, reason="Chờ ý kiến Thường trực")
    assert [bool(steps_to_decide(cast.leader, on(days), 50)) for days in (-20, -19)] == [False, True]


# Each step carries its paper


@pytest.fixture
def decided(cast, duty):
    with set_today(on(3)):
        yield decide_step(duty, 1, by=cast.leader)


def test_step_is_not_carried_out_without_its_paper(cast, decided):
    with pytest.raises(Refused, match="Xin ghi số, ngày văn bản hoặc hình thức"):
        carry_out_step(decided, on=on(3), by=cast.staff, paper=" ")
    decided.refresh_from_db()
    assert decided.status == "decided"


def test_draft_letter_is_not_the_paper_of_a_step(cast, decided):
    decided.document = make_letter(cast)
    decided.save()
    with pytest.raises(Refused, match="Xin ghi số, ngày văn bản"):
        carry_out_step(decided, on=on(3), by=cast.staff)
    carry_out_step(decided, on=on(3), by=cast.staff, paper=PAPER)
    assert (decided.status, decided.document, decided.history.last().note) == ("carried_out", None, PAPER)


def test_issued_letter_is_the_paper_of_a_step(cast, decided):
    letter = decided.document = make_letter(cast, issued=True)
    decided.save()
    carry_out_step(decided, on=on(3), by=cast.staff)
    assert (decided.status, decided.document) == ("carried_out", letter)


def test_paper_is_asked_for_on_the_page_and_shown_there(client, cast, duty, decided):
    client.force_login(cast.staff)
    url = reverse("step_carry_out", args=[decided.pk])
    refused = client.post(url, {"on": on(3).isoformat(), "paper": ""})
    assert (refused.status_code, on(3).isoformat() in refused.content.decode()) == (422, True)
    assert client.post(url, {"on": on(3).isoformat(), "paper": PAPER}).status_code == 302
    # In the panel and in the timeline.
    assert client.get(duty.get_absolute_url()).content.decode().count(PAPER) == 2


def test_step_stands_in_the_timeline_by_its_day_without_an_hour(client, cast, duty, decided):
    client.force_login(cast.staff)
    shown = client.get(duty.get_absolute_url())
    told = [event for event in shown.context["story"] if event.label.startswith("Quyết định bước xử lý")]
    assert ([event.is_day_only for event in told], "23:59" in shown.content.decode()) == ([True], False)


# Who reads what was decided


INNER = "Chủ tịch huyện né tránh"


def page(client, user, duty):
    client.force_login(user)
    return client.get(duty.get_absolute_url())


def events(client, user, duty):
    return [event.label for event in page(client, user, duty).context["story"]]


@pytest.fixture
def readers(cast):
    return [make_user(Role.LOCAL_REPORTER, cast.body), cast.member]


def test_decisions_are_the_committees_own(client, cast, duty, readers):
    with set_today(on(3)):
        dismiss_step(duty, by=cast.leader, reason=INNER)
    with set_today(on(4)):
        decide_step(duty, 2, by=cast.leader, reason=INNER)
    shown = [
        (events(client, user, duty), INNER in page(client, user, duty).content.decode()) for user in readers
    ]
    assert shown == [([], False)] * 2
    assert events(client, cast.staff, duty) == [
        "Chưa áp dụng bước: đôn đốc lần 1",
        "Quyết định bước xử lý: đôn đốc lần tiếp theo",
    ]


@pytest.mark.parametrize("issued", [False, True])
def test_body_reads_of_a_step_the_letter_that_reached_it(client, cast, duty, readers, issued):
    letter = make_letter(cast, issued=issued)
    letter.addressed_to.add(cast.body)
    with set_today(on(3)):
        row = decide_step(duty, 1, by=cast.leader, reason=INNER)
        carry_out_step(row, on=on(3), by=cast.staff, document=letter)
    for user in readers:
        story = page(client, user, duty).context["story"]
        wanted = [("Đã thực hiện: đôn đốc lần 1", letter.get_absolute_url(), "", None)] if issued else []
        assert [(event.label, event.url, event.note, event.by) for event in story] == wanted


# A date that nobody can count from


def test_due_date_of_the_year_9999_opens_like_any_other(client, cast, duty):
    Assignment.objects.filter(pk=duty.pk).update(due_on=date.max)
    duty.refresh_from_db()
    assert proposed_step(duty, on(600)) is None
    assert page(client, cast.leader, duty).status_code == 200
    assert not_done(cast, duty) == [duty.get_absolute_url()]


def story(client, user, duty):
    client.force_login(user)
    return [event.label for event in client.get(duty.get_absolute_url()).context["story"]]


def test_step_of_one_day_stands_where_it_was_taken_among_the_other_events_of_the_day(client, cast, duty):
    day = timezone.localdate()
    Assignment.objects.filter(pk=duty.pk).update(due_on=day - timedelta(days=3))
    step = decide_step(duty, 1, by=cast.leader)
    carry_out_step(step, on=day, by=cast.staff, paper=PAPER)
    duty.refresh_from_db()
    ask_extension(assignment=duty, asked_due=day + timedelta(days=9), reason="Chờ vốn", by=cast.local)
    assert story(client, cast.leader, duty)[-3:-1] == [
        "Quyết định bước xử lý: đôn đốc lần 1",
        "Đã thực hiện: đôn đốc lần 1",
    ]


def test_step_that_fell_away_tells_that_it_was_decided_and_why_it_fell(client, cast, duty):
    day = timezone.localdate()
    Assignment.objects.filter(pk=duty.pk).update(due_on=day - timedelta(days=3))
    decide_step(duty, 1, by=cast.leader, reason="Ba lần nhắc miệng")
    duty.refresh_from_db()
    withdraw(assignment=duty, reason="Có chủ trương khác", by=cast.leader)
    client.force_login(cast.leader)
    told = client.get(duty.get_absolute_url()).context["story"]
    assert [(event.label, event.note) for event in told if event.icon == "megaphone"] == [
        ("Quyết định bước xử lý: đôn đốc lần 1", "Ba lần nhắc miệng"),
        ("Thôi bước xử lý: đôn đốc lần 1", "Nội dung giao đã rút."),
    ]
