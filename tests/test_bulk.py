"""One act on many duties: the preview says what would happen, and then all of it happens or nothing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cds_portal.clock import set_today
from oversight.actions.bulk import reassign
from oversight.models import Assignment, Extension
from tests.factories import Cast, make_body, make_recommendation
from tests.paper_world import make_letterhead

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 14)
DUE, LATER = date(2026, 9, 30), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def on_the_day():
    with set_today(DAY):
        yield


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def duties(cast):
    return [duty(cast, DUE), duty(cast, DUE), duty(cast, None)]


def duty(cast, due_on, body=None, **fields):
    recommendation = make_recommendation(cast.session, body=body or cast.commune_body)
    fields = {"status": "in_progress", "issued_on": date(2026, 5, 4), "due_on": due_on} | fields
    recommendation.assignments.update(**fields)
    return recommendation.assignments.get()


def ask(client, user, act, duties, **data):
    client.force_login(user)
    data = {"act": act, "pick": [duty.pk for duty in duties]} | data
    return client.post(reverse("assignment_bulk"), data)


def extend(client, user, duties, step, due_on=LATER, reason="Chờ bố trí kinh phí"):
    return ask(client, user, "extend", duties, step=step, due_on=due_on.isoformat(), reason=reason)


def test_preview_counts_the_changes_and_writes_nothing(client, cast, duties):
    page = extend(client, cast.leader, duties, "look")
    assert page.context["summary"] == [
        "2 bản ghi đổi từ 30/9/2026 thành 31/12/2026",
        "1 bản ghi đổi từ chưa ấn định thành 31/12/2026",
    ]
    assert list(Assignment.objects.filter(due_on=LATER)) == []
    assert Extension.objects.count() == 0


def test_extension_of_all_keeps_the_old_dates(client, cast, duties):
    assert extend(client, cast.leader, duties, "do").status_code == 302
    assert Assignment.objects.filter(due_on=LATER).count() == 3
    assert set(Extension.objects.values_list("old_due", "granted_due", "status", "decided_by")) == {
        (DUE, LATER, "granted", cast.leader.pk)
    }


def test_one_refusal_stops_all(client, cast, duties):
    done = duty(cast, DUE, status="done")
    page = extend(client, cast.leader, [*duties, done], "do")
    assert page.status_code == 422
    assert "hoàn thành, không gia hạn được nữa" in page.content.decode()
    assert Assignment.objects.filter(due_on=LATER).count() == 0


def test_preview_names_what_cannot_be_done(client, cast, duties):
    page = extend(client, cast.leader, duties, "look", due_on=DAY)
    assert [line.problem for line in page.context["lines"]] == [
        "Ngày 14/9/2026 không sau thời hạn hiện nay (30/9/2026).",
        "Ngày 14/9/2026 không sau thời hạn hiện nay (30/9/2026).",
        "Thời hạn mới 14/9/2026 phải sau hôm nay.",
    ]


def test_reassignment_keeps_both_names(client, cast, duties):
    other = make_body("UBND xã Mai Phụ", unit=cast.commune)
    answer = ask(
        client, cast.leader, "reassign", duties[:1], step="do", body=other.pk, reason="Địa bàn đã sắp xếp"
    )
    assert answer.status_code == 302
    old, new = Assignment.objects.get(pk=duties[0].pk), Assignment.objects.get(replaces=duties[0])
    assert (old.status, new.status, new.body, new.due_on, new.issued_on) == (
        "withdrawn",
        "issued",
        other,
        DUE,
        old.issued_on,
    )
    assert (old.history.last().note, new.history.last().note) == (
        "Chuyển UBND xã Mai Phụ thực hiện. Địa bàn đã sắp xếp",
        "Nhận từ UBND xã Thạch Châu. Địa bàn đã sắp xếp",
    )


def test_reassigned_duty_waits_for_an_answer_of_its_own(cast, duties):
    Assignment.objects.filter(pk=duties[0].pk).update(acceptance="accepted", answered_on=date(2026, 8, 1))
    other = make_body("UBND xã Mai Phụ", unit=cast.commune)
    reassign(Assignment.objects.get(pk=duties[0].pk), body=other, reason="Sắp xếp", by=cast.leader)
    new = Assignment.objects.get(replaces=duties[0])
    assert (new.acceptance, new.answered_on, new.status) == ("pending", None, "issued")


def test_what_cannot_be_done_is_dropped_with_one_press(client, cast, duties):
    over = [duty(cast, DUE, status="withdrawn"), duty(cast, DUE, status="done", completed_on=DAY)]
    page = extend(client, cast.leader, [*duties, *over], "look")
    assert page.context["refused"] == 2
    page = extend(client, cast.leader, [*duties, *over], "drop")
    assert (page.context["picked"], page.context["refused"]) == (duties, 0)
    assert press(client, page).status_code == 302
    assert Assignment.objects.filter(due_on=LATER).count() == 3


def press(client, page, **data):
    """The button under a preview, with what the page holds; `data` is what was typed since."""
    fields = {
        "act": page.context["act"],
        "seen": page.context["seen"],
        "step": "do",
        "form_token": "mot-trang",
    }
    picked = {"pick": [row.pk for row in page.context["picked"]]}
    return client.post(reverse("assignment_bulk"), page.context["form"].data.dict() | fields | picked | data)


def test_two_presses_extend_once_and_nobody_reads_a_refusal(client, cast, duties):
    page = extend(client, cast.leader, duties, "look")
    assert [press(client, page).status_code for _press in range(2)] == [302, 302]
    assert Extension.objects.count() == 2
    told = client.get(reverse("assignment_list")).context["messages"]
    assert [str(message) for message in told] == ["Đã gia hạn 3 nội dung."]


def test_day_typed_after_the_preview_is_shown_first(client, cast, duties):
    page = extend(client, cast.leader, duties, "look")
    shown = press(client, page, due_on="2027-01-29")
    assert shown.status_code == 422
    assert "Có thay đổi so với bản xem trước" in shown.content.decode()
    assert shown.context["summary"][0] == "2 bản ghi đổi từ 30/9/2026 thành 29/1/2027"
    assert Extension.objects.count() == 0
    assert press(client, shown).status_code == 302
    assert Assignment.objects.filter(due_on=date(2027, 1, 29)).count() == 3


def test_record_changed_since_the_preview_is_shown_first(client, cast, duties):
    page = extend(client, cast.leader, duties, "look")
    Assignment.objects.filter(pk=duties[0].pk).update(due_on=date(2026, 10, 15))
    shown = press(client, page)
    assert shown.status_code == 422
    assert shown.context["summary"][1:] == [
        "1 bản ghi đổi từ 30/9/2026 thành 31/12/2026",
        "1 bản ghi đổi từ chưa ấn định thành 31/12/2026",
    ]


def test_body_that_has_it_already_is_refused(client, cast, duties):
    page = ask(
        client, cast.leader, "reassign", duties[:1], step="look", body=cast.commune_body.pk, reason="x"
    )
    assert [line.problem for line in page.context["lines"]] == ["Cơ quan nhận đang là cơ quan thực hiện."]


def test_nothing_picked_is_told(client, cast):
    answer = ask(client, cast.leader, "extend", [])
    assert answer["Location"] == reverse("assignment_list")


def test_foreign_duties_are_not_picked(client, cast, duties):
    assert ask(client, cast.stranger, "extend", duties).status_code == 302
    assert extend(client, cast.local, duties, "do").status_code == 302
    assert Assignment.objects.filter(due_on=LATER).count() == 0


def test_officer_does_not_extend(client, cast, duties):
    assert extend(client, cast.staff, duties, "do").status_code == 403


@pytest.mark.parametrize("picks", [["x"], ["1" * 30], ["-1"], ["²"]])
def test_nonsense_in_the_picks_is_nothing_picked(client, cast, picks):
    client.force_login(cast.leader)
    answer = client.post(reverse("assignment_bulk"), {"act": "extend", "pick": picks})
    assert answer.status_code == 302


def test_unknown_act_is_not_found(client, cast, duties):
    assert ask(client, cast.leader, "delete", duties).status_code == 404


def test_reminders_are_one_letter_a_body(client, cast):
    make_letterhead(cast.committee)
    late = [duty(cast, DAY - timedelta(days=5)), duty(cast, DAY - timedelta(days=1))]
    other = duty(cast, DAY - timedelta(days=2), body=cast.body)
    in_time = duty(cast, LATER)
    page = ask(client, cast.staff, "remind", [*late, other, in_time], step="look")
    assert page.context["summary"] != []
    assert [line.problem for line in page.context["lines"] if line.problem] == [
        "Chưa quá hạn, không đôn đốc."
    ]
    ask(client, cast.staff, "remind", [*late, other, in_time], step="do")
    assert cast.committee.documents.filter(kind="reminder_letter").count() == 2


def test_reminder_says_why_one_is_in_no_letter(client, cast):
    make_letterhead(cast.committee)
    rows = [
        duty(cast, DUE),
        duty(cast, None),
        duty(cast, DAY - timedelta(days=9), status="withdrawn"),
        duty(cast, DAY - timedelta(days=9), status="done", completed_on=DAY),
    ]
    page = ask(client, cast.staff, "remind", rows, step="look")
    assert {line.assignment.pk: line.problem for line in page.context["lines"]} == {
        rows[0].pk: "Chưa quá hạn, không đôn đốc.",
        rows[1].pk: "Chưa ấn định thời hạn, không đôn đốc.",
        rows[2].pk: "Nội dung giao đã rút, không đôn đốc.",
        rows[3].pk: "Nội dung giao hoàn thành, không đôn đốc.",
    }


def test_reminder_of_a_committee_without_letterhead_is_refused_in_words(client, cast):
    late = [duty(cast, DAY - timedelta(days=5))]
    page = ask(client, cast.staff, "remind", late, step="do")
    assert (page.status_code, cast.committee.documents.count()) == (422, 0)
    assert page.context["form"].non_field_errors() == [
        f"{cast.committee} chưa có thể thức văn bản. Quản trị khai báo trước."
    ]
