from django.conf import settings
from django.urls import include, path

from cds_portal import gallery, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("cds_portal.accounts.urls")),
    path("", include("oversight.urls")),
    path("", include("districts.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
