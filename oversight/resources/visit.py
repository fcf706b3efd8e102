from import_export import fields, resources
from import_export.widgets import DateWidget, TimeWidget

from districts.models.unit import names_with_today
from oversight.forms.visit_place import unit_words
from oversight.models import Visit

DAY, HOUR = DateWidget("%d/%m/%Y"), TimeWidget("%H:%M")


class VisitResource(resources.ModelResource):
    """What the list shows, and the hours, place and notes that have no room there."""

    session = fields.Field("session__code", "Cuộc giám sát")
    date = fields.Field("date", "Ngày", widget=DAY)
    starts_at = fields.Field("starts_at", "Bắt đầu", widget=HOUR)
    ends_at = fields.Field("ends_at", "Kết thúc", widget=HOUR)
    kind = fields.Field("get_kind_display", "Loại")
    site_type = fields.Field("get_site_type_display", "Loại điểm")
    place = fields.Field("place", "Địa điểm")
    unit = fields.Field(None, "Địa bàn (theo ngày khảo sát)")
    unit_today = fields.Field(None, "Địa bàn, nay thuộc")
    photo_count = fields.Field("photo_count", "Số ảnh")
    status = fields.Field("get_status_display", "Trạng thái")
    notes = fields.Field("notes", "Ghi chú")
    address = fields.Field("pk", "Mã chuyến")

    class Meta:
        model = Visit
        fields = (
            "session",
            "date",
            "starts_at",
            "ends_at",
            "kind",
            "site_type",
            "place",
            "unit",
            "unit_today",
            "photo_count",
            "status",
            "notes",
            "address",
        )
        export_order = fields

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.names = {}

    def dehydrate_unit(self, visit):
        return unit_words(visit.unit)

    def dehydrate_unit_today(self, visit):
        """Looked up once a unit, however many visits there were."""
        if visit.unit_id not in self.names:
            self.names |= names_with_today([visit.unit])
        return self.names[visit.unit_id]
