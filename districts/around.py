"""Who is around whom: the bodies of a province through its changes, and the committees that follow them."""

from django.db.models import Q

from districts.models import AdministrativeUnit, Body


def province_of(unit):
    """The rows of a unit's province: itself, what it came from and what it went into (Long An, Tây Ninh)."""
    province = unit.province
    return AdministrativeUnit.objects.filter(
        Q(pk=province.pk) | Q(successions__successor=province) | Q(origins__predecessor=province)
    )


def bodies_around(committee):
    """Bodies of the committee's province, and those of no unit (central ones)."""
    if committee.unit_id is None:
        return Body.objects.all()
    provinces = province_of(committee.unit).values("pk")
    return Body.objects.filter(
        Q(unit=None)
        | Q(unit__in=provinces)
        | Q(unit__parent__in=provinces)
        | Q(unit__parent__parent__in=provinces)
    )


def committees_for(bodies, day):
    """The committees of the bodies' provinces on `day`."""
    provinces = set()
    for body in bodies:
        if body.unit_id:
            provinces |= set(province_of(body.unit).values_list("pk", flat=True))
    return Body.objects.committees().in_force_on(day).filter(unit__in=provinces)
