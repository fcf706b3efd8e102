"""From KIND and KEY, as the shell and the batch name a paper, to the frozen paper and its identifier.

KEY: `LOCHA-2023` a session · `LOCHA-2023/ubnd-448` a body in it · `body:ubnd-448` · `all` ·
`18583@2026-11-01/2026-Q3` the unit that bears a code on a day, or `ubnd-18583/2026-Q3`, and a period ·
`2026` a year (follow_up_report).
"""

import re
from datetime import date

from django.conf import settings

from cds_portal.clock import today
from districts.models import AdministrativeUnit, Body, ProgressReport, ReportingPeriod
from oversight.documents import duty_rows, gather
from oversight.documents.gather_follow_up import follow_up_report
from oversight.documents.gather_letters import forwarding_letter
from oversight.documents.gather_reminder import reminder_letter
from oversight.documents.gather_sheet import assignments_of, follow_up_sheet
from oversight.documents.gather_summary import unit_summary
from oversight.documents.outline import generated
from oversight.domain.figures import counted
from oversight.models import Assignment, OversightSession, Proposal


class UnknownKey(ValueError):
    """The key names nothing of this database; `str()` says what."""


def paper_for(kind, key):
    """The paper as the records are now, without a row. Raises UnknownKey."""
    return BUILDERS[kind](key)


def result_report_for(key):
    session = session_of(key)
    # Headings nobody has filled yet are written from the records; stored text stands as people left it.
    return gather.result_report(session, texts=generated(session) | gather.stored_texts(session))


def follow_up_report_for(key):
    if re.fullmatch("[0-9]{4}", key):
        return follow_up_report_of_year(int(key))
    session = session_of(key)
    paper = follow_up_report(session.committee, session=session)
    if not paper.about:
        raise UnknownKey(f"{key} chưa giao nội dung nào cho cơ quan, đơn vị, không có gì để báo cáo.")
    return paper


def follow_up_report_of_year(year):
    committee = committee_of()
    paper = follow_up_report(committee, year=year) if year >= date.min.year else None
    if not paper or not paper.about:
        raise UnknownKey(f"Năm {year} {committee.name} không ban hành nội dung nào, không có gì để báo cáo.")
    return paper


def follow_up_sheet_for(key):
    if key == "all":
        return follow_up_sheet(committee_of())
    if key.startswith("body:"):
        body = body_of(key.removeprefix("body:"))
        return follow_up_sheet(committee_of(body), body=body)
    code, _slash, body = key.partition("/")
    session = session_of(code)
    return follow_up_sheet(session.committee, session=session, body=body_of(body) if body else None)


def reminder_letter_for(key):
    code, _slash, body_code = key.partition("/")
    session, body = session_of(code), body_of(body_code)
    duties = reminded(session.committee, body, session=session)
    if not duties:
        raise UnknownKey(f"{body.name} không có nội dung nào chưa hoàn thành tại {code}.")
    return reminder_letter(session.committee, body, duties)


def reminded(committee, body, *, session=None):
    """What a letter to `body` would speak of: the overdue; without any, what is open; else the drafts."""
    scope = counted(assignments_of(committee, session=session, body=body))
    opened = scope.open()
    choices = (opened.issued().filter(due_on__lt=today()), opened.issued(), opened)
    for chosen in choices:
        found = list(duty_rows.read_duties(duty_rows.in_session_order(chosen)))
        if found:
            return found
    return []


def forwarding_letter_for(key):
    session = session_of(key)
    proposals = list(
        session.proposals.exclude(status=Proposal.Status.NOT_TAKEN_UP).select_related("raised_by")
    )
    if not proposals:
        raise UnknownKey(f"{key} chưa ghi nhận đề xuất nào của địa phương.")
    addressees = forwarding_addressees(session.committee, proposals)
    return forwarding_letter(session.committee, proposals, addressees, session=session)


def forwarding_addressees(committee, proposals):
    """Those the proposals were assigned to, the leads first; else the province's People's Committee."""
    given = Assignment.objects.filter(proposal__in=proposals).select_related("body").order_by("-role", "pk")
    bodies = list(dict.fromkeys(duty.body for duty in given))
    if bodies:
        return bodies
    province = Body.objects.filter(unit=committee.unit, kind=Body.Kind.PEOPLE_COMMITTEE)
    found = province.in_force_on(today()).first() or province.first()
    if found is None:
        raise UnknownKey(f"Chưa khai báo UBND của {committee.unit}.")
    return [found]


def unit_summary_for(key):
    name, _slash, period = key.partition("/")
    found = ReportingPeriod.objects.filter(code=period).first()
    if found is None:
        raise UnknownKey(f"Không có kỳ báo cáo mã {period}.")
    body = body_of_unit(name) if "@" in name else body_of(name)
    if (body.valid_to and body.valid_to < found.starts_on) or body.valid_from > found.cut_off:
        raise UnknownKey(f"{body.name} không hoạt động trong kỳ {found.label}, không có gì để tóm tắt.")
    report = ProgressReport.objects.filter(body=body, period=found).select_related("committee").first()
    return unit_summary(report.committee if report else committee_of(body), body, found)


def session_of(code):
    session = OversightSession.objects.filter(code=code).select_related("committee__letterhead").first()
    if session is None:
        raise UnknownKey(f"Không có cuộc giám sát mã {code}. Xem danh sách ở /sessions/.")
    return session


def body_of(code):
    body = Body.objects.filter(code=code).select_related("unit").first()
    if body is None:
        raise UnknownKey(f"Không có cơ quan mã {code}.")
    return body


def body_of_unit(name):
    """`18583@2026-11-01`: codes are reused, the day says whose it is."""
    code, _at, day = name.partition("@")
    try:
        unit = AdministrativeUnit.objects.in_force_on(date.fromisoformat(day)).get(official_code=code)
    except (ValueError, AdministrativeUnit.DoesNotExist) as error:
        raise UnknownKey(f"Không có đơn vị hành chính {name}.") from error
    body = Body.objects.filter(unit=unit, kind=Body.Kind.PEOPLE_COMMITTEE).select_related("unit").first()
    if body is None:
        raise UnknownKey(f"Chưa khai báo UBND của {unit}.")
    return body


def committee_of(body=None):
    """The committee that gave `body` something to do, else that of its province, else of PROVINCE_CODE."""
    if body:
        given = Assignment.objects.filter(body=body).select_related("recommendation__session__committee")
        for duty in given.filter(recommendation__isnull=False)[:1]:
            return duty.recommendation.session.committee
    code = body.unit.province.official_code if body and body.unit_id else settings.PROVINCE_CODE
    committees = Body.objects.committees().filter(unit__official_code=code)
    found = committees.in_force_on(today()).first() or committees.first() or Body.objects.committees().first()
    if found is None:
        raise UnknownKey("Chưa khai báo Ban nào.")
    return found


BUILDERS = {
    "result_report": result_report_for,
    "follow_up_report": follow_up_report_for,
    "follow_up_sheet": follow_up_sheet_for,
    "forwarding_letter": forwarding_letter_for,
    "reminder_letter": reminder_letter_for,
    "unit_summary": unit_summary_for,
}
