from import_export import fields, resources

from districts.models import IncomingPaper
from oversight.resources.days import DayWidget


class PaperResource(resources.ModelResource):
    number = fields.Field("number", "Số, ký hiệu")
    dated = fields.Field("dated", "Ngày văn bản", widget=DayWidget())
    from_body = fields.Field("from_body__name", "Cơ quan gửi")
    subject = fields.Field("subject", "Trích yếu")
    received_on = fields.Field("received_on", "Ngày đến", widget=DayWidget())

    class Meta:
        model = IncomingPaper
        fields = ("number", "dated", "from_body", "subject", "received_on")
        export_order = fields
