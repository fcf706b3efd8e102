"""What a lost line, a crash and a hasty finger cost: nothing. And the way with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.files import photo
from tests.live import DESKTOP, PHONE

pytestmark = pytest.mark.journey

KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('kept:visit:')).length"
# Enough to walk through the whole visit form, few enough to notice a trap.
MOST_TABS = 60


def type_visit(page, code, place):
    page.goto(f"/visits/new/?session={code}")
    page.get_by_label("Địa điểm").fill(place)
    page.get_by_label("Địa bàn").fill("xã Thạch Châu")
    page.get_by_label("Ghi chú").fill("Gõ giữa chợ, mạng yếu.")
    expect(page.get_by_text("tự lưu")).to_be_visible()


def test_typed_visit_survives_reload_and_is_forgotten_once_saved(page_for, open_case):
    page = page_for("chuyenvien", PHONE)
    type_visit(page, open_case["code"], "Nơi tải lại trang")
    page.reload()
    expect(page.get_by_text("Đã khôi phục nội dung gõ lúc")).to_be_visible()
    expect(page.get_by_label("Địa điểm")).to_have_value("Nơi tải lại trang")
    expect(page.get_by_label("Ghi chú")).to_have_value("Gõ giữa chợ, mạng yếu.")
    save(page, "Nơi tải lại trang")
    assert page.evaluate(KEPT) == 0
    page.goto(f"/visits/new/?session={open_case['code']}")
    expect(page.get_by_label("Địa điểm")).to_have_value("")


def test_visit_of_a_crashed_browser_is_offered_again(page_for, open_case):
    page = page_for("chuyenvien", PHONE)
    type_visit(page, open_case["code"], "Nơi máy tắt")
    context = page.context
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(f"/visits/new/?session={open_case['code']}")
    expect(page.get_by_text("Chuyến “Nơi máy tắt” gõ lúc")).to_be_visible()
    page.get_by_role("button", name="Ghi tiếp chuyến đó").click()
    expect(page.get_by_label("Địa điểm")).to_have_value("Nơi máy tắt")
    save(page, "Nơi máy tắt")


def test_visit_saved_without_line_goes_by_itself_when_it_is_back(page_for, open_case):
    page = page_for("chuyenvien", PHONE)
    type_visit(page, open_case["code"], "Nơi mất sóng")
    page.context.set_offline(True)
    page.get_by_label("Chụp hoặc chọn ảnh").set_input_files([photo("ngoai-tuyen.jpg", "olive")])
    page.get_by_role("button", name="Lưu chuyến").click()
    expect(page.get_by_text("Chưa gửi được vì mất kết nối.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nơi mất sóng")
    expect(page.get_by_role("heading", name="Ảnh 1/20")).to_be_visible()


def test_two_presses_on_save_make_one_visit(page_for, open_case, ask):
    page = page_for("chuyenvien", PHONE)
    type_visit(page, open_case["code"], "Nơi bấm hai lần")
    page.get_by_role("button", name="Lưu chuyến").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nơi bấm hai lần")
    visits = "Visit.objects.filter(place='Nơi bấm hai lần')"
    assert ask(f"from oversight.models import Visit; answer = {visits}.count()") == 1


def test_slash_moves_to_search(page_for):
    page = page_for("chuyenvien", DESKTOP)
    search = page.get_by_role("searchbox", name="Tìm trong cổng")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    page.keyboard.type("loc ha")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="huyện Lộc Hà").first).to_be_visible()


def test_slash_typed_into_a_field_stays_there(page_for, open_case):
    page = page_for("chuyenvien", DESKTOP)
    page.goto(f"/findings/new/?session={open_case['code']}")
    text = page.get_by_role("textbox", name="Nhận định")
    text.press_sequentially("12/15 xã")
    expect(text).to_have_value("12/15 xã")


def test_escape_closes_dialog_and_returns_to_its_button(page_for, open_case):
    page = page_for("chuyenvien", DESKTOP)
    page.goto(f"/visits/{open_case['visit']}/")
    opener = page.get_by_role("button", name="Biên bản đã ký")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Ghi nhận biên bản đã ký")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.parametrize(
    ("address", "button"),
    [
        ("/visits/new/?session={code}", "Lưu chuyến"),
        ("/findings/new/?session={code}", "Lưu"),
        ("/sessions/{code}/report/IV/", "Lưu đề mục"),
    ],
    ids=["visit", "finding", "section"],
)
def test_tab_key_reaches_the_primary_action(address, button, page_for, open_case):
    page = page_for("chuyenvien", DESKTOP)
    page.goto(address.format(**open_case))
    action = page.get_by_role("button", name=button, exact=True)
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if action.evaluate("element => element === document.activeElement"):
            break
    expect(action).to_be_focused()


def save(page, place):
    page.get_by_role("button", name="Lưu chuyến").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place)
