"""Two who press at once on one report never both win. On a real PostgreSQL, with real connections."""

from datetime import date
from decimal import Decimal

import pytest

from cds_portal.accounts.models import User
from cds_portal.lifecycle import StaleRecord
from districts.actions import periods, progress
from districts.actions.drafting import open_draft, set_value
from districts.figures import Figures
from districts.models import ProgressReport, ReportedValue, ReportVersion
from tests.progress_world import ON_TIME, ProgressCast, fill, submitted
from tests.test_concurrency import at_once, kinds

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(settings, monkeypatch):
    settings.CLOCK_TODAY = ON_TIME
    monkeypatch.setattr(progress, "enqueue", lambda *args: True)
    return ProgressCast()


def acting(verb, who, **details):
    """Reads report and person anew, as a request does, and acts."""
    return lambda: verb(ProgressReport.objects.get(), by=User.objects.get(pk=who.pk), **details)


def test_two_reporters_that_begin_at_once_share_one_version(cast):
    results = at_once(acting(open_draft, cast.reporter), acting(open_draft, cast.second))
    assert (results[0] == results[1], ReportVersion.objects.count()) == (True, 1)


def test_of_two_that_type_one_empty_figure_at_once_one_is_told(cast):
    version = open_draft(cast.report, by=cast.reporter)

    def typing(who, number):
        def act():
            figures = Figures(value=Decimal(number))
            return set_value(version, cast.indicators["KT1"], figures, by=who, expected=0).value

        return act

    results = at_once(typing(cast.reporter, 7), typing(cast.second, 8))
    (told,) = [result for result in results if isinstance(result, StaleRecord)]
    (stored,) = [result for result in results if result is not told]
    assert (told.current.value, ReportedValue.objects.get().value) == (stored, stored)


def test_figure_typed_while_the_leader_signs_is_in_or_refused_but_never_after(cast):
    version = fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.refuse_to_sign(cast.report, by=cast.chairman, reason="Xem lại")

    def typing():
        return set_value(version, cast.indicators["KT1"], Figures(value=Decimal(7)), by=cast.second).value

    results = at_once(typing, acting(progress.submit_for_signature, cast.reporter))
    stored = version.values.get(indicator__code="KT1").value
    assert (stored == 7) == (results[0] == 7)
    assert ProgressReport.objects.get().status == "awaiting_signature"


def test_two_signatures_at_once_send_once(cast):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    results = at_once(acting(progress.sign, cast.chairman), acting(progress.sign, cast.chairman))
    assert kinds(results) == ["done", "refused"]
    assert cast.report.history.filter(to_status="submitted").count() == 1


def test_signing_and_refusing_at_once_let_one_win(cast):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    refuse = acting(progress.refuse_to_sign, cast.chairman, reason="Sai")
    assert kinds(at_once(acting(progress.sign, cast.chairman), refuse)) == ["done", "refused"]


def test_accepting_and_returning_at_once_let_one_win(cast):
    submitted(cast)
    give_back = acting(progress.return_cells, cast.staff, reasons={}, note="Thiếu")
    results = at_once(acting(progress.accept, cast.colleague), give_back)
    assert kinds(results) == ["done", "refused"]
    is_accepted = ProgressReport.objects.get().status == "accepted"
    assert ReportedValue.objects.current().count() == (4 if is_accepted else 0)


def test_period_opened_twice_at_once_is_opened_once(cast):
    ProgressReport.objects.all().delete()
    cast.make_duty()

    def opening():
        return periods.open_due_periods(date(2026, 9, 1))

    assert sorted(at_once(opening, opening)) == [0, 2]
    assert [report.indicators.count() for report in ProgressReport.objects.all()] == [4, 4]


def test_two_duties_that_ask_one_body_at_once_make_one_report(cast):
    ProgressReport.objects.all().delete()
    duties = [cast.make_duty(), cast.make_duty()]
    at_once(*(lambda duty=duty: periods.open_period(duty, "2026-Q3") for duty in duties))
    assert [report.indicators.count() for report in ProgressReport.objects.all()] == [4, 4]
