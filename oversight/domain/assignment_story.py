"""What happened to a duty, in order: moves, answers, confirmations, extensions, steps. Derived."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from cds_portal.lifecycle import StatusChange
from cds_portal.text import day_text
from oversight.domain.step_story import Event, decisions, papers_received
from oversight.models import Assignment, Extension, Response, Verification

S = Assignment.Status
# Moves that only follow from an act which has a line of its own.
CONSEQUENCES = {
    (S.ISSUED, S.IN_PROGRESS),
    (S.IN_PROGRESS, S.REPORTED_DONE),
    (S.REPORTED_DONE, S.DONE),
    (S.REPORTED_DONE, S.PARTLY_DONE),
    (S.REPORTED_DONE, S.IN_PROGRESS),
}
ICONS = {
    S.ISSUED: "send",
    S.NOT_DONE: "circle-x",
    S.WITHDRAWN: "undo-2",
    S.CARRIED: "corner-up-right",
    S.IN_PROGRESS: "rotate-ccw",
    Assignment.DUE_MARK: "calendar",
}


def story_of(assignment, responses, *, reader, own=False):
    """Events in order. `responses` are those `reader` may see, read with their proofs; `own` adds what only
    the body itself knows: who drafted and who refused to sign. What the committee decided on a step, and
    why, is for the committee.
    """
    inside = assignment.committee_id in reader.committee_ids
    events = [
        *moves(assignment),
        *answers(responses),
        *confirmations(assignment),
        *extensions(assignment),
        *(decisions(assignment) if inside else papers_received(assignment, reader)),
    ]
    if own:
        events += drafts(responses)
    return sorted(events, key=lambda event: event.at)


def moves(assignment):
    for change in assignment.history.select_related("by"):
        if (change.from_status, change.to_status) in CONSEQUENCES:
            continue
        if change.from_status == S.PARTLY_DONE and change.to_status == S.IN_PROGRESS and not change.note:
            continue
        label = Assignment.status_label(change.to_status)
        is_answer = change.to_status.startswith(Assignment.ACCEPTANCE_MARK)
        if is_answer:
            label = answer_words(assignment, change, label)
        elif change.to_status == S.IN_PROGRESS:
            label = _("mở lại, đang thực hiện")
        yield Event(
            change.at,
            "message-square" if is_answer else ICONS.get(change.to_status, "history"),
            capital(label),
            change.note,
            change.by,
            change.by_line,
        )


def answer_words(assignment, change, label):
    """First the body answers the duty, then, when it asked, the committee answers the body."""
    mark = Assignment.ACCEPTANCE_MARK
    if change.from_status == f"{mark}{Assignment.Acceptance.PENDING}":
        return _("%(body)s: %(answer)s") % {"body": assignment.body, "answer": label}
    return _("Ban trả lời đề nghị xem xét lại: %(answer)s") % {"answer": label}


def answers(responses):
    for response in responses:
        if not response.is_sent:
            continue
        said = _("%(body)s trả lời: %(claim)s") % {
            "body": response.body,
            "claim": response.get_claim_display(),
        }
        yield Event(
            response.submitted_at,
            "reply",
            said,
            answer_note(response),
            response.signed_by,
            response.signer_line,
            response.get_absolute_url(),
        )


def answer_note(response):
    parts = []
    if response.completed_on:
        parts.append(_("hoàn thành ngày %(day)s") % {"day": day_text(response.completed_on)})
    if response.paper_id:
        words = (
            _("nhập thay theo văn bản số %(n)s ngày %(day)s")
            if response.is_on_behalf
            else _("theo văn bản số %(n)s ngày %(day)s")
        )
        parts.append(words % {"n": response.paper.number, "day": day_text(response.paper.dated)})
    proofs = [one for one in response.evidence.all() if one.withdrawn_at is None]
    parts.append(_("%(n)d minh chứng") % {"n": len(proofs)} if proofs else _("không có minh chứng"))
    return capital(", ".join(parts))


def drafts(responses):
    """Sent for signature, sent back by the leader: the body's own business."""
    kind = ContentType.objects.get_for_model(Response)
    named = {str(response.pk): response for response in responses}
    rows = StatusChange.objects.filter(record_type=kind, record_id__in=named).select_related("by")
    for change in rows:
        if change.to_status == Response.Status.AWAITING_SIGNATURE:
            label, icon = _("Đã trình lãnh đạo ký trả lời"), "signature"
        elif change.to_status == Response.Status.DRAFT and change.from_status:
            label, icon = _("Lãnh đạo chưa ký, trả lại người soạn"), "corner-up-left"
        else:
            continue
        url = named[change.record_id].get_absolute_url()
        yield Event(change.at, icon, label, change.note, change.by, change.by_line, url)


TONES = {Verification.Outcome.DONE: "ok", Verification.Outcome.INADEQUATE: "bad"}


def confirmations(assignment):
    for row in assignment.verifications.select_related("by", "visit", "response"):
        note = row.note
        if row.completed_on:
            note = _("Hoàn thành ngày %(day)s. %(note)s") % {
                "day": day_text(row.completed_on),
                "note": note,
            }
        if row.visit:
            note += " " + _("Kiểm tra tại %(place)s ngày %(day)s.") % {
                "place": row.visit.place,
                "day": day_text(row.visit.date),
            }
        label = _("Xác nhận kết quả: %(outcome)s") % {"outcome": row.get_outcome_display()}
        url = row.response.get_absolute_url() if row.response else ""
        yield Event(
            row.at,
            "clipboard-check",
            label,
            note,
            row.by,
            assignment.committee.name,
            url,
            TONES.get(row.outcome, ""),
        )


def extensions(assignment):
    for row in assignment.extensions.select_related("asked_by", "decided_by"):
        asked = _("Xin gia hạn từ %(old)s đến %(new)s") % {
            "old": day_text(row.old_due) if row.old_due else _("chưa ấn định"),
            "new": day_text(row.asked_due),
        }
        yield Event(row.at, "calendar-clock", asked, row.reason, row.asked_by, assignment.body.name)
        if row.status == Extension.Status.ASKED:
            continue
        granted = row.status == Extension.Status.GRANTED
        label = (
            _("Gia hạn đến %(day)s") % {"day": day_text(row.granted_due)} if granted else _("Không gia hạn")
        )
        last = row.history.last()
        yield Event(
            row.decided_at,
            "calendar-check" if granted else "calendar-x",
            label,
            last.note if last else "",
            row.decided_by,
            assignment.committee.name,
        )


def capital(text):
    text = str(text)
    return text[:1].upper() + text[1:]
