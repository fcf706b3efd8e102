"""One way to show a list: filters and sorting in the address, pages, and export of what is shown."""

import tablib
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from import_export.formats import base_formats

from cds_portal.clock import today
from cds_portal.text import without_controls

PER_PAGE = 25
FORMATS = {"xlsx": base_formats.XLSX, "csv": base_formats.CSV}


# A cell that begins so would be run by the reader's spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(dataset):
    """The same table with text that no spreadsheet takes for a formula and none that breaks the file."""
    rows = [[harmless_cell(cell) for cell in row] for row in dataset]
    return tablib.Dataset(*rows, headers=dataset.headers)


def harmless_cell(cell):
    if not isinstance(cell, str):
        return cell
    cell = without_controls(cell)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


class ListPage:
    """A list as the request asks for it.

    `sorts` maps the name in the address to the database order, e.g. {"name": ("sort_key",)}; a leading
    minus in the address turns it round. `resource` is the import-export resource of the export.
    """

    def __init__(
        self, request, queryset, *, filterset, sorts, default_sort, resource=None, filename="danh-sach"
    ):
        self.request, self.sorts, self.resource, self.filename = request, sorts, resource, filename
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
        return Paginator(self.queryset, PER_PAGE).get_page(self.request.GET.get("page"))

    @property
    def wants_export(self):
        return self.resource is not None and self.request.GET.get("export") in FORMATS

    def export(self):
        """All rows of the filters, in the order on the screen, with formulas made harmless."""
        kind = FORMATS[self.request.GET["export"]]()
        content = kind.export_data(harmless(self.resource().export(self.queryset)))
        response = HttpResponse(content, content_type=kind.get_content_type())
        if self.request.GET["export"] == "csv":
            # Excel takes a CSV for Latin-1 unless the mark is there.
            response.content = b"\xef\xbb\xbf" + response.content
        name = f"{self.filename}-{today():%Y-%m-%d}.{kind.get_extension()}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def context(self):
        return {
            "filter": self.filter,
            "page_obj": self.page,
            "sort": self.sort,
            "can_export": self.resource is not None,
            "empty_hint": _("Bỏ bớt điều kiện lọc để thấy nhiều hơn.") if self.request.GET else "",
        }
