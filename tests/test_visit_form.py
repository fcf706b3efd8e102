"""Logging a visit: what is saved, and that sending twice or two officers at once lose nothing."""

from datetime import time
from decimal import Decimal
from uuid import UUID

import pytest
from django.urls import reverse

from oversight.actions import visits as actions
from oversight.models import Answer, Visit
from tests.factories import DAY, Cast, make_checklist, make_session, make_upload, make_visit
from tests.visit_world import TYPED, form_data, post_new, texts


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


# Saving


def test_visit_is_saved_as_draft_with_everything_typed(staff, cast):
    response = post_new(staff, cast)
    visit = Visit.objects.get()
    assert response.url == f"/visits/{visit.pk}/"
    assert (visit.session, visit.place, visit.unit, visit.date) == (
        cast.session,
        "Chợ Phủ",
        cast.commune,
        DAY,
    )
    assert (visit.starts_at, visit.ends_at) == (time(8, 30), time(9, 15))
    assert (visit.latitude, visit.longitude, visit.accuracy) == (Decimal("18.4412"), Decimal("105.8623"), 8)
    assert (visit.notes, visit.status, visit.created_by) == (TYPED, "draft", cast.staff)
    assert visit.body == cast.commune_body


def test_visit_of_a_commune_without_body_is_hosted_by_the_reviewed_district(staff, cast):
    cast.local.posts.all().delete()
    cast.commune_body.delete()
    post_new(staff, cast)
    assert Visit.objects.get().body == cast.body


@pytest.mark.parametrize("name", ["Thạch Châu", "thach chau", "XÃ THẠCH CHÂU", "xã Thạch Châu, huyện Lộc Hà"])
def test_unit_is_found_by_the_name_people_type(staff, cast, name):
    post_new(staff, cast, unit=name)
    assert Visit.objects.get().unit == cast.commune


def test_answers_of_each_kind_are_kept_as_they_are_printed(staff, cast):
    sheet = make_checklist()
    post_new(
        staff,
        cast,
        answers__traders="120",
        answers__wifi="yes",
        answers__share="45,5",
        answers__voices="Chợ <b>sóng</b> yếu",
    )
    visit = Visit.objects.get()
    assert visit.checklist == sheet
    assert [str(answer.shown) for answer in visit.answers.all()] == [
        "120 hộ",
        "Có",
        "45,5%",
        "Chợ <b>sóng</b> yếu",
    ]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("answers-traders", "-1", "Nhập một số nguyên từ 0 trở lên, ví dụ 120."),
        ("answers-traders", "nhiều", "Nhập một số nguyên từ 0 trở lên, ví dụ 120."),
        ("answers-share", "120", "Nhập một tỷ lệ từ 0 đến 100, ví dụ 45,6."),
        ("answers-share", "nhiều", "Nhập một tỷ lệ từ 0 đến 100, ví dụ 45,6."),
    ],
)
def test_senseless_answer_is_refused_at_its_field(staff, cast, field, value, error):
    make_checklist()
    response = post_new(staff, cast, **{field: value})
    assert response.status_code == 422
    assert [[str(e) for e in found] for found in response.context["answers"].errors.values()] == [[error]]
    assert Visit.objects.count() == 0


def test_visit_keeps_the_checklist_version_it_was_filled_on(staff, cast):
    first = make_checklist()
    post_new(staff, cast, answers__traders="120")
    make_checklist(version=2)
    visit = Visit.objects.get()
    staff.post(reverse("visit_edit", args=[visit.pk]), form_data(cast, answers__traders="121"))
    visit.refresh_from_db()
    assert (visit.checklist, visit.answers.get().value) == (first, "121")


def test_answers_of_another_kind_of_site_do_not_stay(staff, cast):
    make_checklist()
    post_new(staff, cast, answers__traders="120")
    visit = Visit.objects.get()
    staff.post(reverse("visit_edit", args=[visit.pk]), form_data(cast, site_type="other"))
    assert Answer.objects.count() == 0


def test_people_are_kept_in_order_and_removed_rows_go(staff, cast):
    people = [
        {"side": "delegation", "name": "Trần Thị Bình", "position": "Trưởng đoàn"},
        {"name": "Bỏ đi", "DELETE": "on"},
        {"kind": "group", "name": "Ban quản lý chợ"},
        {},
    ]
    post_new(staff, cast, people=people)
    visit = Visit.objects.get()
    assert [(one.side, one.kind, str(one)) for one in visit.attendances.order_by("order")] == [
        ("delegation", "person", "Trần Thị Bình, Trưởng đoàn"),
        ("host", "group", "Ban quản lý chợ"),
    ]


def test_position_without_name_is_refused_at_its_row(staff, cast):
    response = post_new(staff, cast, people=[{"position": "Chủ tịch"}])
    assert response.context["people"].errors == [{"name": ["Ghi họ tên hoặc tên nhóm."]}]


def test_photos_of_a_plain_form_are_taken_and_a_refused_one_costs_nothing(staff, cast):
    bad = make_upload("ma.jpg", b"MZ" + b"\0" * 90)
    response = post_new(staff, cast, photos=[make_upload(), bad])
    visit = Visit.objects.get()
    assert (visit.notes, visit.photos.count()) == (TYPED, 1)
    assert texts(response) == [
        "Đã lưu chuyến “Chợ Phủ”.",
        "Tệp “ma.jpg” không phải ảnh chụp (JPEG, PNG, WebP, HEIC). Xin chọn lại ảnh từ thư viện ảnh.",
    ]


# Sent twice, two officers


def test_same_form_sent_twice_makes_one_visit(staff, cast):
    data = form_data(cast, people=[{"name": "Ban quản lý chợ"}])
    first, second = (staff.post(reverse("visit_new"), data) for _time in range(2))
    assert first.url == second.url
    assert (Visit.objects.count(), Visit.objects.get().attendances.count()) == (1, 1)


def test_form_sent_again_with_more_text_updates_the_visit(staff, cast):
    data = form_data(cast)
    staff.post(reverse("visit_new"), data)
    staff.post(reverse("visit_new"), data | {"notes": "Thêm một câu."})
    assert Visit.objects.get().notes == "Thêm một câu."


def test_form_sent_three_times_with_a_stale_version_is_still_saved_once(staff, cast):
    data = form_data(cast)
    for _time in range(3):
        response = staff.post(reverse("visit_new"), data)
    assert response.status_code == 302
    assert Visit.objects.count() == 1


def test_two_sends_at_once_make_one_visit(staff, cast, monkeypatch):
    """Both have looked and found nothing: the slower one meets the row of the faster."""
    data = form_data(cast)
    save, rival = actions.save_visit, []

    def overtaken(**forms):
        if not rival:
            rival.append(True)
            make_visit(
                uuid=UUID(data["uuid"]), session=cast.session, unit=cast.commune, created_by=cast.staff
            )
        return save(**forms)

    monkeypatch.setattr(actions, "save_visit", overtaken)
    response = staff.post(reverse("visit_new"), data)
    assert response.url == f"/visits/{data['uuid']}/"
    assert Visit.objects.get().notes == TYPED


def test_uuid_of_another_persons_visit_is_not_taken_over(client, cast, visit):
    client.force_login(cast.colleague)
    post_new(client, cast, uuid=str(visit.pk), place="Nơi khác")
    visit.refresh_from_db()
    assert (visit.place, Visit.objects.count()) == ("Chợ Phủ", 2)


def test_script_of_the_form_gets_the_addresses_it_goes_on_with(staff, cast):
    data = form_data(cast)
    response = staff.post(reverse("visit_new"), data, headers={"accept": "application/json"})
    assert response.json() == {
        "url": f"/visits/{data['uuid']}/",
        "edit_url": f"/visits/{data['uuid']}/edit/",
        "photos_url": f"/visits/{data['uuid']}/photos/",
        "row_version": 1,
    }


def test_second_officer_who_differs_only_in_people_and_place_is_asked_too(client, cast, visit):
    url = reverse("visit_edit", args=[visit.pk])
    client.force_login(cast.staff)
    client.post(url, form_data(cast, people=[{"name": "Người thứ nhất"}]))
    client.force_login(cast.colleague)
    mine = form_data(cast, people=[{"name": "Người thứ hai"}], position="18,5 · 105,9")
    response = client.post(url, mine)
    rows = {str(row.label): (row.theirs, row.mine) for row in response.context["form"].conflicts}
    assert response.status_code == 409
    assert rows == {
        "Vị trí": ("18.441200; 105.862300", "18.500000; 105.900000"),
        "Thành phần tham dự": (
            "Đơn vị tiếp đoàn: Người thứ nhất",
            "Đơn vị tiếp đoàn: Người thứ hai",
        ),
    }
    assert [str(person) for person in visit.attendances.all()] == ["Người thứ nhất"]


def test_second_officer_is_shown_both_texts_and_loses_nothing(client, cast, visit):
    client.force_login(cast.staff)
    client.post(reverse("visit_edit", args=[visit.pk]), form_data(cast, notes="Bản thứ nhất."))
    client.force_login(cast.colleague)
    response = client.post(reverse("visit_edit", args=[visit.pk]), form_data(cast, notes="Bản thứ hai."))
    visit.refresh_from_db()
    assert (response.status_code, visit.notes) == (409, "Bản thứ nhất.")
    assert [
        (row.theirs, row.mine) for row in response.context["form"].conflicts if row.label == "Ghi chú"
    ] == [("Bản thứ nhất.", "Bản thứ hai.")]
    assert str(response.context["conflict_by"]["who"]) == cast.staff.full_name
    version = response.context["form"]["row_version"].value()
    data = form_data(cast, notes="Bản đã gộp.", row_version=version)
    assert client.post(reverse("visit_edit", args=[visit.pk]), data).status_code == 302
    visit.refresh_from_db()
    assert visit.notes == "Bản đã gộp."


def test_saved_visit_stays_in_its_session(staff, cast, visit):
    other = make_session(committee=cast.committee)
    staff.post(reverse("visit_edit", args=[visit.pk]), form_data(cast, session=other.code))
    visit.refresh_from_db()
    assert visit.session == cast.session
