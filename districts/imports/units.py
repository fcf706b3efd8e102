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
UBND = "ubnd-"
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
        has_code, has_name = is_given(code), is_given(name)
        by_code = self.by_code.get(code.text.lower(), []) if has_code else []
        by_name = self.named(name.text) if has_name else []
        if has_code and has_name and (by_code or by_name):
            return self.agreed(code, name, by_code, by_name, problems)
        found = by_code or by_name
        if len(found) == 1:
            return found[0]
        if not has_code and not has_name:
            problems.append(nameless(name if name is not None else code))
        else:
            cell = name if has_name else code
            problems.append(self.several(cell, found) if found else self.unknown(cell))
        return None

    def agreed(self, code, name, by_code, by_name, problems):
        """Code and name mean one report. A slip in the name is forgiven, the name of another unit is not."""
        both = [report for report in by_code if report in by_name]
        if both:
            return both[0]
        if not by_code:
            problems.append(no_code_of(code, by_name[0]))
        elif by_name:
            problems.append(differ(code, name, by_code[0]))
        elif len(by_code) == 1 and self.unit_of(name) is None:
            return by_code[0]
        else:
            problems.append(self.unknown(name))
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

    @property
    def day(self):
        return self.known.reports[0].period.cut_off if self.known.reports else today()

    def unit_of(self, cell):
        """The unit anywhere in the country that bears the name; None for a slip."""
        near = self.known.reports[0].body.unit if self.known.reports else None
        return unit_named(cell.text, near, self.day)

    def unknown(self, cell):
        """Out of force in the period, out of reach, or no such unit at all: three sentences."""
        day, unit = self.day, self.unit_of(cell)
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


def is_given(cell):
    return cell is not None and not cell.is_blank


def codes_of(body):
    """Its own, the official one, and “ubnd-” before that: a unit that ended gave its plain code on."""
    if body.unit is None:
        return {body.code}
    official = body.unit.official_code
    return {body.code, official} | ({f"{UBND}{official}"} if body.code.startswith(UBND) else set())


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


def no_code_of(code, report):
    """The code of another province, of a unit that ended, or a slip: the name beside it does not mend it."""
    words = {"code": code.text[:30], "body": report.body, "own": report.body.code}
    return code.problem(
        "unit_differs",
        _("Mã “%(code)s” không phải mã của %(body)s.") % words,
        _("Sửa thành %(own)s, hoặc để trống ô mã nếu tên đơn vị đúng.") % words,
    )


def nameless(cell):
    return cell.problem(
        "no_unit", _("Dòng này có số liệu nhưng không ghi đơn vị."), _("Ghi tên hoặc mã đơn vị.")
    )
