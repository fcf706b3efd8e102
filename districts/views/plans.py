"""Yearly plans of digital transformation: the list, one plan with its tasks, and what bodies report."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.guards import form_status, last_editor, saved, try_act
from cds_portal.lists import ListPage
from cds_portal.once import once, remember
from districts.actions import plans as actions
from districts.filters.plan import PlanFilter
from districts.forms.plan import PlanForm, ShareForm, TaskForm
from districts.models import PlanTask, TaskShare, TransformationPlan
from districts.resources.plan import PlanResource

SORTS = {
    "year": ("year", "-body__sort_key"),
    "title": ("sort_key",),
    "body": ("body__sort_key", "-year"),
    "done": ("done_count", "task_count"),
    "late": ("late_count", "year"),
}
DELETE_EFFECTS = [_("các nhiệm vụ sau được đánh số lại;"), _("phần việc chưa báo tiến độ bị xóa theo.")]


@requires(Permission.READ_PLANS)
def plan_list(request):
    rows = TransformationPlan.objects.visible_to(request.user).with_counts().select_related("body__successor")
    page = ListPage(
        request,
        rows,
        filterset=PlanFilter,
        sorts=SORTS,
        default_sort="-year",
        resource=PlanResource,
        filename="ke-hoach-chuyen-doi-so",
    )
    if page.wants_export:
        return page.export()
    context = page.context() | {"may_add": request.user.can(Permission.EDIT_PLAN)}
    return render(request, "districts/plan/list.html", context)


@requires(Permission.READ_PLANS)
def plan_detail(request, pk):
    plan = get_object_or_404(detailed(request.user), pk=pk)
    tasks = list(tasks_of(plan))
    for task in tasks:
        task.open_shares = [share for share in task.shares.all() if may_report(request.user, share, plan)]
        task.dialog = f"delete-{task.pk}"
        task.own = any(share.body_id in request.user.local_body_ids for share in task.shares.all())
    context = {
        "plan": plan,
        "tasks": tasks,
        "done": sum(task.state == "done" for task in tasks),
        "late": sum(task.state == "late" for task in tasks),
        "bases": plan.legal_bases.splitlines(),
        "progress": sum(task.progress for task in tasks) // len(tasks) if tasks else 0,
        "body_name": plan.body.name_with_today(today()),
        "may_edit": may_edit(request.user, plan),
        "delete_effects": DELETE_EFFECTS,
    }
    return render(request, "districts/plan/detail.html", context)


def detailed(user):
    rows = TransformationPlan.objects.visible_to(user)
    return rows.select_related("body__successor", "body__unit", "committee", "file")


def tasks_of(plan):
    shares = TaskShare.objects.select_related("body", "by").order_by("body__sort_key")
    return plan.tasks.prefetch_related(Prefetch("shares", shares), "indicators").order_by("number")


def may_edit(user, plan):
    """The committee's officer, or a reporter of the body that issued it."""
    return any(user.can(Permission.EDIT_PLAN, body=body) for body in (plan.committee, plan.body))


def may_report(user, share, plan):
    """The body's own reporter; the one of the issuing body, which gathers what its communes say."""
    return any(user.can(Permission.REPORT_TASK, body=body) for body in (share.body, plan.body))


@requires(Permission.EDIT_PLAN)
def plan_new(request):
    posted = request.method == "POST"
    form = PlanForm(request.POST if posted else None, instance=TransformationPlan(), user=request.user)
    if posted and (url := saved(form, lambda: add_once(request, form))):
        return redirect(url)
    return show_plan_form(request, form)


@transaction.atomic
def add_once(request, form):
    if url := once(request):
        return url
    plan = form.save()
    remember(request, plan.get_absolute_url())
    messages.success(request, _("Đã lập kế hoạch. Thêm các nhiệm vụ và đơn vị thực hiện."))
    return plan.get_absolute_url()


@requires(Permission.EDIT_PLAN)
def plan_edit(request, pk):
    plan = own_plan(request, pk)
    posted = request.method == "POST"
    form = PlanForm(request.POST if posted else None, instance=plan, user=request.user)
    if posted and saved(form, form.save_guarded):
        messages.success(request, _("Đã lưu kế hoạch."))
        return redirect(plan)
    return show_plan_form(request, form, plan)


def own_plan(request, pk):
    plan = get_object_or_404(detailed(request.user), pk=pk)
    if not may_edit(request.user, plan):
        raise PermissionDenied
    return plan


def show_plan_form(request, form, plan=None):
    context = {"form": form, "plan": plan, "who_saved": last_editor(plan, form)}
    return render(request, "districts/plan/form.html", context, status=form_status(form))


@requires(Permission.EDIT_PLAN)
def plan_task_new(request, pk):
    plan, posted = own_plan(request, pk), request.method == "POST"
    form = TaskForm(request.POST if posted else None, instance=PlanTask(), plan=plan)
    if posted and (url := saved(form, lambda: add_task_once(request, form, plan))):
        return redirect(url)
    return show_task_form(request, form, plan)


@transaction.atomic
def add_task_once(request, form, plan):
    if url := once(request):
        return url
    task = actions.add_task(form=form, by=request.user)
    url = reverse("plan_task_new", args=[plan.pk]) if "more" in request.POST else anchor_of(plan, task)
    remember(request, url)
    messages.success(request, _("Đã thêm nhiệm vụ."))
    return url


def anchor_of(plan, task):
    return f"{plan.get_absolute_url()}#nhiem-vu-{task.pk}"


@requires(Permission.EDIT_PLAN)
def plan_task_edit(request, pk):
    task = own_task(request, pk)
    posted = request.method == "POST"
    form = TaskForm(request.POST if posted else None, instance=task, plan=task.plan)
    if posted and saved(form, lambda: actions.change_task(form=form, by=request.user)):
        messages.success(request, _("Đã lưu nhiệm vụ."))
        return redirect(anchor_of(task.plan, task))
    return show_task_form(request, form, task.plan, task)


def own_task(request, pk):
    plans = TransformationPlan.objects.visible_to(request.user)
    rows = PlanTask.objects.filter(plan__in=plans).select_related(
        "plan__body__unit", "plan__body__successor", "plan__committee"
    )
    task = get_object_or_404(rows, pk=pk)
    if not may_edit(request.user, task.plan):
        raise PermissionDenied
    return task


def show_task_form(request, form, plan, task=None):
    context = {"form": form, "plan": plan, "task": task, "who_saved": last_editor(task, form)}
    return render(request, "districts/plan/task.html", context, status=form_status(form))


@requires(Permission.EDIT_PLAN)
@require_POST
def plan_task_move(request, pk):
    task = own_task(request, pk)
    actions.move_task(task=task, up=request.POST.get("to") == "up", by=request.user)
    return redirect(anchor_of(task.plan, task))


@requires(Permission.EDIT_PLAN)
@require_POST
def plan_task_delete(request, pk):
    task = own_task(request, pk)
    try_act(request, lambda: actions.delete_task(task=task, by=request.user), _("Đã xóa nhiệm vụ."))
    return redirect(task.plan)


@requires(Permission.REPORT_TASK)
def plan_share(request, pk):
    share = own_share(request, pk)
    posted = request.method == "POST"
    form = ShareForm(request.POST if posted else None, instance=share)
    if posted and saved(form, lambda: actions.report_share(form=form, by=request.user)):
        messages.success(request, _("Đã ghi tiến độ."))
        return redirect(anchor_of(share.task.plan, share.task))
    context = {
        "form": form,
        "share": share,
        "task": share.task,
        "plan": share.task.plan,
        "who_saved": last_editor(share, form),
    }
    return render(request, "districts/plan/share.html", context, status=form_status(form))


def own_share(request, pk):
    plans = TransformationPlan.objects.visible_to(request.user)
    rows = TaskShare.objects.filter(task__plan__in=plans).select_related("body", "task__plan__body", "by")
    share = get_object_or_404(rows, pk=pk)
    if not may_report(request.user, share, share.task.plan):
        raise PermissionDenied
    return share
