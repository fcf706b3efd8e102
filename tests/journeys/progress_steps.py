"""What people do on the pages of a progress report, step by step."""

import contextlib
import os
import re
import signal

from playwright.sync_api import expect

from cds_portal.ops.processes import children_of
from tests.journeys.conftest import take_picture
from tests.journeys.test_pages import axe_of, faults_of_fit

CHECKING_MILLISECONDS = 30_000


def look(page):
    """The page as it stands: nobody is shut out of it, and it fits its screen."""
    name = re.sub(r"[^a-z0-9]+", "-", page.url.partition("//")[2].lower())
    take_picture(page, f"progress-{page.viewport_size['width']}-{name}")
    assert (page.url, axe_of(page), faults_of_fit(page)) == (page.url, [], [])


@contextlib.contextmanager
def held_worker(portal):
    """The worker stands still, so that what waits can be looked at."""
    worker = portal.pids()["worker"]
    pids = [worker, *children_of(worker)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def open_from_work(page, name):
    """By what waits for this person."""
    page.goto("/my-work/")
    page.get_by_role("main").get_by_role("link", name=name).click()


def downloaded(page, link):
    """The bytes behind a link."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return download.value.path().read_bytes()


def take_workbook(page):
    return downloaded(page, "Tải bảng Excel điền sẵn")


def send_workbook(page, report_url, upload):
    page.goto(f"{report_url}import/")
    page.locator("input[type=file]").set_input_files(upload)
    page.get_by_role("button", name="Tải lên và kiểm tra").click()


def checked_workbook(page, report_url, upload):
    """The review, once the worker has read the file."""
    send_workbook(page, report_url, upload)
    expect(page.locator("#progress")).to_have_count(0, timeout=CHECKING_MILLISECONDS)


def problems_on(page, region):
    """{address: what is said} in a part of the review."""
    rows = page.get_by_role("region", name=region).locator("tbody tr")
    return {
        row.locator("th").inner_text(): row.locator("td").last.inner_text().removeprefix("Vấn đề và cách sửa")
        for row in rows.all()
    }


def write_into_report(page):
    page.get_by_role("button", name="Ghi vào báo cáo").click()
    expect(page.get_by_text("Đã ghi số liệu vào báo cáo.")).to_be_visible()


def figure_row(page, code):
    """A figure on the report's page."""
    return page.locator(".figures-table tr", has=page.get_by_text(code, exact=True))


def entry(page, code):
    """A figure in the web form."""
    return page.locator("[data-figure]", has=page.get_by_text(code, exact=True))


def number(page, code, place=0):
    return entry(page, code).locator("input[inputmode=decimal]").nth(place)


def correct(page, code, *figures):
    """Types anew and leaves the cell: it saves itself."""
    for place, text in enumerate(figures):
        number(page, code, place).fill(text)
    number(page, code, len(figures) - 1).press("Enter")
    expect(entry(page, code).locator(".figure-saved")).to_be_visible()


def submit(page):
    page.get_by_role("button", name="Trình ký").click()


def expect_submitted(page):
    expect(page.get_by_text("Đã trình lãnh đạo đơn vị ký.")).to_be_visible()


def refuse_to_sign(page, reason):
    page.get_by_role("button", name="Chưa ký, trả cán bộ").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Lý do").fill(reason)
    dialog.get_by_role("button", name="Trả cán bộ").click()
    expect(dialog).to_be_hidden()


def sign(page):
    page.get_by_role("button", name="Ký và gửi").click()
    page.get_by_role("dialog").get_by_role("button", name="Ký và gửi").click()
    expect(page.get_by_text("Đã ký và gửi báo cáo tới")).to_be_visible()


def return_cells(page, reasons):
    page.get_by_role("link", name="Trả lại để bổ sung").click()
    look(page)
    for code, reason in reasons.items():
        page.get_by_label(f"Lý do trả lại {code}", exact=True).fill(reason)
    page.get_by_role("button", name="Trả lại để bổ sung").click()


def state_of(page):
    return page.get_by_role("main").locator(".card-head .tag").first.inner_text().strip()
