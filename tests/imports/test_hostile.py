"""Whatever is uploaded: no error page, nothing half written, the same server afterwards."""

import resource

import pytest

from districts.actions import imports
from districts.imports.scope import Scope
from districts.models import ImportBatch, ProgressReport, ReportedValue
from tests.imports import cast
from tests.imports.reading_table import CORPUS
from tests.imports.test_views import signed_in

pytestmark = pytest.mark.django_db
# Of what three programs wrote alike one is enough here: test_corpus.py reads them all.
FILES = sorted(
    path
    for path in CORPUS.iterdir()
    if path.suffix != ".md" and not path.stem.endswith(("-openpyxl", "-xlsxwriter"))
)
MOST_MEGABYTES = 500


@pytest.fixture
def reporting():
    return cast.Reporting()


def scopes(reporting):
    one = Scope(period=reporting.period, filler=reporting.body, report=reporting.report)
    return [
        (one, reporting.reporter),
        (Scope(period=reporting.period, filler=reporting.district_body), reporting.district_reporter),
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_answered_in_words_and_writes_nothing_by_itself(reporting, client, path):
    for scope, user in scopes(reporting):
        batch = imports.upload(path.read_bytes(), name=path.name, scope=scope, by=user)
        assert imports.run(batch.pk)
        batch.refresh_from_db()
        assert batch.status in (ImportBatch.Status.REJECTED, ImportBatch.Status.CHECKED)
        assert all(problem["message"] for problem in batch.problems)
        assert signed_in(client, user).get(batch.get_absolute_url()).status_code == 200
    assert ReportedValue.objects.count() == 0
    assert set(ProgressReport.objects.values_list("status", flat=True)) == {"expected"}


def test_one_value_in_the_last_cell_of_all_is_refused_without_its_memory(reporting):
    """Alone, calamine asks for 512 GB of it and takes the process along."""
    (scope, user), _many = scopes(reporting)
    content = (CORPUS / "very_far_cell-openpyxl.xlsx").read_bytes()
    batch = imports.upload(content, name="xa.xlsx", scope=scope, by=user)
    imports.run(batch.pk)
    batch.refresh_from_db()
    assert [(p["address"], p["code"]) for p in batch.problems] == [("XFD1048576", "far_cell")]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 < MOST_MEGABYTES
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < MOST_MEGABYTES
