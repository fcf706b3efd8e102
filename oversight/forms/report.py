from django import forms
from django.utils.translation import gettext_lazy as _


class SectionForm(forms.Form):
    text = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 18, "data-editor": ""}),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, section, **kwargs):
        super().__init__(*args, initial={"text": section.text, "row_version": section.row_version}, **kwargs)
