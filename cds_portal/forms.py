"""Forms of editable records: a stale save loses nothing and shows both texts."""

from datetime import date, datetime
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import StaleRecord
from cds_portal.text import day_text


class Conflict(NamedTuple):
    label: str
    theirs: str
    mine: str


class VersionedModelForm(forms.ModelForm):
    """A model form that posts `row_version`. Save with `save_guarded()`; False = somebody saved before."""

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts: list[Conflict] = []
        self.fields["row_version"].initial = self.instance.row_version

    @property
    def is_new(self):
        return self.instance._state.adding

    def save_guarded(self):
        """Saves the bound, valid form. On a stale version fills `conflicts`, keeps what was typed, and arms
        the form with the stored version, so that saving again is a decision and not an accident.
        """
        if self.is_new:
            self.save()
            return True
        try:
            self.instance.save_version(self.cleaned_data.get("row_version") or 0)
        except StaleRecord as stale:
            self._show_conflict(stale)
            return False
        self._save_m2m()
        return True

    def _show_conflict(self, stale):
        self.add_error(None, str(stale))
        for name in self.changed_against(stale.current):
            self.conflicts.append(
                Conflict(self.fields[name].label, shown(stale.current, name), shown(self.instance, name))
            )
        self.conflicts += self.conflicts_of_choices(stale.current)
        self.data = self.data.copy()
        self.data[self.add_prefix("row_version")] = stale.current.row_version
        # The instance keeps the typed values but must not pass for the stored state.
        self.instance.row_version = stale.current.row_version

    def changed_against(self, stored):
        return [
            name
            for name in self.cleaned_data
            if name in {f.name for f in self._meta.model._meta.concrete_fields}
            and name != "row_version"
            and getattr(stored, name) != getattr(self.instance, name)
        ]

    def conflicts_of_choices(self, stored):
        """Of the fields that choose several records: `changed_against` compares columns only."""
        several = [field.name for field in self._meta.model._meta.many_to_many]
        for name in (name for name in several if name in self.cleaned_data):
            theirs, mine = set(getattr(stored, name).all()), set(self.cleaned_data[name])
            if theirs != mine:
                yield Conflict(
                    self.fields[name].label, self.choice_words(name, theirs), self.choice_words(name, mine)
                )

    def choice_words(self, name, records):
        return "\n".join(sorted(str(self.fields[name].label_from_instance(record)) for record in records))


def shown(record, name):
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if isinstance(value, date) and not isinstance(value, datetime):
        return day_text(value)
    return "" if value is None else str(value)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=True
    )
