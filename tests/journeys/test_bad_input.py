"""What is wrong is told in words at its place, and nothing that was typed is lost."""

import pytest
from playwright.sync_api import expect

from tests.journeys.files import NO_PHOTO, photo, too_large_photo
from tests.live import DESKTOP, PHONE

pytestmark = pytest.mark.journey

SCRIPT = "<script>window.wasRun = true</script><img src=x onerror='window.wasRun = true'>"
VALUES = """() => Object.fromEntries(
  [...new FormData(document.getElementById("visit-form"))]
    .filter(([name]) => !["csrfmiddlewaretoken", "row_version", "photos"].includes(name)))"""
# (what is typed, the field that must say so, the sentence)
WRONG = {
    "end-before-start": (
        {"Bắt đầu": "10:00", "Kết thúc": "09:00"},
        "Kết thúc",
        "Giờ kết thúc trước giờ bắt đầu. Xin xem lại hai mốc giờ.",
    ),
    "outside-working-dates": (
        {"Ngày": "2023-10-20"},
        "Ngày",
        "Ngày nằm ngoài thời gian làm việc của cuộc giám sát (13/9/2023 – 14/9/2023).",
    ),
    "unit-not-in-force": (
        {"Địa bàn": "xã Lộc Hà"},
        "Địa bàn",
        "Xã Lộc Hà không tồn tại vào ngày 13/9/2023: có từ 1/7/2025. Nhập đơn vị đúng thời điểm.",
    ),
}


def typed_visit(page, code, place):
    page.goto(f"/visits/new/?session={code}")
    page.get_by_role("radio", name="Chợ", exact=True).check()
    page.get_by_label("Tổng số hộ kinh doanh").last.wait_for()
    page.get_by_label("Địa điểm").fill(place)
    page.get_by_label("Địa bàn").fill("xã Thạch Châu")
    page.get_by_role("spinbutton", name="Tổng số hộ kinh doanh").fill("17")
    page.get_by_label("Ghi chú").fill("Điều đã nhìn thấy, không được mất.")
    return page


@pytest.mark.parametrize(("typed", "field", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_visit_is_told_at_its_field_and_nothing_is_lost(typed, field, sentence, page_for, open_case):
    page = typed_visit(page_for("chuyenvien", PHONE), open_case["code"], f"Nơi nhập sai {field}")
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    before = page.evaluate(VALUES)
    page.get_by_role("button", name="Lưu chuyến").click()
    expect(page.get_by_role("alert")).to_contain_text("Những gì đã nhập vẫn còn")
    expect(page.get_by_label(field)).to_have_accessible_description(sentence)
    assert page.evaluate(VALUES) == before


def test_refused_photos_cost_neither_text_nor_other_photos(page_for, open_case, tmp_path):
    place = "Nơi có ảnh bị từ chối"
    page = typed_visit(page_for("chuyenvien", PHONE), open_case["code"], place)
    before = page.evaluate(VALUES)
    # From the disk: Playwright takes half a minute to carry 30 MB.
    for name, content in {
        "qua-lon.jpg": too_large_photo(),
        "tot.jpg": photo("tot.jpg", "teal")["buffer"],
        "virus.jpg": NO_PHOTO,
    }.items():
        (tmp_path / name).write_bytes(content)
    page.get_by_label("Chụp hoặc chọn ảnh").set_input_files(sorted(tmp_path.glob("*.jpg")))
    told = page.get_by_role("listitem")
    expect(told.filter(has_text="Ảnh “qua-lon.jpg” nặng 30 MB, giới hạn là 15 MB.")).to_be_visible()
    expect(told.filter(has_text="Tệp “virus.jpg” không phải ảnh chụp")).to_be_visible()
    assert page.evaluate(VALUES) == before
    page.get_by_role("button", name="Lưu chuyến").click()
    expect(page.get_by_text("Đã lưu chuyến. Có ảnh chưa được nhận, xem lý do ở mục Ảnh.")).to_be_visible()
    page.get_by_role("button", name="Mở chuyến").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place)
    expect(page.get_by_role("heading", name="Ảnh 1/20")).to_be_visible()


def test_script_in_notes_is_shown_as_text(page_for, open_case):
    page = typed_visit(page_for("chuyenvien", PHONE), open_case["code"], SCRIPT)
    page.get_by_label("Ghi chú").fill(SCRIPT)
    page.get_by_role("button", name="Lưu chuyến").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SCRIPT)
    expect(page.get_by_role("paragraph").filter(has_text=SCRIPT)).to_be_visible()
    page.goto(f"/sessions/{open_case['code']}/?tab=visits")
    expect(page.get_by_role("link", name=SCRIPT)).to_be_visible()
    assert page.evaluate("window.wasRun") is None


def test_script_in_finding_is_shown_as_text_in_the_report(page_for, open_case):
    page = page_for("chuyenvien", DESKTOP)
    page.goto(f"/findings/new/?session={open_case['code']}")
    page.get_by_role("radio", name="Tồn tại, hạn chế").check()
    page.get_by_label("Nội dung").select_option("An toàn thông tin, an ninh mạng")
    page.get_by_role("textbox", name="Nhận định").fill(f"Có {SCRIPT} trong nhận định")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text(SCRIPT)).to_be_visible()
    page.goto(f"/sessions/{open_case['code']}/report/")
    page.get_by_role("button", name="Lấy từ nhận định").click()
    expect(page.get_by_text(SCRIPT).first).to_be_visible()
    assert page.evaluate("window.wasRun") is None


def test_second_officer_over_a_finding_sees_both_texts(page_for, open_case):
    address = f"/findings/{open_case['finding']}/edit/"
    first, second = page_for("chuyenvien", DESKTOP), page_for("chuyenvien2", DESKTOP)
    for page in (first, second):
        page.goto(address)
    for page, text in ((first, "Bản của người thứ nhất."), (second, "Bản của người thứ hai.")):
        page.get_by_role("textbox", name="Nhận định").fill(text)
        page.get_by_role("button", name="Lưu", exact=True).click()
    assert_both_are_shown(second, "Nhận định", "Bản của người thứ nhất.", "Bản của người thứ hai.")
    expect(second.get_by_role("textbox", name="Nhận định")).to_have_value("Bản của người thứ hai.")
    second.get_by_role("button", name="Lưu", exact=True).click()
    expect(second.get_by_text("Đã lưu nhận định.")).to_be_visible()


def test_second_officer_over_a_section_sees_both_texts(page_for, open_case):
    address = f"/sessions/{open_case['code']}/report/IV/"
    first, second = page_for("chuyenvien", DESKTOP), page_for("chuyenvien2", DESKTOP)
    for page in (first, second):
        page.goto(address)
    for page, text in ((first, "Đánh giá thứ nhất."), (second, "Đánh giá thứ hai.")):
        page.get_by_role("textbox", name="Nội dung").fill(text)
        page.get_by_role("button", name="Lưu đề mục").click()
    assert_both_are_shown(second, "Nội dung", "Đánh giá thứ nhất.", "Đánh giá thứ hai.")
    expect(second.get_by_role("textbox", name="Nội dung")).to_have_text("Đánh giá thứ hai.")
    second.get_by_role("button", name="Lưu đề mục").click()
    expect(second.locator("article", has_text="Đánh giá thứ hai.")).to_be_visible()


def assert_both_are_shown(page, label, theirs, mine):
    conflict = page.get_by_role("region", name="đã lưu trước đồng chí")
    expect(conflict.get_by_role("heading", name=label)).to_be_visible()
    expect(conflict.get_by_text(theirs)).to_be_visible()
    expect(conflict.get_by_text(mine)).to_be_visible()
