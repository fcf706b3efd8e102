from django.urls import path

from districts.views import administration, indicator_sets, indicators, reporting_duties, set_workbooks

SETS, DUTIES = "administration/indicator-sets/", "administration/reporting-duties/"

urlpatterns = [
    path("indicators/", indicators.indicator_list, name="indicator_list"),
    path("indicators/<int:pk>/", indicators.indicator_detail, name="indicator_detail"),
    path("administration/", administration.administration, name="administration"),
    path("administration/periods/", administration.period_list, name="period_list"),
    path(SETS, indicator_sets.indicatorset_list, name="indicatorset_list"),
    path(f"{SETS}new/", indicator_sets.indicatorset_new, name="indicatorset_new"),
    path(f"{SETS}<int:pk>/", indicator_sets.indicatorset_detail, name="indicatorset_detail"),
    path(f"{SETS}<int:pk>/edit/", indicator_sets.indicatorset_edit, name="indicatorset_edit"),
    path(f"{SETS}<int:pk>/new-version/", indicator_sets.indicatorset_version, name="indicatorset_version"),
    path(f"{SETS}<int:pk>/workbook/", set_workbooks.indicatorset_workbook, name="indicatorset_workbook"),
    path(f"{SETS}<int:pk>/import/", set_workbooks.indicatorset_import, name="indicatorset_import"),
    path(f"{SETS}<int:pk>/import/apply/", set_workbooks.indicatorset_apply, name="indicatorset_apply"),
    path(f"{SETS}<int:pk>/indicators/new/", indicator_sets.indicator_new, name="indicator_new"),
    path("administration/indicators/<int:pk>/edit/", indicator_sets.indicator_edit, name="indicator_edit"),
    path(
        "administration/indicators/<int:pk>/delete/", indicator_sets.indicator_delete, name="indicator_delete"
    ),
    path(DUTIES, reporting_duties.duty_list, name="duty_list"),
    path(f"{DUTIES}new/", reporting_duties.duty_new, name="duty_new"),
    path(f"{DUTIES}<int:pk>/edit/", reporting_duties.duty_edit, name="duty_edit"),
    path(f"{DUTIES}<int:pk>/end/", reporting_duties.duty_end, name="duty_end"),
]
