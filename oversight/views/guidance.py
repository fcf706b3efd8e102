"""Guidance sessions of a sở: the list, one of them with what was asked, and the form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.guards import form_status, last_editor, saved
from cds_portal.lists import ListPage
from districts.models import TransformationPlan
from districts.models.unit import names_with_today
from oversight.filters.guidance import GuidanceFilter
from oversight.forms.guidance import GuidanceForms
from oversight.models import GuidanceSession, Proposal
from oversight.resources.guidance import GuidanceResource
from oversight.views.once import once, remember

SORTS = {
    "date": ("date",),
    "title": ("sort_key",),
    "held_by": ("held_by__sort_key", "date"),
    "unit": ("unit__sort_key", "date"),
    "proposals": ("proposal_count", "date"),
}


@requires(Permission.READ_GUIDANCE)
def guidance_list(request):
    rows = with_counts(GuidanceSession.objects.visible_to(request.user), request.user)
    page = ListPage(
        request,
        rows.select_related("held_by", "unit"),
        filterset=GuidanceFilter,
        sorts=SORTS,
        default_sort="-date",
        resource=GuidanceResource,
        filename="buoi-huong-dan",
    )
    if page.wants_export:
        return page.export()
    context = page.context() | {"may_add": request.user.can(Permission.EDIT_GUIDANCE)}
    return render(request, "oversight/guidance/list.html", context)


def with_counts(rows, user):
    """`proposal_count`: of those this person may read."""
    raised = Proposal.objects.visible_to(user).filter(guidance=OuterRef("pk")).order_by()
    counted = raised.values("guidance").annotate(n=Count("pk", distinct=True)).values("n")
    return rows.annotate(proposal_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


@requires(Permission.READ_GUIDANCE)
def guidance_detail(request, pk):
    guidance, user = get_object_or_404(detailed(request.user), pk=pk), request.user
    attendances = list(guidance.attendances.select_related("body__successor"))
    for row in attendances:
        row.name = row.body.name_with_today(today()) if row.body else row.group
    plans = TransformationPlan.objects.visible_to(user).filter(pk=guidance.plan_id)
    proposals = Proposal.objects.visible_to(user).filter(guidance=guidance)
    context = {
        "guidance": guidance,
        "topics": guidance.topics.splitlines(),
        "speakers": guidance.speakers.all(),
        "attendances": attendances,
        "unit_name": names_with_today([guidance.unit])[guidance.unit_id],
        "holder": guidance.held_by.name_with_today(today()),
        "plan": plans.first() if user.can(Permission.READ_PLANS) else None,
        "proposals": proposals.select_related("raised_by").order_by("at", "pk").distinct(),
        "may_edit": may_edit(user, guidance),
        "may_raise": user.can(Permission.RAISE_PROPOSAL),
    }
    return render(request, "oversight/guidance/detail.html", context)


def detailed(user):
    rows = GuidanceSession.objects.visible_to(user)
    return rows.select_related("held_by__successor", "committee", "unit__parent", "by")


def may_edit(user, guidance):
    """The committee's officer, or an officer of the department that held it."""
    return any(
        user.can(Permission.EDIT_GUIDANCE, body=body) for body in (guidance.committee, guidance.held_by)
    )


@requires(Permission.EDIT_GUIDANCE)
def guidance_new(request):
    posted = request.method == "POST"
    data = request.POST if posted else None
    start = {"plan": request.GET.get("plan")}
    forms = GuidanceForms(GuidanceSession(by=request.user), data, user=request.user, initial=start)
    if posted and (url := saved(forms, lambda: add_once(request, forms))):
        return redirect(url)
    return show_form(request, forms)


@transaction.atomic
def add_once(request, forms):
    if url := once(request):
        return url
    forms.save_guarded()
    url = forms.head.instance.get_absolute_url()
    remember(request, url)
    messages.success(request, _("Đã ghi buổi hướng dẫn."))
    return url


@requires(Permission.EDIT_GUIDANCE)
def guidance_edit(request, pk):
    guidance = get_object_or_404(detailed(request.user), pk=pk)
    if not may_edit(request.user, guidance):
        raise PermissionDenied
    posted = request.method == "POST"
    forms = GuidanceForms(guidance, request.POST if posted else None, user=request.user)
    if posted and saved(forms, transaction.atomic(forms.save_guarded)):
        messages.success(request, _("Đã lưu buổi hướng dẫn."))
        if "more" in request.POST:
            return redirect(request.path)
        return redirect(guidance)
    return show_form(request, forms, guidance)


def show_form(request, forms, guidance=None):
    context = {"forms": forms, "guidance": guidance, "who_saved": last_editor(guidance, forms)}
    return render(request, "oversight/guidance/form.html", context, status=form_status(forms))
