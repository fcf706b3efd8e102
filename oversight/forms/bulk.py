"""What one act on many assignments asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from districts.models import Body


class ReasonedForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class ExtendForm(ReasonedForm):
    due_on = forms.DateField(
        label=_("Thời hạn mới"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ["due_on", "reason"]


class ReassignForm(ReasonedForm):
    body = forms.ModelChoiceField(
        label=_("Cơ quan nhận"), queryset=Body.objects.none(), empty_label=_("chọn cơ quan")
    )
    field_order = ["body", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.addressable_on(today()).in_vietnamese_order()


class RemindForm(forms.Form):
    """A letter to each body; nothing to type, its text is drafted from the records."""


FORMS = {"extend": ExtendForm, "reassign": ReassignForm, "remind": RemindForm}
