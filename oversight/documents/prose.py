"""Section text: what people type or paste from Word, brought to the few tags that the papers know."""

import re
import unicodedata
from html import escape, unescape
from html.parser import HTMLParser
from itertools import groupby

import nh3

from cds_portal.text import without_controls

TAGS = {"p", "strong", "em", "u", "ul", "ol", "li", "br"}
MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "u"}
LISTS = {"ul", "ol"}
CELLS = {"td", "th"}
# Everything else that is let through only parts one paragraph from the next.
PARTING = {"p", "div", "blockquote", "table", "thead", "tbody", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
CONTENT_DROPPED = {"script", "style", "title", "head", "xml"}
SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
TOKEN = re.compile(r"\[\[(bang|hinh|so):([\w.\-/]+)\]\]")
BLOCK_TOKEN = re.compile(r"<p>\s*\[\[(bang|hinh):([\w.\-/]+)\]\]\s*</p>")
BREAK = "\n"
# No paper needs more, and the renderer fails on some dozens.
DEEPEST_LIST = 6


def sanitise_section_html(text):
    """The same words in the allowed tags, each inside a block, in NFC; twice is the same as once."""
    text = without_controls(unicodedata.normalize("NFC", text or ""))
    safe = nh3.clean(
        text,
        tags=set(MARKS) | LISTS | CELLS | PARTING | {"li", "br"},
        clean_content_tags=CONTENT_DROPPED,
        attributes={},
    )
    gatherer = _Gatherer()
    gatherer.feed(safe)
    gatherer.close()
    return _written(gatherer.blocks)


def plain_text(section_html):
    """Words only, a line per block: for checks and for search."""
    lines = re.sub(r"</(p|li)>|<br>|<[uo]l>", "\n", section_html or "")
    text = unescape(re.sub(r"<[^>]+>", "", lines))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def tokens(section_html):
    """(kind, code) of every reference, in reading order."""
    return [match.groups() for match in TOKEN.finditer(section_html or "")]


def fill_tokens(section_html, *, blocks, words):
    """Puts `blocks[kind, code]` (HTML) for paragraphs, `words[kind, code]` (text) inside sentences.

    An unknown token stays as it was typed: the self-check names it, and nobody overlooks it on paper.
    """
    pieces, position = [], 0
    for found in BLOCK_TOKEN.finditer(section_html):
        if found.groups() in blocks:
            pieces += [_fill_words(section_html[position : found.start()], words), blocks[found.groups()]]
            position = found.end()
    return "".join((*pieces, _fill_words(section_html[position:], words)))


def _fill_words(text, words):
    return TOKEN.sub(lambda found: escape(words.get(found.groups(), found[0])), text)


class _Gatherer(HTMLParser):
    """Reads any nesting into a flat row of blocks: (path of open lists, pieces of marked text)."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks = []
        self._pieces, self._marks, self._lists, self._items = [], [], [], 0
        self._cells = self._opened = 0

    def handle_starttag(self, tag, attrs):
        if tag in MARKS:
            self._marks.append(MARKS[tag])
        elif tag == "br":
            self._pieces.append((BREAK, ()))
        elif tag in CELLS:
            self._start_cell()
        elif tag in LISTS:
            self._flush()
            self._opened += 1
            self._lists.append((tag, self._opened))
        elif tag == "li":
            self._flush()
            self._items += 1
        else:
            self._part()

    def handle_endtag(self, tag):
        if tag in MARKS:
            if MARKS[tag] in self._marks:
                self._marks.remove(MARKS[tag])
        elif tag in CELLS:
            self._cells = max(0, self._cells - 1)
        elif tag in LISTS:
            self._flush()
            if self._lists:
                self._lists.pop()
        elif tag == "li":
            self._flush()
            self._items = max(0, self._items - 1)
        elif tag != "br":
            self._part()

    def handle_data(self, data):
        self._pieces.append((SPACES.sub(" ", data), tuple(sorted(set(self._marks)))))

    def close(self):
        super().close()
        self._flush()

    def _start_cell(self):
        """A pasted table becomes a paragraph per row, its cells parted by semicolons."""
        while self._pieces and not self._pieces[-1][0].strip():
            self._pieces.pop()
        if self._pieces:
            self._pieces.append(("; ", ()))
        self._cells += 1

    def _part(self):
        """Paragraphs inside a cell are one line; inside a list item they are lines of that item."""
        if self._cells:
            self._pieces.append((" ", ()))
        elif self._items and self._lists:
            self._pieces.append((BREAK, ()))
        else:
            self._flush()

    def _flush(self):
        pieces, self._pieces = _tidy(self._pieces), []
        if pieces:
            self.blocks.append((tuple(self._lists), pieces))


def _tidy(pieces):
    """Word's runs of spaces would tear holes into justified lines; breaks at either end say nothing."""
    letters = []
    for text, marks in pieces:
        for letter in text:
            before = letters[-1][0] if letters else BREAK
            if letter == " " and before in (" ", BREAK):
                continue
            if letter == BREAK:
                _strip_end(letters, " ")
                if not letters or letters[-1][0] == BREAK:
                    continue
            letters.append((letter, () if letter == BREAK else marks))
    _strip_end(letters, f" {BREAK}")
    return [
        ("".join(letter for letter, _ in run), marks)
        for (marks, _), run in groupby(letters, key=lambda item: (item[1], item[0] == BREAK))
    ]


def _strip_end(letters, strays):
    while letters and letters[-1][0] in strays:
        letters.pop()


def _written(blocks):
    """Nested lists again, from the paths; a list that has no item of its own yet adds no level.

    What lies deeper than the deepest list becomes items of that list.
    """
    output, open_lists, filled = [], [], set()
    for path, pieces in blocks:
        wanted = [step for step in path[:-1] if step in filled] + list(path[-1:])
        filled.update(path[-1:])
        del wanted[DEEPEST_LIST:]
        shared = _shared(open_lists, wanted)
        for kind, _ in reversed(open_lists[shared:]):
            output.append(f"</li></{kind}>")
        if wanted and len(wanted) == shared:
            output.append("</li>")
        output += [f"<{kind}>" for kind, _ in wanted[shared:]]
        open_lists = wanted
        output.append(f"<li>{_inline(pieces)}" if wanted else f"<p>{_inline(pieces)}</p>")
    output += [f"</li></{kind}>" for kind, _ in reversed(open_lists)]
    return "".join(output)


def _shared(one, other):
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return length


def _inline(pieces):
    text = ""
    for words, marks in pieces:
        inner = escape(words, quote=False).replace(BREAK, "<br>")
        for mark in reversed(marks):
            inner = f"<{mark}>{inner}</{mark}>"
        text += inner
    return text
