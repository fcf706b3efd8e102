"""Why a whole workbook is refused: one code, one Vietnamese sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused

SAVE_AS = _("Mở tệp bằng Excel hoặc LibreOffice, lưu thành “Excel Workbook (.xlsx)” rồi tải lên lại.")
SEND_AGAIN = _("Mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi tải lên lại.")

SENTENCES = {
    "empty": (_("Tệp “%(name)s” không có nội dung."), _("Chọn lại tệp đã điền số liệu.")),
    "too_large": (
        _("Tệp “%(name)s” nặng %(size)s MB, giới hạn là %(limit)s MB."),
        _("Xóa hình ảnh và các trang không cần rồi tải lên lại."),
    ),
    "old_xls": (_("Tệp “%(name)s” là bảng tính Excel 97-2003 (.xls)."), SAVE_AS),
    "xlsb": (_("Tệp “%(name)s” là bảng tính nhị phân (.xlsb)."), SAVE_AS),
    "ods": (_("Tệp “%(name)s” là bảng tính OpenDocument (.ods)."), SAVE_AS),
    "html": (_("Tệp “%(name)s” là trang web (HTML) được đổi tên, không phải bảng tính."), SAVE_AS),
    "text": (_("Tệp “%(name)s” là văn bản thuần (CSV hoặc TXT), không phải bảng tính .xlsx."), SAVE_AS),
    "not_xlsx": (
        _("Tệp “%(name)s” không phải bảng tính Excel (.xlsx)."),
        _("Chọn đúng tệp bảng tính đã tải từ hệ thống."),
    ),
    "password": (
        _("Tệp “%(name)s” có mật khẩu mở tệp, hệ thống không đọc được."),
        _("Bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu lại rồi tải lên lại."),
    ),
    "macro": (
        _("Tệp “%(name)s” có chứa macro, hệ thống không nhận."),
        _("Lưu thành “Excel Workbook (.xlsx)”, không chọn loại có macro (.xlsm), rồi tải lên lại."),
    ),
    "external_link": (
        _("Tệp “%(name)s” lấy số liệu từ tệp hoặc nguồn khác (%(part)s)."),
        _("Trong Excel chọn Dữ liệu > Chỉnh sửa liên kết > Ngắt liên kết, lưu lại rồi tải lên lại."),
    ),
    "embedded": (
        _("Tệp “%(name)s” có nhúng tệp hoặc đối tượng khác (%(part)s)."),
        _("Xóa đối tượng nhúng, gửi tài liệu kèm theo ở mục minh chứng."),
    ),
    "truncated": (_("Tệp “%(name)s” bị hỏng hoặc tải lên chưa trọn vẹn."), SEND_AGAIN),
    "broken": (_("Tệp “%(name)s” bị hỏng: %(why)s."), SEND_AGAIN),
    "zip_bomb": (
        _("Tệp “%(name)s” khi giải nén quá lớn (%(why)s), hệ thống không mở."),
        _("Chép bảng số liệu sang bản mẫu mới tải từ hệ thống, bỏ các dòng và cột trống thừa."),
    ),
    "unsafe_part": (
        _("Tệp “%(name)s” có thành phần mang tên không hợp lệ, hệ thống không mở."),
        SEND_AGAIN,
    ),
    "unsafe_xml": (
        _("Tệp “%(name)s” có phần XML không an toàn, hệ thống không mở."),
        _("Chép bảng số liệu sang bản mẫu mới tải từ hệ thống."),
    ),
    "no_sheet": (
        _("Tệp “%(name)s” không có trang tính nào."),
        _("Chọn đúng tệp bảng tính đã tải từ hệ thống."),
    ),
    "too_many_sheets": (
        _("Tệp “%(name)s” có %(count)s trang tính, giới hạn là %(limit)s."),
        _("Xóa các trang không cần rồi tải lên lại."),
    ),
    "far_cell": (
        _(
            "Trang “%(sheet)s” có dữ liệu ở ô %(address)s, ngoài vùng được nhận "
            "(%(rows)s dòng, đến cột %(column)s)."
        ),
        _("Xóa nội dung ô đó (hoặc tách bớt số liệu sang tệp khác) rồi tải lên lại."),
    ),
    "too_many_cells": (
        _("Tệp “%(name)s” có quá nhiều ô có dữ liệu (giới hạn %(limit)s ô)."),
        _("Tách số liệu thành nhiều tệp."),
    ),
    "too_heavy": (
        _("Tệp “%(name)s” quá nặng, hệ thống không đủ bộ nhớ để đọc."),
        _("Chép bảng số liệu sang bản mẫu mới tải từ hệ thống rồi tải lên lại."),
    ),
    "too_slow": (
        _("Đọc tệp “%(name)s” quá lâu nên hệ thống đã dừng."),
        _("Tách số liệu thành nhiều tệp nhỏ hơn rồi tải lên lại."),
    ),
    "interrupted": (
        _("Việc đọc tệp “%(name)s” bị dừng giữa chừng, chưa có số liệu nào được ghi."),
        _("Tải lên lại. Nếu vẫn gặp, báo quản trị hệ thống."),
    ),
}


class WorkbookRefused(Refused):
    """The file cannot be taken at all. `code` is a key of SENTENCES; nothing has been written.

    `sheet` and `address` say where, when one place is to blame; `reason` and `advice` are the two sentences
    that `str()` joins.
    """

    def __init__(self, code, *, sheet="", address="", **details):
        self.code, self.sheet, self.address = code, sheet, address
        reason, advice = SENTENCES[code]
        self.reason = reason % {"sheet": sheet, "address": address, **details}
        self.advice = advice
        super().__init__(f"{self.reason} {self.advice}")
