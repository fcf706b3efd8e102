"""Where a visit was: a unit by the name people use, and a position as phones and maps write it."""

import re
from decimal import Decimal

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cds_portal.text import fold
from districts.models import AdministrativeUnit
from districts.models.unit import names_with_today
from oversight.forms.fields import REQUIRED

NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d+)?")
# Wide enough for Trường Sa; its use is to catch a latitude and a longitude that changed places.
VIETNAM = ((Decimal(6), Decimal(24)), (Decimal(102), Decimal(118)))


def unit_words(unit):
    """xã Thạch Châu, huyện Lộc Hà: the unit and what it belonged to, as one writes an address."""
    return f"{unit}, {unit.parent}" if unit.parent_id else str(unit)


def units_of(session, day):
    """Units under review in the session and those in them, in force on the day; to be suggested."""
    reviewed = AdministrativeUnit.objects.filter(bodies__reviews__session=session).values("pk")
    units = AdministrativeUnit.objects.filter(
        Q(pk__in=reviewed) | Q(parent__in=reviewed) | Q(parent__parent__in=reviewed)
    )
    return units.in_force_on(day).select_related("parent").in_vietnamese_order()


def find_unit(text, *, day, session=None):
    """The one unit of that name in force on the day, or ValidationError that says what is wrong.

    “xã Thạch Châu”, “thach chau” and “xã Thạch Châu, huyện Lộc Hà” are understood. Of several, those
    of the session come first, then those of its committee's province.
    """
    name, *within = [part.strip() for part in text.split(",") if part.strip()] or [""]
    named = list(AdministrativeUnit.objects.named(name).select_related("parent__parent")[:500])
    rows = [unit for unit in named if is_within(unit, within)]
    found = nearest([unit for unit in rows if unit.is_in_force_on(day)], session)
    if len(found) == 1:
        return found[0]
    if found:
        raise forms.ValidationError(
            _("Có %(count)d đơn vị tên “%(name)s”. Ghi rõ thêm cấp trên, ví dụ “%(example)s”.")
            % {"count": len(found), "name": name, "example": unit_words(found[0])}
        )
    elsewhere = nearest([unit for unit in named if unit.is_in_force_on(day)], session)
    if elsewhere:
        raise forms.ValidationError(other_superior(", ".join([name, *within]), elsewhere, day))
    raise forms.ValidationError(why_not(name, nearest(rows, session), day))


def other_superior(text, units, day):
    """The name is right, what was written behind it is not: a district may have ended the day before."""
    return _("Vào ngày %(day)s không có “%(text)s”; có %(units)s.") % {
        "day": f"{day.day}/{day.month}/{day.year}",
        "text": text,
        "units": "; ".join(f"“{unit_words(unit)}”" for unit in units[:3]),
    }


def is_within(unit, names):
    """Whether every name is one of the unit's own superiors."""
    above = []
    parent = unit.parent
    while parent:
        above += [fold(parent.name), fold(str(parent))]
        parent = parent.parent
    return all(fold(name) in above for name in names)


def nearest(units, session):
    if session is None or len(units) < 2:
        return units
    reviewed = set(session.reviewed_bodies.values_list("body__unit", flat=True))
    home = session.committee.unit_id
    return (
        [unit for unit in units if reviewed & {unit.pk, unit.parent_id}]
        or [unit for unit in units if home in (unit.parent_id, unit.parent and unit.parent.parent_id)]
        or units
    )


def why_not(name, units, day):
    on = f"{day.day}/{day.month}/{day.year}"
    if not units:
        return _("Không tìm thấy đơn vị hành chính “%(name)s”. Kiểm tra lại tên, có thể gõ không dấu.") % {
            "name": name
        }
    unknown = [unit for unit in units if unit.history_starts and unit.valid_from > day]
    if unknown and len(unknown) == len(units):
        return _("Chưa có dữ liệu về %(unit)s vào ngày %(day)s.") % {"unit": unknown[0], "day": on}
    words = "; ".join(sorted(set(names_with_today(units).values())))
    return _("%(unit)s không tồn tại vào ngày %(day)s: %(now)s. Nhập đơn vị đúng thời điểm.") % {
        "unit": str(units[0])[:1].upper() + str(units[0])[1:],
        "day": on,
        "now": words
        if any(unit.valid_to for unit in units)
        else _("có từ %(day)s") % {"day": first_day(units)},
    }


def first_day(units):
    day = min(unit.valid_from for unit in units)
    return f"{day.day}/{day.month}/{day.year}"


class UnitField(forms.CharField):
    """Typed as a name; `VisitForm` turns it into the unit once it knows the date and the session."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Địa bàn"),
            error_messages={"required": REQUIRED},
            widget=forms.TextInput(attrs={"list": "unit-names", "autocomplete": "off"}),
            max_length=200,
            **kwargs,
        )

    def prepare_value(self, value):
        if isinstance(value, AdministrativeUnit):
            return unit_words(value)
        return value


def shown_position(latitude, longitude):
    if latitude is None or longitude is None:
        return ""
    return " · ".join(f"{value.normalize():f}".replace(".", ",") for value in (latitude, longitude))


def read_position(text):
    """(latitude, longitude) of “18,4412 · 105,8623” or “18.4412, 105.8623”; (None, None) of nothing."""
    if not text.strip():
        return None, None
    numbers = NUMBER.findall(text)
    if len(numbers) != 2:
        raise forms.ValidationError(
            _("Vị trí cần đủ vĩ độ và kinh độ, ví dụ 18,4412 · 105,8623. Không rõ thì để trống.")
        )
    values = [Decimal(number.replace(",", ".")).quantize(Decimal("0.000001")) for number in numbers]
    if not all(low <= value <= high for value, (low, high) in zip(values, VIETNAM, strict=True)):
        raise forms.ValidationError(
            _("Vị trí nằm ngoài Việt Nam. Ghi vĩ độ trước, kinh độ sau, ví dụ 18,4412 · 105,8623.")
        )
    return tuple(values)
