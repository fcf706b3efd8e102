"""Progress reports: the list of what is due and what came, and the page of one."""

from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, When
from django.shortcuts import render

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lists import ListPage
from districts.filters.progress import ProgressFilter
from districts.models import ProgressReport, ReportVersion
from districts.resources.progress import ProgressResource
from districts.views.progress_access import days_left, fetch, known_to
from districts.views.progress_counts import counts_of_newest_period
from districts.views.progress_page import page_of

Status = ProgressReport.Status
SORTS = {
    "due": ("waits_rank", "period__due_on", "body__sort_key"),
    "period": ("period__cut_off", "period__code", "body__sort_key"),
    "body": ("body__sort_key", "-period__cut_off"),
    "status": ("status_rank", "period__due_on", "body__sort_key"),
    "sent": ("first_sent_at", "body__sort_key"),
}


@requires(Permission.READ_PROGRESS)
def progress_list(request):
    user = request.user
    page = ListPage(
        request,
        rows_for(user),
        filterset=ProgressFilter,
        sorts=SORTS,
        # A body sees first what it owes; a committee the newest period.
        default_sort="due" if user.local_body_ids else "-period",
        resource=ProgressResource,
        filename="bao-cao-tien-do",
    )
    if page.wants_export:
        page.queryset = page.queryset.annotate(paper_number=latest_paper_number())
        return page.export()
    context = page.context() | {
        "counts": counts_of_newest_period(user, request.GET.get("period")),
        "may_open": user.can(Permission.RECEIVE_PROGRESS),
        "own_bodies": user.local_body_ids,
    }
    tell(context["page_obj"].object_list, user)
    return render(request, "districts/progress/list.html", context)


def rows_for(user):
    ranks = {status: rank for rank, status in enumerate(Status)}
    return (
        known_to(user)
        .with_inheritance(user)
        .select_related("body__successor", "period", "committee")
        .annotate(
            status_rank=Case(
                *(When(status=status, then=rank) for status, rank in ranks.items()),
                output_field=IntegerField(),
            ),
            waits_rank=Case(
                When(Q(status__in=ProgressReport.EDITABLE), then=0),
                When(Q(status=Status.AWAITING_SIGNATURE), then=1),
                default=2,
                output_field=IntegerField(),
            ),
        )
    )


def latest_paper_number():
    """Of the paper that stands behind the last version sent, if it was typed from one."""
    sent = ReportVersion.objects.filter(report=OuterRef("pk"), frozen_at__isnull=False)
    return Subquery(sent.order_by("-number").values("paper__number")[:1])


def papers_of(reports):
    """{report pk: the paper of its last version sent}, None where the body sent it itself."""
    sent = ReportVersion.objects.filter(report__in=reports, frozen_at__isnull=False).order_by("number")
    return {version.report_id: version.paper for version in sent.select_related("paper")}


def tell(reports, user):
    """Whether it is the reader's own: others are told of an unsent one only that it has not come."""
    own, papers = set(user.local_body_ids), papers_of(reports)
    for report in reports:
        report.is_own = report.body_id in own
        report.paper = papers.get(report.pk)
        report.days_left = days_left(report)
        report.is_hidden = not report.is_own and report.first_sent_at is None


@requires(Permission.READ_PROGRESS)
def progress_detail(request, pk):
    report = fetch(request, pk)
    return render(request, "districts/progress/detail.html", page_of(request, report))
