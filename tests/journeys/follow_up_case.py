"""Duties of huyện Lộc Hà for journeys; made in the portal's own database by `manage.py shell`."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model

from cds_portal.accounts.grants import Role
from cds_portal.clock import today
from cds_portal.ops.banner import PASSWORD
from districts.models import Body, Post
from oversight.actions import documents, responses
from oversight.models import Assignment, Document, Recommendation, Response
from oversight.models.document import Authority
from tests.journeys import own_case

SIGNER = ("Đào Thị Anh Nga", "Trưởng Ban", Authority.ON_BEHALF)
# The paper is dated some days ago, so that a day before it and a day after it can both be typed.
ISSUED_DAYS_AGO, DUE_IN_DAYS = 40, 60
PRIORITY = Recommendation.Priority.HIGH


def user(name):
    return get_user_model().objects.get(username=name)


def make_report(code, texts, *, due_in=DUE_IN_DAYS):
    """A case whose report is rendered and waits for the clerk; a duty of the district for each text."""
    session, officer = own_case.make(code)
    visit = own_case.make_visit(session, officer, "Bộ phận một cửa")
    visit.sign_minutes(by=officer)
    session.start_reporting(by=officer)
    for kind, text in (own_case.STRENGTH, *own_case.SHORTCOMINGS):
        own_case.make_finding(session, visit, officer, kind, text)
    for number, text in enumerate(texts, start=1):
        make_duty(session, number, text, due_on=today() + timedelta(days=due_in))
    documents.fill_from_records(session)
    paper = own_case.read_by_somebody(documents.request_result_report(session, by=officer))
    duties = Assignment.objects.filter(recommendation__session=session).order_by("recommendation__number")
    return {"code": code, "paper": str(paper.pk), "duties": [duty.pk for duty in duties]}


def make_duty(session, number, text, *, due_on):
    recommendation = Recommendation.objects.create(
        session=session, number=number, text=text, priority=PRIORITY, illustrative=True
    )
    recommendation.findings.add(session.findings.first())
    Assignment.objects.create(
        recommendation=recommendation,
        body=Body.objects.get(code="ubnd-448"),
        role=Assignment.Role.LEAD,
        deliverable="Kế hoạch của huyện",
        due_on=due_on,
    )


def make_issued(code, number, texts):
    """As `make_report`, with the paper issued by hand."""
    made = make_report(code, texts)
    paper = Document.objects.get(pk=made["paper"])
    numbering = {
        "number": number,
        "issued_on": today() - timedelta(days=ISSUED_DAYS_AGO),
        "signer": SIGNER,
    }
    documents.issue_by_hand(paper, by=user("vanthu"), numbering=numbering, signed=None, paper_signed=True)
    return made


def report_done_without_proof(duty):
    """The body says it is done, its leader signs, and nothing proves it."""
    reporter = user("locha")
    response = Response.objects.create(
        body=Body.objects.get(code="ubnd-448"),
        claim=Response.Claim.DONE,
        completed_on=today(),
        text="Đã thực hiện xong.",
        by=reporter,
    )
    response.assignments.set([duty])
    responses.submit_for_signature(response=response, by=reporter)
    response.refresh_from_db()
    responses.sign(response=response, by=user("locha.ct"))
    return duty


def make_overdue(duties, days):
    """As if the time had passed: issued longer ago, due `days` ago."""
    issued = today() - timedelta(days=days + 90)
    rows = Assignment.objects.filter(pk__in=duties)
    rows.update(issued_on=issued, due_on=today() - timedelta(days=days), acceptance="accepted")
    return list(rows.values_list("pk", flat=True))


def make_successor(name):
    """Two officers of the committee: one with a post to hand over, one without any."""
    committee = Body.objects.get(code="ban-vhxh-42")
    leaving = make_account(f"{name}.cu", f"Cán bộ {name} chuyển đi")
    Post.objects.create(
        user=leaving,
        body=committee,
        role=Role.STAFF,
        title="Chuyên viên theo dõi",
        valid_from=date(2021, 1, 1),
    )
    make_account(f"{name}.moi", f"Cán bộ {name} mới về")


def make_account(username, full_name):
    return get_user_model().objects.create_user(username, password=PASSWORD, full_name=full_name)
