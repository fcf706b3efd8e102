"""What the tests of reading need: a small set of indicators, quarters, reports with accepted figures."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count

from districts.figures import Figures, complete
from districts.models import (
    Indicator,
    IndicatorSet,
    Pillar,
    ProgressReport,
    ReportedValue,
    ReportingPeriod,
    ReportVersion,
)
from tests.factories import LONG_AGO

numbers = count(1)
CUT_OFFS = {1: (3, 14), 2: (6, 14), 3: (9, 14), 4: (12, 14)}


def make_pillar(code="CQ", name="Chính quyền số", order=1):
    return Pillar.objects.get_or_create(code=code, defaults={"name": name, "order": order})[0]


def make_set(code="xa", version=1):
    return IndicatorSet.objects.create(
        code=code, version=version, name="Bộ chỉ tiêu cấp xã", issuer="UBND tỉnh", valid_from=LONG_AGO
    )


def make_indicator(indicator_set, code="CQ2", *, kind="ratio", pillar=None, **fields):
    parts = {"numerator_name": "Hồ sơ nộp trực tuyến", "denominator_name": "Tổng số hồ sơ"}
    units = {"ratio": "%", "count": "điểm", "yes_no": "có/không", "measure": "giờ"}
    fields = {
        "name": f"Chỉ tiêu {code}", "unit_name": units[kind], "order": next(numbers),
        **(parts if kind == "ratio" else {}),
    } | fields  # fmt: skip
    return Indicator.objects.create(
        indicator_set=indicator_set, pillar=pillar or make_pillar(), code=code, kind=kind, **fields
    )


def make_quarter(quarter, year=2026):
    month, day = CUT_OFFS[quarter]
    return ReportingPeriod.objects.create(
        code=f"{year}-Q{quarter}",
        kind="quarter",
        starts_on=date(year - (quarter == 1), (month - 3) or 12, 15),
        cut_off=date(year, month, day),
        due_on=date(year, month, day + 2),
    )


def figure(indicator, text):
    """`"45/60"`, `"12"`, `"có"` as the figures of a cell."""
    if text in ("có", "không"):
        return Figures(value=Decimal(text == "có"))
    top, _slash, bottom = text.partition("/")
    if bottom:
        return complete(indicator, Figures(Decimal(top), Decimal(bottom)))
    return Figures(value=Decimal(top))


def make_report(body, period, committee, figures=None, *, sent_on=None, status="accepted", **fields):
    """`figures` is {indicator: text}; None as text is asked for and left empty. Accepted unless said."""
    figures = figures or {}
    is_sent = status in ProgressReport.SENT
    sent_on = (sent_on or period.due_on) if is_sent else None
    report = ProgressReport.objects.create(
        body=body,
        period=period,
        committee=committee,
        indicator_set=fields.pop("indicator_set", None) or next(iter(figures)).indicator_set,
        status=status,
        first_sent_at=datetime.combine(sent_on, time(2), UTC) if sent_on else None,
        **fields,
    )
    report.indicators.set(figures)
    version = ReportVersion.objects.create(
        report=report, number=1, frozen_at=report.first_sent_at if is_sent else None
    )
    for indicator, text in figures.items():
        if text is not None:
            cell = figure(indicator, text)
            ReportedValue.objects.create(
                version=version, indicator=indicator, numerator=cell.numerator,
                denominator=cell.denominator, value=cell.value,
                is_current=status in ("accepted", "locked"),
            )  # fmt: skip
    return report
