"""Progress reporting, whole: from the workbook of a body to the summary in a leader's hand."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from districts.imports.annotate import COLOURS
from tests import services
from tests.journeys.filled_workbook import FilledWorkbook, marked_cells
from tests.journeys.printed import printed_text
from tests.journeys.progress_steps import (
    CHECKING_MILLISECONDS,
    checked_workbook,
    correct,
    downloaded,
    expect_submitted,
    figure_row,
    held_worker,
    look,
    number,
    open_from_work,
    problems_on,
    refuse_to_sign,
    return_cells,
    send_workbook,
    sign,
    state_of,
    submit,
    take_workbook,
    write_into_report,
)
from tests.live import DESKTOP, PHONE

pytestmark = pytest.mark.journey

LATE_REASON = "Chờ số liệu của bưu điện và công an."
NOT_SIGNED = "Đối chiếu lại số tin, bài với đài truyền thanh."
RETURNED = {
    "CQ2": "Số hồ sơ nộp trực tuyến không khớp cổng dịch vụ công.",
    "XH5": "Mẫu số phải là số người lớn.",
}


@dataclass(frozen=True)
class Case:
    reporter: str
    leader: str
    body: str
    period: str
    indicators: int
    screen: tuple

    @property
    def work(self):
        return f"{self.body} - {self.period}"


CASES = {
    "district-desktop": Case("duchue", "duchue.ct", "UBND huyện Đức Huệ", "Quý I/2023", 41, DESKTOP),
    "commune-phone": Case("maiphu.moi", "maiphu.moi.ct", "UBND xã Mai Phụ", "Quý III/2026", 44, PHONE),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_figures_go_from_the_workbook_to_the_leaders_summary(case, page_for, portal):
    reporter = page_for(case.reporter, case.screen)
    report_url = write_workbook(reporter, case, portal)
    ask_to_sign(reporter)
    leader = page_for(case.leader, case.screen)
    refuse_once(leader, reporter, case)
    open_from_work(leader, case.work)
    sign(leader)

    officer = page_for("chuyenvien", case.screen)
    return_two(officer, case)
    bring_again(reporter, leader, case)
    accept(officer, case)
    assert_leader_reads_it(page_for("lanhdao", case.screen), case, portal)
    reporter.goto(report_url)
    assert state_of(reporter) == "đã tiếp nhận"


def write_workbook(page, case, portal):
    page.goto("/my-work/")
    look(page)
    open_from_work(page, case.work)
    look(page)
    report_url = page.url
    workbook = FilledWorkbook(take_workbook(page))
    workbook.fill()
    planted, meant = plant(workbook)
    with held_worker(portal):
        send_workbook(page, report_url, workbook.upload())
        expect(page.get_by_text("Đang chờ đến lượt kiểm tra")).to_be_visible()
        expect(page.get_by_role("progressbar")).to_be_visible()
        look(page)
    # The page itself finds out that the work is done.
    expect(page.locator("#progress")).to_have_count(0, timeout=CHECKING_MILLISECONDS)
    assert_each_told(page, planted)
    workbook = marked_workbook(page, planted)
    mend(workbook, meant)
    checked_workbook(page, report_url, workbook.upload("so-lieu-da-sua.xlsx"))
    expect(page.get_by_role("heading", name=f"{case.indicators} số liệu sẽ thay đổi")).to_be_visible()
    look(page)
    write_into_report(page)
    assert_report_shows(page, case)
    return report_url


WRONG = {
    ("NT3", "Giá trị"): ("abc", "“abc” không phải số. Chỉ ghi số, ví dụ 12; phần chữ ghi vào cột Ghi chú."),
    ("HT5", "Giá trị"): (-3, "Số không được âm."),
    ("HT8a", "Giá trị"): (12.5, "Số đếm phải là số nguyên, ở đây là 12,5. Có phải là 12.500?"),
    ("CQ2", "Tử số"): (1300, "Tử số 1.300 lớn hơn mẫu số 1.000. Kiểm tra có đảo hai số không."),
    ("KT2", "Mẫu số"): (
        None,
        "Thiếu mẫu số: Tổng số hộ kinh doanh, tiểu thương có địa điểm cố định trên địa bàn.",
    ),
}
UNKNOWN_ROW = "Mã “CQ99” không có trong bộ chỉ tiêu của kỳ này. Có phải là CQ9? Sửa lại mã cho đúng."
UNKNOWN_COLUMN = (
    "Cột “Người nhập” không có trong biểu mẫu. Xóa cột này; nội dung cần gửi thêm ghi vào cột Ghi chú."
)
# The figures that were meant; the others were right before.
MEANT = {("NT3", "Giá trị"): 64, ("CQ2", "Tử số"): 713, ("KT2", "Mẫu số"): 500}


def plant(workbook):
    """({address: the sentence there}, {cell: what was meant}). A decimal comma in a text is no error."""
    workbook.type("CQ5", {"Giá trị": "45,6"})
    workbook.type("CQ2", {"Mẫu số": 1000})
    meant = {key: workbook.cell(*key).value for key in WRONG} | MEANT
    for (code, title), (value, _said) in WRONG.items():
        workbook.type(code, {title: value})
    planted = {workbook.cell(*key).coordinate: said for key, (_value, said) in WRONG.items()}
    planted[workbook.add_row("CQ99", {"Tử số": 1, "Mẫu số": 2})] = UNKNOWN_ROW
    planted[workbook.add_column("Người nhập")] = UNKNOWN_COLUMN
    return planted, meant


def mend(workbook, meant):
    for (code, title), value in meant.items():
        workbook.type(code, {title: value})
    workbook.type("CQ99", {"Mã": None, "Tử số": None, "Mẫu số": None})
    workbook.sheet["I6"] = None


def assert_each_told(page, planted):
    assert problems_on(page, f"{len(planted)} chỗ cần sửa") == planted
    expect(page.get_by_text("Chưa có gì được ghi vào hệ thống").first).to_be_visible()
    expect(page.get_by_role("button", name="Ghi vào báo cáo")).to_be_disabled()
    look(page)


def marked_workbook(page, planted):
    """The workbook back from the review: its wrong cells are coloured and say why."""
    content = downloaded(page, "Tải tệp đã đánh dấu lỗi")
    marked = marked_cells(content).items()
    # What is to be mended comes first; below it may stand what is only to be looked at.
    errors = {at: text.splitlines()[0] for at, (colour, text) in marked if colour == COLOURS["error"]}
    assert errors == planted
    return FilledWorkbook(content)


def assert_report_shows(page, case):
    for code, text in {"CQ5": "45,6", "CQ2": "71,3%", "NT3": "64", "KT2": "/500"}.items():
        expect(figure_row(page, code)).to_contain_text(text)
    expect(page.get_by_text(f"{case.indicators}/{case.indicators} chỉ tiêu")).to_be_visible()
    look(page)


def ask_to_sign(page):
    page.get_by_role("link", name="Nhập số liệu").click()
    look(page)
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("ghi lý do gửi chậm")
    page.get_by_label("Lý do gửi chậm").fill(LATE_REASON)
    submit(page)
    expect_submitted(page)


def refuse_once(leader, reporter, case):
    """One figure is corrected in the web form, which saves it by itself."""
    open_from_work(leader, case.work)
    look(leader)
    refuse_to_sign(leader, NOT_SIGNED)
    open_from_work(reporter, case.work)
    reporter.get_by_role("link", name="Nhập số liệu").click()
    expect(reporter.get_by_text(NOT_SIGNED)).to_be_visible()
    correct(reporter, "NT3", "65")
    reporter.reload()
    expect(number(reporter, "NT3")).to_have_value("65")
    expect(reporter.get_by_label("Lý do gửi chậm")).to_have_value(LATE_REASON)
    submit(reporter)
    expect_submitted(reporter)


def return_two(page, case):
    open_from_work(page, case.work)
    expect(figure_row(page, "NT3")).to_contain_text("65")
    expect(page.get_by_text(LATE_REASON)).to_be_visible()
    look(page)
    return_cells(page, RETURNED)
    assert state_of(page) == "trả lại để bổ sung"


def bring_again(reporter, leader, case):
    open_from_work(reporter, case.work)
    expect(reporter.get_by_text("Ban trả lại 2 chỉ tiêu để bổ sung")).to_be_visible()
    for code, reason in RETURNED.items():
        expect(figure_row(reporter, code)).to_contain_text(reason)
    look(reporter)
    reporter.get_by_role("link", name="Bổ sung số liệu").click()
    expect(reporter.locator(".figure-returned .figure-code")).to_have_text([*RETURNED])
    correct(reporter, "CQ2", "71", "1.000")
    correct(reporter, "XH5", "250", "1.000")
    submit(reporter)
    expect_submitted(reporter)
    open_from_work(leader, case.work)
    sign(leader)


def accept(page, case):
    open_from_work(page, case.work)
    expect(figure_row(page, "CQ2")).to_contain_text("7,1%")
    page.get_by_role("button", name="Nhận số liệu").click()
    assert state_of(page) == "đã tiếp nhận"


def assert_leader_reads_it(page, case, portal):
    """Made by the worker before anybody asks; beat's message comes without waiting a minute."""
    portal.manage("shell", "-c", ASK_AHEAD)
    summaries = page.get_by_role("region", name="Tóm tắt các đơn vị").get_by_role("listitem")
    summary = summaries.filter(has_text=case.period).filter(has_text=case.body)
    wait_for_summary(page, summary)
    look(page)
    with page.expect_download() as download:
        summary.get_by_role("link", name="tải").click()
    text = printed_text(download.value.path().read_bytes())
    assert NEW_FIGURE.search(text)


# Among what a leader is told to ask about: the corrected figure is far below that of the period before.
NEW_FIGURE = re.compile(r"CQ2-Tỷlệhồsơnộptrựctuyến:tănggiảmbấtthường:Từ[\d,]+%thành7,1%,")
ASK_AHEAD = "from cds_portal.queue import enqueue; enqueue('oversight.tasks.make_ahead_summaries')"


def wait_for_summary(page, summary):
    """The first page does not change by itself: the leader opens it again."""

    def is_there():
        page.goto("/")
        return summary.count() == 1

    services.wait_until(is_there, what="the summary on the first page", seconds=60)
