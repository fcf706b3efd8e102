"""What an upload changes, before → after, for the page: before the writing and as its history afterwards."""

from dataclasses import dataclass
from itertools import islice

from districts.imports.known import base_versions, is_foreign, shown_to, values_of
from districts.imports.staged import figures_from, number
from districts.imports.writer import last_text
from districts.models import Indicator, ProgressReport, ReportedValue, ReportVersion

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
    # A province's sheet has 100,000 of them: only those that are shown are read.
    staged = ((row["report"], entry) for row in batch.staged["rows"] for entry in row["figures"])
    entries = [(report, *figures_from(entry)[:2]) for report, entry in islice(staged, most)]
    reports = ProgressReport.objects.select_related("body").in_bulk({report for report, *_rest in entries})
    indicators = Indicator.objects.in_bulk({pk for _report, pk, _figures in entries})
    before = remembered(batch, reports) if batch.before else stored(reports.values())
    hidden = hidden_from(batch, reports, before)
    return [
        Change(
            body=str(reports[report].body),
            indicator=indicators[pk],
            before=words(indicators[pk], None if (report, pk) in hidden else before.get((report, pk))),
            after=words(indicators[pk], figures),
            note="" if (report, pk) in hidden else figures.note,
        )
        for report, pk, figures in entries
    ]


def words(indicator, figures):
    if figures is None or (figures.value is None and figures.numerator is None):
        return ""
    return last_text(indicator, figures)


def stored(reports):
    return values_of(base_versions(list(reports)))


def hidden_from(batch, reports, before):
    """Keys of what others typed into a report that the filler fills for them: not the filler's to read."""
    foreign = [report for report in reports.values() if is_foreign(batch, report)]
    shown = shown_to(batch.body, foreign, before)
    return before.keys() - shown.keys()


def value_from(before):
    numbers = dict(zip(("numerator", "denominator", "value"), map(number, before[:3]), strict=True))
    return ReportedValue(**numbers, note=before[3], typed_by_id=before[4])


def remembered(batch, reports):
    """{(report pk, indicator pk): unsaved ReportedValue} as they stood when the batch was written."""
    versions = dict(ReportVersion.objects.filter(report__in=list(reports)).values_list("pk", "report_id"))
    return {
        (versions[version], indicator): value_from(before)
        for version, indicator, before in batch.before["rows"]
        if before and version in versions
    }
