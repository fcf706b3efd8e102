"""What the database knows of the reports an upload speaks of, read at once for all of them."""

from collections import defaultdict
from dataclasses import dataclass

from districts.imports.last_values import last_values
from districts.models import Post, ProgressReport, ReportedValue, ReportVersion


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
    # Those of them in which another body's people typed its own figures: not the filler's to read or replace.
    typed_itself: set[int]
    # What the filler may be shown of `typed`: all of its own report, elsewhere what its people typed.
    shown: dict[tuple[int, int], ReportedValue]


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
    foreign = [report for report in reports if is_foreign(scope, report)]
    return Known(
        reports=reports,
        indicators=indicators,
        due=due_of(reports, {indicator.pk for indicator in indicators}),
        typed=typed,
        last=last_values(scope.period, bodies={report.body_id for report in reports}, indicators=indicators),
        begun={report for report, _indicator in typed},
        typed_itself=typed_by_their_own(foreign, typed),
        shown=shown_to(scope.filler, foreign, typed),
        on_behalf={version.report_id for version in versions if version.entered_by_id},
    )


def is_foreign(filled, report):
    """Whether a Scope or an ImportBatch fills somebody else's report.

    By a paper it does not: the committee copies what the body itself sent.
    """
    filler = getattr(filled, "filler", None) or filled.body
    return filled.paper is None and filler.pk != report.body_id


def people_of(bodies):
    """{(body pk, user pk)} of everybody who ever had a post there: who typed may have left since."""
    return set(Post.objects.filter(body__in=bodies).values_list("body_id", "user_id"))


def typed_by_their_own(reports, typed):
    """pks of the reports that hold a figure typed by the body's own people, or by nobody known."""
    if not reports or not typed:
        return set()
    bodies = {report.pk: report.body_id for report in reports}
    people = people_of(set(bodies.values()))
    return {
        pk
        for (pk, _indicator), value in typed.items()
        if pk in bodies and (value.typed_by_id is None or (bodies[pk], value.typed_by_id) in people)
    }


def shown_to(filler, foreign, typed):
    if not foreign or not typed:
        return typed
    foreign, people = {report.pk for report in foreign}, people_of([filler.pk])
    return {
        key: value
        for key, value in typed.items()
        if key[0] not in foreign or (filler.pk, value.typed_by_id) in people
    }


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
