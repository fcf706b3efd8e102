from import_export import fields, resources

from districts.models import Indicator
from districts.set_columns import target_in_words


class IndicatorResource(resources.ModelResource):
    set = fields.Field("indicator_set__stamp", "Bộ")
    code = fields.Field("code", "Mã")
    pillar = fields.Field("pillar__name", "Trụ cột")
    name = fields.Field("name", "Chỉ tiêu")
    kind = fields.Field("get_kind_display", "Cách tính")
    numerator = fields.Field("numerator_name", "Tử số hoặc cách đếm")
    denominator = fields.Field("denominator_name", "Mẫu số")
    unit = fields.Field("unit_name", "Đơn vị tính")
    direction = fields.Field("get_direction_display", "Chiều tốt")
    frequency = fields.Field("get_frequency_display", "Tần suất")
    levels = fields.Field(column_name="Cấp báo cáo")
    targets = fields.Field(column_name="Mức phấn đấu")
    responsible = fields.Field("responsible_name", "Ngành phụ trách")
    basis = fields.Field("basis", "Cơ sở")
    new_rural = fields.Field(column_name="Thuộc QĐ 924")

    class Meta:
        model = Indicator
        fields = (
            "set",
            "code",
            "pillar",
            "name",
            "kind",
            "numerator",
            "denominator",
            "unit",
            "direction",
            "frequency",
            "levels",
            "targets",
            "responsible",
            "basis",
            "new_rural",
        )
        export_order = fields

    def dehydrate_levels(self, indicator):
        words = [
            word
            for word, asked in (
                ("xã", indicator.for_commune),
                ("huyện", indicator.for_district),
                ("tỉnh", indicator.for_province),
            )
            if asked
        ]
        return ", ".join(words)

    def dehydrate_targets(self, indicator):
        """“2025: 100; 2026: tăng”, for all units; targets of single units are not in it."""
        return "; ".join(
            f"{target.year}: {target_in_words(indicator, True, target.value)}"
            for target in indicator.targets.all()
            if target.unit_id is None
        )

    def dehydrate_new_rural(self, indicator):
        return "có" if indicator.is_new_rural else ""
