"""Reports to print: Lộc Hà with the facts of the article in our own words, and longer ones to measure."""

import io
from datetime import UTC, date, datetime

from PIL import Image, ImageDraw

from oversight.documents.parts import (
    Annex,
    Column,
    Duty,
    Fact,
    Figure,
    Letterhead,
    Recommendation,
    RecommendationGroup,
    ReferenceTable,
    Section,
    Signature,
)
from oversight.documents.result_report import ResultReport

CREATED = datetime(2023, 9, 22, 1, 30, tzinfo=UTC)
NO_DATE = "Kết luận không ấn định thời hạn, sản phẩm"
DISTRICT = "Ủy ban nhân dân huyện Lộc Hà"

SITES = ReferenceTable(
    code="diem-khao-sat",
    caption="Các điểm khảo sát thực tế ngày 13/9/2023",
    columns=(
        Column("TT", 5, "center"),
        Column("Điểm khảo sát", 26, head=True),
        Column("Địa bàn", 18),
        Column("Nội dung", 30),
    ),
    rows=(
        (1, "Chợ Phủ", "Xã Thạch Châu", "Giao dịch mua bán không dùng tiền mặt"),
        (2, "Trung tâm giao dịch một cửa", "Xã Mai Phụ", "Tiếp nhận và trả kết quả thủ tục hành chính"),
        (3, "Nhà văn hoá, trí tuệ", "Thôn Đông Thắng", "Thiết chế văn hóa gắn với chuyển đổi số"),
        (4, "Trung tâm hành chính công huyện", "Huyện Lộc Hà", "Giải quyết thủ tục hành chính cấp huyện"),
    ),
)

FIGURES_ANNEX = Annex(
    title="Một số chỉ tiêu chuyển đổi số của các xã, thị trấn",
    columns=(
        Column("TT", 5, "center"),
        Column("Đơn vị", 20, head=True),
        Column("Số hồ sơ", 9, "right", "Dịch vụ công trực tuyến"),
        Column("Tỷ lệ (%)", 9, "right", "Dịch vụ công trực tuyến", decimals=1),
        Column("Số hộ", 9, "right", "Thanh toán không dùng tiền mặt"),
        Column("Tỷ lệ (%)", 9, "right", "Thanh toán không dùng tiền mặt", decimals=1),
    ),
    rows=(
        (1, "Xã Thạch Châu", 1234, 45.6, 812, 38.0),
        (2, "Xã Mai Phụ", 987, 51.25, 640, 42.5),
        (3, "Thị trấn Lộc Hà", 2410, 63.0, 1530, 57.9),
    ),
    note="số liệu để thử trình bày.",
    illustrative=True,
)

RECOMMENDATIONS = (
    "Quan tâm hơn nữa việc tuyên truyền, quán triệt; triển khai đủ các chỉ thị, nghị quyết, đề án về "
    "chuyển đổi số.",
    "Đặt người dân ở vị trí trung tâm; làm cho cán bộ, công chức, viên chức và Nhân dân hiểu mục đích, yêu "
    "cầu "
    "của chuyển đổi số, coi đó là việc phát triển kinh tế - xã hội.",
    "Duy trì đầu tư để chuyển đổi số gắn với đời sống; vận động mỗi người dân tự bồi dưỡng nhận thức mới.",
    "Ứng dụng công nghệ thông tin mạnh hơn, với sự tham gia của cả hệ thống chính trị, sự lãnh đạo của cấp "
    "ủy và "
    "sự điều hành của chính quyền các cấp.",
    "Phát huy vai trò của Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội trong vận động Nhân "
    "dân "
    "tham gia chuyển đổi số.",
)


def loc_ha(**changes):
    values = {
        "title": "Báo cáo kết quả giám sát việc thực hiện chuyển đổi số trên địa bàn huyện Lộc Hà",
        "letterhead": Letterhead(("HỘI ĐỒNG NHÂN DÂN", "TỈNH HÀ TĨNH"), ("BAN VĂN HÓA - XÃ HỘI",)),
        "symbol": "BC-HĐND",
        "place": "Hà Tĩnh",
        "subject_lines": (
            "Kết quả giám sát việc thực hiện chuyển đổi số",
            "trên địa bàn huyện Lộc Hà, giai đoạn 2021 - 2023",
        ),
        "opening": (
            "Thực hiện Chương trình giám sát năm 2023, Ban Văn hóa - Xã hội Hội đồng nhân dân tỉnh đã tổ "
            "chức "
            "giám sát việc thực hiện chuyển đổi số giai đoạn 2021 - 2023 tại huyện Lộc Hà. Kết quả như sau:",
        ),
        "sections": loc_ha_sections(),
        "closing": (
            "Trên đây là kết quả giám sát việc thực hiện chuyển đổi số trên địa bàn huyện Lộc Hà, giai đoạn "
            "2021 - 2023; Ban Văn hóa - Xã hội báo cáo Hội đồng nhân dân, Thường trực Hội đồng nhân dân "
            "tỉnh.",
        ),
        "signature": Signature(("TM. BAN VĂN HÓA - XÃ HỘI", "TRƯỞNG BAN")),
        "recipients": (
            "Hội đồng nhân dân tỉnh",
            "Thường trực Hội đồng nhân dân tỉnh",
            "Ủy ban nhân dân tỉnh",
            DISTRICT,
            "Lưu: VT, VHXH",
        ),
        "created_at": CREATED,
        "tables": (SITES,),
        "facts": (Fact("diem-khao-sat", 4, "điểm khảo sát"), Fact("kien-nghi", 5, "nội dung kiến nghị")),
        "annexes": (FIGURES_ANNEX,),
        "short_code": "LH23-7KQ2",
        "verify_url": "http://127.0.0.1:8000/verify/LH23-7KQ2/",
        "issuer_name": "Ban Văn hóa - Xã hội Hội đồng nhân dân tỉnh",
        "is_demo": True,
    }
    return ResultReport(**(values | changes))


def issued_loc_ha(**changes):
    deputy = Signature(("TM. BAN VĂN HÓA - XÃ HỘI", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"), "Nguyễn Văn Mẫu")
    issued = {"number": "5", "issued_on": date(2023, 2, 5), "is_draft": False, "signature": deputy}
    return loc_ha(**(issued | changes))


def loc_ha_sections():
    return (
        Section(
            "I",
            "Khái quát chung",
            "<p>Ngày 13/9/2023, Đoàn giám sát khảo sát [[so:diem-khao-sat]] điểm ([[bang:diem-khao-sat]]), "
            "sau đó "
            "làm việc với Ủy ban nhân dân huyện. Chủ trì: đồng chí Trần Văn Kỳ, Phó Chủ tịch Hội đồng nhân "
            "dân tỉnh "
            "và đồng chí Đào Thị Anh Nga, Trưởng Ban Văn hóa - Xã hội; đồng chí Trần Văn Kỳ kết luận.</p>"
            "<p>[[bang:diem-khao-sat]]</p>"
            "<p>Tiếp Đoàn có đồng chí Nguyễn Việt Hùng, Chủ tịch Ủy ban nhân dân huyện; đồng chí Lê Văn "
            "Vượng, Phó "
            "Chủ tịch Hội đồng nhân dân huyện; đồng chí Nguyễn Việt Cường, Phó Chủ tịch Ủy ban nhân dân "
            "huyện cùng "
            "đại diện các phòng, ban, Mặt trận Tổ quốc, đoàn thể và các xã, thị trấn.</p>",
        ),
        Section("II", "Kết quả đạt được"),
        Section(
            "1",
            "Công tác lãnh đạo, chỉ đạo, ban hành văn bản",
            "<p>Việc chuyển đổi số có được sự thống nhất từ các phòng, ban, ngành của huyện đến xã, thị "
            "trấn. "
            "Số liệu của các xã tại Phụ lục.</p>",
            level=2,
        ),
        Section(
            "2",
            "Hạ tầng số",
            "<p>Huyện đã:</p><ol><li>xây dựng Trung tâm hành chính công;</li><li>lắp đặt mạng Internet, "
            "WiFi dùng "
            "chung cho khu hành chính;<ul><li>phục vụ cán bộ;</li><li>phục vụ người dân đến giao "
            "dịch;</li></ul></li>"
            "<li>hoàn thành phần mềm quản lý điểm du lịch trên nền Web.</li></ol>",
            level=2,
        ),
        Section(
            "a", "Dùng chung hạ tầng", "<p>Một đường truyền phục vụ nhiều phòng.</p>", 3, illustrative=True
        ),
        Section(
            "3",
            "Kinh tế số",
            "<p>Doanh nghiệp và người dân <strong>tích cực</strong> thanh toán không dùng tiền mặt.</p>",
            level=2,
        ),
        Section("III", "Tồn tại, hạn chế và nguyên nhân", "<p>Hạ tầng chưa đồng đều.</p>", illustrative=True),
        Section(
            "IV",
            "Đánh giá chung",
            "<p>Ban tiếp thu, ghi nhận, tổng hợp các đề xuất của huyện để kiến nghị với sở, ngành.</p>",
        ),
        Section(
            "V",
            "Kiến nghị",
            groups=(
                RecommendationGroup(
                    f"Đối với {DISTRICT}",
                    tuple(
                        Recommendation(
                            text, (Duty(DISTRICT, deliverable_reason=NO_DATE, due_reason=NO_DATE),)
                        )
                        for text in RECOMMENDATIONS
                    ),
                ),
            ),
        ),
    )


def photo(width=640, height=420):
    """A real JPEG, the same bytes each time."""
    picture = Image.new("RGB", (width, height), "#8fb8da")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width // 5, height // 3, width // 2, height - 40), fill="#1a5f99")
    draw.ellipse((width // 2, 40, width - 60, height // 2), fill="#fcf1da")
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=82)
    return output.getvalue()


PARAGRAPH = (
    "Qua khảo sát, việc tiếp nhận hồ sơ trên môi trường mạng được duy trì đều trong các tháng; bộ phận một "
    "cửa bố "
    "trí đủ máy tính, đường truyền và người hướng dẫn, song số hồ sơ do người dân tự nộp còn thấp, phần "
    "lớn vẫn do "
    "cán bộ làm thay; việc đối chiếu kết quả giữa hai hệ thống mất nhiều thời gian và cần được khắc phục sớm."
)
NESTED = (
    "<ol><li>Nhóm việc thứ nhất:<ul><li>rà soát danh mục;<ul><li>theo lĩnh vực;</li><li>theo đơn "
    "vị;</li></ul></li>"
    "<li>công khai kết quả;</li></ul></li><li>Nhóm việc thứ hai:<ol><li>tập huấn;</li><li>kiểm "
    "tra;</li></ol></li>"
    "<li>Nhóm việc thứ ba;</li><li>Nhóm việc thứ tư;</li><li>Nhóm việc thứ năm.</li></ol>"
)


def of_about(pages):
    """A report of roughly that many pages: text, nested lists, spanning tables, photos, annexes."""
    chapters = tuple(part for number in range(1, round(pages * 1.1) + 1) for part in chapter(number))
    first = Section("I", "Nội dung giám sát", "<p>Số liệu của các xã tại Phụ lục.</p>")
    make = issued_loc_ha if pages % 2 else loc_ha
    return make(
        sections=(first, *chapters, loc_ha_sections()[-1]),
        tables=tuple(spanning_table(number) for number in range(1, 2 * pages)),
        figures=tuple(
            Figure(f"anh-{number}", f"Điểm khảo sát thứ {number}") for number in range(1, 2 * pages)
        ),
        annexes=(FIGURES_ANNEX, FIGURES_ANNEX, FIGURES_ANNEX)[: pages // 5],
    )


def chapter(number):
    text = f"<p>{PARAGRAPH}</p>" * 2
    if number % 3 == 0:
        text += NESTED
    if number % 4 == 0:
        text += f"<p>[[bang:bang-{number}]]</p>"
    if number % 5 == 0:
        text += f"<p>[[hinh:anh-{number}]]</p>"
    yield Section(
        str(number), f"Nội dung thứ {number} được xem xét", text, level=2, illustrative=number % 7 == 0
    )
    yield Section("a", "Việc đã làm", f"<p>{PARAGRAPH}</p>", level=3)


def spanning_table(number):
    rows = tuple(
        (
            line,
            f"Xã số {line} & thôn <{line}>",
            1000 * line + number,
            12.5 * line % 100,
            line * 7,
            3.25 * line % 100,
        )
        for line in range(1, 13)
    )
    return ReferenceTable(
        f"bang-{number}", f"Số liệu thứ {number}", FIGURES_ANNEX.columns, rows, illustrative=True
    )


def evidence_of(report):
    return {figure.code: photo() for figure in report.figures}
