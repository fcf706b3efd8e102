from django.urls import path

from oversight.views import photos, visit_form, visits

urlpatterns = [
    path("visits/", visits.visit_list, name="visit_list"),
    path("visits/new/", visit_form.visit_new, name="visit_new"),
    path("visits/checklist/", visit_form.visit_checklist, name="visit_checklist"),
    path("visits/unit/", visit_form.visit_unit, name="visit_unit"),
    path("visits/<uuid:uuid>/", visits.visit_detail, name="visit_detail"),
    path("visits/<uuid:uuid>/edit/", visit_form.visit_edit, name="visit_edit"),
    path("visits/<uuid:uuid>/record/", visits.visit_record, name="visit_record"),
    path("visits/<uuid:uuid>/sign/", visits.visit_sign, name="visit_sign"),
    path("visits/<uuid:uuid>/additions/", visits.visit_addition, name="visit_addition"),
    path("visits/<uuid:uuid>/photos/", photos.photo_add, name="photo_add"),
    path("visits/<uuid:uuid>/photos/restore/", photos.photo_restore, name="photo_restore"),
    path("visits/<uuid:uuid>/photos/<int:pk>/", photos.photo_file, name="photo_file"),
    path("visits/<uuid:uuid>/photos/<int:pk>/caption/", photos.photo_caption, name="photo_caption"),
    path("visits/<uuid:uuid>/photos/<int:pk>/delete/", photos.photo_delete, name="photo_delete"),
]
