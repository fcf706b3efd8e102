"""Filters that lists of every app have."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.text import fold

ALL = _("Tất cả")
# A drop-down of more is no help: then a record is found by typing its name into the first field.
MOST_CHOICES = 200


def few_choices(named, chosen=""):
    """(key, name) of records with a `name`; of more than MOST_CHOICES only the one that the address names."""
    rows = list(named.values_list("pk", "name")[: MOST_CHOICES + 1])
    if len(rows) <= MOST_CHOICES:
        return rows
    if not (chosen.isdecimal() and len(chosen) < 18):
        return []
    return list(named.model._base_manager.filter(pk=chosen).values_list("pk", "name"))


def hide_empty(filterset, name):
    """Takes away a choice filter that has nothing to choose."""
    if not filterset.filters[name].extra["choices"]:
        del filterset.filters[name]


def containing(queryset, text, columns=("fold",)):
    """Rows that hold each word of `text` in one of their folded columns."""
    for word in fold(text).split():
        held = Q()
        for column in columns:
            held |= Q(**{f"{column}__contains": word})
        queryset = queryset.filter(held)
    return queryset


def text_filter(columns=("fold",), method=None):
    return django_filters.CharFilter(
        method=method or (lambda queryset, name, value: containing(queryset, value, columns)),
        label=_("Tìm trong danh sách"),
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Không cần gõ dấu")}),
    )


def choice_filter(field, label, choices):
    return django_filters.ChoiceFilter(field_name=field, label=label, choices=choices, empty_label=ALL)
