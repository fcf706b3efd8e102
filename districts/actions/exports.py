"""A period's figures as one file, made by a worker as a stream: it shows how far it is and can be stopped."""

import csv
import logging
import tempfile
from pathlib import Path
from types import SimpleNamespace

import xlsxwriter
from django.db import DatabaseError, transaction
from django.db.models import Max, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.files import store
from cds_portal.lifecycle import Refused
from cds_portal.lists import harmless_cell
from cds_portal.longwork import Cancelled
from cds_portal.queue import enqueue
from cds_portal.text import day_text
from districts.filters.progress import ProgressFilter
from districts.models import PeriodExport, ProgressReport, ReportedValue, ReportVersion

log = logging.getLogger(__name__)
TASK = "districts.tasks.run_export"
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
CHUNK = 2_000
COLUMNS = (
    "version__report__body__code",
    "version__report__body__name",
    "version__report__status",
    "version__report__first_sent_at",
    "indicator__code",
    "indicator__name",
    "indicator__unit_name",
    "numerator",
    "denominator",
    "value",
    "note",
    "is_current",
)
HEAD = (
    "Mã đơn vị",
    "Đơn vị",
    "Trạng thái báo cáo",
    "Ngày gửi",
    "Mã chỉ tiêu",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Tử số",
    "Mẫu số",
    "Giá trị",
    "Ghi chú",
    "Đã tiếp nhận",
)


@transaction.atomic
def request_export(period, *, query, kind, by):
    """Asks a worker for the file; returns the PeriodExport. The same wish still at work is the same row."""
    waiting = PeriodExport.objects.filter(
        period=period, query=query[:500], kind=kind, by=by, state__in=("queued", "running")
    )
    export = waiting.first()
    if export is None:
        export = PeriodExport.objects.create(period=period, query=query[:500], kind=kind, by=by)
        transaction.on_commit(lambda: enqueue(TASK, str(export.pk)))
    return export


def make(export_id):
    """Makes the file of a queued export; safe to call any number of times."""
    export = PeriodExport.objects.select_related("period", "by").filter(pk=export_id).first()
    token = export.claim() if export else None
    if token is None:
        return False
    try:
        return keep(export, token)
    except Cancelled:
        return False
    except DatabaseError:
        raise
    except Exception:
        log.exception("Không xuất được số liệu %s", export_id)
        export.fail(token, _("Không lập được tệp do lỗi của hệ thống. Quản trị xem nhật ký."))
        return False


def keep(export, token):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"figures.{export.kind}"
        write(export, token, path)
        content = path.read_bytes()
    name = f"so-lieu-{export.period.code}.{export.kind}"
    with transaction.atomic():
        file = store(
            content, name=name, content_type=CONTENT_TYPES[export.kind], by=export.by, folder="exports"
        )
        if not export.finish(token, file=file):
            raise Cancelled
    return True


def write(export, token, path):
    values = values_for(export)
    total = values.count()
    export.beat(token, done=0, total=total)
    writer = {"xlsx": write_xlsx, "csv": write_csv}[export.kind]
    writer(path, counted(values, export, token, total))


def values_for(export):
    """Figures of the newest sending of each report: what the filters leave and the user may read."""
    reports = ProgressReport.objects.visible_to(export.by).filter(period=export.period)
    # The filter set asks a request only who asks.
    asker = SimpleNamespace(user=export.by)
    filtered = ProgressFilter(QueryDict(export.query), queryset=reports, request=asker).qs
    newest = (
        ReportVersion.objects.filter(report__in=filtered.order_by().values("pk"), frozen_at__isnull=False)
        .order_by()
        .values("report")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    values = ReportedValue.objects.visible_to(export.by).filter(Q(version__in=newest))
    return values.order_by("version__report__body__sort_key", "version_id", "indicator__order", "pk")


def counted(values, export, token, total):
    """The rows as they go into the file, with a sign of life every two thousand."""
    states = dict(ProgressReport.Status.choices)
    rows = values.values_list(*COLUMNS).iterator(chunk_size=CHUNK)
    for done, row in enumerate(rows, start=1):
        if done % CHUNK == 0:
            export.beat(token, done=done, total=total)
        yield as_cells(row, states)
    export.beat(token, done=total, total=total)


def as_cells(row, states):
    code, name, status, sent, indicator, title, unit, numerator, denominator, value, note, current = row
    day = day_text(timezone.localtime(sent)) if sent else ""
    numbers = (None if n is None else float(n) for n in (numerator, denominator, value))
    marks = _("có") if current else _("chưa")
    texts = [code, name, str(states[status]), day, indicator, title, unit]
    return [*map(harmless_cell, texts), *numbers, harmless_cell(note), marks]


def write_xlsx(path, rows):
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Số liệu"))
    sheet.write_row(0, 0, HEAD, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 5, 24)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    book.close()


def write_csv(path, rows):
    # Excel takes a CSV for Latin-1 unless the mark is there.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(rows)


def cancel(export):
    if not export.cancel():
        raise Refused(_("Tệp đã lập xong hoặc đã dừng, không còn gì để hủy."))


def still_scoped(export, user):
    """What the file holds was theirs to read when they asked; a post that ended since takes it away."""
    held = user.posts.held_on(timezone.localdate(export.at)).values_list("pk", flat=True)
    return {post.pk for post in user.present_posts} >= set(held)
