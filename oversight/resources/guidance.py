from import_export import fields, resources

from oversight.models import GuidanceSession


class GuidanceResource(resources.ModelResource):
    title = fields.Field("title", "Nội dung buổi hướng dẫn")
    held_by = fields.Field("held_by__name", "Cơ quan hướng dẫn")
    unit = fields.Field("unit__full_name", "Địa bàn")
    date = fields.Field("date_words", "Ngày")
    place = fields.Field("place", "Địa điểm")
    topics = fields.Field("topics", "Chuyên đề")
    proposal_count = fields.Field("proposal_count", "Số đề xuất, kiến nghị")
    illustrative = fields.Field(column_name="Ghi chú")

    class Meta:
        model = GuidanceSession
        fields = ("title", "held_by", "unit", "date", "place", "topics", "proposal_count", "illustrative")
        export_order = fields

    def dehydrate_illustrative(self, guidance):
        return "(số liệu minh họa)" if guidance.illustrative else ""
