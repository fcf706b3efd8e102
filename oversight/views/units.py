"""A unit's page: what it was and is, and what the committee did there (as far as the reader may see)."""

from django.shortcuts import get_object_or_404, render

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from districts.models import AdministrativeUnit, Body, ProgressReport, Succession
from districts.models.unit import SuccessionKind, names_with_today
from oversight.models import OversightSession, Visit

SHOWN_CHILDREN = 300


@requires(Permission.READ_UNITS)
def unit_detail(request, pk):
    rows = AdministrativeUnit.objects.visible_to(request.user).select_related("parent__parent")
    unit = get_object_or_404(rows, pk=pk)
    lineage = [unit.pk, *ancestors_of(unit)]
    came_from = Succession.objects.filter(successor=unit).select_related("predecessor__parent")
    went_into = Succession.objects.filter(predecessor=unit).select_related("successor__parent")
    user = request.user
    context = {
        "unit": unit,
        "name_today": names_with_today([unit])[unit.pk],
        "is_over": unit.valid_to is not None and unit.valid_to < today(),
        "names": names_of(unit, came_from, went_into),
        "came_from": came_from.order_by("predecessor__sort_key"),
        "went_into": went_into.order_by("successor__sort_key"),
        "children": unit.children.in_vietnamese_order()[:SHOWN_CHILDREN],
        "bodies": Body.objects.filter(unit=unit).in_vietnamese_order(),
        "sessions": sessions_at(user, lineage) if user.can(Permission.READ_SESSIONS) else [],
        "visits": visits_at(user, lineage) if user.can(Permission.READ_VISITS) else [],
        "has_past": len(lineage) > 1,
        "has_figures": has_figures(user, unit),
    }
    return render(request, "oversight/unit/detail.html", context)


def has_figures(user, unit):
    """Whether the reader finds anything behind “Số liệu qua các kỳ”."""
    if not user.can(Permission.READ_PROGRESS):
        return False
    return ProgressReport.objects.visible_to(user).filter(body__unit=unit).exists()


def ancestors_of(unit):
    """Rows the unit was made of, however far back: one query a generation."""
    found, frontier = set(), {unit.pk}
    while frontier:
        rows = Succession.objects.filter(successor__in=frontier).values_list("predecessor", flat=True)
        frontier = set(rows) - found
        found |= frontier
    return found


def names_of(unit, came_from, went_into):
    """The rows of this same unit under its other names, kinds or parents, in order of time."""
    before = [s.predecessor for s in came_from if s.kind == SuccessionKind.CONTINUES]
    after = [s.successor for s in went_into if s.kind == SuccessionKind.CONTINUES]
    return sorted({unit, *before, *after}, key=lambda row: row.valid_from)


def sessions_at(user, lineage):
    sessions = OversightSession.objects.visible_to(user)
    reviewed = sessions.filter(reviewed_bodies__body__unit__in=lineage).values("pk")
    visited = sessions.filter(visits__in=Visit.objects.visible_to(user).filter(unit__in=lineage)).values("pk")
    return (sessions.filter(pk__in=reviewed) | sessions.filter(pk__in=visited)).order_by(
        "-works_from", "code"
    )


def visits_at(user, lineage):
    visits = Visit.objects.visible_to(user).filter(unit__in=lineage)
    return visits.select_related("unit", "session").order_by("-date", "starts_at")
