"""Forms of the acts on what was given to a body. Conditions between fields are the acts' own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.fields import DayField, RecordField, RecordsField, ask_in_our_words
from cds_portal.text import day_text
from oversight.domain.due_dates import validate_due
from oversight.forms.proposal import ForwardForm
from oversight.models import OversightSession, Verification, Visit


def words(label, *, required=True, rows=4, hint="", most=4000):
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class OurForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)


class AcceptanceForm(OurForm):
    ACCEPT, PARTLY, ASK = "accept", "partly", "ask"
    CHOICES = [
        (ACCEPT, _("Tiếp thu")),
        (PARTLY, _("Tiếp thu một phần")),
        (ASK, _("Đề nghị xem xét lại")),
    ]
    answer = forms.ChoiceField(label=_("Trả lời"), choices=CHOICES, widget=forms.RadioSelect)
    note = words(
        _("Ý kiến"),
        required=False,
        hint=_("Bắt buộc khi tiếp thu một phần hoặc đề nghị xem xét lại; Ban sẽ trả lời đề nghị."),
    )


class DecisionForm(OurForm):
    """The committee's answer to a request to reconsider."""

    UPHOLD, CHANGE, WITHDRAW = "uphold", "change", "withdraw"
    CHOICES = [
        (UPHOLD, _("Giữ nguyên")),
        (CHANGE, _("Điều chỉnh thời hạn, sản phẩm")),
        (WITHDRAW, _("Rút nội dung giao")),
    ]
    decision = forms.ChoiceField(label=_("Quyết định"), choices=CHOICES, widget=forms.RadioSelect)
    due_on = DayField(
        label=_("Thời hạn mới"),
        required=False,
        help_text=_("Chỉ khi điều chỉnh."),
        validators=[validate_due],
    )
    deliverable = forms.CharField(
        label=_("Sản phẩm phải hoàn thành"),
        max_length=300,
        required=False,
        help_text=_("Chỉ khi điều chỉnh."),
    )
    reason = words(_("Lý do"))


class FollowUpReasonForm(OurForm):
    reason = words(_("Lý do"))


class DueForm(OurForm):
    due_on = DayField(label=_("Thời hạn"), validators=[validate_due])
    deliverable = forms.CharField(
        label=_("Sản phẩm phải hoàn thành"),
        max_length=300,
        required=False,
        help_text=_("Khi văn bản chưa nêu sản phẩm."),
    )
    reason = words(_("Căn cứ"), required=False, rows=2)


class VerifyForm(OurForm):
    response = forms.ModelChoiceField(queryset=None, label=_("Theo trả lời"), empty_label=None)
    outcome = forms.ChoiceField(
        label=_("Kết quả"), choices=Verification.Outcome.choices, widget=forms.RadioSelect
    )
    completed_on = DayField(
        label=_("Hoàn thành ngày"), required=False, help_text=_("Bắt buộc khi xác nhận hoàn thành.")
    )
    visit = RecordField(
        queryset=None, label=_("Kiểm tra tại chuyến"), required=False, empty_label=_("Không kiểm tra tại chỗ")
    )
    note = words(_("Căn cứ xác nhận"), hint=_("Đã xem gì, đối chiếu với gì; còn thiếu gì nếu chưa đáp ứng."))

    def __init__(self, *args, assignment, user, **kwargs):
        super().__init__(*args, **kwargs)
        sent = assignment.responses.filter(status="submitted").exclude(claim="progress")
        sent = sent.order_by("-submitted_at")
        self.fields["response"].queryset = sent
        self.fields["response"].error_messages["invalid_choice"] = _(
            "Trả lời này đã được xem xét hoặc không còn chờ xác nhận. Xin tải lại trang."
        )
        self.fields["response"].label_from_instance = lambda row: (
            _("%(claim)s, gửi ngày %(day)s")
            % {
                "claim": row.get_claim_display(),
                "day": day_text(row.submitted_at),
            }
        )
        latest = sent.first()
        if latest:
            self.fields["response"].initial = latest.pk
            self.fields["completed_on"].initial = latest.completed_on
        self._offer_visits(assignment, user)

    def _offer_visits(self, assignment, user):
        """Recorded visits since the issue, in the province of the same committee."""
        visits = Visit.objects.visible_to(user).filter(
            session__committee=assignment.committee, date__gte=assignment.issued_on, date__lte=today()
        )
        field = self.fields["visit"]
        field.queryset = visits.exclude(status=Visit.Status.DRAFT)
        field.label_from_instance = lambda visit: f"{day_text(visit.date)}: {visit.place}"
        if not field.queryset.exists():
            del self.fields["visit"]


class AskExtensionForm(OurForm):
    asked_due = DayField(label=_("Xin gia hạn đến ngày"), validators=[validate_due])
    reason = words(_("Lý do xin gia hạn"), hint=_("Đã làm đến đâu, vướng mắc gì, vì sao cần thêm thời gian."))


class DecideExtensionForm(OurForm):
    GRANT, REFUSE = "grant", "refuse"
    decision = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[(GRANT, _("Gia hạn")), (REFUSE, _("Không gia hạn"))],
        widget=forms.RadioSelect,
    )
    granted_due = DayField(label=_("Gia hạn đến ngày"), required=False, validators=[validate_due])
    note = words(_("Ý kiến"), required=False, rows=3, hint=_("Bắt buộc khi không gia hạn."))

    def clean(self):
        cleaned = super().clean()
        missing = not cleaned.get("granted_due") and "granted_due" not in self.errors
        if cleaned.get("decision") == self.GRANT and missing:
            self.add_error("granted_due", _("Xin ghi ngày gia hạn."))
        return cleaned


class ReOversightForm(OurForm):
    code = forms.SlugField(
        label=_("Mã cuộc giám sát lại"),
        max_length=40,
        error_messages={"invalid": _("Mã chỉ gồm chữ không dấu, số và dấu gạch nối, ví dụ LOCHA-2024.")},
    )
    title = forms.CharField(label=_("Tên cuộc giám sát lại"), max_length=300)
    works_from = DayField(label=_("Làm việc từ ngày"))
    works_to = DayField(label=_("Làm việc đến ngày"))
    assignments = RecordsField(
        queryset=None, label=_("Nội dung chuyển giám sát lại"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, session, carriable, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        field = self.fields["assignments"]
        field.queryset = carriable.select_related("body", "recommendation").order_by(
            "recommendation__number", "body__sort_key"
        )
        field.label_from_instance = lambda row: (
            _("Kiến nghị số %(n)d, %(body)s (%(status)s): %(text)s")
            % {
                "n": row.recommendation.number,
                "body": row.body,
                "status": row.get_status_display(),
                "text": row.subject,
            }
        )
        field.initial = [row.pk for row in field.queryset]

    def clean_code(self):
        code = self.cleaned_data["code"]
        if OversightSession.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Mã này đã dùng cho cuộc giám sát khác. Xin chọn mã khác."))
        return code

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("works_from"), cleaned.get("works_to")
        if start and end and end < start:
            self.add_error("works_to", _("Ngày kết thúc làm việc phải từ ngày bắt đầu trở đi."))
        if start and start <= self.session.works_to:
            self.add_error(
                "works_from",
                _("Giám sát lại phải sau cuộc trước (%(day)s).") % {"day": day_text(self.session.works_to)},
            )
        return cleaned


class ForwardAgainForm(ForwardForm):
    """Sent on to another body: why comes first."""

    reason = words(_("Lý do chuyển tiếp"), rows=3, hint=_("Đơn vị đề xuất đọc được lý do này."))
    field_order = ("reason", "lead", "coordinating", "deliverable", "due_on")


class ProposalCloseForm(OurForm):
    note = words(_("Ghi chú kết thúc"), required=False, rows=3, hint=_("Đơn vị đề xuất đọc được."))
