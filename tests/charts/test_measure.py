"""The estimate of widths against the font files themselves."""

import unicodedata

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from cds_portal.charts import PAGE, PAPER
from cds_portal.charts.measure import cut, spread, text_width, wrap

WORDS = [
    "Ủy ban nhân dân xã Mỹ Thạnh Đông",
    "Tỷ lệ hồ sơ nộp trực tuyến 81,5%",
    "Tỷ lệ người trưởng thành dùng điện thoại thông minh",
    "Quý III/2026",
    "1.234.567",
    "phường Hà Huy Tập",
    "Ban Chỉ đạo do người đứng đầu làm Trưởng ban",
    "CHÍNH QUYỀN SỐ",
]
FONTS = settings.BASE_DIR / "static" / "fonts"
PAGE_FILES = sorted((FONTS / "be-vietnam-pro").glob("*-400-*.woff2"))
PAPER_FILES = [FONTS / "liberation-serif" / "LiberationSerif-Regular.ttf"]


def advances(files):
    """Width of each letter in thousandths."""
    found = {}
    for path in files:
        with TTFont(path) as font:
            scale = 1000 / font["head"].unitsPerEm
            names = font.getBestCmap().items()
            found |= {chr(code): font["hmtx"][name][0] * scale for code, name in names}
    return found


@pytest.mark.parametrize(
    ("theme", "files"), [(PAGE, PAGE_FILES), (PAPER, PAPER_FILES)], ids=["page", "paper"]
)
def test_estimate_is_never_too_narrow_and_not_two_fifths_too_wide(theme, files):
    letters = advances(files)
    for words in WORDS:
        real = sum(letters[char] for char in words) * 14 / 1000
        assert real <= text_width(words, 14, theme.factor) <= real * 1.4, words


@pytest.mark.parametrize("words", WORDS)
def test_decomposed_text_is_as_wide(words):
    assert text_width(unicodedata.normalize("NFD", words), 14) == text_width(words, 14)


def test_cut_text_fits_and_says_that_it_is_cut():
    short = cut(WORDS[0], 120, 14)
    assert (short[-1], WORDS[0].startswith(short[:-1]), text_width(short, 14) <= 120) == ("…", True, True)
    assert (cut("xã", 120, 14), cut("xã", 3, 14)) == ("xã", "")


def test_wrapped_text_keeps_its_words_in_two_lines():
    assert wrap(WORDS[0], 175, 14) == ["Ủy ban nhân dân xã Mỹ", "Thạnh Đông"]
    assert wrap("", 160, 14) == [""]


def test_labels_are_spread_in_their_order_within_the_picture():
    assert spread([50, 50, 50], 18, 0, 100) == [50, 68, 86]
    assert spread([99, 98, 10], 18, 0, 100) == [100, 82, 10]
    assert spread([], 18, 0, 100) == []
