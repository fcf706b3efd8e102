"""Frozen dataclasses to plain JSON and back."""

import dataclasses
import types
import typing
from datetime import date, datetime

from cds_portal.text import without_controls


def encode(value):
    """Plain JSON values only; dates become ISO text, tuples become lists; no text has control characters."""
    if dataclasses.is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return without_controls(value)
    if value is None or isinstance(value, (int, float)):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")


def decode(kind, value):
    """The value of type `kind` that `encode` wrote; unknown keys are ignored, missing ones default."""
    if value is None:
        return None
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        names = [field.name for field in dataclasses.fields(kind) if field.name in value]
        return kind(**{name: decode(hints[name], value[name]) for name in names})
    if typing.get_origin(kind) is tuple:
        item_kind = typing.get_args(kind)[0]
        return tuple(decode(item_kind, item) for item in value)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return _decode_union(typing.get_args(kind), value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return value


def _decode_union(kinds, value):
    real = [kind for kind in kinds if kind is not type(None)]
    return decode(real[0], value) if len(real) == 1 else value
