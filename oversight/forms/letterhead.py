"""How a committee's papers look at the top and the bottom, and the symbol of each kind of paper."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.fields import DayField, ask_in_our_words
from districts.forms.seen import SeenModelForm
from districts.models import Letterhead
from oversight.models.document import WORKING_PAPERS, Kind

OFFICIAL = [kind for kind in Kind if kind not in WORKING_PAPERS]
# “BC-HĐND”, “HĐND-VHXH”: capitals and figures, joined by hyphens.
SYMBOL = re.compile(r"[0-9A-ZÀ-ỸĐ]+(?:-[0-9A-ZÀ-ỸĐ&]+)*")


class LetterheadForm(SeenModelForm):
    written = ("symbols",)

    class Meta:
        model = Letterhead
        fields = ("superior_lines", "issuer_line", "place", "authority_line", "recipients")
        widgets = {
            "superior_lines": forms.Textarea(attrs={"rows": 2}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {
            "superior_lines": _("Cơ quan chủ quản, mỗi dòng một hàng"),
            "issuer_line": _("Cơ quan ban hành"),
            "place": _("Địa danh"),
            "authority_line": _("Thẩm quyền ký"),
            "recipients": _("Nơi nhận mặc định, mỗi dòng một nơi"),
        }
        help_texts = {
            "place": _("Đứng trước ngày tháng: “Hà Tĩnh, ngày … tháng … năm …”."),
            "authority_line": _("Dòng đầu của khối chữ ký, như “TM. BAN VĂN HÓA - XÃ HỘI”."),
            "recipients": _("Dòng cuối ghi nơi lưu: “Lưu: VT, VHXH”."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in OFFICIAL:
            self.fields[name_of(kind)] = forms.CharField(
                label=kind.label,
                max_length=40,
                required=False,
                initial=self.instance.symbols.get(kind, ""),
            )
        ask_in_our_words(self)

    def symbol_fields(self):
        return [self[name_of(kind)] for kind in OFFICIAL]

    def clean(self):
        super().clean()
        for name in self._meta.fields:
            if isinstance(self.cleaned_data.get(name), str):
                self.cleaned_data[name] = tidy(self.cleaned_data[name])
        # Symbols of kinds that this release does not know stay as they are.
        symbols = {kind: text for kind, text in self.instance.symbols.items() if kind not in set(OFFICIAL)}
        for kind in OFFICIAL:
            text = self.cleaned_data.get(name_of(kind), "").strip().upper()
            if text and not SYMBOL.fullmatch(text):
                self.add_error(name_of(kind), _("Ký hiệu chỉ gồm chữ, chữ số nối bằng gạch ngang: BC-HĐND."))
            elif text:
                symbols[str(kind)] = text
        self.instance.symbols = symbols

    def words_of(self, record, name):
        if name != "symbols":
            return super().words_of(record, name)
        return "\n".join(
            f"{kind.label}: {record.symbols[kind]}" for kind in OFFICIAL if kind in record.symbols
        )


def name_of(kind):
    return f"symbol_{kind.value}"


def tidy(text):
    """No empty lines, no idle spaces: each line is a line of the paper."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def proposed(body):
    """What a new letterhead most likely says."""
    province = body.unit.province if body.unit_id else None
    above = f"\n{province.full_name.upper()}" if province else ""
    return {
        "superior_lines": f"HỘI ĐỒNG NHÂN DÂN{above}",
        "issuer_line": "BAN VĂN HÓA - XÃ HỘI",
        "place": province.name if province else "",
        "recipients": "Lưu: VT, VHXH",
    }


class EndBodyForm(forms.Form):
    valid_to = DayField(label=_("Ngày hoạt động cuối cùng"), initial=today)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)
