"""What the database knows of the reports an upload speaks of, read at once for all of them."""

from collections import defaultdict
from dataclasses import dataclass

from districts.imports.last_values import last_values
from districts.models import ProgressReport, ReportedValue, ReportVersion


@dataclass(frozen=True)
class Known:
    """`due` (report pk → indicator pks), `typed` ((report pk, indicator pk) → ReportedValue of the draft, or
    of the last sending that a correction starts from), `last` ((body pk, indicator pk) → accepted before).
    """

    reports: list[ProgressReport]
    indicators: list
    due: dict[int, set[int]]
    typed: dict[tuple[int, int], ReportedValue]
    last: dict[tuple[int, int], ReportedValue]
    on_behalf: set[int]
    # Reports (pk) of whose draft or last sending some figure stands.
    begun: set[int]


def known_of(scope, reports=None):
    """Seven queries or so, whatever the number of reports."""
    reports = list(
        (scope.reports() if reports is None else reports)
        .select_related("body__unit__parent", "indicator_set", "period", "committee")
        .distinct()
    )
    sets = {report.indicator_set_id for report in reports}
    indicators = list(scope.indicators(sets).select_related("pillar").order_by("order", "pk"))
    versions = base_versions(reports)
    typed = values_of(versions)
    return Known(
        reports=reports,
        indicators=indicators,
        due=due_of(reports, {indicator.pk for indicator in indicators}),
        typed=typed,
        last=last_values(scope.period, bodies={report.body_id for report in reports}, indicators=indicators),
        begun={report for report, _indicator in typed},
        on_behalf={version.report_id for version in versions if version.entered_by_id},
    )


def due_of(reports, allowed):
    due = defaultdict(set)
    link = ProgressReport.indicators.through.objects.filter(
        progressreport__in=[report.pk for report in reports]
    )
    for report, indicator in link.values_list("progressreport_id", "indicator_id"):
        if indicator in allowed:
            due[report].add(indicator)
    return due


def base_versions(reports):
    """The open version of each report; without one the last frozen, which a correction starts from."""
    last = {}
    for version in ReportVersion.objects.filter(report__in=[report.pk for report in reports]).order_by(
        "number"
    ):
        last[version.report_id] = version
    return list(last.values())


def values_of(versions):
    of_version = {version.pk: version for version in versions}
    values = ReportedValue.objects.filter(version__in=of_version).select_related("typed_by").order_by()
    found = {}
    for value in values:
        version = of_version[value.version_id]
        if version.frozen_at:
            # A correction starts from a copy of it, and the copy's rows are new.
            value.row_version = 1
        found[version.report_id, value.indicator_id] = value
    return found
