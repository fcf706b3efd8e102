"""The list of what was given to bodies; quick at 100,000 rows."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lists import ListPage
from oversight.domain.figures import COUNTED
from oversight.filters.follow_up import AssignmentFilter
from oversight.models import Assignment
from oversight.models.assignment import joined_once
from oversight.resources.follow_up import AssignmentResource
from oversight.views.bulk import NEEDS as BULK_NEEDS
from oversight.views.duty_lines import duty_lines

SORTS = {
    # What is open first, then by date; without one after every date.
    "due": ("is_over", "due_rank"),
    "issued": ("issued_on",),
    "body": ("body__sort_key", "due_rank"),
    "status": ("status",),
    "text": ("recommendation__sort_key", "proposal__sort_key"),
}


# What the page shows and the export writes of 100,000 rows, and no more.
READ = ("body", "replaces__body", "recommendation__session", "proposal__session")
COLUMNS = (
    *("role", "status", "acceptance", "issued_on", "due_on", "completed_on", "deliverable"),
    *("is_retrospective", "body__name", "replaces__body__valid_to", "recommendation__number"),
    *(
        "recommendation__text",
        "recommendation__priority",
        "recommendation__illustrative",
        "recommendation__session__code",
    ),
    *("proposal__text", "proposal__illustrative", "proposal__session__code"),
)


def sorts_of(figure):
    """Where a figure counts only what is open, that is no part of the order: to name it all the same keeps
    the database from stopping after a page.
    """
    counting = COUNTED.get(figure)
    return SORTS | {"due": ("due_rank",)} if counting and len(counting.over) == 1 else SORTS


@requires(Permission.READ_RECOMMENDATIONS)
def assignment_list(request):
    # Read once: without sessions joined elsewhere the list is its committee's index, read in order.
    joined = joined_once(request.user)
    rows = Assignment.objects.visible_to(request.user, joined)
    page = ListPage(
        request,
        rows.select_related(*READ).only(*COLUMNS),
        rows=Assignment.objects.select_related(*READ).only(*COLUMNS),
        filterset=AssignmentFilter,
        sorts=sorts_of(request.GET.get("figure")),
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
    context["lines"] = duty_lines(context["page_obj"])
    return render(request, "oversight/assignment/list.html", context)


def bulk_acts(user):
    """[(act, word)] that may be done to several rows at once."""
    words = {"extend": _("Gia hạn"), "reassign": _("Chuyển cơ quan"), "remind": _("Đôn đốc")}
    return [(act, word) for act, word in words.items() if user.can(BULK_NEEDS[act])]
