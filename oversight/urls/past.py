from django.urls import path

from oversight.views import past

urlpatterns = [
    path("recommendations/past/", past.past_list, name="past_list"),
    path("recommendations/past/template/", past.past_template, name="past_template"),
    path("recommendations/past/<int:pk>/", past.past_detail, name="past_detail"),
    path("recommendations/past/<int:pk>/confirm/", past.past_confirm, name="past_confirm"),
    path("recommendations/past/<int:pk>/undo/", past.past_undo, name="past_undo"),
]
