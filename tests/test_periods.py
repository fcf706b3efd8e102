"""Reporting periods: what a code spans, and which bodies owe what when one opens."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_portal.accounts.grants import Role
from cds_portal.clock import DeadlineRule, SwapDay, is_working_day
from cds_portal.lifecycle import Refused
from districts.actions.periods import open_due_periods, open_period
from districts.models import Body, ProgressReport, ReportingPeriod
from districts.periods import KINDS, codes_of, current_code, span
from districts.tasks import open_reporting_periods
from tests.factories import (
    make_body,
    make_committee,
    make_commune,
    make_district,
    make_province,
    make_unit,
    make_user,
)
from tests.progress_world import ProgressCast, make_set


@pytest.mark.parametrize(
    ("code", "kind", "starts_on", "cut_off"),
    [
        ("2026-10", "month", date(2026, 9, 15), date(2026, 10, 14)),
        ("2026-01", "month", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-Q1", "quarter", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q3", "quarter", date(2026, 6, 15), date(2026, 9, 14)),
        ("2026-Q4", "quarter", date(2026, 9, 15), date(2026, 12, 14)),
        ("2026-H1", "half_year", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-9M", "nine_months", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", "year", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_period_spans_what_the_decree_says(code, kind, starts_on, cut_off):
    assert span(code)[:3] == (kind, starts_on, cut_off)


@pytest.mark.parametrize(
    "code", ["", "2026-", "2026-13", "2026-00", "2026-Q5", "2026-H2", "2026-1", "26-01", "1999", "2026 ", "x"]
)
def test_code_that_is_none_is_refused(code):
    with pytest.raises(ValueError):
        span(code)


codes = st.builds(
    lambda kind, year, place: codes_of(kind, year)[place % len(codes_of(kind, year))],
    st.sampled_from(KINDS),
    st.integers(2021, 2035),
    st.integers(0, 11),
)


@given(codes)
def test_period_begins_on_the_15th_and_ends_on_the_14th(code):
    days = span(code)
    assert (days.starts_on.day, days.cut_off.day) == (15, 14)


@given(codes)
def test_period_is_sent_two_working_days_after_its_cut_off(code):
    days = span(code)
    after = [days.cut_off + timedelta(n) for n in range(1, (days.due_on - days.cut_off).days + 1)]
    assert [sum(map(is_working_day, after)), is_working_day(days.due_on)] == [2, True]


@given(st.sampled_from(KINDS), st.integers(2021, 2034))
def test_periods_of_a_rhythm_follow_without_gap_or_overlap(kind, year):
    spans = [span(code) for one in (year, year + 1) for code in codes_of(kind, one)]
    if kind in ("half_year", "nine_months"):
        assert [one.starts_on for one in spans] == [date(year - 1, 12, 15), date(year, 12, 15)]
    else:
        ends = [one.cut_off + timedelta(1) for one in spans]
        assert ends[:-1] == [one.starts_on for one in spans[1:]]


@given(st.sampled_from(KINDS), st.dates(date(2021, 1, 1), date(2035, 12, 31)), st.integers(0, 60))
def test_current_period_has_opened_and_the_next_has_not(kind, day, days_before):
    code = current_code(kind, day, days_before=days_before)
    later = [one for year in (day.year - 1, day.year, day.year + 1) for one in codes_of(kind, year)]
    later = later[later.index(code) + 1 :]
    opened = span(code).cut_off - timedelta(days_before) <= day
    assert (opened, [one for one in later if span(one).cut_off - timedelta(days_before) <= day]) == (True, [])


def test_due_day_passes_over_tet():
    # Tết 2029 falls on 13/2.
    assert span("2029-02").due_on > date(2029, 2, 16)


def test_due_day_takes_swapped_days():
    swaps = {date(2026, 9, 15): False, date(2026, 9, 19): True}
    assert span("2026-Q3").due_on == date(2026, 9, 16)
    assert span("2026-Q3", swaps=swaps).due_on == date(2026, 9, 17)


@pytest.fixture
def cast(db):
    cast = ProgressCast()
    ProgressReport.objects.all().delete()
    ReportingPeriod.objects.all().delete()
    return cast


def owing():
    return sorted(ProgressReport.objects.values_list("period__code", "body__name"))


BOTH = [("2026-Q3", "UBND xã Mai Phụ"), ("2026-Q3", "UBND xã Thạch Hà")]


def test_period_opens_before_its_cut_off_for_every_body_of_the_level(cast):
    cast.make_duty()
    assert open_due_periods(date(2026, 8, 30)) == 2
    assert owing() == BOTH
    assert {report.status for report in ProgressReport.objects.all()} == {"expected"}


def test_day_before_it_opens_the_former_period_is_the_one_that_is_on(cast):
    cast.make_duty()
    open_due_periods(date(2026, 8, 29))
    assert {code for code, _body in owing()} == {"2026-Q2"}


def test_opening_twice_changes_nothing(cast):
    cast.make_duty()
    assert [open_due_periods(date(2026, 9, 1)), open_due_periods(date(2026, 9, 2))] == [2, 0]
    assert [report.indicators.count() for report in ProgressReport.objects.all()] == [4, 4]


def test_body_that_comes_later_is_asked_while_the_period_is_on(cast):
    cast.make_duty()
    open_due_periods(date(2026, 9, 1))
    make_body("UBND xã Hồng Lộc", unit=make_commune("Hồng Lộc", parent=cast.district))
    assert open_due_periods(date(2026, 9, 2)) == 1


def test_only_indicators_of_rhythm_and_level_are_asked(cast):
    cast.indicators["KT1"].frequency = "year"
    cast.indicators["KT1"].save()
    cast.indicators["NT1"].for_commune = False
    cast.indicators["NT1"].save()
    open_due_periods(date(2026, 9, 1))
    cast.make_duty()
    open_due_periods(date(2026, 9, 1))
    asked = ProgressReport.objects.first().indicators.values_list("code", flat=True)
    assert list(asked) == ["CQ1", "CQ2"]


def test_nothing_is_opened_when_nothing_is_asked(cast):
    cast.make_duty(kind="month")
    assert (open_due_periods(date(2026, 9, 10)), ProgressReport.objects.count()) == (0, 0)


def test_named_bodies_alone_are_asked(cast):
    cast.make_duty().bodies.set([cast.body])
    open_due_periods(date(2026, 9, 1))
    assert owing() == BOTH[:1]


def test_body_that_ended_before_the_cut_off_is_not_asked(cast):
    Body.objects.filter(pk=cast.body.pk).update(valid_to=date(2026, 9, 13))
    cast.make_duty()
    open_due_periods(date(2026, 9, 1))
    assert owing() == BOTH[1:]


def test_district_duty_asks_districts(cast):
    cast.make_duty(level="district")
    open_due_periods(date(2026, 9, 1))
    assert owing() == [("2026-Q3", "UBND huyện Lộc Hà")]


def test_bodies_of_another_province_are_not_asked(cast):
    other = make_province("Tây Ninh")
    far = make_commune("Đức Huệ", parent=make_district("Đức Huệ", parent=other))
    make_body("UBND xã Đức Huệ", unit=far)
    cast.make_duty()
    open_due_periods(date(2026, 9, 1))
    assert owing() == BOTH


def test_commune_directly_under_the_province_is_asked(cast):
    unit = make_unit("Thạch Khê", parent=cast.province_unit)
    make_body("UBND xã Thạch Khê", unit=unit)
    cast.make_duty()
    open_due_periods(date(2026, 9, 1))
    assert len(owing()) == 3


@pytest.mark.parametrize(
    "dates",
    [{"valid_from": date(2026, 9, 15)}, {"valid_to": date(2026, 9, 13), "valid_from": date(2026, 1, 1)}],
)
def test_duty_asks_for_no_cut_off_outside_its_days(cast, dates):
    duty = cast.make_duty(**dates)
    assert open_period(duty, "2026-Q3") == 0


def test_newest_version_of_the_set_in_force_is_asked(cast):
    cast.make_duty()
    cast.indicator_set.valid_to = date(2026, 6, 30)
    cast.indicator_set.save()
    assert open_due_periods(date(2026, 9, 1)) == 0
    newer = make_set(version=2)
    cast.indicators["CQ1"].pk = None
    cast.indicators["CQ1"].indicator_set = newer
    cast.indicators["CQ1"].save()
    assert open_due_periods(date(2026, 9, 1)) == 2
    assert {report.indicator_set for report in ProgressReport.objects.all()} == {newer}


def test_period_of_another_kind_than_the_duty_is_refused(cast):
    with pytest.raises(Refused):
        open_period(cast.make_duty(), "2026-09")


def test_due_day_follows_rule_and_swapped_days_in_the_database(cast):
    cast.make_duty()
    SwapDay.objects.create(day=date(2026, 9, 15), is_working=False, source="Thông báo")
    open_due_periods(date(2026, 9, 1))
    assert ReportingPeriod.objects.get().due_on == date(2026, 9, 17)


def test_rule_in_force_replaces_the_two_working_days(cast):
    DeadlineRule.objects.create(
        code="progress_report",
        name="Gửi báo cáo",
        anchor="ngày chốt",
        direction="after",
        bound="at_most",
        days=5,
        valid_from=date(2026, 1, 1),
        legal_source="Quy chế",
    )
    cast.make_duty()
    open_due_periods(date(2026, 9, 1))
    assert ReportingPeriod.objects.get().due_on == date(2026, 9, 19)


def test_beat_opens_what_is_due_today(cast, settings):
    cast.make_duty()
    settings.CLOCK_TODAY = date(2026, 9, 1)
    open_reporting_periods()
    assert owing() == BOTH


def test_officer_opens_the_periods_of_own_committee_only(cast, client, settings):
    settings.CLOCK_TODAY = date(2026, 9, 1)
    cast.make_duty()
    far = make_province("Tây Ninh")
    committee = make_committee("Ban khác", unit=far)
    client.force_login(make_user(Role.STAFF, committee))
    client.post("/progress/open/")
    assert owing() == []
    client.force_login(cast.staff)
    client.post("/progress/open/")
    assert owing() == BOTH
