from django.urls import path

from oversight.views import bulk, calendar, handover, steering

urlpatterns = [
    path("follow-up/", steering.follow_up_figures, name="follow_up_figures"),
    path("assignments/bulk/", bulk.assignment_bulk, name="assignment_bulk"),
    path("assignments/<int:pk>/escalation/decide/", steering.step_decide, name="step_decide"),
    path("assignments/<int:pk>/escalation/dismiss/", steering.step_dismiss, name="step_dismiss"),
    path("escalation/<int:pk>/carry-out/", steering.step_carry_out, name="step_carry_out"),
    path("administration/calendar/", calendar.calendar, name="calendar"),
    path("administration/calendar/<int:pk>/delete/", calendar.swap_day_delete, name="swap_day_delete"),
    path("administration/rules/<int:pk>/", calendar.rule_edit, name="rule_edit"),
    path("handover/", handover.handover_list, name="handover_list"),
    path("handover/posts/<int:pk>/", handover.handover_new, name="handover_new"),
    path("handover/<int:pk>/", handover.handover_detail, name="handover_detail"),
]
