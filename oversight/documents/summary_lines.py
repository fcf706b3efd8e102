"""The lines of a unit's summary: what changed, what is doubtful, what is owed; few, the weightiest first."""

from django.utils.text import Truncator

from cds_portal.charts import number_text
from districts.models import TaskShare
from oversight.documents import wording
from oversight.documents.duty_rows import MARK, days_late, worst_first
from oversight.documents.gather_sheet import assignments_of
from oversight.documents.unit_summary import Notice
from oversight.domain.figures import counted

# What is read in a minute, and what keeps the paper at two pages.
LINES = 3
WORDS = 16


def changes(known):
    """The largest steps since last period, worse ones first among equals."""
    moved = [one for one in known if one.change and one.change.is_better is not None]
    moved.sort(key=lambda one: (-size(one), one.change.is_better))
    return tuple(
        Notice(
            f"{one.indicator.code} - {one.indicator.name}",
            f"{one.change.text}, còn {now}" if one.change.by < 0 else f"{one.change.text}, đạt {now}",
            "good" if one.change.is_better else "bad",
        )
        for one in moved[:LINES]
        for now in [number_text(one.last.value, "%" if one.indicator.is_percent else "")]
    )


def size(one):
    """Points of a percentage as they are, of anything else the percent of change."""
    if one.indicator.is_percent:
        return abs(float(one.change.by))
    return abs(float(one.change.share)) if one.change.share is not None else 100.0


def doubts(known):
    """Figures to be asked about before they are relied on."""
    found = [
        Notice(f"{one.indicator.code} - {one.indicator.name}", f"{flag.label}: {flag.sentence}")
        for one in known
        for flag in one.flags
    ]
    return tuple(found[:LINES])


def open_duties(committee, body, day):
    """Issued and open assignments of the body, the longest overdue first; read once."""
    chosen = counted(assignments_of(committee, body=body)).issued().open()
    chosen = chosen.select_related("recommendation__session", "proposal__raised_by")
    return list(worst_first(chosen, day))


def duties_line(duties, day):
    if not duties:
        return "Không có kiến nghị đang mở."
    late = sum(1 for duty in duties if days_late(duty, day))
    undated = sum(1 for duty in duties if duty.due_on is None)
    parts = [f"{late} quá hạn" if late else "", f"{undated} chưa ấn định thời hạn" if undated else ""]
    rest = ", ".join(part for part in parts if part)
    return f"{len(duties)} kiến nghị đang mở{f': {rest}' if rest else ''}."


def duty_notices(duties, day):
    return tuple(duty_notice(duty, day) for duty in duties[:LINES])


def duty_notice(duty, day):
    record = duty.recommendation or duty.proposal
    text = Truncator(" ".join(record.text.split())).words(WORDS, truncate="…")
    late = days_late(duty, day)
    if late:
        when = f"quá hạn {wording.number_text(late)} ngày (hạn {wording.short_date(duty.due_on)})"
    elif duty.due_on:
        when = f"hạn {wording.short_date(duty.due_on)}"
    else:
        when = "chưa ấn định thời hạn"
    mark = MARK if record.illustrative else ""
    return Notice(f"{text}{mark}", f"{duty.get_status_display()}, {when}", "bad" if late else "")


def plan_shares(body, period, day):
    """The body's parts of the plans of the period's year."""
    return list(
        TaskShare.objects.filter(body=body, task__plan__year=period.year)
        .select_related("task")
        .order_by("task__due_on", "task__number", "pk")
    )


def tasks_line(shares):
    if not shares:
        return ""
    states = [share.state for share in shares]
    parts = [f"{states.count('done')}/{len(states)} nhiệm vụ kế hoạch đã hoàn thành"]
    if late := states.count("late"):
        parts.append(f"{late} chậm")
    return f"{', '.join(parts)}."


def task_notices(shares, day):
    late = [share for share in shares if share.state == "late"]
    return tuple(
        Notice(
            Truncator(" ".join(share.task.text.split())).words(WORDS, truncate="…")
            + (MARK if share.task.illustrative else ""),
            f"chậm {wording.number_text((day - share.task.due_on).days)} ngày, tiến độ {share.progress}%",
            "bad",
        )
        for share in late[:LINES]
    )
