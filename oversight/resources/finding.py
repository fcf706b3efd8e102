from import_export import fields, resources

from oversight.models import Finding


class FindingResource(resources.ModelResource):
    session = fields.Field("session__code", "Cuộc giám sát")
    kind = fields.Field("get_kind_display", "Loại")
    heading = fields.Field("get_heading_display", "Nội dung")
    severity = fields.Field("get_severity_display", "Mức độ")
    text = fields.Field("text", "Nhận định")
    visit = fields.Field("visit__place", "Ghi nhận tại")
    illustrative = fields.Field(column_name="Ghi chú")

    class Meta:
        model = Finding
        fields = ("session", "kind", "heading", "severity", "text", "visit", "illustrative")
        export_order = fields

    def dehydrate_illustrative(self, finding):
        return "(số liệu minh họa)" if finding.illustrative else ""
