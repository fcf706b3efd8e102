"""Every piece of the screens in every state, on one page; routed in DEBUG only."""

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render

from cds_portal import gallery_charts, tones

SITE_TYPES = [
    ("market", "Chợ"),
    ("one_stop", "Một cửa xã"),
    ("culture", "Nhà văn hóa"),
    ("centre", "TT hành chính công"),
    ("school", "Trường, trạm"),
    ("other", "Khác"),
]


REFERENCES = [
    {"code": "chi-tieu", "label": "Bảng chỉ tiêu của đơn vị"},
    {"code": "diem-khao-sat", "label": "Bảng các điểm khảo sát"},
]

SECTION = (
    "<p>Huyện đã ban hành <strong>kế hoạch</strong> hằng năm.</p>"
    "<ul><li>Ban Chỉ đạo</li><li>Tổ công nghệ số</li></ul><p>[[bang:chi-tieu]]</p>"
)


class SampleForm(forms.Form):
    site = forms.ChoiceField(
        label="Loại điểm khảo sát",
        choices=SITE_TYPES,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một loại điểm."},
    )
    place = forms.CharField(
        label="Địa điểm",
        help_text="Xã Thạch Châu, huyện Lộc Hà (theo ngày 13/9/2023)",
        error_messages={"required": "Nhập tên địa điểm, ví dụ: Chợ Phủ."},
    )
    on = forms.DateField(
        label="Ngày khảo sát",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Nhập ngày khảo sát."},
    )
    traders = forms.IntegerField(label="Tổng số tiểu thương", min_value=0, required=False)
    body = forms.ChoiceField(
        label="Cơ quan chủ trì",
        required=False,
        choices=[
            ("", "Chọn cơ quan"),
            ("448", "Ủy ban nhân dân huyện Lộc Hà"),
            ("18583", "Ủy ban nhân dân xã Mỹ Thạnh Đông"),
        ],
    )
    sides = forms.MultipleChoiceField(
        label="Thành phần",
        required=False,
        choices=[("team", "Đoàn giám sát"), ("host", "Đơn vị"), ("front", "Mặt trận Tổ quốc")],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label="Các bên đã thống nhất biên bản", required=False)
    notes = forms.CharField(label="Ghi chú", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    evidence = forms.FileField(
        label="Minh chứng", required=False, help_text="PDF, ảnh, bảng tính; tối đa 25 MB"
    )


class SectionForm(forms.Form):
    text = forms.CharField(
        label="1. Công tác lãnh đạo, chỉ đạo, ban hành văn bản",
        widget=forms.Textarea(
            attrs={
                "data-editor": "",
                "data-references": json.dumps(REFERENCES, ensure_ascii=False),
                "rows": 8,
            }
        ),
    )


class SampleFilter(forms.Form):
    q = forms.CharField(label="Tìm trong danh sách", required=False)
    state = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Mọi trạng thái"), ("in_progress", "đang thực hiện"), ("done", "hoàn thành")],
    )
    year = forms.IntegerField(label="Năm", required=False)


STEPS = [
    {"label": "Kế hoạch", "note": "22/8", "state": "done"},
    {"label": "Thông báo đề cương", "note": "29/8", "state": "done"},
    {"label": "Khảo sát, làm việc", "note": "13/9", "state": "done"},
    {"label": "Dự thảo báo cáo", "note": "hạn 23/9", "state": "current"},
    {"label": "Kết luận", "note": "", "state": "todo"},
    {"label": "Theo dõi kiến nghị", "note": "", "state": "todo"},
    {"label": "Kết thúc", "note": "", "state": "todo"},
]

TIMELINE = [
    {"label": "Gửi kế hoạch, đề cương", "note": "≤ 15 ngày sau quyết định · xong 29/8", "state": "done"},
    {"label": "Thông báo thành phần", "note": "trễ 2 ngày · chưa gửi", "state": "late"},
    {"label": "Báo cáo của Đoàn", "note": "≤ 10 ngày sau kết thúc · 23/9", "state": "current"},
    {"label": "Giải trình nếu chưa thực hiện", "note": "15 ngày, phức tạp 30", "state": "todo"},
]

ROWS = [
    (
        1,
        "Tuyên truyền, quán triệt và triển khai đầy đủ chỉ thị, nghị quyết, đề án về chuyển đổi số",
        "Ủy ban nhân dân huyện Lộc Hà",
        date(2023, 10, 31),
        "info",
        "loader",
        "đang thực hiện",
    ),
    (
        2,
        "Lấy người dân làm trung tâm; thay đổi nhận thức của cán bộ, công chức, người dân",
        "Ủy ban nhân dân huyện Lộc Hà",
        None,
        "quiet",
        "circle-dashed",
        "dự thảo",
    ),
    (
        3,
        "Mở rộng thanh toán không dùng tiền mặt ra các chợ trong huyện",
        "Ủy ban nhân dân xã Mỹ Thạnh Đông",
        date(2023, 8, 4),
        "bad",
        "clock",
        "quá hạn 41 ngày",
    ),
    (
        4,
        "Phát huy vai trò Mặt trận Tổ quốc và các tổ chức chính trị - xã hội",
        "Ủy ban MTTQ huyện",
        date(2023, 9, 15),
        "ok",
        "check-check",
        "hoàn thành",
    ),
]

PHOTOS = [
    {"url": "#", "thumb": "/static/icons/touch-icon.png", "caption": "Ảnh mẫu thứ nhất", "at": "08:31"},
    {"url": "#", "thumb": "/static/icons/touch-icon.png", "caption": "", "at": "08:33"},
]

CONFLICT = [
    {
        "label": "Nội dung",
        "theirs": "Hộ kinh doanh tại chợ đã có mã QR.",
        "mine": "Phần lớn hộ kinh doanh tại chợ đã có mã QR; khách lớn tuổi vẫn dùng tiền mặt.",
    },
    {"label": "Mức độ", "theirs": "Trung bình", "mine": "Trung bình"},
]


def gallery(request):
    context = {
        "form": SampleForm(initial={"site": "market", "place": "Chợ Phủ", "traders": 120}),
        "wrong": SampleForm({"wrong-traders": "-5", "wrong-body": "448"}, prefix="wrong"),
        "section": SectionForm(initial={"text": SECTION}),
        "filter": SimpleNamespace(
            form=SampleFilter(request.GET or {"q": "thanh toán", "state": "in_progress"})
        ),
        "steps": STEPS,
        "timeline": TIMELINE,
        "rows": ROWS,
        "photos": PHOTOS,
        "conflict": CONFLICT,
        "statuses": sorted(tones.STATUS_TONES.items()),
        "effects": ["Văn bản được lấy số 12/BC-HĐND.", "Sau bước này nội dung không sửa được nữa."],
        "page_obj": Paginator(range(3000), 25).get_page(request.GET.get("page", 7)),
        "moment": datetime(2023, 9, 13, 1, 31, tzinfo=UTC),
        "today": date(2023, 9, 13),
    } | gallery_charts.examples()
    return render(request, "gallery.html", context)
