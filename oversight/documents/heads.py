"""What the top and the bottom of a committee's papers have in common, from its letterhead."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from districts.models import Letterhead as LetterheadRecord
from oversight.documents.parts import Letterhead, Signature
from oversight.models.document import Kind


def official_head(committee, kind, short_code=""):
    """The fields of an official paper that do not depend on what it says."""
    letterhead = letterhead_of(committee)
    return {
        "letterhead": Letterhead(
            superior_lines=tuple(letterhead.superior_lines.splitlines()),
            issuer_lines=(letterhead.issuer_line,),
        ),
        "symbol": symbol_of(letterhead, kind),
        "place": letterhead.place,
        "signature": Signature(authority_lines=(letterhead.authority_line, "TRƯỞNG BAN")),
        "issuer_name": committee.name,
    } | common(short_code)


def working_head(committee, day, short_code=""):
    """The fields of a working paper that do not depend on what it says."""
    letterhead = LetterheadRecord.objects.filter(body=committee).first()
    province = capital(committee.unit.full_name) if committee.unit_id else ""
    return {
        "committee": committee.name,
        "province": province,
        "place": letterhead.place if letterhead else province,
        "day": day,
    } | common(short_code)


def capital(text):
    return text[:1].upper() + text[1:]


def common(short_code):
    return {
        "created_at": timezone.now(),
        "is_demo": settings.DEMO,
        "short_code": short_code,
        "verify_url": f"{settings.SITE_URL}/verify/{short_code}/" if short_code else "",
    }


def letterhead_of(committee):
    letterhead = LetterheadRecord.objects.filter(body=committee).first()
    if letterhead is None:
        raise Refused(_("%(body)s chưa có thể thức văn bản. Quản trị khai báo trước.") % {"body": committee})
    return letterhead


def symbol_of(letterhead, kind):
    """The part after the number; provinces differ, so none is assumed."""
    if kind not in letterhead.symbols:
        raise Refused(
            _("Chưa đặt ký hiệu cho “%(kind)s”. Quản trị bổ sung ở thể thức văn bản của Ban.")
            % {"kind": Kind(kind).label}
        )
    return letterhead.symbols[kind]


def default_recipients(letterhead):
    """(places named in the letterhead, its archive line)."""
    lines = [line.strip("- ;.") for line in letterhead.recipients.splitlines() if line.strip()]
    archive = [line for line in lines if line.startswith("Lưu:")] or ["Lưu: VT"]
    return [line for line in lines if not line.startswith("Lưu:")], archive[0]
