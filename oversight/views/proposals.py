from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.forms import ReasonForm
from cds_portal.guards import saved
from cds_portal.lists import ListPage
from cds_portal.templatetags.portal import vn_date
from oversight.actions import cases
from oversight.actions.proposal_answers import may_forward_again
from oversight.domain.proposal_story import answers_to, whereabouts
from oversight.filters.proposal import ProposalFilter
from oversight.forms.proposal import ForwardForm, ProposalForm
from oversight.models import Assignment, OversightSession, Proposal, Visit
from oversight.resources.proposal import ProposalResource
from oversight.views.guards import allow, form_status, last_editor, text_of, try_act
from oversight.views.once import once, remember
from oversight.views.order import lifecycle_rank
from oversight.views.proposal_origin import (
    committees_of_origin,
    handling_committees,
    origin_of,
    where_raised,
    who_asked,
)
from oversight.views.recommendations import with_names
from oversight.views.talk_panel import talk_panel

Status = Proposal.Status
SORTS = {
    "date": ("at",),
    "text": ("sort_key",),
    "body": ("raised_by__sort_key", "at"),
    "theme": ("theme", "at"),
    "status": ("status_rank", "at"),
    "session": ("session__sort_key", "at"),
}


@requires(Permission.READ_PROPOSALS)
def proposal_list(request):
    rows = Proposal.objects.visible_to(request.user).with_inheritance()
    rows = rows.select_related("raised_by__successor", "session", "committee")
    rows = rows.annotate(status_rank=lifecycle_rank(Status))
    page = ListPage(
        request,
        rows,
        filterset=ProposalFilter,
        sorts=SORTS,
        default_sort="-date",
        resource=ProposalResource,
        filename="de-xuat-cua-dia-phuong",
    )
    if page.wants_export:
        return page.export()
    context = page.context() | {"may_add": request.user.can(Permission.RAISE_PROPOSAL)}
    return render(request, "oversight/proposal/list.html", context)


@requires(Permission.READ_PROPOSALS)
def proposal_detail(request, pk):
    proposal = get_object_or_404(detailed(request.user), pk=pk)
    user = request.user
    handles = user.can(Permission.HANDLE_PROPOSAL, body=proposal.committee)
    sessions = OversightSession.objects.visible_to(user).filter(pk=proposal.session_id)
    visits = Visit.objects.visible_to(user).filter(pk=proposal.visit_id)
    context = {
        "proposal": proposal,
        "assignments": assignments_of(user, proposal),
        "history": [
            (change, Status(change.to_status).label) for change in proposal.history.select_related("by")
        ],
        "session": sessions.first() if user.can(Permission.READ_SESSIONS) else None,
        "visit": visits.first() if user.can(Permission.READ_VISITS) else None,
        "may_edit": is_own(user, proposal) and proposal.is_editable_by(user),
        "may_record": handles and proposal.may_move(Status.RECORDED),
        "may_compile": handles and proposal.may_move(Status.COMPILED),
        "may_decline": handles and proposal.may_move(Status.NOT_TAKEN_UP),
        "may_forward": handles and proposal.status == Status.COMPILED,
        "may_forward_again": handles and may_forward_again(proposal),
        "may_close": handles and proposal.may_move(Status.CLOSED),
        "whereabouts": whereabouts(proposal),
        "answers": answers_to(proposal),
        "decline_form": ReasonForm(auto_id="decline_%s"),
        "steps": steps(proposal),
        "talk": talk_panel(proposal, user),
    }
    return render(request, "oversight/proposal/detail.html", context | where_raised(user, proposal))


def detailed(user):
    return (
        Proposal.objects.visible_to(user)
        .with_inheritance()
        .select_related(
            "raised_by__successor",
            "committee",
            "session__committee",
            "by",
            "guidance",
            "progress_report__period",
        )
    )


def assignments_of(user, proposal):
    """The body that raised it, or follows it now, sees where it went; a department its own assignment."""
    rows = proposal.assignments.issued().select_related("body__successor", "about_unit")
    seen = Assignment.objects.visible_to(user).filter(proposal=proposal)
    if not proposal.is_read_as_own_by(user):
        rows = rows.filter(pk__in=seen.values("pk"))
    may_open = set(seen.values_list("pk", flat=True))
    rows = with_names(rows)
    for row in rows:
        row.url = row.get_absolute_url() if row.pk in may_open else ""
    return rows


def steps(proposal):
    line = [Status.RAISED, Status.RECORDED, Status.COMPILED, Status.FORWARDED, Status.ANSWERED, Status.CLOSED]
    if proposal.status == Status.NOT_TAKEN_UP:
        line = [Status.RAISED, Status.RECORDED, Status.NOT_TAKEN_UP]
    reached = {change.to_status: change.at for change in proposal.history} | {Status.RAISED: proposal.at}
    here = line.index(proposal.status)
    return [
        {
            "label": STEP_WORDS[status],
            "state": "done" if place < here else "current" if place == here else "todo",
            "note": vn_date(reached[status]) if place <= here and status in reached else "",
        }
        for place, status in enumerate(line)
    ]


STEP_WORDS = {
    Status.RAISED: _("Nêu"),
    Status.RECORDED: _("Ghi nhận"),
    Status.COMPILED: _("Tổng hợp"),
    Status.FORWARDED: _("Chuyển"),
    Status.ANSWERED: _("Trả lời"),
    Status.CLOSED: _("Kết thúc"),
    Status.NOT_TAKEN_UP: _("Không tiếp nhận"),
}


@requires(Permission.RAISE_PROPOSAL)
def proposal_new(request):
    user, posted = request.user, request.method == "POST"
    start = asked(request)
    session = start["session"]
    if not posted and session and session.status == OversightSession.Status.CANCELLED:
        messages.error(request, _("Cuộc giám sát đã hủy, không ghi thêm đề xuất được nữa."))
        return redirect(session)
    origin = origin_of(request)
    form = ProposalForm(
        request.POST if posted else None,
        instance=Proposal(**origin),
        user=user,
        committees=committees_of_origin(user, origin),
        initial=start | {"raised_by": who_asked(origin)},
    )
    if posted and (url := saved(form, lambda: add_once(request, form))):
        return redirect(url)
    return show_form(request, form)


@transaction.atomic
def add_once(request, form):
    """Where to go on; a form sent twice makes one proposal."""
    if url := once(request):
        return url
    proposal = cases.add_proposal(form=form, by=request.user)
    url = request.get_full_path() if "more" in request.POST else proposal.get_absolute_url()
    remember(request, url)
    messages.success(request, _("Đã ghi đề xuất, kiến nghị."))
    return url


def asked(request):
    """What the address says beforehand: at which session and visit."""
    session = OversightSession.objects.visible_to(request.user).filter(code=text_of(request.GET, "session"))
    return {"session": session.first(), "visit": request.GET.get("visit")}


@requires(Permission.RAISE_PROPOSAL)
def proposal_edit(request, pk):
    proposal = get_object_or_404(detailed(request.user), pk=pk)
    if not is_own(request.user, proposal):
        raise PermissionDenied
    posted = request.method == "POST"
    if not posted and not proposal.is_editable_by(request.user):
        messages.error(request, _("Đề xuất %s, không sửa nội dung được nữa.") % proposal.get_status_display())
        return redirect(proposal)
    form = ProposalForm(
        request.POST if posted else None,
        instance=proposal,
        user=request.user,
        committees=[one for one in handling_committees(request.user) if one == proposal.committee],
    )
    if posted and saved(form, lambda: cases.change_proposal(form=form, by=request.user)):
        messages.success(request, _("Đã lưu đề xuất, kiến nghị."))
        return redirect(proposal)
    return show_form(request, form, proposal)


def is_own(user, proposal):
    """The committee's officer, or a reporter of the body that raised it."""
    handles = user.can(Permission.HANDLE_PROPOSAL, body=proposal.committee)
    return handles or user.can(Permission.RAISE_PROPOSAL, body=proposal.raised_by)


def show_form(request, form, proposal=None):
    context = {
        "form": form,
        "proposal": proposal,
        "who_saved": last_editor(proposal, form),
        "guidance": form.instance.guidance,
        "report": form.instance.progress_report,
    }
    return render(request, "oversight/proposal/form.html", context, status=form_status(form))


def handled_proposal(request, pk):
    proposal = get_object_or_404(detailed(request.user), pk=pk)
    allow(request.user, Permission.HANDLE_PROPOSAL, proposal.committee)
    return proposal


@requires(Permission.HANDLE_PROPOSAL)
@require_POST
def proposal_record(request, pk):
    proposal = handled_proposal(request, pk)
    try_act(request, lambda: proposal.record(by=request.user), _("Đã ghi nhận đề xuất."))
    return redirect(proposal)


@requires(Permission.HANDLE_PROPOSAL)
@require_POST
def proposal_compile(request, pk):
    proposal = handled_proposal(request, pk)
    try_act(request, lambda: proposal.compile(by=request.user), _("Đã đưa vào danh mục tổng hợp."))
    return redirect(proposal)


@requires(Permission.HANDLE_PROPOSAL)
@require_POST
def proposal_decline(request, pk):
    proposal = handled_proposal(request, pk)
    reason = text_of(request.POST, "reason")
    done = _("Đã ghi không tiếp nhận; địa phương đọc được lý do.")
    try_act(request, lambda: proposal.decline(by=request.user, reason=reason), done)
    return redirect(proposal)


@requires(Permission.HANDLE_PROPOSAL)
def proposal_forward(request, pk):
    proposal = handled_proposal(request, pk)
    if proposal.status != Status.COMPILED:
        messages.error(request, _("Chỉ chuyển đề xuất đã tổng hợp."))
        return redirect(proposal)
    posted = request.method == "POST"
    form = ForwardForm(request.POST if posted else None, proposal=proposal)
    if posted and saved(form, lambda: forward(proposal, form, request.user)):
        messages.success(request, _("Đã chuyển đề xuất tới cơ quan có thẩm quyền."))
        return redirect(proposal)
    context = {"form": form, "proposal": proposal}
    return render(request, "oversight/proposal/forward.html", context, status=form_status(form))


def forward(proposal, form, by):
    return cases.forward_proposal(proposal=proposal, by=by, **form.cleaned_data)
