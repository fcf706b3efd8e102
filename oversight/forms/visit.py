"""The form of a visit: what, where, when; answers and people have their own forms beside it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.forms import VersionedModelForm
from oversight.forms.fields import DayField, ask_in_our_words
from oversight.forms.visit_place import UnitField, find_unit, read_position, shown_position
from oversight.models import OversightSession, Visit

OPEN = [
    status for status in OversightSession.Status if OversightSession(status=status).is_open_for_fieldwork()
]


def sessions_to_log(user):
    """Sessions whose visits the user may log now."""
    committees = [
        post.body_id for post in user.present_posts if user.can(Permission.LOG_VISIT, body=post.body)
    ]
    return OversightSession.objects.filter(committee__in=committees, status__in=OPEN).order_by(
        "-works_from", "code"
    )


class SessionChoice(forms.ModelChoiceField):
    def label_from_instance(self, session):
        return f"{session.code} · {session.title}"


class AccuracyField(forms.IntegerField):
    """Sent by the phone and not seen: what makes no sense is left out, for nobody could mend it."""

    def clean(self, value):
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class VisitForm(VersionedModelForm):
    session = SessionChoice(
        label=_("Cuộc giám sát"),
        queryset=OversightSession.objects.none(),
        to_field_name="code",
        empty_label=_("Chọn cuộc giám sát"),
        error_messages={"invalid_choice": _("Cuộc giám sát này không mở để ghi khảo sát. Chọn cuộc khác.")},
    )
    date = DayField(label=_("Ngày"))
    unit = UnitField()
    position = forms.CharField(
        label=_("Vị trí"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "text", "placeholder": "18,4412 · 105,8623"}
        ),
    )
    accuracy = AccuracyField(
        label=_("Sai số (m)"), required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput
    )

    class Meta:
        model = Visit
        fields = (
            "session",
            "date",
            "kind",
            "site_type",
            "place",
            "unit",
            "starts_at",
            "ends_at",
            "position",
            "accuracy",
            "notes",
        )
        widgets = {
            "kind": forms.RadioSelect,
            "site_type": forms.RadioSelect,
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {
            "kind": _("Loại chuyến"),
            "starts_at": _("Bắt đầu"),
            "ends_at": _("Kết thúc"),
            "place": _("Địa điểm"),
            "site_type": _("Loại điểm khảo sát"),
            "notes": _("Ghi chú"),
        }

    is_stale = False

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer_sessions(user)
        self.fields["kind"].choices = Visit.Kind.choices
        # One of the two is always chosen: nothing to be asked for.
        self.fields["kind"].required = False
        self.fields["site_type"].choices = self.fields["site_type"].choices[1:]
        self.fields["place"].widget.attrs |= {"autocomplete": "off", "maxlength": 200}
        self.initial.setdefault("position", shown_position(self.instance.latitude, self.instance.longitude))
        if self.instance.unit_id:
            self.initial["unit"] = self.instance.unit
        for name in ("starts_at", "ends_at"):
            self.fields[name].error_messages["invalid"] = _("Giờ chưa đúng. Nhập theo dạng 08:30.")
        ask_in_our_words(self)

    def _offer_sessions(self, user):
        if self.is_new:
            self.fields["session"].queryset = sessions_to_log(user)
            self._start_with(self.initial.get("session"))
            return
        # A saved visit stays in its session: findings and papers already speak of it there.
        self.fields["session"].queryset = OversightSession.objects.filter(pk=self.instance.session_id)
        self.fields["session"].disabled = True
        self.initial["session"] = self.instance.session.code

    def _start_with(self, code):
        """The session asked for, or the only one; on its own day, not on a day it does not work."""
        offered = list(self.fields["session"].queryset)
        session = next((one for one in offered if one.code == code), None)
        if session is None and len(offered) == 1:
            session = offered[0]
        self.initial["session"] = session.code if session else None
        self.start_session = session
        if session and not session.works_from <= today() <= session.works_to:
            self.initial["date"] = session.works_from

    def _show_conflict(self, stale):
        self.is_stale = True
        super()._show_conflict(stale)

    def clean_kind(self):
        return self.cleaned_data["kind"] or Visit.Kind.FIELD_SURVEY

    def clean_unit(self):
        day, text = self.cleaned_data.get("date"), self.cleaned_data["unit"]
        if day is None:
            # The date's own error is on the screen; without it the name cannot be judged.
            return self.instance.unit if self.instance.unit_id else None
        return find_unit(text, day=day, session=self.cleaned_data.get("session"))

    def clean_position(self):
        self.instance.latitude, self.instance.longitude = read_position(self.cleaned_data["position"])
        return self.cleaned_data["position"]

    def _post_clean(self):
        if self.cleaned_data.get("unit") is None:
            # No unit may not overwrite the one of the record: its error is already at the field.
            self.cleaned_data.pop("unit", None)
        if "date" not in self.cleaned_data:
            # Nor may the default day be judged in place of the one that is missing.
            self.instance.date = None
        super()._post_clean()

    def _get_validation_exclusions(self):
        """Without a day the unit could not be looked up; it is not missing on that account."""
        excluded = super()._get_validation_exclusions()
        return excluded | {"unit"} if "date" in self.errors else excluded
