from import_export import fields, resources

from oversight.models import Recommendation


class RecommendationResource(resources.ModelResource):
    session = fields.Field("session__code", "Cuộc giám sát")
    number = fields.Field("number", "Số")
    group = fields.Field("get_group_display", "Nhóm cơ quan")
    text = fields.Field("text", "Nội dung kiến nghị")
    bodies = fields.Field(column_name="Cơ quan chủ trì")
    deliverable = fields.Field(column_name="Sản phẩm")
    due = fields.Field(column_name="Thời hạn")
    state = fields.Field(column_name="Trạng thái")
    illustrative = fields.Field(column_name="Ghi chú")

    class Meta:
        model = Recommendation
        fields = (
            "session",
            "number",
            "group",
            "text",
            "bodies",
            "deliverable",
            "due",
            "state",
            "illustrative",
        )
        export_order = fields

    def dehydrate_bodies(self, recommendation):
        return "; ".join(a.body.name for a in recommendation.shown_assignments)

    def dehydrate_deliverable(self, recommendation):
        return "; ".join(a.deliverable for a in recommendation.shown_assignments if a.deliverable)

    def dehydrate_due(self, recommendation):
        days = sorted({a.due_on for a in recommendation.shown_assignments if a.due_on})
        return "; ".join(f"{day:%d/%m/%Y}" for day in days)

    def dehydrate_state(self, recommendation):
        return str(recommendation.status_label)

    def dehydrate_illustrative(self, recommendation):
        return "(số liệu minh họa)" if recommendation.illustrative else ""
