from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.forms import VersionedModelForm
from cds_portal.text import day_text
from districts.models import Body
from oversight.forms.fields import DayField, ask_in_our_words, bodies_around, province_of
from oversight.models import OversightSession, Proposal, Visit


def committees_for(bodies, day):
    """The committees of the bodies' provinces on `day`."""
    provinces = set()
    for body in bodies:
        if body.unit_id:
            provinces |= set(province_of(body.unit).values_list("pk", flat=True))
    return Body.objects.committees().in_force_on(day).filter(unit__in=provinces)


class ProposalForm(VersionedModelForm):
    """Typed by an officer for a body of the committee's province, or by the body's own reporter."""

    class Meta:
        model = Proposal
        fields = ("raised_by", "theme", "text", "session", "visit")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"text": _("Đơn vị gặp khó khăn gì, đề nghị cơ quan nào làm gì.")}

    def __init__(self, *args, user, committees, **kwargs):
        super().__init__(*args, **kwargs)
        self.committees = committees
        self.fields["raised_by"].queryset = self._bodies(user)
        self.fields["raised_by"].error_messages["invalid_choice"] = _(
            "Chỉ nêu đề xuất của đơn vị mình phụ trách."
        )
        self.fields["session"].queryset = OversightSession.objects.visible_to(user)
        self.fields["session"].empty_label = _("Không gắn với cuộc nào")
        self.fields["visit"].queryset = Visit.objects.visible_to(user).select_related("session")
        self.fields["visit"].empty_label = _("Không gắn với chuyến nào")
        self.fields["visit"].label_from_instance = lambda visit: f"{day_text(visit.date)}: {visit.place}"
        self.fields["theme"].choices = [("", _("Chọn nhóm nội dung")), *Proposal.Theme.choices]
        self._ask_committee(user)
        self._shorten(user)
        ask_in_our_words(self)

    def _bodies(self, user):
        if not self.committees:
            return Body.objects.filter(pk__in=user.local_body_ids)
        ids = set()
        for committee in self.committees:
            kinds = bodies_around(committee).filter(kind__in=LOCAL_KINDS)
            ids |= set(kinds.values_list("pk", flat=True))
        return Body.objects.filter(pk__in=ids).select_related("unit__parent__parent")

    def _ask_committee(self, user):
        """Only of a reporter in whose province several committees work."""
        if self.committees or not self.is_new:
            return
        own = Body.objects.filter(pk__in=user.local_body_ids).select_related("unit__parent__parent")
        choices = committees_for(own, today())
        if choices.count() > 1:
            self.fields["committee"] = forms.ModelChoiceField(
                choices, label=_("Gửi tới Ban"), required=False, empty_label=_("Theo cuộc giám sát đã chọn")
            )

    def _shorten(self, user):
        """A reporter of one body is not asked which; one without visits is not asked at which."""
        if not self.committees and len(set(user.local_body_ids)) == 1:
            self.fields["raised_by"].initial = user.local_body_ids[0]
            self.fields["raised_by"].widget = forms.HiddenInput()
        if not self.fields["visit"].queryset.exists():
            del self.fields["visit"]

    def clean(self):
        cleaned = super().clean()
        session, visit = cleaned.get("session"), cleaned.get("visit")
        if visit and session and visit.session_id != session.pk:
            self.add_error(
                "visit", _("Chuyến này thuộc cuộc giám sát khác. Chọn lại chuyến hoặc cuộc giám sát.")
            )
        elif visit and not session:
            session = cleaned["session"] = visit.session
        body = cleaned.get("raised_by")
        if body and self.is_new:
            self._choose_committee(session, body)
        return cleaned

    def _choose_committee(self, session, body):
        """That of the session, the one asked for, or the only one there can be."""
        committee = session.committee if session else self.cleaned_data.get("committee")
        if committee is None:
            there = self.committees or list(committees_for([body], today()))
            committee = there[0] if len(there) == 1 else None
        if committee is None:
            raise ValidationError(
                _("Chưa xác định được Ban tiếp nhận của %(body)s. Chọn cuộc giám sát hoặc Ban."),
                params={"body": body},
            )
        self.instance.committee = committee


LOCAL_KINDS = (
    Body.Kind.PEOPLE_COMMITTEE,
    Body.Kind.PEOPLE_COUNCIL,
    Body.Kind.OFFICE,
    Body.Kind.FRONT,
    Body.Kind.STEERING_COMMITTEE,
)


class ForwardForm(forms.Form):
    """Where a proposal goes: one body that answers, others beside it, by when."""

    lead = forms.ModelChoiceField(
        Body.objects.none(), label=_("Cơ quan chủ trì trả lời"), empty_label=_("Chọn cơ quan")
    )
    coordinating = forms.ModelMultipleChoiceField(
        Body.objects.none(),
        label=_("Cơ quan phối hợp"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chọn một hay nhiều cơ quan; có thể để trống."),
    )
    deliverable = forms.CharField(label=_("Đề nghị trả lời bằng"), max_length=300, required=False)
    due_on = DayField(label=_("Đề nghị trả lời trước ngày"), required=False)

    def __init__(self, *args, proposal, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = bodies_around(proposal.committee).addressable_on(today()).in_vietnamese_order()
        for name in ("lead", "coordinating"):
            self.fields[name].queryset = bodies
            self.fields[name].error_messages["invalid_choice"] = _("Cơ quan này không còn hoạt động hôm nay.")
        ask_in_our_words(self)

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < today():
            raise ValidationError(_("Ngày trả lời phải từ hôm nay trở đi."))
        return due_on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("lead") and cleaned["lead"] in cleaned.get("coordinating", ()):
            self.add_error("coordinating", _("Cơ quan chủ trì không cần chọn lại ở đây."))
        return cleaned
