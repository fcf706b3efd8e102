"""Acts that end bodies: the list, one act with everything that is still open, its choices, apply and undo."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.guards import allow, form_status, last_editor, saved, try_act
from oversight.actions import reorganisation as actions
from oversight.domain.succession import last_day, offered
from oversight.domain.succession_pending import pending_of
from oversight.forms.reorganisation import ReorganisationForm, SuccessorsForm
from oversight.models import Reorganisation, ReorganisationRow
from oversight.views.once import once, remember
from oversight.views.reorganisation_rows import duty_keys, groups_of, words_of

Status = Reorganisation.Status


@requires(Permission.READ_REORGANISATION)
def reorganisation_list(request):
    acts = Reorganisation.objects.visible_to(request.user).select_related("committee")
    context = {
        "acts": acts.annotate(row_count=Count("rows")).order_by("committee__sort_key", "effective_on", "pk"),
        "may_add": request.user.can(Permission.PREPARE_REORGANISATION),
        "several": len(set(request.user.committee_ids)) > 1,
    }
    return render(request, "oversight/reorganisation/list.html", context)


@requires(Permission.READ_REORGANISATION)
def reorganisation_detail(request, pk):
    act = visible_act(request, pk)
    user, is_open = request.user, act.status != Status.APPLIED
    groups = groups_of(act)
    rows = [row for group in groups for row in group["rows"]]
    pending = pending_of(act, duty_keys(rows)) if is_open else []
    context = {
        "act": act,
        "groups": groups,
        "row_count": len(rows),
        "missing": sum(row.is_missing for row in rows) if is_open else 0,
        "units": act.units.select_related("parent").in_vietnamese_order(),
        "last_day": last_day(act),
        "is_open": is_open,
        "is_stale": is_open and actions.is_stale(act),
        "pending": pending,
        "may_prepare": is_open and user.can(Permission.PREPARE_REORGANISATION, body=act.committee),
        "is_early": is_open and act.effective_on > today(),
        "may_apply": is_open
        and act.effective_on <= today()
        and user.can(Permission.APPLY_REORGANISATION, body=act.committee),
        "may_undo": act.may_move(Status.UNDONE)
        and user.can(Permission.APPLY_REORGANISATION, body=act.committee),
        "history": act.history.select_related("by"),
        "apply_effects": [
            *(f"{group['label']}: {len(group['rows'])}" for group in groups),
            *(f"{group.label}: {len(group.lines)}" for group in pending),
        ],
    }
    return render(request, "oversight/reorganisation/detail.html", context)


def visible_act(request, pk):
    acts = Reorganisation.objects.visible_to(request.user)
    return get_object_or_404(acts.select_related("committee__unit", "applied_by"), pk=pk)


@requires(Permission.PREPARE_REORGANISATION)
def reorganisation_new(request):
    posted = request.method == "POST"
    form = ReorganisationForm(request.POST if posted else None, instance=Reorganisation(), user=request.user)
    if posted and (url := saved(form, lambda: add_once(request, form))):
        return redirect(url)
    return show_form(request, form)


@transaction.atomic
def add_once(request, form):
    if url := once(request):
        return url
    act = actions.prepare(form=form, by=request.user)
    remember(request, act.get_absolute_url())
    messages.success(request, _("Đã chuẩn bị. Xem danh mục và chọn cơ quan kế thừa; chưa có gì thay đổi."))
    return act.get_absolute_url()


@requires(Permission.PREPARE_REORGANISATION)
def reorganisation_edit(request, pk):
    act = prepared_act(request, pk)
    if act.status == Status.APPLIED:
        messages.error(request, _("Lần sắp xếp này đã áp dụng; hoàn tác rồi mới sửa được."))
        return redirect(act)
    posted = request.method == "POST"
    form = ReorganisationForm(
        request.POST if posted else None,
        instance=act,
        user=request.user,
        candidates=actions.candidates(act),
    )
    if posted and saved(form, lambda: actions.change(form=form, by=request.user)):
        messages.success(request, _("Đã lưu và lập lại danh mục."))
        return redirect(act)
    return show_form(request, form, act)


def prepared_act(request, pk):
    act = visible_act(request, pk)
    allow(request.user, Permission.PREPARE_REORGANISATION, act.committee)
    return act


def show_form(request, form, act=None):
    context = {"form": form, "act": act, "who_saved": last_editor(act, form)}
    return render(request, "oversight/reorganisation/form.html", context, status=form_status(form))


@requires(Permission.PREPARE_REORGANISATION)
@require_POST
def reorganisation_collect(request, pk):
    act = prepared_act(request, pk)
    try_act(request, lambda: actions.collect_rows(act, by=request.user), _("Đã lập lại danh mục."))
    return redirect(act)


@requires(Permission.PREPARE_REORGANISATION)
def reorganisation_choose(request, pk):
    acts = Reorganisation.objects.visible_to(request.user)
    rows = ReorganisationRow.objects.filter(reorganisation__in=acts)
    row = get_object_or_404(
        rows.select_related("reorganisation__committee", "from_body__unit__parent", "record_type"), pk=pk
    )
    act = row.reorganisation
    allow(request.user, Permission.PREPARE_REORGANISATION, act.committee)
    posted = request.method == "POST"
    form = SuccessorsForm(
        request.POST if posted else None,
        bodies=offered(act, row),
        initial={"successors": [body.pk for body in row.successors.all()]},
    )
    if posted and saved(form, lambda: chosen(row, form, request.user)):
        messages.success(request, _("Đã ghi cơ quan kế thừa."))
        return redirect(act)
    context = {
        "form": form,
        "row": row,
        "act": act,
        "from_name": row.from_body.name_with_today(today()),
        "kind": words_of(row),
    }
    return render(request, "oversight/reorganisation/choose.html", context, status=form_status(form))


def chosen(row, form, by):
    actions.choose(row=row, successors=form.cleaned_data["successors"], by=by)
    return True


def applied_act(request, pk):
    act = visible_act(request, pk)
    allow(request.user, Permission.APPLY_REORGANISATION, act.committee)
    return act


@requires(Permission.APPLY_REORGANISATION)
@require_POST
def reorganisation_apply(request, pk):
    act = applied_act(request, pk)
    done = _("Đã áp dụng. Xem lại từng nội dung; hoàn tác được đến lần sắp xếp tiếp theo.")
    try_act(request, lambda: actions.apply(act=act, by=request.user), done)
    return redirect(act)


@requires(Permission.APPLY_REORGANISATION)
@require_POST
def reorganisation_undo(request, pk):
    act = applied_act(request, pk)
    done = _("Đã hoàn tác: mọi nội dung trở lại như trước khi áp dụng.")
    try_act(request, lambda: actions.undo(act=act, by=request.user), done)
    return redirect(act)
