from django.urls import path

from districts.views import exports, imports, period_imports

urlpatterns = [
    path("progress/<int:pk>/workbook/", imports.progress_workbook, name="progress_workbook"),
    path("progress/<int:pk>/import/", imports.import_new, name="import_new"),
    path("progress/periods/<slug:code>/workbook/", period_imports.period_workbook, name="period_workbook"),
    path("progress/periods/<slug:code>/import/", period_imports.period_import, name="period_import"),
    path("progress/periods/<slug:code>/export/", exports.export_new, name="export_new"),
    path("progress/imports/<uuid:uuid>/", imports.import_detail, name="import_detail"),
    path("progress/imports/<uuid:uuid>/apply/", imports.import_apply, name="import_apply"),
    path("progress/imports/<uuid:uuid>/undo/", imports.import_undo, name="import_undo"),
    path("progress/imports/<uuid:uuid>/cancel/", imports.import_cancel, name="import_cancel"),
    path("progress/imports/<uuid:uuid>/annotated/", imports.import_annotated, name="import_annotated"),
    path("progress/exports/<uuid:uuid>/", exports.export_detail, name="export_detail"),
    path("progress/exports/<uuid:uuid>/cancel/", exports.export_cancel, name="export_cancel"),
    path("progress/exports/<uuid:uuid>/file/", exports.export_file, name="export_file"),
]
