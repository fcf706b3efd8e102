"""An act that ends units, and the choice of who takes over one open thing."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.forms import VersionedModelForm
from cds_portal.text import day_text
from districts.models import AdministrativeUnit, Body
from oversight.forms.fields import RecordsField, ask_in_our_words
from oversight.models import Reorganisation

EARLIEST, YEARS_AHEAD = date(2000, 1, 1), 10


class ReorganisationForm(VersionedModelForm):
    """A new act takes the units that ended the day before it; later they can be unticked."""

    class Meta:
        model = Reorganisation
        fields = ("committee", "title", "act_number", "act_date", "effective_on", "source_note", "units")
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "source_note": forms.Textarea(attrs={"rows": 3}),
            "units": forms.CheckboxSelectMultiple,
        }
        field_classes = {"units": RecordsField}
        help_texts = {
            "act_number": _("Chưa biết số thì ghi “số nghị quyết chưa ghi”."),
            "effective_on": _("Đơn vị, cơ quan cũ hoạt động đến hết ngày trước ngày này."),
        }

    def __init__(self, *args, user, candidates=(), **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_new:
            self._offer_committees(user)
            del self.fields["units"]
        else:
            # The units were taken by the day of effect, the rows by the committee.
            del self.fields["committee"], self.fields["effective_on"]
            keys = {unit.pk for unit in candidates} | set(self.instance.units.values_list("pk", flat=True))
            units = AdministrativeUnit.objects.filter(pk__in=keys).select_related("parent")
            self.fields["units"].queryset = units.in_vietnamese_order()
            self.fields["units"].label_from_instance = lambda unit: (
                f"{unit}, {unit.parent}" if unit.parent else str(unit)
            )
        ask_in_our_words(self)

    def _offer_committees(self, user):
        field = self.fields["committee"]
        ids = [
            post.body_id
            for post in user.present_posts
            if user.can(Permission.PREPARE_REORGANISATION, body=post.body)
        ]
        field.queryset, field.empty_label = Body.objects.filter(pk__in=ids), _("Chọn Ban")
        if len(set(ids)) == 1:
            field.initial, field.widget = ids[0], forms.HiddenInput()

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        last = date(today().year + YEARS_AHEAD, 12, 31)
        if not EARLIEST <= day <= last:
            words = _("Ngày có hiệu lực phải từ %(first)s đến %(last)s.")
            raise forms.ValidationError(words % {"first": day_text(EARLIEST), "last": day_text(last)})
        return day


class SuccessorsForm(forms.Form):
    successors = RecordsField(
        Body.objects.none(),
        label=_("Cơ quan kế thừa"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Có thể chọn nhiều cơ quan."),
    )

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successors"].queryset = bodies
        ask_in_our_words(self)
        words = _("Cơ quan này không còn hoạt động hoặc ở tỉnh khác.")
        self.fields["successors"].error_messages["invalid_choice"] = words
