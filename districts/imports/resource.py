"""The engine of the import: django-import-export in the wide shape, a row a report, a column an indicator.

A row per figure costs several times as much (TECHNIQUES 6). Checks happen in one pass that writes nothing;
writing is a second pass over what was staged, in bulk.
"""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader

from districts.figures import Figures
from districts.imports.checks import check_figures, read_figures, rounded, warn
from districts.imports.problems import WARNING
from districts.imports.staged import StagedRow, figures_from
from districts.models import ProgressReport, ReportedValue

BEAT_EVERY = 50
KEEPS = "blank_keeps"


class WideResource(resources.Resource):
    """Neither fields nor diffs: instances are made and filled by ourselves."""

    class Meta:
        model = ProgressReport
        instance_loader_class = BaseInstanceLoader
        use_transactions = False
        skip_diff = True
        report_skipped = False
        import_id_fields = ()

    def run(self, dataset):
        """The engine's totals; what it caught is raised, a bug is no row's fault."""
        result = self.import_data(dataset, use_transactions=False)
        if result.base_errors:
            raise result.base_errors[0].error
        if result.has_errors():
            raise result.row_errors()[0][1][0].error
        return result.totals

    def get_or_init_instance(self, instance_loader, row):
        return self.init_instance(row), True

    def do_instance_save(self, instance, is_create):
        """Nothing is written row by row."""


class CheckedReports(WideResource):
    """Reads and checks every cell; `rows` are the reports that would be written, `problems` all found."""

    def __init__(self, known, *, beat=None, notes_are_elsewhere=False):
        super().__init__()
        self.known, self.beat = known, beat or (lambda done: None)
        # A sheet without a column of notes leaves those alone that were typed.
        self.notes_are_elsewhere = notes_are_elsewhere
        self.by_code = {}
        for indicator in known.indicators:
            self.by_code.setdefault(indicator.indicator_set_id, {})[indicator.code] = indicator
        self.rows, self.checked = [], []
        # (sheet, address) → (body, indicator) of each cell that is spoken of.
        self.about = {}

    def init_instance(self, row=None):
        return StagedRow(row["report"])

    def before_import_row(self, row, row_number=None, **kwargs):
        if row_number % BEAT_EVERY == 0:
            self.beat(row_number)

    def import_instance(self, instance, row, **kwargs):
        self.checked.append(instance)
        indicators = self.by_code.get(instance.report.indicator_set_id, {})
        due = self.known.due.get(instance.report.pk, ())
        for code, typed in row.items():
            if code == "report" or typed is None:
                continue
            indicator = indicators.get(code)
            if indicator is None or indicator.pk not in due:
                self.refuse_not_due(instance, code, typed, is_known=indicator is not None)
            else:
                said = len(instance.problems)
                self.import_figures(instance, indicator, typed)
                for problem in instance.problems[said:]:
                    names = str(instance.report.body), f"{indicator.code} · {indicator.name}"
                    self.about[problem.sheet, problem.address] = names
        if instance.has_errors:
            raise ValidationError(_("Có ô cần sửa."))

    def refuse_not_due(self, instance, code, typed, *, is_known):
        filled = next((cell for cell in typed if cell is not None and not cell.is_blank), None)
        if filled is None:
            return
        instance.read += 1
        message = (
            _("Chỉ tiêu %s không phải báo cáo trong kỳ này.")
            if is_known
            else _("Chỉ tiêu %s không thuộc phần đơn vị được nhập.")
        )
        instance.problems.append(filled.problem("not_due", message % code, _("Xóa số liệu ở ô này.")))

    def import_figures(self, instance, indicator, typed):
        problems = instance.problems
        errors = len(problems)
        stored = self.known.typed.get((instance.report.pk, indicator.pk))
        figures = read_figures(indicator, typed, problems)
        if figures is not None and figures.is_empty:
            figures = self.kept(instance, indicator, typed, figures, stored)
            if figures is None:
                return
        instance.read += 1
        if figures is not None:
            figures = check_figures(indicator, figures, typed, problems)
        if figures is None or any(problem.is_error for problem in problems[errors:]):
            return
        instance.valid += 1
        instance.normalised += any(is_written_number(cell) for cell in typed[:3])
        last = self.known.last.get((instance.report.body_id, indicator.pk))
        warn(indicator, figures, last, typed, problems)
        self.stage(instance, indicator, figures, stored)

    def kept(self, instance, indicator, typed, figures, stored):
        """No figure is no wish to delete one: what stands stays, and that is said. None: nothing to write."""
        if stored is None or (stored.value is None and stored.numerator is None):
            return figures if figures.note else None
        instance.problems.append(
            typed.first.problem(
                KEEPS,
                _("Ô để trống: giữ nguyên số đã nhập cho chỉ tiêu %s.") % indicator.code,
                _("Muốn xóa số đó, xóa trên trang báo cáo."),
                WARNING,
            )
        )
        return replace(figures_stored(stored), note=figures.note) if figures.note else None

    def stage(self, instance, indicator, figures, stored):
        if stored is not None:
            if not figures.note and self.notes_are_elsewhere:
                figures = replace(figures, note=stored.note)
            if figures == figures_stored(stored):
                return
        instance.figures[indicator.pk] = figures
        instance.seen[indicator.pk] = stored.row_version if stored else 0

    def do_instance_save(self, instance, is_create):
        self.rows.append(instance)


def is_written_number(cell):
    """Typed as text and read as a number: “1.234”, “45,6 %”."""
    return cell is not None and isinstance(cell.value, str) and any(char.isdecimal() for char in cell.value)


def figures_stored(value):
    return rounded(Figures(value.numerator, value.denominator, value.value, value.note))


class StagedReports(WideResource):
    """Writes staged rows: new figures in one bulk_create, changed ones in one bulk_update.

    Rows of the dataset: `version` (ReportVersion) and `figures` (entries of the staged JSON).
    """

    def __init__(self, stored, *, by, at):
        super().__init__()
        self.stored, self.by, self.at = stored, by, at
        self.new, self.changed = [], []

    def init_instance(self, row=None):
        return row["version"]

    def import_instance(self, instance, row, **kwargs):
        for entry in row["figures"]:
            pk, figures, _seen = figures_from(entry)
            columns = columns_of(figures, by=self.by, at=self.at)
            value = self.stored.get((instance.pk, pk))
            if value is None:
                self.new.append(ReportedValue(version_id=instance.pk, indicator_id=pk, **columns))
            else:
                for name, content in columns.items():
                    setattr(value, name, content)
                value.row_version += 1
                self.changed.append(value)

    def after_import(self, dataset, result, **kwargs):
        ReportedValue.objects.bulk_create(self.new, batch_size=BATCH)
        if self.changed:
            ReportedValue.objects.bulk_update(self.changed, WRITTEN, batch_size=BATCH)


BATCH = 1_000
WRITTEN = ["numerator", "denominator", "value", "note", "typed_by", "typed_at", "row_version"]


def columns_of(figures, *, by, at):
    return {
        "numerator": figures.numerator,
        "denominator": figures.denominator,
        "value": figures.value,
        "note": figures.note,
        "typed_by_id": by.pk,
        "typed_at": at,
    }
