"""From a session's page: what stayed open goes into a re-oversight."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import allow, form_status, saved
from cds_portal.once import once, remember
from oversight.actions import re_oversight as acts
from oversight.forms.follow_up import ReOversightForm
from oversight.views.guards import visible_session


@requires(Permission.DECIDE_FOLLOW_UP)
def session_re_oversight(request, code):
    session = visible_session(request, code)
    allow(request.user, Permission.DECIDE_FOLLOW_UP, session.committee)
    posted = request.method == "POST"
    if posted and (url := once(request)):
        return redirect(url)
    form = ReOversightForm(
        request.POST if posted else None,
        session=session,
        carriable=acts.carriable(session),
        initial={"title": _("Giám sát lại: %s") % session.title},
    )
    if posted and (url := saved(form, lambda: start_once(request, session, form))):
        return redirect(url)
    context = {
        "form": form,
        "session": session,
        "carriable": acts.carriable(session).exists(),
        "undecided": acts.still_undecided(session).select_related("body", "recommendation"),
    }
    return render(request, "oversight/assignment/re_oversight.html", context, status=form_status(form))


@transaction.atomic
def start_once(request, session, form):
    if url := once(request):
        return url
    made = acts.start_re_oversight(session=session, by=request.user, **form.cleaned_data)
    remember(request, made.get_absolute_url())
    messages.success(request, _("Đã lập cuộc giám sát lại %s từ những nội dung còn tồn đọng.") % made.code)
    return made.get_absolute_url()
