from django.urls import path

from oversight.views import (
    follow_up,
    follow_up_acts,
    follow_up_carry,
    follow_up_list,
    proposal_answers,
    response_evidence,
    response_papers,
    responses,
)

urlpatterns = [
    path("assignments/", follow_up_list.assignment_list, name="assignment_list"),
    path("assignments/<int:pk>/", follow_up.assignment_detail, name="assignment_detail"),
    path("assignments/<int:pk>/answer/", follow_up_acts.assignment_answer, name="assignment_answer"),
    path("assignments/<int:pk>/extend/", follow_up_acts.assignment_extend, name="assignment_extend"),
    path("assignments/<int:pk>/respond/", responses.response_new, name="response_new"),
    path("assignments/<int:pk>/verify/", follow_up_acts.assignment_verify, name="assignment_verify"),
    path("assignments/<int:pk>/not-done/", follow_up_acts.assignment_not_done, name="assignment_not_done"),
    path("assignments/<int:pk>/decide/", follow_up_acts.assignment_decide, name="assignment_decide"),
    path("assignments/<int:pk>/set-due/", follow_up_acts.assignment_set_due, name="assignment_set_due"),
    path("assignments/<int:pk>/withdraw/", follow_up_acts.assignment_withdraw, name="assignment_withdraw"),
    path("assignments/<int:pk>/reopen/", follow_up_acts.assignment_reopen, name="assignment_reopen"),
    path("extensions/<int:pk>/decide/", follow_up_acts.extension_decide, name="extension_decide"),
    path("responses/<int:pk>/", responses.response_detail, name="response_detail"),
    path("responses/<int:pk>/edit/", responses.response_edit, name="response_edit"),
    path("responses/<int:pk>/delete/", responses.response_delete, name="response_delete"),
    path("responses/<int:pk>/submit/", responses.response_submit, name="response_submit"),
    path("responses/<int:pk>/sign/", responses.response_sign, name="response_sign"),
    path("responses/<int:pk>/refuse/", responses.response_refuse, name="response_refuse"),
    path("responses/<int:pk>/judge/", responses.response_judge, name="response_judge"),
    path("responses/<int:pk>/evidence/", response_evidence.evidence_add, name="evidence_add"),
    path(
        "responses/<int:pk>/evidence/<int:evidence>/", response_evidence.evidence_file, name="evidence_file"
    ),
    path(
        "responses/<int:pk>/evidence/<int:evidence>/withdraw/",
        response_evidence.evidence_withdraw,
        name="evidence_withdraw",
    ),
    path("papers/", response_papers.paper_list, name="paper_list"),
    path("papers/new/", response_papers.paper_new, name="paper_new"),
    path("papers/<int:pk>/", response_papers.paper_detail, name="paper_detail"),
    path("papers/<int:pk>/file/", response_papers.paper_file, name="paper_file"),
    path("papers/<int:pk>/respond/", response_papers.paper_respond, name="paper_respond"),
    path(
        "sessions/<slug:code>/re-oversight/",
        follow_up_carry.session_re_oversight,
        name="session_re_oversight",
    ),
    path("proposals/<int:pk>/close/", proposal_answers.proposal_close, name="proposal_close"),
    path(
        "proposals/<int:pk>/forward-again/",
        proposal_answers.proposal_forward_again,
        name="proposal_forward_again",
    ),
]
