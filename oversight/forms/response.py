"""Forms of a body's answer, of its proofs, and of the paper it came on."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.fields import DayField, RecordsField, ask_in_our_words
from cds_portal.files import check_pdf, read_upload
from cds_portal.forms import VersionedModelForm
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text
from districts.models import Body, IncomingPaper
from oversight.forms.follow_up import OurForm, words
from oversight.models import Assignment, Evidence, Response


class ResponseForm(VersionedModelForm):
    class Meta:
        model = Response
        fields = ("assignments", "claim", "completed_on", "text")
        field_classes = {"assignments": RecordsField}
        widgets = {
            "assignments": forms.CheckboxSelectMultiple,
            "claim": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "assignments": _("Một trả lời có thể cho nhiều nội dung được giao."),
            "completed_on": _("Bắt buộc khi báo đã hoàn thành."),
            "text": _("Đã làm gì, bằng văn bản nào, kết quả ra sao; phần chưa làm và vì sao."),
        }

    def __init__(self, *args, duties, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["assignments"]
        duties = duties.select_related("committee", "recommendation__session", "proposal")
        field.queryset = duties.order_by("pk")
        field.label_from_instance = duty_words
        field.error_messages["invalid_choice"] = _(
            "Có nội dung vừa đổi trạng thái, không trả lời được nữa. Xem lại các ô đã chọn."
        )
        self.fields["claim"].choices = Response.Claim.choices
        if self.is_new:
            # What is claimed is said, never left as it stood.
            self.initial["claim"] = None
        ask_in_our_words(self)
        field.error_messages["required"] = _("Chọn ít nhất một nội dung được giao để trả lời.")
        self.fields["text"].error_messages["required"] = _("Chưa ghi nội dung đã thực hiện.")

    def clean_completed_on(self):
        day = self.cleaned_data["completed_on"]
        if day and day > today():
            raise forms.ValidationError(
                _("Ngày hoàn thành %(day)s ở tương lai."), params={"day": day_text(day)}
            )
        return day


def duty_words(duty):
    due = _("hạn %(day)s") % {"day": day_text(duty.due_on)} if duty.due_on else _("thiếu thời hạn")
    if duty.recommendation_id:
        session = duty.recommendation.session
        head = _("%(code)s, kiến nghị số %(n)d") % {"code": session.code, "n": duty.recommendation.number}
    else:
        head = _("Đề xuất chuyển trả lời")
    return f"{head} ({due}): {duty.subject}"


class EvidenceForm(OurForm):
    file = forms.FileField(
        label=_("Tệp minh chứng"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.xlsx,image/*"}),
        help_text=_("PDF, ảnh chụp hoặc bảng tính .xlsx."),
    )
    caption = forms.CharField(label=_("Tên minh chứng"), max_length=300)
    dated = DayField(
        label=_("Ngày của minh chứng"), required=False, help_text=_("Ngày ký văn bản, ngày chụp ảnh.")
    )
    revision_of = forms.ModelChoiceField(
        queryset=Evidence.objects.none(),
        label=_("Thay cho bản trước"),
        required=False,
        empty_label=_("Minh chứng mới"),
    )

    def __init__(self, *args, revisable, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["empty"] = _("Tệp này không có nội dung. Xin chọn lại.")
        field = self.fields["revision_of"]
        field.queryset = revisable
        field.label_from_instance = lambda row: (
            f"{row.caption} ({day_text(row.dated)})" if row.dated else row.caption
        )
        if not revisable.exists():
            del self.fields["revision_of"]

    def clean_dated(self):
        day = self.cleaned_data["dated"]
        if day and day > today():
            raise forms.ValidationError(
                _("Ngày của minh chứng %(day)s ở tương lai."), params={"day": day_text(day)}
            )
        return day


def checked_pdf(upload):
    """(name, bytes) of a readable PDF, None of nothing."""
    if not upload:
        return None
    try:
        content = read_upload(upload, settings.MAX_FILE_BYTES)
        check_pdf(content, upload.name)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    return upload.name, content


def pdf_field(label, *, required=True, hint=""):
    return forms.FileField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"empty": _("Tệp này không có nội dung. Xin chọn lại bản PDF.")},
    )


class SignPaperForm(OurForm):
    """The signed paper of a sở: its signature under the answer."""

    number = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=60)
    dated = DayField(label=_("Ngày văn bản"))
    subject = forms.CharField(label=_("Trích yếu"), max_length=400, required=False)
    pdf = pdf_field(_("Văn bản đã ký (PDF)"))

    def clean_dated(self):
        return not_later_than_today(self.cleaned_data["dated"])

    def clean_pdf(self):
        return checked_pdf(self.cleaned_data["pdf"])


class JudgeForm(OurForm):
    ADEQUATE, INADEQUATE = "adequate", "inadequate"
    verdict = forms.ChoiceField(
        label=_("Kết luận"),
        choices=[(ADEQUATE, _("Ghi nhận báo cáo tiến độ")), (INADEQUATE, _("Chưa đáp ứng yêu cầu"))],
        widget=forms.RadioSelect,
    )
    note = words(_("Ý kiến"), required=False, rows=3, hint=_("Bắt buộc khi chưa đáp ứng yêu cầu."))


def not_later_than_today(day):
    if day and day > today():
        raise forms.ValidationError(_("Ngày %(day)s ở tương lai."), params={"day": day_text(day)})
    return day


class PaperForm(forms.ModelForm):
    pdf = pdf_field(
        _("Bản quét (PDF)"), hint=_("Văn bản giấy đã ký hoặc bản điện tử tải từ trục liên thông.")
    )

    class Meta:
        model = IncomingPaper
        fields = ("committee", "from_body", "number", "dated", "received_on", "subject")

    def __init__(self, *args, committees, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)
        duties = Assignment.objects.answerable().of_committees([one.pk for one in committees])
        senders = Body.objects.filter(pk__in=duties.values("body"))
        self.fields["from_body"].queryset = senders.in_vietnamese_order()
        self.fields["from_body"].empty_label = _("Chọn cơ quan")
        self.fields["from_body"].error_messages["invalid_choice"] = _(
            "Cơ quan này không có nội dung được giao đang chờ trả lời."
        )
        self.fields["received_on"].initial = today()
        if len(committees) == 1:
            del self.fields["committee"]
            self.instance.committee = committees[0]
        else:
            self.fields["committee"].queryset = Body.objects.filter(pk__in=[one.pk for one in committees])
            self.fields["committee"].empty_label = _("Chọn Ban")

    def clean_dated(self):
        return not_later_than_today(self.cleaned_data["dated"])

    def clean_received_on(self):
        return not_later_than_today(self.cleaned_data["received_on"])

    def clean_pdf(self):
        return checked_pdf(self.cleaned_data["pdf"])

    def clean(self):
        cleaned = super().clean()
        dated, received = cleaned.get("dated"), cleaned.get("received_on")
        if dated and received and received < dated:
            self.add_error("received_on", _("Ngày đến trước ngày văn bản. Xin xem lại hai ngày."))
        committee = cleaned.get("committee") or getattr(self.instance, "committee", None)
        known = IncomingPaper.objects.filter(
            committee=committee,
            from_body=cleaned.get("from_body"),
            number=cleaned.get("number", ""),
            dated=dated,
        )
        if committee and known.exists():
            self.add_error("number", _("Văn bản này đã được ghi vào sổ văn bản đến."))
        return cleaned
