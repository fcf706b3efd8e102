"""The clerk's form of numbering and issuing."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.files import check_pdf, read_upload
from cds_portal.lifecycle import Refused
from oversight.forms.fields import ask_in_our_words
from oversight.models import NumberSeries
from oversight.models.document import Authority


class IssueForm(forms.Form):
    number = forms.IntegerField(label=_("Số văn bản"), min_value=1, max_value=99_999)
    issued_on = forms.DateField(
        label=_("Ngày ban hành"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=150)
    signer_position = forms.CharField(label=_("Chức vụ người ký"), max_length=200, initial=_("Trưởng Ban"))
    authority = forms.ChoiceField(label=_("Thẩm quyền ký"), choices=Authority.choices)
    signed_copy = forms.FileField(
        label=_("Bản đã ký (PDF)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"empty": _("Tệp này không có nội dung. Xin chọn lại bản PDF đã ký.")},
        help_text=_("Có bản ký thì văn bản được ban hành ngay; chưa có thì mới cấp số."),
    )
    paper_signed = forms.BooleanField(label=_("Ký giấy, không có bản quét"), required=False)

    def __init__(self, *args, document, **kwargs):
        self.document = document
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)
        if document.number:
            for name in ("number", "issued_on", "signer_name", "signer_position", "authority"):
                del self.fields[name]
            return
        self.fields["number"].initial = self.proposed_number()
        self.fields["number"].help_text = _("Theo sổ văn bản của Văn phòng; ký hiệu %(symbol)s.") % {
            "symbol": document.committee.letterhead.symbols.get(document.kind, "")
        }
        self.fields["issued_on"].initial = today()
        self.fields["issued_on"].widget.attrs["max"] = today().isoformat()
        head = document.session.head if document.session_id else None
        if head:
            self.fields["signer_name"].initial = head.name

    def proposed_number(self):
        series = NumberSeries.objects.filter(
            body=self.document.committee,
            symbol=self.document.committee.letterhead.symbols.get(self.document.kind, ""),
            year=today().year,
        ).first()
        return series.next_number() if series else 1

    def clean_signed_copy(self):
        upload = self.cleaned_data["signed_copy"]
        if not upload:
            return None
        try:
            content = read_upload(upload, settings.MAX_FILE_BYTES)
            check_pdf(content, upload.name)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload.name, content

    @property
    def signer(self):
        """(name, position, authority) as typed."""
        return tuple(self.cleaned_data[name] for name in ("signer_name", "signer_position", "authority"))
