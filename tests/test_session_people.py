"""Who is in the delegation and which bodies are reviewed: order, refusals, two officers at once."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from oversight.models import DelegationMember, OversightSession, ReviewedBody, SessionChair
from tests.factories import Cast, make_body, make_session
from tests.session_world import people

Status = OversightSession.Status


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def empty_session(cast):
    return make_session(committee=cast.committee, status=Status.PLANNED)


def test_people_are_saved_in_the_order_of_the_screen(cast, officer, empty_session):
    head = {"name": "Trần Thị Bình", "position": "Trưởng Ban", "role": "head"}
    data = people(
        chairs=(
            0,
            {"name": "A", "position": "Phó Chủ tịch HĐND", "concluded": "on"},
            {"name": "B", "position": "P"},
        ),
        members=(0, head, {"name": "", "position": "", "role": "member"}),
        reviewed=(0, {"body": cast.body.pk, "mode": "direct", "report_due_on": "1/9/2023"}),
    )
    response = officer.post(reverse("session_people", args=[empty_session.code]), data)
    assert response.url == empty_session.get_absolute_url()
    assert [(c.name, c.concluded) for c in empty_session.chairs.all()] == [("A", True), ("B", False)]
    assert [(m.name, m.role) for m in empty_session.members.all()] == [("Trần Thị Bình", "head")]
    assert [(r.body, r.report_due_on) for r in empty_session.reviewed_bodies.all()] == [
        (cast.body, date(2023, 9, 1))
    ]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (
            {
                "members": (
                    0,
                    {"name": "A", "position": "x", "role": "head"},
                    {"name": "B", "position": "x", "role": "head"},
                )
            },
            "Đoàn giám sát chỉ có một Trưởng đoàn.",
        ),
        (
            {
                "chairs": (
                    0,
                    {"name": "A", "position": "x", "concluded": "on"},
                    {"name": "B", "position": "x", "concluded": "on"},
                )
            },
            "Chỉ một người phát biểu kết luận. Bỏ bớt dấu chọn ở người khác.",
        ),
    ],
)
def test_refused_people_are_told_and_kept(officer, empty_session, tables, words):
    response = officer.post(reverse("session_people", args=[empty_session.code]), people(**tables))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page and 'value="A"' in page and 'value="B"' in page
    assert (empty_session.members.count(), empty_session.chairs.count()) == (0, 0)


def test_reviewed_body_twice_is_refused(cast, officer, empty_session):
    row = {"body": cast.body.pk, "mode": "direct"}
    response = officer.post(
        reverse("session_people", args=[empty_session.code]), people(reviewed=(0, row, row))
    )
    assert "UBND huyện Lộc Hà được ghi hai lần." in response.content.decode()


def test_reviewed_body_not_in_force_on_the_session_date_is_refused(cast, officer, empty_session):
    late = make_body("UBND xã mới", unit=cast.commune, valid_from=date(2025, 7, 1))
    data = people(reviewed=(0, {"body": late.pk, "mode": "direct"}))
    page = officer.post(reverse("session_people", args=[empty_session.code]), data).content.decode()
    assert "Đơn vị này không hoạt động vào ngày làm việc của cuộc giám sát." in page


def test_second_officer_on_the_page_of_people_overwrites_nothing(cast, client, empty_session):
    url = reverse("session_people", args=[empty_session.code])
    client.force_login(cast.staff)
    client.post(url, people(chairs=(0, {"name": "A", "position": "x"})))
    client.force_login(cast.colleague)
    response = client.post(url, people(chairs=(0, {"name": "B", "position": "x"})))
    assert response.status_code == 409
    assert f"{cast.staff.full_name} đã lưu trước đồng chí" in response.content.decode()
    assert [tuple(c) for c in response.context["forms"].head.conflicts] == [
        ("Người chủ trì", "A · x", "B · x")
    ]
    assert [chair.name for chair in empty_session.chairs.all()] == ["A"]


def rows_of(*records):
    """The rows of a table as the page posts them back."""
    names = ("name", "position", "role")
    return [
        {"id": row.pk} | {name: getattr(row, name) for name in names if hasattr(row, name)} for row in records
    ]


def save_people(client, session, version=1, **tables):
    response = client.post(
        reverse("session_people", args=[session.code]), people(**tables) | {"row_version": version}
    )
    return response.status_code


def test_head_changes_places_with_a_member(officer, empty_session):
    for name, role in (("A", "head"), ("B", "member")):
        DelegationMember.objects.create(session=empty_session, name=name, position="x", role=role)
    for version, roles in ((1, ("member", "head")), (2, ("head", "member"))):
        first, second = rows_of(*empty_session.members.all())
        rows = (2, first | {"role": roles[0]}, second | {"role": roles[1]})
        assert save_people(officer, empty_session, version, members=rows) == 302
        assert [m.role for m in empty_session.members.all()] == list(roles)


def test_new_head_in_place_of_a_deleted_one(officer, empty_session):
    head = DelegationMember.objects.create(session=empty_session, name="A", position="x", role="head")
    new = {"name": "B", "position": "x", "role": "head"}
    assert save_people(officer, empty_session, members=(1, *rows_of(head), new)) == 422
    gone = rows_of(head)[0] | {"DELETE": "on"}
    assert save_people(officer, empty_session, members=(1, gone, new)) == 302
    assert [(m.name, m.role) for m in empty_session.members.all()] == [("B", "head")]


def test_conclusion_moves_from_one_chair_to_another_and_back(officer, empty_session):
    for name, concluded in (("A", False), ("B", True)):
        SessionChair.objects.create(session=empty_session, name=name, position="x", concluded=concluded)
    for version, place in ((1, 0), (2, 1)):
        rows = rows_of(*empty_session.chairs.all())
        rows[place]["concluded"] = "on"
        assert save_people(officer, empty_session, version, chairs=(2, *rows)) == 302
        assert [chair.concluded for chair in empty_session.chairs.all()] == [place == 0, place == 1]


def test_reviewed_bodies_change_places(cast, officer, empty_session):
    for body in (cast.body, cast.commune_body):
        ReviewedBody.objects.create(session=empty_session, body=body)
    one, two = empty_session.reviewed_bodies.order_by("pk")
    swapped = ({"id": one.pk, "body": two.body_id, "mode": "by_report"}, {"id": two.pk, "body": one.body_id})
    swapped[1]["mode"] = "direct"
    assert save_people(officer, empty_session, reviewed=(2, *swapped)) == 302
    assert {row.body: row.mode for row in empty_session.reviewed_bodies.all()} == {
        cast.body: "direct",
        cast.commune_body: "by_report",
    }


def test_one_body_added_by_two_officers_is_there_once(cast, client, empty_session):
    rows = (0, {"body": cast.body.pk, "mode": "direct"})
    client.force_login(cast.staff)
    assert save_people(client, empty_session, reviewed=rows) == 302
    client.force_login(cast.colleague)
    mine = (0, {"body": cast.body.pk, "mode": "by_report"})
    assert save_people(client, empty_session, reviewed=mine) == 409
    assert save_people(client, empty_session, 2, reviewed=mine) == 302
    assert [(r.body, r.mode) for r in empty_session.reviewed_bodies.all()] == [(cast.body, "by_report")]


def test_row_that_a_colleague_deleted_is_saved_as_new(officer, empty_session):
    chair = SessionChair.objects.create(session=empty_session, name="A", position="x")
    rows = (1, *rows_of(chair))
    chair.delete()
    assert save_people(officer, empty_session, chairs=rows) == 302
    assert [row.name for row in empty_session.chairs.all()] == ["A"]


def test_row_of_another_session_is_not_touched(cast, officer, empty_session):
    theirs = SessionChair.objects.create(session=cast.session, name="Của cuộc khác", position="x")
    rows = (1, {"id": theirs.pk, "name": "A", "position": "x"})
    assert save_people(officer, empty_session, chairs=rows) == 302
    assert [row.name for row in empty_session.chairs.all()] == ["A"]
    assert [row.name for row in cast.session.chairs.all()] == ["Của cuộc khác"]


@pytest.mark.parametrize("total", ["-1", "x", "", "100000000"])
def test_wrong_count_of_rows_is_told_and_the_rows_kept(officer, empty_session, total):
    data = people(chairs=(0, {"name": "A", "position": "x"})) | {"chairs-TOTAL_FORMS": total}
    response = officer.post(reverse("session_people", args=[empty_session.code]), data)
    page = response.content.decode()
    assert (response.status_code, empty_session.chairs.count()) == (422, 0)
    assert "Các dòng gửi lên không đầy đủ. Xem lại từng dòng rồi lưu lần nữa." in page
    assert 'value="A"' in page and 'name="chairs-TOTAL_FORMS" value="1"' in page


@pytest.mark.parametrize("change", [{"DELETE": "on"}, {"body": "other"}])
def test_notified_body_stays_in_the_session(cast, officer, change):
    session = make_session(committee=cast.committee, status=Status.NOTIFIED, reviewed=[cast.body])
    change = {name: cast.commune_body.pk if value == "other" else value for name, value in change.items()}
    row = {"id": session.reviewed_bodies.get().pk, "body": cast.body.pk, "mode": "direct"} | change
    response = officer.post(reverse("session_people", args=[session.code]), people(reviewed=(1, row)))
    words = "Cuộc giám sát đã thông báo cho UBND huyện Lộc Hà, không bỏ đơn vị này được nữa."
    assert (response.status_code, response.context["forms"].reviewed.non_form_errors()) == (422, [words])
    assert session.reviewed_bodies.get().body == cast.body


def test_change_of_head_stands_in_the_history(officer, empty_session):
    for name, role in (("A", "head"), ("B", "member")):
        DelegationMember.objects.create(session=empty_session, name=name, position="x", role=role)
    first, second = rows_of(*empty_session.members.all())
    save_people(officer, empty_session, members=(2, first | {"role": "member"}, second | {"role": "head"}))
    entries = LogEntry.objects.get_for_objects(empty_session.members.all()).filter(
        action=LogEntry.Action.UPDATE
    )
    assert [entry.changes["role"] for entry in entries.order_by("pk")] == [
        ["head", "member"],
        ["member", "head"],
    ]
