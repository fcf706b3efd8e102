"""Extend, reassign or remind many at once: choose, look at what would change, then do it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import form_status
from cds_portal.lifecycle import Refused
from oversight.actions import bulk
from oversight.actions.reminders import lines_of_reminders, remind_all
from oversight.forms.bulk import FORMS
from oversight.models import Assignment

WORDS = {
    "extend": (_("Gia hạn nhiều nội dung"), _("Đã gia hạn %(n)d nội dung.")),
    "reassign": (_("Chuyển cơ quan thực hiện"), _("Đã chuyển %(n)d nội dung.")),
    "remind": (_("Đôn đốc nhiều nội dung"), _("Đã lập %(n)d dự thảo công văn đôn đốc.")),
}
# More than this is not looked through by a person.
MOST = 500
NEEDS = {
    "extend": Permission.DECIDE_FOLLOW_UP,
    "reassign": Permission.DECIDE_FOLLOW_UP,
    "remind": Permission.REQUEST_DOCUMENT,
}


@require_POST
@requires(Permission.READ_RECOMMENDATIONS)
def assignment_bulk(request):
    act = request.POST.get("act", "")
    if act not in FORMS:
        raise Http404
    picked = picked_assignments(request, act)
    if not picked:
        messages.error(request, _("Chưa chọn nội dung nào. Đánh dấu ở đầu dòng rồi chọn lại."))
        return redirect("assignment_list")
    form = FORMS[act](request.POST if "step" in request.POST else None)
    if request.POST.get("step") == "do" and form.is_valid() and do(request, act, picked, form):
        return redirect("assignment_list")
    lines = preview(request, act, picked, form) if form.is_valid() or act == "remind" else []
    context = {
        "act": act,
        "title": WORDS[act][0],
        "picked": picked,
        "form": form,
        "lines": lines,
        "summary": bulk.summary(lines),
        "refused": sum(1 for line in lines if line.problem),
    }
    return render(request, "oversight/assignment/bulk.html", context, status=form_status(form))


def picked_assignments(request, act):
    """Of the person's committees only; 403 when the act is not the person's there."""
    ids = [int(key) for key in request.POST.getlist("pick") if key.isdecimal() and len(key) < 18][:MOST]
    rows = (
        Assignment.objects.visible_to(request.user)
        .of_committees(request.user.committee_ids)
        .filter(pk__in=ids)
        .select_related("body", "committee", "recommendation__session", "proposal")
    )
    picked = list(rows)
    if not all(request.user.can(NEEDS[act], body=row.committee) for row in picked):
        raise PermissionDenied
    return picked


def preview(request, act, picked, form):
    if act == "remind":
        return lines_of_reminders(picked)
    return bulk.rehearse(bulk.ACTS[act], picked, by=request.user, **form.cleaned_data)


def do(request, act, picked, form):
    try:
        if act == "remind":
            number = len(remind_all(picked, by=request.user))
        else:
            number = bulk.carry_out(bulk.ACTS[act], picked, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, WORDS[act][1] % {"n": number})
    return True
