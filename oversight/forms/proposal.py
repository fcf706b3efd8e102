from collections import Counter

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.forms import VersionedModelForm
from cds_portal.text import day_text
from districts.around import bodies_around, committees_for
from districts.models import Body
from oversight.domain.due_dates import validate_due
from oversight.forms.fields import DayField, RecordField, RecordsField, ask_in_our_words
from oversight.models import OversightSession, Proposal, Visit

# Who speaks for a locality: not its offices, and no sở.
LOCAL_KINDS = (Body.Kind.PEOPLE_COMMITTEE, Body.Kind.PEOPLE_COUNCIL, Body.Kind.FRONT)


def localities_around(committees):
    """Local bodies of the committees' provinces, also those that have ended: old sessions are entered too."""
    around = Q()
    for committee in committees:
        around |= Q(pk__in=bodies_around(committee).values("pk"))
    return Body.objects.filter(around, kind__in=LOCAL_KINDS, unit__isnull=False)


class ProposalForm(VersionedModelForm):
    """Typed by an officer for a body of the committee's province, or by the body's own reporter.

    `committees` are those in which the user handles proposals; none for a reporter.
    """

    class Meta:
        model = Proposal
        fields = ("raised_by", "theme", "text", "session", "visit")
        field_classes = {"visit": RecordField}
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"text": _("Đơn vị gặp khó khăn gì, đề nghị cơ quan nào làm gì.")}

    def __init__(self, *args, user, committees, **kwargs):
        super().__init__(*args, **kwargs)
        self.committees = committees if self.is_new or not committees else [self.instance.committee]
        self.fields["theme"].choices = [("", _("Chọn nhóm nội dung")), *Proposal.Theme.choices]
        self._offer_sessions(user)
        self._offer_visits(user)
        if self.committees:
            self._offer_localities()
        else:
            self._offer_own_bodies(user)
        self._ask_less()
        ask_in_our_words(self)

    def _ask_less(self):
        """Raised elsewhere than at a visit: the session and its visits are not asked for."""
        if self.origin is not None:
            for name in {"session", "visit", "committee"} & set(self.fields):
                del self.fields[name]

    @property
    def origin(self):
        """The guidance session or progress report in which it was raised."""
        return self.instance.guidance or self.instance.progress_report

    def _offer_sessions(self, user):
        """A record stays with the committee that received it; its own session remains a choice."""
        sessions = OversightSession.objects.visible_to(user)
        receivers = self.committees if self.is_new else [self.instance.committee]
        if receivers:
            sessions = sessions.filter(committee__in=receivers)
        cancelled = Q(status=OversightSession.Status.CANCELLED)
        field = self.fields["session"]
        field.queryset = sessions.filter(~cancelled | Q(pk=self.instance.session_id))
        field.empty_label = _("Không gắn với cuộc nào")
        field.label_from_instance = lambda session: f"{session.code} · {session.title}"
        field.error_messages["invalid_choice"] = _(
            "Không ghi đề xuất này vào cuộc đã chọn được: cuộc đã hủy hoặc do Ban khác chủ trì."
        )

    def _offer_visits(self, user):
        """One who sees no visit is not asked at which."""
        visits = Visit.objects.visible_to(user).filter(session__in=self.fields["session"].queryset)
        field = self.fields["visit"]
        field.queryset = visits.select_related("session__committee")
        field.empty_label = _("Không gắn với chuyến nào")
        field.label_from_instance = lambda visit: f"{day_text(visit.date)}: {visit.place}"
        if not visits.exists():
            del self.fields["visit"]

    def _offer_localities(self):
        field = self.fields["raised_by"]
        bodies = localities_around(self.committees) | Body.objects.filter(pk=self.instance.raised_by_id)
        field.queryset = bodies.select_related("successor").in_vietnamese_order()
        field.empty_label = _("Chọn đơn vị")
        # Bodies took over names: of two that are called alike the one that ended says what it is now.
        counts = Counter(bodies.values_list("name", flat=True))
        field.label_from_instance = lambda body: (
            body.name_with_today(today()) if counts[body.name] > 1 else body.name
        )
        field.error_messages["invalid_choice"] = _("Đơn vị này không thuộc địa bàn của Ban.")

    def _offer_own_bodies(self, user):
        """A reporter of one body is not asked which: nothing of it is read from what was sent."""
        bodies = Body.objects.filter(pk__in=user.local_body_ids).select_related("unit__parent__parent")
        if len(bodies) == 1:
            del self.fields["raised_by"]
            self.instance.raised_by = bodies[0]
        else:
            field = self.fields["raised_by"]
            field.queryset = bodies
            field.empty_label = _("Chọn đơn vị")
            field.error_messages["invalid_choice"] = _("Chỉ nêu đề xuất của đơn vị mình phụ trách.")
        if self.is_new:
            self._ask_committee(bodies)

    def _ask_committee(self, bodies):
        """Only in a province where several committees work."""
        choices = committees_for(bodies, today())
        if choices.count() > 1:
            self.fields["committee"] = forms.ModelChoiceField(
                choices, label=_("Gửi tới Ban"), required=False, empty_label=_("Theo cuộc giám sát đã chọn")
            )

    def clean(self):
        cleaned = super().clean()
        self._follow_visit(cleaned)
        body = cleaned.get("raised_by") if "raised_by" in self.fields else self.instance.raised_by
        if body and ("session" in cleaned or self.origin is not None):
            committee = self._receiver(cleaned.get("session"), body)
            if committee:
                self._check_province(committee, body)
        return cleaned

    def _follow_visit(self, cleaned):
        session, visit = cleaned.get("session"), cleaned.get("visit")
        if visit and session and visit.session_id != session.pk:
            self.add_error(
                "visit", _("Chuyến này thuộc cuộc giám sát khác. Chọn lại chuyến hoặc cuộc giám sát.")
            )
        elif visit and "session" in cleaned:
            cleaned["session"] = visit.session

    def _receiver(self, session, body):
        """The committee it stays with; of a new one that of the session, the one asked for, or the only one
        there can be.
        """
        if not self.is_new:
            return self.instance.committee
        if self.origin is not None:
            self.instance.committee = self.origin.committee
            return self.instance.committee
        asked = self.cleaned_data.get("committee")
        if session and asked and session.committee_id != asked.pk:
            self.add_error("session", _("Cuộc này do Ban khác chủ trì. Chọn lại cuộc giám sát hoặc Ban."))
            return None
        committee = session.committee if session else asked or self._only_committee_of(body)
        if committee is None:
            words = _("Chưa xác định được Ban tiếp nhận của %(body)s. Chọn cuộc giám sát hoặc Ban.")
            self.add_error("committee" if "committee" in self.fields else None, words % {"body": body})
        else:
            self.instance.committee = committee
        return committee

    def _only_committee_of(self, body):
        if self.committees:
            around = [one for one in self.committees if bodies_around(one).contains(body)]
        else:
            around = list(committees_for([body], today()))
        return around[0] if len(around) == 1 else None

    def _check_province(self, committee, body):
        if bodies_around(committee).contains(body):
            return
        words = _("%(body)s không thuộc địa bàn của %(committee)s. Chọn lại đơn vị hoặc cuộc giám sát.")
        field = "session" if "session" in self.fields else None
        self.add_error(
            "raised_by" if "raised_by" in self.fields else field,
            words % {"body": body, "committee": committee},
        )


class ForwardForm(forms.Form):
    """Where a proposal goes: one body that answers, others beside it, by when."""

    lead = forms.ModelChoiceField(
        Body.objects.none(), label=_("Cơ quan chủ trì trả lời"), empty_label=_("Chọn cơ quan")
    )
    coordinating = RecordsField(
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
        validate_due(due_on)
        if due_on and due_on < today():
            raise ValidationError(_("Ngày trả lời phải từ hôm nay trở đi."))
        return due_on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("lead") and cleaned["lead"] in cleaned.get("coordinating", ()):
            self.add_error("coordinating", _("Cơ quan chủ trì không cần chọn lại ở đây."))
        return cleaned
