"""What papers are made from: a committee with its letterhead, duties, a commune's figures of six quarters."""

from datetime import UTC, date, datetime
from decimal import Decimal

from districts.models import (
    Indicator,
    IndicatorSet,
    Letterhead,
    Pillar,
    PlanTask,
    ProgressReport,
    ReportedValue,
    ReportingPeriod,
    ReportVersion,
    Target,
    TaskShare,
    TransformationPlan,
)
from oversight.models import Assignment, Proposal
from tests.factories import Cast, make_body, make_commune, make_recommendation

ISSUED = date(2025, 9, 22)
DUE = date(2026, 3, 31)
TODAY = date(2026, 11, 20)
SENT = datetime(2026, 9, 20, 3, 0, tzinfo=UTC)
SYMBOLS = {
    "result_report": "BC-HĐND",
    "follow_up_report": "BC-HĐND",
    "reminder_letter": "HĐND-VHXH",
    "forwarding_letter": "HĐND-VHXH",
}
QUARTERS = ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
PILLARS = (
    "Nhận thức số",
    "Thể chế số",
    "Hạ tầng số",
    "Nhân lực số",
    "An toàn, an ninh mạng",
    "Chính quyền số",
    "Kinh tế số",
    "Xã hội số",
)


def make_letterhead(committee):
    return Letterhead.objects.create(
        body=committee,
        superior_lines="HỘI ĐỒNG NHÂN DÂN\nTỈNH HÀ TĨNH",
        issuer_line="BAN VĂN HÓA - XÃ HỘI",
        place="Hà Tĩnh",
        symbols=SYMBOLS,
        recipients="Thường trực HĐND tỉnh\nCác đại biểu HĐND tỉnh\nUBND tỉnh\nLưu: VT, VHXH",
    )


class PaperCast(Cast):
    """The cast of a case whose committee issues papers."""

    def __init__(self):
        super().__init__()
        make_letterhead(self.committee)

    def duty(self, text="Ban hành kế hoạch chuyển đổi số năm 2026", *, body=None, **fields):
        """An issued assignment of the session; by default overdue since 31/3/2026."""
        fields = {
            "status": "in_progress",
            "issued_on": ISSUED,
            "due_on": DUE,
            "deliverable": "Kế hoạch",
        } | fields
        recommendation = make_recommendation(self.session, text)
        return Assignment.objects.create(recommendation=recommendation, body=body or self.body, **fields)

    def proposal(self, text="Đề nghị nâng cấp đường truyền bộ phận một cửa", **fields):
        fields = {"theme": "infrastructure", "status": "compiled", "raised_by": self.body} | fields
        return Proposal.objects.create(committee=self.committee, session=self.session, text=text, **fields)


def make_periods():
    """The quarters of DOMAIN 7.1: the 15th before to the 14th of the last month."""
    made = []
    for code in QUARTERS:
        year, quarter = int(code[:4]), int(code[-1])
        start = date(year - 1, 12, 15) if quarter == 1 else date(year, 3 * quarter - 3, 15)
        cut_off = date(year, 3 * quarter, 14)
        made.append(
            ReportingPeriod.objects.create(
                code=code, kind="quarter", starts_on=start, cut_off=cut_off, due_on=cut_off.replace(day=17)
            )
        )
    return made


def make_indicators(each=6):
    """`each` ratios under every pillar, with a target of 80 % in 2025 and 2026 for two in three."""
    group = IndicatorSet.objects.create(
        code="xa-thu", name="Bộ chỉ tiêu để thử", issuer="Ban", valid_from=date(2021, 1, 1)
    )
    made = []
    for order, name in enumerate(PILLARS, 1):
        pillar, _new = Pillar.objects.get_or_create(code=f"T{order}", defaults={"name": name, "order": order})
        for place in range(1, each + 1):
            indicator = Indicator.objects.create(
                indicator_set=group,
                pillar=pillar,
                code=f"T{order}.{place}",
                name=f"Tỷ lệ nội dung thứ {place} về {name.lower()} được thực hiện trên địa bàn",
                kind="ratio",
                numerator_name="số đã thực hiện",
                denominator_name="tổng số",
                unit_name="%",
                order=10 * order + place,
            )
            if place % 3:
                for year in (2025, 2026):
                    Target.objects.create(indicator=indicator, year=year, value=80)
            made.append(indicator)
    return made


def report_figures(committee, body, period, indicators, share, *, status="accepted"):
    """An accepted report whose figures are `share(indicator, position)` of 200, in percent."""
    report = ProgressReport.objects.create(
        committee=committee,
        body=body,
        period=period,
        indicator_set=indicators[0].indicator_set,
        status=status,
        first_sent_at=SENT,
    )
    report.indicators.set(indicators)
    version = ReportVersion.objects.create(report=report, number=1, frozen_at=SENT)
    ReportedValue.objects.bulk_create(
        ReportedValue(
            version=version,
            indicator=indicator,
            numerator=2 * share(position),
            denominator=200,
            value=Decimal(share(position)),
            is_current=True,
        )
        for position, indicator in enumerate(indicators)
    )
    return report


def report_six_quarters(cast, *, each=6):
    """Six quarters of the commune and of three neighbours, so that there is a province to compare with."""
    periods, indicators = make_periods(), make_indicators(each)
    neighbours = [
        make_body(f"UBND xã {name}", unit=make_commune(name, parent=cast.district))
        for name in ("Mai Phụ", "Thạch Mỹ", "Phù Lưu")
    ]
    for age, period in enumerate(periods):
        for body, start in [(cast.commune_body, 40), *((one, 55) for one in neighbours)]:
            report_figures(
                cast.committee,
                body,
                period,
                indicators,
                lambda position, start=start, age=age: min(
                    100, start + age * (position % 5) * 3 + position % 7
                ),
            )
    return periods, indicators


def make_plan(cast, *, late=2):
    plan = TransformationPlan.objects.create(
        committee=cast.committee, body=cast.commune_body, year=2026, title="Kế hoạch chuyển đổi số năm 2026"
    )
    for number in range(1, late + 2):
        is_late = number <= late
        task = PlanTask.objects.create(
            plan=plan,
            number=number,
            text=f"Nhiệm vụ thứ {number}: trang bị máy tính cho bộ phận một cửa",
            due_on=date(2026, 9, 30) if is_late else date(2026, 12, 20),
        )
        TaskShare.objects.create(task=task, body=cast.commune_body, progress=40)
    return plan
