"""When a duty ends, what waited on it is answered by that, and stands on nobody's list of work."""

from datetime import date

import pytest

from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused
from oversight.actions import assignments as acts
from oversight.actions.bulk import reassign
from oversight.actions.escalation import decide_step
from oversight.actions.extensions import ask_extension
from oversight.actions.letters import request_reminder
from oversight.actions.re_oversight import start_re_oversight
from oversight.actions.verifications import verify
from oversight.domain.work import committee, leader
from oversight.models import Assignment, Extension, Response
from tests.duties import DUE, DutyCast, answered
from tests.factories import make_body

DAY = date(2023, 12, 20)
WISHED = date(2024, 3, 31)


@pytest.fixture
def cast(db):
    with set_today(DAY):
        yield DutyCast()


@pytest.fixture
def duty(cast):
    return cast.duty(status="in_progress")


def asked_again(cast, duty):
    return acts.ask_reconsideration(assignment=duty, reason="Thuộc thẩm quyền cấp tỉnh", by=cast.reporter)


def withdraw(duty, by):
    return acts.withdraw(assignment=duty, reason="Đã có chủ trương khác", by=by)


def not_done(duty, by):
    return acts.mark_not_done(assignment=duty, reason="Không bố trí kinh phí", by=by)


def carry(cast, duty):
    new = {"code": "LAI-2024", "title": "Giám sát lại"}
    days = {"works_from": date(2024, 5, 6), "works_to": date(2024, 5, 7)}
    return start_re_oversight(session=cast.session, assignments=[duty], by=cast.leader, **new, **days)


def state(record):
    record.refresh_from_db()
    return record.status, record.history.last().note


def waiting(user):
    """How many answers and steps wait for the officer, extensions and requests for the leader."""
    lists = (
        committee.answers,
        committee.steps_to_carry_out,
        leader.extensions_to_decide,
        leader.reconsiderations,
    )
    return tuple(len(found(user, 50)) for found in lists)


# Answers


def test_signed_answer_of_a_withdrawn_duty_waits_no_more(cast, duty):
    response = answered(cast, [duty], on=DAY)
    assert waiting(cast.staff) == (1, 0, 0, 0)
    withdraw(duty, cast.leader)
    assert state(response) == ("adequate", "Nội dung giao đã rút.")
    assert waiting(cast.staff) == (0, 0, 0, 0)


def test_answer_about_two_duties_waits_for_the_other_one(cast, duty):
    other = cast.duty(status="in_progress", text="Bố trí cán bộ")
    response = answered(cast, [duty, other], on=DAY)
    withdraw(duty, cast.leader)
    assert (state(response)[0], waiting(cast.staff)[0]) == ("submitted", 1)
    verify(
        assignment=other,
        response=response,
        outcome="done",
        completed_on=date(2023, 10, 10),
        note="Đã xem",
        by=cast.staff,
    )
    assert state(response)[0] == "adequate"


def test_account_of_progress_on_what_was_not_done_is_inadequate(cast, duty):
    response = answered(cast, [duty], claim="progress", completed_on=None, on=DAY)
    not_done(duty, cast.staff)
    assert state(response) == ("inadequate", "Đã xác định là không thực hiện.")


def test_account_of_progress_waits_as_long_as_its_duty_is_open(cast, duty):
    answered(cast, [duty], claim="progress", completed_on=None, on=DAY)
    assert waiting(cast.staff)[0] == 1
    Assignment.objects.filter(pk=duty.pk).update(status="withdrawn")
    assert waiting(cast.staff)[0] == 0


def test_account_of_progress_is_settled_when_the_duty_is_carried(cast, duty):
    response = answered(cast, [duty], claim="progress", completed_on=None, on=DAY)
    Assignment.objects.filter(pk=duty.pk).update(status="partly_done")
    carry(cast, duty)
    assert state(response) == ("adequate", "Đã chuyển giám sát lại.")


def test_answers_stranded_before_stand_on_no_list(cast, duty):
    response = answered(cast, [duty], on=DAY)
    Assignment.objects.filter(pk=duty.pk).update(status="withdrawn")
    assert list(Response.objects.to_judge()) == []
    Assignment.objects.filter(pk=duty.pk).update(status="reported_done")
    assert list(Response.objects.to_judge()) == [response]


# Requests to reconsider


def test_finding_it_not_done_upholds_what_was_asked_again(cast, duty):
    asked_again(cast, duty)
    duty.refresh_from_db()
    assert waiting(cast.leader)[3] == 1
    not_done(duty, cast.staff)
    duty.refresh_from_db()
    assert (duty.status, duty.acceptance) == ("not_done", "upheld")
    assert duty.history.get(to_status="accept:upheld").note == "Không bố trí kinh phí"
    assert waiting(cast.leader)[3] == 0


def test_carrying_upholds_what_was_asked_again(cast, duty):
    asked_again(cast, duty)
    Assignment.objects.filter(pk=duty.pk).update(status="partly_done")
    carry(cast, duty)
    duty.refresh_from_db()
    assert (duty.status, duty.acceptance) == ("carried", "upheld")


def test_request_on_a_dead_row_is_not_listed(cast, duty):
    Assignment.objects.filter(pk=duty.pk).update(
        status="withdrawn", acceptance="reconsideration_requested", answered_on=DAY
    )
    assert waiting(cast.leader)[3] == 0


# Given to another body


def test_reassignment_leaves_nothing_behind_on_the_old_row(cast, duty):
    extension = ask_extension(assignment=duty, asked_due=WISHED, reason="Chờ kinh phí", by=cast.reporter)
    asked_again(cast, duty)
    duty.refresh_from_db()
    reassign(duty, body=make_body("UBND xã Mai Phụ"), reason="Đã sắp xếp", by=cast.leader)
    duty.refresh_from_db()
    assert (duty.status, duty.acceptance) == ("withdrawn", "withdrawn")
    assert state(extension) == ("refused", "Nội dung giao đã rút.")
    assert waiting(cast.leader) == (0, 0, 0, 0)


def test_reassigned_duty_begins_anew_with_its_new_body(cast, duty):
    reassign(duty, body=make_body("UBND xã Mai Phụ"), reason="Đã sắp xếp", by=cast.leader)
    heir = Assignment.objects.get(replaces=duty)
    assert (heir.status, heir.acceptance, heir.due_on) == ("issued", "pending", DUE)
    assert Extension.objects.count() == 0


# Steps


@pytest.fixture
def step(cast, duty):
    return decide_step(duty, 1, by=cast.leader)


def test_open_step_of_a_withdrawn_duty_falls_with_it(cast, duty, step):
    assert waiting(cast.staff)[1] == 1
    withdraw(duty, cast.leader)
    assert state(step) == ("dismissed", "Nội dung giao đã rút.")
    assert waiting(cast.staff)[1] == 0


def test_letter_of_a_withdrawn_duty_is_refused(cast, duty, step):
    withdraw(duty, cast.leader)
    with pytest.raises(Refused, match="đã rút, không đôn đốc"):
        request_reminder([duty], by=cast.staff, step=step)


def test_open_step_falls_when_the_duty_is_done(cast, duty, step):
    answered(cast, [duty], on=DAY)
    fields = {"outcome": "done", "completed_on": date(2023, 10, 10), "note": "Đã xem", "by": cast.staff}
    verify(assignment=duty, response=duty.responses.get(), **fields)
    assert state(step) == ("dismissed", "Đã hoàn thành.")


def test_decided_step_stands_when_the_duty_is_found_not_done(cast, duty, step):
    not_done(duty, cast.staff)
    assert (state(step)[0], waiting(cast.staff)[1]) == ("decided", 1)


def test_re_oversight_carries_out_the_step_that_was_decided_for_it(cast, duty):
    step = decide_step(duty, 6, by=cast.leader, reason="Kéo dài nhiều kỳ")
    not_done(duty, cast.staff)
    new = carry(cast, duty)
    assert state(step) == ("carried_out", str(new))


def test_other_open_step_falls_when_the_duty_is_carried(cast, duty, step):
    not_done(duty, cast.staff)
    carry(cast, duty)
    assert state(step) == ("dismissed", "Đã chuyển giám sát lại.")
