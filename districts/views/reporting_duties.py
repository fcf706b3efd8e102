"""Who is asked to report by which set, how often: the administrator writes, a committee reads its own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.guards import form_status, last_editor, saved, try_act
from cds_portal.once import made_before, made_once
from cds_portal.text import day_text
from districts.actions.reporting_duties import end_duty
from districts.forms.reporting_duty import EndDutyForm, ReportingDutyForm
from districts.models import ReportingDuty


@requires(Permission.READ_INDICATORS)
def duty_list(request):
    duties = readable(request.user).select_related("committee", "indicator_set").prefetch_related("bodies")
    rows = list(duties.order_by("committee__sort_key", "-valid_from", "level", "period_kind"))
    for duty in rows:
        duty.is_over = duty.valid_to is not None and duty.valid_to < today()
    context = {
        "duties": rows,
        "may_administer": request.user.can(Permission.ADMINISTER),
        "end_form": EndDutyForm(initial={"valid_to": today()}),
    }
    return render(request, "districts/reporting_duty/list.html", context)


def readable(user):
    if user.can(Permission.ADMINISTER):
        return ReportingDuty.objects.all()
    if not user.committee_ids:
        raise PermissionDenied
    return ReportingDuty.objects.filter(committee__in=user.committee_ids)


@requires(Permission.ADMINISTER)
def duty_new(request):
    if url := made_before(request):
        return redirect(url)
    form = ReportingDutyForm(request.POST if request.method == "POST" else None)
    done = _("Đã lập chế độ báo cáo. Kỳ đầu tiên tự mở trước ngày chốt số liệu.")
    if url := saved(form, lambda: made_once(request, lambda: made(form), done)):
        return redirect(url)
    return show_form(request, form)


def made(form):
    form.save()
    return reverse("duty_list")


@requires(Permission.ADMINISTER)
def duty_edit(request, pk):
    duty = get_object_or_404(ReportingDuty, pk=pk)
    form = ReportingDutyForm(request.POST if request.method == "POST" else None, instance=duty)
    if saved(form, form.save_guarded):
        messages.success(request, _("Đã lưu chế độ báo cáo."))
        return redirect("duty_list")
    return show_form(request, form, get_object_or_404(ReportingDuty, pk=pk))


def show_form(request, form, duty=None):
    context = {
        "form": form,
        "duty": duty,
        "who_saved": last_editor(duty, form),
        "discard_url": reverse("duty_list"),
    }
    return render(request, "districts/reporting_duty/form.html", context, status=form_status(form))


@requires(Permission.ADMINISTER)
@require_POST
def duty_end(request, pk):
    """From the day after nothing more is opened; what was asked before stays asked."""
    duty = get_object_or_404(ReportingDuty, pk=pk)
    form = EndDutyForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get("valid_to", [])))
        return redirect("duty_list")
    day = form.cleaned_data["valid_to"]
    done = _("Chế độ báo cáo kết thúc ngày %(day)s.") % {"day": day_text(day)}
    try_act(request, lambda: end_duty(duty, day=day), done)
    return redirect("duty_list")
