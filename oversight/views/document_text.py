"""The page on which the text of a drafted letter or report is edited."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lifecycle import Refused, StaleRecord
from oversight.actions.texts import edit_text, is_editable
from oversight.documents.kinds import paper_of
from oversight.documents.prose import plain_text
from oversight.forms.document_text import DocumentTextForm
from oversight.views.documents import fetch


@requires(Permission.REQUEST_DOCUMENT)
def document_text(request, uuid):
    document = fetch(request, uuid, Permission.REQUEST_DOCUMENT)
    if not is_editable(document):
        messages.error(request, _("Nội dung văn bản này không sửa ở đây được."))
        return redirect(document)
    paper = paper_of(document)
    data = request.POST if request.method == "POST" else None
    form = DocumentTextForm(data, paper=paper, version=document.row_version)
    conflict = None
    if form.is_valid():
        try:
            edit_text(
                document, form.texts, expected_version=form.cleaned_data["row_version"], by=request.user
            )
        except StaleRecord as stale:
            conflict = stale.current
            typed = form.data.copy()
            typed["row_version"] = conflict.row_version
            form = DocumentTextForm(typed, paper=paper, version=conflict.row_version)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu nội dung; bản PDF đang được lập lại."))
            return redirect(document)
    context = {
        "document": document,
        "form": form,
        "facts": paper.facts,
        "tables": paper.tables,
        "conflict": conflict,
        "conflict_rows": conflict_rows(conflict, form) if conflict else (),
        "editor": conflict.history.select_related("by").last().by if conflict else None,
    }
    status = 409 if conflict else 422 if form.is_bound and form.errors else 200
    return render(request, "oversight/document/text.html", context, status=status)


def conflict_rows(stored, form):
    return [
        {
            "label": section.heading or _("Nội dung"),
            "theirs": plain_text(section.html),
            "mine": plain_text(form.data.get(f"text-{position}", "")),
        }
        for position, section in enumerate(paper_of(stored).sections)
    ]
