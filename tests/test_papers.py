"""Letters, follow-up sheets and reports: asked for, edited, issued, read; and each refusal."""

import io
import zipfile
from datetime import date
from uuid import uuid4

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from cds_portal.files import store
from cds_portal.lifecycle import Refused, StaleRecord
from oversight import rendering
from oversight.actions import documents
from oversight.actions.escalation import decide_step
from oversight.actions.letters import request_follow_up_report, request_forwarding, request_reminder
from oversight.actions.sheets import request_follow_up_sheet, request_sheets_of_all_bodies
from oversight.actions.texts import edit_text
from oversight.documents.kinds import filename, paper_of
from oversight.models import Assignment, Document, EscalationStep, Response
from tests.factories import make_body, make_recommendation, make_user
from tests.paper_world import DUE, ISSUED, SENT, TODAY, PaperCast

pytestmark = pytest.mark.django_db
SIGNER = ("Đào Thị Anh Nga", "Trưởng Ban", "TM.")


@pytest.fixture(autouse=True)
def quiet_queue(monkeypatch):
    """The broker has its own tests; here the messages are only counted."""
    sent = []
    monkeypatch.setattr(documents, "enqueue", lambda *args, **kwargs: sent.append((args, kwargs)))
    return sent


@pytest.fixture(autouse=True)
def the_day():
    with set_today(TODAY):
        yield


@pytest.fixture
def cast():
    return PaperCast()


def ready(document):
    """As the worker leaves it."""
    file = store(b"%PDF-", name="a.pdf", content_type="application/pdf", by=None, folder="documents")
    Document.objects.filter(pk=document.pk).update(rendering="ready", file=file, pages=1)
    return Document.objects.get(pk=document.pk)


def issue(document, cast, *, number=7, day=TODAY):
    documents.issue_by_hand(
        ready(document),
        by=make_user(Role.CLERK, cast.committee),
        numbering={"number": number, "issued_on": day, "signer": SIGNER},
        paper_signed=True,
    )
    return Document.objects.get(pk=document.pk)


# The reminder


def test_reminder_is_a_draft_of_the_body_addressed_to_it(cast):
    letter = request_reminder([cast.duty(), cast.duty("Việc khác")], by=cast.staff)
    assert (letter.kind, letter.status, letter.body, letter.session) == (
        "reminder_letter",
        "draft",
        cast.body,
        cast.session,
    )
    assert list(letter.addressed_to.all()) == [cast.body]
    assert paper_of(letter).addressees == ("Ủy ban nhân dân huyện Lộc Hà",)
    assert filename(letter) == f"cong-van-don-doc-{cast.session.code.lower()}-{cast.body.code}-du-thao.pdf"


def test_reminder_twice_of_the_same_duties_gives_one_letter(cast):
    duty = cast.duty()
    assert request_reminder([duty], by=cast.staff).pk == request_reminder([duty], by=cast.colleague).pk


def test_reminder_of_nothing_of_two_bodies_or_of_what_is_closed_is_refused(cast):
    with pytest.raises(Refused, match="Chưa chọn"):
        request_reminder([], by=cast.staff)
    with pytest.raises(Refused, match="chỉ gửi một cơ quan"):
        request_reminder([cast.duty(), cast.duty(body=cast.commune_body)], by=cast.staff)
    with pytest.raises(Refused, match="hoàn thành, không đôn đốc"):
        request_reminder([cast.duty(status="done")], by=cast.staff)
    with pytest.raises(Refused, match="dự thảo, không đôn đốc"):
        request_reminder([cast.duty(status="draft", issued_on=None)], by=cast.staff)


def test_reminder_without_a_symbol_of_the_committee_is_refused(cast):
    letterhead = cast.committee.letterhead
    letterhead.symbols = {"result_report": "BC-HĐND"}
    letterhead.save()
    with pytest.raises(Refused, match="Chưa đặt ký hiệu cho “Công văn đôn đốc”"):
        request_reminder([cast.duty()], by=cast.staff)


def test_issued_reminder_carries_out_the_decided_step_and_is_read_by_its_body_only(cast):
    duty = cast.duty()
    step = decide_step(duty, EscalationStep.Step.REMINDER, by=cast.leader)
    letter = request_reminder([duty], by=cast.staff, step=step)
    letter = issue(letter, cast)
    step.refresh_from_db()
    assert (letter.symbol_line, step.status, step.carried_out_on, step.document) == (
        "07/HĐND-VHXH",
        "carried_out",
        TODAY,
        letter,
    )
    reporter = make_user(Role.LOCAL_REPORTER, cast.body)
    seen = [Document.objects.visible_to(user).count() for user in (reporter, cast.local, cast.stranger)]
    assert seen == [1, 0, 0]


def test_reminder_without_a_named_step_takes_up_the_decided_reminders(cast):
    duty = cast.duty()
    step = decide_step(duty, EscalationStep.Step.REMINDER, by=cast.leader)
    letter = request_reminder([duty], by=cast.staff)
    step.refresh_from_db()
    assert step.document == letter


def test_third_step_asks_who_stands_above_the_body_and_tells_the_body(cast):
    province = make_body("UBND tỉnh Hà Tĩnh", unit=cast.committee.unit)
    duty = cast.duty()
    step = decide_step(duty, EscalationStep.Step.HIGHER_LEVEL, by=cast.leader, reason="Kéo dài nhiều kỳ")
    letter = request_reminder([duty], by=cast.staff, step=step)
    paper = paper_of(letter)
    assert paper.subject_lines == ("V/v đề nghị chỉ đạo thực hiện", "kiến nghị sau giám sát")
    assert paper.addressees == ("Ủy ban nhân dân tỉnh Hà Tĩnh",)
    assert "UBND huyện Lộc Hà" in paper.recipients
    assert (list(letter.addressed_to.all()), letter.body) == ([province], cast.body)


@pytest.mark.parametrize("number", [4, 5, 6, 7])
def test_later_steps_have_no_letter_of_the_committee(cast, client, number):
    duty = cast.duty()
    step = decide_step(duty, number, by=cast.leader, reason="Kéo dài nhiều kỳ")
    with pytest.raises(Refused, match=f"Bước “{step.get_step_display()}” không có công văn đôn đốc"):
        request_reminder([duty], by=cast.staff, step=step)
    client.force_login(cast.staff)
    answer = client.post(f"/escalation-steps/{step.pk}/letter/", follow=True)
    assert "không có công văn đôn đốc" in answer.content.decode()
    assert Document.objects.count() == 0


def test_step_that_follows_from_not_done_gets_its_letter(cast):
    duty = cast.duty(status="not_done")
    step = decide_step(duty, EscalationStep.Step.REMINDER, by=cast.leader)
    letter = ready(request_reminder([duty], by=cast.staff, step=step))
    documents.submit(letter, by=cast.staff)
    assert letter.status == "submitted"
    with pytest.raises(Refused, match="không thực hiện, không đôn đốc"):
        request_reminder([duty], by=cast.staff)


def test_reminder_to_a_body_that_ended_says_so_in_the_check(cast):
    cast.body.valid_to = date(2024, 12, 31)
    cast.body.save()
    paper = paper_of(request_reminder([cast.duty()], by=cast.staff))
    assert paper.cautions[-1] == (
        "UBND huyện Lộc Hà đã kết thúc hoạt động từ sau ngày 31/12/2024; "
        "chuyển nội dung cho cơ quan kế thừa rồi mới đôn đốc."
    )


def test_step_whose_letter_was_sent_back_gets_a_new_one(cast, client):
    duty = cast.duty()
    step = decide_step(duty, EscalationStep.Step.REMINDER, by=cast.leader)
    letter = ready(request_reminder([duty], by=cast.staff, step=step))
    documents.submit(letter, by=cast.staff)
    documents.send_back(letter, by=cast.leader, reason="Sửa thời hạn")
    client.force_login(cast.staff)
    client.post(f"/escalation-steps/{step.pk}/letter/")
    step.refresh_from_db()
    assert step.document != letter


def test_reminder_dated_before_the_decision_is_refused(cast):
    duty = cast.duty()
    decide_step(duty, EscalationStep.Step.REMINDER, by=cast.leader)
    letter = request_reminder([duty], by=cast.staff)
    with pytest.raises(Refused, match="trước ngày quyết định bước đôn đốc"):
        issue(letter, cast, day=date(2026, 11, 19))


def test_reminder_of_what_was_done_meanwhile_goes_no_further(cast):
    duty = cast.duty()
    letter = ready(request_reminder([duty], by=cast.staff))
    Assignment.objects.filter(pk=duty.pk).update(status="done")
    with pytest.raises(Refused, match="đã hoàn thành sau khi soạn công văn này"):
        documents.submit(letter, by=cast.staff)


@pytest.mark.parametrize("many", [1, 30], ids=["in the text", "in the annex"])
def test_reminder_of_a_date_that_was_moved_since_goes_no_further(cast, many):
    duties = [cast.duty() for _number in range(many)]
    letter = ready(request_reminder(duties, by=cast.staff))
    Assignment.objects.filter(pk=duties[-1].pk).update(due_on=date(2026, 12, 31))
    with pytest.raises(Refused, match="nay là 31/12/2026, không còn là"):
        documents.submit(letter, by=cast.staff)


def test_two_reminders_of_one_session_go_their_way_side_by_side(cast):
    first = ready(request_reminder([cast.duty()], by=cast.staff))
    second = ready(request_reminder([cast.duty(body=cast.commune_body)], by=cast.staff))
    documents.submit(first, by=cast.staff)
    documents.submit(second, by=cast.staff)
    assert {first.status, second.status} == {"submitted"}


def test_letters_share_a_book_of_numbers_and_refuse_a_double(cast):
    issue(request_reminder([cast.duty()], by=cast.staff), cast)
    letter = request_forwarding([cast.proposal()], to=[cast.body], by=cast.staff)
    with pytest.raises(Refused, match="07/HĐND-VHXH năm 2026 đã cấp"):
        issue(letter, cast)


def test_reminder_is_asked_for_on_the_page_of_its_step(cast, client):
    step = decide_step(cast.duty(), EscalationStep.Step.REMINDER, by=cast.leader)
    url = f"/escalation-steps/{step.pk}/letter/"
    client.force_login(cast.staff)
    first = client.post(url)
    step.refresh_from_db()
    assert first.url == step.document.get_absolute_url() == client.post(url).url
    client.force_login(cast.stranger)
    assert client.post(url).status_code == 404
    client.force_login(cast.local)
    assert client.post(url).status_code == 403


# The forwarding


def test_issued_forwarding_sends_the_compiled_proposals_on_and_the_first_body_leads(cast):
    department = make_body("Sở Khoa học và Công nghệ", kind="department")
    finance = make_body("Sở Tài chính", kind="department")
    proposal = cast.proposal()
    letter = request_forwarding([proposal], to=[department, finance], by=cast.staff)
    assert paper_of(letter).addressees == ("Sở Khoa học và Công nghệ", "Sở Tài chính")
    issue(letter, cast)
    proposal.refresh_from_db()
    assert proposal.status == "forwarded"
    roles = proposal.assignments.order_by("pk").values_list("body__name", "role", "status")
    assert list(roles) == [
        ("Sở Khoa học và Công nghệ", "lead", "issued"),
        ("Sở Tài chính", "coordinating", "issued"),
    ]


def test_forwarding_of_what_is_not_compiled_is_refused(cast):
    with pytest.raises(Refused, match="tổng hợp trước khi chuyển"):
        request_forwarding([cast.proposal(status="recorded")], to=[cast.body], by=cast.staff)
    with pytest.raises(Refused, match="Xin chọn"):
        request_forwarding([], to=[cast.body], by=cast.staff)


def test_forwarding_page_offers_what_is_compiled_and_makes_the_letter(cast, client):
    proposal, other = cast.proposal(), cast.proposal("Chưa tổng hợp", status="recorded")
    unit = cast.committee.unit
    department = make_body("Sở Khoa học và Công nghệ", kind="department", unit=unit)
    client.force_login(cast.staff)
    url = f"/sessions/{cast.session.code}/forwarding/"
    page = client.get(url).content.decode()
    assert proposal.text in page and other.text not in page
    assert client.post(url, {"proposals": [proposal.pk]}).status_code == 422
    answer = client.post(url, {"proposals": [proposal.pk], "lead": department.pk})
    assert answer.url == Document.objects.get().get_absolute_url()


# The text of a draft


def test_edited_text_is_printed_and_the_draft_is_rendered_again(cast):
    letter = ready(request_reminder([cast.duty()], by=cast.staff))
    text = paper_of(letter).sections[0].html + "<p>Liên hệ chuyên viên theo dõi.<script>x</script></p>"
    edit_text(letter, [text], expected_version=letter.row_version, by=cast.staff)
    letter.refresh_from_db()
    assert "Liên hệ chuyên viên theo dõi.</p>" in paper_of(letter).sections[0].html
    assert "script" not in paper_of(letter).sections[0].html
    assert (letter.rendering, letter.file, letter.row_version) == ("queued", None, 2)
    assert letter.history.last().note == "Sửa nội dung dự thảo"


def test_second_officer_with_the_old_text_is_told_and_changes_nothing(cast, client):
    letter = ready(request_reminder([cast.duty()], by=cast.staff))
    edit_text(letter, ["<p>Bản thứ nhất.</p>"], expected_version=1, by=cast.staff)
    with pytest.raises(StaleRecord):
        edit_text(letter, ["<p>Bản thứ hai.</p>"], expected_version=1, by=cast.colleague)
    client.force_login(cast.colleague)
    answer = client.post(f"/documents/{letter.pk}/text/", {"row_version": 1, "text-0": "<p>Bản thứ hai.</p>"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản thứ nhất." in page and "Bản thứ hai." in page


def test_text_of_a_submitted_letter_a_sheet_or_a_result_report_is_not_edited_here(cast, client):
    letter = ready(request_reminder([cast.duty()], by=cast.staff))
    documents.submit(letter, by=cast.staff)
    sheet = request_follow_up_sheet(cast.committee, session=cast.session, by=cast.staff)
    for document in (letter, sheet):
        with pytest.raises(Refused, match="không sửa nội dung"):
            edit_text(document, ["<p>x</p>"], expected_version=1, by=cast.staff)
    client.force_login(cast.staff)
    assert client.get(f"/documents/{sheet.pk}/text/").url == sheet.get_absolute_url()


# Sheets


def test_sheet_is_never_submitted_numbered_or_issued(cast):
    cast.duty()
    sheet = ready(request_follow_up_sheet(cast.committee, session=cast.session, by=cast.staff))
    with pytest.raises(Refused, match="không trình ký"):
        documents.submit(sheet, by=cast.staff)
    with pytest.raises(Refused, match="không trình ký"):
        issue(sheet, cast)


def test_sheet_is_for_the_committee_and_not_for_the_body_it_is_about(cast):
    cast.duty()
    request_follow_up_sheet(cast.committee, body=cast.body, by=cast.staff)
    reporter = make_user(Role.LOCAL_REPORTER, cast.body)
    seen = [
        Document.objects.visible_to(u).count() for u in (cast.staff, cast.leader, reporter, cast.stranger)
    ]
    assert seen == [1, 1, 0, 0]


def test_sheet_counts_the_three_figures_and_the_days(cast):
    cast.duty(acceptance="accepted")
    cast.duty("Đã xong", status="done", acceptance="accepted", completed_on=TODAY)
    cast.duty("Không hạn", due_on=None)
    cast.duty("Đã rút", status="withdrawn")
    sheet = paper_of(request_follow_up_sheet(cast.committee, session=cast.session, by=cast.staff))
    assert [(big.number, big.of) for big in sheet.big] == [
        ("66,7%", "2/3 nội dung đã ban hành"),
        ("50%", "1/2 nội dung đến hạn"),
        ("1", "1 nội dung đang mở"),
    ]
    assert [(row[0], row[4], row[-1]) for row in sheet.table.rows] == [
        (1, "31/03/2026", 234),
        (2, "31/03/2026", None),
        (3, "chưa ấn định", None),
    ]
    assert sheet.headline == "2 trong 3 nội dung đã ban hành còn đang thực hiện; 1 nội dung quá hạn."


def test_paper_says_what_an_official_would_of_what_is_under_way(cast):
    def sent(duty, **fields):
        made = Response.objects.create(
            body=cast.body, text="Đang làm", by=cast.staff, signed_by=cast.leader, submitted_at=SENT, **fields
        )
        made.assignments.add(duty)

    cast.duty("Đã giao", status="issued")
    cast.duty("Đang làm")
    sent(cast.duty("Báo tiến độ"), claim="progress", status="submitted")
    sent(cast.duty("Trả lại"), claim="done", status="inadequate")
    sent(cast.duty("Báo xong", status="reported_done"), claim="done", status="submitted")
    words = {
        "Đã giao": "chưa báo cáo kết quả",
        "Đang làm": "chưa báo cáo kết quả",
        "Báo tiến độ": "đang thực hiện",
        "Trả lại": "đã báo cáo, chưa đáp ứng yêu cầu",
        "Báo xong": "đã báo hoàn thành",
    }
    sheet = paper_of(request_follow_up_sheet(cast.committee, session=cast.session, by=cast.staff))
    letter = paper_of(request_reminder(Assignment.objects.all(), by=cast.staff))
    assert {row[1]: row[6] for row in sheet.table.rows} == words
    [rows] = [table.rows for table in (*letter.tables, *letter.annexes)]
    assert {row[1]: row[-1] for row in rows} == words


def test_sheet_of_everything_puts_the_longest_overdue_first(cast):
    cast.duty("Không hạn", due_on=None)
    cast.duty("Trễ ít", due_on=date(2026, 11, 1))
    cast.duty("Trễ nhiều")
    sheet = paper_of(request_follow_up_sheet(cast.committee, by=cast.staff))
    assert [row[1] for row in sheet.table.rows] == ["Trễ nhiều", "Trễ ít", "Không hạn"]
    assert sheet.table.rows[0][0] == f"{cast.session.code}/3"


@pytest.mark.parametrize("duties", [1, 3, 300])
def test_sheet_asks_the_same_number_of_queries(cast, duties, django_assert_num_queries):
    from oversight.documents.gather_sheet import follow_up_sheet

    for number in range(duties):
        cast.duty(f"Nội dung {number}")
    with django_assert_num_queries(6):
        follow_up_sheet(cast.committee, session=cast.session)


def test_all_bodies_of_a_session_get_a_sheet_with_one_click(cast, client):
    cast.duty()
    cast.duty("Của xã", body=cast.commune_body)
    client.force_login(cast.staff)
    page = client.post(f"/sessions/{cast.session.code}/sheets/")
    batch = Document.objects.first().batch
    assert page.url == f"/document-batches/{batch}/"
    assert set(Document.objects.values_list("batch", "body__name")) == {
        (batch, "UBND huyện Lộc Hà"),
        (batch, "UBND xã Thạch Châu"),
    }
    assert "0/2 tệp sẵn sàng" in client.get(page.url).content.decode()
    assert client.get(f"{page.url}file/").status_code == 404


def test_batch_of_a_session_without_duties_is_refused(cast):
    with pytest.raises(Refused, match="chưa giao nội dung nào"):
        request_sheets_of_all_bodies(cast.session, by=cast.staff)


@pytest.mark.pdf
def test_batch_is_downloaded_as_one_zip_and_hidden_from_others(cast, client):
    cast.duty()
    cast.duty("Của xã", body=cast.commune_body)
    batch = request_sheets_of_all_bodies(cast.session, by=cast.staff)
    for document in Document.objects.all():
        assert rendering.render(document.pk)
    client.force_login(cast.staff)
    content = b"".join(client.get(f"/document-batches/{batch}/file/").streaming_content)
    code = cast.session.code.lower()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == sorted(
            f"bang-theo-doi-kien-nghi-{code}-{body.code}-2026-11-20.pdf"
            for body in (cast.body, cast.commune_body)
        )
        assert {archive.read(name)[:5] for name in archive.namelist()} == {b"%PDF-"}
    for stranger in (cast.stranger, cast.local):
        client.force_login(stranger)
        assert client.get(f"/document-batches/{batch}/").status_code == 404
    assert client.get(f"/document-batches/{uuid4()}/file/").status_code == 404


@pytest.mark.pdf
def test_workbook_of_a_sheet_is_the_one_inside_its_pdf(cast, client):
    cast.duty("=HYPERLINK(1)")
    sheet = request_follow_up_sheet(cast.committee, session=cast.session, by=cast.staff)
    client.force_login(cast.staff)
    url = f"/documents/{sheet.pk}/workbook/"
    assert client.get(url).status_code == 404
    assert rendering.render(sheet.pk)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(url).streaming_content)))
    cell = book.worksheets[0]["B4"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    client.force_login(cast.local)
    assert client.get(url).status_code == 404


def test_sheets_are_asked_for_by_those_who_may_ask_for_papers(cast, client):
    cast.duty()
    codes = {}
    for name, user in (("staff", cast.staff), ("leader", cast.leader), ("local", cast.local)):
        client.force_login(user)
        codes[name] = client.post("/follow-up-sheets/", {"body": cast.body.code}).status_code
    client.force_login(cast.staff)
    codes["foreign committee"] = client.post(
        "/follow-up-sheets/", {"committee": cast.stranger.present_posts[0].body.code}
    ).status_code
    codes["unknown body"] = client.post("/follow-up-sheets/", {"body": "khong-co"}).status_code
    assert codes == {"staff": 302, "leader": 302, "local": 403, "foreign committee": 404, "unknown body": 404}


# The follow-up report


def test_follow_up_report_of_a_session_and_of_a_year(cast):
    duty = cast.duty()
    of_session = request_follow_up_report(cast.committee, session=cast.session, by=cast.staff)
    of_year = request_follow_up_report(cast.committee, year=2025, by=cast.staff)
    assert paper_of(of_session).about == paper_of(of_year).about == (duty.pk,)
    assert of_year.title == "Báo cáo kết quả thực hiện kiến nghị sau giám sát năm 2025"
    assert (of_session.session, of_year.session) == (cast.session, None)


def test_follow_up_report_counts_what_stands_and_tells_what_was_withdrawn(cast):
    cast.duty()
    taken_back, passed_on = cast.duty(status="withdrawn"), cast.duty(status="withdrawn")
    cast.duty(body=make_body("UBND xã Mai Phụ"), replaces=passed_on)
    paper = paper_of(request_follow_up_report(cast.committee, session=cast.session, by=cast.staff))
    assert taken_back.pk not in paper.about
    assert (
        "Ban theo dõi 2 kiến nghị, giao 2 cơ quan, đơn vị chủ trì thực hiện thành 2 nội dung; [[so:da-giao]] "
        "nội dung đã ban hành. Ngoài ra, 1 nội dung Ban đã rút, không tính vào số liệu."
    ) in paper.sections[0].html


def test_follow_up_report_of_many_duties_prints_what_one_reads_and_carries_all(cast):
    text = make_recommendation(cast.session, "Nội dung")
    bodies = [make_body(f"UBND xã {number}") for number in range(300)]
    Assignment.objects.bulk_create(
        Assignment(
            recommendation=text,
            committee=cast.committee,
            body=body,
            status="in_progress",
            issued_on=ISSUED,
            due_on=DUE,
        )
        for body in bodies
    )
    paper = paper_of(request_follow_up_report(cast.committee, session=cast.session, by=cast.staff))
    assert [len(table.rows) for table in (*paper.annexes, *paper.attached)] == [280, 300, 300]
    assert paper.tables == ()
    assert not any(body.name in line for body in bodies for line in paper.recipients)
    assert "270 nội dung khác nêu tại Phụ lục." in paper.sections[2].html


def test_follow_up_report_reaches_a_body_only_when_all_of_it_is_its_own(cast):
    duty = cast.duty()
    own = request_follow_up_report(cast.committee, session=cast.session, by=cast.staff)
    assert duty.body.name in paper_of(own).recipients
    assert list(issue(own, cast).addressed_to.all()) == [duty.body]
    cast.duty(body=make_body("UBND xã Mai Phụ"))
    shared = request_follow_up_report(cast.committee, session=cast.session, by=cast.staff)
    assert duty.body.name not in paper_of(shared).recipients
    assert list(issue(shared, cast, number=8).addressed_to.all()) == []


def test_follow_up_report_without_duties_is_refused(cast):
    with pytest.raises(Refused, match="Chưa có nội dung nào được giao"):
        request_follow_up_report(cast.committee, year=2024, by=cast.staff)


def test_follow_up_report_without_duties_is_refused_on_the_page_in_words(cast, client):
    client.force_login(cast.staff)
    url = f"/sessions/{cast.session.code}/"
    page = client.post(f"{url}documents/", {"kind": "follow_up_report"}, follow=True)
    assert page.redirect_chain == [(url, 302)]
    assert "Chưa có nội dung nào được giao thực hiện để báo cáo." in page.content.decode()
    assert Document.objects.count() == 0


def test_paper_without_a_session_stands_on_list_page_and_outside(cast, client):
    cast.duty()
    document = request_follow_up_report(cast.committee, year=2025, by=cast.staff)
    client.force_login(cast.staff)
    assert document.title in client.get("/documents/?kind=follow_up_report").content.decode()
    assert client.get(document.get_absolute_url()).status_code == 200
    client.logout()
    page = client.get(f"/verify/{document.short_code}/").content.decode()
    assert "chưa ban hành" in page and document.title not in page


def test_code_of_a_sheet_says_outside_that_it_is_a_working_paper(cast, client):
    cast.duty()
    sheet = request_follow_up_sheet(cast.committee, by=cast.staff)
    page = client.get(f"/verify/{sheet.short_code}/").content.decode()
    assert "tài liệu phục vụ họp" in page and "Ban hành" not in page


# From the shell


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("follow_up_sheet", "{code}"),
        ("follow_up_sheet", "{code}/{body}"),
        ("follow_up_sheet", "body:{body}"),
        ("follow_up_sheet", "all"),
        ("reminder_letter", "{code}/{body}"),
        ("forwarding_letter", "{code}"),
        ("follow_up_report", "{code}"),
        ("follow_up_report", "2025"),
    ],
)
def test_render_document_writes_each_kind(cast, tmp_path, kind, key):
    cast.duty()
    cast.proposal()
    make_body("UBND tỉnh Hà Tĩnh", unit=cast.committee.unit)
    target = tmp_path / "x.pdf"
    key = key.format(code=cast.session.code, body=cast.body.code)
    call_command("render_document", kind, key, output=str(target), stdout=io.StringIO())
    assert target.read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        ("follow_up_sheet", "NAY", "Không có cuộc giám sát mã NAY"),
        ("follow_up_sheet", "body:nay", "Không có cơ quan mã nay"),
        ("follow_up_report", "1999", "Năm 1999 .+ không ban hành nội dung nào, không có gì để báo cáo"),
        ("follow_up_report", "0000", "Năm 0 .+ không ban hành nội dung nào, không có gì để báo cáo"),
        ("follow_up_report", "{code}", "chưa giao nội dung nào cho cơ quan, đơn vị, không có gì để báo cáo"),
        ("reminder_letter", "{code}/{body}", "không có nội dung nào chưa hoàn thành"),
        ("forwarding_letter", "{code}", "chưa ghi nhận đề xuất"),
        ("unit_summary", "ubnd/2026-Q9", "Không có kỳ báo cáo mã 2026-Q9"),
    ],
)
def test_render_document_with_a_key_of_nothing_says_what_is_missing(cast, tmp_path, kind, key, words):
    key = key.format(code=cast.session.code, body=cast.body.code)
    with pytest.raises(CommandError, match=words):
        call_command("render_document", kind, key, output=str(tmp_path / "x.pdf"))


# The list


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_of_papers_of_every_subject_asks_the_same_number_of_queries(
    cast, client, rows, django_assert_num_queries
):
    cast.duty()
    made = request_follow_up_sheet(cast.committee, body=cast.body, by=cast.staff)
    Document.objects.bulk_create(
        Document(
            kind=made.kind,
            committee=made.committee,
            body=made.body,
            title=f"Bảng theo dõi {number}",
            snapshot={},
            snapshot_hash=f"{number:064d}",
            template_version="1",
        )
        for number in range(rows - 1)
    )
    client.force_login(cast.staff)
    with django_assert_num_queries(5):
        assert client.get("/documents/").status_code == 200


def test_export_of_the_list_names_kind_and_title(cast, client):
    cast.duty()
    request_follow_up_sheet(cast.committee, body=cast.body, by=cast.staff)
    client.force_login(cast.staff)
    content = client.get("/documents/?export=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(content)))
    head, row = list(book.worksheets[0].iter_rows(values_only=True))[:2]
    assert head[:3] == ("Số, ký hiệu (CodeNotation)", "Loại văn bản (TypeName)", "Trích yếu (Subject)")
    assert row[1:3] == (
        "Bảng theo dõi thực hiện kiến nghị",
        "Bảng theo dõi thực hiện kiến nghị: UBND huyện Lộc Hà",
    )
