"""Which report a row of a consolidated sheet means: by code, by name, or a sentence about what is wrong."""

import difflib
import re

from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.text import day_text
from districts.imports.cells import words_of
from districts.models import AdministrativeUnit

CLOSE_ENOUGH = 0.7
# “TT. Đông Thành”, “UBND P. Bắc Hồng”, “Ủy ban nhân dân xã Mỹ Bình”.
SHORT = {"tt": "thi tran", "p": "phuong", "x": "xa", "h": "huyen", "tx": "thi xa", "tp": "thanh pho"}
OFFICE = re.compile(r"^(?:ubnd|uy ban nhan dan) ")


class Units:
    """The reports of an upload, found by what people write for them."""

    def __init__(self, known):
        self.known = known
        self.by_code, self.by_name = {}, {}
        for report in known.reports:
            for code in codes_of(report.body):
                self.by_code.setdefault(code.lower(), []).append(report)
            for name in names_of(report.body):
                self.by_name.setdefault(name, []).append(report)

    def report_of(self, code, name, problems):
        """The report a row means, or None with the reason added to `problems`."""
        by_code = self.by_code.get(code.text.lower(), []) if code is not None and not code.is_blank else []
        by_name = self.named(name.text) if name is not None and not name.is_blank else []
        if by_code and by_name:
            both = [report for report in by_code if report in by_name]
            if not both:
                problems.append(differ(code, name, by_code[0]))
            return both[0] if both else None
        found = by_code or by_name
        if len(found) == 1:
            return found[0]
        cell = name if name is not None and not name.is_blank else code
        if cell is None or cell.is_blank:
            place = name if name is not None else code
            problems.append(nameless(place))
        else:
            problems.append(self.several(cell, found) if found else self.unknown(cell))
        return None

    def named(self, text):
        """Reports of this name; where accents tell them apart, the exact one."""
        found = self.by_name.get(plain(text), [])
        exact = [report for report in found if text.strip().lower() in report.body.name.lower()]
        return exact if len(found) > 1 and exact else found

    def several(self, cell, found):
        names = ", ".join(f"{report.body} ({report.body.code})" for report in found[:4])
        return cell.problem(
            "ambiguous_unit",
            _("“%(text)s” có thể là nhiều đơn vị: %(names)s.") % {"text": cell.text[:60], "names": names},
            _("Ghi mã đơn vị vào cột Mã đơn vị."),
        )

    def unknown(self, cell):
        """Out of force in the period, out of reach, or no such unit at all: three sentences."""
        first = self.known.reports[0] if self.known.reports else None
        day = first.period.cut_off if first else today()
        unit = unit_named(cell.text, first.body.unit if first else None, day)
        if unit is not None and not is_in_force(unit, day):
            message = _("%(unit)s không còn hoặc chưa là đơn vị hành chính ngày %(day)s.")
            words = {"unit": capitalised(unit.full_name), "day": day_text(day)}
            return cell.problem("unit_not_in_force", message % words, self.closest(cell.text))
        if unit is not None:
            message = _("%s không thuộc phạm vi đơn vị được nhập trong kỳ này.") % capitalised(unit.full_name)
            return cell.problem("out_of_scope", message, _("Xóa dòng này khỏi biểu."))
        message = _("Không có đơn vị “%s” trong kỳ này.") % cell.text[:60]
        return cell.problem("unknown_unit", message, self.closest(cell.text))

    def closest(self, text):
        names = difflib.get_close_matches(plain(text), self.by_name, n=2, cutoff=CLOSE_ENOUGH)
        meant = list(dict.fromkeys(str(report.body) for name in names for report in self.by_name[name]))
        return (
            _("Ý đồng chí là %s?") % _(" hay ").join(meant[:2])
            if meant
            else _("Dùng tên đơn vị trong biểu mẫu.")
        )


def codes_of(body):
    return {body.code, body.unit.official_code if body.unit else body.code}


def names_of(body):
    names = {plain(body.name)}
    if body.unit:
        names |= {plain(body.unit.full_name), plain(body.unit.name)}
    return names


def plain(text):
    """The name without the office before it, short words of kind written out."""
    words = OFFICE.sub("", words_of(text)).split()
    return " ".join([SHORT.get(words[0], words[0]), *words[1:]]) if words else ""


def unit_named(text, near, day):
    """A unit of that name: one of the same district or province first, then one in force on the day."""
    found = list(AdministrativeUnit.objects.named(plain(text)).order_by("-valid_from")[:50])
    around = {near.parent_id, near.parent.parent_id} - {None} if near and near.parent else set()
    found.sort(key=lambda unit: (unit.parent_id not in around, not is_in_force(unit, day)))
    return found[0] if found else None


def is_in_force(unit, day):
    return unit.valid_from <= day and (unit.valid_to is None or day <= unit.valid_to)


def capitalised(text):
    return text[:1].upper() + text[1:]


def differ(code, name, report):
    return code.problem(
        "unit_differs",
        _("Mã %(code)s là của %(body)s, nhưng dòng này ghi “%(name)s”.")
        % {"code": code.text, "body": report.body, "name": name.text[:60]},
        _("Số liệu có thể nằm nhầm dòng: kiểm tra lại mã và tên."),
    )


def nameless(cell):
    return cell.problem(
        "no_unit", _("Dòng này có số liệu nhưng không ghi đơn vị."), _("Ghi tên hoặc mã đơn vị.")
    )
