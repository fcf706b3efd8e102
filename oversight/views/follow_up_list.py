"""The list of what was given to bodies; quick at 100,000 rows."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import swap_days, today
from cds_portal.lists import PER_PAGE, ListPage
from oversight.domain.levels import ReminderLevel, level_of
from oversight.filters.follow_up import AssignmentFilter
from oversight.models import Assignment
from oversight.models.assignment import joined_sessions
from oversight.resources.follow_up import AssignmentResource
from oversight.views.bulk import NEEDS as BULK_NEEDS

SORTS = {
    # What is open first, then by date; without one after every date.
    "due": ("is_over", "due_rank"),
    "issued": ("issued_on",),
    "body": ("body__sort_key", "due_rank"),
    "status": ("status",),
    "text": ("recommendation__sort_key", "proposal__sort_key"),
}


SHOWN = ("body", "about_unit", "replaces", "recommendation__session", "proposal__session")


# What the export reads of 100,000 rows, and no more.
WRITTEN = ("body", "replaces", "recommendation__session", "proposal__session")
WRITTEN_COLUMNS = (
    *("role", "status", "acceptance", "issued_on", "due_on", "completed_on", "deliverable"),
    *("is_retrospective", "body__name", "replaces__body", "recommendation__number"),
    *("recommendation__text", "recommendation__illustrative", "recommendation__session__code"),
    *("proposal__text", "proposal__illustrative", "proposal__session__code"),
)


class KeysFirst(ListPage):
    """Sorts the keys alone and reads the 25 rows of the page after: the database need not carry whole rows
    of 100,000 through its sorting.
    """

    @property
    def page(self):
        keys = Paginator(self.queryset.values_list("pk", flat=True), PER_PAGE)
        page = keys.get_page(self.request.GET.get("page"))
        order = list(page.object_list)
        rows = Assignment.objects.select_related(*SHOWN).in_bulk(order)
        page.object_list = [rows[key] for key in order if key in rows]
        return page

    def export(self):
        self.queryset = self.queryset.select_related(*WRITTEN).only(*WRITTEN_COLUMNS)
        return super().export()


@requires(Permission.READ_RECOMMENDATIONS)
def assignment_list(request):
    # Read once: without sessions joined elsewhere the list is its committee's index, read in order.
    joined = list(joined_sessions(request.user))
    rows = Assignment.objects.visible_to(request.user, joined)
    page = KeysFirst(
        request,
        rows,
        filterset=AssignmentFilter,
        sorts=SORTS,
        default_sort="due",
        resource=AssignmentResource,
        filename="noi-dung-giao-thuc-hien",
    )
    if page.wants_export:
        return page.export()
    picks = bulk_acts(request.user)
    context = page.context() | {
        "committee_ids": request.user.committee_ids,
        "picks": picks,
        "may_pick": bool(picks),
        "may_register": request.user.can(Permission.REGISTER_PAPER),
    }
    context["rows"] = leveled(context["page_obj"])
    return render(request, "oversight/assignment/list.html", context)


def bulk_acts(user):
    """[(act, word)] that may be done to several rows at once."""
    words = {"extend": _("Gia hạn"), "reassign": _("Chuyển cơ quan"), "remind": _("Đôn đốc")}
    return [(act, word) for act, word in words.items() if user.can(BULK_NEEDS[act])]


def leveled(rows):
    """(row, level or None) for the rows of a page: how near the due date is, in working days."""
    swaps, day = swap_days(), today()
    shown = (ReminderLevel.SOON, ReminderLevel.NEAR, ReminderLevel.VERY_NEAR)
    for row in rows:
        level = level_of(row.due_on, day, swaps) if row.is_open else None
        yield row, level if level in shown else None
