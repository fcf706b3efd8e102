"""The pages of papers: watch, open, submit, approve, issue. Asking for one: `papers.py`."""

import io

import pikepdf
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.forms import ReasonForm
from cds_portal.lifecycle import Refused
from cds_portal.lists import ListPage
from cds_portal.templatetags.portal import vn_date
from oversight.actions import documents as actions
from oversight.actions.texts import is_editable
from oversight.documents.check import check_report
from oversight.documents.kinds import CLASSES, filename, paper_of
from oversight.filters.document import DocumentFilter
from oversight.forms.document import IssueForm
from oversight.models import Document
from oversight.models.document import Kind
from oversight.resources.document import DocumentResource
from oversight.views.files import send

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Those whose figures are wanted as a file of their own.
WITH_WORKBOOK = (Kind.FOLLOW_UP_SHEET, Kind.UNIT_SUMMARY)
SORTS = {"requested": ("requested_at",), "title": ("fold",), "number": ("number",), "issued": ("issued_on",)}


@requires(Permission.READ_DOCUMENTS)
def document_list(request):
    documents = Document.objects.visible_to(request.user).select_related("series", "committee", "file")
    page = ListPage(
        request,
        documents.defer("snapshot"),
        filterset=DocumentFilter,
        sorts=SORTS,
        default_sort="-requested",
        resource=DocumentResource,
        filename="van-ban",
    )
    if page.wants_export:
        return page.export()
    return render(request, "oversight/document/list.html", page.context())


def fetch(request, uuid, permission=Permission.READ_DOCUMENTS):
    """The document if visible (else 404) and if the permission is held in its committee (else 403)."""
    document = get_object_or_404(
        Document.objects.visible_to(request.user).select_related(
            "series",
            "session__committee",
            "committee__letterhead",
            "body",
            "period",
            "file",
            "signed_copy",
            "requested_by",
        ),
        pk=uuid,
    )
    if permission != Permission.READ_DOCUMENTS and not request.user.can(permission, body=document.committee):
        raise PermissionDenied
    return document


@requires(Permission.READ_DOCUMENTS)
def document_detail(request, uuid):
    return render(request, "oversight/document/detail.html", detail_context(request, fetch(request, uuid)))


def detail_context(request, document, issue_form=None):
    """What the page shows; the acts are those that role, committee and status allow now."""
    user, committee = request.user, document.committee
    is_staff = user.can(Permission.REQUEST_DOCUMENT, body=committee)
    is_leader = user.can(Permission.APPROVE_DOCUMENT, body=committee)
    is_clerk = user.can(Permission.ISSUE_DOCUMENT, body=committee)
    reads_case = is_staff or is_leader or is_clerk
    status, states = document.status, Document.Status
    is_official = CLASSES[document.kind].is_official
    problems = check_report(paper_of(document)) if reads_case and is_official else []
    may_issue = (
        is_official
        and is_clerk
        and status
        in (
            states.DRAFT,
            states.SUBMITTED,
            states.APPROVED,
            states.NUMBERED,
        )
    )
    return {
        "document": document,
        "problems": problems,
        "blocking": [problem for problem in problems if problem.blocking],
        "reads_case": reads_case,
        "is_official": is_official,
        "may_edit_text": is_staff and is_editable(document),
        "has_workbook": document.kind in WITH_WORKBOOK,
        "may_submit": is_official and is_staff and status == states.DRAFT,
        "may_approve": is_leader and status == states.SUBMITTED,
        "may_send_back": is_leader and status in (states.SUBMITTED, states.APPROVED),
        "may_retry": document.rendering == Document.Rendering.FAILED and (is_staff or is_clerk),
        "issue_form": issue_form or (IssueForm(document=document) if may_issue else None),
        "reason_form": ReasonForm(),
        "history": document.history.select_related("by") if reads_case else (),
        "steps": steps(document),
    }


STEPS = ("draft", "submitted", "approved", "numbered", "issued")


def steps(document):
    """The stepper: dates of the moves that were made."""
    dates = {change.to_status: change.at for change in document.history}
    at = STEPS.index(document.status) if document.status in STEPS else len(STEPS)
    return [
        {
            "label": Document.Status(step).label.capitalize(),
            "state": "done"
            if place < at or document.status == "issued"
            else "current"
            if place == at
            else "todo",
            "note": vn_date(dates[step]) if step in dates and place <= at else "",
        }
        for place, step in enumerate(STEPS)
    ]


@require_GET
@requires(Permission.READ_DOCUMENTS)
def document_progress(request, uuid):
    """The fragment that asks again by itself while the paper is being made."""
    document = fetch(request, uuid)
    if not request.htmx:
        return redirect(document)
    context = {
        "document": document,
        "reads_case": True,
        "has_workbook": document.kind in WITH_WORKBOOK,
    }
    return render(request, "oversight/document/detail.html#progress", context)


@require_GET
@requires(Permission.READ_DOCUMENTS)
def document_file(request, uuid):
    """The PDF: the rendering while it is current. Bodies get the signed copy when there is one."""
    document = fetch(request, uuid)
    if document.rendering != Document.Rendering.READY:
        raise Http404
    return send(request, document.file, filename=filename(document), inline="download" not in request.GET)


@require_GET
@requires(Permission.READ_DOCUMENTS)
def signed_file(request, uuid):
    document = fetch(request, uuid)
    if document.signed_copy is None:
        raise Http404
    name = filename(document).replace(".pdf", "-ban-ky.pdf")
    return send(request, document.signed_copy, filename=name, inline="download" not in request.GET)


@require_GET
@requires(Permission.READ_DOCUMENTS)
def document_workbook(request, uuid):
    """The figures inside the PDF as a file of their own: the same bytes."""
    document = fetch(request, uuid)
    if document.rendering != Document.Rendering.READY:
        raise Http404
    content = attached_workbook(document.file)
    if content is None:
        raise Http404
    name = filename(document).replace(".pdf", ".xlsx")
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=EXCEL)


def attached_workbook(file):
    try:
        with pikepdf.open(file.full_path) as pdf:
            for name, attachment in pdf.attachments.items():
                if name.endswith(".xlsx"):
                    return attachment.get_file().read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    return None


@require_POST
@requires(Permission.READ_DOCUMENTS)
def document_retry(request, uuid):
    document = fetch(request, uuid)
    if not (
        request.user.can(Permission.REQUEST_DOCUMENT, body=document.committee)
        or request.user.can(Permission.ISSUE_DOCUMENT, body=document.committee)
    ):
        raise PermissionDenied
    actions.retry_rendering(document)
    return redirect(document)


def act(request, document, verb, done, **kwargs):
    """Calls the verb and says what happened; a refusal is a sentence, never an error page."""
    try:
        verb(document, by=request.user, **kwargs)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(document)


@require_POST
@requires(Permission.REQUEST_DOCUMENT)
def document_submit(request, uuid):
    document = fetch(request, uuid, Permission.REQUEST_DOCUMENT)
    return act(request, document, actions.submit, _("Đã trình lãnh đạo duyệt."))


@require_POST
@requires(Permission.APPROVE_DOCUMENT)
def document_approve(request, uuid):
    document = fetch(request, uuid, Permission.APPROVE_DOCUMENT)
    return act(request, document, actions.approve, _("Đã duyệt. Văn thư cấp số và ban hành."))


@require_POST
@requires(Permission.APPROVE_DOCUMENT)
def document_send_back(request, uuid):
    document = fetch(request, uuid, Permission.APPROVE_DOCUMENT)
    reason = request.POST.get("reason", "")
    return act(request, document, actions.send_back, _("Đã trả lại để sửa."), reason=reason)


@requires(Permission.ISSUE_DOCUMENT)
def document_issue(request, uuid):
    """The clerk's form: number, date, signer, signed copy. What was typed stays after a refusal."""
    document = fetch(request, uuid, Permission.ISSUE_DOCUMENT)
    if request.method != "POST":
        return redirect(document)
    form = IssueForm(request.POST, request.FILES, document=document)
    if form.is_valid() and issued(document, form, by=request.user):
        messages.success(request, issued_message(document))
        return redirect(document)
    document.refresh_from_db()
    return render(
        request, "oversight/document/detail.html", detail_context(request, document, form), status=422
    )


def issued(document, form, *, by):
    """Whether the act went through; a refusal stands on the form."""
    data = form.cleaned_data
    numbering = None
    if "number" in data:
        numbering = {"number": data["number"], "issued_on": data["issued_on"], "signer": form.signer}
    try:
        actions.issue_by_hand(
            document,
            by=by,
            numbering=numbering,
            signed=data["signed_copy"],
            paper_signed=data["paper_signed"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def issued_message(document):
    if document.status == Document.Status.ISSUED:
        return _("Đã ban hành văn bản số %(symbol)s.") % {"symbol": document.symbol_line}
    return _("Đã cấp số %(symbol)s. In, trình ký, rồi tải bản đã ký lên đây.") % {
        "symbol": document.symbol_line
    }
