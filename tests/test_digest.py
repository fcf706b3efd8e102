"""The daily mail: one a person and day, worst first, nothing when nothing waits, never twice."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from cds_portal.clock import SwapDay, set_today
from oversight.actions import digest
from oversight.models import DailyDigest
from tests.factories import Cast, make_recommendation

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 14)  # a Monday


@pytest.fixture
def cast():
    cast = Cast()
    for number, user in enumerate([cast.local, cast.staff, cast.leader]):
        user.email = f"nguoi{number}@cds.example"
        user.save()
    return cast


def give_duty(cast, due_on):
    recommendation = make_recommendation(cast.session, body=cast.commune_body, due_on=due_on)
    recommendation.assignments.update(status="in_progress", acceptance="accepted", issued_on=date(2026, 5, 4))


def send(day=DAY):
    with set_today(day):
        return digest.send_digests()


def test_mail_says_what_why_and_until_when(cast):
    give_duty(cast, DAY + timedelta(days=2))
    give_duty(cast, DAY - timedelta(days=3))
    send()
    (message,) = [message for message in mail.outbox if message.to == [cast.local.email]]
    assert message.subject == "2 việc chờ đồng chí xử lý, 1 việc đã trễ hạn"
    assert message.body.index("trễ 3 ngày (hạn 11/9/2026)") < message.body.index("hạn 16/9/2026")
    assert "giao UBND xã Thạch Châu thực hiện" in message.body
    assert "http://127.0.0.1:8000/my-work/" in message.body


def test_nothing_waits_nothing_is_sent(cast):
    assert (send(), mail.outbox) == (0, [])


def test_second_run_sends_nothing(cast):
    give_duty(cast, DAY)
    assert (send(), send()) == (1, 0)
    assert len(mail.outbox) == 1


def test_next_day_has_its_own_mail(cast):
    give_duty(cast, DAY + timedelta(days=9))
    assert (send(), send(DAY + timedelta(days=1))) == (1, 1)


def test_no_mail_on_days_off(cast):
    give_duty(cast, DAY)
    assert send(DAY - timedelta(days=1)) == 0
    SwapDay.objects.create(day=DAY, is_working=False, source="Văn bản hoán đổi")
    assert send() == 0


def test_worker_that_died_before_sending_is_made_good_once(cast):
    give_duty(cast, DAY)
    row = DailyDigest.objects.create(user=cast.local, day=DAY)
    assert send() == 0, "the claim may still be at work"
    DailyDigest.objects.filter(pk=row.pk).update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert (send(), send(), len(mail.outbox)) == (1, 0, 1)


class OneMailboxRefuses(locmem.EmailBackend):
    def send_messages(self, messages):
        if any("nguoi0@cds.example" in message.to for message in messages):
            raise smtplib.SMTPRecipientsRefused({"nguoi0@cds.example": (550, b"no such mailbox")})
        return super().send_messages(messages)


def test_mailbox_that_refuses_keeps_nobody_else_from_the_mail(cast, settings):
    settings.EMAIL_BACKEND = f"{__name__}.OneMailboxRefuses"
    give_duty(cast, DAY - timedelta(days=3))
    assert send() == 1
    assert [message.to for message in mail.outbox] == [["nguoi2@cds.example"]]
    assert DailyDigest.objects.get(user=cast.local).sent_at is None


def test_mailbox_that_takes_mail_again_gets_the_one_of_the_day(cast, settings):
    settings.EMAIL_BACKEND, usual = f"{__name__}.OneMailboxRefuses", settings.EMAIL_BACKEND
    give_duty(cast, DAY - timedelta(days=3))
    send()
    settings.EMAIL_BACKEND = usual
    assert send() == 0, "the claim may still be at work"
    DailyDigest.objects.filter(user=cast.local).update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert (send(), send()) == (1, 0)
    assert [message.to for message in mail.outbox] == [["nguoi2@cds.example"], ["nguoi0@cds.example"]]


def test_mail_of_a_day_has_one_name(cast):
    give_duty(cast, DAY)
    send()
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<cds-{cast.local.pk}-20260914@digest>"


def test_person_without_a_post_gets_none(cast):
    give_duty(cast, DAY)
    cast.local.posts.update(valid_to=DAY - timedelta(days=1))
    assert send() == 0
