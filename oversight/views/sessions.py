"""Sessions: the list, the page with its tabs, the forms and the acts of the lifecycle."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lifecycle import Refused
from cds_portal.lists import ListPage
from oversight.actions import cases
from oversight.filters.session import SessionFilter
from oversight.forms.session import PeopleForms, SessionForm
from oversight.models import OversightSession
from oversight.resources.session import SessionResource
from oversight.views import session_page
from oversight.views.guards import (
    allow,
    form_status,
    last_editor,
    text_of,
    try_act,
    visible_session,
)
from oversight.views.once import SAVED_AT_ONCE, once, remember
from oversight.views.order import lifecycle_rank

SORTS = {
    "title": ("sort_key",),
    "code": ("code",),
    "date": ("works_from",),
    "status": ("status_rank", "-works_from"),
    "committee": ("committee__sort_key", "-works_from"),
}


@requires(Permission.READ_SESSIONS)
def session_list(request):
    page = ListPage(
        request,
        listed_sessions(request.user),
        filterset=SessionFilter,
        sorts=SORTS,
        default_sort="-date",
        resource=SessionResource,
        filename="cuoc-giam-sat",
    )
    if page.wants_export:
        return page.export()
    context = page.context() | {
        "may_add": request.user.can(Permission.EDIT_SESSION),
        "several_committees": len(set(request.user.committee_ids)) > 1,
    }
    return render(request, "oversight/session/list.html", context)


def listed_sessions(user):
    return (
        OversightSession.objects.visible_to(user)
        .select_related("committee")
        .prefetch_related(Prefetch("reviewed_bodies", session_page.readable_rows(user)))
        .annotate(status_rank=lifecycle_rank(OversightSession.Status))
    )


@requires(Permission.READ_SESSIONS)
def session_detail(request, code):
    session = visible_session(request, code)
    return render(request, "oversight/session/detail.html", session_page.context(request, session))


@requires(Permission.EDIT_SESSION)
def session_new(request):
    if url := once(request):
        return redirect(url)
    form = SessionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (url := added(request, form)):
        messages.success(request, _("Đã lập cuộc giám sát. Tiếp theo: thành phần Đoàn và đơn vị."))
        return redirect(url)
    return render(request, "oversight/session/form.html", {"form": form}, status=form_status(form))


def added(request, form):
    """The next page of the session made; None when it could not be, the form then says why."""
    try:
        with transaction.atomic():
            if url := once(request):
                return url
            url = reverse("session_people", args=[form.save().code])
            remember(request, url)
            return url
    except IntegrityError:
        form.add_error(None, SAVED_AT_ONCE)
        return None


@requires(Permission.EDIT_SESSION)
def session_edit(request, code):
    session = visible_session(request, code)
    allow(request.user, Permission.EDIT_SESSION, session.committee)
    if request.method != "POST" and (answer := closed_to_changes(request, session)):
        return answer
    form = SessionForm(request.POST or None, instance=session, user=request.user)
    if request.method == "POST" and form.is_valid() and changed(request, session, form, form):
        messages.success(request, _("Đã lưu thông tin cuộc giám sát."))
        return redirect(session)
    context = {"form": form, "session": session, "who_saved": last_editor(session, form)}
    return render(request, "oversight/session/form.html", context, status=form_status(form))


@requires(Permission.EDIT_SESSION)
def session_people(request, code):
    session = visible_session(request, code)
    allow(request.user, Permission.EDIT_SESSION, session.committee)
    if request.method != "POST" and (answer := closed_to_changes(request, session)):
        return answer
    forms = PeopleForms(session, request.POST or None)
    if request.method == "POST" and forms.is_valid() and changed(request, session, forms, forms.head):
        messages.success(request, _("Đã lưu thành phần Đoàn và đơn vị chịu sự giám sát."))
        again = "more" in request.POST
        return redirect("session_people", session.code) if again else redirect(session)
    tables = (session.chairs.all(), session.members.all(), session.reviewed_bodies.all())
    who_saved = last_editor(session, forms.head, *tables)
    context = {"forms": forms, "session": session, "who_saved": who_saved}
    failed = 409 if forms.head.conflicts else 422
    status = failed if request.method == "POST" else 200
    return render(request, "oversight/session/people.html", context, status=status)


def closed_to_changes(request, session):
    """A redirect when nothing of the session is changed any more, else None."""
    try:
        cases.ensure_open_for_changes(session=session)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(session)
    return None


def changed(request, session, form, told):
    """Saves; False when it could not be, and then `told` says why and what was typed is on the page."""
    try:
        return cases.change_session(session=session, form=form, by=request.user)
    except Refused as refusal:
        told.add_error(None, str(refusal))
    except IntegrityError:
        told.add_error(None, SAVED_AT_ONCE)
    return False


def act_view(verb, permission, done, *, with_reason=False):
    """A view of one act: fetch what the person sees, check the post, call the verb, tell."""

    @requires(permission)
    @require_POST
    def view(request, code):
        session = visible_session(request, code)
        allow(request.user, permission, session.committee)
        details = {"reason": text_of(request.POST, "reason")} if with_reason else {}
        try_act(request, lambda: getattr(session, verb)(by=request.user, **details), done)
        return redirect(session)

    return view


EDIT, DECIDE = Permission.EDIT_SESSION, Permission.DECIDE_SESSION
session_notify = act_view("notify", EDIT, _("Đã ghi nhận thông báo cho đơn vị chịu sự giám sát."))
session_start_fieldwork = act_view("start_fieldwork", EDIT, _("Đã chuyển sang khảo sát - làm việc."))
session_start_reporting = act_view("start_reporting", EDIT, _("Đã chuyển sang xây dựng báo cáo."))
session_conclude = act_view("conclude", EDIT, _("Đã kết luận cuộc giám sát."))
session_start_follow_up = act_view("start_follow_up", EDIT, _("Đã chuyển sang theo dõi sau giám sát."))
session_close = act_view("close", DECIDE, _("Đã kết thúc cuộc giám sát."))
session_reopen = act_view("reopen", DECIDE, _("Đã mở lại để theo dõi."), with_reason=True)
session_cancel = act_view("cancel", DECIDE, _("Đã hủy cuộc giám sát."), with_reason=True)
