"""Logging a visit: who may, what is refused in words, and that nothing typed is lost."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cds_portal.lifecycle import Refused, TakenFirst
from oversight.actions import visits as actions
from oversight.models import Answer, Finding, OversightSession, Proposal, Visit
from tests.factories import (
    DAY,
    Cast,
    make_body,
    make_checklist,
    make_commune,
    make_district,
    make_session,
    make_unit,
    make_upload,
    make_visit,
    succeed,
)

TYPED = "Phần lớn tiểu thương nhận chuyển khoản."


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


def form_data(cast, *, people=(), **fields):
    """What the browser posts for a filled form."""
    data = {
        "uuid": str(uuid4()),
        "row_version": "1",
        "session": cast.session.code,
        "date": DAY.isoformat(),
        "kind": "field_survey",
        "site_type": "market",
        "place": "Chợ Phủ",
        "unit": "xã Thạch Châu",
        "starts_at": "08:30",
        "ends_at": "09:15",
        "position": "18,4412 · 105,8623",
        "accuracy": "8",
        "notes": TYPED,
        "people-TOTAL_FORMS": str(len(people)),
        "people-INITIAL_FORMS": "0",
    }
    for number, person in enumerate(people):
        row = {"side": "host", "kind": "person", "name": "", "position": ""} | person
        data |= {f"people-{number}-{name}": value for name, value in row.items()}
    return data | {name.replace("__", "-"): value for name, value in fields.items()}


def post_new(client, cast, **fields):
    return client.post(reverse("visit_new"), form_data(cast, **fields))


def texts(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


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


# Refusals: at the field, in words, nothing typed lost


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


# Lifecycle


def test_visit_goes_from_draft_to_signed(staff, cast, visit):
    visit.attendances.create(name="Ban quản lý chợ", kind="group")
    staff.post(reverse("visit_record", args=[visit.pk]))
    staff.post(reverse("visit_sign", args=[visit.pk]))
    visit.refresh_from_db()
    moves = [(change.from_status, change.to_status, change.by) for change in visit.history]
    assert visit.is_frozen
    assert moves == [("draft", "recorded", cast.staff), ("recorded", "minutes_signed", cast.staff)]


def test_minutes_without_people_are_not_signed(staff, visit):
    Visit.objects.update(status="recorded")
    response = staff.post(reverse("visit_sign", args=[visit.pk]))
    assert texts(response) == ["Chưa ghi thành phần tham dự, chưa thể ghi nhận biên bản đã ký."]


def test_draft_is_not_signed(staff, visit):
    visit.attendances.create(name="Ban quản lý chợ", kind="group")
    response = staff.post(reverse("visit_sign", args=[visit.pk]))
    assert texts(response) == ["Không thể chuyển từ “bản nháp” sang “đã ký biên bản”."]


def test_second_of_two_who_record_is_told_who_was_first(cast, visit):
    theirs = Visit.objects.get(pk=visit.pk)
    theirs.record(by=cast.colleague)
    with pytest.raises(TakenFirst) as refusal:
        visit.record(by=cast.staff)
    assert str(refusal.value).startswith(f"{cast.colleague.full_name} đã chuyển sang “đã ghi nhận”")


FROZEN = "Biên bản đã ký, nội dung chuyến đã khóa. Ghi điều cần nói thêm ở phần “Bổ sung sau biên bản”."


def test_frozen_visit_is_not_opened_for_editing(staff, visit):
    Visit.objects.update(status="minutes_signed")
    response = staff.get(reverse("visit_edit", args=[visit.pk]))
    assert (response.url, texts(response)) == (visit.get_absolute_url(), [FROZEN])


def test_edit_of_a_visit_signed_meanwhile_is_refused_and_the_text_kept(staff, cast, visit):
    Visit.objects.update(status="minutes_signed")
    response = staff.post(reverse("visit_edit", args=[visit.pk]), form_data(cast))
    visit.refresh_from_db()
    assert (response.status_code, visit.notes) == (422, "")
    assert errors(response) == {"__all__": [FROZEN]}
    assert TYPED in response.content.decode()


def test_visit_of_a_concluded_session_is_not_edited(staff, cast, visit):
    OversightSession.objects.update(status="concluded")
    with pytest.raises(Refused) as refusal:
        actions.add_photo(Visit.objects.get(), make_upload(), by=cast.staff)
    assert str(refusal.value) == (
        f"Cuộc giám sát {cast.session.code} đã kết luận, không ghi hay sửa chuyến khảo sát được nữa."
    )


def test_addition_is_dated_and_signed_by_its_author(staff, cast, visit):
    Visit.objects.update(status="minutes_signed")
    staff.post(reverse("visit_addition", args=[visit.pk]), {"text": " Đã lắp thêm wifi. "})
    addition = visit.additions.get()
    assert (addition.text, addition.by) == ("Đã lắp thêm wifi.", cast.staff)
    assert "Đã lắp thêm wifi." in staff.get(visit.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("status", "text", "words"),
    [
        ("minutes_signed", "  ", "Nội dung bổ sung đang để trống."),
        ("recorded", "Thêm", "Biên bản chưa ký: sửa thẳng nội dung chuyến, chưa cần ghi bổ sung."),
    ],
)
def test_addition_is_refused(staff, visit, status, text, words):
    Visit.objects.update(status=status)
    response = staff.post(reverse("visit_addition", args=[visit.pk]), {"text": text})
    assert (texts(response), visit.additions.count()) == ([words], 0)


# Who may


READS, FORBIDDEN, FOREIGN = 200, 403, 404


@pytest.mark.parametrize(
    ("who", "read", "edit"),
    [
        ("staff", READS, READS),
        ("colleague", READS, READS),
        ("leader", READS, FORBIDDEN),
        ("member", READS, FORBIDDEN),
        ("stranger", FOREIGN, FOREIGN),
        ("local", FOREIGN, FORBIDDEN),
    ],
)
def test_visit_is_opened_by_those_who_may(client, cast, visit, who, read, edit):
    client.force_login(getattr(cast, who))
    assert client.get(visit.get_absolute_url()).status_code == read
    assert client.get(reverse("visit_edit", args=[visit.pk])).status_code == edit


@pytest.mark.parametrize(
    ("who", "code"),
    [("leader", FORBIDDEN), ("member", FORBIDDEN), ("stranger", FOREIGN), ("local", FORBIDDEN)],
)
@pytest.mark.parametrize("act", ["visit_edit", "visit_record", "visit_sign", "visit_addition"])
def test_acts_are_closed_to_others(client, cast, visit, who, code, act):
    client.force_login(getattr(cast, who))
    assert client.post(reverse(act, args=[visit.pk])).status_code == code
    visit.refresh_from_db()
    assert visit.status == "draft"


@pytest.mark.parametrize("act", ["visit_record", "visit_sign", "visit_addition"])
def test_acts_are_not_done_by_a_link(staff, visit, act):
    assert staff.get(reverse(act, args=[visit.pk])).status_code == 405


def test_visited_body_reads_the_visit_once_the_minutes_are_signed(client, cast, visit):
    Visit.objects.update(status="minutes_signed", body=cast.commune_body)
    client.force_login(cast.local)
    page = client.get(visit.get_absolute_url())
    assert page.status_code == 200
    assert "Thêm nhận định" not in page.content.decode()


def test_visited_body_sees_no_finding_of_the_visit(client, cast, visit):
    Visit.objects.update(status="minutes_signed", body=cast.commune_body)
    Finding.objects.create(
        session=cast.session, visit=visit, kind="limitation", heading="3", text="Sóng yếu."
    )
    client.force_login(cast.local)
    assert "Sóng yếu." not in client.get(visit.get_absolute_url()).content.decode()


def test_officer_in_another_committee_too_does_not_edit_there(client, cast):
    other = make_visit(session=make_session(committee=cast.stranger.posts.get().body), unit=cast.commune)
    client.force_login(cast.staff)
    assert client.get(reverse("visit_edit", args=[other.pk])).status_code == 404


# The pages


def test_form_starts_with_the_session_asked_for_on_its_own_day(staff, cast):
    make_session(committee=cast.committee)
    form = staff.get(reverse("visit_new"), {"session": cast.session.code}).context["form"]
    assert (form["session"].value(), form["date"].value()) == (cast.session.code, DAY)


def test_form_without_any_open_session_says_so(staff, cast):
    OversightSession.objects.update(status="closed")
    page = staff.get(reverse("visit_new")).content.decode()
    assert "Chưa có cuộc giám sát nào đang mở để ghi khảo sát" in page


def test_form_of_a_visit_already_on_the_server_goes_on_there(staff, visit):
    response = staff.get(reverse("visit_new"), {"draft": str(visit.pk)})
    assert response.url == reverse("visit_edit", args=[visit.pk])


def test_form_suggests_units_under_review_in_force_on_the_day(staff, cast):
    make_commune("Mai Phụ", parent=cast.district, valid_from=date(2025, 7, 1))
    units = staff.get(reverse("visit_new")).context["units"]
    assert units == ["huyện Lộc Hà, tỉnh Hà Tĩnh", "xã Thạch Châu, huyện Lộc Hà"]


def test_checklist_fragment_has_the_questions_of_the_site(staff, cast):
    make_checklist()
    page = staff.get(reverse("visit_checklist"), {"site_type": "market"}).content.decode()
    assert ("answers-traders" in page, "<html" in page) == (True, False)


def test_checklist_fragment_of_a_site_without_sheet_is_empty(staff, cast):
    assert "answers-" not in staff.get(reverse("visit_checklist"), {"site_type": "x"}).content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("thach chau", "xã Thạch Châu, huyện Lộc Hà (theo ngày 13/9/2023)"),
        ("Không Có", "Không tìm thấy đơn vị hành chính “Không Có”."),
    ],
)
def test_unit_fragment_says_what_the_name_means(staff, cast, name, words):
    query = {"unit": name, "date": DAY.isoformat(), "session": cast.session.code}
    assert words in staff.get(reverse("visit_unit"), query).content.decode()


@pytest.mark.parametrize(
    "query", [{}, {"unit": "x", "date": "hôm qua"}, {"date": "2023-99-99", "session": "?"}]
)
def test_unit_fragment_of_anything_is_answered(staff, cast, query):
    assert staff.get(reverse("visit_unit"), query).status_code == 200


def test_page_shows_what_was_recorded_where_and_by_whom(staff, cast, visit):
    sheet = make_checklist()
    Visit.objects.update(checklist=sheet, notes="Dòng một.\n\nDòng hai.")
    Answer.objects.create(visit=visit, item=sheet.items.first(), value="120")
    visit.attendances.create(name="Ban quản lý chợ", kind="group")
    Finding.objects.create(session=cast.session, visit=visit, kind="strength", heading="3", text="Có mã QR.")
    page = staff.get(visit.get_absolute_url()).content.decode()
    for words in ("120 hộ", "<p>Dòng hai.</p>", "Ban quản lý chợ", "Có mã QR.", "Phiếu khảo sát chợ"):
        assert words in page


def test_page_names_the_unit_of_its_day_and_what_it_is_now(staff, cast, visit):
    new = make_unit("Mai Phụ", parent=cast.district.parent, valid_from=date(2025, 7, 1))
    cast.commune.valid_to = date(2025, 6, 30)
    cast.commune.save()
    succeed(cast.commune, new, date(2025, 7, 1))
    page = staff.get(visit.get_absolute_url()).content.decode()
    assert "xã Thạch Châu (nay thuộc xã Mai Phụ), huyện Lộc Hà" in page


def test_page_offers_finding_and_proposal_of_this_visit(staff, cast, visit):
    page = staff.get(visit.get_absolute_url()).content.decode()
    for noun in ("findings", "proposals"):
        assert f'href="/{noun}/new/?session={cast.session.code}&amp;visit={visit.pk}"' in page


@pytest.mark.parametrize("many", [1, 3, 60])
def test_page_has_the_same_number_of_queries_whatever_it_holds(
    staff, cast, visit, many, django_assert_max_num_queries
):
    for number in range(many):
        visit.attendances.create(name=f"Người {number}", order=number)
        Finding.objects.create(
            session=cast.session, visit=visit, kind="strength", heading="3", text="Có mã QR."
        )
        Proposal.objects.create(
            committee=cast.committee,
            session=cast.session,
            visit=visit,
            raised_by=make_body(),
            theme="other",
            text="Xin.",
        )
    with django_assert_max_num_queries(20):
        staff.get(visit.get_absolute_url())
