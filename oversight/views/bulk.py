"""Extend, reassign or remind many at once: choose, look at what would change, then do it."""

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import form_status
from cds_portal.lifecycle import Refused
from cds_portal.once import once, remember
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
    if url := once(request):
        return redirect(url)
    form = FORMS[act](request.POST if "step" in request.POST else None)
    complete = form.is_valid()
    if request.POST.get("step") == "do" and complete and done_as_seen(request, act, picked, form):
        return redirect("assignment_list")
    # Also after a refusal: the preview names what is in the way.
    lines = preview(request, act, picked, form) if complete or act == "remind" else []
    if request.POST.get("step") == "drop":
        lines = [line for line in lines if not line.problem]
        picked = [line.assignment for line in lines] or picked
    context = {
        "seen": mark_of(lines),
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


def mark_of(lines):
    """What a preview says, in short: the page sends it back with the press that does it."""
    said = [(line.assignment.pk, line.before, line.after, line.problem) for line in lines]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def done_as_seen(request, act, picked, form):
    """Done once, and only what the preview said: another date typed since, or a record that somebody changed
    meanwhile, is shown first.
    """
    seen = request.POST.get("seen")
    if seen and seen != mark_of(preview(request, act, picked, form)):
        # A second press meets what the first one changed: it waits here until that is through.
        with transaction.atomic():
            if once(request):
                return True
        form.add_error(None, _("Có thay đổi so với bản xem trước. Xem lại rồi thực hiện."))
        return False
    return do(request, act, picked, form)


def do(request, act, picked, form):
    try:
        number = do_once(request, act, picked, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if number is not None:
        messages.success(request, WORDS[act][1] % {"n": number})
    return True


@transaction.atomic
def do_once(request, act, picked, form):
    """How many were done; None when the very same press was through before."""
    if once(request):
        return None
    if act == "remind":
        number = len(remind_all(picked, by=request.user))
    else:
        number = bulk.carry_out(bulk.ACTS[act], picked, by=request.user, **form.cleaned_data)
    remember(request, reverse("assignment_list"))
    return number
