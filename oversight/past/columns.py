"""The columns of the list, and the words it may use."""

from oversight.models import Assignment, Recommendation

# key → accepted titles, the first is the one of the template
COLUMNS = {
    "session": ("Mã cuộc giám sát", "Mã cuộc", "Mã hồ sơ"),
    "title": ("Tên cuộc giám sát", "Cuộc giám sát", "Chuyên đề giám sát"),
    "held_on": ("Ngày giám sát", "Ngày làm việc"),
    "text": ("Nội dung kiến nghị", "Kiến nghị", "noiDungYeuCau"),
    "body": ("Cơ quan thực hiện", "Cơ quan chủ trì", "Đơn vị thực hiện", "coQuanChuTri"),
    "issued_on": ("Ngày ban hành", "Ngày kiến nghị"),
    "deliverable": ("Sản phẩm", "Sản phẩm phải hoàn thành", "sanPhamPhaiHoanThanh"),
    "due_on": ("Thời hạn", "Hạn hoàn thành", "hanHoanThanh"),
    "status": ("Tình trạng", "Trạng thái", "Kết quả"),
    "completed_on": ("Ngày hoàn thành",),
    "note": ("Ghi chú", "Kết quả thực hiện"),
}
REQUIRED = {"session", "text", "body", "issued_on", "status"}
SHEET = "Kiến nghị"

S = Assignment.Status
STATUS_WORDS = {
    S.IN_PROGRESS: ("đang thực hiện", "chưa hoàn thành", "chậm", "quá hạn"),
    S.DONE: ("hoàn thành", "đã hoàn thành", "đã thực hiện"),
    S.PARTLY_DONE: ("hoàn thành một phần", "một phần"),
    S.NOT_DONE: ("không thực hiện", "chưa thực hiện"),
}
GROUPS = {
    "central": Recommendation.Group.CENTRAL,
    "people_council": Recommendation.Group.PEOPLE_COUNCIL,
    "department": Recommendation.Group.DEPARTMENTS,
}
EXAMPLE = [
    "GS-2022-01",
    "Giám sát việc thực hiện chuyển đổi số",
    "20/10/2022",
    "Ban hành kế hoạch chuyển đổi số năm 2023 có chỉ tiêu đo được",
    "UBND huyện Lộc Hà",
    "15/11/2022",
    "Kế hoạch",
    "31/12/2022",
    "hoàn thành",
    "20/12/2022",
    "dòng ví dụ, xóa trước khi gửi",
]
EXAMPLE_MARK = "dòng ví dụ"
