"""What else was an ended body's own: reports, plans and papers, read by the one it lives on in."""

from datetime import date

from django.urls import reverse

from cds_portal.accounts.models import User
from districts.models import ProgressReport
from oversight.models import Document, NumberSeries
from tests.test_inheritance import cast, codes, sent_report, undo
from tests.test_plans import make_plan, make_task

__all__ = ["cast"]


def numbered(cast, number):
    series = NumberSeries.objects.create(body=cast.committee, symbol="HĐND-VHXH", year=2024)
    return {"series": series, "number": number, "issued_on": date(2024, 1, 5), "paper_signed": True}


def issued_paper(cast, body, number, status="issued"):
    paper = Document.objects.create(
        kind="reminder_letter",
        committee=cast.committee,
        title="Đôn đốc",
        status=status,
        snapshot={},
        snapshot_hash=f"{number:064}",
        template_version="1",
        **numbered(cast, number) if status == "issued" else {},
    )
    paper.addressed_to.add(body)
    return paper


def test_successor_reads_reports_that_were_sent_and_edits_none(cast, client):
    sent = sent_report(cast, cast.old)
    unsent = sent_report(cast, cast.old, "2026-Q2", status="returned")
    ProgressReport.objects.filter(pk=unsent.pk).update(status="draft", first_sent_at=None)
    sent_report(cast, cast.heir, "2026-Q2")
    address = reverse("progress_detail", args=[sent.pk])
    hidden = reverse("progress_detail", args=[unsent.pk])
    before = codes(client, cast.reader, address)
    cast.apply()
    edit = reverse("progress_edit", args=[sent.pk])
    assert (before, codes(client, cast.reader, address, edit, hidden)) == ([404], [200, 403, 404])
    assert codes(client, cast.neighbour, address) == [404]
    undo(cast)
    assert codes(client, cast.reader, address) == [404]


def test_successor_reads_plans_and_the_tasks_that_the_body_had_done(cast, client):
    own = make_plan(cast, "Kế hoạch của xã", body=cast.old)
    tasked = make_plan(cast, "Kế hoạch của huyện")
    make_task(tasked, cast.old).shares.update(progress=100, done_on=date(2023, 9, 1))
    addresses = [own.get_absolute_url(), tasked.get_absolute_url()]
    before = codes(client, cast.reader, *addresses)
    cast.apply()
    assert (before, codes(client, cast.reader, *addresses)) == ([404, 404], [200, 200])
    assert codes(client, cast.neighbour, *addresses) == [404, 404]
    assert codes(client, cast.reader, reverse("plan_edit", args=[own.pk])) == [403]
    undo(cast)
    assert codes(client, cast.reader, *addresses) == [404, 404]


def test_successor_reads_papers_issued_to_the_body_and_no_drafts(cast):
    issued, draft = issued_paper(cast, cast.old, 1), issued_paper(cast, cast.old, 2, status="draft")
    seen = lambda user: list(Document.objects.visible_to(User.objects.get(pk=user.pk)))  # noqa: E731
    before = seen(cast.reader)
    cast.apply()
    applied = [seen(cast.reader), seen(cast.neighbour)]
    undo(cast)
    assert (before, applied, seen(cast.reader)) == ([], [[issued], []], [])
    assert draft.status == "draft"
