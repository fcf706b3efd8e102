from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.forms import VersionedModelForm
from cds_portal.text import day_text
from oversight.forms.fields import NumberField, RecordField, RecordsField, ask_in_our_words
from oversight.models import Finding, Photo, Visit


class FindingForm(VersionedModelForm):
    class Meta:
        model = Finding
        fields = (
            "kind",
            "heading",
            "severity",
            "text",
            "visit",
            "indicator_code",
            "reported_value",
            "verified_value",
            "evidence",
        )
        field_classes = {"visit": RecordField, "evidence": RecordsField}
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 5}),
            "evidence": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "text": _("Một điều, viết thành câu như sẽ đứng trong báo cáo."),
            "indicator_code": _("Nếu nhận định về một chỉ tiêu, ghi mã của chỉ tiêu đó."),
        }

    def __init__(self, *args, session, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.session = session
        visits = Visit.objects.visible_to(user).filter(session=session)
        self.fields["visit"].queryset = visits
        self.fields["visit"].empty_label = _("Không gắn với chuyến nào")
        self.fields["visit"].label_from_instance = lambda visit: f"{day_text(visit.date)}: {visit.place}"
        self.fields["kind"].choices = Finding.Kind.choices
        self.fields["severity"].choices = [("", _("Chưa xếp mức")), *Finding.Severity.choices]
        self.fields["heading"].choices = [("", _("Chọn nội dung")), *self.fields["heading"].choices[1:]]
        self.fields["evidence"].queryset = Photo.objects.filter(visit__in=visits).select_related("visit")
        if not self.fields["evidence"].queryset.exists():
            del self.fields["evidence"]
        for name in ("reported_value", "verified_value"):
            label = self.fields[name].label
            self.fields[name] = NumberField(label=label, required=False, max_digits=14, decimal_places=2)
        ask_in_our_words(self)
