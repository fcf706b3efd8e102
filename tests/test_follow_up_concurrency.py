"""Two who act on one duty at once: one wins, the other is told. On a real PostgreSQL."""

import io
import threading
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from cds_portal.lifecycle import Refused
from oversight.actions import assignments, responses, verifications
from oversight.models import Assignment, Response
from tests.duties import draft

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def duty():
    call_command("load_demo", stdout=io.StringIO())
    duty = Assignment.objects.get(recommendation__session__code="LOCHA-2023", recommendation__number=1)
    Assignment.objects.filter(pk=duty.pk).update(status="issued", issued_on=date(2023, 9, 22))
    return duty


def user(name):
    return get_user_model().objects.get(username=name)


def at_once(*acts):
    """How many went through, and how many were refused, of acts that start together."""
    barrier, results = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
            results.append("done")
        except Refused:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(results)


def fresh(duty):
    return Assignment.objects.get(pk=duty.pk)


def test_acceptance_and_request_to_reconsider_at_once_let_one_win(duty):
    first, second = fresh(duty), fresh(duty)
    by = user("locha")
    results = at_once(
        lambda: assignments.accept(assignment=first, by=by),
        lambda: assignments.ask_reconsideration(assignment=second, reason="Không thuộc thẩm quyền", by=by),
    )
    assert results == ["done", "refused"]
    assert duty.history.filter(to_status__startswith="accept:").count() == 1


def test_two_signatures_at_once_send_one_answer(duty):
    response = draft([fresh(duty)], by=user("locha"))
    responses.submit_for_signature(response=response, by=user("locha"))
    boss = user("locha.ct")
    results = at_once(*[lambda: responses.sign(response=response, by=boss)] * 3)
    assert results == ["done", "refused", "refused"]
    assert duty.history.filter(to_status="reported_done").count() == 1


def test_two_confirmations_at_once_write_one(duty):
    response = draft([fresh(duty)], by=user("locha"))
    responses.submit_for_signature(response=response, by=user("locha"))
    responses.sign(response=Response.objects.get(pk=response.pk), by=user("locha.ct"))
    first, second = fresh(duty), fresh(duty)

    def verify(assignment, outcome, name):
        verifications.verify(
            assignment=assignment,
            outcome=outcome,
            completed_on=date(2023, 10, 10),
            note="Đã xem",
            response=response,
            by=user(name),
        )

    results = at_once(
        lambda: verify(first, "done", "chuyenvien"), lambda: verify(second, "inadequate", "chuyenvien2")
    )
    assert results == ["done", "refused"]
    assert duty.verifications.count() == 1
