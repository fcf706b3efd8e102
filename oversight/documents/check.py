"""Self-check before approval: what the clerk would send back, said in words and with the place.

Numbers: a `[[so:LABEL]]` in the text prints the value of the record, so it cannot differ. A number that was
typed is compared where a fact names its noun: "5 điểm khảo sát" against the fact (4, "điểm khảo sát"), also
when it is written out ("năm điểm khảo sát"). More than the record holds is an error and blocks; fewer may
speak of a part ("hai điểm khảo sát chưa có mạng") and is only shown. Other typed numbers are not judged.
"""

import io
import re
from dataclasses import dataclass

import pikepdf

from . import prose
from .fonts import EMBEDDED_NAMES, missing_glyphs
from .snapshot import encode

WORDS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
# Without "một", which mostly means "a".
TYPED_NUMBER = rf"(?<![\w.,])(\d[\d.,]*\d|\d|{'|'.join(WORDS[2:])})\s+"


@dataclass(frozen=True)
class Problem:
    """`where` is the heading or the piece; a problem that is not `blocking` is only shown."""

    code: str
    where: str
    message_vi: str
    blocking: bool = True


def check_report(report):
    """All problems at once, in the order of the paper."""
    return [
        *_head_problems(report),
        *(
            problem
            for position in range(len(report.sections))
            for problem in _section_problems(position, report)
        ),
        *(problem for item in report.recommendations for problem in _recommendation_problems(item)),
        *_glyph_problems(report),
        *_ending_problems(report),
        *(Problem("caution", "Cần xem lại", text, blocking=False) for text in report.cautions),
    ]


def check_pdf(content):
    """The finished file: it has pages, a language, tags, and no font but the four of Liberation Serif."""
    problems = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if not len(pdf.pages):
            problems.append(Problem("no_pages", "Tệp PDF", "Tệp PDF không có trang nào."))
        for name in sorted(pdf_fonts(pdf) - EMBEDDED_NAMES):
            problems.append(
                Problem("foreign_font", "Tệp PDF", f"Tệp dùng phông chữ {name}, ngoài bộ phông của văn bản.")
            )
        if str(pdf.Root.get("/Lang", "")) != "vi" or not pdf.Root.get("/MarkInfo", {}).get("/Marked", False):
            problems.append(Problem("not_tagged", "Tệp PDF", "Tệp thiếu ngôn ngữ hoặc cấu trúc thẻ."))
    return problems


def pdf_fonts(pdf):
    descriptors = (
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor
    )
    return {str(item.FontName).lstrip("/").split("+")[-1] for item in descriptors}


def _head_problems(report):
    if not report.subject_lines:
        yield Problem("no_subject", "Phần đầu", "Chưa có trích yếu nội dung.")
    if not report.is_draft and not (report.number and report.issued_on):
        yield Problem("no_number", "Phần đầu", "Văn bản chính thức phải có số và ngày ban hành.")
    if not report.sections:
        yield Problem("no_sections", "Nội dung", "Báo cáo chưa có nội dung.")


def _section_problems(position, report):
    section = report.sections[position]
    text = prose.plain_text(section.html)
    following = report.sections[position + 1 : position + 2]
    has_parts = section.groups or any(part.level > section.level for part in following)
    if not text and not has_parts:
        yield Problem("empty_section", section.heading, f"Mục “{section.heading}” chưa có nội dung.")
    yield from _reference_problems(section, report)
    for fact in report.facts:
        yield from _number_problems(section, text, fact)


def _reference_problems(section, report):
    known = {
        "bang": {table.code for table in report.tables},
        "hinh": {figure.code for figure in report.figures},
        "so": {fact.label for fact in report.facts},
    }
    names = {"bang": "bảng", "hinh": "hình", "so": "số liệu"}
    for kind, code in dict.fromkeys(prose.tokens(section.html)):
        if code not in known[kind]:
            yield Problem(
                "unknown_reference",
                section.heading,
                f"Không có {names[kind]} “{code}” trong hồ sơ cuộc giám sát.",
            )


def _number_problems(section, text, fact):
    if not fact.noun or isinstance(fact.value, str | None):
        return
    recorded = _number(fact.text)
    for found in re.finditer(TYPED_NUMBER + re.escape(fact.noun) + r"(?!\w)", text, re.IGNORECASE):
        typed = _number(found[1])
        if typed != recorded:
            message = f"Văn bản ghi “{found[0]}”, hồ sơ ghi {fact.text} {fact.noun}."
            yield Problem("number_mismatch", section.heading, message, blocking=typed > recorded)


def _number(text):
    """05 → 5, 1.234,5 → 1234.5, năm → 5."""
    if text.lower() in WORDS:
        return WORDS.index(text.lower())
    return float(text.replace(".", "").replace(",", "."))


def _recommendation_problems(item):
    where = f"Kiến nghị “{item.text[:60]}{'…' if len(item.text) > 60 else ''}”"
    if not item.text.strip():
        yield Problem("recommendation_empty", where, "Kiến nghị chưa có nội dung.")
    if not any(duty.body for duty in item.duties):
        yield Problem("no_addressee", where, "Chưa nêu cơ quan phải thực hiện.")
    for duty in item.duties:
        if not duty.deliverable and not duty.deliverable_reason:
            yield Problem(
                "no_deliverable", where, f"Chưa nêu sản phẩm phải hoàn thành của {duty.body}, hoặc lý do."
            )
        if not duty.due_on and not duty.due_reason:
            yield Problem("no_due_date", where, f"Chưa nêu thời hạn của {duty.body}, hoặc lý do.")


def _glyph_problems(report):
    for section in report.sections:
        yield from _missing(section.heading, section.title + section.html)
    others = {key: value for key, value in encode(report).items() if key != "sections"}
    others["groups"] = [encode(section.groups) for section in report.sections]
    yield from _missing("Các phần khác của văn bản", "\n".join(_strings(others)))


def _missing(where, text):
    letters = sorted(missing_glyphs(text))
    if letters:
        shown = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters)
        yield Problem("missing_glyph", where, f"Phông chữ của văn bản không có ký tự: {shown}.")


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _ending_problems(report):
    where = "Phần cuối"
    if not report.closing:
        yield Problem("no_closing", where, "Chưa có câu kết thúc.")
    if not report.signature.authority_lines:
        yield Problem("no_signature", where, "Chưa có quyền hạn, chức vụ của người ký.")
    if not report.is_draft and not report.signature.signer:
        yield Problem("no_signer", where, "Văn bản chính thức phải có họ tên người ký.")
    if not report.recipients or not report.recipients[-1].startswith("Lưu:"):
        yield Problem("no_archive_line", where, "Nơi nhận phải kết thúc bằng dòng “Lưu: VT, …”.")
    if report.addressees and report.recipients[:1] != ("Như trên",):
        yield Problem("recipients_order", where, "Có “Kính gửi” thì Nơi nhận bắt đầu bằng “Như trên”.")
    text = " ".join(
        (*(prose.plain_text(section.html) for section in report.sections), *report.opening, *report.closing)
    )
    if report.annexes and "phụ lục" not in text.lower():
        yield Problem("annex_unmentioned", where, "Nội dung chưa dẫn tới Phụ lục kèm theo.", blocking=False)
