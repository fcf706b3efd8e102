"""A paper as HTML: numbering, tables, figures, QR code are settled here, templates only place them."""

from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from . import prose, wording
from .pieces import ILLUSTRATIVE, qr_svg, table_view
from .working_markup import working_context


@dataclass(frozen=True)
class SectionView:
    tag: str
    heading: str
    level: int
    illustrative: bool
    body: str
    groups: tuple


@dataclass(frozen=True)
class GroupView:
    tag: str
    heading: str
    items: tuple


def render_html(report):
    """The whole page. Photos are named `evidence:CODE`; their bytes are given to `pdf.render_pdf`."""
    context = official_context(report) if report.is_official else working_context(report)
    shared = {"report": report, "qr": qr_svg(report.verify_url), "illustrative": ILLUSTRATIVE}
    return render_to_string(report.template_name, context | shared)


def official_context(report):
    return {
        "sections": section_views(report),
        "annexes": annex_views(report),
        "closing": report.closing[:-1],
        "last_words": _ended(report.closing[-1] if report.closing else ""),
        "recipients": _punctuated(report.recipients),
        "addressees": _punctuated(report.addressees),
    }


def section_views(report):
    """Heading tags follow the level but never skip one (PDF/UA): h1 is the title of the paper."""
    blocks, words = _references(report)
    views, last = [], 1
    for section in report.sections:
        last = min(section.level + 1, last + 1)
        body = prose.fill_tokens(prose.sanitise_section_html(section.html), blocks=blocks, words=words)
        groups = tuple(
            _group_view(group, position, last + 1) for position, group in enumerate(section.groups, 1)
        )
        views.append(
            SectionView(
                f"h{last}", section.heading, section.level, section.illustrative, mark_safe(body), groups
            )
        )
        last = last + 1 if groups else last
    return views


def _group_view(group, position, depth):
    items = tuple(
        replace(item, label=item.label or f"{wording.vietnamese_letter(place)})")
        for place, item in enumerate(group.recommendations, 1)
    )
    return GroupView(f"h{depth}", f"{group.number or position}. {group.title}", items)


def _references(report):
    """What the tokens stand for: tables and figures are numbered in the order of first use."""
    used = [token for section in report.sections for token in prose.tokens(section.html)]
    blocks = {}
    words = {("so", fact.label): fact.text for fact in report.facts}
    for kind, name, items, view in (
        ("bang", "Bảng", report.tables, table_view),
        ("hinh", "Hình", report.figures, _figure_view),
    ):
        known = {item.code: item for item in items}
        order = dict.fromkeys(code for token_kind, code in used if token_kind == kind and code in known)
        for number, code in enumerate(order, 1):
            words[kind, code] = f"{name} {number}"
            context = {"item": view(known[code], f"{name} {number}"), "illustrative": ILLUSTRATIVE}
            blocks[kind, code] = render_to_string(f"documents/parts/{kind}.html", context)
    return blocks, words


def _figure_view(figure, name):
    return {"name": name, "figure": figure}


def annex_views(report):
    """Numbered only from two up; neighbours alternate the page name, so that each counts from 1."""
    alone = len(report.annexes) == 1
    return [
        {
            "name": "Phụ lục" if alone else f"Phụ lục {wording.roman(position)}",
            "title": annex.title,
            "page": "odd" if position % 2 else "even",
            "table": table_view(annex, ""),
        }
        for position, annex in enumerate(report.annexes, 1)
    ]


def _ended(text):
    """The last words of an official paper are closed by ./."""
    text = text.rstrip()
    return text if text.endswith("./.") else f"{text.rstrip('.;')}./."


def _punctuated(names):
    """Each line of a list ends with a semicolon, the last with a full stop."""
    bare = [name.strip().rstrip(".;") for name in names]
    return [f"{name};" for name in bare[:-1]] + [f"{name}." for name in bare[-1:]]
