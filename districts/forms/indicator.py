"""Forms of indicator sets and of indicators with their targets."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.fields import DayField, NumberField, ask_in_our_words
from cds_portal.forms import VersionedModelForm
from districts.imports.limits import ONE_BODY
from districts.imports.numerals import plain
from districts.indicator_use import (
    CALCULATION,
    changed_meaning,
    former_link,
    in_use_sentence,
    is_used,
    label_of,
)
from districts.models import Body, Indicator, IndicatorSet, Target
from districts.set_columns import YEARS

NUMBERS = ("minimum", "maximum", "jump_limit")


class IndicatorSetForm(VersionedModelForm):
    class Meta:
        model = IndicatorSet
        fields = ("code", "name", "issuer", "legal_basis", "valid_from", "valid_to")
        help_texts = {"code": _("Chữ không dấu, số, gạch nối; giữ nguyên qua các phiên bản. Ví dụ: xa-2023.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_new:
            # Workbooks that are out carry it.
            del self.fields["code"]
        ask_in_our_words(self)

    def clean_code(self):
        code = self.cleaned_data["code"]
        if IndicatorSet.objects.filter(code=code).exists():
            raise ValidationError(_("Đã có bộ mang mã này. Mở bộ đó và lập phiên bản mới."))
        return code

    def clean(self):
        super().clean()
        ensure_alone(self, self.instance.code, self.cleaned_data, exclude=self.instance.pk)


def ensure_alone(form, code, values, *, exclude=None):
    """Two versions of one set are never in force on the same day."""
    start, end = values.get("valid_from"), values.get("valid_to")
    if not start or not code:
        return
    for other in IndicatorSet.objects.filter(code=code).exclude(pk=exclude):
        if (end is None or other.valid_from <= end) and (other.valid_to is None or start <= other.valid_to):
            message = _("Trùng thời gian với phiên bản %(n)d.") % {"n": other.version}
            form.add_error("valid_from", message)


class NewVersionForm(forms.Form):
    name = forms.CharField(label=_("Tên bộ chỉ tiêu"), max_length=300)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)
    valid_from = DayField(label=_("Áp dụng từ"), help_text=_("Phiên bản cũ kết thúc vào ngày trước đó."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)


class IndicatorForm(VersionedModelForm):
    comparable = forms.BooleanField(label=_("Số liệu so sánh được với phiên bản trước"), required=False)
    comparison_note = forms.CharField(label=_("Khác phiên bản trước ở chỗ"), max_length=300, required=False)

    class Meta:
        model = Indicator
        fields = (
            "code",
            "pillar",
            "name",
            "kind",
            "numerator_name",
            "denominator_name",
            "unit_name",
            "direction",
            "frequency",
            "for_commune",
            "for_district",
            "for_province",
            "is_cumulative",
            "may_exceed",
            *NUMBERS,
            "responsible",
            "responsible_name",
            "basis",
            "is_new_rural",
            "is_default",
            "order",
        )
        field_classes = dict.fromkeys(NUMBERS, NumberField)
        widgets = {
            "name": forms.Textarea(attrs={"rows": 2}),
            "numerator_name": forms.Textarea(attrs={"rows": 2}),
            "denominator_name": forms.Textarea(attrs={"rows": 2}),
            "kind": forms.RadioSelect,
            "direction": forms.RadioSelect,
        }
        help_texts = {
            "numerator_name": _("Với số lượng, số đo, có/không: ghi cách đếm."),
            "denominator_name": _("Chỉ dùng cho tỷ lệ."),
            "jump_limit": _("Điểm phần trăm với tỷ lệ, phần trăm với các cách tính khác."),
            "is_cumulative": _("Số liệu tại thời điểm chốt; bỏ chọn nếu là số phát sinh trong kỳ."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departments = Body.objects.filter(kind=Body.Kind.DEPARTMENT)
        self.fields["responsible"].queryset = departments.in_force_on(today()).in_vietnamese_order()
        self.fields["pillar"].empty_label = _("Chọn trụ cột")
        self.fields["responsible"].empty_label = _("Chưa có trong hệ thống")
        for name in ("kind", "direction"):
            self.fields[name].choices = self.fields[name].choices[
                -len(Indicator._meta.get_field(name).choices) :
            ]
        for name in NUMBERS:
            if (value := self.initial.get(name)) is not None:
                self.initial[name] = plain(Decimal(value))
        self.stored = None if self.is_new else Indicator.objects.get(pk=self.instance.pk)
        self.take_link()
        self.is_used = not self.is_new and is_used(self.instance)
        ask_in_our_words(self)

    def take_link(self):
        self.link = former_link(self.instance)
        if self.link is None:
            del self.fields["comparable"], self.fields["comparison_note"]
        else:
            self.initial["comparable"], self.initial["comparison_note"] = self.link.comparable, self.link.note

    def save_guarded(self):
        is_saved = super().save_guarded()
        if is_saved and self.link is not None:
            self.link.comparable = self.cleaned_data["comparable"]
            self.link.note = self.cleaned_data["comparison_note"]
            self.link.save()
        return is_saved

    def clean_code(self):
        code = self.cleaned_data["code"].strip()
        twins = self.instance.indicator_set.indicators.filter(code=code).exclude(pk=self.instance.pk)
        if twins.exists():
            raise ValidationError(_("Bộ này đã có chỉ tiêu mang mã %(code)s.") % {"code": code})
        return code

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if values.get("kind") == Indicator.Kind.RATIO:
            for name in ("numerator_name", "denominator_name"):
                if not values.get(name):
                    self.add_error(name, _("Tỷ lệ phải nêu rõ tử số và mẫu số."))
        low, high = values.get("minimum"), values.get("maximum")
        if low is not None and high is not None and high < low:
            self.add_error("maximum", _("“Lớn nhất” phải không nhỏ hơn “nhỏ nhất”."))
        self.ensure_comparison_explained(values)
        if self.is_used:
            for name in changed_meaning(self.stored, values):
                self.add_error(name, in_use_sentence(label_of(name)))

    def ensure_comparison_explained(self, values):
        if self.link is None or not values.get("comparable") or values.get("comparison_note"):
            return
        if any(values.get(name) != getattr(self.link.old, name) for name in CALCULATION if name in values):
            words = _("Cách tính khác phiên bản trước: bỏ chọn ô này, hoặc ghi vì sao vẫn so sánh được.")
            self.add_error("comparable", words)


class TargetForm(forms.ModelForm):
    class Meta:
        model = Target
        fields = ("year", "value", "basis")
        field_classes = {"value": NumberField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (value := self.initial.get("value")) is not None:
            self.initial["value"] = plain(value)
        self.fields["value"].min_value = 0
        ask_in_our_words(self)

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year not in YEARS:
            raise ValidationError(_("Năm từ %(a)d đến %(b)d.") % {"a": YEARS[0], "b": YEARS[-1]})
        return year

    def clean_value(self):
        value = self.cleaned_data["value"]
        if value is not None and value < 0:
            raise ValidationError(_("Mức phấn đấu từ 0 trở lên."))
        return value


class BaseTargets(BaseInlineFormSet):
    """Targets of all units; those of single units are left alone."""

    def get_queryset(self):
        return super().get_queryset().filter(unit=None)

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            year = form.cleaned_data.get("year") if hasattr(form, "cleaned_data") else None
            if year is None or form.cleaned_data.get("DELETE"):
                continue
            if year in seen:
                form.add_error("year", _("Năm này đã có mức phấn đấu."))
            seen.add(year)


TargetFormSet = inlineformset_factory(
    Indicator, Target, form=TargetForm, formset=BaseTargets, extra=2, max_num=30, validate_max=True
)


class SetWorkbookForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp Excel của bộ chỉ tiêu"),
        help_text=_("Tệp .xlsx đã tải từ trang này, tối đa %d MB.") % (ONE_BODY.file_bytes // 1024 // 1024),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)
