from django.urls import path

from oversight.views import reorganisation as views

urlpatterns = [
    path("reorganisations/", views.reorganisation_list, name="reorganisation_list"),
    path("reorganisations/new/", views.reorganisation_new, name="reorganisation_new"),
    path("reorganisations/<int:pk>/", views.reorganisation_detail, name="reorganisation_detail"),
    path("reorganisations/<int:pk>/edit/", views.reorganisation_edit, name="reorganisation_edit"),
    path("reorganisations/<int:pk>/collect/", views.reorganisation_collect, name="reorganisation_collect"),
    path("reorganisations/<int:pk>/apply/", views.reorganisation_apply, name="reorganisation_apply"),
    path("reorganisations/<int:pk>/undo/", views.reorganisation_undo, name="reorganisation_undo"),
    path("reorganisations/rows/<int:pk>/", views.reorganisation_choose, name="reorganisation_choose"),
]
