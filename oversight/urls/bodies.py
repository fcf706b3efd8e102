from django.urls import path

from oversight.views import bodies

BODIES = "administration/bodies/"

urlpatterns = [
    path(f"{BODIES}<int:pk>/end/", bodies.body_end, name="body_end"),
    path(f"{BODIES}<int:pk>/letterhead/", bodies.body_letterhead, name="body_letterhead"),
]
