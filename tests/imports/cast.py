"""The small cast of the import tests: a district and two communes, one indicator of each kind, a period."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from cds_portal.accounts.grants import Role
from districts.models import (
    IncomingPaper,
    Indicator,
    IndicatorSet,
    Pillar,
    ProgressReport,
    ReportedValue,
    ReportingPeriod,
    ReportVersion,
)
from tests import factories as make

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PERIODS = {
    "2023-Q1": (date(2022, 12, 15), date(2023, 3, 14), date(2023, 3, 16)),
    "2023-Q2": (date(2023, 3, 15), date(2023, 6, 14), date(2023, 6, 16)),
    "2023-Q3": (date(2023, 6, 15), date(2023, 9, 14), date(2023, 9, 16)),
}


def make_indicators():
    pillar = Pillar.objects.get_or_create(code="CQ", defaults={"name": "Chính quyền số", "order": 6})[0]
    made = IndicatorSet.objects.create(
        code="xa-2023",
        name="Bộ chỉ tiêu cấp xã 2023",
        issuer="Ban Văn hóa - Xã hội",
        valid_from=date(2023, 1, 1),
    )
    rows = [
        ("CQ2", "Tỷ lệ hồ sơ nộp trực tuyến", "ratio", "%"),
        ("NT3", "Số tin, bài, buổi phát thanh về chuyển đổi số trong kỳ", "count", "tin"),
        ("CQ5", "Thời gian xử lý bình quân", "measure", "giờ"),
        ("TC1", "Kế hoạch chuyển đổi số năm đã ban hành", "yes_no", "có/không"),
    ]
    for order, (code, name, kind, unit) in enumerate(rows, start=1):
        parts = {"numerator_name": "hồ sơ nộp trực tuyến", "denominator_name": "hồ sơ tiếp nhận"}
        Indicator.objects.create(
            indicator_set=made,
            pillar=pillar,
            code=code,
            name=name,
            kind=kind,
            unit_name=unit,
            order=order,
            **(parts if kind == "ratio" else {}),
        )
    return made


def make_period(code="2023-Q3"):
    starts_on, cut_off, due_on = PERIODS[code]
    return ReportingPeriod.objects.get_or_create(
        code=code,
        defaults={"kind": "quarter", "starts_on": starts_on, "cut_off": cut_off, "due_on": due_on},
    )[0]


class Reporting:
    """District Đức Huệ with two communes that report to one committee for 2023-Q3."""

    def __init__(self):
        self.province = make.make_province("Long An")
        self.district = make.make_district("Đức Huệ", parent=self.province)
        self.committee = make.make_committee(unit=self.province)
        self.indicator_set = make_indicators()
        self.period = make_period()
        self.district_body = make.make_body("UBND huyện Đức Huệ", unit=self.district)
        self.bodies = [
            make.make_body(f"UBND xã {name}", unit=make.make_commune(name, parent=self.district, code=code))
            for name, code in (("Mỹ Thạnh Đông", "27901"), ("Mỹ Quý Tây", "27902"))
        ]
        self.reports = [self.expect(body) for body in self.bodies]
        self.body, self.report = self.bodies[0], self.reports[0]
        self.reporter = make.make_user(Role.LOCAL_REPORTER, self.body, title="Công chức Văn hóa - Xã hội")
        self.district_reporter = make.make_user(Role.LOCAL_REPORTER, self.district_body)
        self.staff = make.make_user(Role.STAFF, self.committee)

    def expect(self, body, period=None):
        made = ProgressReport.objects.create(
            committee=self.committee,
            body=body,
            period=period or self.period,
            indicator_set=self.indicator_set,
        )
        made.indicators.set(self.indicator_set.indicators.all())
        return made

    def indicator(self, code):
        return self.indicator_set.indicators.get(code=code)

    def accepted(self, code, *, body=None, period="2023-Q2", **figures):
        """A figure of an earlier period that the committee took over."""
        body = body or self.body
        report = ProgressReport.objects.filter(body=body, period=make_period(period)).first()
        if report is None:
            report = self.expect(body, make_period(period))
            ProgressReport.objects.filter(pk=report.pk).update(
                status="accepted", first_sent_at="2023-06-15T08:00+07:00"
            )
        version = ReportVersion.objects.get_or_create(
            report=report, number=1, defaults={"frozen_at": "2023-06-15T08:00+07:00"}
        )[0]
        return write(version, self.indicator(code), is_current=True, **figures)

    def paper(self, **fields):
        day = date(2023, 9, 15)
        common = {"committee": self.committee, "from_body": self.body, "number": "12/BC-UBND"}
        return IncomingPaper.objects.create(
            **common | {"dated": day, "received_on": day, "by": self.staff} | fields
        )


def write(version, indicator, **figures):
    numbers = {name: Decimal(str(number)) for name, number in figures.items() if name in NUMBERS}
    rest = {name: value for name, value in figures.items() if name not in NUMBERS}
    return ReportedValue.objects.create(version=version, indicator=indicator, **numbers, **rest)


NUMBERS = ("numerator", "denominator", "value")


def filled(content, figures, *, sheet="Số liệu"):
    """The workbook with `figures` {code: {column title: value}} typed into it, as openpyxl saves it."""
    book = openpyxl.load_workbook(BytesIO(content))
    table = book[sheet]
    head = next(row for row in table.iter_rows() if row[0].value == "Mã")
    columns = {cell.value: cell.column for cell in head}
    for row in table.iter_rows(min_row=head[0].row + 1):
        for title, value in figures.get(row[0].value, {}).items():
            table.cell(row[0].row, columns[title], value)
    return saved(book)


def saved(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def upload_of(content, name="so-lieu.xlsx"):
    return SimpleUploadedFile(name, content, XLSX)


GOOD = {
    "CQ2": {"Tử số": 90, "Mẫu số": 98},
    "NT3": {"Giá trị": 12},
    "CQ5": {"Giá trị": 4.5},
    "TC1": {"Giá trị": "có"},
}
