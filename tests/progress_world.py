"""The cast of progress reporting: a commune that reports, a committee that waits, four indicators."""

from datetime import date
from decimal import Decimal

from cds_portal.accounts.grants import Role
from districts.actions.drafting import open_draft, set_value
from districts.figures import Figures
from districts.models import (
    Body,
    Indicator,
    IndicatorSet,
    Pillar,
    ProgressReport,
    ReportingDuty,
    ReportingPeriod,
    Target,
)
from districts.periods import span
from tests.factories import make_body, make_committee, make_commune, make_district, make_user

# Within the sending days of the third quarter of 2026: cut off on 14/9, a Monday; due on 16/9.
ON_TIME = date(2026, 9, 15)
TOO_LATE = date(2026, 9, 21)
PERIOD = "2026-Q3"

INDICATORS = [
    {
        "code": "CQ1",
        "name": "Tỷ lệ hồ sơ nộp trực tuyến",
        "kind": "ratio",
        "unit_name": "%",
        "numerator_name": "hồ sơ nộp trực tuyến",
        "denominator_name": "hồ sơ tiếp nhận",
    },
    {"code": "KT1", "name": "Số hộ bán hàng trên sàn", "kind": "count", "unit_name": "hộ"},
    {
        "code": "CQ2",
        "name": "Thời gian xử lý hồ sơ",
        "kind": "measure",
        "unit_name": "giờ",
        "direction": "down",
    },
    {"code": "NT1", "name": "Có tổ công nghệ số cộng đồng", "kind": "yes_no", "unit_name": "có/không"},
]
FIGURES = {
    "CQ1": Figures(Decimal(45), Decimal(60)),
    "KT1": Figures(value=Decimal(120)),
    "CQ2": Figures(value=Decimal("36.5")),
    "NT1": Figures(value=Decimal(1)),
}


def make_set(code="xa", version=1, **fields):
    return IndicatorSet.objects.create(
        code=code,
        version=version,
        name="Bộ chỉ tiêu cấp xã",
        issuer="Ban Văn hóa - Xã hội",
        valid_from=date(2021, 1, 1),
        **fields,
    )


def make_indicators(indicator_set, **fields):
    """The four kinds, by code."""
    made = {}
    for order, row in enumerate(INDICATORS, start=1):
        pillar, _made = Pillar.objects.get_or_create(
            code=row["code"][:2], defaults={"name": f"Trụ cột {row['code'][:2]}", "order": order}
        )
        made[row["code"]] = Indicator.objects.create(
            indicator_set=indicator_set, pillar=pillar, order=order, **row | fields
        )
    return made


def make_period(code=PERIOD):
    return ReportingPeriod.objects.get_or_create(code=code, defaults=span(code)._asdict())[0]


class ProgressCast:
    """Reporters and leader of a commune, those above it, the committee with its people, a stranger."""

    def __init__(self):
        self.district = make_district()
        self.province_unit = self.district.parent
        self.unit = make_commune("Mai Phụ", parent=self.district)
        self.body = make_body("UBND xã Mai Phụ", unit=self.unit)
        self.district_body = make_body("UBND huyện Lộc Hà", unit=self.district)
        self.committee = make_committee(unit=self.province_unit)
        self.department = make_body("Sở KH&CN", unit=self.province_unit, kind=Body.Kind.DEPARTMENT)
        self.reporter = make_user(Role.LOCAL_REPORTER, self.body, title="Công chức Văn hóa - Xã hội")
        self.second = make_user(Role.LOCAL_REPORTER, self.body, title="Văn phòng")
        self.chairman = make_user(Role.LOCAL_LEADER, self.body, title="Chủ tịch UBND xã")
        self.above = make_user(Role.LOCAL_REPORTER, self.district_body)
        self.staff = make_user(Role.STAFF, self.committee)
        self.colleague = make_user(Role.STAFF, self.committee)
        self.leader = make_user(Role.LEADER, self.committee, title="Trưởng ban")
        self.clerk = make_user(Role.CLERK, self.committee, title="Văn thư")
        self.member = make_user(Role.MEMBER, self.committee)
        self.officer = make_user(Role.DEPARTMENT, self.department)
        self.admin = make_user(Role.ADMIN, self.committee)
        other = make_commune("Thạch Hà", parent=self.district)
        self.neighbour = make_user(Role.LOCAL_REPORTER, make_body("UBND xã Thạch Hà", unit=other))
        self.stranger = make_user(Role.STAFF, make_committee("Ban Văn hóa - Xã hội HĐND tỉnh Tây Ninh"))
        self.indicator_set = make_set()
        self.indicators = make_indicators(self.indicator_set)
        self.indicators["CQ1"].responsible = self.department
        self.indicators["CQ1"].save()
        self.report = self.make_report()

    def make_report(self, code=PERIOD, body=None):
        report = ProgressReport.objects.create(
            committee=self.committee,
            body=body or self.body,
            period=make_period(code),
            indicator_set=self.indicator_set,
        )
        report.indicators.set(self.indicators.values())
        return report

    def make_duty(self, kind="quarter", **fields):
        fields = {"level": "commune", "valid_from": date(2021, 1, 1)} | fields
        return ReportingDuty.objects.create(
            committee=self.committee, indicator_set=self.indicator_set, period_kind=kind, **fields
        )

    def make_target(self, code, value, **fields):
        return Target.objects.create(indicator=self.indicators[code], year=2026, value=value, **fields)


def fill(cast, report=None, figures=None, *, by=None):
    """Figures for every indicator, in the open version."""
    report = report or cast.report
    version = open_draft(report, by=by or cast.reporter)
    for code, typed in (FIGURES if figures is None else figures).items():
        set_value(version, cast.indicators[code], typed, by=by or cast.reporter)
    report.refresh_from_db()
    return version


def submitted(cast, report=None, figures=None):
    """Filled, put before the leader, signed."""
    from districts.actions import progress

    report = report or cast.report
    fill(cast, report, figures)
    progress.submit_for_signature(report, by=cast.reporter, late_reason="Mất điện")
    progress.sign(report, by=cast.chairman)
    return report


def accepted(cast, report=None, figures=None):
    from districts.actions import progress

    report = submitted(cast, report, figures)
    progress.accept(report, by=cast.staff)
    return report
