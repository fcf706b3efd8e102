from django.urls import path

from districts.views import plans

urlpatterns = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/edit/", plans.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/tasks/new/", plans.plan_task_new, name="plan_task_new"),
    path("plans/tasks/<int:pk>/edit/", plans.plan_task_edit, name="plan_task_edit"),
    path("plans/tasks/<int:pk>/move/", plans.plan_task_move, name="plan_task_move"),
    path("plans/tasks/<int:pk>/delete/", plans.plan_task_delete, name="plan_task_delete"),
    path("plans/shares/<int:pk>/", plans.plan_share, name="plan_share"),
]
