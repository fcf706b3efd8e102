from django.utils import timezone
from import_export import fields, resources

from oversight.models import Proposal


class ProposalResource(resources.ModelResource):
    raised_by = fields.Field("raiser_today", "Đơn vị đề xuất")
    theme = fields.Field("get_theme_display", "Nhóm nội dung")
    text = fields.Field("text", "Nội dung đề xuất, kiến nghị")
    session = fields.Field("session__code", "Cuộc giám sát")
    raised_on = fields.Field(column_name="Nêu ngày")
    status = fields.Field("get_status_display", "Trạng thái")
    illustrative = fields.Field(column_name="Ghi chú")

    class Meta:
        model = Proposal
        fields = ("raised_by", "theme", "text", "session", "raised_on", "status", "illustrative")
        export_order = fields

    def dehydrate_raised_on(self, proposal):
        return f"{timezone.localtime(proposal.at):%d/%m/%Y}"

    def dehydrate_illustrative(self, proposal):
        marks = ["kế thừa"] if proposal.is_inherited else []
        marks += ["(số liệu minh họa)"] if proposal.illustrative else []
        return "; ".join(marks)
