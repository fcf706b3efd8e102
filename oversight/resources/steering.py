"""The three figures as a file: the rows on the screen, numbers as numbers."""

from cds_portal.export import harmless_cell, table_response
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
    ("Trong đó dự thảo", "undated_draft"),
    ("Đang mở", "open"),
    ("Quá hạn", "overdue"),
    ("Mở trên 18 tháng", "long_open"),
    ("Kế thừa", "inherited"),
]


def figures_file(rows, group_words, day, kind):
    head = [f"Nhóm ({group_words}), đến ngày {day_text(day)}", *dict(COLUMNS)]
    cells = (
        [harmless_cell(str(row.label)), *(getattr(row.figures, name) for _label, name in COLUMNS)]
        for row in rows
    )
    return table_response(head, cells, kind, "ba-chi-so")
