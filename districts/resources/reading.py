"""What the reading pages export: the matrix of a period as shown, and who is late."""

import tablib
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources, widgets

from cds_portal.text import day_text
from districts.models import Indicator, ProgressReport
from districts.reading import period_matrix
from districts.reading.late import late_of

ILLUSTRATIVE = gettext_lazy("(số liệu minh họa)")


class MatrixExport:
    """All rows of the filters with the columns on the screen; numbers stay numbers."""

    def __init__(self, period, indicators, **reading):
        self.period, self.indicators, self.reading = period, indicators, reading

    def export(self, queryset):
        matrix = period_matrix(self.period, queryset, self.indicators, **self.reading)
        return tablib.Dataset(*map(self.row, matrix.rows), headers=self.heads())

    def heads(self):
        names = [f"{one.code} - {one.name} ({one.unit_name})" for one in self.indicators]
        return [
            _("Đơn vị"),
            _("Trực thuộc"),
            _("Tình trạng"),
            *names,
            _("Số ô thiếu"),
            _("Cần xem lại"),
            _("Ghi chú"),
        ]

    def row(self, row):
        unit = row.report.body.unit
        flags = "; ".join(f"{flag.indicator.code}: {flag.sentence}" for flag in row.flags)
        return [
            row.report.body.name,
            unit.parent.full_name if unit and unit.parent else "",
            state_text(row.report),
            *(figure(cell) for cell in row.cells),
            row.gaps,
            flags,
            str(ILLUSTRATIVE) if row.report.illustrative else "",
        ]


def figure(cell):
    if cell.fact is None or cell.fact.value is None:
        return ""
    return cell.text if cell.indicator.kind == Indicator.Kind.YES_NO else cell.fact.value


def state_text(report):
    """For all but the body itself an unsent report is just not sent, however far it is."""
    late = late_of(report)
    state = report.get_status_display() if report.first_sent_at else _("chưa gửi")
    return f"{state}, {late.text}" if late else state


class LateResource(resources.ModelResource):
    body = fields.Field("body__name", gettext_lazy("Đơn vị"))
    period = fields.Field(column_name=gettext_lazy("Kỳ báo cáo"))
    due_on = fields.Field(
        "period__due_on", gettext_lazy("Hạn gửi"), widget=widgets.DateWidget(format="%d/%m/%Y")
    )
    sent_on = fields.Field(column_name=gettext_lazy("Ngày gửi"))
    days = fields.Field(column_name=gettext_lazy("Số ngày chậm"))
    reason = fields.Field("late_reason", gettext_lazy("Lý do"))
    note = fields.Field(column_name=gettext_lazy("Ghi chú"))

    class Meta:
        model = ProgressReport
        fields = ("body", "period", "due_on", "sent_on", "days", "reason", "note")
        export_order = fields

    def dehydrate_period(self, report):
        return str(report.period.label)

    def dehydrate_sent_on(self, report):
        return day_text(report.sent_on) if report.sent_on else _("chưa gửi")

    def dehydrate_days(self, report):
        return report.days_late

    def dehydrate_note(self, report):
        return str(ILLUSTRATIVE) if report.illustrative else ""
