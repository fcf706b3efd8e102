from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Body


class PastUploadForm(forms.Form):
    committee = forms.ModelChoiceField(label=_("Ban"), queryset=Body.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Danh sách Excel (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("Theo mẫu; tối đa 20 MB. Toàn bộ lỗi hiện một lần, chưa có gì được ghi."),
        error_messages={"required": _("Chưa chọn tệp danh sách.")},
    )

    def __init__(self, *args, committees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = committees
