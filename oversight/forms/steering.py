"""What is typed when a step is decided, put aside or carried out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from oversight.models import EscalationStep


class DecideStepForm(forms.Form):
    step = forms.TypedChoiceField(label=_("Bước xử lý"), choices=EscalationStep.Step.choices, coerce=int)
    reason = forms.CharField(
        label=_("Lý do, nội dung chỉ đạo"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
        help_text=_("Bắt buộc khi chọn bước sớm hơn trình tự."),
    )


class DismissStepForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do chưa áp dụng"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )


class CarryOutForm(forms.Form):
    on = forms.DateField(
        label=_("Ngày thực hiện"),
        initial=today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    paper = forms.CharField(
        label=_("Số, ngày văn bản hoặc hình thức thực hiện"),
        max_length=300,
        required=False,
        help_text=_("Bắt buộc khi bước này chưa có văn bản ban hành trên hệ thống."),
    )
