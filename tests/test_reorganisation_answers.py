"""Answers that an ended body had not sent yet: they go on with its one successor, or are kept as drafts."""

from datetime import date

import pytest

from cds_portal.accounts.grants import Role
from cds_portal.lifecycle import Refused
from districts.models import IncomingPaper
from oversight.actions import reorganisation as actions
from oversight.actions import responses
from oversight.domain.work.list import work_of
from oversight.models import Assignment
from tests.factories import DAY, make_user
from tests.reorganisation_world import Province, answer, fresh
from tests.test_reorganisation_drafts import applied_and_undone


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = date(2026, 3, 1)
    cast = Province()
    cast.writer = make_user(Role.LOCAL_REPORTER, cast.old)
    cast.signer = make_user(Role.LOCAL_LEADER, cast.heir)
    return cast


@pytest.mark.parametrize("status", ["draft", "awaiting_signature"])
def test_answer_goes_on_with_the_one_successor_of_its_duties(cast, status):
    first, second = cast.duty(cast.old), cast.duty(cast.old)
    one = answer(cast, first, second, status=status)
    cast.apply()
    one.refresh_from_db()
    heirs = set(Assignment.objects.filter(body=cast.heir))
    assert (one.body, one.status, set(one.assignments.all())) == (cast.heir, status, heirs)


def test_successors_leader_signs_what_awaited_the_signature(cast):
    one = answer(cast, cast.duty(cast.old), status="awaiting_signature")
    cast.apply()
    signer = fresh(cast.signer)
    assert [item.url for item in work_of(signer) if item.icon == "signature"] == [one.get_absolute_url()]
    responses.sign(response=one, by=signer)
    one.refresh_from_db()
    assert (one.status, one.signed_by) == ("submitted", signer)


def test_answer_goes_on_with_the_duty_that_the_successor_had_already(cast):
    duty = cast.duty(cast.old)
    own = Assignment.objects.create(
        recommendation=duty.recommendation, body=cast.heir, issued_on=DAY, status="in_progress"
    )
    one = answer(cast, duty)
    cast.apply()
    one.refresh_from_db()
    assert (one.body, list(one.assignments.all())) == (cast.heir, [own])


def test_answer_of_a_district_is_taken_back_from_signature_and_kept(cast):
    one = answer(cast, cast.duty(cast.body), status="awaiting_signature")
    cast.apply()
    one.refresh_from_db()
    words = "Cơ quan đã kết thúc theo NQ 1, không còn ai ký; bản nháp được giữ lại."
    assert (one.body, one.status, one.history.last().note) == (cast.body, "draft", words)


def test_draft_answer_left_with_an_ended_body_waits_for_nobody(cast):
    cast.writer.posts.update(body=cast.body)
    answer(cast, cast.duty(cast.body))
    Assignment.objects.exclude(body=cast.body).delete()
    cast.apply()
    writer = fresh(cast.writer)
    make_post(writer, cast.upper)
    assert work_of(fresh(writer)) == []


def make_post(user, body):
    return user.posts.create(body=body, role=Role.LOCAL_REPORTER, title="x", valid_from=DAY)


def test_what_the_committee_was_typing_stays_with_its_paper(cast):
    paper = IncomingPaper.objects.create(
        committee=cast.committee, from_body=cast.old, number="1", dated=DAY, received_on=DAY, by=cast.staff
    )
    duty = cast.duty(cast.old)
    one = answer(cast, duty, paper=paper, by=cast.staff)
    cast.apply()
    one.refresh_from_db()
    assert (one.body, list(one.assignments.all())) == (cast.old, [duty])
    with pytest.raises(Refused, match="không trả lời được nữa"):
        responses.send_on_behalf(response=one, by=cast.staff)


@pytest.mark.parametrize("name", ["old", "body"])
@pytest.mark.parametrize("status", ["draft", "awaiting_signature"])
def test_answers_come_back_with_the_undo(cast, name, status):
    duties = [cast.duty(getattr(cast, name)) for _turn in range(2)]
    answer(cast, *duties, status=status)
    assert applied_and_undone(cast) == set()


def test_undo_is_refused_once_the_successor_signed_the_answer(cast):
    one = answer(cast, cast.duty(cast.old), status="awaiting_signature")
    cast.apply()
    responses.sign(response=one, by=fresh(cast.signer))
    with pytest.raises(Refused, match="Không hoàn tác được: “Kiến nghị 1” đã"):
        actions.undo(act=cast.act, by=cast.leader)
