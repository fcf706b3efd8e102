"""The end of a proposal: closed with its answer, or sent on to another body."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import form_status, saved
from oversight.actions import proposal_answers as acts
from oversight.forms.follow_up import ForwardAgainForm, ProposalCloseForm
from oversight.views.follow_up_acts import done_once
from oversight.views.proposals import handled_proposal


@requires(Permission.HANDLE_PROPOSAL)
def proposal_forward_again(request, pk):
    proposal = handled_proposal(request, pk)
    if request.method != "POST" and not acts.may_forward_again(proposal):
        messages.error(
            request, _("Chỉ chuyển tiếp khi đã được trả lời hoặc không còn cơ quan nào đang xử lý.")
        )
        return redirect(proposal)
    form = ForwardAgainForm(request.POST if request.method == "POST" else None, proposal=proposal)

    def act():
        return acts.forward_again(proposal=proposal, by=request.user, **form.cleaned_data)

    if form.is_bound and (url := saved(form, lambda: done_once(request, act, proposal.get_absolute_url()))):
        messages.success(request, _("Đã chuyển đề xuất tới cơ quan khác."))
        return redirect(url)
    context = {"form": form, "proposal": proposal, "again": True}
    return render(request, "oversight/proposal/forward.html", context, status=form_status(form))


@requires(Permission.HANDLE_PROPOSAL)
def proposal_close(request, pk):
    proposal = handled_proposal(request, pk)
    form = ProposalCloseForm(request.POST if request.method == "POST" else None)

    def act():
        return acts.close_proposal(proposal=proposal, by=request.user, **form.cleaned_data)

    if form.is_bound and (url := saved(form, lambda: done_once(request, act, proposal.get_absolute_url()))):
        messages.success(request, _("Đã kết thúc đề xuất."))
        return redirect(url)
    context = {"form": form, "proposal": proposal}
    return render(request, "oversight/proposal/close.html", context, status=form_status(form))
