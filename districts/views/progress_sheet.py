"""The sheet that is typed into: a form for each figure, saved together or one by one."""

from django.db import transaction

from cds_portal.lifecycle import Refused, StaleRecord
from districts.actions.drafting import open_draft, set_value
from districts.comparison import Row, as_figures, rows_of
from districts.forms.progress import FigureForm, texts_of
from districts.models import ReportedValue
from districts.views.progress_access import open_version


class Sheet:
    """`entries` are the figures due, each a Row with its `form`, and `theirs` where somebody was first."""

    def __init__(self, report, data=None):
        self.report = report
        self.version = open_version(report)
        self.saved, self.kept = 0, {}
        self.load()
        if data is not None:
            self.typed = {row.indicator.pk: FigureForm(row.indicator, data) for row in self.rows}

    def load(self):
        """What stands there. After a return the last version's figures, which the draft begins with."""
        source = self.version or self.report.versions.order_by("number").last()
        values = source.values.select_related("typed_by") if source else ReportedValue.objects.none()
        self.rows = rows_of(self.report, self.report.indicators.select_related("pillar"), values)
        for row in self.rows:
            row.form = FigureForm(row.indicator, figures=row.figures, row_version=self.version_of(row))

    def version_of(self, row):
        """Copies begin at 1, whatever the frozen row had come to."""
        if row.value is None:
            return 0
        return row.value.row_version if self.version else 1

    @property
    def entries(self):
        for row in self.rows:
            if row.indicator.pk in self.kept:
                row.form, row.theirs = self.kept[row.indicator.pk]
            yield row

    @property
    def filled(self):
        return sum(row.is_filled for row in self.rows)

    @property
    def total(self):
        return len(self.rows)

    @property
    def conflicts(self):
        return [theirs for _form, theirs in self.kept.values() if theirs]

    def save(self, by):
        """Saves each figure that was touched; True when all of them stand. The others keep what was typed."""
        for pk, form in self.typed.items():
            if form.data.get(form.add_prefix("was")) is None or form.is_untouched:
                continue
            theirs = save_figure(self.report, form, by)
            if form.errors or theirs:
                self.kept[pk] = form, theirs
            else:
                self.saved += 1
        self.version = open_version(self.report)
        self.load()
        return not self.kept


def save_figure(report, form, by):
    """Writes one figure; a wrong one has its errors in the form. Returns the colleague's Row when stale."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            version = open_draft(report, by=by)
            form.stored = set_value(
                version, form.indicator, form.figures, by=by, expected=form.cleaned_data["row_version"] or 0
            )
    except StaleRecord as stale:
        return take_stored_version(form, stale.current)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def take_stored_version(form, stored):
    """Arms the form with the stored version, so that saving again is a decision and not an accident."""
    data = form.data.copy()
    data[form.add_prefix("row_version")] = stored.row_version
    form.data = data
    theirs = Row(form.indicator, as_figures(stored), stored)
    theirs.texts, theirs.mine = texts_of(form.indicator, theirs.figures), form.typed
    return theirs
