"""Recommendations of former years: checked as a whole, loaded by a leader, taken out while untouched."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused
from oversight.actions.past import confirm_past, stage_past, undo_past
from oversight.domain.figures import three_figures
from oversight.models import Assignment, OversightSession, PastImport, Recommendation
from oversight.past.columns import COLUMNS
from tests.factories import Cast, make_body

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
        ({"session": "GS 2022/01"}, "A4", "Mã “GS 2022/01” không dùng được."),
        ({"title": ""}, "A4", "Chưa có cuộc giám sát mã “GS-2022-01”."),
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
