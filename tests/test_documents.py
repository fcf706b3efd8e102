"""A paper's way: requested once, checked, submitted, approved, numbered, issued; and each refusal."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from cds_portal.clock import set_today
from cds_portal.files import check_pdf, store
from cds_portal.lifecycle import Refused, TakenFirst
from districts.models import Letterhead
from oversight import rendering
from oversight.actions import documents, sections, visits
from oversight.models import Assignment, Document, NumberSeries, OversightSession, ReportSection
from tests.factories import make_upload

pytestmark = pytest.mark.usefixtures("demo", "db", "quiet_queue")
SIGNER = ("Đào Thị Anh Nga", "Trưởng Ban", "TM.")


@pytest.fixture
def quiet_queue(monkeypatch):
    """The broker has its own tests; here the messages are only counted."""
    sent = []
    monkeypatch.setattr(documents, "enqueue", lambda *args, **kwargs: sent.append((args, kwargs)))
    return sent


@pytest.fixture
def session():
    session = OversightSession.objects.get(code="LOCHA-2023")
    sections.fill_from_records(session)
    return session


def user(name):
    return get_user_model().objects.get(username=name)


@pytest.fixture
def draft(session):
    return request(session)


@pytest.fixture
def queued(session):
    return documents.request_result_report(session, by=user("chuyenvien"))


def request(session):
    """A requested report whose PDF is there, as the worker leaves it."""
    document = documents.request_result_report(session, by=user("chuyenvien"))
    file = store(b"%PDF-", name="a.pdf", content_type="application/pdf", by=None, folder="documents")
    Document.objects.filter(pk=document.pk).update(rendering="ready", file=file, pages=1)
    return Document.objects.get(pk=document.pk)


@pytest.fixture
def approved(draft):
    documents.submit(draft, by=user("chuyenvien"))
    documents.approve(draft, by=user("lanhdao"))
    return draft


def signed_pdf():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def numbering(**changes):
    return {"number": 12, "issued_on": date(2023, 9, 22), "signer": SIGNER} | changes


def issue(document, **changes):
    documents.issue_by_hand(
        document, by=user("vanthu"), numbering=numbering(**changes), signed=("ký.pdf", signed_pdf())
    )


# Request


def test_request_twice_on_the_same_records_gives_one_document(session, draft):
    again = documents.request_result_report(session, by=user("chuyenvien2"))
    assert again.pk == draft.pk
    assert Document.objects.count() == 1


def test_request_after_an_edit_gives_another_document(session, draft):
    edit(session, "IV", "<p>Nhìn chung đạt yêu cầu.</p>")
    assert documents.request_result_report(session, by=user("chuyenvien")).pk != draft.pk


def test_request_sends_one_message_after_commit(session, quiet_queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = documents.request_result_report(session, by=user("chuyenvien"))
    assert quiet_queue == [
        (("oversight.tasks.render_document", str(document.pk)), {"queue": "documents"}),
    ]


def test_request_freezes_the_text(session, draft):
    edit(session, "IV", "<p>Câu sửa sau khi lập.</p>")
    report = documents.report_of(Document.objects.get(pk=draft.pk))
    assert "Câu sửa sau khi lập" not in "".join(section.html for section in report.sections)


def edit(session, code, text):
    section = session.sections.get(code=code)
    sections.edit(section, text=text, expected_version=section.row_version, by=user("chuyenvien"))


# Content of the report of LOCHA-2023


def test_report_names_chairs_concluder_hosts_and_sites(draft):
    overview = next(s.html for s in documents.report_of(draft).sections if s.number == "I")
    for name in (
        "đồng chí Trần Văn Kỳ, Phó Chủ tịch HĐND tỉnh và đồng chí Đào Thị Anh Nga",
        "đồng chí Trần Văn Kỳ thay mặt Đoàn giám sát phát biểu kết luận",
        "Nguyễn Việt Hùng, Chủ tịch UBND huyện",
        "Lê Văn Vượng, Phó Chủ tịch HĐND huyện",
        "Nguyễn Việt Cường, Phó Chủ tịch UBND huyện",
        "Chợ Phủ, xã Thạch Châu",
        "một cửa xã Mai Phụ",
        "thôn Đông Thắng",
        "Trung tâm hành chính công huyện",
        "làm việc với UBND huyện Lộc Hà",
    ):
        assert name in overview


def test_report_groups_five_recommendations_under_their_addressee(draft):
    groups = next(s.groups for s in documents.report_of(draft).sections if s.groups)
    assert [group.title for group in groups] == ["Đối với UBND huyện Lộc Hà"]
    assert len(groups[0].recommendations) == 5


def test_report_promises_to_forward_the_proposals(draft):
    last = documents.report_of(draft).sections[-1]
    assert last.title == "VỀ ĐỀ XUẤT, KIẾN NGHỊ CỦA ĐỊA PHƯƠNG"
    assert last.html.count("<li>") == 3
    assert "tổng hợp các đề xuất, kiến nghị nêu trên để báo cáo và kiến nghị các sở, ngành" in last.html


def test_report_counts_headings_without_the_empty_ones(draft):
    headings = [(s.level, s.number) for s in documents.report_of(draft).sections]
    assert headings == [
        (1, "I"),
        (1, "II"),
        *((2, str(n)) for n in range(1, 6)),
        (1, "III"),
        (2, "1"),
        (2, "2"),
        (3, "a"),
        (3, "b"),
        (1, "IV"),
        (1, "V"),
        (1, "VI"),
    ]


# Sections


def test_fill_keeps_an_edited_section_word_by_word(session):
    edit(session, "IV", "<p>Nhìn chung đạt yêu cầu.</p>")
    session.findings.first().delete()
    waiting = sections.fill_from_records(session)
    kept = session.sections.get(code="IV")
    assert kept.text == "<p>Nhìn chung đạt yêu cầu.</p>"
    assert [section.code for section in waiting] == ["IV"]


def test_fill_brings_an_unedited_section_up_to_date(session):
    finding = session.findings.filter(kind="strength", heading="3").first()
    finding.text = "Wifi phủ khắp khu hành chính."
    finding.save()
    sections.fill_from_records(session)
    assert session.sections.get(code="II.3").text == "<p>Wifi phủ khắp khu hành chính.</p>"


def test_take_generated_puts_the_records_words_back(session):
    edit(session, "IV", "<p>Khác.</p>")
    section = session.sections.get(code="IV")
    sections.take_generated(section, expected_version=section.row_version, by=user("chuyenvien"))
    section.refresh_from_db()
    assert (section.text == section.generated, section.is_edited) == (True, False)


def test_edit_drops_scripts_and_attributes(session):
    edit(session, "IV", '<p onclick="x()">Đạt<script>alert(1)</script></p>')
    assert session.sections.get(code="IV").text == "<p>Đạt</p>"


def test_second_officer_on_a_stale_section_sees_both_texts(as_user, session):
    section = session.sections.get(code="IV")
    url = f"/sessions/LOCHA-2023/report/{section.code}/"
    first = {"text": "<p>Bản thứ nhất.</p>", "row_version": section.row_version}
    assert as_user("chuyenvien").post(url, first).status_code == 302
    second = {"text": "<p>Bản thứ hai.</p>", "row_version": section.row_version}
    answer = as_user("chuyenvien2").post(url, second)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Bản thứ nhất." in page and "Bản thứ hai." in page
    assert ReportSection.objects.get(pk=section.pk).text == "<p>Bản thứ nhất.</p>"


def test_script_in_visit_notes_is_inert_in_the_report(session):
    visit = session.visits.filter(kind="working_session").get()
    visit.notes = "<script>alert(1)</script> Ghi chú"
    visit.save()
    sections.fill_from_records(session)
    text = session.sections.get(code="I").text
    assert "<script" not in text and "&lt;script&gt;" in text


# Self-check, submit, approve


def test_submit_with_an_empty_section_is_refused_with_its_place(session):
    edit(session, "IV", "")
    document = request(session)
    with pytest.raises(Refused, match="ĐÁNH GIÁ CHUNG"):
        documents.submit(document, by=user("chuyenvien"))


def test_submit_without_a_stated_reason_for_no_due_date_is_refused(session):
    session.recommendations.update(no_due_reason="")
    document = request(session)
    with pytest.raises(Refused, match="thời hạn"):
        documents.submit(document, by=user("chuyenvien"))


def test_submit_with_a_number_unlike_the_record_is_refused(session):
    edit(session, "IV", "<p>Đoàn đã xem 7 điểm khảo sát.</p>")
    document = request(session)
    with pytest.raises(Refused, match="hồ sơ ghi 4 điểm khảo sát"):
        documents.submit(document, by=user("chuyenvien"))


def test_approve_twice_lets_the_first_win_and_tells_the_second(draft):
    documents.submit(draft, by=user("chuyenvien"))
    other = Document.objects.get(pk=draft.pk)
    documents.approve(draft, by=user("lanhdao"))
    with pytest.raises(TakenFirst, match="đã duyệt"):
        documents.approve(other, by=user("lanhdao"))
    assert draft.history.filter(to_status="approved").count() == 1


def test_approve_of_a_draft_is_refused(draft):
    with pytest.raises(Refused, match="dự thảo"):
        documents.approve(draft, by=user("lanhdao"))


def test_send_back_without_a_reason_is_refused(draft):
    documents.submit(draft, by=user("chuyenvien"))
    with pytest.raises(Refused, match="lý do"):
        documents.send_back(draft, by=user("lanhdao"), reason=" ")


def test_sent_back_content_may_be_requested_again(session, draft):
    documents.submit(draft, by=user("chuyenvien"))
    documents.send_back(draft, by=user("lanhdao"), reason="Bổ sung số liệu")
    assert documents.request_result_report(session, by=user("chuyenvien")).pk != draft.pk


# Numbering and issuing


def test_number_of_an_unapproved_document_is_refused(draft):
    with pytest.raises(Refused, match="chưa được duyệt"):
        documents.issue_by_hand(draft, by=user("vanthu"), numbering=numbering())


def test_number_prints_symbol_date_and_signer_and_renders_again(approved):
    documents.issue_by_hand(approved, by=user("vanthu"), numbering=numbering(number=7))
    approved.refresh_from_db()
    report = documents.report_of(approved)
    assert (approved.status, approved.rendering, approved.symbol_line) == ("numbered", "queued", "07/BC-HĐND")
    assert (report.number_line, report.is_draft) == ("Số: 07/BC-HĐND", False)
    assert report.date_line == "Hà Tĩnh, ngày 22 tháng 9 năm 2023"
    assert report.signature.authority_lines == ("TM. BAN VĂN HÓA - XÃ HỘI", "TRƯỞNG BAN")


def test_number_for_a_deputy_prints_three_lines(approved):
    signer = ("Người ký thay", "Phó Trưởng Ban", "KT.")
    documents.issue_by_hand(approved, by=user("vanthu"), numbering=numbering(signer=signer))
    assert documents.report_of(approved).signature.authority_lines == (
        "TM. BAN VĂN HÓA - XÃ HỘI",
        "KT. TRƯỞNG BAN",
        "PHÓ TRƯỞNG BAN",
    )


def test_number_taken_in_the_office_book_is_refused(session, approved):
    elsewhere = OversightSession.objects.get(pk=session.pk)
    elsewhere.pk, elsewhere.code, elsewhere._state.adding = None, "CUOC-KHAC", True
    elsewhere.save()
    series = NumberSeries.objects.get(symbol="BC-HĐND", year=2023)
    Document.objects.filter(pk=approved.pk).update(series=series, number=12, issued_on=date(2023, 9, 20))
    Document.objects.filter(pk=approved.pk).update(session=elsewhere)
    edit(session, "IV", "<p>Bản khác.</p>")
    other = request(session)
    with pytest.raises(Refused, match="12/BC-HĐND năm 2023 đã cấp"):
        issue(other)
    other.refresh_from_db()
    assert other.status == "draft"


def test_second_report_of_a_session_is_refused_while_one_is_on_its_way(session, draft):
    documents.submit(draft, by=user("chuyenvien"))
    edit(session, "IV", "<p>Bản khác.</p>")
    with pytest.raises(Refused, match="đã có một bản đã trình"):
        documents.submit(request(session), by=user("chuyenvien"))


def test_paper_whose_recommendations_changed_since_is_not_issued(session, draft):
    first = session.recommendations.first()
    first.text = "Nội dung khác hẳn."
    first.save()
    with pytest.raises(Refused, match="đã thay đổi sau khi lập"):
        issue(draft)
    assert set(first.assignments.values_list("status", flat=True)) == {"draft"}


def test_paper_that_nobody_could_read_is_not_submitted(session):
    document = documents.request_result_report(session, by=user("chuyenvien"))
    with pytest.raises(Refused, match="chưa lập xong"):
        documents.submit(document, by=user("chuyenvien"))


def test_text_of_a_concluded_session_stands(session, draft):
    issue(draft)
    concluded = OversightSession.objects.get(pk=session.pk)
    for act in (
        lambda: edit(concluded, "IV", "<p>Khác.</p>"),
        lambda: sections.fill_from_records(concluded),
        lambda: documents.request_result_report(concluded, by=user("chuyenvien")),
    ):
        with pytest.raises(Refused, match="đã kết luận"):
            act()


@pytest.mark.parametrize("day", [date(2023, 9, 12), date(2023, 9, 30)])
def test_number_with_a_date_out_of_range_is_refused(approved, day):
    with set_today(date(2023, 9, 29)), pytest.raises(Refused, match="Ngày ban hành"):
        documents.issue_by_hand(approved, by=user("vanthu"), numbering=numbering(issued_on=day))


def test_issue_without_signed_copy_or_paper_mark_is_refused(approved):
    documents.issue_by_hand(approved, by=user("vanthu"), numbering=numbering())
    with pytest.raises(Refused, match="bản đã ký"):
        documents.issue_by_hand(approved, by=user("vanthu"))


def test_issue_carries_assignments_addressees_and_session(approved):
    issue(approved)
    session = OversightSession.objects.get(code="LOCHA-2023")
    assert session.status == "concluded"
    statuses = Assignment.objects.filter(recommendation__session=session).values_list("status", "issued_on")
    assert set(statuses) == {("issued", date(2023, 9, 22))}
    assert list(approved.addressed_to.values_list("code", flat=True)) == ["ubnd-448"]


def test_issue_of_a_hand_signed_draft_records_the_steps_taken_on_paper(draft):
    issue(draft)
    moves = list(draft.history.values_list("to_status", "note"))
    on_paper = "Lãnh đạo đã ký trên bản giấy"
    assert moves == [
        ("draft", ""),
        ("submitted", on_paper),
        ("approved", on_paper),
        ("numbered", ""),
        ("issued", ""),
    ]


def test_issue_with_a_due_date_before_it_is_refused_whole(session):
    session.recommendations.first().assignments.update(due_on=date(2023, 9, 20))
    draft = request(session)
    with pytest.raises(Refused, match="trước ngày ban hành"):
        issue(draft)
    draft.refresh_from_db()
    assert (draft.status, draft.number) == ("draft", None)


def test_issue_while_in_the_field_is_refused(session, draft):
    OversightSession.objects.filter(pk=session.pk).update(status="fieldwork")
    draft = Document.objects.get(pk=draft.pk)
    with pytest.raises(Refused, match="xây dựng báo cáo"):
        issue(draft)


@pytest.mark.parametrize("where", ["page", "annotation", "names"])
def test_signed_copy_with_a_script_anywhere_is_refused(where):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if where == "page":
        pdf.pages[0].AA = pikepdf.Dictionary(O=script)
    elif where == "annotation":
        pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=script)])
    else:
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", script]))
    out = io.BytesIO()
    pdf.save(out)
    with pytest.raises(Refused, match="mã lệnh"):
        check_pdf(out.getvalue(), "ban-ky.pdf")


def test_signed_copy_that_did_not_arrive_whole_is_refused():
    """qpdf opens it and leaves out what is missing; the copy would be kept for good."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)
    cut = out.getvalue()[: out.getvalue().rindex(b"xref")]
    with pikepdf.open(io.BytesIO(cut)) as mended:
        assert len(mended.pages) == 2
    with pytest.raises(Refused, match="chưa tải đủ hoặc bị cắt cuối"):
        check_pdf(cut, "ban-ky.pdf")
    check_pdf(out.getvalue() + b"\r\n" * 100, "ban-ky.pdf")


def test_our_own_paper_with_its_figures_inside_is_taken_as_signed_copy():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["so-lieu.xlsx"] = b"PK"
    out = io.BytesIO()
    pdf.save(out)
    check_pdf(out.getvalue(), "ban-ky.pdf")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("ban-ky.pdf", b"MZ\x90\x00 not a pdf", "không phải PDF"),
        ("ban-ky.pdf", b"%PDF-1.7 broken", "bị hỏng"),
        ("ban-ky.pdf", b"", "không có nội dung"),
    ],
)
def test_signed_copy_that_is_no_pdf_keeps_what_was_typed(as_user, draft, name, content, words):
    answer = as_user("vanthu").post(
        f"/documents/{draft.pk}/issue/",
        {
            "number": "12",
            "issued_on": "2023-09-22",
            "signer_name": "Đào Thị Anh Nga",
            "signer_position": "Trưởng Ban",
            "authority": "TM.",
            "signed_copy": SimpleUploadedFile(name, content, "application/pdf"),
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page and 'value="Đào Thị Anh Nga"' in page and 'value="12"' in page
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_clerk_issues_on_the_page(as_user, draft):
    scan = signed_pdf()
    answer = as_user("vanthu").post(
        f"/documents/{draft.pk}/issue/",
        {
            "number": "12",
            "issued_on": "2023-09-22",
            "signer_name": "Đào Thị Anh Nga",
            "signer_position": "Trưởng Ban",
            "authority": "TM.",
            "signed_copy": SimpleUploadedFile("ban-ky.pdf", scan, "application/pdf"),
        },
    )
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.symbol_line) == ("issued", "12/BC-HĐND")
    assert draft.signed_copy.read() == scan


# Who sees and downloads


def code(client, url):
    response = client.get(url)
    # Reading to the end closes the file, as a browser's download does.
    assert b"".join(response)
    return response.status_code


def make_ready(document):
    assert rendering.render(document.pk)
    document.refresh_from_db()


@pytest.mark.pdf
def test_file_of_a_draft_is_for_the_committee_only(as_user, queued):
    make_ready(queued)
    url = f"/documents/{queued.pk}/file/"
    codes = {name: code(as_user(name), url) for name in ("chuyenvien", "lanhdao", "locha", "maiphu")}
    assert codes == {"chuyenvien": 200, "lanhdao": 200, "locha": 404, "maiphu": 404}


def test_issued_paper_is_seen_by_its_addressee_and_by_no_other_body(as_user, draft):
    issue(draft)
    url = f"/documents/{draft.pk}/signed/"
    codes = {name: code(as_user(name), url) for name in ("locha", "locha.ct", "maiphu", "duchue", "sokhcn")}
    assert codes == {"locha": 200, "locha.ct": 200, "maiphu": 404, "duchue": 404, "sokhcn": 404}


def test_file_before_it_is_ready_is_not_found(as_user, queued):
    assert as_user("chuyenvien").get(f"/documents/{queued.pk}/file/").status_code == 404


# The row is the truth


def test_claim_by_two_workers_lets_one_have_it(queued):
    assert (queued.claim(uuid4()), queued.claim(uuid4())) == (True, False)


def test_finish_with_an_old_attempt_changes_nothing(queued):
    lost, present = uuid4(), uuid4()
    queued.claim(lost)
    Document.objects.update(attempt=present)
    assert queued.finish(lost, file=None, pages=1) is False
    queued.refresh_from_db()
    assert (queued.rendering, queued.attempt) == ("rendering", present)


def test_third_failure_is_final_and_retry_starts_anew(queued):
    for expected in ("queued", "queued", "failed"):
        attempt = uuid4()
        queued.claim(attempt)
        queued.fail(attempt, "Không lập được PDF: thử nghiệm")
        queued.refresh_from_db()
        assert queued.rendering == expected
    assert documents.retry_rendering(queued) is True
    queued.refresh_from_db()
    assert (queued.rendering, queued.failures, queued.failure_reason) == ("queued", 0, "")


def test_reap_queues_what_a_dead_worker_left_without_counting_a_failure(queued, settings):
    queued.claim(uuid4())
    later = timezone.now() + timedelta(seconds=settings.RENDER_LOST_AFTER_SECONDS + 1)
    assert rendering.reap(later) == [queued.pk]
    queued.refresh_from_db()
    assert (queued.rendering, queued.failures, queued.attempt) == ("queued", 0, None)


def test_reap_leaves_a_living_rendering_alone(queued):
    queued.claim(uuid4())
    assert rendering.reap(timezone.now()) == []


# From the shell and from outside


@pytest.mark.pdf
def test_render_document_command_writes_a_pdf(tmp_path):
    target = tmp_path / "bao-cao.pdf"
    call_command("render_document", "result_report", "LOCHA-2023", output=str(target), stdout=io.StringIO())
    assert target.read_bytes().startswith(b"%PDF-1.7")


def test_render_document_command_with_an_unknown_key_says_so(tmp_path):
    with pytest.raises(CommandError, match="Không có cuộc giám sát mã NAY"):
        call_command("render_document", "result_report", "NAY", output=str(tmp_path / "x.pdf"))


def test_render_document_command_of_an_unknown_kind_names_the_kinds(tmp_path):
    with pytest.raises(CommandError, match=r"Không có loại văn bản bao_cao\. Các loại: result_report, "):
        call_command("render_document", "bao_cao", "LOCHA-2023", output=str(tmp_path / "x.pdf"))


@pytest.mark.pdf
def test_render_document_command_names_the_photo_whose_file_is_lost(session, tmp_path):
    photo = visits.add_photo(session.visits.first(), make_upload(), by=user("chuyenvien"))
    visits.caption_photo(photo, "Quầy cá")
    session.sections.filter(code="I").update(text=f"<p>[[hinh:{photo.pk}]]</p>")
    photo.file.full_path.unlink()
    with pytest.raises(CommandError, match="Không đọc được tệp ảnh “Quầy cá”"):
        call_command("render_document", "result_report", "LOCHA-2023", output=str(tmp_path / "x.pdf"))


def test_render_document_command_into_a_folder_asks_for_a_file_name(tmp_path):
    with pytest.raises(CommandError, match=r"là thư mục\. Ghi cả tên tệp"):
        call_command("render_document", "result_report", "LOCHA-2023", output=str(tmp_path))


def test_verify_page_tells_the_outside_of_an_issued_paper_without_sign_in(client, draft):
    issue(draft)
    page = client.get(f"/verify/{draft.short_code}/").content.decode()
    assert "12/BC-HĐND" in page and "22/9/2023" in page
    assert "Chợ Phủ" not in page


def test_verify_page_of_a_draft_tells_nothing_but_that(client, draft):
    page = client.get(f"/verify/{draft.short_code}/").content.decode()
    assert "chưa ban hành" in page and "Lộc Hà" not in page


@pytest.mark.parametrize("code", ["../", "A/B", "%00"])
def test_verify_form_takes_any_text(client, code):
    assert client.get("/verify/", {"code": code}).status_code in (200, 302)


@pytest.mark.parametrize("year", ["0", "-1", "10000", "99999999999999999999", "abc"])
def test_document_list_takes_any_year(as_user, year):
    assert as_user("chuyenvien").get("/documents/", {"year": year}).status_code == 200


def test_verify_page_of_an_unknown_code_is_not_found(client):
    assert client.get("/verify/AAAAAAAA/").status_code == 404


# Lists


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_document_list_asks_the_same_number_of_queries(as_user, draft, rows, django_assert_num_queries):
    template = Document.objects.get(pk=draft.pk)
    Document.objects.bulk_create(
        Document(
            kind="result_report",
            committee=template.committee,
            session=template.session,
            title=f"Báo cáo {n}",
            snapshot={},
            snapshot_hash=f"{n:064d}",
            template_version="1",
        )
        for n in range(rows - 1)
    )
    client = as_user("chuyenvien")
    with django_assert_num_queries(5):
        client.get("/documents/")


def test_home_offers_the_latest_paper_to_the_leader(as_user, draft):
    issue(draft)
    # The signed copy is the authority: it can be had before the last rendering is ready.
    Document.objects.filter(pk=draft.pk).update(rendering="queued")
    page = as_user("lanhdao").get("/").content.decode()
    assert f"/documents/{draft.pk}/signed/?download" in page


def test_page_of_a_committee_without_its_symbol_says_what_is_missing(as_user, session):
    Letterhead.objects.filter(body=session.committee).update(symbols={})
    page = as_user("chuyenvien").get(f"/sessions/{session.code}/report/")
    assert page.status_code == 409
    assert "Chưa đặt ký hiệu cho “Báo cáo kết quả giám sát”." in page.content.decode()
