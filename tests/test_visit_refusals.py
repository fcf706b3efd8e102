"""What the form of a visit refuses: at the field, in words, nothing typed lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from oversight.models import OversightSession, Visit
from tests.factories import (
    DAY,
    Cast,
    make_commune,
    make_district,
    make_session,
    make_unit,
    make_visit,
    succeed,
)
from tests.visit_world import TYPED, errors, post_new


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def visit(cast):
    return make_visit(session=cast.session, unit=cast.commune, created_by=cast.staff)


def check_refused(response, expected):
    assert response.status_code == 422
    assert errors(response) == expected
    assert Visit.objects.count() == 0
    page = response.content.decode()
    assert TYPED in page
    assert 'value="Chợ Phủ"' in page


def test_end_before_start_is_refused(staff, cast):
    response = post_new(staff, cast, starts_at="09:15", ends_at="08:30")
    check_refused(response, {"ends_at": ["Giờ kết thúc trước giờ bắt đầu. Xin xem lại hai mốc giờ."]})


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), DAY + timedelta(days=1)])
def test_date_outside_the_working_days_is_refused(staff, cast, day):
    response = post_new(staff, cast, date=day.isoformat())
    words = "Ngày nằm ngoài thời gian làm việc của cuộc giám sát (13/9/2023 – 13/9/2023)."
    check_refused(response, {"date": [words]})


def test_unit_that_ended_before_the_date_is_refused_with_what_it_is_now(staff, cast):
    old = make_commune("Thạch Bằng", parent=cast.district, valid_to=date(2022, 12, 31))
    new = make_unit("Lộc Hà", kind="township", parent=cast.district, valid_from=date(2023, 1, 1))
    succeed(old, new, date(2023, 1, 1))
    response = post_new(staff, cast, unit="xã Thạch Bằng")
    words = (
        "Xã Thạch Bằng không tồn tại vào ngày 13/9/2023: "
        "xã Thạch Bằng (nay thuộc thị trấn Lộc Hà). Nhập đơn vị đúng thời điểm."
    )
    check_refused(response, {"unit": [words]})


def test_unit_that_began_after_the_date_is_refused(staff, cast):
    make_commune("Mai Phụ", parent=cast.district, valid_from=date(2025, 7, 1))
    response = post_new(staff, cast, unit="xã Mai Phụ")
    words = "Xã Mai Phụ không tồn tại vào ngày 13/9/2023: có từ 1/7/2025. Nhập đơn vị đúng thời điểm."
    check_refused(response, {"unit": [words]})


def test_unit_before_its_known_history_is_refused_as_unknown(staff, cast):
    make_commune("An Lạc", parent=cast.district, valid_from=date(2025, 7, 1), history_starts=True)
    response = post_new(staff, cast, unit="xã An Lạc")
    check_refused(response, {"unit": ["Chưa có dữ liệu về xã An Lạc vào ngày 13/9/2023."]})


def test_unknown_unit_is_refused(staff, cast):
    response = post_new(staff, cast, unit="xã Không Có")
    words = "Không tìm thấy đơn vị hành chính “xã Không Có”. Kiểm tra lại tên, có thể gõ không dấu."
    check_refused(response, {"unit": [words]})


def test_unit_of_a_name_borne_elsewhere_is_the_one_under_review(staff, cast):
    make_commune("Thạch Châu", parent=make_district("Thạch Hà"))
    post_new(staff, cast, unit="Thạch Châu")
    assert Visit.objects.get().unit == cast.commune


def test_name_borne_twice_outside_the_review_asks_for_the_superior(staff, cast):
    far, farther = make_district("Thạch Hà"), make_district("Can Lộc")
    wanted = make_commune("Tân Lộc", parent=far)
    make_commune("Tân Lộc", parent=farther)
    response = post_new(staff, cast, unit="Tân Lộc")
    words = "Có 2 đơn vị tên “Tân Lộc”. Ghi rõ thêm cấp trên, ví dụ “xã Tân Lộc, huyện Thạch Hà”."
    check_refused(response, {"unit": [words]})
    post_new(staff, cast, unit="Tân Lộc, Thạch Hà")
    assert Visit.objects.get().unit == wanted


@pytest.mark.parametrize(
    ("position", "error"),
    [
        ("18,4412", "Vị trí cần đủ vĩ độ và kinh độ, ví dụ 18,4412 · 105,8623. Không rõ thì để trống."),
        ("gần cầu", "Vị trí cần đủ vĩ độ và kinh độ, ví dụ 18,4412 · 105,8623. Không rõ thì để trống."),
        (
            "105,8623 · 18,4412",
            "Vị trí nằm ngoài Việt Nam. Ghi vĩ độ trước, kinh độ sau, ví dụ 18,4412 · 105,8623.",
        ),
    ],
)
def test_senseless_position_is_refused(staff, cast, position, error):
    check_refused(post_new(staff, cast, position=position), {"position": [error]})


@pytest.mark.parametrize(
    "position", ["18.4412, 105.8623", "18.4412,105.8623", "18,4412 105,8623", "18,4412,105,8623"]
)
def test_position_is_read_as_maps_write_it(staff, cast, position):
    post_new(staff, cast, position=position)
    visit = Visit.objects.get()
    assert (visit.latitude, visit.longitude) == (Decimal("18.4412"), Decimal("105.8623"))


def test_empty_form_is_refused_at_each_field(staff, cast):
    response = post_new(staff, cast, date="", place="", unit="", notes="")
    words = ["Chưa nhập ô này."]
    assert errors(response) == {"date": words, "place": words, "unit": words}


def test_every_problem_is_told_at_once(staff, cast):
    response = post_new(staff, cast, date="2020-01-01", starts_at="10:00", ends_at="09:00", position="x")
    assert set(errors(response)) == {"date", "ends_at", "position", "unit"}


@pytest.mark.parametrize("status", ["planned", "concluded", "follow_up", "closed", "cancelled"])
def test_session_not_open_for_fieldwork_takes_no_visit(staff, cast, status):
    make_session(committee=cast.committee)
    OversightSession.objects.filter(pk=cast.session.pk).update(status=status)
    response = post_new(staff, cast)
    assert errors(response)["session"] == ["Cuộc giám sát này không mở để ghi khảo sát. Chọn cuộc khác."]


def test_session_of_another_committee_takes_no_visit(client, cast):
    client.force_login(cast.stranger)
    assert post_new(client, cast).status_code == 422
    assert Visit.objects.count() == 0


def test_script_in_notes_is_inert(staff, cast):
    post_new(staff, cast, notes="<script>alert(1)</script>", place='"><img src=x onerror=alert(1)>')
    visit = Visit.objects.get()
    for address in (visit.get_absolute_url(), reverse("visit_edit", args=[visit.pk]), reverse("visit_list")):
        page = staff.get(address).content.decode()
        assert ("<script>alert" in page, "<img src=x" in page) == (False, False)
