"""Forms of records that carry no row_version: the page posts a mark of what it showed."""

import hashlib

from django import forms
from django.db import IntegrityError, transaction

from cds_portal.forms import Conflict, shown
from cds_portal.lifecycle import Refused, StaleRecord
from cds_portal.once import SAVED_AT_ONCE


class SeenModelForm(forms.ModelForm):
    """As `VersionedModelForm`: save with `save_guarded()`; False = somebody saved since the page was opened.

    Only the fields of the form are written, onto the row as it is stored then. `written` names columns that
    the form fills by itself.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    written = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts = []
        self.fields["seen"].initial = self.mark_of(self.instance)

    @property
    def is_new(self):
        return self.instance._state.adding

    @property
    def columns(self):
        fields = [name for name in self._meta.fields if name in self.fields]
        return [*fields, *self.written]

    def mark_of(self, record):
        if record._state.adding:
            return ""
        stored = [(name, self.value_of(record, name)) for name in self.columns]
        return hashlib.sha256(repr(stored).encode()).hexdigest()[:32]

    def value_of(self, record, name):
        return getattr(record, record._meta.get_field(name).attname)

    def save_guarded(self):
        try:
            with transaction.atomic():
                return self.write()
        except IntegrityError:
            raise Refused(SAVED_AT_ONCE) from None

    def write(self):
        if self.is_new:
            self.save()
            return True
        stored = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        was_seen = self.mark_of(stored) == self.cleaned_data.get("seen")
        if not was_seen and (changed := self.changed_against(stored)):
            self.show_conflict(stored, changed)
            return False
        for name in self.columns:
            setattr(stored, name, getattr(self.instance, name))
        stored.save()
        self.instance = stored
        return True

    def changed_against(self, stored):
        return [
            name for name in self.columns if self.value_of(stored, name) != self.value_of(self.instance, name)
        ]

    def show_conflict(self, stored, changed):
        self.add_error(None, str(StaleRecord(stored)))
        for name in changed:
            theirs, mine = self.words_of(stored, name), self.words_of(self.instance, name)
            self.conflicts.append(Conflict(self.label_of(name), theirs, mine))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.mark_of(stored)

    def words_of(self, record, name):
        return shown(record, name)

    def label_of(self, name):
        field = self.fields.get(name)
        return field.label if field else self.instance._meta.get_field(name).verbose_name
