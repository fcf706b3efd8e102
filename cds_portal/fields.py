"""Form pieces that the forms of every app share."""

import re

from django import forms
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

REQUIRED = _("Chưa nhập ô này.")
NOT_OFFERED = _("Có lựa chọn không nằm trong danh sách. Xem lại các ô đã chọn.")
WHOLE = _("Nhập một số nguyên, ví dụ 12.")
WHOLE_IN_DJANGOS = forms.IntegerField.default_error_messages["invalid"]
BEYOND_KEYS = 10**18
IN_OUR_WORDS = {
    "null_characters_not_allowed": _("Có ký tự không đọc được. Xóa rồi gõ lại đoạn vừa dán."),
    "min_value": _("Nhập số từ %(limit_value)s trở lên."),
    "max_value": _("Nhập số từ %(limit_value)s trở xuống."),
}


class DayInput(forms.DateInput):
    """A date picker; a text that is no date comes back as text, so that nothing typed is lost."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")

    def format_value(self, value):
        if not isinstance(value, str):
            return super().format_value(value)
        try:
            return forms.DateField(localize=True).to_python(value).isoformat()
        except (forms.ValidationError, AttributeError):
            return value

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not is_iso_day(shown):
            context["widget"]["type"] = "text"
        return context


def is_iso_day(text):
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", formats.get_format_lazy("DATE_INPUT_FORMATS"))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Ngày chưa đúng. Nhập theo dạng ngày/tháng/năm, ví dụ 13/9/2023.")


class NumberField(forms.DecimalField):
    """Takes 1.234,5 as people write it, and 1234.5 as machines do; shows 1234,5 back."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **kwargs):
        super().__init__(localize=True, **kwargs)
        self.error_messages["invalid"] = _("Nhập một số, ví dụ 1.234,5.")

    def to_python(self, value):
        return super().to_python(as_machines_write(value) if isinstance(value, str) else value)


class RecordField(forms.ModelChoiceField):
    """Chooses one record whose key is a UUID: what is none is a wrong choice like others, where Django
    would say so in English.
    """

    default_error_messages = {"invalid_choice": NOT_OFFERED}

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from error


class RecordsField(forms.ModelMultipleChoiceField):
    """Chooses several records: the field of every form that does. A key longer than any that the database
    can hold is a wrong choice like others; asked for, SQLite would fail.
    """

    default_error_messages = {
        "invalid_choice": NOT_OFFERED,
        "invalid_pk_value": NOT_OFFERED,
        "invalid_list": NOT_OFFERED,
    }

    def clean(self, value):
        if isinstance(value, list | tuple) and any(map(is_beyond_keys, value)):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


def is_beyond_keys(value):
    """A number of more than 18 digits; what is no number at all the field refuses by itself."""
    try:
        return abs(int(value)) >= BEYOND_KEYS
    except (TypeError, ValueError):
        return False


def as_machines_write(text):
    text = "".join(text.split())
    if "," in text:
        return text.replace(".", "").replace(",", ".")
    return text.replace(".", "") if re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text) else text


def ask_in_our_words(form):
    """Every field says in plain Vietnamese what is wrong; every date is asked in one way."""
    for field in form.fields.values():
        field.error_messages = IN_OUR_WORDS | field.error_messages | {"required": REQUIRED}
        if type(field) is forms.IntegerField and field.error_messages["invalid"] == WHOLE_IN_DJANGOS:
            field.error_messages["invalid"] = WHOLE
        if isinstance(field, forms.DateField):
            field.widget = DayInput(attrs=field.widget.attrs)
            field.input_formats = formats.get_format_lazy("DATE_INPUT_FORMATS")
            field.error_messages["invalid"] = _(
                "Ngày chưa đúng. Nhập theo dạng ngày/tháng/năm, ví dụ 13/9/2023."
            )
            field.widget.is_required = field.required
