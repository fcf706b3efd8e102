"""Progress reporting in the demonstration: who was asked, what came, what is open, what stands out."""

import re
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.db.models import F

from cds_portal.clock import set_today
from cds_portal.lifecycle import StatusChange
from districts.actions.periods import open_due_periods
from districts.figures import Figures, problems_of
from districts.models import (
    Indicator,
    IndicatorSet,
    ProgressReport,
    ReportedValue,
    ReportingDuty,
    ReportingPeriod,
    ReportVersion,
)
from oversight.demo import progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def report(body, period):
    return ProgressReport.objects.get(body__code=body, period__code=period)


def value(body, period, code):
    return ReportedValue.objects.get(
        version__report__body__code=body, version__report__period__code=period, indicator__code=code
    )


def statuses(period):
    rows = ProgressReport.objects.filter(period__code=period).values_list("body__code", "status")
    return dict(rows)


def test_each_province_has_its_own_set_with_its_own_departments():
    sets = [(row.stamp, row.issuer) for row in IndicatorSet.objects.all()]
    assert sets == [
        ("xa-2023/1", "Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh (bộ mặc định, minh họa)"),
        ("xa-2023/2", "Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh (bộ mặc định, minh họa)"),
        ("xa-2023-80/1", "Ban Văn hóa - Xã hội HĐND tỉnh Tây Ninh (bộ mặc định, minh họa)"),
        ("xa-2023-80/2", "Ban Văn hóa - Xã hội HĐND tỉnh Tây Ninh (bộ mặc định, minh họa)"),
    ]
    for code, department in (("xa-2023", "sokhcn-42"), ("xa-2023-80", "sokhcn-80")):
        named = Indicator.objects.filter(indicator_set__code=code, responsible__code__startswith="sokhcn")
        assert set(named.values_list("responsible__code", flat=True)) == {department}


def test_department_sees_reports_of_its_province_only():
    officer = get_user_model().objects.get(username="sokhcn")
    committees = ProgressReport.objects.visible_to(officer).values_list("committee__code", flat=True)
    assert set(committees) == {"ban-vhxh-42"}


def test_duties_follow_the_end_of_the_district_level():
    rows = ReportingDuty.objects.filter(committee__code="ban-vhxh-42").order_by("valid_from", "period_kind")
    assert list(rows.values_list("level", "period_kind", "valid_from", "valid_to")) == [
        ("district", "quarter", date(2023, 1, 1), date(2025, 6, 30)),
        ("commune", "quarter", date(2025, 7, 1), None),
        ("commune", "year", date(2026, 1, 1), None),
    ]


def test_every_report_is_illustrative_and_asks_for_something():
    assert not ProgressReport.objects.filter(illustrative=False).exists()
    assert not ProgressReport.objects.filter(indicators=None).exists()


def test_duc_hue_has_three_quarters_behind_it_and_one_to_walk():
    rows = ProgressReport.objects.filter(body__code="ubnd-801").order_by("period__cut_off")
    assert list(rows.values_list("period__code", "status")) == [
        ("2022-Q2", "accepted"),
        ("2022-Q3", "accepted"),
        ("2022-Q4", "accepted"),
        ("2023-Q1", "expected"),
    ]
    assert not ReportVersion.objects.filter(report=report("ubnd-801", "2023-Q1")).exists()


def test_communes_of_duc_hue_reported_but_two():
    codes = ProgressReport.objects.filter(
        period__code="2023-Q1", body__unit__parent__official_code="801"
    ).values_list("body__code", "status")
    assert len(codes) == 11
    assert {code for code, status in codes if status == "expected"} == {"ubnd-27913", "ubnd-27928"}


def test_loc_ha_reported_all_quarters_of_2023():
    rows = ProgressReport.objects.filter(body__code="ubnd-448").order_by("period__cut_off")
    assert list(rows.values_list("period__code", "status")) == [
        (f"2023-Q{n}", "accepted") for n in (1, 2, 3, 4)
    ]


def test_the_newest_quarter_shows_every_state():
    assert statuses("2026-Q3") == {
        "ubnd-18583": "expected",
        "ubnd-18409": "expected",
        "ubnd-18568": "submitted",
        "ubnd-18586": "accepted",
        "ubnd-18100": "accepted",
    }
    for code in ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"):
        assert set(statuses(code).values()) == {"accepted"}
        assert len(statuses(code)) == 5


def test_set_follows_the_cut_off_of_the_period():
    stamps = {
        code: {row.indicator_set.version for row in ProgressReport.objects.filter(period__code=code)}
        for code in ("2025-Q4", "2026-Q1")
    }
    assert stamps == {"2025-Q4": {1}, "2026-Q1": {2}}


def test_communes_are_asked_for_no_provincial_figure():
    asked = Indicator.objects.filter(pk__in=ProgressReport.indicators.through.objects.values("indicator"))
    assert not asked.filter(code__in=["KT1", "KT5"]).exists()


def test_every_sent_figure_stands_or_explains_itself():
    values = ReportedValue.objects.select_related("indicator")
    assert values.count() > 1_500
    for row in values:
        figures = Figures(row.numerator, row.denominator, row.value, row.note)
        assert problems_of(row.indicator, figures) == []
        assert row.note or not figures.is_empty


def test_sent_reports_have_one_frozen_version_with_every_figure_asked_for():
    for sent in ProgressReport.objects.exclude(status="expected").prefetch_related("indicators", "versions"):
        (version,) = sent.versions.all()
        assert version.frozen_at == sent.first_sent_at
        assert version.values.count() == len(sent.indicators.all())
        current = set(version.values.values_list("is_current", flat=True))
        assert current == {sent.status == "accepted"}


def test_figures_repeat_in_every_demonstration():
    again = progress.reported(
        Indicator.objects.get(indicator_set__code="xa-2023", indicator_set__version=2, code="CQ2"),
        "ubnd-18100",
        "2026-Q1",
    )
    stored = value("ubnd-18100", "2026-Q1", "CQ2")
    assert (again.numerator, again.denominator) == (stored.numerator, stored.denominator)


def test_one_report_came_late_and_says_why():
    late = [
        row
        for row in ProgressReport.objects.filter(status="accepted").select_related("period")
        if row.days_late
    ]
    assert late == [report("ubnd-18100", "2026-Q1")]
    assert late[0].late_reason.endswith("(minh họa)")


def test_gaps_have_a_note_and_no_figure():
    gap = value("ubnd-18409", "2025-Q4", "XH5")
    assert (gap.numerator, gap.denominator, gap.value) == (None, None, None)
    assert gap.note == progress.NO_FIGURE


def test_one_of_each_outlier_stands_in_the_story():
    jump = value("ubnd-18568", "2026-Q3", "XH5").value - value("ubnd-18568", "2026-Q2", "XH5").value
    assert jump > Indicator.objects.filter(code="XH5").first().jump_limit
    shrunken = value("ubnd-18100", "2026-Q2", "XH5").denominator
    assert shrunken * 3 < value("ubnd-18100", "2026-Q1", "XH5").denominator
    for code in ("CQ2", "CQ3", "CQ4", "CQ7"):
        copied, source = value("ubnd-18586", "2026-Q2", code), value("ubnd-18586", "2026-Q1", code)
        assert (copied.numerator, copied.denominator) == (source.numerator, source.denominator)


def test_history_tells_who_drafted_signed_and_received():
    moves = StatusChange.objects.of(report("ubnd-18583", "2026-Q2"))
    assert [(move.to_status, move.by.username) for move in moves] == [
        ("draft", "maiphu.moi"),
        ("awaiting_signature", "maiphu.moi"),
        ("submitted", "maiphu.moi.ct"),
        ("accepted", "chuyenvien"),
    ]
    assert not StatusChange.objects.filter(by=None, to_status="accepted").exists()


def test_periods_are_cut_off_on_the_fourteenth():
    assert {period.cut_off.day for period in ReportingPeriod.objects.all()} == {14}
    assert not ReportingPeriod.objects.filter(due_on__lte=F("cut_off")).exists()


def test_beat_opens_nothing_twice_and_the_next_quarter_in_time():
    with set_today(date(2026, 11, 22)):
        assert open_due_periods(date(2026, 11, 22)) == 0
    with set_today(date(2026, 11, 29)):
        # The quarter and the year of each of the five communes.
        assert open_due_periods(date(2026, 11, 29)) == 10


def test_no_person_is_named_in_a_report():
    texts = [
        *ProgressReport.objects.values_list("summary", "late_reason"),
        *ReportVersion.objects.values_list("signer_line"),
    ]
    syllable = r"[A-ZĐ][a-zà-ỹ]+"
    persons = re.compile(rf"(?:Ông|Bà|đồng chí) {syllable}")
    assert not any(persons.search(" ".join(row)) for row in texts)
