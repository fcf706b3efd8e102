"""What an ended body, or the committee for it, had only begun: drafts of duties, answers not sent yet."""

from django.utils.translation import gettext as _

from oversight.actions.reorganisation_undo import follower_of
from oversight.domain.succession import is_duty
from oversight.models import Assignment, Response

Status = Response.Status
# What a draft says beside to whom it is addressed.
COPIED = ("recommendation", "proposal", "role", "about_unit", "deliverable", "due_on", "is_retrospective")


def readdress(draft, successors, recorder):
    """Not issued yet: the first successor takes the place of the body, others get a draft of their own."""
    heirs = [body for body in successors if not is_addressed(draft, body)]
    if not successors or (not heirs and follower_of(draft, ())):
        return
    recorder.touch(draft)
    if not heirs:
        draft.delete()
        return
    draft.body = heirs[0]
    draft.save(update_fields=["body"])
    for body in heirs[1:]:
        recorder.create(copy_of(draft, body))


def is_addressed(draft, body):
    same = {"recommendation": draft.recommendation_id, "proposal": draft.proposal_id}
    return Assignment.objects.filter(body=body, **same).exists()


def copy_of(draft, body):
    values = {name: getattr(draft, name) for name in COPIED}
    return Assignment.objects.create(body=body, replaces=draft.replaces, **values)


def carry_answers(act, recorders, *, by):
    """After all duties were handed over; `recorders` are those of all rows."""
    moved = {one.row.record.pk: one for one in recorders if is_duty(one.row.record)}
    for answer in unsent_answers(moved):
        duties = [duty for duty in answer.assignments.all() if duty.pk in moved]
        recorder, heir = moved[duties[0].pk], common_heir(duties, moved)
        if heir:
            go_on(answer, moved, heir, recorder)
        elif answer.status == Status.AWAITING_SIGNATURE:
            recorder.touch(answer)
            answer.move(Status.DRAFT, by=by, note=nobody_signs(act))


def unsent_answers(duties):
    """Written by the bodies themselves; what the committee types from a paper stays with that paper."""
    rows = Response.objects.exclude(status__in=Response.SENT).filter(paper=None, assignments__in=duties)
    return rows.distinct().prefetch_related("assignments").order_by("pk")


def common_heir(duties, moved):
    """The one body that took over all of them alone; None when there were several."""
    takers = {body for duty in duties for body in moved[duty.pk].row.successors.all()}
    return takers.pop() if len(takers) == 1 else None


def go_on(answer, moved, heir, recorder):
    """As far as it was, about the duties that the successor has now."""
    recorder.touch(answer)
    answer.body = heir
    answer.save(update_fields=["body"])
    links = Response.assignments.through.objects.filter(response=answer)
    for link in links.select_related("assignment"):
        recorder.touch(link)
        target = own_of(link.assignment, heir).order_by("pk").first() if link.assignment_id in moved else None
        if target is None or links.filter(assignment=target).exists():
            # Closed before, so that nothing of it can be answered; or there already.
            link.delete()
        else:
            links.filter(pk=link.pk).update(assignment=target)


def own_of(duty, body):
    """Open ones that `body` has of the same recommendation or proposal, about the same unit."""
    same = {"recommendation": duty.recommendation_id, "proposal": duty.proposal_id, "role": duty.role}
    return Assignment.objects.issued().open().filter(body=body, about_unit=duty.about_unit_id, **same)


def nobody_signs(act):
    words = _("Cơ quan đã kết thúc theo %(act)s, không còn ai ký; bản nháp được giữ lại.")
    return words % {"act": act.act_number}
