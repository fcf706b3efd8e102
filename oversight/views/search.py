"""The search box: sessions, units, recommendations, proposals and visits that the person may read."""

import unicodedata
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, Value, When
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.text import fold
from districts.models import AdministrativeUnit
from districts.models.unit import fates_on
from oversight.filters.words import containing
from oversight.models import OversightSession, Proposal, Recommendation, Visit

SHOWN = 10
LONGEST = 100
# hoà and hòa: one syllable, the tone set on either vowel.
TONE_PAIRS = [
    (old, new)
    for vowels, olds, news in (
        ("oa", ("òa", "óa", "ỏa", "õa", "ọa"), ("oà", "oá", "oả", "oã", "oạ")),
        ("oe", ("òe", "óe", "ỏe", "õe", "ọe"), ("oè", "oé", "oẻ", "oẽ", "oẹ")),
        ("uy", ("ùy", "úy", "ủy", "ũy", "ụy"), ("uỳ", "uý", "uỷ", "uỹ", "uỵ")),
    )
    for old, new in zip(olds, news, strict=True)
]


class Group(NamedTuple):
    name: str
    label: str
    rows: list
    more: bool
    all_url: str


def search(request):
    text = asked(request)
    groups = [group for group in (find(request.user, kind, text) for kind in KINDS) if group] if text else []
    context = {"q": text, "groups": groups, "found": any(group.rows for group in groups)}
    return render(request, "oversight/search.html", context)


def asked(request):
    """What was typed, without control characters; empty when nothing is left that could be compared."""
    typed = request.GET.get("q", "")[:LONGEST]
    typed = "".join(char for char in typed if unicodedata.category(char) not in ("Cc", "Cs"))
    typed = " ".join(unicodedata.normalize("NFC", typed).split())
    return typed if fold(typed) else ""


def spellings(text):
    """The text as typed and with each tone placement, in the cases it may stand in."""
    old = new = text
    for one, other in TONE_PAIRS:
        old, new = old.replace(other, one), new.replace(one, other)
    words = {text, old, new}
    return (
        words
        | {w.lower() for w in words}
        | {w.title() for w in words}
        | {w[:1].upper() + w[1:] for w in words}
    )


def ranked(queryset, text, column, fold_column="fold"):
    """With the same accents first, then the same words in a row, then the rest."""
    same = Q()
    for spelling in spellings(text):
        same |= Q(**{f"{column}__contains": spelling})
    in_a_row = Q(**{f"{fold_column}__contains": fold(text)})
    rank = Case(When(same, then=0), When(in_a_row, then=1), default=Value(2), output_field=IntegerField())
    return queryset.annotate(rank=rank)


def find_sessions(user, text):
    rows = containing(OversightSession.objects.visible_to(user), text)
    return ranked(rows, text, "title").order_by("rank", "-works_from", "pk")


def find_units(user, text):
    rows = AdministrativeUnit.objects.visible_to(user)
    rows = rows.filter(official_code=text) if text.isdecimal() else rows.matching(text)
    whole = Case(When(fold=fold(text), then=0), default=Value(1), output_field=IntegerField())
    rows = ranked(rows, text, "name").annotate(whole=whole).select_related("parent__parent")
    return rows.order_by("whole", "rank", "sort_key", "-valid_from", "pk")


def find_recommendations(user, text):
    rows = containing(Recommendation.objects.visible_to(user), text).select_related("session")
    return ranked(rows, text, "text").order_by("rank", "-session__works_from", "number", "pk")


def find_proposals(user, text):
    rows = Proposal.objects.visible_to(user).with_inheritance()
    rows = rows.select_related("raised_by__successor", "session")
    rows = containing(rows, text, ("fold", "raised_by__fold"))
    return ranked(rows, text, "text").order_by("rank", "-at", "pk")


def find_visits(user, text):
    rows = Visit.objects.visible_to(user).select_related("unit", "session")
    rows = containing(rows, text, ("fold", "unit__fold"))
    return ranked(rows, text, "place").order_by("rank", "-date", "pk")


KINDS = [
    ("session", _("Cuộc giám sát"), find_sessions, Permission.READ_SESSIONS, "session_list"),
    ("unit", _("Đơn vị hành chính"), find_units, Permission.READ_UNITS, "unit_list"),
    (
        "recommendation",
        _("Kiến nghị"),
        find_recommendations,
        Permission.READ_RECOMMENDATIONS,
        "recommendation_list",
    ),
    ("proposal", _("Đề xuất của địa phương"), find_proposals, Permission.READ_PROPOSALS, "proposal_list"),
    ("visit", _("Khảo sát, làm việc"), find_visits, Permission.READ_VISITS, "visit_list"),
]


def find(user, kind, text):
    name, label, rows_of, permission, list_name = kind
    if not user.can(permission):
        return None
    rows = list(rows_of(user, text)[: SHOWN + 1])
    shown = rows[:SHOWN]
    if name == "unit":
        tell_fates(shown)
    return Group(name, label, shown, len(rows) > SHOWN, address(list_name))


def tell_fates(units):
    """What each unit found is today, so that an old name leads to the new one."""
    fates = fates_on(units, today())
    for unit in units:
        living = fates[unit.pk].units
        unit.now = [other for other in living if other.pk != unit.pk]


def address(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
