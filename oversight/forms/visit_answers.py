"""The checklist of a kind of site as fields; what is stored is written as it will be printed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.templatetags.portal import vn_number
from oversight.models import ChecklistItem

Kind = ChecklistItem.Kind
YES_NO = [("yes", _("Có")), ("no", _("Không"))]
LONGEST_TEXT = 500
COUNT_WORDS = _("Nhập một số nguyên từ 0 trở lên, ví dụ 120.")
PERCENT_WORDS = _("Nhập một tỷ lệ từ 0 đến 100, ví dụ 45,6.")
PERCENT_ERRORS = ("invalid", "min_value", "max_value", "max_decimal_places")


class AnswersForm(forms.Form):
    """`values()` gives (item, text) of every question, the empty ones too."""

    def __init__(self, data=None, *, checklist=None, answers=()):
        super().__init__(data, prefix="answers")
        self.items = list(checklist.items.all()) if checklist else []
        given = {answer.item_id: answer.value for answer in answers}
        for item in self.items:
            self.fields[item.code] = field_of(item)
            self.initial[item.code] = given.get(item.pk, "")

    def rows(self):
        """(item, bound field) in the order of the sheet."""
        return [(item, self[item.code]) for item in self.items]

    def values(self):
        return [(item, written(item, self.cleaned_data[item.code])) for item in self.items]


def field_of(item):
    if item.kind == Kind.COUNT:
        return forms.IntegerField(
            label=item.label,
            required=False,
            min_value=0,
            max_value=100_000_000,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), COUNT_WORDS),
        )
    if item.kind == Kind.YES_NO:
        return forms.ChoiceField(label=item.label, required=False, choices=YES_NO, widget=forms.RadioSelect)
    if item.kind == Kind.PERCENT:
        return forms.DecimalField(
            label=item.label,
            required=False,
            min_value=0,
            max_value=100,
            decimal_places=2,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages=dict.fromkeys(PERCENT_ERRORS, PERCENT_WORDS),
        )
    return forms.CharField(label=item.label, required=False, max_length=LONGEST_TEXT)


def written(item, value):
    if value is None or value == "":
        return ""
    if item.kind == Kind.PERCENT:
        return vn_number(value)
    return str(value).strip()
