"""Bodies by the names that lists of former years write: in full, in short, or by their code."""

import re
from difflib import get_close_matches

from django.utils.translation import gettext as _

from cds_portal.text import day_text, fold
from districts.around import bodies_around
from districts.models import Body

# As `fold` leaves them; only what stands for one thing.
IN_FULL = {"uy ban nhan dan": "ubnd", "hoi dong nhan dan": "hdnd", "mat tran to quoc": "mttq"}
SHORT_KINDS = {"h.": "huyen", "x.": "xa", "p.": "phuong", "tp": "thanh pho", "tx": "thi xa", "tt": "thi tran"}


def name_key(name):
    """One key of “Uỷ ban nhân dân thị xã Hồng Lĩnh”, “UBND TX. Hồng Lĩnh” and “ubnd tx Hồng Lĩnh.”"""
    words = re.sub(r"\b(h|x|p|tp|tx|tt)\.\s*", r"\1. ", fold(name)).rstrip(" .,;").split()
    text = " ".join(SHORT_KINDS.get(word, SHORT_KINDS.get(word.rstrip("."), word)) for word in words)
    for full, short in IN_FULL.items():
        text = text.replace(full, short)
    return text


class BodyNames:
    """The bodies of the committee's province, through its changes, and central ones."""

    def __init__(self, committee):
        self.by_name, self.by_code = {}, {}
        for body in bodies_around(committee).exclude(kind=Body.Kind.COMMITTEE):
            self.by_name.setdefault(name_key(body.name), []).append(body)
            self.by_code[fold(body.code)] = body

    def find(self, name, day):
        """(the body, None), or (None, what is wrong as code, message and suggestion)."""
        known = self.named(name)
        found = [body for body in known if body.is_in_force_on(day)]
        if len(found) == 1:
            return found[0], None
        if found:
            return None, self.ambiguous(name, found)
        if known:
            words = _("“%(name)s” không hoạt động vào ngày %(day)s.") % {"name": name, "day": day_text(day)}
            return None, ("not_in_force", words)
        return None, self.unknown(name, day)

    def named(self, name):
        code = self.by_code.get(fold(name))
        return [code] if code else self.by_name.get(name_key(name), [])

    def ambiguous(self, name, found):
        codes = ", ".join(body.code for body in found)
        return (
            "ambiguous",
            _("Có %(n)d cơ quan tên “%(name)s”.") % {"n": len(found), "name": name},
            _("Ghi mã thay cho tên, một trong: %s.") % codes,
        )

    def unknown(self, name, day):
        living = {
            key: bodies[0]
            for key, bodies in self.by_name.items()
            if any(body.is_in_force_on(day) for body in bodies)
        }
        near = get_close_matches(name_key(name), living, n=1, cutoff=0.75)
        hint = _("Có phải “%s”?") % living[near[0]].name if near else _("Ghi đúng tên trong danh mục.")
        return "unknown_body", _("Không có cơ quan tên “%s” trong danh mục.") % name, hint
