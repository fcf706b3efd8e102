"""One act on many assignments: rehearsed, so that the preview is true, then done as a whole."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from oversight.actions.assignments import ensure_open, ensure_reason, lock, set_due, withdraw
from oversight.actions.extensions import (
    ensure_extendable,
    ensure_later,
    ensure_nothing_asked,
    grant_extension,
)
from oversight.models import Assignment, Extension

S = Assignment.Status


@dataclass(frozen=True)
class Line:
    """What the act does to one assignment; `problem` in words when it cannot."""

    assignment: Assignment
    before: str
    after: str
    problem: str = ""


class Rehearsal(Exception):
    """Rolls a trial back."""


def rehearse(act, assignments, **values):
    """The lines of `act` on each assignment, exactly as it would go now; nothing is kept."""
    lines = []
    for assignment in assignments:
        try:
            with transaction.atomic():
                line = act(assignment, **values)
                raise Rehearsal
        except Rehearsal:
            lines.append(line)
        except Refused as refusal:
            lines.append(Line(assignment, "", "", str(refusal)))
    return lines


@transaction.atomic
def carry_out(act, assignments, **values):
    """All or nothing: when one is refused now, the refusal names it and nothing is written."""
    for assignment in assignments:
        try:
            act(assignment, **values)
        except Refused as refusal:
            raise Refused(f"{assignment.body} - {assignment.subject}: {refusal}") from refusal
    return len(assignments)


def summary(lines):
    """“5 bản ghi đổi từ 30/9/2026 thành 31/12/2026”, the most frequent first."""
    counted = Counter((line.before, line.after) for line in lines if not line.problem)
    return [
        _("%(n)d bản ghi đổi từ %(before)s thành %(after)s") % {"n": n, "before": before, "after": after}
        for (before, after), n in counted.most_common()
    ]


def extend(assignment, *, due_on, reason, by):
    """The committee gives more time of its own accord; what had no date gets its first."""
    reason = ensure_reason(reason, _("Xin ghi lý do gia hạn."))
    before = day_text(assignment.due_on) if assignment.due_on else _("chưa ấn định")
    if assignment.due_on is None:
        set_due(assignment=assignment, due_on=due_on, reason=reason, by=by)
    else:
        grant_unasked(lock(assignment), due_on, reason, by)
    return Line(assignment, before, day_text(due_on))


def grant_unasked(stored, due_on, reason, by):
    ensure_extendable(stored)
    ensure_later(due_on, stored.due_on)
    ensure_nothing_asked(stored)
    extension = Extension.objects.create(
        assignment=stored, old_due=stored.due_on, asked_due=due_on, reason=reason, asked_by=by
    )
    grant_extension(extension=extension, granted_due=due_on, note=reason, by=by)


def reassign(assignment, *, body, reason, by):
    """Another body takes the duty over as it stands; the old row is withdrawn and keeps its history."""
    reason = ensure_reason(reason, _("Xin ghi lý do chuyển cơ quan thực hiện."))
    stored = lock(assignment)
    if stored.status == S.DRAFT:
        raise Refused(_("Nội dung chưa ban hành: sửa cơ quan thực hiện ngay ở kiến nghị."))
    ensure_open(stored)
    ensure_takes_over(stored, body)
    note = _("Chuyển %(body)s thực hiện. %(reason)s") % {"body": body, "reason": reason}
    withdraw(assignment=stored, reason=note, by=by)
    received = _("Nhận từ %(body)s. %(reason)s") % {"body": stored.body, "reason": reason}
    stored.pass_to(body, by=by, note=received)
    return Line(assignment, str(stored.body), str(body))


def ensure_takes_over(stored, body):
    if body.pk == stored.body_id:
        raise Refused(_("Cơ quan nhận đang là cơ quan thực hiện."))
    siblings = Assignment.objects.filter(
        recommendation=stored.recommendation, proposal=stored.proposal, body=body
    )
    if siblings.exclude(status__in=Assignment.CLOSED).exists():
        raise Refused(_("%(body)s đã được giao nội dung này.") % {"body": body})
    if not body.is_in_force_on(today()):
        raise Refused(_("%(body)s đã kết thúc hoạt động.") % {"body": body})


ACTS = {"extend": extend, "reassign": reassign}
