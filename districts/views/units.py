from django.shortcuts import render

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.lists import ListPage
from districts.filters.unit import UnitFilter
from districts.models import AdministrativeUnit
from districts.models.unit import fates_on
from districts.resources.unit import UnitResource

SORTS = {
    "name": ("sort_key", "-valid_from"),
    "code": ("official_code", "-valid_from"),
    "level": ("level", "sort_key"),
    "from": ("valid_from", "sort_key"),
}


@requires(Permission.READ_UNITS)
def unit_list(request):
    page = ListPage(
        request,
        AdministrativeUnit.objects.visible_to(request.user).select_related("parent__parent"),
        filterset=UnitFilter,
        sorts=SORTS,
        default_sort="name",
        resource=UnitResource,
        filename="don-vi-hanh-chinh",
    )
    if page.wants_export:
        return page.export()
    context = page.context()
    tell_fates(context["page_obj"].object_list)
    return render(request, "districts/unit/list.html", context)


def tell_fates(units):
    fates = fates_on(units, today())
    for unit in units:
        unit.now = [other for other in fates[unit.pk].units if other.pk != unit.pk]
        unit.is_over = unit.valid_to is not None and unit.valid_to < today()
