"""Who was there: persons and groups on both sides, as rows that are added and taken away."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from oversight.models import Attendance

MOST_PEOPLE = 80


class PersonForm(forms.Form):
    side = forms.ChoiceField(
        label=_("Phía"), choices=Attendance.Side.choices, initial=Attendance.Side.HOST, required=False
    )
    kind = forms.ChoiceField(
        label=_("Là"),
        choices=[(Attendance.Kind.PERSON, _("Cá nhân")), (Attendance.Kind.GROUP, _("Nhóm đại biểu"))],
        initial=Attendance.Kind.PERSON,
        required=False,
    )
    name = forms.CharField(
        label=_("Họ tên hoặc tên nhóm"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "people-names", "autocomplete": "off"}),
    )
    position = forms.CharField(
        label=_("Chức vụ"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_side(self):
        return self.cleaned_data["side"] or Attendance.Side.HOST

    def clean_kind(self):
        return self.cleaned_data["kind"] or Attendance.Kind.PERSON

    def clean(self):
        data = super().clean()
        if data.get("position") and not data.get("name") and not data.get("DELETE"):
            self.add_error("name", _("Ghi họ tên hoặc tên nhóm."))
        return data

    @property
    def is_present(self):
        return bool(self.cleaned_data.get("name")) and not self.cleaned_data.get("DELETE")


class PeopleFormSet(forms.BaseFormSet):
    default_error_messages = {
        "missing_management_form": _("Các dòng gửi lên không đầy đủ. Xem lại từng dòng rồi lưu lần nữa."),
        "too_many_forms": ngettext_lazy(
            "Ghi nhiều nhất %(num)d người và nhóm; gộp những người còn lại thành nhóm.",
            "Ghi nhiều nhất %(num)d người và nhóm; gộp những người còn lại thành nhóm.",
            "num",
        ),
    }

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Bỏ dòng này")

    def rows(self):
        """Attendance rows without a visit, in the order of the screen."""
        present = [form.cleaned_data for form in self.forms if form.is_present]
        return [
            Attendance(
                side=row["side"], kind=row["kind"], name=row["name"], position=row["position"], order=order
            )
            for order, row in enumerate(present, start=1)
        ]


def people_forms(data=None, *, people=()):
    initial = [{name: getattr(one, name) for name in ("side", "kind", "name", "position")} for one in people]
    # Without JavaScript empty rows are the way to add; with it they are folded away until asked for.
    made = forms.formset_factory(
        PersonForm,
        formset=PeopleFormSet,
        extra=3,
        can_delete=True,
        max_num=MOST_PEOPLE,
        absolute_max=MOST_PEOPLE + 20,
        validate_max=True,
    )
    return made(data, prefix="people", initial=initial)
