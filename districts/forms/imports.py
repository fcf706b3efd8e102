from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.files import read_upload
from cds_portal.lifecycle import Refused
from districts.models import Body, IncomingPaper


class WorkbookForm(forms.Form):
    """One workbook; what it holds is read by a worker, only its size is looked at here."""

    file = forms.FileField(
        label=_("Tệp số liệu"),
        help_text=_("Bản mẫu tải từ hệ thống đã điền số liệu, dạng .xlsx."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Chọn tệp .xlsx đã điền số liệu.")},
        allow_empty_file=True,
    )

    def __init__(self, *args, limits, **kwargs):
        super().__init__(*args, **kwargs)
        self.limits = limits

    @property
    def max_bytes(self):
        return self.limits.file_bytes

    def clean_file(self):
        upload = self.cleaned_data["file"]
        try:
            self.content = read_upload(upload, self.max_bytes)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload


class ConsolidatedForm(WorkbookForm):
    """In whose name it is compiled: a body of the user's, or what a paper says."""

    filler = forms.ModelChoiceField(
        Body.objects.none(), label=_("Đơn vị tổng hợp"), required=False, empty_label=None
    )
    paper = forms.ModelChoiceField(
        IncomingPaper.objects.none(),
        label=_("Nhập thay theo văn bản"),
        required=False,
        empty_label=_("Chọn văn bản đến"),
    )
    field_order = ("filler", "paper", "file")

    def __init__(self, *args, fillers, papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["filler"].queryset = fillers
        self.fields["paper"].queryset = papers
        self.only_on_behalf = not fillers
        if len(fillers) < 2:
            self.fields["filler"].widget = forms.HiddenInput()
            self.initial.setdefault("filler", fillers[0].pk if fillers else None)
        if papers is None or not papers:
            del self.fields["paper"]

    def clean(self):
        cleaned = super().clean()
        if self.only_on_behalf and not cleaned.get("paper"):
            self.add_error(
                "paper" if "paper" in self.fields else None,
                _("Ban chỉ nhập số liệu thay đơn vị khi có văn bản đến; chọn văn bản làm căn cứ."),
            )
        return cleaned
