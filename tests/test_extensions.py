"""More time: asked by the body, decided by a leader, the old date kept."""

from datetime import date

import pytest
from django.urls import reverse

from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused
from oversight.actions import assignments
from oversight.actions.extensions import ask_extension, grant_extension, refuse_extension
from oversight.models import Assignment, Extension
from tests.duties import DUE, LATER, DutyCast

WISHED = date(2023, 12, 31)


@pytest.fixture
def cast(db):
    with set_today(LATER):
        yield DutyCast()


@pytest.fixture
def duty(cast):
    return cast.duty(status="in_progress")


@pytest.fixture
def asked(cast, duty):
    return ask_extension(assignment=duty, asked_due=WISHED, reason="Chờ kinh phí", by=cast.reporter)


def test_asking_changes_no_date(cast, duty, asked):
    duty.refresh_from_db()
    assert (asked.old_due, asked.asked_due, asked.status, duty.due_on) == (DUE, WISHED, "asked", DUE)


@pytest.mark.parametrize(
    ("day", "reason", "said"),
    [
        (WISHED, " ", "Xin ghi lý do xin gia hạn"),
        (DUE, "x", r"Ngày 30/11/2023 không sau thời hạn hiện nay \(30/11/2023\)"),
        (date(2023, 11, 1), "x", "không sau thời hạn hiện nay"),
        (date(9999, 12, 31), "x", "Ngày 31/12/9999 quá xa, xin xem lại năm; muộn nhất là 20/10/2033"),
    ],
)
def test_asking_is_refused_in_words(cast, duty, day, reason, said):
    with pytest.raises(Refused, match=said):
        ask_extension(assignment=duty, asked_due=day, reason=reason, by=cast.reporter)


def test_overdue_duty_is_extended_beyond_today_only(cast):
    duty = cast.duty(status="in_progress", due_on=date(2023, 10, 1))
    with pytest.raises(Refused, match="Ngày 20/10/2023 phải sau hôm nay"):
        ask_extension(assignment=duty, asked_due=LATER, reason="x", by=cast.reporter)


def test_duty_without_a_date_may_ask_for_one(cast):
    duty = cast.duty(due_on=None)
    extension = ask_extension(assignment=duty, asked_due=DUE, reason="Đề nghị ấn định", by=cast.reporter)
    grant_extension(extension=extension, granted_due=DUE, by=cast.leader)
    duty.refresh_from_db()
    assert (extension.old_due, duty.due_on) == (None, DUE)


@pytest.mark.parametrize("status", ["reported_done", "done", "withdrawn", "not_done", "carried"])
def test_what_is_not_with_the_body_is_not_extended(cast, status):
    duty = cast.duty(status=status)
    with pytest.raises(Refused, match="không gia hạn được nữa"):
        ask_extension(assignment=duty, asked_due=WISHED, reason="x", by=cast.reporter)


def test_one_request_at_a_time(cast, duty, asked):
    with pytest.raises(Refused, match="Đã có một đề nghị gia hạn đang chờ"):
        ask_extension(assignment=duty, asked_due=WISHED, reason="x", by=cast.reporter)


def test_granting_to_another_day_keeps_the_old_one(cast, duty, asked):
    grant_extension(
        extension=asked, granted_due=date(2023, 12, 15), note="Chỉ đến giữa tháng", by=cast.leader
    )
    asked.refresh_from_db()
    duty.refresh_from_db()
    assert (duty.due_on, asked.old_due, asked.granted_due) == (date(2023, 12, 15), DUE, date(2023, 12, 15))
    assert (asked.status, asked.decided_by, asked.history.last().note) == (
        "granted",
        cast.leader,
        "Chỉ đến giữa tháng",
    )


def test_granting_a_day_not_later_is_refused(cast, asked):
    with pytest.raises(Refused, match="không sau thời hạn hiện nay"):
        grant_extension(extension=asked, granted_due=DUE, by=cast.leader)


def test_refusing_needs_a_reason_and_keeps_the_date(cast, duty, asked):
    with pytest.raises(Refused, match="Xin ghi lý do không gia hạn"):
        refuse_extension(extension=asked, reason="", by=cast.leader)
    refuse_extension(extension=asked, reason="Đã gia hạn một lần", by=cast.leader)
    duty.refresh_from_db()
    assert (Extension.objects.get().status, duty.due_on) == ("refused", DUE)


def test_two_decisions_at_once_let_one_win(cast, duty, asked):
    grant_extension(extension=asked, granted_due=WISHED, by=cast.leader)
    with pytest.raises(Refused, match="đã chuyển sang “đã gia hạn” lúc"):
        refuse_extension(extension=asked, reason="x", by=cast.leader)
    duty.refresh_from_db()
    assert duty.due_on == WISHED


def test_date_changed_since_is_told(cast, duty, asked):
    Assignment.objects.filter(pk=duty.pk).update(due_on=date(2024, 1, 31))
    with pytest.raises(Refused, match="Thời hạn đã đổi từ khi xin gia hạn"):
        grant_extension(extension=asked, granted_due=date(2024, 2, 28), by=cast.leader)


def test_date_is_not_given_beside_an_open_request(cast):
    undated = cast.duty(due_on=None)
    with set_today(LATER):
        asked = ask_extension(assignment=undated, asked_due=WISHED, reason="Cần lập dự án", by=cast.reporter)
        with pytest.raises(Refused, match="Có đề nghị gia hạn của cơ quan đang chờ"):
            assignments.set_due(assignment=undated, due_on=WISHED, by=cast.leader)
        grant_extension(extension=asked, granted_due=WISHED, by=cast.leader)
    undated.refresh_from_db()
    assert undated.due_on == WISHED


def test_changed_duty_answers_the_open_request_for_time_too(cast, duty, asked):
    assignments.ask_reconsideration(assignment=duty, reason="Thuộc cấp tỉnh", by=cast.reporter)
    duty.refresh_from_db()
    assignments.change(
        assignment=duty, deliverable=duty.deliverable, due_on=WISHED, reason="Đồng ý", by=cast.leader
    )
    asked.refresh_from_db()
    assert asked.status == "refused"
    assert asked.history.last().note.startswith("Thời hạn: ")


def test_changed_deliverable_leaves_the_request_for_time_to_be_answered(cast, duty, asked):
    assignments.ask_reconsideration(assignment=duty, reason="Thuộc cấp tỉnh", by=cast.reporter)
    duty.refresh_from_db()
    assignments.change(
        assignment=duty, deliverable="Báo cáo", due_on=duty.due_on, reason="Đồng ý", by=cast.leader
    )
    asked.refresh_from_db()
    assert asked.status == "asked"


def test_open_request_is_answered_by_the_end_of_the_duty(cast, duty, asked):
    assignments.withdraw(assignment=duty, reason="Thôi", by=cast.leader)
    asked.refresh_from_db()
    assert (asked.status, asked.history.last().note) == ("refused", "Nội dung giao đã rút.")


def test_pages_ask_and_decide_and_the_timeline_tells_both(cast, client, duty):
    client.force_login(cast.reporter)
    data = {"asked_due": "31/12/2023", "reason": "Chờ kinh phí", "form_token": "a"}
    url = reverse("assignment_extend", args=[duty.pk])
    assert [client.post(url, data).status_code for _press in range(2)] == [302, 302]
    extension = Extension.objects.get()
    client.force_login(cast.leader)
    decide = reverse("extension_decide", args=[extension.pk])
    assert f'href="{decide}"' in client.get(duty.get_absolute_url()).content.decode()
    missing = client.post(decide, {"decision": "grant", "granted_due": ""})
    assert (missing.status_code, "Xin ghi ngày gia hạn" in missing.content.decode()) == (422, True)
    client.post(decide, {"decision": "grant", "granted_due": "15/12/2023"})
    story = client.get(duty.get_absolute_url()).context["story"]
    assert [event.label for event in story] == [
        "Xin gia hạn từ 30/11/2023 đến 31/12/2023",
        "Gia hạn đến 15/12/2023",
    ]


@pytest.mark.parametrize(
    ("who", "code"), [("leader", 200), ("staff", 403), ("reporter", 403), ("stranger", 403)]
)
def test_only_a_leader_decides(cast, client, asked, who, code):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("extension_decide", args=[asked.pk])).status_code == code
