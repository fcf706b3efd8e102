"""Days that the Government swapped, and the rules of deadlines, as the office keeps them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import DeadlineRule, SwapDay, is_working_day
from cds_portal.forms import VersionedModelForm
from cds_portal.text import day_text


class SwapDayForm(forms.ModelForm):
    class Meta:
        model = SwapDay
        fields = ["day", "is_working", "source"]
        labels = {"is_working": _("Ngày này là")}
        widgets = {
            "day": forms.DateInput(attrs={"type": "date"}),
            "is_working": forms.Select(choices=[(False, _("ngày nghỉ")), (True, _("ngày làm việc"))]),
        }
        help_texts = {"source": _("Số, ngày của văn bản cho hoán đổi.")}
        error_messages = {"day": {"unique": _("Ngày này đã được ghi; xóa dòng cũ trước khi ghi lại.")}}

    def clean(self):
        cleaned = super().clean()
        day, is_working = cleaned.get("day"), cleaned.get("is_working")
        if day and is_working is not None and is_working_day(day) == is_working:
            kind = _("ngày làm việc") if is_working else _("ngày nghỉ")
            raise ValidationError(
                _("%(day)s vốn đã là %(kind)s, không cần ghi.") % {"day": day_text(day), "kind": kind}
            )
        return cleaned


class RuleForm(VersionedModelForm):
    """The number of days and its source; code and anchor are what the program looks for."""

    class Meta:
        model = DeadlineRule
        fields = ["name", "days", "day_kind", "valid_from", "valid_to", "legal_source", "checked"]
        labels = {"day_kind": _("Tính theo")}
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"checked": _("Đánh dấu sau khi đã đối chiếu với văn bản gốc.")}

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and self.overlaps(start, end):
            raise ValidationError(_("Khoảng áp dụng chồng lên một quy tắc khác cùng mã."))
        return cleaned

    def overlaps(self, start, end):
        others = DeadlineRule.objects.filter(code=self.instance.code).exclude(pk=self.instance.pk)
        return any(
            (end is None or other.valid_from <= end) and (other.valid_to is None or start <= other.valid_to)
            for other in others
        )
