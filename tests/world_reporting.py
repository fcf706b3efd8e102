"""What the two worlds hold of reporting and follow-up: plans, acts, duties at work, a report sent."""

import io
from datetime import UTC, date, datetime
from uuid import uuid4

import pikepdf
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType

from cds_portal.files import store
from districts.models import (
    ImportBatch,
    IncomingPaper,
    Indicator,
    IndicatorSet,
    PeriodExport,
    Pillar,
    PlanTask,
    ProgressReport,
    ReportedValue,
    ReportFile,
    ReportingDuty,
    ReportingPeriod,
    ReportVersion,
    TaskShare,
    TransformationPlan,
)
from oversight.actions.letters import request_reminder
from oversight.models import (
    Assignment,
    Document,
    EscalationStep,
    Evidence,
    Extension,
    GuidanceSession,
    Handover,
    PastImport,
    PrivateNote,
    Reorganisation,
    ReorganisationRow,
    Response,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENT = datetime(2023, 12, 16, 3, 0, tzinfo=UTC)
DAY = date(2023, 9, 1)


def reporting_names(w, department, reporter, officer):
    """{name in the table: key} for a world `w`: `department` holds the guidance and answers for figures."""
    committee, body = w.session.committee, w.body
    return {
        **plan_names(committee, body, department),
        **duty_names(w, reporter, officer),
        **report_names(committee, body, department, reporter, officer),
        **office_names(w, committee, body, reporter, officer),
    }


def plan_names(committee, body, department):
    plan = TransformationPlan.objects.create(committee=committee, body=body, year=2023, title="Kế hoạch")
    task = PlanTask.objects.create(plan=plan, number=1, text="Nhiệm vụ")
    share = TaskShare.objects.create(task=task, body=body)
    guidance = GuidanceSession.objects.create(
        committee=committee, held_by=department, title="Hướng dẫn", topics="CĐS", date=DAY, unit=body.unit
    )
    guidance.attendances.create(body=body)
    act = Reorganisation.objects.create(
        committee=committee, title="Sắp xếp", act_number="1", effective_on=date(2025, 7, 1)
    )
    row = ReorganisationRow.objects.create(
        reorganisation=act,
        record_type=ContentType.objects.get_for_model(TaskShare),
        record_id=str(share.pk),
        label="Nhiệm vụ",
        from_body=body,
    )
    return {"pl": plan.pk, "pt": task.pk, "ps": share.pk, "gd": guidance.pk, "ra": act.pk, "rr": row.pk}


def duty_names(w, reporter, officer):
    duty = w.issued.assignments.get()
    draft, sent = (response(duty, reporter, status) for status in ("draft", "submitted"))
    extension = Extension.objects.create(
        assignment=duty, asked_due=date(2024, 6, 30), reason="Chờ kinh phí", asked_by=reporter
    )
    paper = IncomingPaper.objects.create(
        committee=w.session.committee,
        from_body=w.body,
        number="12/BC-UBND",
        dated=DAY,
        received_on=DAY,
        file=pdf_file(officer),
        by=officer,
    )
    step = EscalationStep.objects.create(
        assignment=duty,
        step=1,
        reason="Quá hạn",
        status="decided",
        proposed_on=DAY,
        decided_by=officer,
        decided_on=DAY,
    )
    return {
        "a": duty.pk,
        "rd": draft.pk,
        "rs": sent.pk,
        "ed": draft.evidence.get().pk,
        "es": sent.evidence.get().pk,
        "x": extension.pk,
        "pp": paper.pk,
        "t": step.pk,
    }


def response(duty, reporter, status):
    sent = {"signed_by": reporter, "submitted_at": SENT} if status == "submitted" else {}
    made = Response.objects.create(
        body=duty.body, claim="progress", text="Đang làm", status=status, by=reporter, **sent
    )
    made.assignments.add(duty)
    Evidence.objects.create(response=made, file=pdf_file(reporter), caption="Kế hoạch", by=reporter)
    return made


def report_names(committee, body, department, reporter, officer):
    indicator = an_indicator(body.code, department)
    period, _new = ReportingPeriod.objects.get_or_create(
        code="2023-11",
        defaults={
            "kind": "month",
            "starts_on": date(2023, 10, 15),
            "cut_off": date(2023, 11, 14),
            "due_on": date(2023, 11, 16),
        },
    )
    report = ProgressReport.objects.create(
        committee=committee,
        body=body,
        period=period,
        indicator_set=indicator.indicator_set,
        status="submitted",
        first_sent_at=SENT,
        sent_by=reporter,
    )
    report.indicators.add(indicator)
    version = ReportVersion.objects.create(report=report, number=1, frozen_at=SENT, signed_by=reporter)
    ReportedValue.objects.create(version=version, indicator=indicator, value=5, typed_by=reporter)
    file = ReportFile.objects.create(version=version, kind="signed", file=pdf_file(reporter))
    duty = ReportingDuty.objects.create(
        committee=committee,
        indicator_set=indicator.indicator_set,
        period_kind="month",
        level="district",
        valid_from=DAY,
    )
    batch = ImportBatch.objects.create(
        file=xlsx_file(reporter), period=period, body=body, by=reporter, state="finished", status="rejected"
    )
    batch.reports.add(report)
    export = PeriodExport.objects.create(period=period, by=officer, state="finished", file=xlsx_file(officer))
    return {
        "pg": report.pk,
        "pf": file.pk,
        "in": indicator.pk,
        "is": indicator.indicator_set_id,
        "du": duty.pk,
        "b": batch.pk,
        "e": export.pk,
        "per": period.code,
        "code": body.code,
        "unit": body.unit_id,
    }


def an_indicator(code, department):
    indicator_set = IndicatorSet.objects.create(
        code=f"bo-{code}", name="Bộ chỉ tiêu", issuer="Ban", valid_from=date(2021, 1, 1)
    )
    pillar = Pillar.objects.first() or Pillar.objects.create(code="NT", name="Nhận thức số", order=1)
    return Indicator.objects.create(
        indicator_set=indicator_set,
        pillar=pillar,
        code="NT1",
        name="Số buổi tuyên truyền",
        kind="count",
        unit_name="buổi",
        order=1,
        responsible=department,
    )


def office_names(w, committee, body, reporter, officer):
    past = PastImport.objects.create(committee=committee, file=xlsx_file(officer), by=officer)
    note = PrivateNote.objects.create(committee=committee, session=w.session, text="Ghi chú", by=officer)
    letter = reminder(w.issued.assignments.get(), officer)
    sheet = document(committee, "follow_up_sheet", body, batch=uuid4())
    post = committee.posts.order_by("pk").first() or reporter.posts.create(
        body=body, role="local_reporter", title="Cán bộ tổng hợp", valid_from=date(2021, 1, 1)
    )
    handover = Handover.objects.create(from_post=post, to_post=post, on=DAY, by=officer)
    return {
        "pa": past.pk,
        "nt": note.pk,
        "L": letter.pk,
        "S": sheet.pk,
        "bt": sheet.batch,
        "po": post.pk,
        "ho": handover.pk,
    }


def reminder(duty, officer):
    """A draft letter about the duty, which is overdue for it."""
    head = duty.committee.letterhead
    head.symbols = head.symbols | {"reminder_letter": "HĐND-VHXH"}
    head.save()
    Assignment.objects.filter(pk=duty.pk).update(due_on=date(2023, 12, 1))
    return request_reminder([Assignment.objects.get(pk=duty.pk)], by=officer)


def document(committee, kind, body, **fields):
    return Document.objects.create(
        kind=kind,
        committee=committee,
        body=body,
        title="Văn bản",
        snapshot={"kind": kind},
        snapshot_hash=uuid4().hex,
        template_version="1",
        **fields,
    )


def pdf_file(by):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    content = io.BytesIO()
    pdf.save(content)
    return store(content.getvalue(), name="a.pdf", content_type="application/pdf", by=by, folder="papers")


def xlsx_file(by):
    return store(b"PK", name="a.xlsx", content_type=XLSX, by=by, folder="imports")


def user(name):
    return get_user_model().objects.get(username=name)
