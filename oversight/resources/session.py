from import_export import fields, resources

from oversight.models import OversightSession
from oversight.resources.days import DayWidget


class SessionResource(resources.ModelResource):
    code = fields.Field("code", "Mã")
    title = fields.Field("title", "Tên cuộc giám sát")
    committee = fields.Field("committee__name", "Ban chủ trì")
    kind = fields.Field("get_kind_display", "Hình thức")
    period = fields.Field("period_words", "Thời kỳ giám sát")
    works_from = fields.Field("works_from", "Làm việc từ ngày", widget=DayWidget())
    works_to = fields.Field("works_to", "Đến ngày", widget=DayWidget())
    bodies = fields.Field(column_name="Đơn vị chịu sự giám sát")
    status = fields.Field("get_status_display", "Trạng thái")
    illustrative = fields.Field(column_name="Ghi chú")

    class Meta:
        model = OversightSession
        fields = (
            "code",
            "title",
            "committee",
            "kind",
            "period",
            "works_from",
            "works_to",
            "bodies",
            "status",
            "illustrative",
        )
        export_order = fields

    def dehydrate_bodies(self, session):
        return "; ".join(row.body.name for row in session.reviewed_bodies.all())

    def dehydrate_illustrative(self, session):
        return "(số liệu minh họa)" if session.illustrative else ""
