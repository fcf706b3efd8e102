"""The visit form with what phones and pasted text really send: each is taken or refused in words."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from oversight.forms.session import SessionForm
from oversight.forms.visit_place import find_unit
from oversight.models import Visit
from tests.factories import DAY, Cast, make_commune, make_district, make_session, succeed
from tests.visit_world import errors, form_data


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def send(staff, cast, **changes):
    return staff.post(reverse("visit_new"), form_data(cast, **changes))


@pytest.mark.parametrize(
    ("sent", "kept"), [("12", 12), ("", None), ("NaN", None), ("-3", None), ("12.7", None), ("250000", None)]
)
def test_accuracy_that_makes_no_sense_is_left_out(staff, cast, sent, kept):
    send(staff, cast, position="18,4412 · 105,8623", accuracy=sent)
    visit = Visit.objects.get()
    assert (visit.accuracy, str(visit.latitude)) == (kept, "18.441200")


def test_day_that_is_none_is_the_only_thing_told(staff, cast):
    response = send(staff, cast, date="31/2/2023")
    assert errors(response) == {"date": ["Ngày chưa đúng. Nhập theo dạng ngày/tháng/năm, ví dụ 13/9/2023."]}


@pytest.mark.parametrize("place", ["\u200b", "\u202e \u2066", "\ufeff"])
def test_place_of_marks_that_nobody_sees_is_empty(staff, cast, place):
    assert errors(send(staff, cast, place=place)) == {"place": ["Chưa nhập ô này."]}


def test_marks_that_turn_the_direction_are_dropped(staff, cast):
    send(staff, cast, place="Chợ\u202e Phủ")
    assert Visit.objects.get().place == "Chợ Phủ"


def test_more_people_than_the_form_takes_are_told_in_words(staff, cast):
    response = send(staff, cast, **{"people-TOTAL_FORMS": "81"})
    assert response.status_code == 422
    assert "Ghi nhiều nhất 80 người và nhóm; gộp những người còn lại thành nhóm." in response.content.decode()


def test_commune_that_came_to_another_district_has_the_same_people_s_committee(staff, cast):
    cast.commune.valid_to = DAY - timedelta(days=1)
    cast.commune.save()
    moved = make_commune("Thạch Châu", parent=make_district("Thạch Hà"), valid_from=DAY)
    succeed(cast.commune, moved, DAY, "continues")
    send(staff, cast, unit="xã Thạch Châu")
    visit = Visit.objects.get()
    assert (visit.unit, visit.body) == (moved, cast.commune_body)


def test_session_does_not_move_to_a_day_without_its_reviewed_body(staff, cast):
    cast.body.valid_to = DAY + timedelta(days=10)
    cast.body.save()
    session = make_session(committee=cast.session.committee, reviewed=[cast.body])
    names = ("title", "topic", "kind", "period_from", "period_to", "works_from", "works_to")
    kept = {name: getattr(session, name) for name in names}
    late = DAY + timedelta(days=11)
    form = SessionForm(
        kept | {"works_from": late, "works_to": late, "row_version": 1}, instance=session, user=cast.staff
    )
    assert form.errors == {
        "works_from": [
            "UBND huyện Lộc Hà không hoạt động vào ngày 24/9/2023. Đổi đơn vị chịu sự giám sát rồi đổi ngày."
        ]
    }


def test_unit_under_another_district_is_told_with_its_own(cast):
    """Like xã Bình An: of huyện Lộc Hà until 31/12/2024, of huyện Thạch Hà the day after."""
    make_commune("Bình An", parent=make_district("Thạch Hà"))
    with pytest.raises(ValidationError) as refusal:
        find_unit("xã Bình An, huyện Lộc Hà", day=DAY)
    assert refusal.value.messages == [
        "Vào ngày 13/9/2023 không có “xã Bình An, huyện Lộc Hà”; có “xã Bình An, huyện Thạch Hà”."
    ]
