from django.urls import path

from oversight.views import guidance

urlpatterns = [
    path("guidance/", guidance.guidance_list, name="guidance_list"),
    path("guidance/new/", guidance.guidance_new, name="guidance_new"),
    path("guidance/<int:pk>/", guidance.guidance_detail, name="guidance_detail"),
    path("guidance/<int:pk>/edit/", guidance.guidance_edit, name="guidance_edit"),
]
