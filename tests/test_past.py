"""Recommendations of former years: checked as a whole, loaded by a leader, taken out while untouched."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused
from oversight.actions.past import confirm_past, stage_past
from oversight.actions.past_undo import undo_past
from oversight.domain.figures import three_figures
from oversight.models import (
    Assignment,
    Comment,
    Document,
    EscalationStep,
    Extension,
    Finding,
    OversightSession,
    PastImport,
    PrivateNote,
    Recommendation,
)
from oversight.past.columns import COLUMNS
from tests.factories import Cast, make_body, make_committee, make_district, make_province, make_session

pytestmark = pytest.mark.django_db
HEADS = [titles[0] for titles in COLUMNS.values()]
GOOD = {
    "session": "GS-2022-01",
    "title": "Giám sát chuyển đổi số",
    "text": "Ban hành kế hoạch chuyển đổi số năm 2023",
    "body": "UBND huyện Lộc Hà",
    "issued_on": "15/11/2022",
    "due_on": "31/12/2022",
    "status": "đang thực hiện",
}


@pytest.fixture(autouse=True)
def on_the_day():
    with set_today(date(2026, 9, 14)):
        yield


@pytest.fixture
def cast():
    return Cast()


def book(*rows, heads=HEADS):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Danh sách đổi tên")
        sheet.write_row(2, 0, heads)
        for number, row in enumerate(rows, start=3):
            sheet.write_row(number, 0, [row.get(key, "") for key in COLUMNS])
    return out.getvalue()


def upload(*rows, **options):
    return SimpleUploadedFile("kien-nghi.xlsx", book(*rows, **options))


def stage(cast, *rows, **options):
    return stage_past(upload(*rows, **options), committee=cast.committee, by=cast.staff)


def places(batch):
    return [(problem["place"].split("!")[-1], problem["message"]) for problem in batch.problems]


def test_rows_that_stand_wait_for_the_leader(cast):
    batch = stage(cast, GOOD)
    assert (len(batch.staged), batch.problems, batch.applied_at) == (1, [], None)
    assert Recommendation.objects.count() == 0


def test_confirmed_list_is_marked_and_dated(cast):
    other = make_body("UBND huyện Thạch Hà", unit=cast.commune)
    batch = stage(
        cast,
        GOOD,
        GOOD | {"body": other.name, "status": "hoàn thành", "completed_on": "20/12/2022"},
        GOOD | {"text": "Tập huấn kỹ năng số", "due_on": ""},
    )
    confirm_past(batch, by=cast.leader)
    session = OversightSession.objects.get(code="GS-2022-01")
    assert (session.committee, session.status, session.title) == (
        cast.committee,
        "follow_up",
        "Giám sát chuyển đổi số",
    )
    assert [(r.number, r.assignments.count()) for r in session.recommendations.all()] == [(1, 2), (2, 1)]
    found = Assignment.objects.get(body=other)
    assert (found.status, found.issued_on, found.completed_on, found.is_retrospective) == (
        "done",
        date(2022, 11, 15),
        date(2022, 12, 20),
        True,
    )
    move = found.history.get()
    assert (move.by, move.note.startswith("Nhập hồi cố từ tệp “kien-nghi.xlsx”")) == (cast.leader, True)
    figures = three_figures(Assignment.objects.all(), date(2026, 9, 14))
    assert (figures.issued, figures.due, figures.done, figures.undated) == (3, 2, 1, 1)


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ({"text": ""}, "D4", "Thiếu “Nội dung kiến nghị”."),
        (
            {"body": "UBND huyện Lộc Hạ Long"},
            "E4",
            "Không có cơ quan tên “UBND huyện Lộc Hạ Long” trong danh mục.",
        ),
        ({"issued_on": "32/13/2022"}, "F4", None),
        ({"issued_on": "15/11/2019"}, "F4", "Ngày 15/11/2019 ngoài khoảng 1/1/2021 đến hôm nay."),
        ({"due_on": "1/11/2022"}, "H4", "Thời hạn 1/11/2022 trước ngày ban hành 15/11/2022."),
        ({"status": "lưng chừng"}, "I4", "Không rõ tình trạng “lưng chừng”."),
        ({"status": "hoàn thành"}, "J4", "Đã hoàn thành nhưng thiếu ngày hoàn thành."),
        ({"completed_on": "20/12/2022"}, "J4", "Ghi “đang thực hiện” mà có ngày hoàn thành."),
        (
            {"status": "không thực hiện", "completed_on": "20/12/2022"},
            "J4",
            "Ghi “không thực hiện” mà có ngày hoàn thành.",
        ),
        ({"session": "GS 2022/01"}, "A4", "Mã “GS 2022/01” không dùng được."),
        ({"title": ""}, "A4", "Chưa có cuộc giám sát mã “GS-2022-01”."),
        # One wrong day is one thing to mend, not three.
        ({"issued_on": "15/11/2027"}, "F4", "Ngày 15/11/2027 ngoài khoảng 1/1/2021 đến hôm nay."),
        (
            {"status": "hoàn thành", "completed_on": "20/12/2027"},
            "J4",
            "Ngày 20/12/2027 ngoài khoảng 1/1/2021 đến hôm nay.",
        ),
        (
            {"held_on": "16/11/2022"},
            "C4",
            "Ngày giám sát 16/11/2022 sau ngày ban hành 15/11/2022.",
        ),
        (
            {"due_on": "31/12/2062"},
            "H4",
            "Ngày 31/12/2062 quá xa, xin xem lại năm; muộn nhất là 14/9/2036.",
        ),
    ],
)
def test_wrong_cell_is_told_with_its_address(cast, change, place, message):
    batch = stage(cast, GOOD | change)
    found = places(batch)
    assert [where for where, _message in found] == [place]
    assert message is None or found[0][1] == message
    with pytest.raises(Refused, match="còn lỗi"):
        confirm_past(batch, by=cast.leader)
    assert Assignment.objects.count() == 0


def test_all_problems_come_at_once(cast):
    batch = stage(cast, GOOD | {"status": "?"}, GOOD | {"text": "Hai", "body": "?"}, GOOD | {"text": ""})
    assert [place for place, _message in places(batch)] == ["I4", "E5", "D6"]


def test_body_that_had_ended_is_refused(cast):
    cast.body.valid_to = date(2022, 6, 30)
    cast.body.save()
    assert places(stage(cast, GOOD)) == [("E4", "“UBND huyện Lộc Hà” không hoạt động vào ngày 15/11/2022.")]


@pytest.mark.parametrize(
    "name",
    [
        "Ủy ban nhân dân huyện Lộc Hà",
        "Uỷ ban Nhân dân huyện Lộc Hà",
        " ubnd  HUYỆN lộc hà. ",
        "UBND H. Lộc Hà",
        "UBND H.Lộc Hà",
    ],
)
def test_body_is_found_by_other_spellings_of_its_name(cast, name):
    batch = stage(cast, GOOD | {"body": name})
    assert (places(batch), batch.staged[0]["body_id"]) == ([], cast.body.pk)


@pytest.mark.parametrize(("short", "full"), [("TX", "thị xã"), ("TP.", "thành phố"), ("tt", "thị trấn")])
def test_kind_of_a_unit_may_be_written_short(cast, short, full):
    town = make_body(f"UBND {full} Hồng Lĩnh", unit=cast.district)
    batch = stage(cast, GOOD | {"body": f"Ủy ban nhân dân {short} Hồng Lĩnh"})
    assert (places(batch), batch.staged[0]["body_id"]) == ([], town.pk)


def test_two_bodies_of_one_name_are_told_apart_by_their_code(cast):
    other = make_body(cast.body.name, unit=cast.commune)
    (problem,) = stage(cast, GOOD).problems
    assert problem["message"] == "Có 2 cơ quan tên “UBND huyện Lộc Hà”."
    assert problem["suggestion"] == f"Ghi mã thay cho tên, một trong: {cast.body.code}, {other.code}."
    assert stage(cast, GOOD | {"body": other.code}).staged[0]["body_id"] == other.pk


def test_body_of_another_province_is_none_of_the_list(cast):
    elsewhere = make_province("Tây Ninh")
    make_body("UBND huyện Đức Huệ", unit=make_district("Đức Huệ", parent=elsewhere))
    batch = stage(cast, GOOD | {"body": "UBND huyện Đức Huệ"})
    assert places(batch) == [("E4", "Không có cơ quan tên “UBND huyện Đức Huệ” trong danh mục.")]


def test_body_that_is_suggested_was_there_on_the_day(cast):
    make_body("UBND xã Lộc Hà", unit=cast.commune, valid_from=date(2025, 7, 1))
    (problem,) = stage(cast, GOOD | {"body": "UBND Lộc Hà"}).problems
    assert problem["suggestion"] == "Có phải “UBND huyện Lộc Hà”?"


def test_code_in_other_capitals_makes_no_second_session(cast):
    make_session(committee=cast.committee, code="GS-2022-01", status="follow_up")
    batch = stage(cast, GOOD | {"session": "gs-2022-01"})
    assert places(batch) == [("A4", "Mã “gs-2022-01” chỉ khác mã “GS-2022-01” ở chữ hoa, chữ thường.")]
    batch = stage(
        cast, GOOD | {"session": "GS-2023-02"}, GOOD | {"session": "gs-2023-02", "text": "Nội dung hai"}
    )
    assert places(batch) == [("A5", "Mã “gs-2023-02” chỉ khác mã “GS-2023-02” ở chữ hoa, chữ thường.")]


def test_same_row_twice_is_refused(cast):
    batch = stage(cast, GOOD, GOOD | {"text": GOOD["text"].upper()})
    assert places(batch) == [("D5", "Trùng với dòng 4: cùng cuộc, cùng nội dung, cùng cơ quan.")]


def test_list_loaded_twice_adds_nothing(cast):
    confirm_past(stage(cast, GOOD), by=cast.leader)
    assert places(stage(cast, GOOD)) == [("D4", "Nội dung này đã có trong hệ thống.")]


def test_session_of_another_committee_is_not_touched(cast):
    confirm_past(stage(cast, GOOD), by=cast.leader)
    OversightSession.objects.filter(code="GS-2022-01").update(committee=cast.stranger.posts.get().body)
    assert places(stage(cast, GOOD | {"text": "Khác"})) == [("A4", "Mã “GS-2022-01” là của hồ sơ khác.")]


def test_missing_column_is_told(cast):
    heads = [head for head in HEADS if head != "Tình trạng"] + [""]
    batch = stage(cast, GOOD, heads=heads)
    assert batch.staged == []
    assert any("Tình trạng" in problem["message"] for problem in batch.problems)


@pytest.mark.parametrize("content", [b"", b"khong phai bang tinh", b"PK\x03\x04hong"])
def test_file_that_is_no_workbook_is_refused_on_the_page(client, cast, content):
    client.force_login(cast.staff)
    file = SimpleUploadedFile("kien-nghi.xlsx", content)
    page = client.post(reverse("past_list"), {"committee": cast.committee.pk, "file": file})
    assert page.status_code == 422
    assert PastImport.objects.count() == 0


def test_second_confirmation_is_refused(cast):
    batch = stage(cast, GOOD)
    confirm_past(batch, by=cast.leader)
    with pytest.raises(Refused, match="đã được xác nhận"):
        confirm_past(PastImport.objects.get(pk=batch.pk), by=cast.leader)
    assert Assignment.objects.count() == 1


def test_undo_takes_all_out_again(cast):
    batch = stage(cast, GOOD)
    confirm_past(batch, by=cast.leader)
    undo_past(batch, by=cast.leader)
    assert (Assignment.objects.count(), Recommendation.objects.count()) == (0, 0)
    assert not OversightSession.objects.filter(code="GS-2022-01").exists()


def test_undo_is_refused_once_somebody_worked_on_it(cast):
    batch = stage(cast, GOOD)
    confirm_past(batch, by=cast.leader)
    Assignment.objects.get().move("reported_done", by=cast.staff)
    with pytest.raises(Refused, match="đã được xử lý tiếp"):
        undo_past(batch, by=cast.leader)
    assert Assignment.objects.count() == 1


def test_officer_stages_and_leader_confirms_on_screen(client, cast):
    client.force_login(cast.staff)
    answer = client.post(reverse("past_list"), {"committee": cast.committee.pk, "file": upload(GOOD)})
    batch = PastImport.objects.get()
    assert answer["Location"] == reverse("past_detail", args=[batch.pk])
    assert client.post(reverse("past_confirm", args=[batch.pk])).status_code == 403
    client.force_login(cast.leader)
    assert client.get(answer["Location"]).context["may_confirm"] is True
    client.post(reverse("past_confirm", args=[batch.pk]))
    assert Assignment.objects.count() == 1


def test_template_has_the_columns_and_its_example_is_skipped(client, cast):
    client.force_login(cast.staff)
    content = client.get(reverse("past_template")).content
    batch = stage_past(SimpleUploadedFile("mau.xlsx", content), committee=cast.committee, by=cast.staff)
    assert (batch.staged, [problem["message"] for problem in batch.problems]) == (
        [],
        ["Danh sách chưa có dòng nào."],
    )


@pytest.mark.parametrize("who", ["local", "member"])
def test_list_is_closed_to_others(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("past_list")).status_code == 403


def test_foreign_list_is_not_there(client, cast):
    batch = stage(cast, GOOD)
    client.force_login(cast.stranger)
    assert client.get(reverse("past_detail", args=[batch.pk])).status_code == 404


def test_partly_done_may_have_its_day(cast):
    row = GOOD | {"status": "hoàn thành một phần", "completed_on": "20/12/2022"}
    assert places(stage(cast, row)) == []


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("planned", "Cuộc giám sát “GS-2022-01” đã lập kế hoạch, chưa đến bước theo dõi sau giám sát."),
        (
            "reporting",
            "Cuộc giám sát “GS-2022-01” đang xây dựng báo cáo, chưa đến bước theo dõi sau giám sát.",
        ),
        ("cancelled", "Cuộc giám sát “GS-2022-01” đã hủy, chưa đến bước theo dõi sau giám sát."),
        ("closed", "Cuộc giám sát “GS-2022-01” đã kết thúc."),
    ],
)
def test_session_that_is_not_followed_up_takes_no_past_rows(cast, status, message):
    make_session(code="GS-2022-01", committee=cast.committee, status=status)
    assert places(stage(cast, GOOD)) == [("A4", message)]


def test_session_that_is_followed_up_takes_past_rows(cast):
    make_session(code="GS-2022-01", committee=cast.committee, status="follow_up")
    batch = stage(cast, GOOD)
    confirm_past(batch, by=cast.leader)
    assert (batch.problems, batch.made["sessions"], Assignment.objects.count()) == ([], [], 1)


# Between reading and confirming


def refusal_of(act, **words):
    with pytest.raises(Refused) as refusal:
        act(**words)
    return str(refusal.value)


def test_same_list_waiting_twice_is_loaded_once(cast):
    rows = [GOOD, GOOD | {"text": "Hai"}]
    first, second = stage(cast, *rows), stage(cast, *rows)
    confirm_past(first, by=cast.leader)
    assert refusal_of(confirm_past, batch=second, by=cast.leader) == (
        "Danh sách không còn khớp với hệ thống. Dòng 4: Nội dung này đã có trong hệ thống. "
        "Còn 1 dòng khác cũng vậy. Sửa trong Excel rồi tải lên lại."
    )
    assert Assignment.objects.count() == 2
    assert PastImport.objects.get(pk=second.pk).applied_at is None


def test_two_committees_with_one_new_code_do_not_share_it(cast):
    mine = stage(cast, GOOD)
    theirs = stage_past(upload(GOOD), committee=make_committee("Ban khác"), by=cast.stranger)
    confirm_past(theirs, by=cast.stranger)
    assert refusal_of(confirm_past, batch=mine, by=cast.leader) == (
        "Danh sách không còn khớp với hệ thống. Dòng 4: Mã “GS-2022-01” là của hồ sơ khác. "
        "Sửa trong Excel rồi tải lên lại."
    )
    assert OversightSession.objects.get(code="GS-2022-01").committee == theirs.committee


def test_session_closed_after_the_list_was_read_is_not_added_to(cast):
    session = make_session(code="GS-2022-01", committee=cast.committee, status="follow_up")
    batch = stage(cast, GOOD)
    OversightSession.objects.filter(pk=session.pk).update(status="closed")
    assert "Cuộc giám sát “GS-2022-01” đã kết thúc." in refusal_of(confirm_past, batch=batch, by=cast.leader)
    assert Assignment.objects.count() == 0


# What somebody attached to what was made


def commented(cast, duty):
    Comment.objects.create(assignment=duty, text="Đã gửi kế hoạch", by=cast.staff, by_line="Chuyên viên")


def noted(cast, duty):
    PrivateNote.objects.create(assignment=duty, committee=cast.committee, text="Hỏi lại", by=cast.staff)


def noted_of_the_session(cast, duty):
    session = duty.recommendation.session
    PrivateNote.objects.create(session=session, committee=cast.committee, text="Hỏi lại", by=cast.staff)


def escalated(cast, duty):
    day = date(2026, 9, 1)
    EscalationStep.objects.create(
        assignment=duty,
        step=1,
        reason="Quá hạn",
        proposed_on=day,
        status="decided",
        decided_by=cast.leader,
        decided_on=day,
    )


def asked_for_time(cast, duty):
    Extension.objects.create(
        assignment=duty, asked_due=date(2026, 12, 1), reason="Chưa xong", asked_by=cast.staff
    )


def answered(cast, duty):
    duty.body.responses.create(text="Đang làm", by=cast.staff).assignments.add(duty)


def found(cast, duty):
    Finding.objects.create(session=duty.recommendation.session, kind="weakness", text="Chậm", by=cast.staff)


def papered(cast, duty):
    session = duty.recommendation.session
    Document.objects.create(
        session=session, committee=cast.committee, kind="result_report", title="Báo cáo", snapshot={}
    )


def assigned_to_another(cast, duty):
    Assignment.objects.create(recommendation=duty.recommendation, body=cast.commune_body)


DUTY = "“Ban hành kế hoạch chuyển đổi số năm 2023” (UBND huyện Lộc Hà)"
SESSION = "“Giám sát chuyển đổi số”"


@pytest.mark.parametrize(
    ("attach", "model", "words"),
    [
        (commented, Comment, f"{DUTY} đã có trao đổi"),
        (noted, PrivateNote, f"{DUTY} đã có ghi chú nội bộ"),
        (noted_of_the_session, PrivateNote, f"{SESSION} đã có ghi chú nội bộ"),
        (escalated, EscalationStep, f"{DUTY} đã có "),
        (asked_for_time, Extension, f"{DUTY} đã có "),
        (answered, None, f"{DUTY} đã có trả lời của cơ quan thực hiện"),
        (found, Finding, f"{SESSION} đã có "),
        (papered, Document, f"{SESSION} đã có "),
        (assigned_to_another, None, "“Ban hành kế hoạch chuyển đổi số năm 2023” đã có "),
    ],
)
def test_undo_is_refused_once_something_hangs_on_what_was_made(cast, attach, model, words):
    batch = stage(cast, GOOD)
    confirm_past(batch, by=cast.leader)
    attach(cast, Assignment.objects.get())
    said = refusal_of(undo_past, batch=batch, by=cast.leader)
    assert said.startswith(f"Không hoàn tác được: {words}")
    assert model is None or model.objects.count() == 1
    assert PastImport.objects.get().undone_at is None


def test_undo_is_refused_once_the_session_was_edited(cast):
    batch = stage(cast, GOOD)
    confirm_past(batch, by=cast.leader)
    OversightSession.objects.filter(code="GS-2022-01").update(row_version=2)
    said = refusal_of(undo_past, batch=batch, by=cast.leader)
    assert said == f"Không hoàn tác được: {SESSION} đã được xử lý tiếp."


def test_lists_are_undone_last_first(cast):
    first = stage(cast, GOOD)
    confirm_past(first, by=cast.leader)
    second = stage(cast, GOOD | {"text": "Tập huấn kỹ năng số"})
    confirm_past(second, by=cast.leader)
    assert SESSION in refusal_of(undo_past, batch=first, by=cast.leader)
    undo_past(second, by=cast.leader)
    undo_past(first, by=cast.leader)
    assert (Assignment.objects.count(), OversightSession.objects.filter(code="GS-2022-01").count()) == (0, 0)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_undo_looks_for_what_hangs_on_any_number_of_rows_at_once(cast, rows, django_assert_num_queries):
    batch = stage(cast, *(GOOD | {"text": f"Kiến nghị {number}"} for number in range(rows)))
    confirm_past(batch, by=cast.leader)
    noted_of_the_session(cast, Assignment.objects.first())
    with django_assert_num_queries(32):
        assert SESSION in refusal_of(undo_past, batch=batch, by=cast.leader)
