"""Acts that end bodies: gathering what is still open, choosing successors, applying, undoing (DESIGN 8)."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused, StatusChange, TakenFirst, record_move
from cds_portal.text import day_text
from districts.around import province_of
from districts.models import AdministrativeUnit
from districts.models.unit import SuccessionKind
from oversight.actions.reorganisation_drafts import carry_answers
from oversight.actions.reorganisation_steps import hand_over
from oversight.actions.reorganisation_undo import ensure_untouched, restore, stored
from oversight.domain.succession import KINDS, is_duty, last_day, open_rows, short
from oversight.models import Assignment, Reorganisation, ReorganisationRow

Status = Reorganisation.Status


@transaction.atomic
def prepare(*, form, by):
    """Saves a new act with the units of the committee's province that ended the day before it."""
    act = form.save()
    act.units.set(candidates(act))
    collect_rows(act, by=by)
    return act


def candidates(act):
    """Units of the act's province, then or now, whose last day is the one before it takes effect."""
    provinces = province_of(act.committee.unit).values("pk")
    within = Q(pk__in=provinces) | Q(parent__in=provinces) | Q(parent__parent__in=provinces)
    # A change of name or parent closes a row too, and ends nobody (DESIGN 3).
    gone = AdministrativeUnit.objects.filter(within, valid_to=last_day(act))
    return gone.exclude(successions__kind=SuccessionKind.CONTINUES)


@transaction.atomic
def change(*, form, by):
    """False when somebody saved before; only while it is not applied."""
    ensure_open(lock(form.instance))
    if not form.save_guarded():
        return False
    collect_rows(form.instance, by=by)
    return True


@transaction.atomic
def collect_rows(act, *, by):
    """Lists anew what is open. Choices made by a person stay; the rest is proposed afresh."""
    ensure_open(lock(act))
    known = {key_of(row): row for row in act.rows.all()}
    for found in open_rows(act):
        kind = ContentType.objects.get_for_model(found.record)
        row = known.pop((kind.pk, str(found.record.pk)), None) or ReorganisationRow(
            reorganisation=act, record_type=kind, record_id=str(found.record.pk)
        )
        row.label, row.from_body = short(found.label), found.from_body
        row.save()
        if not row.chosen:
            row.successors.set(found.successors)
    for gone in known.values():
        gone.delete()
    return act.rows.all()


def key_of(row):
    return (row.record_type_id, row.record_id)


def is_stale(act):
    """Something was opened or closed since the list was made."""
    kinds = {model: ContentType.objects.get_for_model(model).pk for model in KINDS}
    now = {(kinds[type(found.record)], str(found.record.pk)) for found in open_rows(act)}
    return now != {key_of(row) for row in act.rows.all()}


@transaction.atomic
def choose(*, row, successors, by):
    ensure_open(lock(row.reorganisation))
    if is_duty(row.record) and not successors:
        raise Refused(_("Chọn ít nhất một cơ quan kế thừa."))
    row.successors.set(successors)
    row.chosen = True
    row.save(update_fields=["chosen"])


@transaction.atomic
def apply(*, act, by):
    """Everything or nothing. Of two who press at once one wins, the other is told who was first."""
    ensure_not_applied(lock_all(act))
    ensure_in_force(act)
    ensure_order(act)
    if is_stale(act):
        raise Refused(
            _("Danh mục đã thay đổi từ lần lập trước. Chuyên viên lập lại danh mục, xem lại rồi mới áp dụng.")
        )
    rows = list(act.rows.select_related("record_type", "from_body").prefetch_related("successors", "record"))
    ensure_chosen(rows)
    act.move(Status.APPLIED, by=by, applied_at=timezone.now(), applied_by=by)
    recorders = [hand_over(act, row, list(row.successors.all()), by=by) for row in in_turn(rows)]
    carry_answers(act, recorders, by=by)
    for recorder in recorders:
        recorder.finish()
    return act


def ensure_not_applied(stored):
    if stored.status == Status.APPLIED:
        raise TakenFirst(stored.who_was_first())


def ensure_in_force(act):
    if act.effective_on > today():
        words = _("Lần sắp xếp này có hiệu lực từ ngày %(day)s; từ ngày đó mới áp dụng được.")
        raise Refused(words % {"day": day_text(act.effective_on)})


def ensure_order(act):
    later = act.committee.reorganisations.filter(status=Status.APPLIED, effective_on__gt=act.effective_on)
    if later.exists():
        raise Refused(_("Đã áp dụng một lần sắp xếp có hiệu lực sau. Hoàn tác lần đó trước."))


def ensure_chosen(rows):
    empty = [row for row in rows if is_duty(row.record) and not row.successors.all()]
    if empty:
        words = _("%(count)d nội dung giao chưa có cơ quan kế thừa. Chọn rồi áp dụng.")
        raise Refused(words % {"count": len(empty)})


@transaction.atomic
def undo(*, act, by):
    """Exactly as before; refused when a later act was applied or somebody acted on what was made."""
    lock_all(act)
    if act.status != Status.APPLIED:
        raise Refused(_("Lần sắp xếp này chưa áp dụng."))
    newer = act.committee.reorganisations.filter(status=Status.APPLIED, applied_at__gt=act.applied_at)
    if newer.exclude(pk=act.pk).exists():
        raise Refused(_("Đã áp dụng lần sắp xếp tiếp theo. Hoàn tác lần đó trước."))
    rows = in_turn(act.rows.all())[::-1]
    ensure_untouched([mark for row in rows for mark in row.made])
    act.move(Status.UNDONE, by=by)
    for row in rows:
        take_back(act, row, by=by)
    act.rows.update(before={}, made=[])
    return act


def in_turn(rows):
    """In the order in which they are handed over; undone from the last to the first."""
    order = {ContentType.objects.get_for_model(model).pk: place for place, model in enumerate(KINDS)}
    return sorted(rows, key=lambda row: (order[row.record_type_id], row.pk))


def take_back(act, row, *, by):
    for mark in row.made:
        record = stored(mark["name"]) if mark["created"] else None
        if record is not None:
            # What is not there any more has no history either; the act's own says what happened.
            StatusChange.objects.of(record).delete()
            record.delete()
    for shot in reversed(row.before.get("rows", ())):
        old = stored([shot["model"], shot["pk"]])
        restore(shot)
        note_return(act, old, by=by)


def note_return(act, old, *, by):
    """The history of an assignment goes on: withdrawn, and taken back."""
    if not isinstance(old, Assignment):
        return
    now = Assignment.objects.get(pk=old.pk)
    if now.status != old.status:
        words = _("Hoàn tác chuyển giao theo %(act)s.") % {"act": act.act_number}
        record_move(now, old.status, now.status, by=by, note=str(words))


def ensure_open(act):
    if act.status == Status.APPLIED:
        raise Refused(_("Lần sắp xếp này đã áp dụng; hoàn tác rồi mới sửa được."))


def lock(act):
    return Reorganisation.objects.select_for_update().get(pk=act.pk)


def lock_all(act):
    """The committee's acts depend on one another: one at a time is applied or undone. Returns this one."""
    rows = Reorganisation.objects.select_for_update().filter(committee=act.committee_id).order_by("pk")
    return next(row for row in rows if row.pk == act.pk)
