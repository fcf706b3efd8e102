"""The main job, whole: from a visit on a phone to the signed report in a leader's hand."""

import hashlib
import io
from datetime import date, timedelta

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys.files import photo, signed_scan
from tests.live import DESKTOP, PHONE

pytestmark = pytest.mark.journey

PLACE = "Dãy hàng hải sản chợ Phủ"
NOTES = "Phần lớn quầy có mã QR; hai quầy chưa có."
FINDING = "Hai quầy hải sản tại chợ Phủ chưa nhận thanh toán bằng mã QR."
RECOMMENDATION = "Hỗ trợ các quầy hải sản của chợ Phủ mở tài khoản và dán mã QR."
DELIVERABLE = "Danh sách quầy đã có mã QR"
PROPOSAL = "Đề nghị miễn phí chuyển khoản cho hộ kinh doanh nhỏ tại chợ."
BOLD = "Đoàn giám sát đánh giá cao tiểu thương chợ Phủ."
# After the day of issuing, which is today.
DUE_ON = date.today() + timedelta(days=90)
NUMBER = "871"
RENDERING_MILLISECONDS = 90_000


def test_officer_logs_and_reports_clerk_issues_leader_downloads_others_see_nothing(page_for, ask):
    phone = page_for("chuyenvien", PHONE)
    log_visit(phone)
    visit_url = phone.url
    add_finding(phone)
    add_recommendation(phone)
    add_proposal(phone, visit_url)
    edit_section(phone)
    paper_url = request_report(phone)
    assert_text_is_in(ask, paper_url)
    foreign = foreign_addresses(phone, visit_url, paper_url)

    scan = signed_scan()
    issue(page_for("vanthu", DESKTOP), scan)
    assert downloaded(page_for("lanhdao", PHONE)) == hashlib.sha256(scan["buffer"]).hexdigest()
    assert_unknown_to(page_for("maiphu", DESKTOP), [*foreign, f"{paper_url}signed/"])


def log_visit(page):
    page.get_by_role("link", name="Giám sát việc thực hiện chuyển đổi số trên địa bàn huyện Lộc Hà").click()
    page.get_by_role("link", name="Ghi chuyến khảo sát").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi chuyến khảo sát")
    expect(page.get_by_label("Ngày")).to_have_value("2023-09-13")
    page.get_by_role("radio", name="Chợ", exact=True).check()
    page.get_by_label("Địa điểm").fill(PLACE)
    page.get_by_label("Địa bàn").fill("thach chau")
    page.get_by_label("Bắt đầu").fill("09:00")
    page.get_by_label("Kết thúc").fill("10:15")
    expect(page.get_by_text("xã Thạch Châu, huyện Lộc Hà (theo ngày 13/9/2023)")).to_be_visible()
    page.get_by_role("spinbutton", name="Tổng số hộ kinh doanh").fill("42")
    page.get_by_label("Ghi chú").fill(NOTES)
    attend(page)
    page.get_by_label("Chụp hoặc chọn ảnh").set_input_files(
        [photo("IMG_0941.jpg", "steelblue"), photo("IMG_0942.jpg", "peru")]
    )
    page.get_by_role("button", name="Lưu chuyến").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PLACE)
    expect(page.get_by_text(NOTES)).to_be_visible()
    expect(page.get_by_role("row", name="Tổng số hộ kinh doanh")).to_contain_text("42")
    expect(page.get_by_role("heading", name="Ảnh 2/20")).to_be_visible()
    expect(page.get_by_text("Chụp 13/9/2023 09:41")).to_have_count(2)
    page.get_by_role("button", name="Ghi nhận chuyến").click()
    expect(page.get_by_text("Đã ghi nhận chuyến khảo sát.")).to_be_visible()


def attend(page):
    page.get_by_text("Thành phần tham dự").click()
    page.get_by_role("button", name="Thêm người của Đoàn").click()
    page.get_by_label("Họ tên hoặc tên nhóm").fill("Đào Thị Anh Nga")
    page.get_by_label("Họ tên hoặc tên nhóm").press("Tab")
    expect(page.get_by_label("Chức vụ")).to_have_value("Trưởng Ban Văn hóa - Xã hội HĐND tỉnh")


def add_finding(page):
    page.get_by_role("link", name="Thêm nhận định").click()
    page.get_by_role("radio", name="Tồn tại, hạn chế").check()
    page.get_by_label("Nội dung").select_option("Kinh tế số")
    page.get_by_role("textbox", name="Nhận định").fill(FINDING)
    expect(page.get_by_label("Ghi nhận tại")).to_contain_text(PLACE)
    save(page)
    expect(page.get_by_text(FINDING)).to_be_visible()


def add_recommendation(page):
    page.get_by_role("navigation", name="Các mục của trang").get_by_role("link", name="Kiến nghị").click()
    page.get_by_role("link", name="Thêm kiến nghị").click()
    page.get_by_label("Nội dung kiến nghị").fill(RECOMMENDATION)
    page.get_by_label(FINDING).check()
    page.get_by_label("Cơ quan thực hiện").select_option("UBND huyện Lộc Hà")
    page.get_by_label("Vai trò").select_option("chủ trì")
    page.get_by_label("Sản phẩm phải hoàn thành").fill(DELIVERABLE)
    page.get_by_label("Thời hạn", exact=True).fill(DUE_ON.isoformat())
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiến nghị số 6")
    expect(page.get_by_text(RECOMMENDATION)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="UBND huyện Lộc Hà")).to_contain_text(
        f"{DUE_ON.day}/{DUE_ON.month}/{DUE_ON.year}"
    )


def add_proposal(page, visit_url):
    page.goto(visit_url)
    page.get_by_role("link", name="Thêm đề xuất của địa phương").click()
    page.get_by_label("Đơn vị đề xuất").select_option("UBND huyện Lộc Hà")
    page.get_by_label("Nội dung đề xuất, kiến nghị").fill(PROPOSAL)
    page.get_by_label("Nhóm nội dung").select_option("Kinh phí, chế độ")
    save(page)
    expect(page.get_by_text(PROPOSAL)).to_be_visible()
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_role("button", name="Đưa vào tổng hợp")).to_be_visible()


def edit_section(page):
    page.goto("/sessions/LOCHA-2023/")
    page.get_by_role("link", name="Lập báo cáo").click()
    page.get_by_role("button", name="Lấy từ nhận định").click()
    page.get_by_role("link", name="Sửa Đánh giá chung").click()
    text = page.get_by_role("textbox", name="Nội dung")
    text.press("Control+End")
    text.press("Enter")
    page.get_by_role("button", name="Đậm").click()
    page.keyboard.type(BOLD)
    page.get_by_role("button", name="Lưu đề mục").click()
    expect(page.locator("strong", has_text=BOLD)).to_be_visible()


def request_report(page):
    page.get_by_role("button", name="Lập báo cáo").click()
    expect(page.get_by_role("heading", name="Tệp PDF")).to_be_visible()
    # Gone when the page is loaded again.
    page.evaluate("window.isTheSamePage = true")
    link = page.get_by_role("link", name="Mở PDF")
    expect(link).to_be_visible(timeout=RENDERING_MILLISECONDS)
    assert page.evaluate("window.isTheSamePage")
    with page.context.expect_event("response", lambda response: response.url.endswith("/file/")) as opened:
        link.click()
    assert (opened.value.status, opened.value.headers["content-type"]) == (200, "application/pdf")
    content = page.request.get(link.get_attribute("href")).body()
    assert content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(content)) as paper:
        expect(page.locator("#progress").get_by_text(f"{len(paper.pages)} trang")).to_be_visible()
    return page.url


def assert_text_is_in(ask, paper_url):
    """What the PDF was made of; that nothing of it is lost on paper is proven in tests/pdf.

    Sentences of the records are joined into the report's own: their first letter and stop may change.
    """
    uuid = paper_url.rstrip("/").rpartition("/")[2]
    row = f"Document.objects.get(pk={uuid!r})"
    words = str(ask(f"from oversight.models import Document; answer = {row}.snapshot")).lower()
    typed = (FINDING, RECOMMENDATION, DELIVERABLE, PROPOSAL, f"<strong>{BOLD}</strong>", PLACE)
    assert [text for text in typed if text.rstrip(".").lower() not in words] == []


def foreign_addresses(page, visit_url, paper_url):
    page.goto(visit_url)
    photos = page.get_by_role("main").get_by_role("link").filter(has=page.get_by_role("img"))
    addresses = [link.get_attribute("href") for link in photos.all()]
    assert len(addresses) == 2
    session = "/sessions/LOCHA-2023/"
    return [session, f"{session}report/", visit_url, *addresses, paper_url, f"{paper_url}file/"]


def issue(page, scan):
    page.get_by_role("navigation", name="Các phần của cổng").get_by_role("link", name="Văn bản").click()
    page.get_by_role("row").filter(has_text="huyện Lộc Hà").get_by_role("link").first.click()
    page.get_by_label("Số văn bản").fill(NUMBER)
    page.get_by_label("Họ tên người ký").fill("Đào Thị Anh Nga")
    page.get_by_label("Chức vụ người ký").fill("Trưởng Ban")
    assert page.get_by_label("Ngày ban hành").input_value() != ""
    page.get_by_label("Bản đã ký (PDF)").set_input_files(scan)
    page.get_by_role("button", name="Cấp số, ban hành").click()
    expect(page.get_by_text("Đã ban hành văn bản số")).to_be_visible()
    expect(page.get_by_role("link", name="Mở PDF")).to_be_visible(timeout=RENDERING_MILLISECONDS)


def downloaded(page):
    """One click from the first page; the digest of what came."""
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Tải báo cáo {NUMBER}/").click()
    return hashlib.sha256(download.value.path().read_bytes()).hexdigest()


def assert_unknown_to(page, addresses):
    assert [page.request.get(address).status for address in addresses] == [404] * len(addresses)


def save(page):
    page.get_by_role("button", name="Lưu", exact=True).click()
