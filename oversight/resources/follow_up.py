from import_export import fields, resources

from oversight.models import Assignment
from oversight.resources.days import DayWidget


class AssignmentResource(resources.ModelResource):
    session = fields.Field(column_name="Cuộc giám sát")
    number = fields.Field("recommendation__number", "Kiến nghị số")
    text = fields.Field(column_name="Nội dung")
    body = fields.Field("body__name", "Cơ quan thực hiện")
    role = fields.Field("get_role_display", "Vai trò")
    deliverable = fields.Field("deliverable", "Sản phẩm")
    issued_on = fields.Field("issued_on", "Ban hành", widget=DayWidget())
    due_on = fields.Field("due_on", "Thời hạn", widget=DayWidget())
    acceptance = fields.Field("get_acceptance_display", "Tiếp thu")
    status = fields.Field("get_status_display", "Trạng thái")
    completed_on = fields.Field("completed_on", "Hoàn thành", widget=DayWidget())
    days_late = fields.Field("days_late", "Số ngày quá hạn")
    notes = fields.Field(column_name="Ghi chú")

    class Meta:
        model = Assignment
        fields = (
            "session",
            "number",
            "text",
            "body",
            "role",
            "deliverable",
            "issued_on",
            "due_on",
            "acceptance",
            "status",
            "completed_on",
            "days_late",
            "notes",
        )
        export_order = fields

    def dehydrate_session(self, row):
        case = row.recommendation or row.proposal
        return case.session.code if case.session else ""

    def dehydrate_text(self, row):
        return (row.recommendation or row.proposal).text

    def dehydrate_notes(self, row):
        marks = []
        if row.is_inherited:
            marks.append("kế thừa")
        if row.is_retrospective:
            marks.append("nhập hồi cố")
        if (row.recommendation or row.proposal).illustrative:
            marks.append("(số liệu minh họa)")
        return "; ".join(marks)
