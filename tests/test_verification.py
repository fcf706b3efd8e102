"""Confirming a result (xác nhận kết quả): who may, what “done” needs, what becomes of the answer."""

from datetime import date

import pytest
from django.urls import reverse

from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused, TakenFirst
from districts.models import IncomingPaper
from oversight.actions import evidence as proofs
from oversight.actions import responses as acts
from oversight.actions.verifications import judge_progress, verify
from oversight.models import Assignment, Evidence, Visit
from tests.duties import LATER, DutyCast, answered, draft, proof
from tests.factories import make_session, make_visit

DONE_ON = date(2023, 10, 10)


@pytest.fixture
def cast(db):
    with set_today(LATER):
        yield DutyCast()


@pytest.fixture
def duty(cast):
    return cast.duty(status="in_progress", acceptance="accepted")


def check(duty, by, response=None, **fields):
    fields = {"outcome": "done", "completed_on": DONE_ON, "note": "Đã xem kế hoạch"} | fields
    response = response or duty.responses.order_by("submitted_at").last()
    return verify(assignment=duty, response=response, by=by, **fields)


def state(*records):
    for record in records:
        record.refresh_from_db()
    return [record.status for record in records]


def test_done_is_confirmed_with_its_day_and_the_answer_is_adequate(cast, duty):
    response = answered(cast, [duty])
    check(duty, cast.staff)
    assert state(duty, response) == ["done", "adequate"]
    assert duty.completed_on == DONE_ON
    assert duty.history.last().note == "Đã xem kế hoạch"


def test_done_in_part_stays_open(cast, duty):
    response = answered(cast, [duty], claim="partly", completed_on=None)
    check(duty, cast.staff, outcome="partly_done")
    assert state(duty, response) == ["partly_done", "adequate"]
    assert (duty.is_open, duty.completed_on) == (True, None)


def test_inadequate_goes_back_and_a_second_answer_is_done_by_another(cast, duty):
    first = answered(cast, [duty])
    check(duty, cast.staff, outcome="inadequate", note="Chưa có kế hoạch được ký")
    assert state(duty, first) == ["in_progress", "inadequate"]
    second = answered(cast, [duty], proofs=[proof()])
    check(duty, cast.colleague)
    assert state(duty, first, second) == ["done", "inadequate", "adequate"]
    assert [row.outcome for row in duty.verifications.all()] == ["inadequate", "done"]


# Who may not


def test_responder_and_signer_do_not_confirm_their_own_answer(cast, duty):
    answered(cast, [duty])
    for person, said in (
        (cast.reporter, "Đồng chí đã soạn trả lời này"),
        (cast.boss, "Đồng chí đã ký trả lời này"),
    ):
        with pytest.raises(Refused, match=said):
            check(duty, person)
    assert state(duty) == ["reported_done"]


def typed_from_paper(cast, duty, *, registered_by, typed_by):
    paper = IncomingPaper.objects.create(
        committee=cast.committee,
        from_body=cast.body,
        number="45/UBND",
        dated=date(2023, 10, 16),
        received_on=LATER,
        by=registered_by,
    )
    response = draft([duty], by=typed_by, paper=paper)
    acts.send_on_behalf(response=response, by=typed_by)
    duty.refresh_from_db()
    return response


def test_neither_typist_nor_registrar_confirms_what_was_typed_from_a_paper(cast, duty):
    response = typed_from_paper(cast, duty, registered_by=cast.colleague, typed_by=cast.staff)
    for person in (cast.staff, cast.colleague):
        with pytest.raises(Refused, match="Đồng chí đã nhập thay trả lời này, không tự xác nhận được"):
            check(duty, person, response)
    assert state(duty, response) == ["reported_done", "submitted"]


def test_who_put_a_proof_in_does_not_confirm(cast, duty):
    response = answered(cast, [duty], proofs=[proof()])
    Evidence.objects.update(by=cast.colleague)
    with pytest.raises(Refused, match="đã đưa minh chứng vào trả lời này"):
        check(duty, cast.colleague, response)


def test_typist_on_the_page_reads_the_refusal_and_keeps_the_text(cast, client, duty):
    response = typed_from_paper(cast, duty, registered_by=cast.clerk, typed_by=cast.staff)
    client.force_login(cast.staff)
    url = reverse("assignment_verify", args=[duty.pk])
    data = {
        "response": response.pk,
        "outcome": "done",
        "completed_on": "10/10/2023",
        "note": "Đã xem bản giấy",
    }
    answer = client.post(url, data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert ("Đồng chí đã nhập thay trả lời này" in text, "Đã xem bản giấy" in text) == (True, True)


# What “done” needs


def test_done_without_an_answer_is_refused(cast, duty):
    with pytest.raises(Refused, match="Chưa có trả lời nói rõ đã làm gì của UBND huyện Lộc Hà"):
        check(duty, cast.staff)


def test_answer_that_says_nothing_is_no_answer(cast, duty):
    response = answered(cast, [duty])
    type(response).objects.update(text="  ")
    with pytest.raises(Refused, match="Chưa có trả lời nói rõ đã làm gì"):
        check(duty, cast.staff)


def test_draft_and_answer_of_another_duty_are_no_answer(cast, duty):
    answered(cast, [duty])
    other = cast.duty(status="in_progress", text="Khác")
    with pytest.raises(Refused, match="Chưa có trả lời"):
        check(duty, cast.staff, draft([duty], by=cast.reporter))
    with pytest.raises(Refused, match="không phải về nội dung giao đang xác nhận"):
        check(duty, cast.staff, answered(cast, [other]))


def test_answer_judged_before_is_not_used_again(cast, duty):
    first = answered(cast, [duty])
    check(duty, cast.staff, outcome="inadequate")
    answered(cast, [duty])
    with pytest.raises(Refused, match=r"đã được xem xét \(chưa đáp ứng yêu cầu\); cần trả lời mới"):
        check(duty, cast.staff, first)


def test_priority_is_not_done_without_a_proof(cast):
    duty = cast.duty(status="in_progress", priority="high")
    answered(cast, [duty])
    with pytest.raises(Refused, match="Kiến nghị ưu tiên: chưa có minh chứng"):
        check(duty, cast.staff)
    check(duty, cast.staff, outcome="inadequate")
    duty.refresh_from_db()
    answered(cast, [duty], proofs=[proof()])
    check(duty, cast.staff)
    assert state(duty) == ["done"]


def test_proof_of_an_answer_found_inadequate_does_not_prove_a_priority(cast):
    duty = cast.duty(status="in_progress", priority="high")
    answered(cast, [duty], proofs=[proof()])
    check(duty, cast.staff, outcome="inadequate")
    answered(cast, [duty.__class__.objects.get(pk=duty.pk)])
    with pytest.raises(Refused, match="chỉ có minh chứng của trả lời chưa đáp ứng yêu cầu"):
        check(duty, cast.staff)
    check(duty, cast.staff, outcome="inadequate")
    answered(cast, [duty], proofs=[proof(caption="Biên bản nghiệm thu")])
    check(duty, cast.staff)
    assert state(duty) == ["done"]


def test_proof_of_an_earlier_answer_that_did_in_part_proves_a_priority(cast):
    duty = cast.duty(status="in_progress", priority="high")
    answered(cast, [duty], claim="partly", completed_on=None, proofs=[proof()])
    check(duty, cast.staff, outcome="partly_done")
    answered(cast, [duty])
    check(duty, cast.staff)
    assert state(duty) == ["done"]


def test_answer_to_two_proves_the_one_for_which_it_did(cast):
    first, second = (cast.duty(status="in_progress", priority="high") for _ in range(2))
    shared = answered(cast, [first, second], claim="partly", completed_on=None, proofs=[proof()])
    check(first, cast.staff, shared, outcome="partly_done")
    check(second, cast.staff, shared, outcome="inadequate")
    assert state(shared) == ["inadequate"]
    for duty in (first, second):
        duty.refresh_from_db()
        answered(cast, [duty])
    check(first, cast.staff)
    with pytest.raises(Refused, match="chỉ có minh chứng của trả lời chưa đáp ứng yêu cầu"):
        check(second, cast.staff)
    assert state(first, second) == ["done", "reported_done"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"completed_on": None}, "Xin ghi ngày hoàn thành"),
        ({"completed_on": date(2023, 10, 21)}, "Ngày hoàn thành 21/10/2023 ở tương lai"),
        ({"completed_on": date(2023, 9, 21)}, "Ngày hoàn thành 21/9/2023 trước ngày ban hành 22/9/2023"),
        (
            {"completed_on": date(2023, 10, 8)},
            r"Ngày hoàn thành 8/10/2023 trước ngày của minh chứng “Kế hoạch 12/KH-UBND” \(9/10/2023\)",
        ),
        ({"note": " "}, "Xin ghi căn cứ xác nhận"),
    ],
)
def test_done_is_refused_in_words(cast, duty, fields, said):
    answered(cast, [duty], proofs=[proof(dated=date(2023, 10, 9))])
    with pytest.raises(Refused, match=said):
        check(duty, cast.staff, **fields)
    assert (state(duty), duty.verifications.count()) == (["reported_done"], 0)


def test_day_of_the_proof_itself_is_a_day_of_completion(cast, duty):
    answered(cast, [duty], proofs=[proof(dated=DONE_ON)])
    check(duty, cast.staff)
    assert state(duty) == ["done"]


def test_only_what_was_reported_is_confirmed(cast, duty):
    answered(cast, [duty], claim="progress", completed_on=None)
    with pytest.raises(Refused, match="đang thực hiện; chỉ xác nhận khi cơ quan đã báo kết quả"):
        check(duty, cast.staff)


def test_typist_does_not_confirm_by_another_answer_to_the_same_duty(cast, duty):
    typed_from_paper(cast, duty, registered_by=cast.clerk, typed_by=cast.staff)
    own = answered(cast, [duty], claim="partly")
    with pytest.raises(Refused, match="Đồng chí đã nhập thay trả lời này"):
        check(duty, cast.staff, response=own)
    check(duty, cast.colleague, response=own)
    assert state(duty) == ["done"]


def test_account_of_progress_is_not_what_a_result_is_confirmed_by(cast, client, duty):
    answered(cast, [duty])
    progress = answered(cast, [duty], claim="progress", completed_on=None)
    with pytest.raises(Refused, match="mới báo cáo tiến độ; xác nhận theo trả lời báo kết quả"):
        check(duty, cast.staff, response=progress)
    client.force_login(cast.staff)
    form = client.get(reverse("assignment_verify", args=[duty.pk])).context["form"]
    assert progress not in form.fields["response"].queryset


def test_two_confirmations_at_once_let_one_win(cast, duty):
    answered(cast, [duty])
    stale = Assignment.objects.get(pk=duty.pk)
    check(duty, cast.staff)
    with pytest.raises(TakenFirst, match=f"{cast.staff.get_full_name()} đã chuyển sang “hoàn thành”"):
        check(stale, cast.colleague, outcome="inadequate")
    assert (state(duty), duty.verifications.count()) == (["done"], 1)


# Where it was looked at


def visit_on(cast, day, session=None, status="recorded"):
    session = session or make_session(committee=cast.committee, works_from=day, works_to=day, kind="survey")
    visit = make_visit(session=session, unit=cast.commune, date=day)
    Visit.objects.filter(pk=visit.pk).update(status=status)
    visit.refresh_from_db()
    return visit


def test_visit_says_where_it_was_looked_at(cast, duty):
    answered(cast, [duty])
    found = check(duty, cast.staff, visit=visit_on(cast, date(2023, 10, 15)))
    assert found.visit.place == "Chợ Phủ"


@pytest.mark.parametrize(("day", "status"), [(date(2023, 9, 13), "recorded"), (date(2023, 10, 15), "draft")])
def test_visit_before_the_issue_or_not_recorded_is_refused(cast, duty, day, status):
    answered(cast, [duty])
    with pytest.raises(Refused, match="Chuyến"):
        check(duty, cast.staff, visit=visit_on(cast, day, status=status))


# One answer for several duties


def test_answer_of_several_is_adequate_once_all_are_judged(cast, duty):
    other = cast.duty(status="in_progress", text="Bố trí cán bộ")
    response = answered(cast, [duty, other])
    check(duty, cast.staff, response)
    assert state(duty, other, response) == ["done", "reported_done", "submitted"]
    check(other, cast.staff, response, outcome="inadequate", note="Chưa có quyết định")
    assert state(duty, other, response) == ["done", "in_progress", "inadequate"]


def test_later_answer_does_not_hang_when_the_duty_is_done(cast, duty):
    first = answered(cast, [duty], claim="progress", completed_on=None)
    second = answered(cast, [duty])
    check(duty, cast.staff, second)
    assert state(first, second) == ["adequate", "adequate"]


# A report of progress


def test_report_of_progress_is_taken_note_of_or_found_wanting(cast, duty):
    first = answered(cast, [duty], claim="progress", completed_on=None)
    with pytest.raises(Refused, match="Xin ghi rõ điểm chưa đáp ứng"):
        judge_progress(response=first, adequate=False, by=cast.staff)
    judge_progress(response=first, adequate=False, note="Chưa có số liệu", by=cast.staff)
    second = answered(cast, [duty], claim="progress", completed_on=None)
    judge_progress(response=second, adequate=True, by=cast.staff)
    assert state(first, second, duty) == ["inadequate", "adequate", "in_progress"]


def test_claimed_result_is_not_judged_as_progress(cast, duty):
    response = answered(cast, [duty])
    with pytest.raises(Refused, match="xác nhận theo từng nội dung giao"):
        judge_progress(response=response, adequate=True, by=cast.staff)


# The page


def test_officer_confirms_on_the_page_and_the_timeline_tells_it(cast, client, duty):
    response = answered(cast, [duty], proofs=[proof()])
    client.force_login(cast.staff)
    url = reverse("assignment_verify", args=[duty.pk])
    form = client.get(url).context["form"]
    assert (form["response"].initial, form["completed_on"].initial) == (response.pk, DONE_ON)
    data = {
        "response": response.pk,
        "outcome": "done",
        "completed_on": "10/10/2023",
        "note": "Đã xem",
        "form_token": "a",
    }
    assert [client.post(url, data).status_code for _press in range(2)] == [302, 302]
    story = client.get(duty.get_absolute_url()).context["story"]
    assert [(event.label, event.note) for event in story] == [
        ("UBND huyện Lộc Hà trả lời: đã hoàn thành", "Hoàn thành ngày 10/10/2023, 1 minh chứng"),
        ("Xác nhận kết quả: hoàn thành", "Hoàn thành ngày 10/10/2023. Đã xem"),
    ]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("done", "Đã xác nhận hoàn thành."),
        ("partly_done", "Đã xác nhận hoàn thành một phần; cơ quan thực hiện tiếp phần còn lại."),
        ("inadequate", "Đã ghi: chưa đáp ứng yêu cầu; cơ quan thực hiện tiếp và trả lời lại."),
    ],
)
def test_page_tells_what_was_found_and_a_second_tab_that_it_was_judged(cast, client, duty, outcome, said):
    response = answered(cast, [duty])
    client.force_login(cast.staff)
    url = reverse("assignment_verify", args=[duty.pk])
    data = {"response": response.pk, "outcome": outcome, "completed_on": "2023-10-10", "note": "Đã xem"}
    page = client.post(url, data, follow=True)
    assert [str(message) for message in page.context["messages"]] == [said]
    stale = client.post(url, data | {"outcome": "done", "note": "Đạt"})
    assert stale.status_code == 422
    assert "Trả lời này đã được xem xét hoặc không còn chờ xác nhận." in stale.content.decode()
    assert duty.verifications.count() == 1


def test_body_reads_why_it_was_not_enough(cast, client, duty):
    answered(cast, [duty])
    check(duty, cast.staff, outcome="inadequate", note="Chưa có kế hoạch được ký")
    client.force_login(cast.reporter)
    text = client.get(duty.get_absolute_url()).content.decode()
    assert "Chưa có kế hoạch được ký" in text
    assert f"/assignments/{duty.pk}/respond/" in text


def test_revised_proof_of_a_second_answer_counts_by_its_own_day(cast, duty):
    """The first answer's proof, dated too late by mistake, is replaced by the second's."""
    first = answered(cast, [duty], proofs=[proof(dated=date(2023, 10, 19))])
    check(duty, cast.staff, outcome="inadequate")
    with set_today(LATER):
        second = draft([duty], by=cast.reporter)
        proofs.add_evidence(
            response=second,
            revision_of=first.evidence.get(),
            by=cast.reporter,
            **proof(dated=date(2023, 10, 9)),
        )
        acts.submit_for_signature(response=second, by=cast.reporter)
        second.refresh_from_db()
        acts.sign(response=second, by=cast.boss)
    duty.refresh_from_db()
    check(duty, cast.staff)
    assert state(duty) == ["done"]
