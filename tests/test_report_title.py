"""The trích yếu of a report and the code of its session, from whatever title people write."""

from datetime import date

import pytest

from oversight.documents.gather import subject
from oversight.documents.outline import generated, topic_with_period
from oversight.forms.session import SessionForm
from oversight.forms.session_code import proposed_code
from oversight.models import OversightSession
from tests.factories import make_session, make_user

WORK = "việc thực hiện chuyển đổi số"


def session_of(title, *, first=2021, last=2023, topic="Chuyển đổi số"):
    days = {"period_from": date(first, 1, 1), "period_to": date(last, 12, 31)}
    return OversightSession(title=title, topic=topic, **days)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            f"Giám sát {WORK} trên địa bàn huyện Lộc Hà",
            (f"Kết quả giám sát {WORK}", "trên địa bàn huyện Lộc Hà, giai đoạn 2021 - 2023"),
        ),
        (
            f"Giám sát {WORK} trên địa bàn huyện Thạch Hà giai đoạn 2021-2023",
            (f"Kết quả giám sát {WORK}", "trên địa bàn huyện Thạch Hà giai đoạn 2021-2023"),
        ),
        (f"Giám sát {WORK} giai đoạn 2021 - 2023", (f"Kết quả giám sát {WORK} giai đoạn 2021 - 2023",)),
        (f"Giám sát lại {WORK}", (f"Kết quả giám sát lại {WORK},", "giai đoạn 2021 - 2023")),
        (f"Khảo sát {WORK}", (f"Kết quả khảo sát {WORK},", "giai đoạn 2021 - 2023")),
        ("CĐS tại xã Hộ Độ", ("Kết quả giám sát CĐS tại xã Hộ Độ,", "giai đoạn 2021 - 2023")),
    ],
)
def test_subject_of_a_title(title, lines):
    assert subject(session_of(title)) == lines


def test_subject_of_one_year_says_year():
    assert subject(session_of(f"Giám sát {WORK}", first=2024, last=2024))[-1] == "năm 2024"


@pytest.mark.parametrize(
    ("topic", "first", "words"),
    [
        ("Chuyển đổi số", 2021, "chuyển đổi số giai đoạn 2021–2023"),
        ("Chuyển đổi số", 2023, "chuyển đổi số năm 2023"),
        ("Chuyển đổi số các năm 2022, 2023", 2022, "chuyển đổi số các năm 2022, 2023"),
    ],
)
def test_topic_names_its_period_once(topic, first, words):
    assert topic_with_period(session_of("Giám sát", topic=topic, first=first)) == words


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("thematic", "giám sát"),
        ("regular", "giám sát"),
        ("survey", "khảo sát"),
        ("re_oversight", "giám sát lại"),
    ],
)
def test_report_calls_the_session_what_it_was(db, kind, words):
    session = make_session(kind=kind)
    texts = generated(session)
    assert (
        f"đã tổ chức {words} chuyển đổi số giai đoạn 2021–2023. Kết quả {words} như sau:" in texts["opening"]
    )
    assert f"Trên đây là kết quả {words} chuyển đổi số giai đoạn 2021–2023; " in texts["closing"]


@pytest.mark.parametrize("code", ["a b", "lộc hà", "LOCHA/2023", "<b>"])
def test_code_of_other_than_plain_letters_is_refused_in_words(db, code):
    form = SessionForm({"code": code}, user=make_user())
    assert form.errors["code"] == ["Mã chỉ gồm chữ không dấu, chữ số và dấu gạch nối, ví dụ LOCHA-2023."]


@pytest.mark.parametrize(
    "rest",
    ["", " giai đoạn 2022-2024", " năm 2024", " từ năm 2022 đến nay", ", giai đoạn 2022-2024", " và các xã"],
)
def test_code_is_of_the_place_and_of_nothing_behind_it(db, rest):
    title = f"Giám sát {WORK} trên địa bàn huyện Thạch Hà{rest}"
    assert proposed_code(title, "", 2025) == "THACHHA-2025"
