"""Forms of reporting duties: which bodies are asked by which set, how often, from–to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.fields import DayField, RecordsField, ask_in_our_words
from cds_portal.forms import VersionedModelForm
from districts.around import bodies_around
from districts.models import Body, ReportingDuty

# More boxes than this are no choice any more.
MOST_CHOICES = 200


class ReportingDutyForm(VersionedModelForm):
    class Meta:
        model = ReportingDuty
        fields = (
            "committee",
            "indicator_set",
            "period_kind",
            "level",
            "bodies",
            "opens_days_before",
            "valid_from",
            "valid_to",
            "legal_basis",
        )
        widgets = {"bodies": forms.CheckboxSelectMultiple}
        field_classes = {"bodies": RecordsField}
        help_texts = {
            "indicator_set": _("Kỳ mở sau dùng phiên bản có hiệu lực vào ngày chốt của kỳ."),
            "bodies": _("Để trống nếu áp dụng cho mọi UBND của cấp này trong tỉnh."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = (
            Body.objects.committees().in_force_on(today()).in_vietnamese_order()
        )
        self.fields["indicator_set"].label_from_instance = lambda row: f"{row.name} ({row.stamp})"
        self.fields["committee"].empty_label = _("Chọn Ban")
        self.fields["indicator_set"].empty_label = _("Chọn bộ chỉ tiêu")
        for name in ("period_kind", "level"):
            self.fields[name].choices = [("", _("Chọn")), *self.fields[name].choices[1:]]
        self.offer_bodies()
        ask_in_our_words(self)

    def offer_bodies(self):
        """Those around the committee; before one is chosen all, unless they are too many to choose from."""
        field, found = self.fields["bodies"], reporters()
        committee = self.instance.committee if self.instance.committee_id else None
        if committee is not None:
            found = found.filter(pk__in=bodies_around(committee).values("pk"))
        elif not self.is_bound and found.count() > MOST_CHOICES:
            found = found.none()
            field.help_text = _("Hỏi mọi UBND của cấp này trong tỉnh; lưu rồi sửa để chọn từng đơn vị.")
        field.queryset, field.required = found.in_vietnamese_order(), False
        field.label_from_instance = lambda body: body.name_with_today(today())

    def clean(self):
        super().clean()
        values = self.cleaned_data
        start, end = values.get("valid_from"), values.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("Ngày hết áp dụng phải sau ngày bắt đầu."))
        level = values.get("level")
        if level and any(body.unit.level != level for body in values.get("bodies") or ()):
            self.add_error("bodies", _("Có đơn vị không thuộc cấp báo cáo đã chọn."))
        self.ensure_not_asked_twice(values)

    def ensure_not_asked_twice(self, values):
        """One duty a committee, level, kind of period and day, unless each names other bodies."""
        if not all(values.get(name) for name in ("committee", "period_kind", "level", "valid_from")):
            return
        named = {body.pk for body in values.get("bodies") or ()}
        others = ReportingDuty.objects.filter(
            committee=values["committee"], period_kind=values["period_kind"], level=values["level"]
        ).exclude(pk=self.instance.pk)
        for other in others.prefetch_related("bodies"):
            theirs = {body.pk for body in other.bodies.all()}
            if overlap(values, other) and (not named or not theirs or named & theirs):
                self.add_error(None, _("Đã có chế độ báo cáo như vậy trong thời gian này: %s.") % other)
                return


def overlap(values, other):
    end = values.get("valid_to")
    return (end is None or other.valid_from <= end) and (
        other.valid_to is None or values["valid_from"] <= other.valid_to
    )


def reporters():
    """Who can be asked by name: People's Committees of districts and communes."""
    kind = Body.Kind.PEOPLE_COMMITTEE
    return Body.objects.filter(kind=kind, unit__level__in=["district", "commune"]).select_related(
        "unit", "successor"
    )


class EndDutyForm(forms.Form):
    valid_to = DayField(label=_("Ngày cuối cùng áp dụng"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)
