"""Staged import of a large consolidated workbook against the least anybody could do with it.

Ours: pre-scan, read in a child, find units and columns, check 100,000 values, stage, then write all of them.
The least: calamine reads the file in this process and the same rows go into the table by bulk_create.
"""

import io
import resource
import time
from datetime import date
from decimal import Decimal

import xlsxwriter

COMMUNES, COLUMNS, ROUNDS = 2_000, 50, 3


def print_import(folder):
    from django.db import transaction

    world = Communes()
    content = world.workbook()
    before = peak()
    ours, least = [], []
    for _round in range(ROUNDS):
        with transaction.atomic():
            ours.append(staged_import(world, content))
            transaction.set_rollback(True)
        with transaction.atomic():
            least.append(read_and_insert(world, content))
            transaction.set_rollback(True)
    check, apply = min(ours, key=sum)
    print(
        f"\nnhập {COMMUNES * COLUMNS:,} số liệu ({len(content) / 1e6:.1f} MB): kiểm tra {check:.1f} s, "
        f"ghi {apply:.1f} s; đọc và bulk insert cùng số dòng {min(least):.1f} s; "
        f"tỷ số {(check + apply) / min(least):.2f}; bộ nhớ tăng {peak() - before:.0f} MB, "
        f"đỉnh {peak():.0f} MB"
    )


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def staged_import(world, content):
    """(seconds of the check, seconds of the writing) as the worker and the button do them."""
    from districts.actions import imports
    from districts.imports.scope import Scope

    scope = Scope(period=world.period, filler=world.filler)
    batch = imports.upload(content, name="tong-hop.xlsx", scope=scope, by=world.reporter)
    started = time.perf_counter()
    assert imports.run(batch.pk)
    checked = time.perf_counter()
    batch.refresh_from_db()
    assert batch.status == "checked", batch.problems[:3]
    imports.apply(batch, by=world.reporter)
    return checked - started, time.perf_counter() - checked


def read_and_insert(world, content):
    from python_calamine import CalamineWorkbook

    from districts.models import ReportedValue, ReportVersion

    versions = ReportVersion.objects.bulk_create(
        ReportVersion(report_id=report, number=1) for report in world.report_pks
    )
    versions, typist = [version.pk for version in versions], world.reporter.pk
    started = time.perf_counter()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    ReportedValue.objects.bulk_create(
        [
            ReportedValue(
                version_id=version,
                indicator_id=indicator,
                value=Decimal(str(value)),
                typed_by_id=typist,
            )
            for version, row in zip(versions, rows, strict=True)
            for indicator, value in zip(world.indicator_pks, row[2:], strict=True)
        ],
        batch_size=1_000,
    )
    return time.perf_counter() - started


class Communes:
    """A province with 2,000 communes that all owe 50 counts for one quarter; its UBND compiles them."""

    def __init__(self):
        from districts.models import (
            AdministrativeUnit,
            Body,
            Indicator,
            IndicatorSet,
            Pillar,
            ProgressReport,
            ReportingPeriod,
        )
        from tests import factories as make

        long_ago, day = date(2021, 1, 1), date(2023, 9, 14)
        province = make.make_unit("Tỉnh lớn", kind="province", level="province", code="98")
        self.filler = make.make_body("UBND tỉnh lớn", unit=province)
        self.reporter = make.make_user("local_reporter", self.filler)
        committee = make.make_committee("Ban của tỉnh lớn", unit=province)
        self.period = ReportingPeriod.objects.get_or_create(
            code="2019-Q3",
            defaults={"kind": "quarter", "starts_on": date(2019, 6, 15), "cut_off": date(2019, 9, 14)}
            | {"due_on": date(2019, 9, 16)},
        )[0]
        pillar = Pillar.objects.get_or_create(code="ĐO", defaults={"name": "Đo tốc độ", "order": 99})[0]
        made = IndicatorSet.objects.create(code="do", name="Đo", issuer="Ban", valid_from=long_ago)
        indicators = Indicator.objects.bulk_create(
            Indicator(
                indicator_set=made,
                pillar=pillar,
                code=f"DO{n}",
                name=f"Chỉ tiêu đo số {n}",
                kind="count",
                unit_name="người",
                order=n,
                fold=f"do{n}",
            )
            for n in range(COLUMNS)
        )
        units = AdministrativeUnit.objects.bulk_create(
            AdministrativeUnit(
                official_code=f"{70_000 + n}",
                name=f"Đo {n}",
                kind="commune",
                level="commune",
                parent=province,
                valid_from=long_ago,
            )
            for n in range(COMMUNES)
        )
        bodies = Body.objects.bulk_create(
            Body(
                code=f"ubnd-do-{n}",
                name=f"UBND xã Đo {n}",
                kind="people_committee",
                unit=unit,
                valid_from=long_ago,
                fold=f"ubnd xa do {n}",
                sort_key=f"{n:05}",
            )
            for n, unit in enumerate(units)
        )
        reports = ProgressReport.objects.bulk_create(
            ProgressReport(committee=committee, body=body, period=self.period, indicator_set=made)
            for body in bodies
        )
        due = ProgressReport.indicators.through
        due.objects.bulk_create(
            [
                due(progressreport_id=report.pk, indicator_id=indicator.pk)
                for report in reports
                for indicator in indicators
            ],
            batch_size=10_000,
        )
        self.bodies, self.codes, self.day = bodies, [one.code for one in indicators], day
        self.indicator_pks = [one.pk for one in indicators]
        self.report_pks = [report.pk for report in reports]

    def workbook(self):
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet("Tổng hợp")
        sheet.write_row(0, 0, ["Mã đơn vị", "Đơn vị", *self.codes])
        for row, body in enumerate(self.bodies, start=1):
            figures = [(row * 37 + column * 11) % 9_000 for column in range(COLUMNS)]
            sheet.write_row(row, 0, [body.code, body.name, *figures])
        book.close()
        return out.getvalue()
