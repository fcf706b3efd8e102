import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_portal.text import LONGEST_KEY, fold, person_sort_key, sort_key

# No test may fail because the machine was busy.
unhurried = settings(deadline=None)

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợ"
    "ùủũúụừửữứựỳỷỹýỵ AĂĐÊ12",
    max_size=20,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thạch Châu", "thach chau"),
        ("  Đức\u00a0 Huệ\n", "duc hue"),
        ("ĐƯỜNG 3/2", "duong 3/2"),
        ("", ""),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected


def test_fold_of_both_tone_placements_is_one():
    assert fold("hoà") == fold("hòa") == "hoa"
    assert fold("Thuỷ") == fold("Thủy") == "thuy"


@unhurried
@given(st.text())
def test_fold_is_stable(text):
    assert fold(fold(text)) == fold(text)


@unhurried
@given(VIETNAMESE)
def test_fold_does_not_depend_on_case_or_normal_form(text):
    assert fold(unicodedata.normalize("NFD", text.upper())) == fold(text)


def test_fold_of_vietnamese_is_plain_ascii():
    assert fold("Nghĩ ưỡn ẹo Ỷ Ỵ đặc khu Ô").isascii()


@pytest.mark.parametrize(
    "in_order",
    [
        ["a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "â", "ậ", "b", "c", "d", "đ", "e", "ê"],
        ["l", "m", "n", "o", "ô", "ơ", "p", "q", "r", "s", "t", "u", "ư", "v", "x", "y"],
        ["Ái", "An", "An Bình", "Anh", "Ăn", "Ân"],
        ["Hộ Độ", "Hồng Lĩnh", "Hồng Lộc"],
        ["Phường 2", "Phường Trần Phú"],
        ["mai phụ", "Mai phụ", "Mai Phụ"],
        ["Đa", "Đà", "Đá", "Đà Nẵng"],
    ],
)
def test_sort_key_gives_vietnamese_order(in_order):
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_key) == in_order


def test_sort_key_of_both_tone_placements_is_one():
    assert sort_key("Hoà Bình") == sort_key("Hòa Bình")


@unhurried
@given(st.text(max_size=30))
def test_sort_key_is_of_digits_only(text):
    assert set(sort_key(text)) <= set("0123456789")


@unhurried
@given(VIETNAMESE)
def test_sort_key_does_not_depend_on_the_normal_form(text):
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


@unhurried
@given(VIETNAMESE, VIETNAMESE)
def test_sort_keys_are_equal_only_for_the_same_letters(left, right):
    if sort_key(left) == sort_key(right):
        assert fold(left) == fold(right)


@unhurried
@given(VIETNAMESE, VIETNAMESE)
def test_sort_key_puts_a_beginning_before_the_whole(start, rest):
    assert sort_key(start.strip()) <= sort_key(start.strip() + " " + rest)


@unhurried
@given(VIETNAMESE, VIETNAMESE, VIETNAMESE)
def test_sort_key_of_one_text_is_never_the_start_of_another(left, right, tail):
    """So that keys may be joined, as person_sort_key does."""
    if sort_key(left) < sort_key(right):
        assert sort_key(left) + sort_key(tail) < sort_key(right)


def test_people_are_sorted_by_given_name_first():
    names = ["Trần Thị Bính", "Nguyễn Văn An", "Lê Anh", "Phạm Văn Bình", "Bùi Bình", "Đỗ An"]
    assert sorted(names, key=person_sort_key) == [
        "Đỗ An",
        "Nguyễn Văn An",
        "Lê Anh",
        "Bùi Bình",
        "Phạm Văn Bình",
        "Trần Thị Bính",
    ]


def test_person_sort_key_of_an_empty_name_comes_first():
    assert person_sort_key("") < person_sort_key("An")


@unhurried
@given(st.text(max_size=400), st.text(max_size=400))
def test_sort_key_of_any_text_fits_its_column(one, other):
    assert len(sort_key(one)) <= LONGEST_KEY
    assert len(person_sort_key(f"{one} {other}")) <= LONGEST_KEY


@pytest.mark.parametrize("letter", ["한", "\U0001f600", "ﷺ", "漢"])
def test_sort_key_of_a_long_text_fits_its_column(letter):
    assert len(sort_key(letter * 500)) == LONGEST_KEY
    assert len(person_sort_key(f"{letter * 60} {letter * 60} {letter * 500}")) == LONGEST_KEY


@unhurried
@given(st.lists(VIETNAMESE, max_size=7).map(" ".join), st.lists(VIETNAMESE, max_size=7).map(" ".join))
def test_sort_key_of_a_vietnamese_title_is_never_cut(one, other):
    """The models give 120 letters of a title; so the length of the column touches no order of theirs."""
    assert max(len(sort_key(title[:120])) for title in (one, other)) <= 500


def test_sort_key_still_orders_what_begins_a_cut_text():
    assert sort_key("가" + "한" * 120) < sort_key("나" + "한" * 120)
    assert sort_key("Hộ Độ " + "한" * 120) < sort_key("Hồng Lĩnh")
