"""One report between workbook, web form and two officials: writing can be taken back, and nothing is lost."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.imports.programs import converted
from tests.journeys.filled_workbook import FilledWorkbook
from tests.journeys.progress_steps import (
    checked_workbook,
    correct,
    entry,
    number,
    problems_on,
    take_workbook,
    write_into_report,
)

pytestmark = pytest.mark.journey

REPORTER = "maiphu.moi"
FIGURES = {
    "CQ1": {"Tử số": 45, "Mẫu số": 60},
    "KT1": {"Giá trị": 120},
    "CQ2": {"Giá trị": "36,5"},
    "NT1": {"Giá trị": "có"},
}


@pytest.fixture(scope="module")
def own_report(ask):
    """`own_report("2030-01")` → the address of a new report with a figure of each kind."""

    def make(code):
        return ask(f"from tests.journeys.progress_case import make_report; answer = make_report('{code}')")[
            "url"
        ]

    return make


@pytest.fixture(scope="module")
def colleague(ask):
    return ask("from tests.journeys.progress_rows import make_colleague; answer = make_colleague()")


@pytest.fixture(scope="module")
def figures_of(ask):
    def look_up(url):
        return ask(f"from tests.journeys.progress_rows import figures_of; answer = figures_of('{url}')")

    return look_up


def opened(page_for, url, username=REPORTER):
    page = page_for(username)
    page.goto(f"{url}edit/")
    return page


def filled(page, url, figures=FIGURES):
    page.goto(url)
    workbook = FilledWorkbook(take_workbook(page))
    for code, typed in figures.items():
        workbook.type(code, typed)
    return workbook


def numbers_in(figures):
    return {code: row[:3] for code, row in figures.items()}


WRITTEN = {
    "CQ1": ["45.0000", "60.0000", "75.0000"],
    "KT1": ["None", "None", "120.0000"],
    "CQ2": ["None", "None", "36.5000"],
    "NT1": ["None", "None", "1.0000"],
}


def test_undo_brings_back_exactly_what_stood_before(page_for, own_report, figures_of):
    url = own_report("2030-01")
    page = opened(page_for, url)
    entry(page, "KT1").locator("summary").click()
    entry(page, "KT1").locator("input[name$=note]").fill("theo phòng Kinh tế")
    correct(page, "KT1", "7")
    before = figures_of(url)
    assert numbers_in(before) == {"KT1": ["None", "None", "7.0000"]}

    workbook = filled(page, url)
    workbook.type("NT1", {"Giá trị": "chắc thế"})
    checked_workbook(page, url, workbook.upload())
    told = problems_on(page, "1 chỗ cần sửa")
    assert list(told) == [workbook.cell("NT1", "Giá trị").coordinate]
    assert "“có” hoặc “không”" in told.popitem()[1]
    workbook.type("NT1", FIGURES["NT1"])
    checked_workbook(page, url, workbook.upload())
    batch_url = page.url
    write_into_report(page)
    assert numbers_in(figures_of(url)) == WRITTEN

    page.goto(batch_url)
    undo(page)
    expect(page.get_by_text("Đã hoàn tác: số liệu trở lại như trước khi nhập tệp.")).to_be_visible()
    assert figures_of(url) == before


def undo(page):
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_role("dialog").get_by_role("button", name="Hoàn tác").click()


def test_undo_refuses_once_a_figure_was_changed_by_hand(page_for, own_report, figures_of):
    url = own_report("2030-02")
    page = page_for(REPORTER)
    checked_workbook(page, url, filled(page, url).upload())
    batch_url = page.url
    write_into_report(page)
    page.goto(batch_url)
    second = opened(page_for, url)
    correct(second, "KT1", "121")
    stood = figures_of(url)

    reason = "Không hoàn tác được nữa: sau lần nhập này đã có người sửa KT1 của UBND xã Mai Phụ"
    # The page was opened before, and still offers it.
    undo(page)
    expect(page.locator(".toasts").get_by_text(reason)).to_be_visible()
    expect(page.get_by_role("main").get_by_text(reason)).to_be_visible()
    expect(page.get_by_role("button", name="Hoàn tác")).to_have_count(0)
    assert figures_of(url) == stood


def test_second_official_of_a_body_sees_both_figures_and_loses_nothing(
    page_for, own_report, colleague, figures_of
):
    url = own_report("2030-03")
    first, second = opened(page_for, url), opened(page_for, url, colleague)
    correct(first, "CQ1", "45", "60")
    number(second, "KT1").fill("9")
    number(second, "CQ1").fill("30")
    number(second, "CQ1", 1).fill("61")
    number(second, "CQ1", 1).press("Enter")
    expect_both(second)
    # Not even when the page is loaded again before one is chosen.
    second.reload()
    expect_both(second)
    second.get_by_role("button", name="Giữ số của tôi").click()
    expect(entry(second, "CQ1").locator(".figure-saved")).to_be_visible()
    stood = figures_of(url)
    assert {code: row[4] for code, row in stood.items()} == {"CQ1": colleague, "KT1": colleague}
    assert numbers_in(stood) == {
        "CQ1": ["30.0000", "61.0000", "49.1803"],
        "KT1": ["None", "None", "9.0000"],
    }


def expect_both(page):
    conflict = entry(page, "CQ1").get_by_role("alert")
    expect(conflict).to_contain_text("đã lưu chỉ tiêu này lúc")
    expect(conflict.locator("dd")).to_have_text(["tử số 45 mẫu số 60", "tử số 30 mẫu số 61"])


def test_figure_typed_while_a_workbook_waits_is_not_written_over(page_for, own_report, colleague, figures_of):
    url = own_report("2030-04")
    page = page_for(REPORTER)
    checked_workbook(page, url, filled(page, url).upload())
    other = opened(page_for, url, colleague)
    correct(other, "KT1", "9")
    page.get_by_role("button", name="Ghi vào báo cáo").click()
    expect(
        page.get_by_text("Trong lúc chờ ghi, có số liệu vừa được sửa: KT1 của UBND xã Mai Phụ")
    ).to_be_visible()
    assert numbers_in(figures_of(url)) == {"KT1": ["None", "None", "9.0000"]}
    # Checked anew, it shows what it would now replace.
    changed = (
        page.get_by_role("region", name="4 số liệu sẽ thay đổi").get_by_role("row").filter(has_text="KT1")
    )
    expect(changed.locator("td").nth(0)).to_have_text("9")
    expect(changed.locator("td").nth(1)).to_have_text("120")
    write_into_report(page)
    assert numbers_in(figures_of(url)) == WRITTEN


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_workbook_saved_by_libreoffice_reads_the_same(page_for, own_report, figures_of):
    url = own_report("2030-05")
    page = page_for(REPORTER)
    upload = filled(page, url).upload()
    checked_workbook(page, url, upload)
    expected = said_of(page)
    upload["buffer"] = converted({upload["name"]: upload["buffer"]}, "xlsx")["so-lieu"]
    checked_workbook(page, url, upload)
    assert said_of(page) == expected
    write_into_report(page)
    assert numbers_in(figures_of(url)) == WRITTEN


def said_of(page):
    """Everything the review says: the counts, what is to be looked at, what would change."""
    return page.locator(".grid-figures, table").all_inner_texts()
