from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from cds_portal.forms import VersionedModelForm
from cds_portal.text import day_text
from districts.models import AdministrativeUnit
from oversight.domain.due_dates import validate_due
from oversight.forms.fields import RecordsField, ask_in_our_words, bodies_around, province_of
from oversight.forms.rows import Rows, kept
from oversight.models import Assignment, Finding, Recommendation


class RecommendationForm(VersionedModelForm):
    class Meta:
        model = Recommendation
        fields = ("group", "text", "priority", "findings", "no_due_reason", "no_deliverable_reason")
        field_classes = {"findings": RecordsField}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "findings": forms.CheckboxSelectMultiple,
            "priority": forms.RadioSelect,
        }
        help_texts = {
            "text": _("Viết như sẽ ban hành: ai, làm gì, đến mức nào."),
            "no_due_reason": _("Khi không ấn định thời hạn, báo cáo phải nêu lý do."),
            "no_deliverable_reason": _("Khi không nêu sản phẩm, báo cáo phải nêu lý do."),
        }

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.session = session
        self.fields["group"].choices = Recommendation.Group.choices
        if self.is_new and self.initial.get("group") not in Recommendation.Group:
            # Else the browser chooses the first of the list, the central bodies, for nobody to notice.
            self.initial["group"] = Recommendation.Group.LOCAL
        self.fields["priority"].choices = Recommendation.Priority.choices
        self.fields["findings"].queryset = Finding.objects.filter(session=session)
        self.fields["findings"].label_from_instance = lambda row: f"{row.get_kind_display()}: {row.text}"
        if not self.fields["findings"].queryset.exists():
            del self.fields["findings"]
        ask_in_our_words(self)
        self.fields["text"].error_messages["required"] = _("Chưa ghi nội dung kiến nghị.")


class AssignmentForm(forms.ModelForm):
    class Meta:
        model = Assignment
        fields = ("body", "role", "deliverable", "due_on", "about_unit")

    def __init__(self, *args, choices, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields["body"].queryset, self.fields["about_unit"].queryset = choices.querysets
        self.fields["body"].choices, self.fields["about_unit"].choices = choices.bodies, choices.units
        self.fields["role"].choices = Assignment.Role.choices
        ask_in_our_words(self)
        self.fields["body"].error_messages |= {
            "required": _("Chưa chọn cơ quan thực hiện."),
            "invalid_choice": _(
                "Cơ quan này không hoạt động vào ngày làm việc của cuộc giám sát. "
                "Chọn cơ quan đúng thời điểm."
            ),
        }

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        validate_due(due_on)
        if due_on and due_on < self.session.works_from:
            raise ValidationError(
                _("Thời hạn trước ngày làm việc của cuộc giám sát (%(day)s)."),
                params={"day": day_text(self.session.works_from)},
            )
        return due_on


class AssignmentRows(Rows):
    identity = "body"

    def clean(self):
        super().clean()
        seen = set()
        for row in kept(self):
            body = row.get("body")
            if body and body in seen:
                raise ValidationError(
                    _("%(body)s được giao hai lần trong một kiến nghị."), params={"body": body}
                )
            seen.add(body)


class Choices:
    """What a row may choose of, read once for all rows of the page."""

    def __init__(self, session):
        day = session.works_from
        bodies = bodies_around(session.committee).addressable_on(day).in_vietnamese_order()
        units = AdministrativeUnit.objects.none()
        if session.committee.unit_id:
            provinces = list(province_of(session.committee.unit))
            units = AdministrativeUnit.objects.filter(parent__in=provinces)
            units |= AdministrativeUnit.objects.filter(parent__parent__in=provinces)
            units = units.in_force_on(day).in_vietnamese_order()
        self.querysets = (bodies, units)
        self.bodies = [("", _("Chọn cơ quan")), *((body.pk, body.name) for body in bodies)]
        self.units = [("", _("Không riêng địa bàn nào")), *((unit.pk, unit.full_name) for unit in units)]


assignments_factory = inlineformset_factory(
    Recommendation, Assignment, form=AssignmentForm, formset=AssignmentRows, extra=1
)


def assignment_rows(recommendation, session, data=None):
    formset = assignments_factory(
        data,
        instance=recommendation,
        prefix="assignments",
        queryset=Assignment.objects.filter(status=Assignment.Status.DRAFT),
        form_kwargs={"choices": Choices(session), "session": session},
    )
    return formset
