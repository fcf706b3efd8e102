"""Acts on the report's text: take it from the records, edit it, take over what is new."""

from django.db import transaction
from django.utils import timezone

from cds_portal.lifecycle import StaleRecord
from oversight.actions.cases import ensure_open_for_writing
from oversight.documents.outline import RESULT_REPORT, generated
from oversight.documents.prose import sanitise_section_html
from oversight.models import ReportSection


@transaction.atomic
def fill_from_records(session):
    """Brings every heading to what the records say now. Text edited by people is kept word by word; the new
    wording waits beside it in `generated`. Returns the headings where the two differ.
    """
    ensure_open_for_writing(session=session)
    texts = generated(session)
    stored = {section.code: section for section in session.sections.filter(kind="result_report")}
    waiting = []
    for order, outline in enumerate(RESULT_REPORT):
        text = sanitise_section_html(texts[outline.code])
        section = stored.get(outline.code)
        if section is None:
            ReportSection.objects.create(
                session=session, code=outline.code, order=order, text=text, generated=text
            )
        else:
            bring_up(section, text)
            if section.has_news:
                waiting.append(section)
    return waiting


def bring_up(section, text):
    changes = {"generated": text} if section.is_edited else {"generated": text, "text": text}
    # Guarded by the version: an edit saved meanwhile is a person's text and must not be overwritten.
    rows = ReportSection.objects.filter(pk=section.pk, row_version=section.row_version)
    if rows.update(**changes):
        for name, value in changes.items():
            setattr(section, name, value)


def edit(section, *, text, expected_version, by):
    """Stores a person's text (sanitised). Raises StaleRecord when another officer saved first."""
    ensure_open_for_writing(session=section.session)
    section.text = sanitise_section_html(text)
    section.edited_by, section.edited_at = by, timezone.now()
    section.save_version(expected_version)


def take_generated(section, *, expected_version, by):
    """Puts the records' wording in place of the edited one, on a person's decision; history keeps both."""
    ensure_open_for_writing(session=section.session)
    if section.row_version != expected_version:
        raise StaleRecord(section)
    section.text = section.generated
    section.edited_by = section.edited_at = None
    section.save_version(expected_version)
