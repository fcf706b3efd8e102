import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.documents import markup, prose

from . import samples
from .conftest import render

PASTED_FROM_WORD = (
    "<!--[if gte mso 9]><xml><o:x>1</o:x></xml><![endif]--><style>p{color:red}</style>"
    '<p class=MsoNormal style="margin:0"><b><span lang=VI style="font-size:14.0pt">Kết&nbsp;&nbsp; quả'
    "<o:p></o:p></span></b></p><p class=MsoNormal>&nbsp;</p>"
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (None, ""),
        ("<p>a</p>\n\n<p>b</p>", "<p>a</p><p>b</p>"),
        ("chữ rời <b>đậm</b>", "<p>chữ rời <strong>đậm</strong></p>"),
        ("<div>một<div>hai</div>ba</div>", "<p>một</p><p>hai</p><p>ba</p>"),
        ("<h2>Tiêu đề</h2>x<br>y", "<p>Tiêu đề</p><p>x<br>y</p>"),
        ("<p>a < b & c</p>", "<p>a &lt; b &amp; c</p>"),
        ("<p><br></p><p>a<br></p>", "<p>a</p>"),
        ("<ul><li><p>một</p><p>hai</p></li><li></li></ul>", "<ul><li>một<br>hai</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "<ol><li>a</li></ol><ol><li>b</li></ol>"),
        ("<ol>rơi ngoài<li>b", "<ol><li>rơi ngoài</li><li>b</li></ol>"),
        ("<table><tr><td><p>a</p></td><td>b</td></tr><tr><td>c</td></tr></table>", "<p>a; b</p><p>c</p>"),
        ("<i><u>x</u></i>", "<p><em><u>x</u></em></p>"),
        (PASTED_FROM_WORD, "<p><strong>Kết quả</strong></p>"),
        ("<p>[[bang:a]]</p>", "<p>[[bang:a]]</p>"),
    ],
)
def test_section_text_is_brought_to_the_allowed_tags(typed, kept):
    assert prose.sanitise_section_html(typed) == kept


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script><p>an toàn</p>",
        '<p onclick="x()">an toàn<img src=x onerror=alert(1)></p>',
        '<p><a href="javascript:x">an toàn</a></p>',
        "<svg><script>alert(1)</script></svg><p>an toàn</p>",
        '<iframe src="http://x"></iframe><p style="background:url(http://x)">an toàn</p>',
        '<link rel=stylesheet href="file:///etc/passwd"><p>an toàn</p>',
        '<style>@import "http://x"</style><p>an toàn</p>',
    ],
)
def test_nothing_active_is_kept(hostile):
    assert prose.sanitise_section_html(hostile) == "<p>an toàn</p>"


def test_accents_typed_in_parts_are_joined():
    parts = unicodedata.normalize("NFD", "Hòa Lạc, Đức Huệ")
    assert prose.sanitise_section_html(parts) == "<p>Hòa Lạc, Đức Huệ</p>"


TAGS = ("p", "b", "i", "ul", "ol", "li", "div", "table", "tr", "td", "h2", "span")
PIECES = st.sampled_from(
    [f"<{tag}>" for tag in TAGS]
    + [f"</{tag}>" for tag in TAGS]
    + ["<br>", "&nbsp;", "&lt;", " ", "\n", "mot", "hai"]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_nesting_keeps_its_words_and_is_stable(typed):
    kept = prose.sanitise_section_html(typed)
    assert prose.sanitise_section_html(kept) == kept
    assert prose.plain_text(kept).count("mot") == typed.count("mot")
    assert prose.plain_text(kept).count("hai") == typed.count("hai")


def nested(levels, kind="ul"):
    items = "".join(f"<{kind}><li>muc {level}" for level in range(1, levels + 1))
    return items + f"</li></{kind}>" * levels


def depth(html):
    deepest = open_lists = 0
    for tag in re.findall(r"</?[uo]l>", html):
        open_lists += -1 if tag.startswith("</") else 1
        deepest = max(deepest, open_lists)
    return deepest


def test_items_below_the_sixth_level_become_items_of_the_sixth():
    six = "".join(f"<ul><li>muc {level}" for level in range(1, 7))
    typed = nested(9) + "<p>sau</p>"
    kept = prose.sanitise_section_html(typed)
    assert kept == f"{six}</li><li>muc 7</li><li>muc 8</li><li>muc 9{'</li></ul>' * 6}<p>sau</p>"


@pytest.mark.parametrize("levels", [1, 6, 7, 100, 1000])
@pytest.mark.parametrize("kind", ["ul", "ol"])
def test_lists_of_any_depth_keep_their_words_in_order(kind, levels):
    kept = prose.sanitise_section_html(nested(levels, kind))
    assert prose.plain_text(kept).split("\n") == [f"muc {level}" for level in range(1, levels + 1)]
    assert depth(kept) == min(levels, prose.DEEPEST_LIST)
    assert prose.sanitise_section_html(kept) == kept


@pytest.mark.pdf
def test_report_with_a_hundred_nested_lists_is_rendered():
    section = samples.loc_ha_sections()[0]
    text = prose.sanitise_section_html(nested(100))
    report = samples.loc_ha(sections=(section.__class__("I", "Tình hình", text),))
    assert render(report).pages >= 1


def test_plain_text_has_a_line_per_block():
    assert prose.plain_text("<p>a <strong>b</strong></p><ul><li>c<ul><li>d &amp; e</li></ul></li></ul>") == (
        "a b\nc\nd & e"
    )


def test_tokens_are_listed_in_reading_order():
    text = "<p>[[bang:b]]</p><p>xem [[hinh:h1]], [[so:so-xa]]</p>"
    assert prose.tokens(text) == [("bang", "b"), ("hinh", "h1"), ("so", "so-xa")]


def test_reference_paragraph_is_replaced_and_a_mention_prints_the_name():
    filled = prose.fill_tokens(
        "<p>xem [[bang:b]]</p><p>[[bang:b]]</p><p>[[so:n]] xã</p>",
        blocks={("bang", "b"): "<table>[[so:n]]</table>"},
        words={("bang", "b"): "Bảng 1", ("so", "n"): "<4>"},
    )
    assert filled == "<p>xem Bảng 1</p><table>[[so:n]]</table><p>&lt;4&gt; xã</p>"


def test_unknown_token_stays_as_typed():
    assert prose.fill_tokens("<p>[[so:la]]</p>", blocks={}, words={}) == "<p>[[so:la]]</p>"


def test_script_in_any_text_is_inert_in_the_page():
    script = "<script>alert(1)</script>"
    sections = samples.loc_ha_sections()
    dirty = samples.loc_ha(
        opening=(script,),
        closing=(script,),
        place=script,
        sections=(sections[0].__class__("I", script, script),),
    )
    assert "<script" not in markup.render_html(dirty)
