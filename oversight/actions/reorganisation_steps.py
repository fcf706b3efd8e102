"""How each kind of open thing is handed over. Every step tells the recorder what it touches beforehand."""

from django.db.models import Q
from django.utils.translation import gettext as _

from districts.models import Body, Inheritance, Post, ProgressReport, TaskShare
from oversight.actions.reorganisation_drafts import nobody_signs, own_of, readdress
from oversight.actions.reorganisation_undo import follower_of, name_of, picture, stored
from oversight.actions.settling import close_what_waits, what_waits
from oversight.domain.succession import has_files, last_day
from oversight.models import Assignment, Proposal

NOT_BEGUN = Assignment.Status.ISSUED
# What the ended body answered stands for its successor.
KEPT = ("acceptance", "answered_on", "acceptance_note", "is_retrospective")


class Recorder:
    """Of one row: what stood before, what was made, and the name that a refusal to undo will use."""

    def __init__(self, row):
        self.row, self.before, self.made = row, [], []

    def touch(self, record):
        """Before a record is changed or deleted."""
        self.before.append(picture(record))
        self.note(record, created=False)

    def create(self, record):
        self.note(record, created=True)
        return record

    def note(self, record, *, created):
        self.made.append({"name": name_of(record), "created": created, "label": self.row.label[:120]})

    def finish(self):
        """After all rows were handed over: how each touched record was left."""
        for mark in self.made:
            record = stored(mark["name"])
            mark["after"] = picture(record) if record else None
        self.row.before, self.row.made = {"rows": self.before}, self.made
        self.row.save(update_fields=["before", "made"])


def hand_over(act, row, successors, *, by):
    """`successors` are those chosen for the row. Returns its recorder."""
    recorder = Recorder(row)
    record = stored([row.record_type.model_class()._meta.label, row.record_id])
    if record is not None:
        STEPS[type(record)](act, record, successors, recorder, by=by)
    return recorder


def move_assignment(act, duty, successors, recorder, *, by):
    """The old one is closed by withdrawing it; each successor gets one that goes on where it stood."""
    if duty.status == Assignment.Status.DRAFT:
        readdress(duty, successors, recorder)
        return
    for record in (duty, *what_waits(duty)):
        recorder.touch(record)
    words = _("Chuyển giao theo %(act)s cho %(names)s.")
    names = ", ".join(body.name for body in successors)
    before = duty.status
    duty.move(Assignment.Status.WITHDRAWN, by=by, note=words % {"act": act.act_number, "names": names})
    for body in successors:
        # One that has an open duty of the same already is not asked twice.
        if not own_of(duty, body).exists():
            recorder.create(inherit(act, duty, body, before, by=by))
    close_what_waits(duty, by=by, note=_("Nội dung giao đã chuyển cơ quan kế thừa."))


def inherit(act, duty, body, status, *, by):
    words = _("Kế thừa từ %(body)s theo %(act)s.") % {"body": duty.body.name, "act": act.act_number}
    kept = {name: getattr(duty, name) for name in KEPT}
    heir = duty.pass_to(body, by=by, note=words, **kept)
    if status != NOT_BEGUN:
        # What the old body reported or did in part stays with it; the duty itself goes on.
        heir.move(Assignment.Status.IN_PROGRESS, by=by, note=words)
    return heir


def keep_proposal(act, proposal, successors, recorder, *, by):
    """It stays in the name of who raised it; the row itself says who follows it now."""


def move_share(act, share, successors, recorder, *, by):
    """Goes on with each successor where it stood; the note keeps the name of the body that ended."""
    if not successors:
        return
    recorder.touch(share)
    first, *others = successors
    for body in others:
        take_share(share, body, recorder)
    if merge_share(share, first, recorder):
        share.delete()
        return
    share.note, share.body = joined(share.note, share_words(share)), first
    share.save(update_fields=["note", "body"])


def take_share(share, body, recorder):
    if not merge_share(share, body, recorder):
        values = {"progress": share.progress, "note": joined(share.note, share_words(share))}
        heir = TaskShare.objects.create(task=share.task, body=body, by=share.by, at=share.at, **values)
        recorder.create(heir)


def merge_share(share, body, recorder):
    """A successor that has a share of the task keeps it, with the lesser progress. False when it has none."""
    heir = TaskShare.objects.filter(task=share.task_id, body=body).first()
    if heir is None:
        return False
    recorder.touch(heir)
    heir.note = joined(heir.note, share_words(share))
    heir.progress, heir.done_on = min(heir.progress, share.progress), None
    heir.save(update_fields=["note", "progress", "done_on"])
    return True


def joined(note, words):
    return f"{note}; {words}".strip("; ")[:500]


def share_words(share):
    return _("%(body)s đến khi kết thúc: %(percent)d%%") % {
        "body": share.body.name,
        "percent": share.progress,
    }


def move_report(act, report, successors, recorder, *, by):
    """An expected one goes to the only successor, or falls away; figures that were typed are never lost."""
    heir = successors[0] if len(successors) == 1 else None
    if heir and not ProgressReport.objects.filter(body=heir, period=report.period_id).exists():
        recorder.touch(report)
        report.body = heir
        report.save(update_fields=["body"])
    elif report.status == ProgressReport.Status.EXPECTED and is_bare(report):
        recorder.touch(report)
        report.delete()
    elif report.status == ProgressReport.Status.AWAITING_SIGNATURE:
        recorder.touch(report)
        report.move(ProgressReport.Status.DRAFT, by=by, note=nobody_signs(act))


def is_bare(report):
    return not (report.versions.exists() or report.proposals.exists())


def end_post(act, post, successors, recorder, *, by):
    """Ends on the last day; where there is one successor the same post is opened there."""
    recorder.touch(post)
    if len(successors) == 1:
        open_post(act, post, successors[0], recorder)
    if post.valid_from > last_day(act) and not follower_of(post, ()):
        post.delete()
        return
    # One that would begin later and that a handover names stays as a post of the last day alone.
    post.valid_from, post.valid_to = min(post.valid_from, last_day(act)), last_day(act)
    post.save(update_fields=["valid_from", "valid_to"])


def open_post(act, post, body, recorder):
    """From the day the successor has it, to the day it was given until."""
    start = max(act.effective_on, body.valid_from, post.valid_from)
    if holds_already(post, body) or (post.valid_to and post.valid_to < start):
        return
    values = {"user": post.user, "role": post.role, "title": post.title, "valid_to": post.valid_to}
    recorder.create(Post.objects.create(body=body, valid_from=start, **values))


def holds_already(post, body):
    """The same post there, at least as long: nobody holds one twice."""
    longer = Q(valid_to=None)
    if post.valid_to:
        longer |= Q(valid_to__gte=post.valid_to)
    return body.posts.filter(longer, user=post.user_id, role=post.role).exists()


def end_body(act, body, successors, recorder, *, by):
    """Where there is one successor, the body lives on in it: it reads what was the body's own."""
    recorder.touch(body)
    body.valid_to = body.valid_to or last_day(act)
    if len(successors) == 1:
        body.successor = successors[0]
        pass_files(body, successors[0], recorder)
    body.save(update_fields=["valid_to", "successor"])


def pass_files(body, heir, recorder):
    """Its own, and those that had come to it by an earlier act."""
    if not has_files(body):
        return
    came = Inheritance.objects.filter(successor=body).values_list("predecessor", flat=True)
    for predecessor in [body.pk, *came]:
        key = {"predecessor_id": predecessor, "successor": heir}
        if predecessor != heir.pk and not Inheritance.objects.filter(**key).exists():
            recorder.create(Inheritance.objects.create(**key))


STEPS = {
    Assignment: move_assignment,
    Proposal: keep_proposal,
    TaskShare: move_share,
    ProgressReport: move_report,
    Post: end_post,
    Body: end_body,
}
