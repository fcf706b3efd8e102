"""A leader from the first page to what is late: its records, the step, the letter; acts on many at once."""

import csv
import io
import re
import zipfile
from datetime import date, timedelta

import pytest
import xlsxwriter
from playwright.sync_api import expect

from oversight.past.columns import COLUMNS
from tests.journeys.files import signed_scan, upload
from tests.journeys.test_pages import axe_of
from tests.live import PHONE

pytestmark = pytest.mark.journey

TODAY = date.today()
LATE_DAYS = 20
LATE = ["Gắn mã QR cho các tuyến đường.", "Lập tổ công nghệ số cộng đồng."]
NUMBER = 961
RENDERING_MILLISECONDS = 90_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CASE = "from tests.journeys.follow_up_case import *\n"


def words(day):
    return f"{day.day}/{day.month}/{day.year}"


def stands(page):
    assert axe_of(page) == []


def press(page, name):
    follow(page.get_by_role("button", name=name, exact=True))


def follow(target):
    """Click, and look only at the page that comes: the old one is still there for a moment."""
    with target.page.expect_navigation():
        target.click()


@pytest.fixture(scope="module")
def late(ask):
    """The keys of two duties of the district, twenty days overdue."""
    code = f"{CASE}made = make_issued('LAI-1', {NUMBER}, {LATE!r})\n"
    return ask(f"{code}answer = make_overdue(made['duties'], {LATE_DAYS})")


def rows_behind(page, address):
    """How many records stand in the export of the list that a figure leads to."""
    path, _sign, query = address.partition("?")
    answer = page.request.get(f"{path}?{query}&export=csv")
    assert answer.status == 200
    return len(list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))) - 1


def test_every_figure_of_the_leader_opens_as_many_records(page_for, late):
    page = page_for("lanhdao", PHONE)
    stands(page)
    card = page.locator(".figure-card", has_text="Quá hạn")
    number = int(card.locator(".figure-number").inner_text())
    follow(card.get_by_role("link"))
    stands(page)
    expect(page.get_by_text(f"{number} dòng")).to_be_visible()

    page = page_for("lanhdao")
    counted = {}
    for group in ("body", "unit", "topic", "year"):
        page.goto(f"/follow-up/?by={group}")
        stands(page)
        for link in page.locator("td.number a").all():
            counted.setdefault(link.get_attribute("href"), int(link.inner_text()))
    assert len(counted) > 30
    assert {address: rows_behind(page, address) for address in counted} == counted


def test_step_is_decided_drafted_approved_and_carried_out_with_its_paper(page_for, late):
    duty = f"/assignments/{late[0]}/"
    leader = page_for("lanhdao")
    leader.goto("/my-work/")
    follow(leader.get_by_role("link", name=LATE[0]).first)
    stands(leader)
    expect(leader.get_by_text(f"Quá hạn {LATE_DAYS} ngày (hạn ")).to_be_visible()
    press(leader, "Quyết định bước xử lý")
    expect(leader.get_by_text("Đã quyết định bước xử lý")).to_be_visible()

    officer = page_for("chuyenvien")
    officer.goto(duty)
    press(officer, "Dự thảo công văn đôn đốc")
    expect(officer.get_by_role("link", name="Mở PDF")).to_be_visible(timeout=RENDERING_MILLISECONDS)
    stands(officer)
    letter = officer.url
    press(officer, "Trình duyệt")
    leader.goto(letter)
    press(leader, "Duyệt")
    expect(leader.get_by_text("Đã duyệt.")).to_be_visible()

    issue(page_for("vanthu"), letter)
    officer.goto(duty)
    step = officer.get_by_role("region", name="Bước xử lý")
    expect(step).to_contain_text(f"thực hiện {words(TODAY)}")
    expect(step.get_by_role("link", name=f"{NUMBER + 1}/")).to_have_attribute(
        "href", re.compile(re.escape(letter.rpartition("/documents/")[2]))
    )
    # The body reads the letter that it was sent.
    local = page_for("locha")
    assert local.request.get(letter).status == 200
    assert page_for("maiphu").request.get(letter).status == 404


def issue(page, paper):
    page.goto(paper)
    page.get_by_label("Số văn bản").fill(str(NUMBER + 1))
    page.get_by_label("Họ tên người ký").fill("Đào Thị Anh Nga")
    page.get_by_label("Chức vụ người ký").fill("Trưởng Ban")
    page.get_by_label("Bản đã ký (PDF)").set_input_files(signed_scan())
    press(page, "Cấp số, ban hành")
    expect(page.get_by_text("Đã ban hành văn bản số")).to_be_visible()


def test_many_are_extended_after_a_look_at_what_changes(page_for, late):
    page, later = page_for("lanhdao"), TODAY + timedelta(days=50)
    page.goto("/assignments/?session=LAI-1")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Gia hạn")
    stands(page)
    page.get_by_label("Thời hạn mới").fill(later.isoformat())
    page.get_by_label("Lý do").fill("Chờ bố trí kinh phí.")
    press(page, "Xem trước thay đổi")
    old = words(TODAY - timedelta(days=LATE_DAYS))
    expect(page.get_by_text(f"2 bản ghi đổi từ {old} thành {words(later)}")).to_be_visible()
    stands(page)
    press(page, "Thực hiện")
    expect(page.get_by_text("Đã gia hạn 2 nội dung.")).to_be_visible()
    page.goto(f"/assignments/{late[1]}/")
    expect(page.get_by_role("region", name="Quá trình")).to_contain_text(old)


def test_post_is_handed_over_with_what_is_open(page_for, ask, late):
    ask(f"{CASE}make_successor('banviec')\nanswer = True")
    leader = page_for("lanhdao")
    leader.goto("/handover/")
    stands(leader)
    follow(leader.get_by_role("link", name="Cán bộ banviec chuyển đi"))
    stands(leader)
    leader.get_by_label("Người nhận").select_option("Cán bộ banviec mới về")
    press(leader, "Bàn giao")
    expect(leader.get_by_text("Đã bàn giao chức danh.")).to_be_visible()
    stands(leader)
    handed = leader.get_by_role("region", name="Việc đang mở khi bàn giao").get_by_role("link")
    open_work = [link.get_attribute("href") for link in handed.all()]

    successor = page_for("banviec.moi")
    successor.goto("/my-work/")
    found = [link.get_attribute("href") for link in successor.locator("main li a").all()]
    assert open_work != []
    assert sorted(set(found)) == sorted(set(open_work))


def test_sheets_of_all_bodies_are_one_zip(page_for, late):
    page = page_for("chuyenvien")
    page.goto("/sessions/LAI-1/?tab=documents")
    press(page, "Bảng của từng cơ quan")
    expect(page.get_by_text("1/1 tệp sẵn sàng")).to_be_visible(timeout=RENDERING_MILLISECONDS)
    stands(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải 1 tệp (zip)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        contents = {name: archive.read(name)[:5] for name in archive.namelist()}
    assert contents == {f"bang-theo-doi-kien-nghi-lai-1-ubnd-448-{TODAY}.pdf": b"%PDF-"}


GOOD = {
    "session": "GS-2022-QK",
    "title": "Giám sát chuyển đổi số năm 2022",
    "text": "Ban hành kế hoạch chuyển đổi số năm 2023",
    "body": "UBND huyện Lộc Hà",
    "issued_on": "15/11/2022",
    "due_on": "31/12/2022",
    "status": "đang thực hiện",
}
PLANTED = [
    GOOD | {"text": "Một", "issued_on": "31/02/2022"},
    GOOD | {"text": "Hai", "body": "UBND huyện Lộc Ha Ha"},
    GOOD | {"text": "Ba", "status": "ok"},
]


def past_list(*rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Kiến nghị")
        sheet.write_row(0, 0, [titles[0] for titles in COLUMNS.values()])
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [row.get(key, "") for key in COLUMNS])
    return upload("kien-nghi-2022.xlsx", out.getvalue(), XLSX)


def test_list_of_the_past_is_mended_confirmed_and_undone(page_for):
    officer = page_for("chuyenvien")
    load(officer, past_list(GOOD, *PLANTED))
    stands(officer)
    cells = officer.get_by_role("region", name="Lỗi theo ô").locator("tbody th").all_inner_texts()
    assert [cell.split("!")[-1] for cell in cells] == ["F3", "E4", "I5"]
    expect(officer.get_by_text("Chưa có gì được ghi vào hệ thống.")).to_be_visible()

    load(officer, past_list(GOOD, GOOD | {"text": "Tập huấn kỹ năng số", "due_on": ""}))
    expect(officer.get_by_text("chờ lãnh đạo Ban xác nhận")).to_be_visible()
    assert loaded(officer) == 0
    leader = page_for("lanhdao")
    leader.goto(officer.url)
    press(leader, "Xác nhận ghi 2 dòng")
    expect(leader.get_by_text("Đã ghi danh sách vào hệ thống, đánh dấu nhập hồi cố.")).to_be_visible()
    stands(leader)
    assert loaded(officer) == 2
    leader.get_by_role("button", name="Hoàn tác lần nhập này").click()
    press(leader, "Hoàn tác")
    expect(leader.get_by_text("Đã hoàn tác;")).to_be_visible()
    assert loaded(officer) == 0


def load(page, file):
    page.goto("/recommendations/past/")
    page.get_by_label("Ban", exact=False).first.select_option("Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh")
    page.locator("main input[type=file]").set_input_files(file)
    press(page, "Tải lên và kiểm tra")
    expect(page.get_by_role("heading", level=1)).to_have_text(file["name"])


def loaded(page):
    return rows_behind(page, "/assignments/?session=GS-2022-QK")
