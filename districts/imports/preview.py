"""What an upload changes, before → after, for the page: before the writing and as its history afterwards."""

from dataclasses import dataclass

from districts.figures import Figures
from districts.imports.known import base_versions, values_of
from districts.imports.staged import figures_from, number
from districts.imports.writer import last_text
from districts.models import Indicator, ProgressReport, ReportVersion

SHOWN = 200


@dataclass(frozen=True)
class Change:
    body: str
    indicator: Indicator
    before: str
    after: str
    note: str


def changes_of(batch, most=SHOWN):
    """The first changes of a checked, applied or undone batch."""
    entries = [
        (row["report"], *figures_from(entry)[:2]) for row in batch.staged["rows"] for entry in row["figures"]
    ]
    entries = entries[:most]
    reports = ProgressReport.objects.select_related("body").in_bulk({report for report, *_rest in entries})
    indicators = Indicator.objects.in_bulk({pk for _report, pk, _figures in entries})
    before = remembered(batch) if batch.before else stored(reports.values())
    return [
        Change(
            body=str(reports[report].body),
            indicator=indicators[pk],
            before=words(indicators[pk], before.get((report, pk))),
            after=words(indicators[pk], figures),
            note=figures.note,
        )
        for report, pk, figures in entries
    ]


def words(indicator, figures):
    if figures is None or (figures.value is None and figures.numerator is None):
        return ""
    return last_text(indicator, figures)


def stored(reports):
    return values_of(base_versions(list(reports)))


def remembered(batch):
    """{(report pk, indicator pk): Figures} as they stood when the batch was written."""
    rows = [row for row in batch.before["rows"] if row[2]]
    versions = ReportVersion.objects.filter(pk__in={row[0] for row in rows})
    reports = dict(versions.values_list("pk", "report_id"))
    return {
        (reports[version], indicator): Figures(*map(number, before[:3]), before[3])
        for version, indicator, before in rows
        if version in reports
    }
