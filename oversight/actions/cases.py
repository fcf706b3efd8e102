"""Acts on a case that touch several records at once."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from oversight.models import Assignment, OversightSession, Proposal, Recommendation

WRITTEN = (
    OversightSession.Status.CONCLUDED,
    OversightSession.Status.FOLLOW_UP,
    OversightSession.Status.CLOSED,
    OversightSession.Status.CANCELLED,
)


def ensure_open_for_writing(*, session):
    """Findings and recommendations are what the report says: after the conclusion they stand."""
    if session.status in WRITTEN:
        raise Refused(
            _("Cuộc giám sát %(status)s, không thêm hay sửa nội dung báo cáo được nữa.")
            % {"status": session.get_status_display()}
        )


def ensure_open_for_changes(*, session):
    """What the session is, its days, its people: after the conclusion they stand."""
    if session.status in WRITTEN:
        raise Refused(
            _("Cuộc giám sát %(status)s, không sửa thông tin và thành phần được nữa.")
            % {"status": session.get_status_display()}
        )


@transaction.atomic
def change_session(*, session, form, by):
    """False when somebody saved before; `form` is its SessionForm or PeopleForms, valid."""
    stored = lock(session)
    ensure_open_for_changes(session=stored)
    if stored.status != session.status:
        # What may be taken out was judged by the status before.
        raise Refused(_("Trạng thái cuộc giám sát vừa thay đổi. Xem lại rồi lưu lần nữa."))
    return form.save_guarded()


@transaction.atomic
def add_proposal(*, form, by):
    """`form` is valid and of a new proposal; its session may have been cancelled since it was shown."""
    session = form.instance.session
    if session and lock(session).status == OversightSession.Status.CANCELLED:
        raise Refused(_("Cuộc giám sát đã hủy, không ghi thêm đề xuất được nữa."))
    form.instance.by = by
    return form.save()


@transaction.atomic
def change_proposal(*, form, by):
    """False when somebody saved before (the form then shows both texts)."""
    stored = Proposal.objects.select_for_update().get(pk=form.instance.pk)
    if not stored.is_editable_by(by):
        raise Refused(
            _("Đề xuất %(status)s, không sửa nội dung được nữa.") % {"status": stored.get_status_display()}
        )
    return form.save_guarded()


@transaction.atomic
def forward_proposal(*, proposal, lead, coordinating=(), deliverable="", due_on=None, by):
    """Sends a compiled proposal to the bodies that can answer it; each gets an assignment issued today."""
    if proposal.status != proposal.Status.COMPILED:
        raise Refused(_("Chỉ chuyển đề xuất đã tổng hợp."))
    proposal.move(proposal.Status.FORWARDED, by=by)
    return give_out_proposal(
        proposal=proposal, lead=lead, coordinating=coordinating, deliverable=deliverable, due_on=due_on, by=by
    )


def give_out_proposal(*, proposal, lead, coordinating, deliverable, due_on, by):
    """The assignments of a proposal that was just forwarded; inside the transaction of the act."""
    roles = [(lead, Assignment.Role.LEAD)]
    roles += [(body, Assignment.Role.COORDINATING) for body in coordinating]
    made = []
    for body, role in roles:
        assignment = Assignment.objects.create(
            proposal=proposal, body=body, role=role, deliverable=deliverable, due_on=due_on
        )
        assignment.issue(on=today(), by=by)
        made.append(assignment)
    return made


@transaction.atomic
def add_recommendation(*, form, rows, by):
    """Gives the next number of its session; `form` and `rows` are valid and of a new recommendation."""
    session = lock(form.instance.session)
    ensure_open_for_writing(session=session)
    last = session.recommendations.aggregate(last=Max("number"))["last"] or 0
    form.instance.number = last + 1
    recommendation = form.save()
    rows.instance = recommendation
    rows.save()
    return recommendation


@transaction.atomic
def change_recommendation(*, form, rows, by):
    """False when somebody saved before (the form then shows both texts); refused once issued."""
    session = lock(form.instance.session)
    ensure_draft(recommendation=Recommendation.objects.get(pk=form.instance.pk))
    ensure_open_for_writing(session=session)
    if not form.save_guarded():
        if (conflict := rows.conflict(_("Giao thực hiện"))).theirs != conflict.mine:
            form.conflicts.append(conflict)
        return False
    rows.save()
    return True


@transaction.atomic
def delete_recommendation(*, recommendation, by):
    """A draft only; the numbers after it close up."""
    session = lock(recommendation.session)
    ensure_open_for_writing(session=session)
    ensure_draft(recommendation=recommendation)
    number = recommendation.number
    recommendation.delete()
    # One by one from below: a number is free before the next row takes it.
    for later in session.recommendations.filter(number__gt=number).order_by("number"):
        set_number(later, later.number - 1)


@transaction.atomic
def move_recommendation(*, recommendation, up, by):
    """Changes places with the neighbour above or below; both must be drafts."""
    session = lock(recommendation.session)
    ensure_open_for_writing(session=session)
    recommendation.refresh_from_db()
    rows = session.recommendations
    here = recommendation.number
    if up:
        neighbour = rows.filter(number__lt=here).order_by("-number").first()
    else:
        neighbour = rows.filter(number__gt=here).order_by("number").first()
    if neighbour is None:
        return
    for row in (recommendation, neighbour):
        ensure_draft(recommendation=row)
    there = neighbour.number
    # Numbers are unique at every moment: one of the two waits past the end.
    set_number(neighbour, (rows.aggregate(last=Max("number"))["last"]) + 1)
    set_number(recommendation, there)
    set_number(neighbour, here)


def set_number(recommendation, number):
    recommendation.number = number
    recommendation.save(update_fields=["number"])


def ensure_draft(*, recommendation):
    if recommendation.is_issued:
        raise Refused(_("Kiến nghị đã ban hành, không sửa được nữa."))


def lock(session):
    """Numbers are given one session at a time (SQLite already writes one at a time)."""
    return OversightSession.objects.select_for_update().get(pk=session.pk)


@transaction.atomic
def add_finding(*, form, by):
    """`form` is valid and of a new finding."""
    ensure_open_for_writing(session=lock(form.instance.session))
    form.instance.by = by
    return form.save()


@transaction.atomic
def change_finding(*, form, by):
    """False when somebody saved before; raises Finding.DoesNotExist when somebody deleted it."""
    ensure_open_for_writing(session=lock(form.instance.session))
    return form.save_guarded()


@transaction.atomic
def delete_finding(*, finding, by):
    ensure_open_for_writing(session=lock(finding.session))
    numbers = list(finding.recommendations.order_by("number").values_list("number", flat=True))
    if numbers:
        raise Refused(
            _("Nhận định đang là căn cứ của kiến nghị số %(numbers)s. Bỏ liên kết ở kiến nghị rồi xóa.")
            % {"numbers": ", ".join(map(str, numbers))}
        )
    finding.delete()
