from import_export import fields, resources, widgets

from districts.models import TransformationPlan


class PlanResource(resources.ModelResource):
    body = fields.Field("body__name_today", "Cơ quan ban hành")
    year = fields.Field("year", "Năm")
    title = fields.Field("title", "Kế hoạch")
    number = fields.Field("number", "Số, ký hiệu")
    issued_on = fields.Field("issued_on", "Ngày ban hành", widget=widgets.DateWidget(format="%d/%m/%Y"))
    task_count = fields.Field("task_count", "Số nhiệm vụ")
    done_count = fields.Field("done_count", "Đã hoàn thành")
    late_count = fields.Field("late_count", "Quá hạn")
    illustrative = fields.Field(column_name="Ghi chú")

    class Meta:
        model = TransformationPlan
        fields = (
            "body",
            "year",
            "title",
            "number",
            "issued_on",
            "task_count",
            "done_count",
            "late_count",
            "illustrative",
        )
        export_order = fields

    def dehydrate_illustrative(self, plan):
        return "(số liệu minh họa)" if plan.illustrative else ""
