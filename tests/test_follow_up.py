"""Duties of bodies: acceptance, the committee's answer to it, due dates, the end, the list and the page."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused, TakenFirst
from oversight.actions import assignments as acts
from oversight.actions.bulk import extend
from oversight.actions.re_oversight import start_re_oversight
from oversight.models import Assignment, EscalationStep, OversightSession
from tests.duties import DUE, ISSUED, LATER, DutyCast, answered
from tests.factories import make_body, make_recommendation, make_user


@pytest.fixture
def cast(db):
    with set_today(LATER):
        yield DutyCast()


@pytest.fixture
def duty(cast):
    return cast.duty()


def told(duty):
    """(from, to, note) of its history."""
    return [(row.from_status, row.to_status, row.note) for row in duty.history]


def state(duty):
    duty.refresh_from_db()
    return duty.status, duty.acceptance


# The body answers to the duty


def test_accepting_sets_the_duty_in_progress_and_is_told(cast, duty):
    acts.accept(assignment=duty, by=cast.reporter)
    assert state(duty) == ("in_progress", "accepted")
    assert duty.answered_on == LATER
    assert told(duty) == [("accept:pending", "accept:accepted", ""), ("issued", "in_progress", "")]


def test_accepting_in_part_needs_a_word(cast, duty):
    with pytest.raises(Refused, match=r"^Xin ghi phần tiếp thu và phần chưa tiếp thu\.$"):
        acts.accept_partly(assignment=duty, note=" ", by=cast.reporter)
    acts.accept_partly(assignment=duty, note="Chỉ làm được ở chợ huyện", by=cast.reporter)
    assert (state(duty), duty.acceptance_note) == (("in_progress", "partly"), "Chỉ làm được ở chợ huyện")


def test_body_may_ask_to_reconsider_with_a_reason_and_the_duty_stands(cast, duty):
    with pytest.raises(Refused, match="Xin ghi lý do đề nghị xem xét lại"):
        acts.ask_reconsideration(assignment=duty, reason="", by=cast.reporter)
    acts.ask_reconsideration(assignment=duty, reason="Thuộc thẩm quyền cấp tỉnh", by=cast.reporter)
    assert state(duty) == ("issued", "reconsideration_requested")


def test_acceptance_is_answered_once(cast, duty):
    acts.accept(assignment=duty, by=cast.reporter)
    duty.refresh_from_db()
    with pytest.raises(Refused, match="Phần tiếp thu đang là “tiếp thu”"):
        acts.ask_reconsideration(assignment=duty, reason="x", by=cast.reporter)


def test_two_answers_at_once_let_one_win_and_tell_the_other(cast, duty):
    stale = Assignment.objects.get(pk=duty.pk)
    acts.accept(assignment=duty, by=cast.reporter)
    with pytest.raises(TakenFirst, match=f"{cast.reporter.get_full_name()} đã chuyển sang"):
        acts.ask_reconsideration(assignment=stale, reason="x", by=cast.boss)
    assert state(duty) == ("in_progress", "accepted")


@pytest.mark.parametrize("status", ["reported_done", "done", "withdrawn"])
def test_acceptance_is_not_answered_when_it_is_no_more_with_the_body(cast, status):
    duty = cast.duty(status=status)
    with pytest.raises(Refused, match="không trả lời tiếp thu được nữa"):
        acts.accept(assignment=duty, by=cast.reporter)


# The committee answers a request to reconsider


@pytest.fixture
def asked(cast, duty):
    return acts.ask_reconsideration(assignment=duty, reason="Thuộc thẩm quyền cấp tỉnh", by=cast.reporter)


def test_upholding_needs_a_reason_and_sets_it_in_progress(cast, asked):
    with pytest.raises(Refused, match="Xin ghi lý do giữ nguyên"):
        acts.uphold(assignment=asked, reason="", by=cast.leader)
    acts.uphold(assignment=asked, reason="Huyện có thẩm quyền", by=cast.leader)
    assert state(asked) == ("in_progress", "upheld")


def test_changing_keeps_the_old_date_and_deliverable_in_the_history(cast, asked):
    acts.change(
        assignment=asked,
        deliverable="Báo cáo",
        due_on=date(2023, 12, 31),
        reason="Theo đề nghị của huyện",
        by=cast.leader,
    )
    assert state(asked) == ("in_progress", "changed")
    assert (asked.due_on, asked.deliverable) == (date(2023, 12, 31), "Báo cáo")
    assert asked.history.get(to_status="accept:changed").note == (
        "Thời hạn: 30/11/2023 → 31/12/2023. Sản phẩm: “Kế hoạch” → “Báo cáo”. Theo đề nghị của huyện"
    )


def test_changing_nothing_or_to_a_past_day_is_refused(cast, asked):
    same = {"deliverable": asked.deliverable, "due_on": asked.due_on, "reason": "x", "by": cast.leader}
    with pytest.raises(Refused, match="Chưa điều chỉnh gì"):
        acts.change(assignment=asked, **same)
    with pytest.raises(Refused, match=r"^Thời hạn mới 20/10/2023 phải sau hôm nay\.$"):
        acts.change(assignment=asked, **same | {"due_on": LATER})


def test_withdrawing_answers_the_request_too(cast, asked):
    with pytest.raises(Refused, match="Xin ghi lý do rút"):
        acts.withdraw(assignment=asked, reason=" ", by=cast.leader)
    acts.withdraw(assignment=asked, reason="Giao lại cho sở", by=cast.leader)
    assert state(asked) == ("withdrawn", "withdrawn")


def test_nothing_was_asked_nothing_is_upheld(cast, duty):
    with pytest.raises(Refused, match="Phần tiếp thu đang là “chưa trả lời”, không chuyển sang “giữ nguyên”"):
        acts.uphold(assignment=duty, reason="x", by=cast.leader)


# A due date that the paper left out


def test_due_date_that_was_left_out_is_given_once(cast):
    duty = cast.duty(due_on=None, deliverable="")
    acts.set_due(assignment=duty, due_on=DUE, deliverable="Báo cáo", by=cast.leader)
    duty.refresh_from_db()
    assert (duty.due_on, duty.deliverable, duty.status) == (DUE, "Báo cáo", "issued")
    assert told(duty) == [
        ("issued", "due", "Thời hạn: chưa ấn định → 30/11/2023. Sản phẩm: “chưa nêu” → “Báo cáo”.")
    ]
    with pytest.raises(Refused, match="Đã có thời hạn 30/11/2023; thay đổi thời hạn bằng gia hạn"):
        acts.set_due(assignment=duty, due_on=date(2024, 1, 1), by=cast.leader)


FAR = date(2033, 10, 21)
TOO_FAR = "Ngày 21/10/2033 quá xa, xin xem lại năm; muộn nhất là 20/10/2033."


def test_date_beyond_ten_years_is_refused_by_each_act(cast, asked):
    undated = cast.duty(due_on=None)
    with pytest.raises(Refused, match=re.escape(TOO_FAR)):
        acts.set_due(assignment=undated, due_on=FAR, by=cast.leader)
    with pytest.raises(Refused, match=re.escape(TOO_FAR)):
        acts.change(assignment=asked, deliverable="Báo cáo", due_on=FAR, reason="x", by=cast.leader)
    with pytest.raises(Refused, match=re.escape(TOO_FAR)):
        extend(asked, due_on=FAR, reason="x", by=cast.leader)
    acts.set_due(assignment=undated, due_on=date(2033, 10, 20), by=cast.leader)


@pytest.mark.parametrize(
    ("name", "who", "field"),
    [("assignment_set_due", "leader", "due_on"), ("assignment_extend", "reporter", "asked_due")],
)
def test_date_beyond_ten_years_is_told_beside_the_field(cast, client, name, who, field):
    duty = cast.duty(due_on=None)
    client.force_login(getattr(cast, who))
    answer = client.post(reverse(name, args=[duty.pk]), {field: FAR.isoformat(), "reason": "x"})
    assert answer.context["form"].errors[field] == [TOO_FAR]


# The end


@pytest.mark.parametrize("status", ["issued", "in_progress", "reported_done", "partly_done"])
def test_any_open_duty_may_be_withdrawn(cast, status):
    duty = cast.duty(status=status)
    acts.withdraw(assignment=duty, reason="Đã có chủ trương khác", by=cast.leader)
    assert state(duty)[0] == "withdrawn"


@pytest.mark.parametrize(
    ("status", "allowed"), [("in_progress", True), ("partly_done", True), ("issued", False)]
)
def test_not_done_is_found_with_a_reason(cast, status, allowed):
    duty = cast.duty(status=status)
    with pytest.raises(Refused, match="Xin ghi căn cứ"):
        acts.mark_not_done(assignment=duty, reason="", by=cast.staff)
    if allowed:
        acts.mark_not_done(assignment=duty, reason="Quá hạn, không báo cáo", by=cast.staff)
    else:
        with pytest.raises(Refused, match="Không thể chuyển từ “đã ban hành” sang “không thực hiện”"):
            acts.mark_not_done(assignment=duty, reason="x", by=cast.staff)
    assert state(duty)[0] == ("not_done" if allowed else "issued")


@pytest.mark.parametrize("status", ["done", "partly_done", "not_done"])
def test_leader_reopens_with_a_reason_and_the_completion_day_is_gone(cast, status):
    duty = cast.duty(status=status, completed_on=date(2023, 10, 1))
    with pytest.raises(Refused, match="Xin ghi lý do mở lại"):
        acts.reopen(assignment=duty, reason="", by=cast.leader)
    acts.reopen(assignment=duty, reason="Số liệu không đúng", by=cast.leader)
    assert (state(duty)[0], duty.completed_on) == ("in_progress", None)


@pytest.mark.parametrize("status", ["issued", "reported_done", "withdrawn", "carried"])
def test_reopening_what_was_not_judged_is_refused(cast, status):
    duty = cast.duty(status=status)
    with pytest.raises(Refused, match="Chỉ mở lại nội dung đã kết luận"):
        acts.reopen(assignment=duty, reason="x", by=cast.leader)


def test_reopening_in_a_closed_session_is_refused(cast):
    duty = cast.duty(status="done")
    OversightSession.objects.update(status="closed")
    with pytest.raises(Refused, match="Cuộc giám sát đã kết thúc"):
        acts.reopen(assignment=duty, reason="x", by=cast.leader)


# The session closes when nothing is left


def follow_up(session):
    OversightSession.objects.filter(pk=session.pk).update(status="follow_up")
    session.refresh_from_db()
    return session


@pytest.mark.parametrize("status", ["draft", "issued", "in_progress", "reported_done", "partly_done"])
def test_session_with_an_open_duty_does_not_close(cast, status):
    cast.duty(status=status, issued_on=None if status == "draft" else ISSUED)
    with pytest.raises(Refused, match="Còn 1 nội dung giao thực hiện chưa kết thúc"):
        follow_up(cast.session).close(by=cast.leader)


@pytest.mark.parametrize("status", ["done", "withdrawn", "carried"])
def test_session_closes_when_every_duty_is_closed(cast, status):
    cast.duty(status=status)
    follow_up(cast.session).close(by=cast.leader)
    assert cast.session.status == "closed"


def test_session_with_a_duty_not_done_closes_only_after_a_decided_step(cast):
    duty = cast.duty(status="not_done")
    session = follow_up(cast.session)
    with pytest.raises(Refused, match="Còn 1 nội dung không thực hiện mà chưa quyết định bước xử lý"):
        session.close(by=cast.leader)
    step = EscalationStep.objects.create(
        assignment=duty, step=1, reason="Quá hạn", proposed_on=LATER, status="proposed"
    )
    with pytest.raises(Refused, match="chưa quyết định bước xử lý"):
        session.close(by=cast.leader)
    step.move("decided", by=cast.leader, decided_by=cast.leader, decided_on=LATER)
    session.close(by=cast.leader)
    assert session.status == "closed"


# Carried to a re-oversight


def start(cast, duties, **fields):
    fields = {
        "code": "LAI-2024",
        "title": "Giám sát lại",
        "works_from": date(2024, 5, 6),
        "works_to": date(2024, 5, 7),
    } | fields
    return start_re_oversight(session=cast.session, assignments=duties, by=cast.leader, **fields)


def test_re_oversight_starts_from_what_stayed_open(cast):
    partly, not_done = cast.duty(status="partly_done"), cast.duty(status="not_done", text="Bố trí cán bộ")
    cast.duty(status="done", text="Đã xong")
    new = start(cast, [partly, not_done])
    assert (new.kind, new.follows, new.committee, new.status) == (
        "re_oversight",
        cast.session,
        cast.committee,
        "planned",
    )
    assert [(row.number, row.text, row.carried_from) for row in new.recommendations.all()] == [
        (1, "Mở rộng thanh toán số", partly.recommendation),
        (2, "Bố trí cán bộ", not_done.recommendation),
    ]
    made = Assignment.objects.filter(recommendation__session=new).order_by("pk")
    assert [(row.body, row.status, row.due_on, row.deliverable, row.replaces) for row in made] == [
        (cast.body, "draft", None, "Kế hoạch", partly),
        (cast.body, "draft", None, "Kế hoạch", not_done),
    ]
    assert [row.body for row in new.reviewed_bodies.all()] == [cast.body]
    for duty in (partly, not_done):
        assert (state(duty)[0], duty.carried_into) == ("carried", new)


def test_one_sentence_to_two_bodies_stays_one_sentence(cast):
    first = cast.duty(status="not_done")
    second = first.recommendation.assignments.create(
        body=cast.commune_body, status="not_done", issued_on=ISSUED
    )
    new = start(cast, [first, second])
    assert [row.assignments.count() for row in new.recommendations.all()] == [2]


def test_body_that_ended_is_followed_by_its_successor(cast):
    heir = make_body("UBND xã Mai Phụ")
    cast.body.valid_to, cast.body.successor = date(2023, 10, 1), heir
    cast.body.save()
    new = start(cast, [cast.duty(status="not_done")])
    assert [row.body for row in Assignment.objects.filter(recommendation__session=new)] == [heir]


def test_what_was_not_judged_is_not_carried_and_nothing_is_made(cast):
    with pytest.raises(Refused, match="Chọn nội dung hoàn thành một phần hoặc không thực hiện"):
        start(cast, [cast.duty(status="not_done"), cast.duty(status="in_progress", text="Khác")])
    assert OversightSession.objects.filter(kind="re_oversight").count() == 0


def test_code_taken_meanwhile_is_refused(cast):
    with pytest.raises(Refused, match=r"“CUOC-\d+” đã có"):
        start(cast, [cast.duty(status="not_done")], code=cast.session.code)


def test_re_oversight_page_makes_one_session_of_two_presses(cast, client):
    duty = cast.duty(status="not_done")
    client.force_login(cast.leader)
    url = reverse("session_re_oversight", args=[cast.session.code])
    assert "Kiến nghị số 1" in client.get(url).content.decode()
    data = {
        "code": "LAI-2024",
        "title": "Giám sát lại",
        "works_from": "6/5/2024",
        "works_to": "7/5/2024",
        "assignments": [duty.pk],
        "form_token": "a",
    }
    assert [client.post(url, data).url for _press in range(2)] == ["/sessions/LAI-2024/"] * 2
    assert OversightSession.objects.filter(follows=cast.session).count() == 1


# The page


def page(client, user, duty, **query):
    client.force_login(user)
    return client.get(duty.get_absolute_url(), query)


def test_gaps_stand_on_the_page_with_their_reason(cast, client):
    duty = cast.duty(due_on=None, deliverable="")
    duty.recommendation.no_due_reason = "Bài báo không nêu"
    duty.recommendation.save()
    text = page(client, cast.staff, duty).content.decode()
    assert ("thiếu thời hạn" in text, "thiếu sản phẩm" in text, "Bài báo không nêu" in text) == (True,) * 3


ACTS = {
    "staff": {"not-done"},
    "leader": {"withdraw", "not-done"},
    "reporter": {"extend", "respond", "answer"},
    "boss": set(),
    "member": set(),
    "clerk": set(),
}


@pytest.mark.parametrize("who", ACTS)
def test_page_offers_each_what_is_theirs(cast, client, who):
    duty = cast.duty(status="in_progress")
    text = page(client, getattr(cast, who), duty).content.decode()
    found = set(re.findall(rf'href="/assignments/{duty.pk}/([a-z-]+)/"', text))
    assert found == ACTS[who]


@pytest.mark.parametrize(
    ("who", "name", "code"),
    [
        ("reporter", "assignment_answer", 200),
        ("local", "assignment_answer", 404),
        ("staff", "assignment_answer", 403),
        ("boss", "assignment_answer", 403),
        ("leader", "assignment_withdraw", 200),
        ("staff", "assignment_withdraw", 403),
        ("stranger", "assignment_verify", 404),
        ("reporter", "assignment_verify", 403),
        ("member", "assignment_not_done", 403),
        ("stranger", "assignment_not_done", 404),
    ],
)
def test_acts_answer_by_role_and_record(cast, client, duty, who, name, code):
    client.force_login(getattr(cast, who))
    assert client.get(reverse(name, args=[duty.pk])).status_code == code


def test_district_reads_the_duty_of_its_commune_and_may_not_answer_it(cast, client):
    duty = cast.duty(body=cast.commune_body)
    assert page(client, cast.reporter, duty).status_code == 200
    assert client.get(reverse("assignment_answer", args=[duty.pk])).status_code == 403


def test_draft_has_no_acts(cast, client):
    duty = make_recommendation(cast.session, body=cast.body).assignments.get()
    client.force_login(cast.leader)
    assert client.get(reverse("assignment_withdraw", args=[duty.pk])).status_code == 404


def test_refused_act_keeps_what_was_typed(cast, client, duty):
    client.force_login(cast.reporter)
    url = reverse("assignment_answer", args=[duty.pk])
    Assignment.objects.filter(pk=duty.pk).update(status="done")
    response = client.post(url, {"answer": "ask", "note": "Không thuộc thẩm quyền"})
    text = response.content.decode()
    assert response.status_code == 422
    assert ("không trả lời tiếp thu được nữa" in text, "Không thuộc thẩm quyền" in text) == (True, True)


def test_answer_sent_twice_is_told_once(cast, client, duty):
    client.force_login(cast.reporter)
    url = reverse("assignment_answer", args=[duty.pk])
    data = {"answer": "partly", "note": "Một phần", "form_token": "t"}
    assert [client.post(url, data).status_code for _press in range(2)] == [302, 302]
    assert duty.history.filter(to_status="accept:partly").count() == 1


def test_leader_decides_on_the_page(cast, client, asked):
    client.force_login(cast.leader)
    url = reverse("assignment_decide", args=[asked.pk])
    assert "Thuộc thẩm quyền cấp tỉnh" in client.get(url).content.decode()
    client.post(url, {"decision": "uphold", "reason": "Huyện có thẩm quyền"})
    assert state(asked) == ("in_progress", "upheld")


def test_second_tab_does_not_withdraw_what_was_answered_in_the_first(cast, client, asked):
    client.force_login(cast.leader)
    url = reverse("assignment_decide", args=[asked.pk])
    client.post(url, {"decision": "uphold", "reason": "Huyện có thẩm quyền"})
    stale = client.post(url, {"decision": "withdraw", "reason": "Rút"})
    assert stale.status_code == 422
    assert "Đề nghị xem xét lại đã được trả lời trước đó." in stale.content.decode()
    assert state(asked) == ("in_progress", "upheld")
    client.post(reverse("assignment_withdraw", args=[asked.pk]), {"reason": "Có chủ trương khác"})
    assert state(asked) == ("withdrawn", "upheld")


def test_timeline_tells_it_all_in_order(cast, client, duty):
    acts.accept(assignment=duty, by=cast.reporter)
    answered(cast, [duty])
    acts.withdraw(assignment=duty, reason="Đã có chủ trương khác", by=cast.leader)
    story = page(client, cast.staff, duty).context["story"]
    assert [event.label for event in story] == [
        "UBND huyện Lộc Hà: tiếp thu",
        "UBND huyện Lộc Hà trả lời: đã hoàn thành",
        "Đã rút",
    ]


def test_body_reads_posts_and_not_the_names_of_the_committees_people(cast, client, duty):
    acts.withdraw(assignment=duty, reason="Đã có chủ trương khác", by=cast.leader)
    name, line = cast.leader.get_full_name(), cast.leader.post_line
    shown = [page(client, user, duty).content.decode() for user in (cast.reporter, cast.staff)]
    assert [(name in text, line in text) for text in shown] == [(False, True), (True, True)]


def test_thirteen_bodies_are_thirteen_duties_of_one_sentence(cast, client):
    recommendation = make_recommendation(cast.session)
    for n in range(13):
        body = make_body(f"UBND huyện {n}")
        recommendation.assignments.create(body=body, status="issued", issued_on=ISSUED)
    duty = recommendation.assignments.first()
    assert "Kiến nghị này giao 13 cơ quan" in page(client, cast.staff, duty).content.decode()


def test_recommendation_page_reads_the_history_of_thirteen_in_one_query(
    cast, client, django_assert_max_num_queries
):
    recommendation = make_recommendation(cast.session)
    for n in range(13):
        duty = recommendation.assignments.create(body=make_body(f"UBND huyện {n}"))
        duty.issue(on=ISSUED, by=cast.leader)
    client.force_login(cast.staff)
    client.get(recommendation.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(recommendation.get_absolute_url())


# The list


def rows(client, **query):
    return [row.pk for row in client.get(reverse("assignment_list"), query).context["page_obj"]]


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


# Session and person, posts, offered bodies and topics, two of the years, count, page, swap days.
QUERIES = 10


@pytest.mark.parametrize("number", [1, 3, 300])
def test_list_asks_as_many_queries_for_any_number_of_rows(cast, officer, django_assert_num_queries, number):
    for n in range(number):
        cast.duty(body=make_body(f"UBND xã {n}"), text=f"Việc {n}")
    officer.get(reverse("assignment_list"))
    with django_assert_num_queries(QUERIES):
        assert officer.get(reverse("assignment_list")).status_code == 200


def test_list_shows_open_ones_first_by_date_and_undated_after(cast, officer):
    undated = cast.duty(due_on=None)
    done = cast.duty(status="done", due_on=date(2023, 10, 1))
    late = cast.duty(due_on=date(2023, 10, 15))
    near = cast.duty(due_on=date(2023, 10, 25))
    assert rows(officer) == [late.pk, near.pk, undated.pk, done.pk]


def test_list_is_filtered(cast, officer):
    late = cast.duty(due_on=LATER - timedelta(days=1), text="Chợ không dùng tiền mặt")
    undated = cast.duty(due_on=None, body=cast.commune_body)
    near = cast.duty(due_on=LATER + timedelta(days=4), status="in_progress", acceptance="accepted")
    done = cast.duty(status="done", issued_on=date(2024, 1, 5))
    sent = cast.proposal(status="forwarded").assignments.create(
        body=cast.department, status="issued", issued_on=ISSUED, due_on=date(2024, 12, 1)
    )
    asked = {
        "q=cho khong": [late],
        "q=thach chau": [undated],
        f"body={cast.commune_body.pk}": [undated],
        "status=in_progress": [near],
        "level=overdue": [late],
        "level=very_near": [near],
        "overdue=1": [late],
        "undated=1": [undated],
        "state=closed": [done],
        "acceptance=accepted": [near],
        "kind=proposal": [sent],
        "figure=overdue": [late],
        "figure=undated": [undated],
        f"session={cast.session.code}&status=done": [done],
        f"topic={cast.session.topic}&status=done": [done],
    }
    found = {query: rows(officer, **dict(pair.split("=") for pair in query.split("&"))) for query in asked}
    assert found == {query: [one.pk for one in wanted] for query, wanted in asked.items()}


def test_list_is_filtered_by_year_of_issue(cast, officer):
    cast.duty()
    later = cast.duty(issued_on=date(2024, 1, 5))
    with set_today(date(2024, 3, 1)):
        assert rows(officer, year="2024") == [later.pk]


def test_inherited_ones_are_found(cast, officer):
    old = cast.duty(body=make_body("UBND xã cũ", valid_to=date(2024, 12, 31)))
    heir = old.recommendation.assignments.create(
        body=cast.commune_body, status="issued", issued_on=ISSUED, replaces=old
    )
    assert rows(officer, inherited="1") == [heir.pk]


def test_list_stands_strange_addresses(officer):
    strange = {"q": "\x00'%_<script>", "sort": "-password", "page": "abc", "body": "x", "unit": "z"}
    assert officer.get(reverse("assignment_list"), strange).status_code == 200


def test_body_lists_its_own_only_and_no_draft(cast, client):
    own = cast.duty()
    cast.duty(body=make_body("UBND huyện khác"))
    make_recommendation(cast.session, body=cast.body)
    client.force_login(cast.reporter)
    assert rows(client) == [own.pk]
    offered = client.get(reverse("assignment_list")).context["filter"].form.fields["body"].choices
    assert [label for _key, label in offered][1:] == ["UBND huyện Lộc Hà"]


def test_export_has_what_is_shown(cast, officer):
    cast.duty(due_on=LATER - timedelta(days=2))
    text = officer.get(reverse("assignment_list"), {"export": "csv"}).content.decode()
    assert text.splitlines()[1] == (
        f"{cast.session.code},1,Mở rộng thanh toán số,UBND huyện Lộc Hà,chủ trì,Kế hoạch,22/09/2023,"
        "18/10/2023,chưa trả lời,đã ban hành,,2,"
    )


def test_committee_filter_for_those_of_two(cast, client):
    two = make_user(Role.STAFF, cast.committee)
    client.force_login(two)
    assert "committee" not in client.get(reverse("assignment_list")).context["filter"].form.fields
