"""The calendar of working days and the rules of deadlines."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import DeadlineRule, SwapDay, public_holidays, today
from cds_portal.guards import form_status, last_editor
from cds_portal.text import day_text
from oversight.forms.calendar import RuleForm, SwapDayForm


@requires(Permission.EDIT_CALENDAR)
def calendar(request):
    """Holidays of the year as the program counts them, and the days that were swapped."""
    form = SwapDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.save()
        messages.success(request, _("Đã ghi %(day)s.") % {"day": day_text(day.day)})
        return redirect("calendar")
    year = asked_year(request)
    context = {
        "form": form,
        "year": year,
        "years": [year - 1, year + 1],
        "holidays": sorted(public_holidays(year)),
        "swap_days": SwapDay.objects.filter(day__year=year),
        "rules": DeadlineRule.objects.all(),
        "may_edit_rules": request.user.can(Permission.ADMINISTER),
    }
    return render(request, "oversight/calendar/calendar.html", context, status=form_status(form))


def asked_year(request):
    asked = request.GET.get("year", "")
    return (
        int(asked) if asked.isdecimal() and len(asked) == 4 and 2000 <= int(asked) <= 2100 else today().year
    )


@require_POST
@requires(Permission.EDIT_CALENDAR)
def swap_day_delete(request, pk):
    day = get_object_or_404(SwapDay, pk=pk)
    day.delete()
    messages.success(request, _("Đã xóa ngày hoán đổi %(day)s.") % {"day": day_text(day.day)})
    return redirect("calendar")


@requires(Permission.ADMINISTER)
def rule_edit(request, pk):
    rule = get_object_or_404(DeadlineRule, pk=pk)
    form = RuleForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid() and form.save_guarded():
        messages.success(request, _("Đã lưu quy tắc thời hạn."))
        return redirect("calendar")
    context = {"form": form, "rule": rule, "last_editor": last_editor(rule, form)}
    return render(request, "oversight/calendar/rule_form.html", context, status=form_status(form))
