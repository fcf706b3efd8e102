"""Two worlds for the access table: LOCHA-2023 of the demo, and a like case of a foreign committee."""

import io
from datetime import date
from types import SimpleNamespace

import pikepdf
from django.contrib.auth import get_user_model
from PIL import Image

from cds_portal.files import store
from districts.models import AdministrativeUnit, Body, Letterhead
from oversight.models import (
    Assignment,
    Attendance,
    Document,
    Finding,
    NumberSeries,
    OversightSession,
    Photo,
    Proposal,
    Recommendation,
    ReportSection,
    ReviewedBody,
    Visit,
)

DAY = date(2023, 9, 13)


def own_world():
    """LOCHA-2023: a visit recorded, one with signed minutes; a recommendation and a paper issued."""
    session = OversightSession.objects.get(code="LOCHA-2023")
    signed = session.visits.get(kind="working_session")
    Visit.objects.filter(pk=signed.pk).update(status="minutes_signed", body=Body.objects.get(code="ubnd-448"))
    issued = session.recommendations.get(number=1)
    issued.assignments.update(status="issued", issued_on=date(2023, 9, 22))
    return world(
        session,
        Body.objects.get(code="ubnd-448"),
        visit=session.visits.filter(kind="field_survey").first(),
        signed=signed,
        draft=session.recommendations.get(number=2),
        issued=issued,
        proposal=session.proposals.first(),
    )


def foreign_world():
    unit = AdministrativeUnit.objects.in_force_on(DAY).districts().exclude(official_code="448").first()
    committee = Body.objects.create(
        code="ban-khac", name="Ban khác", kind="committee", valid_from=date(2021, 1, 1)
    )
    Letterhead.objects.create(
        body=committee,
        superior_lines="HĐND",
        issuer_line="BAN",
        place="X",
        symbols={"result_report": "BC-HĐND"},
    )
    body = Body.objects.create(
        code="ubnd-khac", name="UBND khác", kind="people_committee", unit=unit, valid_from=date(2021, 1, 1)
    )
    session = OversightSession.objects.create(
        code="KHAC-2023",
        committee=committee,
        title="Cuộc khác",
        topic="Chuyển đổi số",
        period_from=DAY,
        period_to=DAY,
        works_from=DAY,
        works_to=DAY,
        status="reporting",
    )
    ReviewedBody.objects.create(session=session, body=body)
    visits = [
        Visit.objects.create(session=session, date=DAY, unit=unit, body=body, place=place, status=status)
        for place, status in (("Chợ khác", "recorded"), ("Buổi khác", "minutes_signed"))
    ]
    Attendance.objects.create(visit=visits[1], name="Người khác")
    Finding.objects.create(session=session, kind="strength", heading="1", text="Nhận định khác")
    drafts = [Recommendation.objects.create(session=session, number=n, text=f"Kiến nghị {n}") for n in (1, 2)]
    Assignment.objects.create(recommendation=drafts[0], body=body)
    Assignment.objects.create(
        recommendation=drafts[1], body=body, status="issued", issued_on=date(2023, 9, 22)
    )
    proposal = Proposal.objects.create(
        committee=committee,
        session=session,
        raised_by=body,
        theme="other",
        text="Đề xuất khác",
        status="recorded",
    )
    return world(
        session, body, visit=visits[0], signed=visits[1], draft=drafts[0], issued=drafts[1], proposal=proposal
    )


def world(session, body, *, visit, signed, draft, issued, proposal):
    ReportSection.objects.get_or_create(
        session=session, code="IV", defaults={"order": 15, "text": "<p>Đạt.</p>"}
    )
    return SimpleNamespace(
        session=session,
        body=body,
        visit=visit,
        signed=signed,
        photo=photo(visit),
        signed_photo=photo(signed),
        finding=session.findings.first(),
        draft=draft,
        issued=issued,
        proposal=proposal,
        paper=document(session, "draft"),
        issued_paper=document(session, "issued", body),
    )


def photo(visit):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    file = store(picture.getvalue(), name="anh.jpg", content_type="image/jpeg", by=clerk(), folder="photos")
    return Photo.objects.create(visit=visit, file=file, original_sha256=file.sha256, width=8, height=8)


def document(session, status, addressee=None):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    content = io.BytesIO()
    pdf.save(content)
    file = store(
        content.getvalue(), name="a.pdf", content_type="application/pdf", by=clerk(), folder="documents"
    )
    fields = {"number": 5, "issued_on": date(2023, 9, 22), "signed_copy": file} if addressee else {}
    if addressee:
        fields["series"] = NumberSeries.objects.get_or_create(
            body=session.committee, symbol="BC-HĐND", year=2023
        )[0]
    made = Document.objects.create(
        kind="result_report",
        committee=session.committee,
        session=session,
        title="Báo cáo",
        snapshot=snapshot_of(session),
        snapshot_hash=f"{session.code}-{status}",
        template_version="1",
        status=status,
        rendering="ready",
        file=file,
        pages=1,
        **fields,
    )
    if addressee:
        made.addressed_to.add(addressee)
    return made


def snapshot_of(session):
    from oversight.documents import gather

    return gather.result_report(session).to_snapshot()


def clerk():
    return get_user_model().objects.get(username="vanthu")
