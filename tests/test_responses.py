"""Answers of a body: drafted, proved, signed or refused, typed from a paper; who reads what of them."""

from datetime import date

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused
from districts.models import IncomingPaper
from oversight.actions import evidence as proofs
from oversight.actions import responses as acts
from oversight.domain.case_rules import evidence_as_of
from oversight.models import Evidence, Response
from tests.duties import ISSUED, LATER, DutyCast, answered, draft, pdf, proof, workbook
from tests.factories import make_body, make_committee, make_session, make_upload, make_user


@pytest.fixture
def cast(db):
    with set_today(LATER):
        yield DutyCast()


@pytest.fixture
def duty(cast):
    return cast.duty(status="in_progress", acceptance="accepted")


def typed(duties, **changes):
    data = {"claim": "done", "completed_on": "10/10/2023", "text": "Đã ban hành kế hoạch", "form_token": "t"}
    return data | {"assignments": [one.pk for one in duties]} | changes


def new(duty):
    return reverse("response_new", args=[duty.pk])


def code_of(client, url):
    """The status; reading the file to its end closes it."""
    response = client.get(url)
    b"".join(response)
    return response.status_code


# Drafting


def test_reporter_drafts_one_answer_for_several_duties(cast, client, duty):
    other = cast.duty(text="Bố trí cán bộ")
    client.force_login(cast.reporter)
    assert [client.post(new(duty), typed([duty, other])).status_code for _press in range(2)] == [302, 302]
    made = Response.objects.get()
    assert (made.body, made.by, made.status, made.claim) == (cast.body, cast.reporter, "draft", "done")
    assert list(made.assignments.order_by("pk")) == [duty, other]


def test_only_open_duties_of_the_body_and_committee_are_offered(cast, client, duty):
    cast.duty(status="done", text="Xong")
    cast.duty(body=cast.commune_body, text="Của xã")
    elsewhere = make_session(committee=make_committee("Ban khác"))
    elsewhere.recommendations.create(number=1, text="Ban khác giao").assignments.create(
        body=cast.body, status="issued", issued_on=ISSUED
    )
    client.force_login(cast.reporter)
    form = client.get(new(duty)).context["form"]
    assert list(form.fields["assignments"].queryset) == [duty]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"assignments": []}, "Chọn ít nhất một nội dung được giao"),
        ({"text": ""}, "Chưa ghi nội dung đã thực hiện"),
        ({"completed_on": "21/10/2023"}, "Ngày hoàn thành 21/10/2023 ở tương lai"),
        ({"completed_on": "21/9/2023"}, "Ngày hoàn thành 21/9/2023 trước ngày ban hành 22/9/2023"),
    ],
)
def test_draft_is_refused_in_words_and_keeps_what_was_typed(cast, client, duty, changes, said):
    client.force_login(cast.reporter)
    response = client.post(new(duty), typed([duty], note="", **changes))
    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert Response.objects.count() == 0


def test_stale_edit_loses_nothing(cast, client, duty):
    response = draft([duty], by=cast.reporter)
    client.force_login(cast.reporter)
    url = reverse("response_edit", args=[response.pk])
    client.post(url, typed([duty], text="Bản của người thứ nhất", row_version=1))
    answer = client.post(url, typed([duty], text="Bản của người thứ hai", row_version=1))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert ("Bản của người thứ nhất" in text, "Bản của người thứ hai" in text) == (True, True)
    response.refresh_from_db()
    assert response.text == "Bản của người thứ nhất"


def test_draft_is_dropped_and_a_sent_answer_is_not(cast, client, duty):
    client.force_login(cast.reporter)
    response = draft([duty], by=cast.reporter)
    client.post(reverse("response_delete", args=[response.pk]))
    assert Response.objects.count() == 0
    sent = answered(cast, [duty])
    with pytest.raises(Refused, match="không sửa được nữa"):
        acts.delete_response(response=sent, by=cast.reporter)


def test_answer_to_duties_of_two_committees_is_refused(cast, duty):
    elsewhere = make_session(committee=make_committee("Ban khác"))
    foreign = elsewhere.recommendations.create(number=1, text="x").assignments.create(
        body=cast.body, status="issued", issued_on=ISSUED
    )
    with pytest.raises(Refused, match="hai Ban giao"):
        acts.submit_for_signature(response=draft([duty, foreign], by=cast.reporter), by=cast.reporter)


# Signing


@pytest.fixture
def waiting(cast, duty):
    return acts.submit_for_signature(response=draft([duty], by=cast.reporter), by=cast.reporter)


def test_signed_answer_is_sent_and_the_duty_reported_done(cast, duty, waiting):
    acts.sign(response=waiting, by=cast.boss)
    waiting.refresh_from_db()
    duty.refresh_from_db()
    assert (waiting.status, waiting.signed_by, duty.status) == ("submitted", cast.boss, "reported_done")
    assert waiting.signer_line == f"{cast.boss.get_full_name()}, Chủ tịch, UBND huyện Lộc Hà"


def test_first_answer_sets_an_issued_duty_in_progress(cast):
    duty = cast.duty()
    answered(cast, [duty], claim="progress", completed_on=None)
    assert (duty.status, duty.acceptance) == ("in_progress", "pending")


def test_answer_to_a_duty_done_in_part_is_taken_without_asking_leave(cast):
    duty = cast.duty(status="partly_done")
    answered(cast, [duty])
    assert duty.status == "reported_done"


def test_leader_refuses_to_sign_with_a_reason_and_it_is_a_draft_again(cast, duty, waiting):
    with pytest.raises(Refused, match="Xin ghi lý do chưa ký"):
        acts.refuse_to_sign(response=waiting, reason=" ", by=cast.boss)
    acts.refuse_to_sign(response=waiting, reason="Thiếu số liệu của xã", by=cast.boss)
    waiting.refresh_from_db()
    duty.refresh_from_db()
    assert (waiting.status, duty.status) == ("draft", "in_progress")
    assert waiting.history.last().note == "Thiếu số liệu của xã"


def test_two_signatures_at_once_let_one_win(cast, waiting):
    acts.sign(response=waiting, by=cast.boss)
    with pytest.raises(Refused, match="Không thể chuyển từ “đã gửi” sang “đã gửi”"):
        acts.sign(response=waiting, by=cast.boss)
    assert waiting.history.filter(to_status="submitted").count() == 1


def test_duty_closed_meanwhile_is_told_before_signing(cast, duty, waiting):
    duty.move("withdrawn", by=cast.leader)
    with pytest.raises(Refused, match="đã rút, không trả lời được nữa"):
        acts.sign(response=waiting, by=cast.boss)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"completed_on": None}, "Báo đã hoàn thành thì xin ghi ngày hoàn thành"),
        ({"completed_on": date(2023, 9, 21)}, "Ngày hoàn thành 21/9/2023 trước ngày ban hành 22/9/2023"),
        ({"text": " "}, "Chưa ghi nội dung đã thực hiện"),
    ],
)
def test_what_is_not_whole_is_not_sent_for_signature(cast, duty, fields, said):
    with pytest.raises(Refused, match=said):
        acts.submit_for_signature(response=draft([duty], by=cast.reporter, **fields), by=cast.reporter)


@pytest.mark.parametrize(
    ("who", "code"), [("reporter", 403), ("staff", 403), ("boss", 302), ("local", 403), ("officer", 404)]
)
def test_only_the_leader_of_the_body_signs(cast, client, waiting, who, code):
    client.force_login(getattr(cast, who))
    assert client.post(reverse("response_sign", args=[waiting.pk])).status_code == code


def test_department_signs_with_its_paper_only(cast, client):
    duty = cast.duty(body=cast.department)
    response = draft([duty], by=cast.officer)
    with pytest.raises(Refused, match="Cần đính kèm văn bản đã ký"):
        acts.sign(response=response, by=cast.officer)
    client.force_login(cast.officer)
    url = reverse("response_sign", args=[response.pk])
    assert client.post(url, {"number": "12/SKHCN"}).status_code == 422
    early = client.post(url, {"number": "12/SKHCN", "dated": "1/9/2023", "pdf": pdf()})
    assert (early.status_code, "có trước ngày ban hành 22/9/2023" in early.content.decode()) == (422, True)
    client.post(url, {"number": "12/SKHCN", "dated": "18/10/2023", "pdf": pdf()})
    response.refresh_from_db()
    paper = IncomingPaper.objects.get()
    assert (response.status, response.signed_by, response.paper) == ("submitted", cast.officer, paper)
    assert (paper.from_body, paper.committee, response.is_on_behalf) == (
        cast.department,
        cast.committee,
        False,
    )


# Typed from a paper


def register(client, cast, **changes):
    data = {
        "from_body": cast.body.pk,
        "number": "45/UBND-VX",
        "dated": "16/10/2023",
        "received_on": "18/10/2023",
        "subject": "Báo cáo thực hiện kiến nghị",
        "pdf": pdf(),
    }
    return client.post(reverse("paper_new"), data | changes)


def test_clerk_registers_a_paper_and_types_the_answer_of_the_body(cast, client, duty):
    client.force_login(cast.clerk)
    register(client, cast)
    paper = IncomingPaper.objects.get()
    assert (paper.committee, paper.by, str(paper)) == (
        cast.committee,
        cast.clerk,
        "45/UBND-VX ngày 16/10/2023 của UBND huyện Lộc Hà",
    )
    client.post(reverse("paper_respond", args=[paper.pk]), typed([duty]))
    response = Response.objects.get()
    client.post(reverse("response_submit", args=[response.pk]))
    response.refresh_from_db()
    duty.refresh_from_db()
    assert (response.status, response.signed_by, response.is_on_behalf) == ("submitted", None, True)
    assert response.history.last().note == "nhập thay theo văn bản số 45/UBND-VX ngày 16/10/2023"
    assert duty.status == "reported_done"


def test_paper_older_than_the_duty_is_no_answer_to_it(cast, client, duty):
    client.force_login(cast.clerk)
    register(client, cast, dated="21/9/2023")
    paper = IncomingPaper.objects.get()
    page = client.post(reverse("paper_respond", args=[paper.pk]), typed([duty]))
    said = "Văn bản số 45/UBND-VX ngày 21/9/2023 có trước ngày ban hành 22/9/2023, không phải trả lời."
    assert (page.status_code, said in page.content.decode()) == (422, True)
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"received_on": "15/10/2023"}, "Ngày đến trước ngày văn bản"),
        ({"dated": "21/10/2023", "received_on": "21/10/2023"}, "ở tương lai"),
        ({"pdf": make_upload("anh.pdf")}, "không phải PDF"),
        ({"pdf": ""}, "Chưa nhập ô này"),
    ],
)
def test_paper_is_refused_in_words(cast, client, duty, changes, said):
    client.force_login(cast.clerk)
    response = register(client, cast, **changes)
    assert (response.status_code, said in response.content.decode()) == (422, True)


def test_paper_is_registered_once(cast, client, duty):
    client.force_login(cast.clerk)
    register(client, cast)
    again = register(client, cast, number="45/UBND-VX")
    assert "đã được ghi vào sổ văn bản đến" in again.content.decode()
    assert IncomingPaper.objects.count() == 1


def test_body_that_owes_no_answer_is_not_offered(cast, client):
    client.force_login(cast.clerk)
    assert "không có nội dung được giao đang chờ" in register(client, cast).content.decode()


@pytest.fixture
def on_behalf(cast, duty):
    paper = IncomingPaper.objects.create(
        committee=cast.committee,
        from_body=cast.body,
        number="45/UBND-VX",
        dated=date(2023, 10, 16),
        received_on=LATER,
        by=cast.clerk,
    )
    return draft([duty], by=cast.staff, paper=paper)


@pytest.mark.parametrize(
    ("who", "code"), [("staff", 200), ("clerk", 200), ("reporter", 404), ("boss", 404), ("stranger", 404)]
)
def test_draft_typed_by_the_committee_is_its_own_until_sent(cast, client, on_behalf, who, code):
    client.force_login(getattr(cast, who))
    assert client.get(on_behalf.get_absolute_url()).status_code == code
    acts.send_on_behalf(response=on_behalf, by=cast.staff)
    assert client.get(on_behalf.get_absolute_url()).status_code == (404 if who == "stranger" else 200)


def test_what_the_committee_typed_is_not_signed_by_the_body(cast, on_behalf):
    with pytest.raises(Refused, match="do Ban nhập thay"):
        acts.sign(response=on_behalf, by=cast.boss)


# Proofs


def add(response, by, **fields):
    return proofs.add_evidence(response=response, by=by, **proof(**fields))


def test_pdf_picture_and_workbook_are_kept_with_their_hash(cast, duty):
    response = draft([duty], by=cast.reporter)
    uploads = (pdf(), make_upload("cho.png", format="PNG"), workbook())
    made = [add(response, cast.reporter, upload=upload) for upload in uploads]
    assert [row.file.content_type.rpartition("/")[2][-5:] for row in made] == ["pdf", "jpeg", "sheet"]
    assert [len(row.file.sha256) for row in made] == [64, 64, 64]


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (make_upload("a.pdf", b"<script>alert(1)</script>"), "không nhận làm minh chứng được"),
        (make_upload("a.xlsx", b"PK\x03\x04broken"), "bị hỏng hoặc tải lên chưa trọn vẹn"),
        (make_upload("a.pdf", b"%PDF-1.7 broken"), "bị hỏng, không mở được"),
        (make_upload("a.jpg", b""), "không có nội dung"),
    ],
)
def test_hostile_file_is_refused_in_words(cast, duty, upload, said):
    response = draft([duty], by=cast.reporter)
    with pytest.raises(Refused, match=said):
        add(response, cast.reporter, upload=upload)
    assert Evidence.objects.count() == 0


def test_proof_of_a_coming_day_is_refused(cast, duty):
    with pytest.raises(Refused, match="Ngày của minh chứng 21/10/2023 ở tương lai"):
        add(draft([duty], by=cast.reporter), cast.reporter, dated=date(2023, 10, 21))


def test_proof_is_withdrawn_before_sending_and_never_after(cast, client, duty):
    response = draft([duty], by=cast.reporter)
    row = add(response, cast.reporter)
    client.force_login(cast.reporter)
    file_url = reverse("evidence_file", args=[response.pk, row.pk])
    assert code_of(client, file_url) == 200
    client.post(reverse("evidence_withdraw", args=[response.pk, row.pk]))
    assert code_of(client, file_url) == 404
    with pytest.raises(Refused, match="đã được rút trước đó"):
        proofs.withdraw_evidence(evidence=row, by=cast.reporter)
    kept = add(response, cast.reporter)
    acts.submit_for_signature(response=response, by=cast.reporter)
    for act in (
        lambda: proofs.withdraw_evidence(evidence=kept, by=cast.reporter),
        lambda: add(response, cast.boss),
    ):
        with pytest.raises(Refused, match="đã trình ký, không thêm hay rút minh chứng được nữa"):
            act()


def test_what_was_the_proof_on_a_day(cast, duty):
    first = answered(
        cast,
        [duty],
        proofs=[proof(caption="Bản 1")],
        on=date(2023, 10, 1),
        completed_on=None,
        claim="progress",
    )
    old = first.evidence.get()
    with set_today(date(2023, 10, 5)):
        second = draft([duty], by=cast.reporter, claim="progress", completed_on=None)
        new = proofs.add_evidence(
            response=second, revision_of=old, by=cast.reporter, **proof(caption="Bản 2")
        )
        assert list(proofs.revisable(second)) == [new]
    Response.objects.filter(pk=first.pk).update(submitted_at="2023-10-01T09:00:00+07:00")
    Response.objects.filter(pk=second.pk).update(
        status="submitted", signed_by=cast.boss, submitted_at="2023-10-05T09:00:00+07:00"
    )
    days = [date(2023, 9, 30), date(2023, 10, 1), date(2023, 10, 4), date(2023, 10, 5)]
    assert [list(evidence_as_of(duty, day)) for day in days] == [[], [old], [old], [new]]
    assert list(evidence_as_of(first, date(2023, 10, 4))) == [old]
    assert list(evidence_as_of(first, date(2023, 10, 5))) == []


def test_replaced_proof_stays_readable_and_is_replaced_once(cast, client, duty):
    first = answered(cast, [duty], proofs=[proof(caption="Bản 1")], claim="progress", completed_on=None)
    old = first.evidence.get()
    second = draft([duty], by=cast.reporter)
    proofs.add_evidence(response=second, revision_of=old, by=cast.reporter, **proof(caption="Bản 2"))
    with pytest.raises(Refused, match="“Bản 1” đã có bản thay thế; thay bản mới nhất"):
        proofs.add_evidence(response=second, revision_of=old, by=cast.reporter, **proof(caption="Bản 3"))
    client.force_login(cast.staff)
    assert code_of(client, reverse("evidence_file", args=[first.pk, old.pk])) == 200


def test_page_answers_what_the_proof_was_on_a_day(cast, client, duty):
    answered(cast, [duty], proofs=[proof()])
    Response.objects.update(submitted_at="2023-10-19T09:00:00+07:00")
    client.force_login(cast.staff)
    shown = [
        [row.caption for row in client.get(duty.get_absolute_url(), {"on": day}).context["proofs"]]
        for day in ("2023-10-18", "2023-10-19", "rubbish", "9999-99-99")
    ]
    assert shown == [[], ["Kế hoạch 12/KH-UBND"], [], []]


def test_file_is_added_on_the_page_once_for_two_presses(cast, client, duty):
    response = draft([duty], by=cast.reporter)
    client.force_login(cast.reporter)
    url = reverse("evidence_add", args=[response.pk])
    for _press in range(2):
        client.post(url, {"file": pdf(), "caption": "Kế hoạch", "dated": "9/10/2023", "form_token": "a"})
    assert [(row.caption, row.dated) for row in response.evidence.all()] == [("Kế hoạch", date(2023, 10, 9))]


def test_refused_file_keeps_its_caption(cast, client, duty):
    response = draft([duty], by=cast.reporter)
    client.force_login(cast.reporter)
    url = reverse("evidence_add", args=[response.pk])
    answer = client.post(url, {"file": make_upload("a.pdf", b"rubbish"), "caption": "Kế hoạch số 12"})
    assert (answer.status_code, "Kế hoạch số 12" in answer.content.decode()) == (422, True)


# Who reads what


READERS = ["reporter", "boss", "staff", "leader", "clerk", "member", "local", "officer", "stranger"]


@pytest.mark.parametrize("who", READERS)
def test_draft_is_read_by_its_body_and_a_sent_answer_by_the_case(cast, client, duty, who):
    response = draft([duty], by=cast.reporter)
    row = add(response, cast.reporter)
    addresses = [response.get_absolute_url(), reverse("evidence_file", args=[response.pk, row.pk])]
    client.force_login(getattr(cast, who))
    own = who in ("reporter", "boss")
    assert [code_of(client, url) for url in addresses] == [200 if own else 404] * 2
    acts.submit_for_signature(response=response, by=cast.reporter)
    acts.sign(response=response, by=cast.boss)
    may = own or who in ("staff", "leader", "clerk", "member")
    assert [code_of(client, url) for url in addresses] == [200 if may else 404] * 2


def test_other_body_never_reads_an_answer_by_the_address_of_its_own(cast, client, duty):
    other = make_body("UBND huyện khác")
    reporter = make_user(Role.LOCAL_REPORTER, other)
    mine = draft([cast.duty(body=other)], by=reporter)
    theirs = answered(cast, [duty], proofs=[proof()])
    client.force_login(reporter)
    row = theirs.evidence.get()
    assert code_of(client, reverse("evidence_file", args=[mine.pk, row.pk])) == 404
    assert code_of(client, reverse("evidence_file", args=[theirs.pk, row.pk])) == 404


@pytest.mark.parametrize(
    ("who", "code"), [("clerk", 200), ("staff", 200), ("reporter", 200), ("local", 404), ("stranger", 404)]
)
def test_paper_is_read_by_its_committee_and_its_sender(cast, client, on_behalf, who, code):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("paper_detail", args=[on_behalf.paper.pk])).status_code == code
    listed = client.get(reverse("paper_list")).context["page_obj"].paginator.count
    assert listed == (1 if code == 200 else 0)
