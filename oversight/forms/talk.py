from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.fields import IN_OUR_WORDS


class SaidField(forms.CharField):
    """A browser counts a line break once and sends it as two characters; here it is one again."""

    def to_python(self, value):
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class TalkForm(forms.Form):
    text = SaidField(
        label=_("Nội dung"),
        widget=forms.Textarea(attrs={"rows": 3, "required": True}),
        max_length=4000,
        error_messages=IN_OUR_WORDS
        | {
            "required": _("Chưa có nội dung để ghi."),
            "max_length": _("Tối đa 4.000 ký tự, đang có %(show_value)d. Rút gọn hoặc gửi làm nhiều lần."),
        },
    )
