"""The form of a session: what is taken, refused at its field, kept as typed, and what stays once it ended."""

import pytest
from django.urls import reverse

from oversight.forms.session import proposed_code
from oversight.models import LegalAct, OversightSession
from tests.factories import DAY, Cast, make_body, make_session, make_visit
from tests.session_world import people, said

Status = OversightSession.Status


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def typed(**changes):
    return {
        "title": "Giám sát việc thực hiện chuyển đổi số tại huyện Lộc Hà",
        "topic": "Chuyển đổi số",
        "kind": "thematic",
        "code": "",
        "period_from": "01/01/2021",
        "period_to": "2023-12-31",
        "works_from": "13/9/2023",
        "works_to": "13/9/2023",
    } | changes


def errors(response):
    return response.context["form"].errors.get_json_data()


# The form


def test_new_session_gets_its_code_from_place_and_year(cast, officer):
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk))
    session = OversightSession.objects.get(code="LOCHA-2023")
    assert response.url == reverse("session_people", args=["LOCHA-2023"])
    assert (session.status, session.works_from, session.committee) == (Status.PLANNED, DAY, cast.committee)


@pytest.mark.parametrize(
    ("title", "topic", "code"),
    [
        ("Giám sát tại huyện Đức Huệ", "Chuyển đổi số", "DUCHUE-2023"),
        ("Giám sát trên địa bàn xã Mai Phụ", "", "MAIPHU-2023"),
        ("Giám sát chuyên đề", "Chuyển đổi số cấp xã", "CDSCX-2023"),
        ("?", "", "GS-2023"),
    ],
)
def test_proposed_code(db, title, topic, code):
    assert proposed_code(title, topic, 2023) == code


def test_proposed_code_of_a_taken_one_has_a_number(cast):
    make_session(committee=cast.committee, code="LOCHA-2023")
    assert proposed_code("Giám sát tại huyện Lộc Hà", "", 2023) == "LOCHA-2023-2"


def test_typed_code_is_upper_case_and_a_taken_one_is_refused(cast, officer):
    officer.post(reverse("session_new"), typed(committee=cast.committee.pk, code="loc-ha-1"))
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk, code="LOC-ha-1"))
    assert OversightSession.objects.filter(code="LOC-HA-1").count() == 1
    assert errors(response)["code"][0]["message"] == "Mã LOC-HA-1 đã dùng cho cuộc giám sát khác."


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        (
            {"period_to": "31/12/2020"},
            "period_to",
            "Thời kỳ giám sát kết thúc trước khi bắt đầu. Xin xem lại hai ngày.",
        ),
        ({"works_to": "12/09/2023"}, "works_to", "Ngày kết thúc làm việc phải từ ngày bắt đầu trở đi."),
        (
            {"works_from": "hôm qua"},
            "works_from",
            "Ngày chưa đúng. Nhập theo dạng ngày/tháng/năm, ví dụ 13/9/2023.",
        ),
        ({"title": ""}, "title", "Chưa nhập ô này."),
    ],
)
def test_refused_session_says_where_and_keeps_what_was_typed(cast, officer, changes, field, words):
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk) | changes)
    assert response.status_code == 422
    assert [(name, [e["message"] for e in found]) for name, found in errors(response).items()] == [
        (field, [words])
    ]
    page = response.content.decode()
    assert "Chuyển đổi số</textarea>" in page
    assert f'value="{changes[field]}"' in page or field in ("title", "period_to", "works_to")
    assert OversightSession.objects.count() == 1


def test_typed_date_comes_back_as_the_picker_shows_it(cast, officer):
    page = officer.post(reverse("session_new"), typed(title="")).content.decode()
    assert '<input type="date" name="works_from" value="2023-09-13"' in page


def test_committee_of_another_is_not_a_choice(cast, officer):
    other = make_body("Ban khác", kind="committee")
    response = officer.post(reverse("session_new"), typed(committee=other.pk))
    assert list(errors(response)) == ["committee"]


def test_second_officer_who_saves_over_the_first_sees_both_texts(cast, client):
    session = cast.session
    data = typed(row_version="1", title="Tên của người thứ nhất")
    client.force_login(cast.staff)
    assert client.post(reverse("session_edit", args=[session.code]), data).status_code == 302
    client.force_login(cast.colleague)
    response = client.post(reverse("session_edit", args=[session.code]), data | {"title": "Tên của tôi"})
    page = response.content.decode()
    assert response.status_code == 409
    assert [(c.theirs, c.mine) for c in response.context["form"].conflicts] == [
        ("Tên của người thứ nhất", "Tên của tôi")
    ]
    assert cast.staff.full_name in page
    session.refresh_from_db()
    assert session.title == "Tên của người thứ nhất"
    again = client.post(
        reverse("session_edit", args=[session.code]), data | {"title": "Tên của tôi", "row_version": "2"}
    )
    session.refresh_from_db()
    assert (again.status_code, session.title) == (302, "Tên của tôi")


def test_editing_never_moves_the_status(cast, officer):
    officer.post(reverse("session_edit", args=[cast.session.code]), typed(row_version="1", status="closed"))
    cast.session.refresh_from_db()
    assert cast.session.status == Status.FIELDWORK


# What stands after the conclusion, and on which days


@pytest.mark.parametrize("status", ["concluded", "follow_up", "closed", "cancelled"])
def test_ended_session_is_not_changed_and_keeps_what_was_typed(cast, officer, status):
    session = make_session(committee=cast.committee, status=status)
    words = f"Cuộc giám sát {session.get_status_display()}, không sửa thông tin và thành phần được nữa."
    posts = {
        "session_edit": typed(row_version="1", title="Tên đã gõ"),
        "session_people": people(chairs=(0, {"name": "Tên đã gõ", "position": "x"})),
    }
    for name, data in posts.items():
        url = reverse(name, args=[session.code])
        answer = officer.get(url)
        assert (answer.url, said(answer)[-1]) == (session.get_absolute_url(), words)
        response = officer.post(url, data)
        page = response.content.decode()
        assert (response.status_code, words in page, "Tên đã gõ" in page) == (422, True, True)
    session.refresh_from_db()
    assert (session.title, session.chairs.count()) == ("Giám sát chuyển đổi số tại huyện Lộc Hà", 0)
    page = officer.get(session.get_absolute_url()).content.decode()
    assert reverse("session_edit", args=[session.code]) not in page


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("works_from", {"works_from": "14/9/2023", "works_to": "15/9/2023"}),
        ("works_to", {"works_from": "1/9/2023", "works_to": "12/9/2023"}),
    ],
)
def test_working_days_do_not_move_away_from_visits(cast, officer, field, days):
    make_visit(session=cast.session, unit=cast.commune)
    url = reverse("session_edit", args=[cast.session.code])
    response = officer.post(url, typed(row_version="1", **days))
    words = "Đã có chuyến khảo sát ngày 13/9/2023 (Chợ Phủ). Thời gian làm việc phải gồm cả ngày đó."
    assert (response.status_code, response.context["form"].errors) == (422, {field: [words]})
    wider = typed(row_version="1", works_from="12/9/2023", works_to="14/9/2023")
    assert officer.post(url, wider).status_code == 302


@pytest.mark.parametrize(("day", "status"), [("31/12/1999", 422), ("1/1/2000", 302), ("1/1/0202", 422)])
def test_year_out_of_reach_is_refused(cast, officer, day, status):
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk, period_from=day))
    assert response.status_code == status
    if status == 422:
        assert response.context["form"].errors == {"period_from": ["Năm phải trong khoảng 2000–2100."]}


@pytest.mark.parametrize("code", ["-", "___"])
def test_code_needs_a_letter_or_a_figure(cast, officer, code):
    response = officer.post(reverse("session_new"), typed(committee=cast.committee.pk, code=code))
    words = "Mã cần ít nhất một chữ cái hoặc chữ số, ví dụ LOCHA-2023."
    assert response.context["form"].errors == {"code": [words]}


def test_new_session_sent_twice_is_made_once(cast, officer):
    data = typed(committee=cast.committee.pk, form_token="t1")
    urls = [officer.post(reverse("session_new"), data).url for _press in range(2)]
    assert urls == [reverse("session_people", args=["LOCHA-2023"])] * 2
    assert OversightSession.objects.exclude(pk=cast.session.pk).count() == 1


def test_second_officer_sees_the_legal_acts_of_both(cast, client):
    acts = [LegalAct.objects.create(name=name, valid_from=DAY) for name in ("Luật A", "Luật B")]
    url = reverse("session_edit", args=[cast.session.code])
    client.force_login(cast.staff)
    client.post(url, typed(row_version="1", legal_acts=[acts[0].pk]))
    client.force_login(cast.colleague)
    response = client.post(url, typed(row_version="1", legal_acts=[acts[1].pk]))
    assert (response.status_code, [(c.theirs, c.mine) for c in response.context["form"].conflicts]) == (
        409,
        [("Luật A", "Luật B")],
    )
    assert list(cast.session.legal_acts.all()) == [acts[0]]
