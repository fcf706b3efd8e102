"""The three figures as a file: the rows on the screen, numbers as numbers."""

import tablib
from django.http import HttpResponse
from import_export.formats import base_formats

from cds_portal.lists import harmless
from cds_portal.text import day_text

COLUMNS = [
    ("Đã ban hành", "issued"),
    ("Tiếp thu", "accepted"),
    ("Tiếp thu (%)", "accepted_percent"),
    ("Tiếp thu một phần", "partly_accepted"),
    ("Đề nghị xem xét lại", "asked_again"),
    ("Đến hạn", "due"),
    ("Hoàn thành", "done"),
    ("Hoàn thành (%)", "done_percent"),
    ("Hoàn thành một phần", "partly_done"),
    ("Chưa ấn định thời hạn", "undated"),
    ("Chưa ấn định thời hạn (dự thảo)", "undated_draft"),
    ("Đang mở", "open"),
    ("Quá hạn", "overdue"),
    ("Mở trên 18 tháng", "long_open"),
    ("Kế thừa", "inherited"),
]


def figures_file(rows, group_words, day, kind):
    data = tablib.Dataset(headers=[f"Nhóm ({group_words}), đến ngày {day_text(day)}", *dict(COLUMNS)])
    for row in rows:
        data.append([str(row.label), *(getattr(row.figures, name) for _label, name in COLUMNS)])
    writer = {"xlsx": base_formats.XLSX, "csv": base_formats.CSV}[kind]()
    content = writer.export_data(harmless(data))
    if kind == "csv":
        content = b"\xef\xbb\xbf" + content.encode() if isinstance(content, str) else content
    response = HttpResponse(content, content_type=writer.get_content_type())
    name = f"ba-chi-so-{day:%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
