"""Answers of bodies: drafting, proofs, signing; and the committee's word on a report of progress."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.forms import ReasonForm
from cds_portal.guards import allow, form_status, last_editor, saved, text_of, try_act
from cds_portal.once import once, remember
from oversight.actions import evidence as proofs
from oversight.actions import responses as acts
from oversight.actions.verifications import judge_progress
from oversight.domain.assignment_story import capital
from oversight.forms.response import EvidenceForm, JudgeForm, ResponseForm, SignPaperForm
from oversight.models import Assignment, Evidence, Response
from oversight.views.follow_up import fetch as fetch_assignment

Status = Response.Status


def seen(user):
    return Response.objects.visible_to(user).select_related(
        "body", "by", "signed_by", "paper__committee", "paper__by"
    )


def fetch(request, pk):
    return get_object_or_404(seen(request.user), pk=pk)


def writes(user, response):
    """The body's own officer; of a paper typed by the committee, its officers and clerks."""
    if response.paper_id and not response.is_sent:
        return user.can(Permission.REGISTER_PAPER, body=response.paper.committee)
    return user.can(Permission.RESPOND, body=response.body)


def written(request, pk):
    """403 for those who may read it but not write it."""
    response = fetch(request, pk)
    if not writes(request.user, response):
        raise PermissionDenied
    return response


def may_write(view):
    """Before anything is looked up: those who write no answers at all are told so."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        user = request.user
        if not (user.can(Permission.RESPOND) or user.can(Permission.REGISTER_PAPER)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@requires(Permission.RESPOND)
def response_new(request, pk):
    """Of the body; `pk` is the duty it starts from, others of the same committee may be added."""
    assignment = fetch_assignment(request, pk)
    allow(request.user, Permission.RESPOND, assignment.body)
    if request.method != "POST" and assignment.status not in Assignment.ANSWERABLE:
        messages.error(
            request, _("Nội dung giao %s, không trả lời được nữa.") % assignment.get_status_display()
        )
        return redirect(assignment)
    response = Response(body=assignment.body)
    back = assignment.get_absolute_url()
    return new_response(request, response, assignment.committee, back=back, start=[assignment.pk])


def new_response(request, response, committee, *, back, start=()):
    if request.method == "POST" and (url := once(request)):
        return redirect(url)
    duties = acts.answerable(response.body, committee)
    form = ResponseForm(
        request.POST if request.method == "POST" else None,
        instance=response,
        duties=duties,
        initial={"assignments": list(start)},
    )
    if request.method == "POST" and (url := saved(form, lambda: add_once(request, form))):
        return redirect(url)
    return show_form(request, form, response, back)


@transaction.atomic
def add_once(request, form):
    if url := once(request):
        return url
    url = acts.add_response(form=form, by=request.user).get_absolute_url()
    remember(request, url)
    told = (
        _("Đã lưu bản nhập thay. Tiếp theo: thêm minh chứng rồi ghi nhận trả lời.")
        if form.instance.paper_id
        else _("Đã lưu bản nháp. Tiếp theo: thêm minh chứng rồi trình ký.")
    )
    messages.success(request, told)
    return url


def show_form(request, form, response, back):
    context = {
        "form": form,
        "response": response,
        "back": back,
        "who_saved": last_editor(response, form) if response.pk else "",
    }
    return render(request, "oversight/response/form.html", context, status=form_status(form))


@may_write
def response_edit(request, pk):
    response = written(request, pk)
    posted = request.method == "POST"
    if not posted and response.status != Status.DRAFT:
        messages.error(request, _("Trả lời %s, không sửa được nữa.") % response.get_status_display())
        return redirect(response)
    committee = response.assignments.first().committee
    chosen = Assignment.objects.filter(pk__in=response.assignments.values("pk"))
    form = ResponseForm(
        request.POST if posted else None,
        instance=response,
        duties=acts.answerable(response.body, committee) | chosen.of_committees([committee.pk]),
    )
    if posted and saved(form, lambda: acts.change_response(form=form, by=request.user)):
        messages.success(request, _("Đã lưu trả lời."))
        return redirect(response)
    return show_form(request, form, response, response.get_absolute_url())


@requires(Permission.READ_RECOMMENDATIONS)
def response_detail(request, pk):
    return show(request, fetch(request, pk))


def show(request, response, **forms):
    user = request.user
    user_writes, draft = writes(user, response), response.status == Status.DRAFT
    duties = Assignment.objects.visible_to(user) | Assignment.objects.filter(body__in=user.own_body_ids)
    duties = duties.filter(responses=response).select_related("recommendation__session", "proposal", "body")
    context = {
        "response": response,
        "duties": list(duties.distinct().order_by("pk")),
        "evidence": list(files_of(response)),
        "history": history(user, response),
        "verifications": response.verifications.select_related("assignment__body", "by"),
        "may_write": user_writes and draft,
        "may_sign": may_sign(user, response),
        "needs_paper": acts.needs_paper(response, user),
        "may_judge": may_judge(user, response),
        "evidence_form": forms.get("evidence_form") or evidence_form(response, user_writes and draft),
        "sign_form": forms.get("sign_form") or SignPaperForm(),
        "judge_form": forms.get("judge_form") or JudgeForm(),
        "refuse_form": ReasonForm(auto_id="refuse_%s"),
        "sees_people": response.body_id in user.own_body_ids or bool(user.committee_ids),
    }
    bound = next((form for form in forms.values() if form), None)
    return render(
        request, "oversight/response/detail.html", context, status=form_status(bound) if bound else 200
    )


def files_of(response):
    newer = Evidence.objects.filter(withdrawn_at=None)
    return (
        response.evidence.filter(withdrawn_at=None)
        .select_related("file", "revision_of", "by")
        .prefetch_related(Prefetch("revisions", newer))
    )


def evidence_form(response, may_add, data=None, files=None):
    if not may_add:
        return None
    return EvidenceForm(data, files, revisable=proofs.revisable(response), auto_id="evidence_%s")


def history(user, response):
    """The body's own steps for itself and for who typed it; others see from the sending on."""
    changes = response.history.select_related("by")
    inner = response.body_id in user.own_body_ids or (response.paper_id and user.committee_ids)
    return [
        (change, capital(change.to_label if change.from_status else _("lập bản nháp")))
        for change in changes
        if inner or change.to_status in Response.SENT
    ]


def may_sign(user, response):
    """A sở's officer signs a draft straight away; a leader what was submitted for signature."""
    if not user.can(Permission.SIGN_RESPONSE, body=response.body) or response.paper_id:
        return False
    if acts.needs_paper(response, user):
        return not response.is_sent
    return response.status == Status.AWAITING_SIGNATURE


def may_judge(user, response):
    duty = response.assignments.first()
    return (
        response.status == Status.SUBMITTED
        and response.claim == Response.Claim.PROGRESS
        and duty is not None
        and user.can(Permission.VERIFY, body=duty.committee)
    )


@may_write
@require_POST
def response_delete(request, pk):
    response = written(request, pk)
    back = response.assignments.first()
    act = lambda: acts.delete_response(response=response, by=request.user)  # noqa: E731
    done = try_act(request, act, _("Đã bỏ bản nháp trả lời."))
    return redirect(back if done and back else response)


@may_write
@require_POST
def response_submit(request, pk):
    """To the body's leader; of a paper typed by the committee, straight to it."""
    response = written(request, pk)
    if response.is_on_behalf:
        act, done = (
            acts.send_on_behalf,
            _("Đã ghi trả lời theo văn bản đến; người khác của Ban xác nhận kết quả."),
        )
    else:
        act, done = acts.submit_for_signature, _("Đã trình lãnh đạo ký.")
    try_act(request, lambda: act(response=response, by=request.user), done)
    return redirect(response)


def signing(request, pk):
    response = fetch(request, pk)
    allow(request.user, Permission.SIGN_RESPONSE, response.body)
    return response


@requires(Permission.SIGN_RESPONSE)
@require_POST
def response_sign(request, pk):
    response = signing(request, pk)
    done = _("Đã ký và gửi Ban.")
    if not acts.needs_paper(response, request.user):
        try_act(request, lambda: acts.sign(response=response, by=request.user), done)
        return redirect(response)
    form = SignPaperForm(request.POST, request.FILES)
    if saved(form, lambda: sign_with_paper(response, form, request.user)):
        messages.success(request, done)
        return redirect(response)
    return show(request, fetch(request, pk), sign_form=form)


@transaction.atomic
def sign_with_paper(response, form, by):
    paper = acts.paper_of_body(response=response, by=by, **form.cleaned_data)
    return acts.sign(response=response, by=by, paper=paper)


@requires(Permission.SIGN_RESPONSE)
@require_POST
def response_refuse(request, pk):
    response = signing(request, pk)
    reason = text_of(request.POST, "reason")
    act = lambda: acts.refuse_to_sign(response=response, reason=reason, by=request.user)  # noqa: E731
    try_act(request, act, _("Đã trả lại người soạn kèm lý do."))
    return redirect(response)


@requires(Permission.VERIFY)
@require_POST
def response_judge(request, pk):
    response = fetch(request, pk)
    allow(request.user, Permission.VERIFY, response.assignments.first().committee)
    form = JudgeForm(request.POST)
    if saved(form, lambda: judge(response, form, request.user)):
        messages.success(request, _("Đã ghi ý kiến về báo cáo tiến độ."))
        return redirect(response)
    return show(request, response, judge_form=form)


def judge(response, form, by):
    data = form.cleaned_data
    adequate = data["verdict"] == form.ADEQUATE
    return judge_progress(response=response, adequate=adequate, note=data["note"], by=by)
