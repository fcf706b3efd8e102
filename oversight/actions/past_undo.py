"""A confirmed list of the past is taken out again while nobody built on anything that it made."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused, StatusChange, TakenFirst
from oversight.models import Assignment, OversightSession, PastImport, Recommendation

# In the order in which they are taken out: each before what it hangs on.
MADE = {"assignments": Assignment, "recommendations": Recommendation, "sessions": OversightSession}


@transaction.atomic
def undo_past(batch, *, by):
    """Takes everything of the list out again; refused, with the reason, once somebody worked on it."""
    if batch.applied_at is None or batch.undone_at:
        raise Refused(_("Danh sách này không ở trạng thái đã ghi."))
    made = {model: locked(model, batch.made[name]) for name, model in MADE.items()}
    ensure_untouched(made, batch.applied_at)
    if not PastImport.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=timezone.now()):
        raise TakenFirst(_("Danh sách này đã được hoàn tác."))
    for model, records in made.items():
        model.objects.filter(pk__in=keys(records)).delete()
    batch.refresh_from_db()


def locked(model, pks):
    """The records that are still there; nobody attaches anything to them until this is through."""
    return list(model.objects.select_for_update().filter(pk__in=pks))


def keys(records):
    return [record.pk for record in records]


def ensure_untouched(made, since):
    for records in made.values():
        if record := changed(records, since):
            refuse(record, _("đã được xử lý tiếp"))
    for records in made.values():
        if records and (found := attached(records, made)):
            record, what = found
            refuse(record, _("đã có %s") % what)


def refuse(record, why):
    body = f" ({record.body})" if isinstance(record, Assignment) else ""
    raise Refused(
        _("Không hoàn tác được: “%(what)s”%(body)s %(why)s.")
        % {"what": words_of(record), "body": body, "why": why}
    )


def words_of(record):
    return record.subject if isinstance(record, Assignment) else str(record)


def changed(records, since):
    """The first that was edited or moved on after the list was confirmed; None when all stand as made."""
    moved = moved_keys(records, since)
    return next((record for record in records if record.row_version != 1 or str(record.pk) in moved), None)


def moved_keys(records, since):
    if not records:
        return set()
    kind = ContentType.objects.get_for_model(type(records[0]))
    moves = StatusChange.objects.filter(
        record_type=kind, record_id__in=[str(record.pk) for record in records], at__gt=since
    )
    return set(moves.exclude(from_status="").values_list("record_id", flat=True))


def attached(records, made):
    """(record, name of what somebody attached to it since), whatever kind of thing it is; None when none.
    Asked for all at once: a list has thousands of rows.
    """
    for relation in type(records[0])._meta.related_objects:
        name, model = relation.field.name, relation.related_model
        rows = model._base_manager.filter(**{f"{name}__in": records})
        row = rows.exclude(pk__in=keys(made.get(model, ()))).first()
        if row is not None:
            return the_one(row, name, records), model._meta.verbose_name
    return None


def the_one(row, name, records):
    """Of `records` the one that `row` hangs on, by a single or a many-to-many field."""
    value = getattr(row, name)
    hung_on = set(value.values_list("pk", flat=True)) if hasattr(value, "values_list") else {value.pk}
    return next(record for record in records if record.pk in hung_on)
