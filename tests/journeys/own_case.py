"""A case for journeys that need an open one; made in the portal's own database by `manage.py shell`."""

import time
from datetime import date, timedelta

from django.contrib.auth import get_user_model

from districts.models import AdministrativeUnit, Body
from oversight.actions import documents
from oversight.models import (
    Assignment,
    Attendance,
    Finding,
    OversightSession,
    Proposal,
    Recommendation,
    ReviewedBody,
    Visit,
)
from oversight.models.document import Authority
from oversight.models.finding import Heading

DAY = date(2023, 9, 13)


def make(code):
    officer = get_user_model().objects.get(username="chuyenvien")
    committee = OversightSession.objects.get(code="LOCHA-2023").committee
    session = OversightSession.objects.create(
        code=code,
        committee=committee,
        title=f"Giám sát thử {code}",
        topic="Chuyển đổi số trong đời sống",
        kind=OversightSession.Kind.THEMATIC,
        period_from=date(2021, 1, 1),
        period_to=date(2023, 6, 30),
        works_from=DAY,
        works_to=DAY + timedelta(days=1),
        illustrative=True,
    )
    ReviewedBody.objects.create(
        session=session, body=Body.objects.get(code="ubnd-448"), mode=ReviewedBody.Mode.DIRECT
    )
    session.notify(by=officer)
    session.start_fieldwork(by=officer)
    return session, officer


def make_open(code):
    """With a recorded visit and a finding, still open for more of both; returns what tests ask for."""
    session, officer = make(code)
    visit = make_visit(session, officer, "Trụ sở xã")
    finding = make_finding(session, visit, officer, *STRENGTH)
    documents.fill_from_records(session)
    return {"code": code, "visit": str(visit.pk), "finding": finding.pk}


# Ten times the width of a phone.
WORD = "Kếhoạchtriểnkhai" * 17


def make_wordy(code):
    """Open, and every text of it is one word of 272 letters."""
    session, officer = make(code)
    visit = make_visit(session, officer, WORD[:200])
    finding = make_finding(session, visit, officer, *STRENGTH)
    recommendation = make_recommendation(session, finding)
    make_proposal(session, visit, officer)
    documents.fill_from_records(session)
    paper = read_by_somebody(documents.request_result_report(session, by=officer))
    for records in (session.findings, session.recommendations, session.proposals):
        records.update(text=WORD)
    recommendation.assignments.update(deliverable=WORD)
    OversightSession.objects.filter(pk=session.pk).update(title=WORD)
    type(paper).objects.filter(pk=paper.pk).update(title=WORD)
    return {
        "code": code,
        "visit": str(visit.pk),
        "finding": finding.pk,
        "recommendation": recommendation.pk,
    }


def make_issued(code, number):
    """With everything, and its report numbered and issued by hand: what each role may read of a case."""
    session, officer = make(code)
    visit = make_visit(session, officer, "Bộ phận một cửa")
    visit.sign_minutes(by=officer)
    session.start_reporting(by=officer)
    finding = make_finding(session, visit, officer, *STRENGTH)
    for shortcoming in SHORTCOMINGS:
        make_finding(session, visit, officer, *shortcoming)
    recommendation = make_recommendation(session, finding)
    proposal = make_proposal(session, visit, officer)
    documents.fill_from_records(session)
    paper = read_by_somebody(documents.request_result_report(session, by=officer))
    documents.issue_by_hand(
        paper,
        by=get_user_model().objects.get(username="vanthu"),
        numbering={
            "number": number,
            "issued_on": date(2023, 10, 2),
            "signer": ("Đào Thị Anh Nga", "Trưởng Ban", Authority.ON_BEHALF),
        },
        signed=None,
        paper_signed=True,
    )
    return {
        "code": code,
        "visit": str(visit.pk),
        "finding": finding.pk,
        "recommendation": recommendation.pk,
        "proposal": proposal.pk,
        "paper": str(paper.pk),
    }


def read_by_somebody(paper, seconds=60):
    """The portal's own worker makes the PDF; a paper is issued only after it could be read."""
    deadline = time.monotonic() + seconds
    while paper.is_working and time.monotonic() < deadline:
        time.sleep(0.1)
        paper.refresh_from_db()
    return paper


def make_visit(session, officer, place):
    unit = AdministrativeUnit.objects.in_force_on(DAY).get(official_code="18583")
    visit = Visit.objects.create(
        session=session,
        kind=Visit.Kind.FIELD_SURVEY,
        date=DAY,
        place=place,
        unit=unit,
        body=Body.objects.get(code="ubnd-448"),
        created_by=officer,
    )
    Attendance.objects.create(
        visit=visit, side=Attendance.Side.HOST, kind=Attendance.Kind.GROUP, name="Cán bộ xã", order=1
    )
    visit.record(by=officer)
    return visit


STRENGTH = (Finding.Kind.STRENGTH, "Người dân nộp hồ sơ trực tuyến tại nhà.")
SHORTCOMINGS = [
    (Finding.Kind.LIMITATION, "Máy quét tài liệu đã cũ."),
    (Finding.Kind.CAUSE_OBJECTIVE, "Đường truyền của khu vực chưa ổn định."),
    (Finding.Kind.CAUSE_SUBJECTIVE, "Chưa lập dự toán thay thiết bị."),
]


def make_finding(session, visit, officer, kind, text):
    return Finding.objects.create(
        session=session,
        visit=visit,
        kind=kind,
        heading=Heading.GOVERNMENT,
        text=text,
        by=officer,
        illustrative=True,
    )


def make_recommendation(session, finding):
    recommendation = Recommendation.objects.create(
        session=session, number=1, text="Duy trì điểm hướng dẫn tại nhà văn hóa.", illustrative=True
    )
    recommendation.findings.add(finding)
    Assignment.objects.create(
        recommendation=recommendation,
        body=Body.objects.get(code="ubnd-448"),
        role=Assignment.Role.LEAD,
        deliverable="Kế hoạch của huyện",
        due_on=date(2023, 12, 31),
    )
    return recommendation


def make_proposal(session, visit, officer):
    return Proposal.objects.create(
        committee=session.committee,
        session=session,
        visit=visit,
        raised_by=Body.objects.get(code="ubnd-448"),
        theme=Proposal.Theme.SOFTWARE,
        text="Đề nghị kết nối phần mềm một cửa.",
        by=officer,
        illustrative=True,
    )
