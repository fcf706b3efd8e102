"""The text of a drafted letter or report, a field a section."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from oversight.forms.fields import ask_in_our_words


class DocumentTextForm(forms.Form):
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, paper, version, **kwargs):
        super().__init__(*args, initial={"row_version": version}, **kwargs)
        tables = [{"code": table.code, "label": table.caption} for table in paper.tables]
        for position, section in enumerate(paper.sections):
            self.fields[f"text-{position}"] = forms.CharField(
                label=section.heading or _("Nội dung"),
                initial=section.html,
                max_length=60_000,
                widget=forms.Textarea(
                    attrs={
                        "rows": 14,
                        "data-editor": "",
                        "data-references": json.dumps(tables, ensure_ascii=False),
                    }
                ),
            )
        ask_in_our_words(self)

    @property
    def texts(self):
        """As typed, in the order of the sections."""
        return [value for name, value in self.cleaned_data.items() if name.startswith("text-")]
