from django.urls import path

from districts.views import reading, reading_unit

urlpatterns = [
    path("progress/periods/<str:code>/", reading.period_detail, name="period_detail"),
    path("progress/late/", reading.late_list, name="late_list"),
    path("units/<int:pk>/indicators/", reading_unit.unit_indicators, name="unit_indicators"),
]
