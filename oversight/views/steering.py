"""Follow-up seen from above: the three figures, and the decisions on the seven steps."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.guards import allow, saved, try_act
from cds_portal.lists import PER_PAGE
from districts.models import AdministrativeUnit, Body
from oversight.actions import escalation
from oversight.domain.figures import GROUPS, NONE, bodies_in, figures_by, three_figures, units_in
from oversight.forms.steering import CarryOutForm, DecideStepForm, DismissStepForm
from oversight.models import Assignment, EscalationStep
from oversight.models.assignment import joined_once
from oversight.resources.steering import figures_file

GROUP_WORDS = {
    "body": _("theo cơ quan"),
    "unit": _("theo địa bàn"),
    "topic": _("theo chuyên đề"),
    "year": _("theo năm ban hành"),
}


@requires(Permission.READ_RECOMMENDATIONS)
def follow_up_figures(request):
    """The three figures of what the reader may see, whole and by group; each number opens its records."""
    group = request.GET.get("by", "body")
    if group not in GROUPS:
        raise Http404
    joined = joined_once(request.user)
    day, scope = today(), Assignment.objects.visible_to(request.user, joined)
    if request.GET.get("export") in ("xlsx", "csv"):
        rows = labelled(figures_by(scope, group, day), group)
        return figures_file(rows, GROUP_WORDS[group], day, request.GET["export"])
    page = page_of_groups(scope, group, day, request.GET.get("page"))
    rows = labelled(page.object_list, group)
    context = {
        "total": three_figures(scope, day),
        "rows": [
            (row, reverse("assignment_list") + "?" + urlencode({group: row.key or NONE})) for row in rows
        ],
        "page_obj": page,
        "group": group,
        "groups": GROUP_WORDS,
        "group_words": GROUP_WORDS[group],
        "list_url": reverse("assignment_list"),
        "day": day,
    }
    return render(request, "oversight/steering/figures.html", context)


def page_of_groups(scope, group, day, number):
    """25 groups in Vietnamese order: of the thousands of bodies or units only those are counted."""
    if group not in ("body", "unit"):
        return Paginator(figures_by(scope, group, day), PER_PAGE).get_page(number)
    found = (bodies_in if group == "body" else units_in)(scope)
    page = Paginator(list(found.values_list("pk", flat=True)), PER_PAGE).get_page(number)
    keys = list(page.object_list)
    if group == "body":
        page.object_list = figures_by(scope.filter(body__in=keys), group, day)
        return page
    homes = Body.objects.filter(unit__in=keys)
    if not page.has_next():
        homes |= Body.objects.filter(unit=None)
    near = Q(about_unit__in=keys) | Q(about_unit=None, body__in=homes.values("pk"))
    page.object_list = figures_by(scope.filter(near), group, day)
    return page


def labelled(rows, group):
    """Rows with the words people use: “xã Mai Phụ” with its kind, “chưa ban hành” for no year."""
    if group == "unit":
        units = AdministrativeUnit.objects.in_bulk([row.key for row in rows if row.key])
        return [row.renamed(units[row.key].full_name if row.key in units else _("Toàn tỉnh")) for row in rows]
    blank = {"year": _("Chưa ban hành"), "topic": _("Ngoài cuộc giám sát")}.get(group, "")
    return [row if row.label else row.renamed(blank) for row in rows]


def own_assignment(request, pk):
    """The committee's own: bodies read the step only when its paper reaches them."""
    assignments = Assignment.objects.visible_to(request.user).of_committees(request.user.committee_ids)
    rows = assignments.select_related("committee", "recommendation__session", "proposal")
    assignment = get_object_or_404(rows, pk=pk)
    allow(request.user, Permission.DECIDE_FOLLOW_UP, assignment.committee)
    return assignment


@require_POST
@requires(Permission.DECIDE_FOLLOW_UP)
def step_decide(request, pk):
    assignment, form = own_assignment(request, pk), DecideStepForm(request.POST)
    if not form.is_valid():
        return refused(request, form, assignment)
    data = form.cleaned_data
    try_act(
        request,
        lambda: escalation.decide_step(assignment, data["step"], by=request.user, reason=data["reason"]),
        _("Đã quyết định bước xử lý; chuyên viên thực hiện và ghi ngày."),
    )
    return redirect(assignment)


@require_POST
@requires(Permission.DECIDE_FOLLOW_UP)
def step_dismiss(request, pk):
    assignment, form = own_assignment(request, pk), DismissStepForm(request.POST)
    if not form.is_valid():
        return refused(request, form, assignment)
    try_act(
        request,
        lambda: escalation.dismiss_step(assignment, by=request.user, reason=form.cleaned_data["reason"]),
        _("Đã ghi: chưa áp dụng bước này."),
    )
    return redirect(assignment)


@require_POST
@requires(Permission.VERIFY)
def step_carry_out(request, pk):
    steps = EscalationStep.objects.filter(assignment__in=Assignment.objects.visible_to(request.user))
    rows = steps.select_related("assignment__committee", "assignment__recommendation__session", "document")
    step = get_object_or_404(rows, pk=pk)
    allow(request.user, Permission.VERIFY, step.assignment.committee)
    form = CarryOutForm(request.POST)
    if not saved(form, lambda: escalation.carry_out_step(step, by=request.user, **form.cleaned_data)):
        return refused(request, form, step.assignment)
    messages.success(request, _("Đã ghi bước xử lý đã thực hiện."))
    return redirect(step.assignment)


def refused(request, form, assignment) -> HttpResponse:
    """What was typed stays on its own page, with the errors beside the fields."""
    context = {"form": form, "assignment": assignment}
    return render(request, "oversight/steering/step_form.html", context, status=422)
