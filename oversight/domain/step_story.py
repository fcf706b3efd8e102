"""What a step of escalation adds to the story of its duty, and the shape of one event. Derived."""

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.lifecycle import StatusChange
from oversight.models import Document, EscalationStep

END_OF_DAY = time(23, 59)


@dataclass(frozen=True)
class Event:
    """`by` is a user, named to those who read the whole case; `line` the post as it stood, or the body, is
    shown to all.
    """

    at: datetime
    icon: str
    label: str
    note: str = ""
    by: object = None
    line: str = ""
    url: str = ""
    tone: str = ""

    @property
    def is_day_only(self):
        """Dated by the day; its place at the end of the day is only for the order."""
        return timezone.localtime(self.at).time() >= END_OF_DAY


def decisions(assignment):
    """The committee's own: each decision on a step, its reason, and what became of it: its deed and paper, or
    why it fell away.
    """
    rows = assignment.escalation_steps.exclude(status=EscalationStep.Status.PROPOSED)
    rows = list(rows.select_related("decided_by", "document"))
    moved, line = step_moves(rows), assignment.committee.name
    for row in rows:
        url = row.document.get_absolute_url() if row.document else ""
        first, last = moved[row.pk][:1], moved[row.pk][-1:]
        words = decision_words(row, first)
        at = moment(row.decided_on, first)
        yield Event(at, "megaphone", words, row.reason, row.decided_by, line, url)
        if row.carried_out_on:
            at = moment(row.carried_out_on, last, late=True)
            yield Event(at, "megaphone", deed(row), "".join(change.note for change in last), url=url)
        elif fell(row, first):
            for change in last:
                yield Event(change.at, "megaphone", fallen_words(row), change.note, change.by, line)


def step_moves(steps):
    """{pk: the moves of the step in order}."""
    found = {step.pk: [] for step in steps}
    kind = ContentType.objects.get_for_model(EscalationStep)
    rows = StatusChange.objects.filter(record_type=kind, record_id__in=[str(pk) for pk in found])
    for change in rows.select_related("by"):
        found[int(change.record_id)].append(change)
    return found


def fell(row, first):
    """Decided, and dismissed later for another reason than the decision's."""
    decided = EscalationStep.Status.DECIDED
    return row.status == EscalationStep.Status.DISMISSED and any(
        decided in (change.from_status, change.to_status) for change in first
    )


def decision_words(row, first):
    words = _("Quyết định bước xử lý: %(step)s")
    if row.status == EscalationStep.Status.DISMISSED and not fell(row, first):
        words = _("Chưa áp dụng bước: %(step)s")
    return words % {"step": row.get_step_display()}


def fallen_words(row):
    return _("Thôi bước xử lý: %(step)s") % {"step": row.get_step_display()}


def moment(day, changes, *, late=False):
    """When it was noted, if on that very day; else the end of the day that it is dated."""
    at = next((change.at for change in changes if timezone.localdate(change.at) == day), None)
    return at or on_day(day, late=late)


def deed(row):
    return _("Đã thực hiện: %(step)s") % {"step": row.get_step_display()}


def papers_received(assignment, reader):
    """Of the steps only what reached the reader: that one was taken, by its issued paper."""
    letters = Document.objects.visible_to(reader).filter(status=Document.Status.ISSUED)
    rows = assignment.escalation_steps.filter(
        status=EscalationStep.Status.CARRIED_OUT, document__in=letters.values("pk")
    )
    rows = list(rows.select_related("document"))
    moved = step_moves(rows) if rows else {}
    for row in rows:
        url, line = row.document.get_absolute_url(), assignment.committee.name
        at = moment(row.carried_out_on, moved[row.pk][-1:], late=True)
        yield Event(at, "megaphone", deed(row), line=line, url=url)


def on_day(day, *, late=False):
    """Steps are dated by the day: they stand at its end, the deed after the decision."""
    return timezone.make_aware(datetime.combine(day, time.max if late else END_OF_DAY))
