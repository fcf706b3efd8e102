"""Which of the seven steps (DOMAIN 1.5) comes next for an assignment, why, and by which law. Derived.

The system proposes, a person decides: a row exists from the decision on (`oversight/actions/escalation.py`).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cds_portal.clock import DeadlineRule
from cds_portal.lifecycle import StatusChange
from cds_portal.text import day_text, vietnamese_number
from oversight.models import Assignment, EscalationStep, Extension

Step = EscalationStep.Step
S = Assignment.Status
# Days to wait before each step when no rule of the database says otherwise (codes `escalation-1` …): after
# the due date for the first, after the step before for the others. Practice, not law: [C] in DOMAIN 1.5.
DEFAULT_DAYS = {1: 1, 2: 30, 3: 30, 4: 15, 5: 30, 6: 60, 7: 30}
LAW_FROM = date(2026, 3, 1)
LAW_OLD = "Điều 89 Luật số 87/2015/QH13"
LAW_NEW = "Điều 40 Luật số 121/2025/QH15; đối chiếu NQ 114/2025/UBTVQH15"


@dataclass(frozen=True)
class ProposedStep:
    """`since` is the day from which it is proposed; `checked` False = say “đối chiếu NQ 114/2025”."""

    step: int
    since: date
    reason: str
    legal_source: str
    checked: bool

    @property
    def label(self):
        return Step(self.step).label


def rules_on(day):
    """{step: DeadlineRule} in force on `day`; read once for a whole list."""
    found = DeadlineRule.objects.by_code_on(day)
    return {step: found[f"escalation-{step}"] for step in Step.values if f"escalation-{step}" in found}


def proposed_step(assignment, day, *, rules=None, steps=None):
    """The next step on `day`, or None: nothing is late, one is under way, or it is the committee's turn.

    `steps` are the assignment's EscalationStep rows in order of time (read if not given).
    """
    steps = list(assignment.escalation_steps.all()) if steps is None else steps
    if any(step.status in ("proposed", "decided") for step in steps):
        return None
    number = next_number(steps)
    anchor = anchor_of(assignment, steps)
    if number is None or anchor is None:
        return None
    since = min(day, anchor) if at_once(assignment, steps) else due_day(number, anchor, rules or {})
    if day < since:
        return None
    source, checked = legal_source(number, day, rules or {})
    return ProposedStep(number, since, reason_for(assignment, steps, day), source, checked)


def next_number(steps):
    carried_out = [step.step for step in steps if step.status == "carried_out"]
    number = max(carried_out, default=0) + 1
    return number if number <= max(Step.values) else None


def at_once(assignment, steps):
    """What was found not done waits for no day, due or not; only for its time when a step was put aside."""
    return assignment.status == S.NOT_DONE and not steps


def anchor_of(assignment, steps):
    """The day from which the waiting is counted: the last step's, else the due date; None = not late."""
    if assignment.status == S.NOT_DONE:
        if any(step.status == "carried_out" for step in steps):
            return None
        put_aside = [step.decided_on for step in steps if step.decided_on]
        return max(put_aside, default=assignment.due_on or assignment.issued_on)
    if assignment.status not in (S.ISSUED, S.IN_PROGRESS, S.PARTLY_DONE) or assignment.due_on is None:
        return None
    ended = [step.carried_out_on or step.decided_on for step in steps]
    return max([day for day in ended if day and day >= assignment.due_on], default=assignment.due_on)


def due_day(number, anchor, rules):
    rule = rules.get(number)
    try:
        return rule.due_on(anchor) if rule else anchor + timedelta(days=DEFAULT_DAYS[number])
    except OverflowError:
        # A due date of old, typed as the year 9999.
        return date.max


def legal_source(number, day, rules):
    if number in rules:
        return rules[number].legal_source, rules[number].checked
    return (LAW_NEW, False) if day >= LAW_FROM else (LAW_OLD, True)


def reason_for(assignment, steps, day):
    if assignment.status == S.NOT_DONE:
        return _("Ban đã xác định không thực hiện; cần quyết định bước xử lý để khép hồ sơ.")
    late = _("Quá hạn %(n)s ngày (hạn %(due)s).") % {
        "n": vietnamese_number((day - assignment.due_on).days),
        "due": day_text(assignment.due_on),
    }
    last = next((step for step in reversed(steps) if step.status == "carried_out"), None)
    if last is None:
        return late
    done = _("Đã %(step)s ngày %(day)s, chưa hoàn thành.") % {
        "step": last.get_step_display(),
        "day": day_text(last.carried_out_on),
    }
    return f"{late} {done}"


def may_need_a_step(assignments, day):
    """Rows worth asking `proposed_step` for, the longest overdue first; a range for the database."""
    return (
        assignments.lead()
        # What is open, but for what waits for the committee: left out, so that the list's order is read.
        .filter(is_over=0, due_rank__lt=day)
        .exclude(status=S.REPORTED_DONE)
        .exclude(
            pk__in=EscalationStep.objects.filter(status__in=["proposed", "decided"]).values("assignment")
        )
        .exclude(pk__in=asked_for_more_time())
        .order_by("due_rank", "pk")
    )


def last_notes(steps):
    """{pk: the note of its last move}: the paper of what was carried out, why it was put aside."""
    kind = ContentType.objects.get_for_model(EscalationStep)
    rows = StatusChange.objects.filter(record_type=kind, record_id__in=[str(step.pk) for step in steps])
    notes = dict(rows.order_by("at", "pk").values_list("record_id", "note"))
    return {step.pk: notes.get(str(step.pk), "") for step in steps}


def not_done_undecided(assignments):
    """Found not done, and no step decided of it: the session cannot be closed. Due or not, oldest first."""
    handled = EscalationStep.objects.filter(
        assignment=OuterRef("pk"), status__in=["proposed", "decided", "carried_out"]
    )
    # Of either role, for each keeps its session open.
    return assignments.filter(status=S.NOT_DONE).exclude(Exists(handled)).order_by("due_rank", "pk")


def asked_for_more_time():
    return Extension.objects.filter(status=Extension.Status.ASKED).values("assignment")
