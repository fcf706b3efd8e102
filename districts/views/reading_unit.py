"""A unit's indicators over time, each beside its target and the whole province."""

from collections import Counter
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cds_portal import charts
from cds_portal.accounts.grants import Permission, requires
from districts.models import AdministrativeUnit, Indicator, ReportingPeriod
from districts.reading import IndicatorSeries, indicators_for, unit_series
from districts.reading.late import late_of
from districts.reading.matrix import figure_text
from districts.views.reading import chosen_columns, readable

PERIODS = 8
# So many bodies, so that from the whole and one's own figure nobody computes a neighbour's.
LEAST_BODIES = 3
WIDTH = 320
SHORT_PARTS = {"H1": "6T", "9M": "9T"}


@requires(Permission.READ_PROGRESS)
def unit_indicators(request, pk):
    units = AdministrativeUnit.objects.visible_to(request.user).select_related("parent__parent")
    unit = get_object_or_404(units, pk=pk)
    reports = readable(request.user).filter(body__unit=unit)
    reports = list(reports.select_related("period", "body__unit", "committee").order_by("period__cut_off"))
    if not reports and not is_own(request.user, unit):
        raise Http404
    context = {"unit": unit, "reports": reports}
    if reports:
        context |= read(request, reports)
    return render(request, "districts/reading/unit.html", context)


def is_own(user, unit):
    return any(post.body.unit_id == unit.pk for post in user.present_posts)


def read(request, reports):
    kinds = Counter(report.period.kind for report in reports)
    asked = request.GET.get("kind")
    kind = asked if asked in kinds else kinds.most_common(1)[0][0]
    of_kind = [report for report in reports if report.period.kind == kind]
    newest = of_kind[-1]
    indicators = indicators_asked(request.user, newest)
    columns = chosen_columns(request, indicators)
    series = unit_series(
        newest.body,
        indicators,
        periods_between(of_kind),
        committee=newest.committee,
        compared=columns.shown,
        least=0 if request.user.committee_ids or request.user.supervised_unit_ids else LEAST_BODIES,
        reports=readable(request.user),
    )
    count = known_until(series)
    shown = {indicator.pk for indicator in columns.shown}
    return {
        "newest": newest,
        "told": periods_told(of_kind, series, count),
        "columns": columns,
        "kind": kind,
        "kinds": [
            (one, ReportingPeriod.Kind(one).label) for one in ReportingPeriod.Kind.values if one in kinds
        ],
        "figures": [figure_of(one, count) for one in series if one.indicator.pk in shown],
        "summary": summary_of([one.until(count) for one in series]),
    }


def known_until(series):
    """How many periods there are up to the last one with an accepted figure: what the headline tells of."""
    counts = [place + 1 for one in series for place, fact in enumerate(one.facts) if fact]
    return max(counts, default=0)


def periods_told(reports, series, count):
    """{"period": the one the headline tells of or None, "late": what is to be said of the newest report}."""
    known = series[0].periods[count - 1] if count else None
    newest = reports[-1]
    return {"period": known, "late": late_of(newest), "is_newest": known == newest.period}


def indicators_asked(user, report):
    asked = Indicator.objects.filter(indicator_set=report.indicator_set_id).asked_in(report.period.kind)
    return list(indicators_for(user, asked.of_level(report.body.unit.level)).select_related("pillar"))


def periods_between(reports):
    """Every period of the kind from the first report to the last, so that one nobody opened is a gap too."""
    first, last = reports[0].period, reports[-1].period
    between = ReportingPeriod.objects.filter(kind=last.kind, cut_off__range=(first.cut_off, last.cut_off))
    return list(between.order_by("-cut_off")[:PERIODS])[::-1]


@dataclass(frozen=True)
class Figure:
    """A card of the page: the series, the same up to the headline's period, its picture and its table.

    A yes/no and an empty series have no picture.
    """

    series: IndicatorSeries
    known: IndicatorSeries
    now: str
    svg: str
    table: charts.ChartTable
    province: str
    target: str


def figure_of(series, count):
    indicator, known = series.indicator, series.until(count)
    whole = known.province[-1] if known.province else None
    return Figure(
        series,
        known,
        now_text(known),
        "" if series.is_empty or indicator.kind == Indicator.Kind.YES_NO else picture(series),
        table_of(series),
        province_text(indicator, whole),
        figure_text(indicator, known.target),
    )


def now_text(known):
    """“83,5%”, “12”, “có”; 0/0 for a ratio of nothing, – for a gap."""
    if known.last is None:
        return "–"
    text = figure_text(known.indicator, known.last.value)
    return f"{text}%" if text and known.indicator.is_percent else text or "0/0"


def picture(series):
    indicator = series.indicator
    lines = [charts.Series(_("Đơn vị"), series.values)]
    # A sum of all would press the line of one body flat.
    if indicator.kind != Indicator.Kind.COUNT and any(v is not None for v in series.province_values):
        lines.append(charts.Series(_("Toàn tỉnh"), series.province_values))
    return charts.trend(
        f"{indicator.code} - {indicator.name}",
        [short_label(period) for period in series.periods],
        lines,
        name=f"chi-tieu-{indicator.pk}",
        target=list(series.targets),
        unit=indicator.unit_name if indicator.is_percent else "",
        bounds=(0, 100) if indicator.is_percent and not indicator.may_exceed else None,
        is_whole=indicator.kind == Indicator.Kind.COUNT,
        width=WIDTH,
        height=190,
    )


def short_label(period):
    """“QIII/2026”, “T10/2026”, “6T/2026”, “9T/2026”, “2026”: an axis has no room for more."""
    year, _dash, part = period.code.partition("-")
    if not part:
        return year
    if part.startswith("Q"):
        return f"Q{('I', 'II', 'III', 'IV')[int(part[1]) - 1]}/{year}"
    return f"{SHORT_PARTS.get(part) or f'T{int(part)}'}/{year}"


def table_of(series):
    indicator = series.indicator
    rows = tuple(
        (
            str(period.label),
            (
                parts_text(fact),
                figure_text(indicator, fact.value if fact else None),
                figure_text(indicator, target),
                province_text(indicator, whole),
            ),
        )
        for period, fact, target, whole in zip(
            series.periods, series.facts, series.targets, series.province, strict=True
        )
    )
    heads = (_("Kỳ"), _("Tử số/mẫu số"), indicator.unit_name.capitalize(), _("Mục tiêu"), _("Toàn tỉnh"))
    return charts.ChartTable(heads, rows)


def parts_text(fact):
    if fact is None or fact.numerator is None or fact.denominator is None:
        return ""
    return f"{charts.number_text(fact.numerator)}/{charts.number_text(fact.denominator)}"


def province_text(indicator, whole):
    """The share of “có” for a yes/no; nothing where nothing can be added up."""
    if whole is None or whole.value is None:
        return ""
    unit = "%" if indicator.kind == Indicator.Kind.YES_NO or indicator.is_percent else ""
    return charts.number_text(whole.value, unit)


def summary_of(series):
    """Counts over all pillars for the last period."""
    return {
        "asked": len(series),
        "filled": sum(one.last is not None for one in series),
        "aimed": sum(one.is_reached is not None for one in series),
        "reached": sum(one.is_reached is True for one in series),
        "better": sum(bool(one.change and one.change.is_better) for one in series),
        "worse": sum(bool(one.change and one.change.is_better is False) for one in series),
        "flagged": sum(bool(one.flags) for one in series),
        "illustrative": any(one.illustrative for one in series),
    }
