"""Two officials press at the same moment: one writes, the other is told, nothing stands twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections

from cds_portal.lifecycle import Refused
from districts.actions import imports
from districts.actions.drafting import open_draft, set_value
from districts.figures import Figures
from districts.imports.scope import Scope
from districts.imports.writer import body_workbook
from districts.models import ImportBatch, ReportedValue
from tests.imports import cast
from tests.imports.cast import GOOD, filled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reporting():
    return cast.Reporting()


def checked(reporting, figures=GOOD):
    report = reporting.report
    scope = Scope(period=report.period, filler=report.body, report=report)
    content = filled(body_workbook(report), figures)
    batch = imports.upload(content, name="so-lieu.xlsx", scope=scope, by=reporting.reporter)
    imports.run(batch.pk)
    return batch.pk


def at_once(*acts):
    """What each act answered: "" when it was done, else the refusal in words."""

    def run(act):
        try:
            act()
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def apply(pk, by):
    imports.apply(ImportBatch.objects.get(pk=pk), by=by)


def test_one_batch_is_written_once(reporting):
    pk = checked(reporting)
    answers = at_once(*[lambda: apply(pk, reporting.reporter)] * 3)
    assert sorted(bool(answer) for answer in answers) == [False, True, True]
    assert ReportedValue.objects.count() == 4


def test_upload_and_web_form_never_both_win_a_figure(reporting):
    pk = checked(reporting, {"NT3": {"Giá trị": 12}})
    indicator, by = reporting.indicator("NT3"), reporting.reporter

    def type_it():
        version = open_draft(reporting.report, by=by)
        set_value(version, indicator, Figures(value=Decimal(99)), by=by, expected=0)

    at_once(lambda: apply(pk, by), type_it)
    stored = ReportedValue.objects.get()
    batch = ImportBatch.objects.get(pk=pk)
    # Whoever came second was told; the stored figure is the first one's, whole.
    assert (batch.status, stored.value, stored.row_version) in {
        ("applied", Decimal(12), 1),
        ("uploaded", Decimal(99), 1),
    }
