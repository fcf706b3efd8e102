"""A visit from draft to signed minutes: its lifecycle, who may, what its pages show."""

from datetime import date

import pytest
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
    make_session,
    make_unit,
    make_upload,
    make_visit,
    succeed,
)
from tests.visit_world import TYPED, errors, form_data, texts


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
