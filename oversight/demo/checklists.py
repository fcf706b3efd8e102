"""What is looked at on each kind of site, first version; answers keep the version they were given to."""

from oversight.models import Checklist, ChecklistItem
from oversight.models.checklist import SiteType

COUNT, YES_NO = ChecklistItem.Kind.COUNT, ChecklistItem.Kind.YES_NO
PERCENT, TEXT = ChecklistItem.Kind.PERCENT, ChecklistItem.Kind.TEXT

# site type → name of the form, its items (code, what is observed, kind, unit)
CHECKLISTS = {
    SiteType.MARKET: (
        "Phiếu khảo sát chợ",
        [
            ("traders", "Tổng số hộ kinh doanh", COUNT, "hộ"),
            ("traders-qr", "Số hộ có mã QR để khách thanh toán", COUNT, "hộ"),
            ("traders-transfer", "Số hộ nhận chuyển khoản", COUNT, "hộ"),
            ("cashless-share", "Tỷ lệ khách hàng thanh toán không dùng tiền mặt", PERCENT, ""),
            ("partner", "Ngân hàng, doanh nghiệp viễn thông phối hợp", TEXT, ""),
            ("signal", "Chợ có WiFi hoặc sóng di động dùng được", YES_NO, ""),
            ("price-list", "Có niêm yết giá", YES_NO, ""),
            ("complaints", "Phản ánh của hộ kinh doanh và khách hàng", TEXT, ""),
        ],
    ),
    SiteType.ONE_STOP: (
        "Phiếu khảo sát bộ phận một cửa xã",
        [
            ("staff", "Số người trực tiếp nhận hồ sơ", COUNT, "người"),
            ("computers", "Số máy tính dùng được", COUNT, "máy"),
            ("number-machine", "Có máy lấy số thứ tự", YES_NO, ""),
            ("scanner", "Có máy quét tài liệu", YES_NO, ""),
            ("network", "Đường truyền mạng ổn định", YES_NO, ""),
            ("files", "Số hồ sơ tiếp nhận trong kỳ", COUNT, "hồ sơ"),
            ("files-online", "Số hồ sơ nộp trực tuyến", COUNT, "hồ sơ"),
            ("files-full", "Số hồ sơ thực hiện trực tuyến toàn trình", COUNT, "hồ sơ"),
            ("files-late", "Số hồ sơ giải quyết quá hạn", COUNT, "hồ sơ"),
            ("done-for-citizen", "Hồ sơ trực tuyến do ai nhập: người dân, cán bộ hay người hỗ trợ", TEXT, ""),
            ("digitised", "Tỷ lệ kết quả giải quyết được số hóa", PERCENT, ""),
            ("online-payment", "Tỷ lệ hồ sơ thanh toán trực tuyến", PERCENT, ""),
            ("procedures-qr", "Niêm yết thủ tục bằng mã QR", YES_NO, ""),
            ("help-desk", "Có người hướng dẫn nộp hồ sơ trực tuyến", YES_NO, ""),
        ],
    ),
    SiteType.CULTURE_HOUSE: (
        "Phiếu khảo sát nhà văn hóa thôn",
        [
            ("wifi", "Có WiFi cho người dân dùng", YES_NO, ""),
            ("screen", "Có ti vi hoặc màn hình trình chiếu", YES_NO, ""),
            ("cameras", "Số camera an ninh", COUNT, "chiếc"),
            ("loudspeaker", "Có loa truyền thanh thông minh", YES_NO, ""),
            ("documents-qr", "Có mã QR để đọc tài liệu", YES_NO, ""),
            ("e-books", "Có tủ sách điện tử", YES_NO, ""),
            ("chat-group", "Số hộ tham gia nhóm Zalo của thôn", COUNT, "hộ"),
            ("keeper", "Người quản lý, vận hành", TEXT, ""),
            ("hours", "Thời gian mở cửa và mức độ sử dụng", TEXT, ""),
        ],
    ),
    SiteType.SERVICE_CENTRE: (
        "Phiếu khảo sát trung tâm hành chính công",
        [
            ("counters", "Số quầy giao dịch", COUNT, "quầy"),
            ("staff", "Số người làm việc", COUNT, "người"),
            ("number-machine", "Có máy lấy số thứ tự", YES_NO, ""),
            ("kiosk", "Số máy để người dân tự tra cứu, nộp hồ sơ", COUNT, "máy"),
            ("network", "Đường truyền mạng ổn định", YES_NO, ""),
            ("files", "Số hồ sơ tiếp nhận trong kỳ", COUNT, "hồ sơ"),
            ("files-online", "Số hồ sơ nộp trực tuyến", COUNT, "hồ sơ"),
            ("files-full", "Số hồ sơ thực hiện trực tuyến toàn trình", COUNT, "hồ sơ"),
            ("files-late", "Số hồ sơ giải quyết quá hạn", COUNT, "hồ sơ"),
            ("digitised", "Tỷ lệ kết quả giải quyết được số hóa", PERCENT, ""),
            ("postal-counter", "Có quầy bưu chính công ích", YES_NO, ""),
            ("satisfaction", "Có thiết bị đánh giá mức độ hài lòng", YES_NO, ""),
        ],
    ),
    SiteType.SCHOOL_CLINIC: (
        "Phiếu khảo sát trường học, trạm y tế",
        [
            ("cashless-fees", "Tỷ lệ khoản thu không dùng tiền mặt", PERCENT, ""),
            ("e-records", "Có học bạ số hoặc hồ sơ sức khỏe điện tử", YES_NO, ""),
            ("telehealth", "Có khám, tư vấn từ xa (đối với trạm y tế)", YES_NO, ""),
            ("software", "Các phần mềm đang dùng", TEXT, ""),
            ("re-entry", "Có phải nhập lại cùng một số liệu ở nhiều phần mềm", YES_NO, ""),
        ],
    ),
    SiteType.COMMUNITY_TEAM: (
        "Phiếu khảo sát tổ công nghệ số cộng đồng",
        [
            ("members", "Số thành viên", COUNT, "người"),
            ("trained", "Số thành viên đã được tập huấn", COUNT, "người"),
            ("households", "Số hộ được hướng dẫn trong kỳ", COUNT, "hộ"),
            ("log", "Có sổ hoặc nhật ký hoạt động", YES_NO, ""),
            ("allowance", "Có kinh phí hỗ trợ hoạt động", YES_NO, ""),
            ("activities", "Những việc đã hướng dẫn người dân", TEXT, ""),
        ],
    ),
    SiteType.COOPERATIVE: (
        "Phiếu khảo sát hợp tác xã, cơ sở OCOP",
        [
            ("products", "Số sản phẩm của cơ sở", COUNT, "sản phẩm"),
            ("products-online", "Số sản phẩm bán trên sàn thương mại điện tử", COUNT, "sản phẩm"),
            ("online-revenue", "Tỷ trọng doanh thu bán hàng trực tuyến", PERCENT, ""),
            ("traceability", "Có mã truy xuất nguồn gốc", YES_NO, ""),
            ("e-invoices", "Có dùng hóa đơn điện tử", YES_NO, ""),
        ],
    ),
    SiteType.OFFICE: (
        "Phiếu khảo sát trụ sở UBND",
        [
            ("document-system", "Có hệ thống quản lý văn bản và điều hành", YES_NO, ""),
            ("signed", "Tỷ lệ văn bản phát hành được ký số", PERCENT, ""),
            ("plan", "Đã ban hành kế hoạch chuyển đổi số trong năm", YES_NO, ""),
            ("budget", "Kinh phí bố trí trong năm", COUNT, "triệu đồng"),
            ("security-dossier", "Hồ sơ cấp độ an toàn thông tin đã được phê duyệt", YES_NO, ""),
            ("equipment", "Tình trạng máy tính, mạng nội bộ", TEXT, ""),
        ],
    ),
}


def load():
    for site_type, (name, items) in CHECKLISTS.items():
        checklist = Checklist.objects.create(site_type=site_type, version=1, name=name)
        ChecklistItem.objects.bulk_create(
            ChecklistItem(checklist=checklist, order=order, code=code, label=label, kind=kind, unit=unit)
            for order, (code, label, kind, unit) in enumerate(items, start=1)
        )
