from django import forms
from django.utils.translation import gettext_lazy as _


class TalkForm(forms.Form):
    text = forms.CharField(
        label=_("Nội dung"), widget=forms.Textarea(attrs={"rows": 3, "required": True}), max_length=4000
    )
