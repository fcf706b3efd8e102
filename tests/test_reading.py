"""What reported figures say: series, province, targets, changes, doubts, lateness."""

from datetime import date
from decimal import Decimal

import pytest

from cds_portal import clock
from cds_portal.accounts.grants import Role
from districts import reading
from districts.comparison import Row
from districts.figures import Figures
from districts.models import IndicatorMapping, ProgressReport, ReportedValue, Target
from districts.reading.flags import KINDS
from tests.factories import Cast, make_body, make_commune, make_user
from tests.reading import figure, make_indicator, make_quarter, make_report, make_set


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def online(cast):
    return make_indicator(make_set(), "CQ2")


@pytest.fixture
def quarters(db):
    return [make_quarter(quarter) for quarter in (1, 2, 3, 4)]


def commune_bodies(cast, count):
    return [
        make_body(f"UBND xã {n}", unit=make_commune(f"Xã {n}", parent=cast.district)) for n in range(count)
    ]


def D(text):
    return None if text is None else Decimal(text)


# Series


def test_series_keeps_the_gap_of_a_missing_period(cast, online, quarters):
    for quarter, text in zip(quarters, ["45/60", None, "50/60", "54/60"], strict=True):
        make_report(cast.commune_body, quarter, cast.committee, {online: text})
    (series,) = reading.unit_series(cast.commune_body, [online], quarters)
    assert series.values == (D("75"), None, D("83.3333"), D("90"))
    assert (series.change.text, series.change.is_better) == ("tăng 6,7 điểm", True)


def test_series_shows_accepted_figures_only(cast, online, quarters):
    make_report(cast.commune_body, quarters[0], cast.committee, {online: "45/60"}, status="submitted")
    (series,) = reading.unit_series(cast.commune_body, [online], quarters[:1])
    assert (series.values, series.is_empty, series.is_reached) == ((None,), True, None)


def test_series_goes_on_across_versions_of_the_set_where_comparable(cast, online, quarters):
    old, other = make_set("xa-cu"), make_set("xa-cu-2")
    same, different = make_indicator(old, "CQ2"), make_indicator(other, "CQ2")
    IndicatorMapping.objects.create(old=same, new=online)
    IndicatorMapping.objects.create(old=different, new=online, comparable=False)
    make_report(cast.commune_body, quarters[0], cast.committee, {different: "1/60"})
    make_report(cast.commune_body, quarters[1], cast.committee, {same: "30/60"})
    make_report(cast.commune_body, quarters[2], cast.committee, {online: "45/60"})
    (series,) = reading.unit_series(cast.commune_body, [online], quarters[:3])
    assert series.values == (None, D("50"), D("75"))


def test_target_of_the_unit_goes_before_the_one_for_all(cast, online, quarters):
    Target.objects.create(indicator=online, year=2026, value=80)
    Target.objects.create(indicator=online, year=2026, value=60, unit=cast.commune)
    make_report(cast.commune_body, quarters[0], cast.committee, {online: "42/60"})
    (own,) = reading.unit_series(cast.commune_body, [online], quarters[:1])
    (other,) = reading.unit_series(cast.body, [online], quarters[:1])
    assert (own.targets, own.is_reached, other.targets) == ((60,), True, (80,))


def test_lower_is_better_reaches_its_target_from_above(cast, quarters):
    hours = make_indicator(make_set(), "CQ5", kind="measure", direction="down")
    Target.objects.create(indicator=hours, year=2026, value=8)
    make_report(cast.commune_body, quarters[0], cast.committee, {hours: "12"})
    make_report(cast.commune_body, quarters[1], cast.committee, {hours: "8"})
    (series,) = reading.unit_series(cast.commune_body, [hours], quarters[:2])
    assert (series.is_reached, series.change.text, series.change.is_better) == (True, "giảm 4 giờ", True)


# The whole province


def province_of(cast, indicator, period, texts):
    for body, text in zip(commune_bodies(cast, len(texts)), texts, strict=True):
        make_report(body, period, cast.committee, {indicator: text})
    found = reading.province_figures(cast.committee, "commune", [indicator], [period])
    return found.get((indicator.pk, period.pk))


def test_province_ratio_is_recomputed_from_its_parts(cast, online, quarters):
    # The mean of the percentages would be 55.
    assert province_of(cast, online, quarters[0], ["1/10", "90/90", None]) == reading.ProvinceFigure(
        D("91"), 2
    )


def test_province_count_is_the_sum(cast, quarters):
    spots = make_indicator(make_set(), "HT5", kind="count")
    assert province_of(cast, spots, quarters[0], ["3", "4"]) == reading.ProvinceFigure(D("7"), 2)


def test_province_yes_no_is_the_share_of_yes(cast, quarters):
    plan = make_indicator(make_set(), "TC1", kind="yes_no")
    figures = province_of(cast, plan, quarters[0], ["có", "không", "có"])
    assert figures == reading.ProvinceFigure(D("66.6667"), 3)


def test_province_measure_cannot_be_added(cast, quarters):
    hours = make_indicator(make_set(), "CQ5", kind="measure")
    assert province_of(cast, hours, quarters[0], ["8", "10"]) == reading.ProvinceFigure(None, 2)


def test_province_of_nothing_out_of_nothing_is_unknown(cast, online, quarters):
    assert province_of(cast, online, quarters[0], ["0/0"]).value is None


def test_province_counts_one_level_and_one_committee(cast, online, quarters):
    stranger_committee = cast.stranger.present_posts[0].body
    make_report(cast.body, quarters[0], cast.committee, {online: "1/100"})
    (foreign,) = commune_bodies(cast, 1)
    make_report(foreign, quarters[0], stranger_committee, {online: "2/100"})
    make_report(cast.commune_body, quarters[0], cast.committee, {online: "50/100"})
    found = reading.province_figures(cast.committee, "commune", [online], quarters)
    assert found == {(online.pk, quarters[0].pk): reading.ProvinceFigure(D("50"), 1)}


def test_series_hides_the_province_of_too_few_bodies(cast, online, quarters):
    make_report(cast.commune_body, quarters[0], cast.committee, {online: "50/100"})
    series = [
        reading.unit_series(
            cast.commune_body, [online], quarters[:1], committee=cast.committee, least=least
        )[0].province_values
        for least in (1, 3)
    ]  # fmt: skip
    assert series == [(D("50"),), (None,)]


# Changes


@pytest.mark.parametrize(
    ("kind", "before", "now", "text", "is_better"),
    [
        ("ratio", "45/60", "54/60", "tăng 15 điểm", True),
        ("ratio", "54/60", "45/60", "giảm 15 điểm", False),
        ("count", "12", "12", "không đổi", None),
        ("ratio", "5000/10000", "5001/10000", "tăng 0,01 điểm", True),
        ("ratio", "30001/60000", "30000/60000", "không đổi", None),
        ("count", "0", "3", "tăng 3 điểm", True),
        ("yes_no", "không", "có", "chuyển sang có", True),
        ("yes_no", "có", "không", "chuyển sang không", False),
    ],
)
def test_change_is_told_in_words(kind, before, now, text, is_better, db):
    indicator = make_indicator(make_set(), kind=kind)
    change = reading.change_since_last(indicator, fact(indicator, now), fact(indicator, before))
    assert (change.text, change.is_better) == (text, is_better)


@pytest.mark.parametrize(
    ("now", "words"), [("50.0017", "không đổi"), ("50.01", "+0,01 điểm %"), ("49.996", "không đổi")]
)
def test_form_does_not_tell_a_change_too_small_to_be_written(online, now, words):
    row = Row(online, Figures(value=D(now)), last=ReportedValue(value=D("50")))
    assert row.change_words == words


def test_no_change_without_both_figures(online):
    assert reading.change_since_last(online, fact(online, "1/2"), None) is None
    assert reading.change_since_last(online, None, fact(online, "1/2")) is None
    assert reading.change_since_last(online, fact(online, "1/2"), fact(online, "0/0")) is None


# Doubts


def fact(indicator, text):
    if text is None:
        return None
    cell = figure(indicator, text)
    return reading.Fact(cell.numerator, cell.denominator, cell.value)


def doubts(indicator, *texts, **thresholds):
    history = [fact(indicator, text) for text in texts]
    found = reading.outliers(indicator, history, reading.Thresholds(**thresholds) if thresholds else None)
    return [(flag.kind, flag.sentence) for flag in found]


def test_jump_beyond_the_indicator_s_own_limit_is_flagged(online):
    assert doubts(online, "30/100", "60/100") == []
    assert doubts(online, "30/100", "61/100") == [
        ("jump", "Từ 30% thành 61%, tăng 31 điểm; ngưỡng xem lại là 30 điểm.")
    ]
    online.jump_limit = Decimal(5)
    assert [kind for kind, _sentence in doubts(online, "60/100", "54/100")] == ["jump"]


def test_jump_of_a_count_is_measured_in_percent(db):
    spots = make_indicator(make_set(), "HT5", kind="count")
    assert doubts(spots, "100", "130") == []
    assert doubts(spots, "100", "131") == [
        ("jump", "Từ 100 điểm thành 131 điểm, tăng 31 điểm; ngưỡng xem lại là 30%.")
    ]
    assert doubts(spots, "0", "500") == []


def test_denominator_that_shrank_is_flagged(online):
    assert doubts(online, "60/100", "56/80") == []
    assert doubts(online, "60/100", "56/79") == [
        ("shrunken", "Mẫu số (Tổng số hồ sơ) giảm từ 100 còn 79, tức 21%.")
    ]
    assert doubts(online, "60/100", "56/80", shrunken_share=Decimal("0.1"))[0][0] == "shrunken"


def test_copied_figures_are_flagged_where_they_used_to_move(online):
    assert doubts(online, "45/60", "45/60") == [("copied", "Tử số 45 và mẫu số 60 giống hệt kỳ trước.")]
    assert doubts(online, "44/60", "45/60", "45/60")[0][0] == "copied"
    assert doubts(online, "45/60", "45/60", "45/60") == []
    assert doubts(online, "44/60", "45/60", "45/60", "45/60")[0][0] == "copied"
    assert doubts(online, "44/60", "45/60", "45/60", "45/60", "45/60") == []
    assert doubts(online, "14/16", "14/16") == []
    assert doubts(online, "14/16", "14/16", copied_from=10)[0][0] == "copied"
    assert doubts(online, "44/60", "90/120", "45/60") == [
        ("shrunken", "Mẫu số (Tổng số hồ sơ) giảm từ 120 còn 60, tức 50%.")
    ]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("ratio", "60/60"), ("ratio", "0/60"), ("count", "0"), ("yes_no", "có"), ("ratio", "0/0")],
)
def test_what_is_settled_may_stand_still(db, kind, text):
    assert doubts(make_indicator(make_set(), kind=kind), text, text) == []


def test_copied_count_names_its_value(db):
    spots = make_indicator(make_set(), "HT5", kind="count")
    assert doubts(spots, "120", "120") == [("copied", "Giá trị 120 điểm giống hệt kỳ trước.")]
    assert doubts(spots, "12", "12") == []


def test_out_of_range_is_flagged(db):
    percent = make_indicator(make_set(), "CQ8", kind="measure", unit_name="%")
    assert doubts(percent, "101") == [("out_of_range", "Giá trị 101% lớn hơn 100%.")]
    percent.maximum = Decimal(90)
    assert doubts(percent, "95") == [("out_of_range", "Lớn hơn mức cao nhất 90.")]
    percent.may_exceed, percent.maximum = True, None
    assert doubts(percent, "101") == []


def test_gap_right_before_leaves_only_the_range_to_check(online):
    assert doubts(online, "10/100", None, "90/100") == []
    assert doubts(online, "10/100", None) == []
    assert reading.outliers(online, []) == []


def test_thresholds_come_from_the_settings(online, settings):
    settings.OUTLIER_THRESHOLDS = {"shrunken_share": Decimal("0.5")}
    assert doubts(online, "60/100", "36/60") == []
    assert set(KINDS) == {"jump", "shrunken", "copied", "out_of_range"}


# Lateness


@pytest.fixture
def in_april(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 4, 1))
    monkeypatch.setattr("districts.models.progress.today", lambda: date(2026, 4, 1))
    monkeypatch.setattr("districts.reading.late.today", lambda: date(2026, 4, 1))


def test_late_are_the_unsent_then_the_ones_sent_after_the_day(cast, online, quarters, in_april):
    bodies = commune_bodies(cast, 4)
    first, second = quarters[:2]
    make_report(bodies[0], first, cast.committee, {online: "1/2"}, sent_on=date(2026, 3, 16))
    make_report(
        bodies[1], first, cast.committee, {online: "1/2"}, sent_on=date(2026, 3, 20), late_reason="Mất điện"
    )
    make_report(bodies[2], first, cast.committee, {online: None}, status="draft")
    make_report(bodies[3], second, cast.committee, {online: None}, status="expected")
    late = reading.late_reports(ProgressReport.objects.all(), quarters)
    assert [(one.report.body, one.days, one.text, one.reason) for one in late] == [
        (bodies[2], 16, "chưa gửi, trễ 16 ngày", ""),
        (bodies[1], 4, "gửi chậm 4 ngày", "Mất điện"),
    ]
    marked = reading.with_lateness(ProgressReport.objects.order_by("pk"), quarters)
    assert [report.is_late for report in marked] == [False, True, True, False]


# The matrix


def test_matrix_tells_a_gap_from_what_is_not_asked(cast, online, quarters):
    spots = make_indicator(online.indicator_set, "HT5", kind="count")
    bodies = commune_bodies(cast, 2)
    make_report(bodies[0], quarters[0], cast.committee, {online: "45/60", spots: None})
    make_report(bodies[1], quarters[0], cast.committee, {spots: "4"})
    reports = ProgressReport.objects.select_related("period", "body__unit").order_by("body__sort_key")
    matrix = reading.period_matrix(quarters[0], reports, [online, spots])
    assert [[(cell.text, cell.is_gap, cell.step) for cell in row.cells] for row in matrix.rows] == [
        [("75", False, 3), ("", True, None)],
        [("", False, None), ("4", False, None)],
    ]
    assert [row.gaps for row in matrix.rows] == [1, 0]


def test_matrix_has_changes_and_doubts_against_the_period_before(cast, online, quarters):
    make_report(cast.commune_body, quarters[0], cast.committee, {online: "30/100"})
    make_report(cast.commune_body, quarters[1], cast.committee, {online: "70/100"})
    reports = ProgressReport.objects.filter(period=quarters[1]).select_related("period", "body__unit")
    matrix = reading.period_matrix(quarters[1], reports, [online], earlier=quarters[:1])
    (cell,) = matrix.rows[0].cells
    assert (cell.change.text, [flag.kind for flag in matrix.rows[0].flags]) == ("tăng 40 điểm", ["jump"])


@pytest.mark.parametrize(
    ("direction", "value", "target", "share"),
    [
        ("up", 40, 80, 0.5),
        ("up", 90, 80, 1.0),
        ("down", 4, 8, 1.0),
        ("down", 16, 8, 0.5),
        ("up", 75, None, 0.75),
    ],
)
def test_nearness_is_the_share_of_the_target(online, direction, value, target, share):
    online.direction = direction
    target = None if target is None else Decimal(target)
    assert reading.nearness(online, Decimal(value), target) == share


def test_nearness_of_what_cannot_be_compared_is_unknown(db):
    spots = make_indicator(make_set(), "HT5", kind="count")
    assert reading.nearness(spots, Decimal(3), None) is None
    assert reading.nearness(spots, Decimal(3), Decimal(6)) == 0.5
    spots.direction = "down"
    assert reading.nearness(spots, Decimal(3), None) is None
    assert reading.nearness(spots, None, Decimal(6)) is None
    assert reading.nearness(spots, Decimal(0), Decimal(0)) == 1.0


@pytest.mark.parametrize("bodies", [1, 3, 30])
def test_reading_asks_as_many_queries_for_any_number_of_bodies(
    cast, online, quarters, django_assert_num_queries, bodies
):
    for body in commune_bodies(cast, bodies):
        for quarter in quarters[:2]:
            make_report(body, quarter, cast.committee, {online: "45/60"})
    reports = ProgressReport.objects.filter(period=quarters[1]).select_related("period", "body__unit")
    with django_assert_num_queries(5):
        reading.period_matrix(quarters[1], reports, [online], earlier=quarters[:1])
    with django_assert_num_queries(1):
        reading.late_reports(ProgressReport.objects.all(), quarters)
    body = reports[0].body
    with django_assert_num_queries(4):
        reading.unit_series(body, [online], quarters, committee=cast.committee)


def test_reader_is_shown_only_what_is_theirs(cast, online, quarters):
    department = make_body("Sở Khoa học và Công nghệ", unit=cast.district.parent, kind="department")
    own = make_indicator(online.indicator_set, "HT1", responsible=department)
    make_report(cast.commune_body, quarters[0], cast.committee, {online: "45/60", own: "1/2"})
    officer = make_user(Role.DEPARTMENT, department)
    indicators = online.indicator_set.indicators.all()
    assert list(reading.indicators_for(officer, indicators)) == [own]
    assert list(reading.indicators_for(cast.staff, indicators)) == [online, own]
    for user, values in ((officer, (Decimal(75),)), (cast.stranger, (None,))):
        readable = ProgressReport.objects.visible_to(user)
        (series,) = reading.unit_series(cast.commune_body, [online], quarters[:1], reports=readable)
        assert series.values == values
