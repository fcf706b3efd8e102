from django.urls import include, path

urlpatterns = [
    path("", include("districts.urls.units")),
    path("", include("districts.urls.indicators")),
    path("", include("districts.urls.people")),
    path("", include("districts.urls.imports")),
    path("", include("districts.urls.reading")),
    path("", include("districts.urls.plans")),
    path("", include("districts.urls.progress")),
]
