from import_export import fields, resources
from import_export.widgets import DateWidget

from districts.models import ProgressReport

DAY = DateWidget("%d/%m/%Y")


class ProgressResource(resources.ModelResource):
    """Which reports are due and which came; the figures themselves are the export of a period."""

    body = fields.Field("body__name_today", "Đơn vị")
    period = fields.Field("period__label", "Kỳ báo cáo")
    cut_off = fields.Field("period__cut_off", "Chốt số liệu", widget=DAY)
    due_on = fields.Field("period__due_on", "Hạn gửi", widget=DAY)
    status = fields.Field(column_name="Trạng thái")
    sent_on = fields.Field("sent_on", "Gửi ngày", widget=DAY)
    days_late = fields.Field("days_late", "Chậm (ngày)")
    late_reason = fields.Field("late_reason", "Lý do gửi chậm")
    nothing_arising = fields.Field(column_name="Không phát sinh")
    paper = fields.Field(column_name="Nhập thay theo văn bản số")
    illustrative = fields.Field(column_name="Ghi chú")

    class Meta:
        model = ProgressReport
        fields = (
            "body",
            "period",
            "cut_off",
            "due_on",
            "status",
            "sent_on",
            "days_late",
            "late_reason",
            "nothing_arising",
            "paper",
            "illustrative",
        )
        export_order = fields

    def dehydrate_status(self, report):
        """What a body does before it sends is its own affair: to all it has not been sent."""
        return report.get_status_display() if report.first_sent_at else "chưa gửi"

    def dehydrate_late_reason(self, report):
        return report.late_reason if report.first_sent_at else ""

    def dehydrate_nothing_arising(self, report):
        return report.nothing_reason if report.nothing_arising and report.first_sent_at else ""

    def dehydrate_paper(self, report):
        return report.paper_number or ""

    def dehydrate_illustrative(self, report):
        marks = ["kế thừa"] if report.is_inherited else []
        marks += ["(số liệu minh họa)"] if report.illustrative else []
        return "; ".join(marks)
