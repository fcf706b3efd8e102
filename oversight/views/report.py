"""The report's text: headings filled from the records, edited by people."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lifecycle import Refused, StaleRecord
from oversight.actions import sections as actions
from oversight.documents import gather
from oversight.documents.check import check_report
from oversight.documents.outline import BY_CODE
from oversight.documents.prose import fill_tokens, plain_text, sanitise_section_html
from oversight.forms.report import SectionForm
from oversight.models import OversightSession, Photo


def fetch_session(request, code, *, editing=True):
    session = get_object_or_404(
        OversightSession.objects.visible_to(request.user)
        .select_related("committee__letterhead")
        .prefetch_related("members"),
        code=code,
    )
    allowed = request.user.can(Permission.EDIT_SECTION, body=session.committee)
    is_reader = request.user.can(Permission.READ_FINDINGS)
    if (editing and not allowed) or not is_reader:
        raise PermissionDenied
    return session, allowed


@requires(Permission.READ_FINDINGS)
def section_list(request, code):
    session, may_edit = fetch_session(request, code, editing=False)
    sections = list(session.sections.filter(kind="result_report").select_related("edited_by"))
    report = gather.result_report(session) if sections else None
    rows = [row(section, report.facts) for section in sections]
    context = {
        "session": session,
        "rows": rows,
        "may_edit": may_edit,
        "may_request": request.user.can(Permission.REQUEST_DOCUMENT, body=session.committee),
        "problems": check_report(report) if report else [],
        "groups": [group for part in report.sections for group in part.groups] if report else [],
        "documents": session.documents.defer("snapshot").select_related("series", "file")[:5],
    }
    return render(request, "oversight/report/list.html", context)


def row(section, facts):
    """A heading as the page shows it; a heading that only stands above others is a line, not a card."""
    outline = BY_CODE[section.code]
    text = with_facts(section.text, facts)
    return {"section": section, "outline": outline, "text": text, "is_line": outline.is_parent and not text}


def with_facts(text, facts):
    """Section text through the sanitiser once more, numbers in place of their tokens."""
    words = {("so", fact.label): fact.text for fact in facts}
    return mark_safe(fill_tokens(sanitise_section_html(text), blocks={}, words=words))


@require_POST
@requires(Permission.EDIT_SECTION)
def section_fill(request, code):
    session, _allowed = fetch_session(request, code)
    try:
        waiting = actions.fill_from_records(session)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("section_list", code=session.code)
    if waiting:
        messages.info(
            request,
            _(
                "Đã lấy nội dung mới từ hồ sơ. %(count)d mục đã được biên tập giữ nguyên, "
                "có bản mới để đối chiếu."
            )
            % {"count": len(waiting)},
        )
    else:
        messages.success(request, _("Đã lấy nội dung từ hồ sơ cuộc giám sát."))
    return redirect("section_list", code=session.code)


def fetch_section(session, code):
    section = session.sections.filter(kind="result_report", code=code).select_related("edited_by").first()
    if section is None:
        raise Http404
    return section


@requires(Permission.EDIT_SECTION)
def section_edit(request, code, section):
    session, _allowed = fetch_session(request, code)
    record = fetch_section(session, section)
    form = SectionForm(request.POST if request.method == "POST" else None, section=record)
    conflict = None
    if form.is_valid():
        try:
            actions.edit(
                record,
                text=form.cleaned_data["text"],
                expected_version=form.cleaned_data["row_version"],
                by=request.user,
            )
        except StaleRecord as stale:
            conflict = stale.current
            form = SectionForm(
                {"text": form.cleaned_data["text"], "row_version": conflict.row_version}, section=record
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu mục “%(title)s”.") % {"title": BY_CODE[record.code].title})
            return redirect("section_list", code=session.code)
    status = 409 if conflict else 422 if form.errors else 200
    return render(
        request, "oversight/report/form.html", form_context(session, record, form, conflict), status=status
    )


def form_context(session, record, form, conflict):
    rows = []
    if conflict:
        mine = form.data["text"]
        rows = [{"label": _("Nội dung"), "theirs": plain_text(conflict.text), "mine": plain_text(mine)}]
    report = gather.result_report(session)
    return {
        "session": session,
        "section": record,
        "outline": BY_CODE[record.code],
        "form": form,
        "conflict_rows": rows,
        "conflict": conflict,
        "references_json": json.dumps(
            [{"code": table.code, "label": table.caption} for table in report.tables], ensure_ascii=False
        ),
        "photos": photos_of(session),
        "generated": with_facts(record.generated, report.facts),
        "facts": report.facts,
    }


def photos_of(session):
    return Photo.objects.filter(visit__session=session).exclude(caption="").select_related("visit")[:30]


@require_POST
@requires(Permission.EDIT_SECTION)
def section_take(request, code, section):
    """Puts the records' wording in place of the edited one."""
    session, _allowed = fetch_session(request, code)
    record = fetch_section(session, section)
    try:
        expected = int(request.POST.get("row_version", "0"))
        actions.take_generated(record, expected_version=expected, by=request.user)
    except (StaleRecord, ValueError):
        messages.error(request, _("Mục này vừa được người khác lưu. Xin xem lại rồi chọn."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã dùng nội dung lấy từ hồ sơ."))
    return redirect("section_list", code=session.code)
