"""What the audit log knows of records, in the words of the screen: who, when, what it was and is."""

import json
from typing import NamedTuple

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import JSONField, Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from cds_portal.text import day_text

MOST = 20
# `id` is the key; `password` is logged without a value.
UNTOLD = ("id", "password", "illustrative")
LABELS = {
    "body": _("cơ quan"),
    "email": _("thư điện tử"),
    "is_active": _("đang dùng"),
    "parent": _("cơ quan cấp trên"),
    "successor": _("cơ quan kế thừa"),
    "unit": _("đơn vị hành chính"),
    "user": _("người giữ"),
    "username": _("tên đăng nhập"),
}
ACTS = {LogEntry.Action.CREATE: _("lập mới"), LogEntry.Action.UPDATE: _("sửa")}


class Change(NamedTuple):
    label: str
    before: str
    after: str


class Told(NamedTuple):
    when: object
    who: str
    what: str
    changes: list
    is_new: bool


def history_of(*tables):
    """The last entries of several querysets together, newest first. Queries do not grow with entries."""
    wanted = Q(pk=None)
    for rows in tables:
        kind = ContentType.objects.get_for_model(rows.model)
        wanted |= Q(content_type=kind, object_id__in=rows.values("pk"))
    entries = LogEntry.objects.filter(wanted).select_related("actor", "content_type")
    entries = list(entries.order_by("-timestamp", "-pk")[:MOST])
    names = Names(entries)
    return [told(entry, names) for entry in entries]


def told_columns(entry):
    """[(name, [before, after])]; the log also notes what other tables point here."""
    concrete = {field.name for field in entry.content_type.model_class()._meta.concrete_fields}
    return [
        (name, pair)
        for name, pair in (entry.changes or {}).items()
        if name in concrete and name not in UNTOLD
    ]


def told(entry, names):
    model = entry.content_type.model_class()
    changes = [
        Change(label_of(model, name), *(names.shown(model, name, value) for value in map(str, pair)))
        for name, pair in told_columns(entry)
    ]
    if is_new := entry.action == LogEntry.Action.CREATE:
        changes = [change for change in changes if change.after]
    who = entry.actor.get_full_name() if entry.actor else _("Hệ thống")
    return Told(entry.timestamp, who, what_of(entry, model), changes, is_new)


def label_of(model, name):
    return LABELS.get(name) or model._meta.get_field(name).verbose_name


def what_of(entry, model):
    if "password" in (entry.changes or {}) and entry.action == LogEntry.Action.UPDATE:
        return _("Cấp mật khẩu tạm mới")
    return f"{str(model._meta.verbose_name).capitalize()}: {ACTS.get(entry.action, '')}"


class Names:
    """Names of the records that changes point to: one query a table, however many entries."""

    def __init__(self, entries):
        self.records = {}
        keys = {}
        for entry in entries:
            model = entry.content_type.model_class()
            for name, pair in told_columns(entry):
                target = model._meta.get_field(name).related_model
                if target is not None:
                    keys.setdefault(target, set()).update(filter(str.isdecimal, map(str, pair)))
        for target, wanted in keys.items():
            self.records[target] = target._base_manager.in_bulk([int(key) for key in wanted])

    def shown(self, model, name, value):
        field = model._meta.get_field(name)
        if value in ("None", ""):
            return ""
        if field.related_model is not None:
            record = self.records[field.related_model].get(int(value)) if value.isdecimal() else None
            return str(record or value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, JSONField):
            return values_in(value)
        if value in ("True", "False"):
            return _("có") if value == "True" else _("không")
        day = parse_date(value) if len(value) == 10 and value[4] == "-" else None
        return day_text(day) if day else value


def values_in(text):
    """The values of a table in JSON, in the order of its keys: the keys are names of the program."""
    table = json.loads(text)
    return "; ".join(str(table[key]) for key in sorted(table))
