"""The cast of follow-up: a duty that was issued, the body's reporter and leader, answers with proofs."""

import io
from datetime import date

import openpyxl
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from districts.models import Body
from oversight.actions import evidence, responses
from oversight.models import Proposal, Response
from tests.factories import Cast, make_body, make_recommendation, make_user

ISSUED = date(2023, 9, 22)
DUE = date(2023, 11, 30)
LATER = date(2023, 10, 20)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DutyCast(Cast):
    """`reporter` and `boss` of the reviewed district; `officer` of a sở; a leader and a clerk."""

    def __init__(self):
        super().__init__()
        self.reporter = make_user(Role.LOCAL_REPORTER, self.body)
        self.boss = make_user(Role.LOCAL_LEADER, self.body, title="Chủ tịch")
        self.clerk = make_user(Role.CLERK, self.committee)
        self.department = make_body(
            "Sở Khoa học và Công nghệ", unit=self.committee.unit, kind=Body.Kind.DEPARTMENT
        )
        self.officer = make_user(Role.DEPARTMENT, self.department)

    def duty(self, *, body=None, priority="normal", status="issued", text="Mở rộng thanh toán số", **fields):
        recommendation = make_recommendation(self.session, text)
        recommendation.priority = priority
        recommendation.save()
        fields = {"issued_on": ISSUED, "due_on": DUE, "deliverable": "Kế hoạch"} | fields
        return recommendation.assignments.create(body=body or self.body, status=status, **fields)

    def proposal(self, **fields):
        fields = {"status": "compiled", "raised_by": self.commune_body, "text": "Cấp thêm máy tính"} | fields
        return Proposal.objects.create(
            committee=self.committee, session=self.session, theme="infrastructure", **fields
        )


def draft(
    duties, *, by, claim="done", completed_on=date(2023, 10, 10), text="Đã ban hành kế hoạch", **fields
):
    made = Response.objects.create(
        body=duties[0].body, claim=claim, completed_on=completed_on, text=text, by=by, **fields
    )
    made.assignments.set(duties)
    return made


def answered(cast, duties, *, proofs=(), **fields):
    """Drafted by the reporter, with the proofs, signed by the leader, sent on LATER."""
    with set_today(fields.pop("on", LATER)):
        response = draft(duties, by=cast.reporter, **fields)
        for proof in proofs:
            evidence.add_evidence(response=response, by=cast.reporter, **proof)
        responses.submit_for_signature(response=response, by=cast.reporter)
        response.refresh_from_db()
        responses.sign(response=response, by=cast.boss)
    response.refresh_from_db()
    for duty in duties:
        duty.refresh_from_db()
    return response


def pdf(name="ke-hoach.pdf", pages=1):
    made, content = pikepdf.new(), io.BytesIO()
    for _page in range(pages):
        made.add_blank_page()
    made.save(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/pdf")


def workbook(name="so-lieu.xlsx"):
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "Số hộ kinh doanh"
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue(), XLSX)


def proof(upload=None, caption="Kế hoạch 12/KH-UBND", dated=None):
    return {"upload": upload or pdf(), "caption": caption, "dated": dated}
