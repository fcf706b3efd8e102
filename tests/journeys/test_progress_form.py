"""The sheet of a progress report in a browser: it saves itself, and loses nothing."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

REPORTER = "maiphu.moi"


@pytest.fixture(scope="module")
def sheet(ask):
    """`sheet("2029-01")` → the address of a new report's sheet."""

    def make(code):
        made = ask(f"from tests.journeys.progress_case import make_report; answer = make_report('{code}')")
        return f"{made['url']}edit/"

    return make


def row(page, code):
    return page.locator("[data-figure]", has=page.get_by_text(code, exact=True))


def number(page, code, place=0):
    return row(page, code).locator("input[inputmode=decimal]").nth(place)


def opened(page_for, url):
    page = page_for(REPORTER)
    page.goto(url)
    return page


def test_figures_save_themselves_while_enter_leads_from_cell_to_cell(page_for, sheet):
    page = opened(page_for, sheet("2029-01"))
    number(page, "CQ1").fill("45")
    page.keyboard.press("Enter")
    expect(number(page, "CQ1", 1)).to_be_focused()
    page.keyboard.type("60")
    page.keyboard.press("ArrowDown")
    expect(row(page, "CQ1")).to_contain_text("75%")
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()
    page.reload()
    expect(number(page, "CQ1", 1)).to_have_value("60")


def test_wrong_figure_is_told_under_its_cell_and_saved_once_mended(page_for, sheet):
    page = opened(page_for, sheet("2029-02"))
    number(page, "CQ1").fill("61")
    number(page, "CQ1", 1).fill("60")
    page.keyboard.press("Enter")
    expect(row(page, "CQ1")).to_contain_text("Tử số 61 lớn hơn mẫu số 60.")
    number(page, "CQ1").fill("30")
    expect(row(page, "CQ1")).to_contain_text("50%")
    expect(row(page, "CQ1")).not_to_contain_text("lớn hơn mẫu số")


def test_two_on_one_figure_are_shown_both_and_choose(page_for, sheet):
    url = sheet("2029-03")
    first, second = opened(page_for, url), opened(page_for, url)
    number(first, "KT1").fill("7")
    first.keyboard.press("Enter")
    expect(first.get_by_text("Đã lưu lúc")).to_be_visible()
    number(second, "KT1").fill("9")
    second.keyboard.press("Enter")
    expect(row(second, "KT1")).to_contain_text("đã lưu chỉ tiêu này lúc")
    expect(row(second, "KT1").locator("dd")).to_have_text(["7", "9"])
    second.get_by_role("button", name="Giữ số của tôi").click()
    expect(row(second, "KT1")).to_contain_text("đã lưu")
    expect(row(second, "KT1").locator(".figure-result strong")).to_have_text("9")


def test_figure_typed_without_line_goes_by_itself_when_it_is_back(page_for, sheet):
    page = opened(page_for, sheet("2029-04"))
    page.context.set_offline(True)
    number(page, "CQ2").fill("36,5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("số liệu giữ trên máy này")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()


def test_figure_typed_before_a_crash_is_there_again(page_for, sheet):
    url = sheet("2029-05")
    page = opened(page_for, url)
    page.context.set_offline(True)
    number(page, "KT1").fill("41")
    page.keyboard.press("Enter")
    expect(page.get_by_text("số liệu giữ trên máy này")).to_be_visible()
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    page.goto(url)
    expect(number(page, "KT1")).to_have_value("41")
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()
