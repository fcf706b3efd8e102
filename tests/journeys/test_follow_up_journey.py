"""From the issued report to a duty that somebody else confirms as done, and what is refused on the way."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.files import signed_scan
from tests.journeys.follow_up_case import DUE_IN_DAYS, ISSUED_DAYS_AGO
from tests.journeys.test_pages import axe_of
from tests.live import PHONE

pytestmark = pytest.mark.journey

TODAY = date.today()
ISSUED, DUE = TODAY - timedelta(days=ISSUED_DAYS_AGO), TODAY + timedelta(days=DUE_IN_DAYS)
MARKET = "Mở rộng thanh toán không dùng tiền mặt tại các chợ của huyện."
BODY = "UBND huyện Lộc Hà"
NUMBER = "951"
REASON = "Kế hoạch chưa nêu nguồn kinh phí và người chịu trách nhiệm."
PROOF = "Kế hoạch số 45/KH-UBND"
NOTE = "Ghi riêng: cân nhắc làm việc trực tiếp với huyện."

OTHERS = [
    "Nâng cấp đường truyền.",
    "Tập huấn tổ công nghệ số.",
    "Bố trí cán bộ.",
    "Số hóa hồ sơ.",
    "Đặt máy.",
]
AGAIN, TIME, TALK, PAPER, BARE = range(5)


def words(day):
    return f"{day.day}/{day.month}/{day.year}"


def stands(page):
    assert axe_of(page) == []


def fill(page, label, value):
    page.get_by_label(label).fill(value.isoformat() if isinstance(value, date) else value)


def press(page, name):
    follow(page.get_by_role("button", name=name, exact=True))


def follow(target):
    """Click, and look only at the page that comes: the old one is still there for a moment."""
    with target.page.expect_navigation():
        target.click()


@pytest.fixture(scope="module")
def report(ask):
    return ask(
        f"from tests.journeys.follow_up_case import make_report; answer = make_report('THEO-1', {[MARKET]!r})"
    )


@pytest.fixture(scope="module")
def duties(ask):
    """The addresses of five duties that were issued."""
    code = "from tests.journeys.follow_up_case import *\n"
    code += f"made = make_issued('THEO-2', 952, {OTHERS!r})\n"
    code += f"report_done_without_proof(made['duties'][{BARE}])\nanswer = made['duties']"
    return [f"/assignments/{key}/" for key in ask(code)]


def test_second_answer_is_confirmed_by_another_officer_and_the_page_tells_it_all(page_for, report):
    duty = f"/assignments/{report['duties'][0]}/"
    clerk = page_for("vanthu")
    issue(clerk, report["paper"])

    phone = page_for("locha", PHONE)
    accept_from_my_work(phone)
    answer(phone, proof=PROOF, text="Đã ban hành kế hoạch.")
    assert forbidden(phone, f"{duty}verify/")
    head = page_for("locha.ct")
    sign(head)
    assert forbidden(head, f"{duty}verify/")

    officer = page_for("chuyenvien")
    find_inadequate(officer, duty)
    phone.goto(duty)
    expect(phone.get_by_text(REASON)).to_have_count(1)
    answer(phone, proof=f"{PROOF} (bổ sung)", text="Đã bổ sung kinh phí và phân công.", replaces=PROOF)
    sign(head)

    confirm(page_for("chuyenvien2"), duty)
    officer.goto(duty)
    stands(officer)
    assert story(officer) == [
        "Đã ban hành",
        f"{BODY}: tiếp thu",
        f"{BODY} trả lời: đã hoàn thành",
        "Xác nhận kết quả: chưa đáp ứng yêu cầu",
        f"{BODY} trả lời: đã hoàn thành",
        "Xác nhận kết quả: hoàn thành",
    ]
    expect(officer.get_by_text(REASON)).to_be_visible()
    assert unknown_to(page_for("maiphu"), duty)


def issue(page, paper):
    page.goto(f"/documents/{paper}/")
    fill(page, "Số văn bản", NUMBER)
    fill(page, "Ngày ban hành", ISSUED)
    page.get_by_label("Họ tên người ký").fill("Đào Thị Anh Nga")
    page.get_by_label("Chức vụ người ký").fill("Trưởng Ban")
    page.get_by_label("Bản đã ký (PDF)").set_input_files(signed_scan())
    press(page, "Cấp số, ban hành")
    expect(page.get_by_text("Đã ban hành văn bản số")).to_be_visible()


def accept_from_my_work(page):
    page.goto("/my-work/")
    stands(page)
    follow(page.get_by_role("link", name=MARKET))
    stands(page)
    follow(page.get_by_role("link", name="Trả lời tiếp thu"))
    stands(page)
    page.get_by_role("radio", name="Tiếp thu", exact=True).check()
    press(page, "Gửi Ban")
    expect(page.get_by_text("Đã gửi trả lời tiếp thu.")).to_be_visible()


def answer(page, *, proof, text, replaces=None, claim="đã hoàn thành"):
    """From the page of the duty to what waits for the signature."""
    follow(page.get_by_role("link", name="Soạn trả lời"))
    stands(page)
    page.get_by_role("radio", name=claim).check()
    fill(page, "Hoàn thành ngày", TODAY)
    page.get_by_label("Nội dung đã thực hiện").fill(text)
    press(page, "Lưu nháp")
    expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
    add_proof(page, proof, replaces)
    stands(page)
    press(page, "Trình ký")
    expect(page.get_by_text("Đã trình lãnh đạo ký.")).to_be_visible()


def add_proof(page, caption, replaces=None):
    page.locator("input[type=file]").set_input_files(signed_scan("ke-hoach.pdf"))
    page.get_by_label("Tên minh chứng").fill(caption)
    fill(page, "Ngày của minh chứng", TODAY)
    if replaces:
        page.get_by_label("Thay cho bản trước").select_option(f"{replaces} ({words(TODAY)})")
    press(page, "Thêm minh chứng")
    expect(page.get_by_text(f"Đã thêm minh chứng “{caption}”.")).to_be_visible()


def sign(page):
    page.goto("/my-work/")
    follow(page.locator("li", has_text="trả lời kiến nghị, chờ đồng chí ký").get_by_role("link").first)
    stands(page)
    press(page, "Ký và gửi Ban")
    expect(page.get_by_text("Đã ký và gửi Ban.")).to_be_visible()


def find_inadequate(page, duty):
    page.goto("/my-work/")
    stands(page)
    expect(page.get_by_text("đã hoàn thành; chờ xác nhận kết quả thực hiện").first).to_be_visible()
    page.goto(duty)
    follow(page.get_by_role("link", name="Xác nhận kết quả"))
    stands(page)
    page.get_by_role("radio", name="chưa đáp ứng yêu cầu").check()
    page.get_by_label("Căn cứ xác nhận").fill(REASON)
    press(page, "Xác nhận")
    expect(page.get_by_text("Đã ghi: chưa đáp ứng yêu cầu")).to_be_visible()


def confirm(page, duty):
    page.goto(f"{duty}verify/")
    page.get_by_role("radio", name="hoàn thành", exact=True).check()
    fill(page, "Hoàn thành ngày", ISSUED - timedelta(days=1))
    page.get_by_label("Căn cứ xác nhận").fill("Đã xem kế hoạch bổ sung.")
    press(page, "Xác nhận")
    refusal = f"Ngày hoàn thành {words(ISSUED - timedelta(days=1))} trước ngày ban hành {words(ISSUED)}."
    expect(page.get_by_text(refusal)).to_be_visible()
    # Nothing that was typed is lost.
    expect(page.get_by_label("Căn cứ xác nhận")).to_have_value("Đã xem kế hoạch bổ sung.")
    fill(page, "Hoàn thành ngày", TODAY)
    press(page, "Xác nhận")
    expect(page.get_by_text("Đã xác nhận hoàn thành.")).to_be_visible()


def story(page):
    labels = page.get_by_role("region", name="Quá trình").locator(".timeline-label")
    return [label.inner_text() for label in labels.all()]


def forbidden(page, address):
    return page.request.get(address).status == 403


def unknown_to(page, duty):
    """Everywhere: the page, every act of it, and the list, the search and the export."""
    acts = ["", "answer/", "extend/", "respond/"]
    statuses = [page.request.get(f"{duty}{act}").status for act in acts]
    found = [
        MARKET in page.request.get(address).text()
        for address in ("/assignments/", "/assignments/?export=csv", "/search/?q=thanh+toan", "/my-work/")
    ]
    return (statuses, found) == ([404] * len(acts), [False] * 4)


def test_priority_is_not_done_without_a_proof(page_for, duties):
    page = page_for("chuyenvien2")
    page.goto(f"{duties[BARE]}verify/")
    page.get_by_role("radio", name="hoàn thành", exact=True).check()
    page.get_by_label("Căn cứ xác nhận").fill("Huyện báo đã xong.")
    press(page, "Xác nhận")
    expect(
        page.get_by_text("Kiến nghị ưu tiên: chưa có minh chứng thì chưa xác nhận hoàn thành được.")
    ).to_be_visible()


def test_body_asks_to_reconsider_and_is_answered_by_the_leader(page_for, duties):
    local = page_for("locha")
    local.goto(f"{duties[AGAIN]}answer/")
    local.get_by_role("radio", name="Đề nghị xem xét lại").check()
    local.get_by_label("Ý kiến").fill("Huyện chưa được giao vốn.")
    press(local, "Gửi Ban")
    expect(local.get_by_text("Đã gửi trả lời tiếp thu.")).to_be_visible()

    leader = page_for("lanhdao")
    leader.goto("/my-work/")
    waiting = leader.locator("li", has_text="đề nghị xem xét lại, chờ quyết định")
    follow(waiting.get_by_role("link", name=OTHERS[AGAIN]))
    follow(leader.get_by_role("link", name="Trả lời đề nghị xem xét lại"))
    stands(leader)
    later = DUE + timedelta(days=30)
    leader.get_by_role("radio", name="Điều chỉnh thời hạn, sản phẩm").check()
    fill(leader, "Thời hạn mới", later)
    leader.get_by_label("Lý do").fill("Chờ vốn quý sau.")
    press(leader, "Trả lời")
    expect(leader.get_by_text("Đã trả lời đề nghị xem xét lại.")).to_be_visible()

    local.goto(duties[AGAIN])
    assert story(local)[-2:] == [
        f"{BODY}: đề nghị xem xét lại",
        "Ban trả lời đề nghị xem xét lại: đã điều chỉnh",
    ]
    expect(local.get_by_text(f"Thời hạn: {words(DUE)} → {words(later)}.").first).to_be_visible()


def test_extension_keeps_the_old_date_readable(page_for, duties):
    local, later = page_for("locha"), DUE + timedelta(days=45)
    local.goto(duties[TIME])
    follow(local.get_by_role("link", name="Xin gia hạn"))
    stands(local)
    fill(local, "Xin gia hạn đến ngày", later)
    local.get_by_label("Lý do xin gia hạn").fill("Đang đấu thầu thiết bị.")
    press(local, "Gửi đề nghị")
    expect(local.get_by_text(f"Đang xin gia hạn đến {words(later)}")).to_be_visible()

    leader = page_for("lanhdao")
    leader.goto(duties[TIME])
    follow(leader.get_by_role("link", name="Quyết định gia hạn"))
    leader.get_by_role("radio", name="Gia hạn", exact=True).check()
    fill(leader, "Gia hạn đến ngày", later)
    press(leader, "Quyết định")
    expect(leader.get_by_text("Đã quyết định đề nghị gia hạn.")).to_be_visible()
    local.goto(duties[TIME])
    events = local.get_by_role("region", name="Quá trình")
    expect(events).to_contain_text(words(DUE))
    expect(events).to_contain_text(words(later))
    expect(local.locator("dl.facts").first).to_contain_text(words(later))


def test_comments_reach_both_sides_and_a_note_only_the_committee(page_for, duties):
    duty, officer, local = duties[TALK], page_for("chuyenvien"), page_for("locha")
    say(officer, duty, "Trao đổi giữa Ban và cơ quan", "Đề nghị huyện gửi tiến độ tháng này.", "Gửi ý kiến")
    say(local, duty, "Trao đổi giữa Ban và cơ quan", "Huyện gửi trước ngày 25.", "Gửi ý kiến")
    say(officer, duty, "Ghi chú nội bộ của Ban", NOTE, "Ghi chú")
    stands(officer)
    colleague = page_for("chuyenvien2")
    for page in (colleague, local):
        page.goto(duty)
        expect(page.get_by_text("Đề nghị huyện gửi tiến độ tháng này.")).to_be_visible()
        expect(page.get_by_text("Huyện gửi trước ngày 25.")).to_be_visible()
    expect(colleague.get_by_text(NOTE)).to_be_visible()
    for reader in (local, page_for("locha.ct"), page_for("quantri")):
        addresses = [duty, "/my-work/", "/assignments/?export=csv", "/search/?q=ghi+rieng"]
        assert [NOTE in reader.request.get(address).text() for address in addresses] == [False] * 4


def say(page, duty, region, text, button):
    page.goto(duty)
    section = page.get_by_role("region", name=region)
    section.get_by_label("Nội dung").fill(text)
    section.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("region", name=region).get_by_text(text)).to_be_visible()


def test_officer_who_typed_the_paper_cannot_verify_it(page_for, duties):
    page = page_for("chuyenvien")
    register_paper(page)
    type_answer(page)
    page.goto(f"{duties[PAPER]}verify/")
    confirm_done(page)
    expect(
        page.get_by_text("Đồng chí đã nhập thay trả lời này, không tự xác nhận được.").first
    ).to_be_visible()

    colleague = page_for("chuyenvien2")
    colleague.goto(f"{duties[PAPER]}verify/")
    confirm_done(colleague)
    expect(colleague.get_by_text("Đã xác nhận hoàn thành.")).to_be_visible()
    typed = f"nhập thay theo văn bản số 88/BC-UBND ngày {words(TODAY)}"
    expect(colleague.get_by_text(typed).first).to_be_visible()


def register_paper(page):
    page.goto("/papers/new/")
    page.locator("select[name=committee]").select_option("Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh")
    page.locator("select[name=from_body]").select_option(BODY)
    page.get_by_label("Số, ký hiệu").fill("88/BC-UBND")
    page.get_by_label("Ngày văn bản").fill(TODAY.isoformat())
    page.locator("input[type=file]").set_input_files(signed_scan("van-ban.pdf"))
    stands(page)
    press(page, "Ghi vào sổ")
    expect(page.get_by_text("Đã ghi văn bản đến.")).to_be_visible()


def type_answer(page):
    follow(page.get_by_role("link", name="Nhập thay trả lời"))
    stands(page)
    page.get_by_role("checkbox", name=OTHERS[PAPER]).check()
    page.get_by_role("radio", name="đã hoàn thành").check()
    fill(page, "Hoàn thành ngày", TODAY)
    page.get_by_label("Nội dung đã thực hiện").fill("Huyện báo cáo bằng văn bản giấy.")
    press(page, "Lưu nháp")
    add_proof(page, "Báo cáo số 88/BC-UBND")
    press(page, "Ghi nhận trả lời")
    expect(page.get_by_text("Đã ghi trả lời theo văn bản đến")).to_be_visible()


def confirm_done(page):
    page.get_by_role("radio", name="hoàn thành", exact=True).check()
    fill(page, "Hoàn thành ngày", TODAY)
    page.get_by_label("Căn cứ xác nhận").fill("Đối chiếu văn bản của huyện.")
    press(page, "Xác nhận")
