"""One way to show a list: filters and sorting in the address, pages, and export of what is shown."""

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from cds_portal.export import CONTENT_TYPES, export_rows, harmless_cell

__all__ = ["PER_PAGE", "ListPage", "harmless_cell"]

PER_PAGE = 25


class ListPage:
    """A list as the request asks for it.

    `sorts` maps the name in the address to the database order, e.g. {"name": ("sort_key",)}; a leading
    minus in the address turns it round. `resource` is the import-export resource of the export. `rows`, of a
    long list: the rows to show, of which those of the page are read after the keys alone were sorted, for
    the database need not carry whole rows of 100,000 through its sorting.
    """

    def __init__(
        self,
        request,
        queryset,
        *,
        filterset,
        sorts,
        default_sort,
        resource=None,
        filename="danh-sach",
        rows=None,
    ):
        self.request, self.sorts, self.resource, self.filename = request, sorts, resource, filename
        self.rows = rows
        self.filter = filterset(request.GET, queryset=queryset, request=request)
        self.sort = self._asked_sort(default_sort)
        self.queryset = self.filter.qs.order_by(*self._order(), "pk")

    def _asked_sort(self, default):
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else default

    def _order(self):
        columns = self.sorts[self.sort.removeprefix("-")]
        if not self.sort.startswith("-"):
            return columns
        return [c.removeprefix("-") if c.startswith("-") else f"-{c}" for c in columns]

    @property
    def page(self):
        number = self.request.GET.get("page")
        if self.rows is None:
            return Paginator(self.queryset, PER_PAGE).get_page(number)
        page = Paginator(self.queryset.values_list("pk", flat=True), PER_PAGE).get_page(number)
        keys = list(page.object_list)
        rows = self.rows.in_bulk(keys)
        page.object_list = [rows[key] for key in keys if key in rows]
        return page

    @property
    def wants_export(self):
        return self.resource is not None and self.request.GET.get("export") in CONTENT_TYPES

    def export(self):
        """All rows of the filters, in the order on the screen, with formulas made harmless."""
        return export_rows(self.resource(), self.queryset, self.request.GET["export"], self.filename)

    def context(self):
        return {
            "filter": self.filter,
            "page_obj": self.page,
            "sort": self.sort,
            "can_export": self.resource is not None,
            "empty_hint": _("Bỏ bớt điều kiện lọc để thấy nhiều hơn.") if self.request.GET else "",
        }
