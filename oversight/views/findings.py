from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lifecycle import Refused
from cds_portal.lists import ListPage
from oversight.actions import cases
from oversight.filters.finding import FindingFilter
from oversight.forms.finding import FindingForm
from oversight.models import Finding, OversightSession
from oversight.resources.finding import FindingResource
from oversight.views.guards import form_status, is_member, last_editor, text_of, try_act, visible_session

SORTS = {
    "heading": ("heading", "kind"),
    "kind": ("kind", "heading"),
    "text": ("sort_key",),
    "date": ("at",),
    "session": ("session__sort_key", "heading"),
    "severity": ("severity", "heading"),
}


@requires(Permission.READ_FINDINGS)
def finding_list(request):
    findings = Finding.objects.visible_to(request.user).select_related("session__committee", "visit", "by")
    page = ListPage(
        request,
        findings,
        filterset=FindingFilter,
        sorts=SORTS,
        default_sort="-date",
        resource=FindingResource,
        filename="nhan-dinh",
    )
    if page.wants_export:
        return page.export()
    context = page.context() | {"may_add": request.user.can(Permission.ADD_FINDING)}
    return render(request, "oversight/finding/list.html", context)


@requires(Permission.ADD_FINDING)
def finding_new(request):
    code = text_of(request.GET, "session")
    if not code:
        return render(request, "oversight/session/choose.html", choice_of_session(request, "finding_new"))
    session = visible_session(request, code)
    if not may_add(request.user, session):
        raise PermissionDenied
    if answer := refused(request, session):
        return answer
    start = {"visit": request.GET.get("visit"), "kind": request.GET.get("kind")}
    finding = Finding(session=session, by=request.user)
    form = FindingForm(
        request.POST or None, instance=finding, session=session, user=request.user, initial=start
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Đã ghi nhận định."))
        if "more" in request.POST:
            return redirect(request.get_full_path())
        return redirect(tab_of(session))
    return show_form(request, form, session)


@requires(Permission.ADD_FINDING)
def finding_edit(request, pk):
    finding, session = own_finding(request, pk)
    if answer := refused(request, session):
        return answer
    form = FindingForm(request.POST or None, instance=finding, session=session, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_guarded():
        messages.success(request, _("Đã lưu nhận định."))
        return redirect(tab_of(session))
    return show_form(request, form, session, finding)


@requires(Permission.ADD_FINDING)
def finding_delete(request, pk):
    """A page that asks, and the act itself by POST."""
    finding, session = own_finding(request, pk)
    if request.method == "POST":
        try_act(
            request, lambda: cases.delete_finding(finding=finding, by=request.user), _("Đã xóa nhận định.")
        )
        return redirect(tab_of(session))
    used = finding.recommendations.order_by("number")
    context = {"finding": finding, "session": session, "used": used}
    return render(request, "oversight/finding/delete.html", context)


def own_finding(request, pk):
    findings = Finding.objects.visible_to(request.user).select_related("session__committee", "by")
    finding = get_object_or_404(findings, pk=pk)
    user, session = request.user, finding.session
    edits = user.can(Permission.EDIT_FINDING, body=session.committee)
    if not edits and not (finding.by_id == user.pk and may_add(user, session)):
        raise PermissionDenied
    return finding, session


def may_add(user, session):
    return user.can(Permission.ADD_FINDING, body=session.committee) or (
        is_member(user, session) and user.can(Permission.ADD_FINDING)
    )


def refused(request, session):
    """A redirect when the session's report already stands, else None."""
    try:
        cases.ensure_open_for_writing(session=session)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(tab_of(session))
    return None


def tab_of(session):
    return f"{session.get_absolute_url()}?tab=findings"


def choice_of_session(request, name):
    """The sessions one may write to, when the address did not say which."""
    sessions = OversightSession.objects.visible_to(request.user).exclude(status__in=cases.WRITTEN)
    return {"sessions": sessions.select_related("committee"), "target": reverse(name), "kind": name}


def show_form(request, form, session, finding=None):
    context = {
        "form": form,
        "session": session,
        "finding": finding,
        "who_saved": last_editor(finding, form),
        "discard_url": tab_of(session),
    }
    return render(request, "oversight/finding/form.html", context, status=form_status(form))
