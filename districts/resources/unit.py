from import_export import fields, resources, widgets

from districts.models import AdministrativeUnit


class UnitResource(resources.ModelResource):
    code = fields.Field("official_code", "Mã")
    name = fields.Field("full_name", "Tên")
    level = fields.Field("get_level_display", "Cấp")
    parent = fields.Field("parent__full_name", "Trực thuộc")
    valid_from = fields.Field("valid_from", "Từ ngày", widget=widgets.DateWidget(format="%d/%m/%Y"))
    valid_to = fields.Field("valid_to", "Đến hết ngày", widget=widgets.DateWidget(format="%d/%m/%Y"))

    class Meta:
        model = AdministrativeUnit
        fields = ("code", "name", "level", "parent", "valid_from", "valid_to")
        export_order = fields
