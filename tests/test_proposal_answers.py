"""A local proposal after it was forwarded: answered, closed, sent on; where it is, in words."""

from datetime import date

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused
from oversight.actions import assignments, cases, proposal_answers
from oversight.actions import responses as acts
from oversight.actions.verifications import verify
from oversight.domain.proposal_story import answers_to, whereabouts
from tests.duties import LATER, DutyCast, draft, pdf
from tests.factories import make_body, make_user


@pytest.fixture
def cast(db):
    with set_today(LATER):
        yield DutyCast()


@pytest.fixture
def proposal(cast):
    return cast.proposal()


def forward(cast, proposal, *leads, **fields):
    made = cases.forward_proposal(
        proposal=proposal, lead=leads[0], coordinating=leads[1:], by=cast.staff, **fields
    )
    proposal.refresh_from_db()
    return made[0]


def answer(cast, duty, *, text="Đã bố trí kinh phí năm 2024", outcome="done", by=None):
    response = draft([duty], by=cast.officer, text=text, completed_on=LATER)
    paper = acts.paper_of_body(
        response=response,
        number="12/SKHCN",
        dated=date(2023, 10, 18),
        pdf=("a.pdf", pdf().read()),
        by=cast.officer,
    )
    acts.sign(response=response, paper=paper, by=cast.officer)
    duty.refresh_from_db()
    verify(
        assignment=duty,
        response=response,
        outcome=outcome,
        completed_on=LATER,
        note="Đã xem công văn",
        by=by or cast.staff,
    )
    duty.refresh_from_db()


def state(proposal):
    proposal.refresh_from_db()
    return proposal.status


def test_adequate_answer_answers_the_proposal(cast, proposal):
    duty = forward(cast, proposal, cast.department)
    answer(cast, duty)
    assert (state(proposal), duty.status) == ("answered", "done")
    assert proposal.history.last().by == cast.staff


@pytest.mark.parametrize("outcome", ["inadequate", "partly_done"])
def test_answer_that_is_not_enough_leaves_it_forwarded(cast, proposal, outcome):
    answer(cast, forward(cast, proposal, cast.department), outcome=outcome)
    assert state(proposal) == "forwarded"


def test_coordinating_body_is_not_waited_for(cast, proposal):
    answer(cast, forward(cast, proposal, cast.department, cast.body))
    assert state(proposal) == "answered"


def test_answered_proposal_is_closed_with_a_note(cast, proposal):
    answer(cast, forward(cast, proposal, cast.department))
    proposal.refresh_from_db()
    proposal_answers.close_proposal(proposal=proposal, note="Xã đồng ý", by=cast.staff)
    assert (state(proposal), proposal.history.last().note) == ("closed", "Xã đồng ý")


def test_closing_before_an_answer_is_refused(cast, proposal):
    forward(cast, proposal, cast.department)
    with pytest.raises(
        Refused, match="Không thể chuyển từ “đã chuyển cơ quan có thẩm quyền” sang “đã kết thúc”"
    ):
        proposal_answers.close_proposal(proposal=proposal, by=cast.staff)


def test_reopened_answer_is_waited_for_again(cast, proposal):
    duty = forward(cast, proposal, cast.department)
    answer(cast, duty)
    assignments.reopen(assignment=duty, reason="Số máy tính chưa đúng", by=cast.leader)
    assert (state(proposal), proposal.history.last().note) == ("forwarded", "Số máy tính chưa đúng")
    with pytest.raises(Refused, match="Không thể chuyển từ “đã chuyển cơ quan có thẩm quyền”"):
        proposal_answers.close_proposal(proposal=proposal, by=cast.staff)


def test_closed_proposal_asks_nothing_more_of_who_took_part(cast, proposal):
    answer(cast, forward(cast, proposal, cast.department, cast.body))
    proposal.refresh_from_db()
    proposal_answers.close_proposal(proposal=proposal, by=cast.staff)
    part = proposal.assignments.get(role="coordinating")
    assert (part.status, part.history.last().note) == ("withdrawn", "Đề xuất đã kết thúc.")
    assert list(proposal.assignments.open()) == []


def test_two_who_close_at_once_do_not_both_win(cast, proposal):
    answer(cast, forward(cast, proposal, cast.department))
    proposal.refresh_from_db()
    first, second = (type(proposal).objects.get(pk=proposal.pk) for _press in range(2))
    proposal_answers.close_proposal(proposal=first, by=cast.staff)
    with pytest.raises(Refused, match="đã chuyển sang “đã kết thúc” lúc"):
        proposal_answers.close_proposal(proposal=second, by=cast.colleague)


def again(cast, proposal, body, reason="Trả lời chưa rõ nguồn kinh phí"):
    return proposal_answers.forward_again(proposal=proposal, reason=reason, lead=body, by=cast.staff)


def test_answer_that_does_not_satisfy_is_sent_on_to_another_body(cast, proposal):
    answer(cast, forward(cast, proposal, cast.department))
    finance = make_body("Sở Tài chính", kind="department")
    with pytest.raises(Refused, match="Xin ghi lý do chuyển tiếp"):
        again(cast, proposal, finance, reason=" ")
    (duty,) = again(cast, proposal, finance)
    assert (state(proposal), duty.body, duty.status) == ("forwarded", finance, "issued")
    assert proposal.history.last().note == "Trả lời chưa rõ nguồn kinh phí"


def test_what_a_body_still_works_on_is_not_sent_on(cast, proposal):
    forward(cast, proposal, cast.department)
    with pytest.raises(Refused, match="còn cơ quan đang xử lý"):
        again(cast, proposal, make_body("Sở Tài chính", kind="department"))


def test_what_was_withdrawn_from_a_body_is_sent_on_though_nobody_answered(cast, proposal):
    duty = forward(cast, proposal, cast.department)
    assignments.withdraw(assignment=duty, reason="Không thuộc thẩm quyền", by=cast.leader)
    again(cast, proposal, make_body("Sở Tài chính", kind="department"))
    assert [row.body.name for row in proposal.assignments.order_by("pk")] == [
        "Sở Khoa học và Công nghệ",
        "Sở Tài chính",
    ]


# Where it is, in words


def test_raiser_reads_at_each_step_where_it_is(cast):
    proposal = cast.proposal(status="raised")
    committee = cast.committee.name
    told = [whereabouts(proposal)]
    proposal.record(by=cast.staff)
    told.append(whereabouts(proposal))
    proposal.compile(by=cast.staff)
    told.append(whereabouts(proposal))
    duty = forward(cast, proposal, cast.department, due_on=date(2023, 11, 15))
    told.append(whereabouts(proposal))
    response = draft([duty], by=cast.officer, completed_on=LATER)
    paper = acts.paper_of_body(
        response=response, number="1", dated=LATER, pdf=("a.pdf", pdf().read()), by=cast.officer
    )
    acts.sign(response=response, paper=paper, by=cast.officer)
    told.append(whereabouts(proposal))
    duty.refresh_from_db()
    verify(assignment=duty, response=response, outcome="done", completed_on=LATER, note="Đạt", by=cast.staff)
    proposal.refresh_from_db()
    told.append(whereabouts(proposal))
    due = "(đề nghị trả lời trước ngày 15/11/2023)"
    sent = "Đã chuyển Sở Khoa học và Công nghệ ngày 20/10/2023"
    assert told == [
        [f"Đã gửi tới {committee}, chờ ghi nhận."],
        [f"{committee} đã ghi nhận, chờ tổng hợp."],
        [f"{committee} đã tổng hợp, chờ chuyển cơ quan có thẩm quyền."],
        [f"{sent}, chờ trả lời {due}."],
        [f"{sent}, đã trả lời, Ban đang xem xét {due}."],
        [
            f"{sent}, đã trả lời, Ban xác nhận đáp ứng yêu cầu.",
            f"Đã được trả lời, {committee} đang xem xét.",
        ],
    ]


def test_raiser_reads_the_adequate_answer_and_neither_its_page_nor_its_file(cast, client, proposal):
    duty = forward(cast, proposal, cast.department)
    answer(cast, duty, text="Chưa rõ", outcome="inadequate")
    assert answers_to(proposal) == []
    answer(cast, duty)
    (told,) = answers_to(proposal)
    assert (told.body, told.text, told.paper) == (
        "Sở Khoa học và Công nghệ",
        "Đã bố trí kinh phí năm 2024",
        "số 12/SKHCN ngày 18/10/2023",
    )
    client.force_login(cast.local)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert ("Đã bố trí kinh phí năm 2024" in page, "Chưa rõ" in page) == (True, False)
    assert f"/assignments/{duty.pk}/" not in page
    response = duty.responses.last()
    addresses = [duty.get_absolute_url(), response.get_absolute_url(), f"/papers/{response.paper.pk}/file/"]
    assert [client.get(url).status_code for url in addresses] == [404, 404, 404]


# The pages


def test_officer_sends_on_and_closes_on_the_pages(cast, client, proposal):
    answer(cast, forward(cast, proposal, cast.department))
    other = make_body("Sở Tài chính", unit=cast.committee.unit, kind="department")
    client.force_login(cast.staff)
    page = client.get(proposal.get_absolute_url()).content.decode()
    again_url = reverse("proposal_forward_again", args=[proposal.pk])
    close_url = reverse("proposal_close", args=[proposal.pk])
    assert (again_url in page, close_url in page) == (True, True)
    data = {"reason": "Chưa rõ", "lead": other.pk, "form_token": "a"}
    assert [client.post(again_url, data).status_code for _press in range(2)] == [302, 302]
    assert (state(proposal), proposal.assignments.count()) == ("forwarded", 2)
    refused = client.post(close_url, {"note": "Xong"})
    assert (refused.status_code, "Không thể chuyển" in refused.content.decode()) == (422, True)


def test_sending_on_before_an_answer_is_told(cast, client, proposal):
    forward(cast, proposal, cast.department)
    client.force_login(cast.staff)
    response = client.get(reverse("proposal_forward_again", args=[proposal.pk]), follow=True)
    assert "Chỉ chuyển tiếp khi đã được trả lời" in response.content.decode()


@pytest.mark.parametrize("who", ["leader", "clerk", "local", "officer"])
def test_only_the_officer_handles_it(cast, client, proposal, who):
    client.force_login(getattr(cast, who))
    names = ("proposal_close", "proposal_forward_again")
    assert [client.get(reverse(name, args=[proposal.pk])).status_code for name in names] == [403, 403]


def test_department_finds_the_duty_among_its_own(cast, client, proposal):
    duty = forward(cast, proposal, cast.department)
    client.force_login(make_user(Role.DEPARTMENT, cast.department))
    assert [row.pk for row in client.get(reverse("assignment_list")).context["page_obj"]] == [duty.pk]
    assert "Cấp thêm máy tính" in client.get(duty.get_absolute_url()).content.decode()
