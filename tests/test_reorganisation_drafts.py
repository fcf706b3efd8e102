"""What was only begun: drafts to an ended body, reports it was writing, and what the preview tells of it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cds_portal.accounts.grants import Role
from districts.models import ProgressReport
from oversight.actions import reorganisation as actions
from oversight.models import Assignment
from tests.factories import DAY, make_recommendation, make_user
from tests.progress_world import make_period, make_set
from tests.reorganisation_world import AFTER, Province, answer
from tests.test_reorganisation_undo import rows_of_everything


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = date(2026, 3, 1)
    cast = Province()
    cast.writer = make_user(Role.LOCAL_REPORTER, cast.old)
    cast.signer = make_user(Role.LOCAL_LEADER, cast.heir)
    return cast


def applied_and_undone(cast):
    """What is different after both; the act's own rows are listed before."""
    cast.collect()
    before = rows_of_everything()
    cast.act.refresh_from_db()
    actions.apply(act=cast.act, by=cast.leader)
    cast.act.refresh_from_db()
    actions.undo(act=cast.act, by=cast.leader)
    return {name for name, rows in rows_of_everything().items() if rows != before[name]}


def preview(client, cast):
    """{group: labels} of what hangs on the duties, as the page shows it before the act is applied."""
    cast.collect()
    client.force_login(cast.staff)
    groups = client.get(cast.act.get_absolute_url()).context["pending"]
    return {str(group.label): [line.label for line in group.lines] for group in groups}


# Drafts of duties


def draft(cast, body, **fields):
    return cast.duty(body, status="draft", issued_on=None, **fields)


def test_draft_is_addressed_to_the_successor(cast):
    one = draft(cast, cast.old, due_on=date(2026, 6, 1), deliverable="Kế hoạch")
    cast.apply()
    (found,) = Assignment.objects.all()
    kept = (one.pk, cast.heir, "draft", date(2026, 6, 1), "Kế hoạch", None)
    assert (found.pk, found.body, found.status, found.due_on, found.deliverable, found.replaces) == kept


def choose(cast, record, *bodies):
    (row,) = [row for row in cast.collect() if row.record == record]
    actions.choose(row=row, successors=bodies, by=cast.staff)
    cast.act.refresh_from_db()
    return row


def test_draft_to_a_district_becomes_one_to_each_successor_that_was_chosen(cast):
    one = draft(cast, cast.body)
    choose(cast, one, cast.other, cast.heir)
    actions.apply(act=cast.act, by=cast.leader)
    found = Assignment.objects.order_by("body__sort_key").values_list("body", "status", "recommendation")
    same = one.recommendation_id
    assert list(found) == [(cast.other.pk, "draft", same), (cast.heir.pk, "draft", same)]


def test_draft_to_a_district_stays_as_it_is_while_nobody_chose(cast):
    one, about = draft(cast, cast.body), draft(cast, cast.body, about_unit=cast.phu_luu)
    cast.apply()
    one.refresh_from_db()
    about.refresh_from_db()
    assert (one.body, about.body) == (cast.body, cast.other)


def test_draft_falls_away_where_every_successor_is_addressed_already(cast):
    one = draft(cast, cast.old)
    own = Assignment.objects.create(recommendation=one.recommendation, body=cast.heir)
    cast.apply()
    assert list(Assignment.objects.all()) == [own]


def test_draft_that_somebody_wrote_about_is_never_deleted(cast):
    one = draft(cast, cast.old)
    Assignment.objects.create(recommendation=one.recommendation, body=cast.heir)
    one.private_notes.create(committee=cast.committee, text="Hỏi lại xã", by=cast.staff)
    cast.apply()
    assert one.private_notes.count() == 1


def test_draft_for_which_nobody_was_chosen_stays_and_does_not_hold_the_act_up(cast):
    one = draft(cast, cast.old)
    choose(cast, one)
    actions.apply(act=cast.act, by=cast.leader)
    assert list(Assignment.objects.values_list("body", "status")) == [(cast.old.pk, "draft")]


@pytest.mark.parametrize("name", ["old", "body"])
def test_drafts_come_back_with_the_undo(cast, name):
    one = draft(cast, getattr(cast, name))
    if name == "old":
        Assignment.objects.create(recommendation=one.recommendation, body=cast.heir)
    choose(cast, one, cast.heir, cast.other)
    assert applied_and_undone(cast) == set()


def test_preview_lists_drafts_apart_and_says_what_becomes_of_them(cast, client):
    one, duty = draft(cast, cast.old), cast.duty(cast.old)
    cast.collect()
    client.force_login(cast.staff)
    page = client.get(cast.act.get_absolute_url())
    groups = {str(group["label"]): [row.record for row in group["rows"]] for group in page.context["groups"]}
    assert groups["Nội dung giao thực hiện"] == [duty]
    assert groups["Nội dung giao còn là dự thảo"] == [one]
    assert "đổi cơ quan thực hiện sang cơ quan kế thừa" in page.content.decode()


# Progress reports that were being written


def report(cast, body, status="draft", code="2025-Q2", **fields):
    kinds = make_set(code=f"bo-{body.pk}-{code}")
    values = {"committee": cast.committee, "body": body, "period": make_period(code), "indicator_set": kinds}
    return ProgressReport.objects.create(status=status, **values | fields)


def test_report_before_the_leader_goes_on_with_the_one_successor(cast):
    one = report(cast, cast.old, "awaiting_signature")
    cast.apply()
    one.refresh_from_db()
    assert (one.body, one.status) == (cast.heir, "awaiting_signature")


def test_report_that_nobody_takes_over_is_taken_back_from_signature_and_kept(cast):
    one, own = report(cast, cast.old, "awaiting_signature"), report(cast, cast.heir)
    cast.apply()
    one.refresh_from_db()
    words = "Cơ quan đã kết thúc theo NQ 1, không còn ai ký; bản nháp được giữ lại."
    assert (one.body, one.status, one.history.last().note) == (cast.old, "draft", words)
    assert ProgressReport.objects.get(body=cast.heir) == own


def test_reports_come_back_with_the_undo(cast):
    report(cast, cast.old, "awaiting_signature")
    report(cast, cast.heir)
    report(cast, cast.body, "expected")
    report(cast, cast.old, "draft", "2025-Q1")
    assert applied_and_undone(cast) == set()


# The preview


def test_preview_lists_all_that_is_settled_with_the_duties(cast, client):
    duty, other = cast.duty(cast.old, due_on=date(2024, 5, 1)), cast.duty(cast.old)
    answer(cast, duty)
    sent = {"submitted_at": timezone.now(), "signed_by": cast.writer, "status": "submitted"}
    answer(cast, other, **sent)
    duty.extensions.create(asked_due=AFTER, reason="x", asked_by=cast.writer)
    decided = {"status": "decided", "decided_by": cast.leader, "decided_on": DAY, "proposed_on": DAY}
    other.escalation_steps.create(step=1, reason="Quá hạn", **decided)
    report(cast, cast.old, "returned", first_sent_at=timezone.now())
    progress = "UBND xã Mai Phụ cũ: báo cáo tiến độ, chưa hoàn thành"
    assert preview(client, cast) == {
        "Trả lời chưa gửi": ["Bản đang soạn, chưa gửi Ban"],
        "Trả lời đã gửi, chờ xác nhận": [progress],
        "Đề nghị gia hạn chưa quyết định": ["Kiến nghị 1"],
        "Bước xử lý đã quyết định, chưa thực hiện": ["Kiến nghị 2"],
        "Báo cáo tiến độ bị trả lại, chưa bổ sung": ["Quý II/2025"],
    }


def test_preview_says_nothing_of_bodies_that_go_on(cast, client):
    duty = cast.duty(cast.upper)
    duty.extensions.create(asked_due=AFTER, reason="x", asked_by=cast.writer)
    assert preview(client, cast) == {}


def test_officer_chooses_no_successor_for_a_draft_on_the_page(cast, client):
    make_recommendation(cast.session, body=cast.old)
    row = next(row for row in cast.collect() if isinstance(row.record, Assignment))
    client.force_login(cast.staff)
    page = client.post(reverse("reorganisation_choose", args=[row.pk]), {})
    row.refresh_from_db()
    assert (page.status_code, row.chosen, row.successors.count()) == (302, True, 0)


def test_every_address_of_the_preview_opens_for_the_officer(cast, client):
    duty, other = cast.duty(cast.old), cast.duty(cast.old)
    answer(cast, duty, status="awaiting_signature")
    answer(cast, other, submitted_at=timezone.now(), signed_by=cast.writer, status="submitted")
    report(cast, cast.old, "returned", first_sent_at=timezone.now())
    preview(client, cast)
    page = client.get(cast.act.get_absolute_url())
    addresses = [line.url for group in page.context["pending"] for line in group.lines if line.url]
    addresses += [row.url for group in page.context["groups"] for row in group["rows"] if row.url]
    assert {client.get(address).status_code for address in addresses} == {200}
    assert len(addresses) == 4
