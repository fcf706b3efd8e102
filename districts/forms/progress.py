"""What is typed into a progress report: a form a figure, the sending, the signature, a paper, files."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.fields import ask_in_our_words
from districts.figures import Figures, problems_of, shown
from districts.imports.checks import MIXED, none_of
from districts.imports.numerals import to_number
from districts.imports.reading import NOTHING_READING
from districts.imports.sheet import Cell
from districts.models import IncomingPaper, Indicator, ReportFile

PLAIN_NUMBER = _("Chỉ ghi số, ví dụ 1.234 hoặc 45,6.")


class FigureField(forms.CharField):
    """A number as officials write it, read as the workbook's cells are (45,6 · 1.234 · 45,6%)."""

    def __init__(self, *, unit, is_count, **kwargs):
        self.unit, self.is_count = unit, is_count
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=60, widget=widget, **kwargs)
        self.error_messages["max_length"] = PLAIN_NUMBER

    def clean(self, value):
        text = super().clean(value)
        reading = to_number(Cell("", 1, 1, text), unit=self.unit, is_count=self.is_count)
        if reading.is_wrong:
            raise forms.ValidationError(f"{reading.problem.message} {PLAIN_NUMBER}")
        return NOTHING_READING if reading.is_nothing_arising else reading.value


YES_NO = [("", _("chưa chọn")), ("1", _("có")), ("0", _("không"))]


class FigureForm(forms.Form):
    """The figures of one indicator, with the version of the row that was read (0 = nothing stood there)."""

    note = forms.CharField(label=_("Ghi chú, giải thích"), max_length=500, required=False)
    row_version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    # What the page showed: a figure that was not touched is not written over a colleague's.
    was = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    field_order = ("numerator", "denominator", "value", "note")

    def __init__(self, indicator, data=None, *, figures=None, row_version=0):
        self.indicator = indicator
        shown_texts = texts_of(indicator, figures or Figures())
        initial = shown_texts | {"row_version": row_version, "was": was_text(shown_texts)}
        super().__init__(data, prefix=f"i{indicator.pk}", initial=initial)
        self.fields |= number_fields(indicator)
        self.order_fields(self.field_order)
        self.number_names = list(number_fields(indicator))
        ask_in_our_words(self)

    def numbers(self):
        return [self[name] for name in self.number_names]

    @property
    def typed(self):
        """{name: text} as it was posted."""
        names = [*self.number_names, "note"]
        return {name: self.data.get(self.add_prefix(name), "").strip() for name in names}

    @property
    def is_untouched(self):
        """Posted as the page showed it."""
        return was_text(self.typed) == self.data.get(self.add_prefix("was"), "")

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            self.figures = figures_typed(self.indicator, cleaned)
        except forms.ValidationError as error:
            self.add_error(self.number_names[0], error)
            return cleaned
        for problem in problems_of(self.indicator, self.figures):
            field = problem.field if problem.field in self.fields else self.number_names[0]
            if problem.severity == "error":
                self.add_error(field, f"{problem.message} {problem.suggestion}".strip())
        return cleaned


def figures_typed(indicator, cleaned):
    """“-” is read as in the workbook: nothing in nothing, none counted, a measure with its note only."""
    numbers = [cleaned.get(name) for name in number_fields(indicator)]
    if NOTHING_READING not in numbers:
        return Figures(
            cleaned.get("numerator"), cleaned.get("denominator"), value_of(cleaned), cleaned.get("note", "")
        )
    if any(number for number in numbers if number is not NOTHING_READING):
        raise forms.ValidationError(" ".join(map(str, MIXED)))
    return none_of(indicator, cleaned.get("note", ""))


def value_of(cleaned):
    value = cleaned.get("value")
    return None if value in (None, "") else Decimal(value)


def number_fields(indicator):
    if indicator.is_ratio:
        return {
            "numerator": FigureField(label=indicator.numerator_name, unit="", is_count=True),
            "denominator": FigureField(label=indicator.denominator_name, unit="", is_count=True),
        }
    if indicator.kind == Indicator.Kind.YES_NO:
        return {"value": forms.ChoiceField(label=indicator.name, choices=YES_NO, required=False)}
    is_count = indicator.kind == Indicator.Kind.COUNT
    return {"value": FigureField(label=indicator.name, unit=indicator.unit_name, is_count=is_count)}


def texts_of(indicator, figures):
    """What stands in the inputs: 1.234 of what is counted, 1234,5 of a measure; yes and no as 1 and 0."""
    return {"note": figures.note} | {
        name: text_of_number(indicator, getattr(figures, name)) for name in number_fields(indicator)
    }


def text_of_number(indicator, number):
    if number is None:
        return ""
    if indicator.kind == Indicator.Kind.YES_NO:
        return str(int(number))
    # A point in a measure may be either sign: “1.234” would not be read back.
    return shown(number) if indicator.kind != Indicator.Kind.MEASURE else shown(number).replace(".", "")


def was_text(texts):
    return "|".join(texts[name] for name in sorted(texts))


class SubmitForm(forms.Form):
    """What goes with the figures to the leader who signs."""

    summary = forms.CharField(
        label=_("Tóm tắt tình hình trong kỳ"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Việc nổi bật, khó khăn trong kỳ. Không bắt buộc."),
    )
    late_reason = forms.CharField(label=_("Lý do gửi chậm"), required=False, max_length=500)
    nothing_arising = forms.BooleanField(
        label=_("Không phát sinh trong kỳ này"),
        required=False,
        help_text=_("Chọn khi cả kỳ không có gì thay đổi để báo cáo."),
    )
    nothing_reason = forms.CharField(label=_("Giải thích không phát sinh"), required=False, max_length=500)

    def __init__(self, data=None, *, report, is_late):
        marks = ("summary", "late_reason", "nothing_arising", "nothing_reason")
        super().__init__(data, initial={name: getattr(report, name) for name in marks}, auto_id="submit_%s")
        if not is_late:
            del self.fields["late_reason"]
        ask_in_our_words(self)


class LateForm(forms.Form):
    """Asked of the leader only when the day has passed between the reporter's press and the signature."""

    late_reason = forms.CharField(label=_("Lý do gửi chậm"), max_length=500)


class PaperForm(forms.ModelForm):
    """A paper of the body: one already in the register, or a new one."""

    paper = forms.ModelChoiceField(
        IncomingPaper.objects.none(),
        label=_("Văn bản đã vào sổ"),
        required=False,
        empty_label=_("Văn bản mới"),
    )
    upload = forms.FileField(
        label=_("Bản PDF của văn bản"), required=False, help_text=_("PDF, tối đa 25 MB. Có thể bổ sung sau.")
    )
    needed = ("number", "dated", "received_on")

    class Meta:
        model = IncomingPaper
        fields = ("number", "dated", "received_on", "subject")

    field_order = ("paper", "number", "dated", "received_on", "subject", "upload")

    def __init__(self, data=None, files=None, *, report):
        instance = IncomingPaper(committee=report.committee, from_body=report.body)
        super().__init__(data, files, instance=instance)
        papers = IncomingPaper.objects.filter(committee=report.committee, from_body=report.body)
        self.fields["paper"].queryset = papers.select_related("from_body")
        if not papers.exists():
            del self.fields["paper"]
        for name in self.needed:
            self.fields[name].required = False
        ask_in_our_words(self)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("paper"):
            return cleaned
        for name in self.needed:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Chưa nhập ô này."))
        dated, came = cleaned.get("dated"), cleaned.get("received_on")
        if dated and came and came < dated:
            self.add_error("received_on", _("Ngày đến không thể trước ngày văn bản."))
        return cleaned


class FileForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại tệp"), choices=ReportFile.Kind, initial=ReportFile.Kind.SIGNED)
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Minh chứng cho"), required=False, empty_label=_("Cả báo cáo")
    )
    caption = forms.CharField(label=_("Chú thích"), required=False, max_length=300)
    file = forms.FileField(
        label=_("Tệp"),
        help_text=_("Bản ký: PDF. Minh chứng: PDF, ảnh hoặc Excel (.xlsx). Tối đa 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.xlsx,image/*"}),
    )

    def __init__(self, data=None, files=None, *, report):
        super().__init__(data, files, auto_id="file_%s")
        self.fields["indicator"].queryset = report.indicators.all()
        ask_in_our_words(self)
