"""A period's matrix of units × indicators, and who is late."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.lists import ListPage
from districts.filters.reading import LateFilter, MatrixFilter
from districts.models import Indicator, ProgressReport, ReportingPeriod
from districts.models.unit import UnitKind
from districts.reading import indicators_for, period_matrix, with_lateness
from districts.reading.late import late_of
from districts.resources.reading import LateResource, MatrixExport

ALL_PILLARS = "all"
# Periods before the one shown that changes and doubts are read from, and that are offered as neighbours.
EARLIER = 4
NEIGHBOURS = 6

MATRIX_SORTS = {"name": ("body__sort_key",), "sent": ("first_sent_at", "body__sort_key")}
LATE_SORTS = {
    "name": ("body__sort_key", "-period__due_on"),
    "period": ("-period__cut_off", "body__sort_key"),
    "due": ("period__due_on", "body__sort_key"),
    "sent": ("first_sent_at", "body__sort_key"),
}


def readable(user):
    """What was sent and the user may read, and what the user's committee still waits for."""
    return ProgressReport.objects.visible_to(user) | ProgressReport.objects.tracked_by(user)


def may_import(user):
    """Whether this person may send a sheet of many units: a sở, a UBND above, the committee by a paper."""
    return bool(user.department_ids or user.supervised_unit_ids) or user.can(Permission.RECEIVE_PROGRESS)


@requires(Permission.READ_PROGRESS)
def period_detail(request, code):
    kin = list(
        ReportingPeriod.objects.filter(
            kind__in=ReportingPeriod.objects.filter(code=code).values("kind")
        ).order_by("cut_off")
    )
    place = next((place for place, period in enumerate(kin) if period.code == code), None)
    if place is None:
        raise Http404
    reports = with_lateness(readable(request.user), kin[place : place + 1])
    asked, sets, chosen = one_set(request, columns_of(request.user, reports, kin[place]))
    columns = chosen_columns(request, asked)
    groups = groups_of(reports, chosen)
    reports = reports.filter(indicator_set=chosen)
    reading = {
        "earlier": kin[max(0, place - EARLIER) : place],
        "readable": readable(request.user),
    }
    page = ListPage(
        request,
        reports.select_related("period", "body__unit__parent"),
        filterset=partial(MatrixFilter, parents=parents_of(groups), indicators=columns.choices),
        sorts=MATRIX_SORTS,
        default_sort="name",
        resource=partial(MatrixExport, kin[place], columns.shown, **reading),
        filename=f"chi-tieu-{code}",
    )
    if page.wants_export:
        return page.export()
    context = page.context()
    context |= {
        "matrix": period_matrix(kin[place], context["page_obj"].object_list, columns.shown, **reading),
        "columns": columns,
        "sets": sets,
        "chosen_set": chosen,
        "totals": totals_of(groups),
        "neighbours": neighbours(kin, place),
        "own_bodies": request.user.local_body_ids,
        "may_import": may_import(request.user),
    }
    return render(request, "districts/reading/period.html", context)


@dataclass(frozen=True)
class Columns:
    """`pillars` are the tabs; `shown` the indicators of the chosen one, or the single one asked for."""

    pillars: list
    pillar: str
    shown: list
    choices: list


def columns_of(user, reports, period):
    sets = reports.order_by().values("indicator_set")
    asked = Indicator.objects.filter(indicator_set__in=sets).exclude(for_commune=False, for_district=False)
    return list(indicators_for(user, asked.asked_in(period.kind)).select_related("pillar", "indicator_set"))


def one_set(request, indicators):
    """(its indicators, all sets, the chosen one): codes mean the same only within one set."""
    sets = list(dict.fromkeys(indicator.indicator_set for indicator in indicators))
    asked = request.GET.get("set")
    chosen = next((one for one in sets if str(one.pk) == asked), sets[0] if sets else None)
    return [one for one in indicators if one.indicator_set == chosen], sets, chosen


def chosen_columns(request, indicators):
    """The first pillar unless another is asked for: sixty columns at once compare nothing."""
    pillars = list(dict.fromkeys(indicator.pillar for indicator in indicators))
    asked = request.GET.get("pillar", "")
    known = {pillar.code for pillar in pillars} | {ALL_PILLARS}
    chosen = asked if asked in known else pillars[0].code if pillars else ALL_PILLARS
    of_pillar = [one for one in indicators if chosen in (ALL_PILLARS, one.pillar.code)]
    single = [one for one in of_pillar if str(one.pk) == request.GET.get("indicator")]
    return Columns(pillars, chosen, single or of_pillar, [(one.pk, str(one)) for one in of_pillar])


def groups_of(reports, indicator_set):
    """Reports counted by the unit above: the choices of a filter and the totals, in one query."""
    parent = "body__unit__parent"
    rows = reports.filter(indicator_set=indicator_set)
    rows = rows.order_by(f"{parent}__sort_key").values(parent, f"{parent}__kind", f"{parent}__name")
    return list(
        rows.annotate(
            total=Count("pk"),
            sent=Count("pk", filter=Q(first_sent_at__isnull=False)),
            accepted=Count("pk", filter=Q(status__in=["accepted", "locked"])),
            late=Count("pk", filter=Q(is_late=True)),
        )
    )


def parents_of(groups):
    kinds = dict(UnitKind.choices)
    parent = "body__unit__parent"
    return [
        (row[parent], f"{kinds[row[f'{parent}__kind']]} {row[f'{parent}__name']}")
        for row in groups
        if row[parent]
    ]


def totals_of(groups):
    return {name: sum(row[name] for row in groups) for name in ("total", "sent", "accepted", "late")}


def neighbours(kin, place):
    first = max(0, min(place - NEIGHBOURS // 2, len(kin) - NEIGHBOURS))
    return kin[first : first + NEIGHBOURS]


@requires(Permission.READ_PROGRESS)
def late_list(request):
    periods = list(ReportingPeriod.objects.filter(due_on__lt=today()))
    late = with_lateness(readable(request.user), periods).filter(is_late=True)
    page = ListPage(
        request,
        late.select_related("period", "body__unit__parent"),
        filterset=partial(LateFilter, periods=periods),
        sorts=LATE_SORTS,
        default_sort="due",
        resource=LateResource,
        filename="nop-muon",
    )
    if page.wants_export:
        return page.export()
    context = page.context()
    for report in context["page_obj"].object_list:
        report.late = late_of(report)
    return render(
        request, "districts/reading/late.html", context | {"own_bodies": request.user.local_body_ids}
    )
