"""What stood in a row before it was touched, to the last digit, and whether it still stands as left."""

from django.apps import apps
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused


def picture(record):
    """All stored columns as JSON can carry them, and the chosen records of its many-to-many fields."""
    values = {field.attname: text_of(field, record) for field in record._meta.concrete_fields}
    several = {
        field.name: sorted(getattr(record, field.name).values_list("pk", flat=True))
        for field in record._meta.many_to_many
    }
    return {"model": record._meta.label, "pk": record.pk, "values": values, "several": several}


def text_of(field, record):
    return None if getattr(record, field.attname) is None else field.value_to_string(record)


def name_of(record):
    return [record._meta.label, record.pk]


def stored(name):
    """The record of that name as stored now, locked; None when there is none."""
    label, pk = name
    return apps.get_model(label)._base_manager.select_for_update().filter(pk=pk).first()


def restore(shot):
    """Writes the picture back: over the row, or as a new one with the old key."""
    model = apps.get_model(shot["model"])
    values = {
        field.attname: None
        if shot["values"][field.attname] is None
        else field.to_python(shot["values"][field.attname])
        for field in model._meta.concrete_fields
    }
    pk = values.pop(model._meta.pk.attname)
    if not model._base_manager.filter(pk=pk).update(**values):
        model(**values, **{model._meta.pk.attname: pk}).save_base(raw=True, force_insert=True)
        record = model._base_manager.get(pk=pk)
        for name, keys in shot["several"].items():
            getattr(record, name).set(keys)


def ensure_untouched(marks):
    """Refuses when somebody changed or built on what the act left; `marks` are of all its rows."""
    known = {tuple(mark["name"]) for mark in marks}
    for mark in marks:
        record = stored(mark["name"])
        if (picture(record) if record else None) != mark["after"]:
            raise Refused(
                _("Không hoàn tác được: “%(what)s” đã thay đổi sau khi áp dụng.") % {"what": mark["label"]}
            )
        if record and mark["created"] and (follower := follower_of(record, known)):
            raise Refused(
                _("Không hoàn tác được: “%(what)s” đã có %(follower)s.")
                % {"what": mark["label"], "follower": follower}
            )


def follower_of(record, known):
    """What somebody attached to a record beside those `known`, by its name; "" when nothing."""
    for relation in record._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: record})
        for row in rows:
            if tuple(name_of(row)) not in known:
                return row._meta.verbose_name
    return ""
