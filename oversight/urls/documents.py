from django.urls import path

from oversight.views import batches, document_text, documents, papers, report, verify

urlpatterns = [
    path("sessions/<slug:code>/report/", report.section_list, name="section_list"),
    path("sessions/<slug:code>/report/fill/", report.section_fill, name="section_fill"),
    path("sessions/<slug:code>/report/<str:section>/", report.section_edit, name="section_edit"),
    path("sessions/<slug:code>/report/<str:section>/take/", report.section_take, name="section_take"),
    path("sessions/<slug:code>/documents/", papers.document_request, name="document_request"),
    path("sessions/<slug:code>/sheets/", papers.sheet_batch_request, name="sheet_batch_request"),
    path("sessions/<slug:code>/forwarding/", papers.forwarding_request, name="forwarding_request"),
    path("follow-up-sheets/", papers.sheet_request, name="sheet_request"),
    path("summaries/<slug:body>/<slug:period>/", papers.summary_request, name="summary_request"),
    path("escalation-steps/<int:pk>/letter/", papers.reminder_request, name="reminder_request"),
    path("document-batches/<uuid:batch>/", batches.document_batch, name="document_batch"),
    path(
        "document-batches/<uuid:batch>/progress/",
        batches.document_batch_progress,
        name="document_batch_progress",
    ),
    path("document-batches/<uuid:batch>/file/", batches.document_batch_file, name="document_batch_file"),
    path("documents/", documents.document_list, name="document_list"),
    path("documents/<uuid:uuid>/", documents.document_detail, name="document_detail"),
    path("documents/<uuid:uuid>/progress/", documents.document_progress, name="document_progress"),
    path("documents/<uuid:uuid>/file/", documents.document_file, name="document_file"),
    path("documents/<uuid:uuid>/text/", document_text.document_text, name="document_text"),
    path("documents/<uuid:uuid>/workbook/", documents.document_workbook, name="document_workbook"),
    path("documents/<uuid:uuid>/signed/", documents.signed_file, name="document_signed_file"),
    path("documents/<uuid:uuid>/retry/", documents.document_retry, name="document_retry"),
    path("documents/<uuid:uuid>/submit/", documents.document_submit, name="document_submit"),
    path("documents/<uuid:uuid>/approve/", documents.document_approve, name="document_approve"),
    path("documents/<uuid:uuid>/send-back/", documents.document_send_back, name="document_send_back"),
    path("documents/<uuid:uuid>/issue/", documents.document_issue, name="document_issue"),
    path("verify/", verify.verify_form, name="verify_form"),
    path("verify/<str:code>/", verify.verify_detail, name="verify_detail"),
]
