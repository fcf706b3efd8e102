from auditlog.models import LogEntry
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import saved
from cds_portal.lifecycle import Refused
from cds_portal.lists import ListPage
from oversight.actions import cases
from oversight.filters.finding import FindingFilter
from oversight.forms.finding import FindingForm
from oversight.models import Finding, OversightSession
from oversight.resources.finding import FindingResource
from oversight.views.guards import form_status, is_member, last_editor, text_of, try_act, visible_session
from oversight.views.once import once, remember

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
    posted = request.method == "POST"
    if not posted and (answer := refused(request, session)):
        return answer
    start = {"visit": request.GET.get("visit"), "kind": request.GET.get("kind")}
    form = form_for(request, Finding(), session, initial=start)
    if posted and (url := saved(form, lambda: add_once(request, form, session))):
        return redirect(url)
    return show_form(request, form, session)


def form_for(request, finding, session, **options):
    # A body that cannot be read is an empty form sent, not a form asked for.
    data = request.POST if request.method == "POST" else None
    return FindingForm(data, instance=finding, session=session, user=request.user, **options)


@transaction.atomic
def add_once(request, form, session):
    """Where to go on; a form sent twice makes one finding."""
    if url := once(request):
        return url
    cases.add_finding(form=form, by=request.user)
    url = request.get_full_path() if "more" in request.POST else tab_of(session)
    remember(request, url)
    messages.success(request, _("Đã ghi nhận định."))
    return url


@requires(Permission.ADD_FINDING)
def finding_edit(request, pk):
    if request.method != "POST":
        finding, session = own_finding(request, pk)
        answer = refused(request, session)
        return answer or show_form(request, form_for(request, finding, session), session, finding)
    try:
        return save_change(request, *own_finding(request, pk))
    except (Http404, Finding.DoesNotExist):
        # Somebody deleted it before the form was sent, or was a moment faster just now.
        return offer_anew(request, pk)


def save_change(request, finding, session):
    form = form_for(request, finding, session)
    if saved(form, lambda: cases.change_finding(form=form, by=request.user)):
        messages.success(request, _("Đã lưu nhận định."))
        return redirect(tab_of(session))
    return show_form(request, form, session, finding)


def offer_anew(request, pk):
    """What was typed into a finding that somebody deleted meanwhile can be saved as a new one."""
    deletion = deletion_of(pk)
    session = session_of(request, deletion)
    form = form_for(request, Finding(), session)
    form.is_valid()
    form.add_error(
        None,
        _("%(who)s đã xóa nhận định này. Bấm “Lưu thành nhận định mới” để giữ nội dung vừa nhập.")
        % {"who": deletion.actor.get_full_name() if deletion.actor else _("Người khác")},
    )
    new_url = f"{reverse('finding_new')}?session={session.code}"
    return show_form(request, form, session, save_anew_at=new_url)


def deletion_of(pk):
    """What the history says of it: the deleted record itself can tell no longer whose it was."""
    kind = ContentType.objects.get_for_model(Finding)
    entries = LogEntry.objects.filter(content_type=kind, object_id=pk, action=LogEntry.Action.DELETE)
    if entry := entries.select_related("actor").order_by("-timestamp").first():
        return entry
    raise Http404


def session_of(request, deletion):
    """The session of a deleted finding, for those who may write in it."""
    sessions = OversightSession.objects.visible_to(request.user).select_related("committee")
    session = get_object_or_404(sessions, pk=deletion.changes["session"][0])
    if not may_add(request.user, session):
        raise Http404
    return session


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


def show_form(request, form, session, finding=None, save_anew_at=""):
    context = {
        "form": form,
        "session": session,
        "finding": finding,
        "who_saved": last_editor(finding, form),
        "discard_url": tab_of(session),
        "save_anew_at": save_anew_at,
    }
    return render(request, "oversight/finding/form.html", context, status=form_status(form))
