"""Acts on a duty, each with a page of its own: what was typed stays when the act is refused."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import allow, form_status, saved
from cds_portal.once import once, remember
from oversight.actions import assignments as acts
from oversight.actions import extensions, verifications
from oversight.forms import follow_up as forms
from oversight.models import Assignment, Extension, Verification
from oversight.views.follow_up import detailed, fetch


def act_page(request, form, act, *, assignment, title, button, done, tone="", intro=""):
    """Shows the form, does the act once, tells it; a refusal stands on the form in its own words."""
    target = assignment.get_absolute_url()
    # Judged before the form: what the first press did may no longer be a choice of it.
    if request.method == "POST" and (url := once(request)):
        return redirect(url)
    if request.method == "POST" and (url := saved(form, lambda: done_once(request, act, target))):
        messages.success(request, done)
        return redirect(url)
    context = {
        "form": form,
        "assignment": assignment,
        "case": assignment.recommendation or assignment.proposal,
        "title": title,
        "button": button,
        "tone": tone,
        "intro": intro,
        "target": target,
    }
    return render(request, "oversight/assignment/act.html", context, status=form_status(form))


@transaction.atomic
def done_once(request, act, url):
    if again := once(request):
        return again
    act()
    remember(request, url)
    return url


def data_of(request):
    return request.POST if request.method == "POST" else None


def issued(request, pk):
    """A draft has no acts but those of its recommendation."""
    assignment = fetch(request, pk)
    if assignment.status == Assignment.Status.DRAFT:
        raise Http404
    return assignment


# The body


@requires(Permission.RESPOND)
def assignment_answer(request, pk):
    assignment = issued(request, pk)
    allow(request.user, Permission.RESPOND, assignment.body)
    form = forms.AcceptanceForm(data_of(request))
    return act_page(
        request,
        form,
        lambda: answer(assignment, form, request.user),
        assignment=assignment,
        title=_("Trả lời tiếp thu"),
        intro=_(
            "Cơ quan thực hiện có thể đề nghị xem xét lại, kèm lý do; Ban giữ nguyên, điều chỉnh hoặc rút."
        ),
        button=_("Gửi Ban"),
        done=_("Đã gửi trả lời tiếp thu."),
    )


def answer(assignment, form, by):
    data = form.cleaned_data
    if data["answer"] == form.PARTLY:
        return acts.accept_partly(assignment=assignment, note=data["note"], by=by)
    if data["answer"] == form.ASK:
        return acts.ask_reconsideration(assignment=assignment, reason=data["note"], by=by)
    return acts.accept(assignment=assignment, by=by)


@requires(Permission.RESPOND)
def assignment_extend(request, pk):
    assignment = issued(request, pk)
    allow(request.user, Permission.RESPOND, assignment.body)
    form = forms.AskExtensionForm(data_of(request))
    return act_page(
        request,
        form,
        lambda: extensions.ask_extension(assignment=assignment, by=request.user, **form.cleaned_data),
        assignment=assignment,
        title=_("Xin gia hạn"),
        intro=_("Thời hạn cũ vẫn được ghi lại. Trong khi chờ quyết định, thời hạn hiện nay còn nguyên."),
        button=_("Gửi đề nghị"),
        done=_("Đã gửi đề nghị gia hạn, chờ lãnh đạo Ban quyết định."),
    )


# The committee's officer

Outcome = Verification.Outcome
CONFIRMED = {
    Outcome.DONE: _("Đã xác nhận hoàn thành."),
    Outcome.PARTLY_DONE: _("Đã xác nhận hoàn thành một phần; cơ quan thực hiện tiếp phần còn lại."),
    Outcome.INADEQUATE: _("Đã ghi: chưa đáp ứng yêu cầu; cơ quan thực hiện tiếp và trả lời lại."),
}


@requires(Permission.VERIFY)
def assignment_verify(request, pk):
    assignment = issued(request, pk)
    allow(request.user, Permission.VERIFY, assignment.committee)
    form = forms.VerifyForm(data_of(request), assignment=assignment, user=request.user)
    return act_page(
        request,
        form,
        lambda: verifications.verify(assignment=assignment, by=request.user, **form.cleaned_data),
        assignment=assignment,
        title=_("Xác nhận kết quả thực hiện"),
        intro=_("Người xác nhận không phải người soạn, người ký hay người nhập thay trả lời."),
        button=_("Xác nhận"),
        done=CONFIRMED.get(form.data.get("outcome")) or CONFIRMED[Outcome.DONE],
    )


def assignment_not_done(request, pk):
    """By an officer or a leader of the committee."""
    user = request.user
    if not (user.can(Permission.VERIFY) or user.can(Permission.DECIDE_FOLLOW_UP)):
        raise PermissionDenied
    assignment = issued(request, pk)
    committee = assignment.committee
    if not (
        user.can(Permission.VERIFY, body=committee) or user.can(Permission.DECIDE_FOLLOW_UP, body=committee)
    ):
        raise PermissionDenied
    form = forms.FollowUpReasonForm(data_of(request))
    return act_page(
        request,
        form,
        lambda: acts.mark_not_done(assignment=assignment, by=user, **form.cleaned_data),
        assignment=assignment,
        title=_("Xác định là không thực hiện"),
        intro=_("Sau đó lãnh đạo Ban quyết định bước xử lý hoặc chuyển giám sát lại."),
        button=_("Xác định không thực hiện"),
        tone="bad",
        done=_("Đã ghi: không thực hiện."),
    )


# The committee's leader


def led(request, pk):
    assignment = issued(request, pk)
    allow(request.user, Permission.DECIDE_FOLLOW_UP, assignment.committee)
    return assignment


@requires(Permission.DECIDE_FOLLOW_UP)
def assignment_decide(request, pk):
    assignment = led(request, pk)
    initial = {"due_on": assignment.due_on, "deliverable": assignment.deliverable}
    form = forms.DecisionForm(data_of(request), initial=initial)
    return act_page(
        request,
        form,
        lambda: decide(assignment, form, request.user),
        assignment=assignment,
        title=_("Trả lời đề nghị xem xét lại"),
        intro=_("Cơ quan đề nghị: %s") % assignment.acceptance_note,
        button=_("Trả lời"),
        done=_("Đã trả lời đề nghị xem xét lại."),
    )


def decide(assignment, form, by):
    data = form.cleaned_data
    if data["decision"] == form.CHANGE:
        return acts.change(
            assignment=assignment,
            deliverable=data["deliverable"],
            due_on=data["due_on"],
            reason=data["reason"],
            by=by,
        )
    verb = acts.withdraw_as_asked if data["decision"] == form.WITHDRAW else acts.uphold
    return verb(assignment=assignment, reason=data["reason"], by=by)


@requires(Permission.DECIDE_FOLLOW_UP)
def assignment_set_due(request, pk):
    assignment = led(request, pk)
    form = forms.DueForm(data_of(request))
    if assignment.deliverable:
        del form.fields["deliverable"]
    return act_page(
        request,
        form,
        lambda: acts.set_due(assignment=assignment, by=request.user, **form.cleaned_data),
        assignment=assignment,
        title=_("Ấn định thời hạn"),
        button=_("Ấn định"),
        done=_("Đã ấn định thời hạn."),
    )


@requires(Permission.DECIDE_FOLLOW_UP)
def assignment_withdraw(request, pk):
    assignment = led(request, pk)
    form = forms.FollowUpReasonForm(data_of(request))
    return act_page(
        request,
        form,
        lambda: acts.withdraw(assignment=assignment, by=request.user, **form.cleaned_data),
        assignment=assignment,
        title=_("Rút nội dung đã giao"),
        intro=_("Cơ quan thực hiện đọc được lý do. Nội dung đã rút không tính vào số liệu."),
        button=_("Rút nội dung"),
        tone="bad",
        done=_("Đã rút nội dung giao."),
    )


@requires(Permission.DECIDE_FOLLOW_UP)
def assignment_reopen(request, pk):
    assignment = led(request, pk)
    form = forms.FollowUpReasonForm(data_of(request))
    return act_page(
        request,
        form,
        lambda: acts.reopen(assignment=assignment, by=request.user, **form.cleaned_data),
        assignment=assignment,
        title=_("Mở lại để thực hiện tiếp"),
        button=_("Mở lại"),
        done=_("Đã mở lại; cơ quan thực hiện tiếp và trả lời lại."),
    )


@requires(Permission.DECIDE_FOLLOW_UP)
def extension_decide(request, pk):
    seen = detailed(request.user).values("pk")
    rows = Extension.objects.filter(assignment__in=seen).select_related("asked_by")
    extension = get_object_or_404(rows, pk=pk)
    assignment = led(request, extension.assignment_id)
    form = forms.DecideExtensionForm(data_of(request), initial={"granted_due": extension.asked_due})
    return act_page(
        request,
        form,
        lambda: settle(extension, form, request.user),
        assignment=assignment,
        title=_("Quyết định gia hạn"),
        intro=_("Lý do xin gia hạn: %s") % extension.reason,
        button=_("Quyết định"),
        done=_("Đã quyết định đề nghị gia hạn."),
    )


def settle(extension, form, by):
    data = form.cleaned_data
    if data["decision"] == form.REFUSE:
        return extensions.refuse_extension(extension=extension, reason=data["note"], by=by)
    return extensions.grant_extension(
        extension=extension, granted_due=data["granted_due"], note=data["note"], by=by
    )
