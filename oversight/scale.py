"""Made-up data at the size of a province or of the country, to measure and to try; all of it illustrative."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

from django.db import transaction
from django.utils import timezone

from cds_portal.clock import today
from cds_portal.text import fold, sort_key
from districts.models import (
    AdministrativeUnit,
    Body,
    Indicator,
    IndicatorSet,
    ProgressReport,
    ReportedValue,
    ReportingPeriod,
    ReportVersion,
)
from oversight.models import Assignment, OversightSession, Recommendation

BATCH = 2_000
CODE = "QUY-MO-"
S = Assignment.Status
STATUSES = [S.IN_PROGRESS, S.ISSUED, S.REPORTED_DONE, S.DONE, S.IN_PROGRESS, S.PARTLY_DONE, S.DONE]
ACCEPTANCES = ["accepted", "pending", "accepted", "partly", "accepted", "accepted"]
TEXTS = [
    "Ban hành kế hoạch chuyển đổi số có chỉ tiêu đo được, phân công rõ đơn vị thực hiện",
    "Nâng tỷ lệ hồ sơ nộp trực tuyến do người dân tự thực hiện",
    "Kiện toàn, tập huấn tổ công nghệ số cộng đồng ở từng thôn, tổ dân phố",
    "Trang bị máy tính, đường truyền cho bộ phận tiếp nhận và trả kết quả",
    "Phổ biến thanh toán không dùng tiền mặt tại chợ, cửa hàng",
]


@dataclass(frozen=True)
class Size:
    """`communes` None = all of the country; `periods` are quarters back from the last one."""

    communes: int | None
    assignments: int
    periods: int


PROVINCE = Size(communes=69, assignments=3_000, periods=4)
NATIONAL = Size(communes=None, assignments=100_000, periods=4)


@transaction.atomic
def seed(size, *, committee):
    """Adds bodies, cases, duties and figures to what the committee follows; returns their numbers."""
    bodies = people_committees(size.communes)
    duties = seed_assignments(committee, bodies, size.assignments)
    values = seed_progress(committee, bodies, size.periods)
    return {"bodies": len(bodies), "assignments": duties, "values": values}


def people_committees(limit):
    """UBND of today's communes; those that are there are kept."""
    units = AdministrativeUnit.objects.in_force_on(today()).communes().order_by("official_code")
    units = list(units if limit is None else units[:limit])
    there = {
        body.unit_id: body
        for body in Body.objects.filter(unit__in=units, kind=Body.Kind.PEOPLE_COMMITTEE, valid_to=None)
    }
    new = [people_committee(unit) for unit in units if unit.pk not in there]
    Body.objects.bulk_create(new, BATCH)
    return [*there.values(), *new]


def people_committee(unit):
    name = f"UBND {unit.full_name}"
    return Body(
        code=f"ubnd-{unit.official_code}-{unit.valid_from:%Y%m%d}",
        name=name,
        kind=Body.Kind.PEOPLE_COMMITTEE,
        unit=unit,
        valid_from=unit.valid_from,
        fold=fold(name)[:250],
        sort_key=sort_key(name[:120]),
    )


def seed_assignments(committee, bodies, number):
    """Recommendations of ten duties each, spread over five years of sessions."""
    sessions = make_sessions(committee)
    recommendations = make_recommendations(sessions, -(-number // 10))
    places, day = cycle(bodies), today()
    rows = [
        make_assignment(recommendations[position // 10], next(places), position, day)
        for position in range(number)
    ]
    Assignment.objects.bulk_create(rows, BATCH)
    return len(rows)


def make_sessions(committee):
    sessions = [
        OversightSession(
            code=f"{CODE}{year}-{part}",
            committee=committee,
            topic=f"Chuyển đổi số {year}",
            title=f"Giám sát chuyển đổi số năm {year}, đợt {part} (số liệu minh họa)",
            status=OversightSession.Status.FOLLOW_UP,
            period_from=date(year - 1, 1, 1),
            period_to=date(year, 6, 30),
            works_from=date(year, 3 * part, 5),
            works_to=date(year, 3 * part, 20),
            illustrative=True,
            fold=fold(f"giám sát chuyển đổi số năm {year}"),
            sort_key=sort_key(f"Giám sát chuyển đổi số năm {year}"),
        )
        for year in range(today().year - 4, today().year + 1)
        for part in (1, 2, 3)
    ]
    return OversightSession.objects.bulk_create(sessions)


def make_recommendations(sessions, number):
    rows = []
    for position in range(number):
        text = f"{TEXTS[position % len(TEXTS)]} ({position + 1})"
        rows.append(
            Recommendation(
                session=sessions[position % len(sessions)],
                number=position // len(sessions) + 1,
                text=text,
                illustrative=True,
                fold=fold(text),
                sort_key=sort_key(text[:120]),
            )
        )
    return Recommendation.objects.bulk_create(rows, BATCH)


def make_assignment(recommendation, body, position, day):
    issued = min(recommendation.session.works_to + timedelta(days=10), day)
    dated = position % 5 != 4
    due = issued + timedelta(days=60 + position % 900)
    status = STATUSES[position % len(STATUSES)]
    return Assignment(
        recommendation=recommendation,
        committee_id=recommendation.session.committee_id,
        body=body,
        deliverable="Báo cáo kết quả" if position % 3 else "",
        due_on=due if dated else None,
        issued_on=issued,
        completed_on=min(due, day) if status == S.DONE else None,
        status=status,
        acceptance=ACCEPTANCES[position % len(ACCEPTANCES)],
    )


def seed_progress(committee, bodies, number):
    """Accepted quarters of every body: a value of each commune indicator of the set in force."""
    indicator_set = IndicatorSet.objects.in_force_on(today()).first()
    if indicator_set is None:
        return 0
    indicators = list(Indicator.objects.filter(indicator_set=indicator_set, for_commune=True))
    total = 0
    for period in quarters(number):
        reports = make_reports(committee, bodies, period, indicator_set)
        versions = [
            ReportVersion(report=report, number=1, frozen_at=report.first_sent_at) for report in reports
        ]
        ReportVersion.objects.bulk_create(versions, BATCH)
        for start in range(0, len(versions), 200):
            part = versions[start : start + 200]
            values = [
                make_value(version, indicator, row + place, period)
                for row, version in enumerate(part, start)
                for place, indicator in enumerate(indicators)
            ]
            ReportedValue.objects.bulk_create(values, BATCH)
            total += len(values)
    return total


def quarters(number):
    """The last `number` quarters with their row; made when it is not there."""
    year, quarter = today().year, (today().month - 1) // 3
    found = []
    for _step in range(number):
        year, quarter = (year, quarter) if quarter else (year - 1, 4)
        cut_off = date(year, quarter * 3, 14)
        start = date(year if quarter > 1 else year - 1, quarter * 3 - 3 or 12, 15)
        found.append(
            ReportingPeriod.objects.get_or_create(
                code=f"{year}-Q{quarter}",
                defaults={
                    "kind": ReportingPeriod.Kind.QUARTER,
                    "starts_on": start,
                    "cut_off": cut_off,
                    "due_on": cut_off + timedelta(days=4),
                },
            )[0]
        )
        quarter -= 1
    return found


def make_reports(committee, bodies, period, indicator_set):
    taken = set(period.reports.values_list("body", flat=True))
    sent = timezone.now()
    reports = [
        ProgressReport(
            committee=committee,
            body=body,
            period=period,
            indicator_set=indicator_set,
            status=ProgressReport.Status.ACCEPTED,
            first_sent_at=sent,
            illustrative=True,
        )
        for body in bodies
        if body.pk not in taken
    ]
    return ProgressReport.objects.bulk_create(reports, BATCH)


def make_value(version, indicator, position, period):
    step = (position * 37 + period.cut_off.month) % 100
    if indicator.kind == Indicator.Kind.RATIO:
        whole = 400 + position % 600
        part = whole * step // 100
        figures = {"numerator": part, "denominator": whole, "value": Decimal(part * 10_000 // whole) / 100}
    elif indicator.kind == Indicator.Kind.YES_NO:
        figures = {"value": step % 2}
    else:
        figures = {"value": step}
    return ReportedValue(version=version, indicator=indicator, is_current=True, **figures)
