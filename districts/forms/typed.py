"""Choosing one record of thousands: typed as “name (key)”, as the key, or as the name alone."""

import re

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.text import fold
from districts.models import AdministrativeUnit, Body

# More suggestions than this are no help, and a heavy page.
MOST_SUGGESTED = 300
MOST_NAMED = 5
WITH_KEY = re.compile(r"(.*)\(([^()]+)\)\s*")


class TypedRecordField(forms.CharField):
    list_id = ""
    unknown = _("Không tìm thấy “%(text)s”.")
    several = _("Có nhiều kết quả: %(found)s. Nhập kèm mã trong ngoặc.")

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "off", "list": self.list_id})
        super().__init__(**{"max_length": 250, "widget": widget} | kwargs)

    def prepare_value(self, value):
        if isinstance(value, int):
            value = self.rows().filter(pk=value).first()
        return self.words(value) if value is not None and not isinstance(value, str) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = self.find(text)
        if not found:
            raise forms.ValidationError(self.unknown % {"text": text})
        if len(found) > 1:
            names = "; ".join(map(self.words, found[:MOST_NAMED]))
            raise forms.ValidationError(self.several % {"found": names})
        return found[0]

    def find(self, text):
        if (match := WITH_KEY.fullmatch(text)) and (found := self.by_key(match[2], match[1].strip())):
            return found
        return self.by_key(text, "") or self.by_name(text)

    def suggestions(self):
        rows = list(self.suggested()[: MOST_SUGGESTED + 1])
        return [self.words(row) for row in rows] if len(rows) <= MOST_SUGGESTED else []


class TypedBodyField(TypedRecordField):
    list_id = "known-bodies"
    unknown = _("Không có cơ quan “%(text)s”. Nhập tên đầy đủ hoặc mã.")

    def rows(self):
        return Body.objects.all()

    def suggested(self):
        return self.rows().in_force_on(today()).in_vietnamese_order()

    def words(self, body):
        return f"{body.name} ({body.code})"

    def by_key(self, key, name):
        return list(self.rows().filter(code=key))

    def by_name(self, text):
        found = self.rows().filter(fold=fold(text)[:250])
        return list(found.in_force_on(today())) or list(found)


class TypedPersonField(TypedRecordField):
    list_id = "known-people"
    unknown = _("Không có tài khoản “%(text)s”. Nhập tên đăng nhập.")

    def rows(self):
        return get_user_model().objects.all()

    def suggested(self):
        return self.rows().filter(is_active=True).order_by("full_name", "pk")

    def words(self, person):
        return f"{person.full_name} ({person.username})"

    def by_key(self, key, name):
        return list(self.rows().filter(username=key))

    def by_name(self, text):
        return list(self.rows().filter(full_name__iexact=text))


class TypedUnitField(TypedRecordField):
    """Codes are reused: of the rows of one code the one in force today is meant, else the last."""

    unknown = _("Không có đơn vị hành chính “%(text)s”. Nhập tên hoặc mã số.")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.pop("list")

    def rows(self):
        return AdministrativeUnit.objects.select_related("parent__parent")

    def words(self, unit):
        return f"{unit.full_name} ({unit.official_code})"

    def by_key(self, key, name):
        rows = self.rows().filter(official_code=key)
        return self.present_or_last(rows.named(name) if name else rows)

    def by_name(self, text):
        return self.present_or_last(self.rows().named(text))

    def present_or_last(self, rows):
        present = list(rows.in_force_on(today()).in_vietnamese_order())
        return present or list(rows.order_by("-valid_from", "pk")[:1])
