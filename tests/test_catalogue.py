"""The committed catalogue, what `load_indicators` makes of it, and an edited workbook of a set."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.management import call_command

from cds_portal.lifecycle import Refused
from districts import catalogue
from districts.actions.indicators import apply_workbook, delete_indicator, new_version
from districts.imports.refusals import WorkbookRefused
from districts.models import (
    Indicator,
    IndicatorMapping,
    IndicatorSet,
    Pillar,
    ProgressReport,
    ReportingPeriod,
    Target,
    TopicMapping,
)
from districts.periods import span
from districts.set_reading import fingerprint_of, read_set
from districts.set_workbook import set_workbook
from districts.views.indicators import HEADINGS
from oversight.models.finding import Heading
from tests.factories import make_body, make_committee, make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    catalogue.load(issuer="Ban (minh họa)", area="42")


@pytest.fixture
def first(loaded):
    return IndicatorSet.objects.get(version=1)


def indicator(code, version=1):
    return Indicator.objects.get(indicator_set__version=version, code=code)


# The catalogue


def test_every_compound_row_of_the_source_is_split():
    codes = {row["code"] for edition in catalogue.read_catalogue() for row in edition.indicators}
    for stem in ("NL2", "HT8", "KT3", "AT3", "XH9", "XH10", "XH12"):
        assert stem not in codes
        assert {f"{stem}a", f"{stem}b"} <= codes


def test_each_pillar_has_the_indicators_of_the_source():
    found = {}
    for edition in catalogue.read_catalogue():
        for row in edition.indicators:
            found.setdefault(row["pillar"], set()).add(row["code"].rstrip("ab"))
    sizes = {"NT": 4, "TC": 4, "HT": 8, "NL": 4, "AT": 3, "CQ": 14, "KT": 7, "XH": 12}
    assert {pillar: len(codes) for pillar, codes in found.items()} == sizes


def test_every_indicator_has_a_target_or_a_direction_for_some_year():
    for edition in catalogue.read_catalogue():
        codes = {row["code"] for row in edition.indicators}
        assert {row["code"] for row in edition.targets} == codes


def test_loading_makes_two_versions_that_follow_each_other(loaded):
    sets = IndicatorSet.objects.all()
    assert [(row.stamp, row.valid_from, row.valid_to, row.illustrative) for row in sets] == [
        ("xa-2023/1", date(2021, 1, 1), date(2025, 12, 31), True),
        ("xa-2023/2", date(2026, 1, 1), None, True),
    ]


def test_loaded_indicators_are_valid_as_the_screen_would_have_them(loaded):
    for row in Indicator.objects.select_related("indicator_set", "pillar"):
        row.full_clean()
        assert row.fold.startswith(row.code.lower())
        assert row.numerator_name
        assert bool(row.denominator_name) == row.is_ratio


def test_loading_again_adds_nothing_and_keeps_what_people_changed(loaded):
    changed = indicator("CQ2")
    changed.name = "Tên do Ban sửa"
    changed.save()
    changed.targets.all().delete()
    before = [
        model.objects.count() for model in (IndicatorSet, Indicator, Target, IndicatorMapping, TopicMapping)
    ]
    assert catalogue.load(issuer="Ban khác", area="42") == (0, 0)
    after = [
        model.objects.count() for model in (IndicatorSet, Indicator, Target, IndicatorMapping, TopicMapping)
    ]
    assert after == before
    assert indicator("CQ2").name == "Tên do Ban sửa"


def test_a_missing_indicator_comes_back(loaded):
    indicator("CQ2", version=2).delete()
    assert catalogue.load(issuer="Ban", area="42") == (0, 1)
    assert list(indicator("CQ2", version=2).targets.values_list("year", "value")) == [(2026, 98)]


def test_provincial_indicators_are_asked_of_no_commune_and_no_district(loaded):
    provincial = Indicator.objects.filter(for_province=True)
    assert {row.code for row in provincial} == {"KT1", "KT5"}
    assert not provincial.filter(for_commune=True).exists()
    assert not provincial.filter(for_district=True).exists()


def test_no_district_is_asked_by_a_set_after_the_districts_ended(loaded):
    assert not Indicator.objects.filter(indicator_set__version=2, for_district=True).exists()
    assert Indicator.objects.filter(indicator_set__version=1, for_district=True).count() == 56


def test_criteria_of_decision_924_are_marked(loaded):
    marked = Indicator.objects.filter(is_new_rural=True, indicator_set__version=1)
    assert {row.code for row in marked} == {"NT1", "HT1", "HT5", "CQ9", "KT4", "XH9a", "XH9b"}


def test_targets_of_the_national_line_stand_in_their_years(loaded):
    wanted = {("HT2", 2023): 85, ("XH1", 2025): 80, ("XH5", 2025): 50, ("XH1", 2030): 95, ("KT1", 2030): 30}
    for (code, year), value in wanted.items():
        assert Target.objects.get(indicator__code=code, year=year).value == value


def test_a_direction_only_is_a_target_without_a_value(loaded):
    assert Target.objects.get(indicator=indicator("NT3"), year=2025).value is None


def test_defaults_of_the_committee_are_marked_and_so_are_their_targets(loaded):
    assert {row.code for row in Indicator.objects.filter(is_default=True, indicator_set__version=2)} == {
        "NT3", "TC1", "TC2", "HT7", "AT2", "AT3a", "AT3b", "CQ3", "CQ4", "CQ6", "CQ7", "CQ8", "CQ11", "CQ14",
        "KT6", "XH3", "XH4",
    }  # fmt: skip
    assert set(Target.objects.filter(indicator__code="XH4").values_list("illustrative", flat=True)) == {True}
    assert set(Target.objects.filter(indicator__code="XH1").values_list("illustrative", flat=True)) == {False}


def test_versions_are_mapped_by_code_and_say_what_cannot_be_compared(loaded):
    links = IndicatorMapping.objects.select_related("old", "new")
    assert {link.old.code for link in links} == set(
        Indicator.objects.filter(indicator_set__version=1).values_list("code", flat=True)
    )
    assert all(link.old.code == link.new.code for link in links)
    assert [link.old.code for link in links if not link.comparable] == ["CQ1"]
    assert indicator("CQ1").denominator_name != indicator("CQ1", version=2).denominator_name


def test_pillars_meet_all_nine_headings_and_all_twelve_limitations(loaded):
    assert Pillar.objects.count() == 8
    assert set(TopicMapping.objects.values_list("heading", flat=True)) == set(range(1, 10))
    assert set(TopicMapping.objects.values_list("limitation", flat=True)) == set(range(1, 13))
    assert {topic.pillar.code for topic in TopicMapping.objects.select_related("pillar")} == {
        pillar.code for pillar in Pillar.objects.all()
    }


def test_headings_are_those_of_the_oversight_report():
    assert {str(number): name for number, name in HEADINGS.items()} == dict(Heading.choices)


def test_command_names_the_committee_of_the_province_and_its_departments():
    committee = make_committee()
    province = committee.unit
    body = make_body("Sở KH&CN", unit=province, kind="department")
    body.code = f"sokhcn-{province.official_code}"
    body.save()
    out = io.StringIO()
    call_command("load_indicators", province=province.official_code, stdout=out)
    assert out.getvalue() == "Chỉ tiêu: 2 bộ mới, 121 chỉ tiêu mới.\n"
    assert IndicatorSet.objects.first().issuer == f"{committee.name} (bộ mặc định, minh họa)"
    assert indicator("HT1").responsible == body
    assert indicator("XH6").responsible is None
    assert indicator("XH6").responsible_name == "Sở Y tế"


# A new version


VALUES = {"name": "Bộ mới", "issuer": "Ban", "legal_basis": "", "valid_from": date(2027, 1, 1)}


def test_new_version_copies_indicators_and_targets_and_links_them(loaded):
    old = IndicatorSet.objects.get(version=2)
    made = new_version(old, values=VALUES)
    old.refresh_from_db()
    assert (made.stamp, old.valid_to) == ("xa-2023/3", date(2026, 12, 31))
    assert made.indicators.count() == old.indicators.count()
    assert IndicatorMapping.objects.filter(new__indicator_set=made, comparable=True).count() == 63
    years = Target.objects.filter(indicator__indicator_set=made).values_list("year", flat=True)
    assert set(years) == {2030}


def test_new_version_comes_from_the_newest_only(first):
    with pytest.raises(Refused, match="Bộ này đã có phiên bản 2"):
        new_version(first, values=VALUES)


def test_new_version_begins_after_the_old_one(loaded):
    with pytest.raises(Refused, match="phải áp dụng sau ngày bắt đầu"):
        new_version(IndicatorSet.objects.get(version=2), values=VALUES | {"valid_from": date(2025, 1, 1)})


# In use


@pytest.fixture
def report(first):
    commune = make_commune()
    period = ReportingPeriod.objects.create(code="2025-Q3", **span("2025-Q3")._asdict())
    report = ProgressReport.objects.create(
        committee=make_committee(),
        body=make_body("UBND xã", unit=commune),
        period=period,
        indicator_set=first,
    )
    report.indicators.set([indicator("CQ2")])
    return report


def test_indicator_that_a_report_asks_for_cannot_be_deleted(report):
    with pytest.raises(Refused, match="Báo cáo đã dùng chỉ tiêu CQ2"):
        delete_indicator(indicator("CQ2"))
    delete_indicator(indicator("CQ3"))
    assert not Indicator.objects.filter(code="CQ3", indicator_set__version=1).exists()


# The workbook of a set


def edited(indicator_set, change):
    """The bytes of the set's own workbook after `change(sheet, {title: column})`."""
    book = openpyxl.load_workbook(io.BytesIO(set_workbook(indicator_set)))
    sheet = book["Bộ chỉ tiêu"]
    columns = {cell.value: cell.column for cell in sheet[4]}
    change(sheet, columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(sheet, code):
    return next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == code)


def put(code, title, value):
    def change(sheet, columns):
        sheet.cell(row_of(sheet, code), columns[title]).value = value

    return change


def read(indicator_set, *changes):
    def change(sheet, columns):
        for act in changes:
            act(sheet, columns)

    return read_set(edited(indicator_set, change), "bo.xlsx", indicator_set)


@pytest.mark.parametrize("version", [1, 2])
def test_workbook_taken_in_unchanged_changes_nothing(loaded, version):
    chosen = IndicatorSet.objects.get(version=version)
    plan = read_set(set_workbook(chosen), "bo.xlsx", chosen)
    assert (plan.problems, plan.changes, plan.absent) == ([], [], [])


def test_changes_are_shown_before_and_after(first):
    plan = read(
        first,
        put("CQ2", "Tần suất", "quý"),
        put("CQ2", "Mức 2025", "85,5"),
        put("NT3", "Mức 2025", 12),
        put("HT7", "Mức 2025", None),
    )
    assert plan.problems == []
    assert {change.code: change.lines for change in plan.changes} == {
        "CQ2": [("Tần suất", "tháng", "quý"), ("Mức 2025", "tăng", "85,5")],
        "NT3": [("Mức 2025", "tăng", "12")],
        "HT7": [("Mức 2025", "có", "")],
    }


def test_all_problems_are_told_at_once_at_their_cells(first, report):
    plan = read(
        first,
        put("NT1", "Cách tính", "phần nghìn"),
        put("NT2", "Mẫu số", None),
        put("NT3", "Tần suất", "thỉnh thoảng"),
        put("TC1", "Chỉ tiêu", None),
        put("TC3", "Mức 2025", "nhiều"),
        put("TC4", "Mã cơ quan phụ trách", "so-la"),
        put("HT1", "Lớn nhất", -1),
        put("HT3", "Mã", "HT2"),
        put("CQ2", "Tử số hoặc cách đếm", "Cách đếm khác"),
    )
    assert plan.changes == []
    assert [(problem.code, problem.address) for problem in plan.problems] == [
        ("not_offered", "D5"),
        ("part_missing", "F6"),
        ("not_offered", "I7"),
        ("missing", "C8"),
        ("not_number", "Y10"),
        ("unknown_body", "R11"),
        ("out_of_range", "P12"),
        ("duplicate_code", "A14"),
        ("in_use", f"E{5 + 26}"),
    ]
    assert [problem.message for problem in plan.problems][-1] == (
        "Báo cáo đã dùng chỉ tiêu này nên không đổi được “Tử số hoặc cách đếm”. "
        "Lập phiên bản mới của bộ chỉ tiêu."
    )


def test_unknown_column_is_a_problem(first):
    def change(sheet, columns):
        sheet.cell(4, 26).value = "Ghi chép riêng"

    assert [problem.code for problem in read(first, change).problems] == ["unknown_column"]


def test_advice_names_no_column_of_notes_which_a_set_has_not(first):
    plan = read(
        first,
        put("NT3", "Hỏi cấp xã", "tùy"),
        put("TC3", "Mức 2025", "khoảng 80"),
        put("TC4", "Nhỏ nhất", "chưa có"),
    )
    assert {problem.code: problem.suggestion for problem in plan.problems} == {
        "not_yes_no": "Chỉ ghi có hoặc không.",
        "not_number": "Chỉ ghi số, ví dụ 80.",
        "no_figure": "Không phát sinh thì ghi “-”, bằng không thì ghi 0.",
    }


def test_workbook_of_another_version_is_refused(first):
    plan = read_set(set_workbook(IndicatorSet.objects.get(version=2)), "bo.xlsx", first)
    assert [problem.message for problem in plan.problems] == [
        "Tệp này là của bộ xa-2023/2, không phải bộ xa-2023/1."
    ]


def test_what_is_no_workbook_is_refused_in_words(first):
    with pytest.raises(WorkbookRefused, match="không phải"):
        read_set(b"a,b,c\n1,2,3\n", "bo.csv", first)


def add_row(sheet, columns):
    row = sheet.max_row + 1
    wanted = {"Mã": "NT9", "Trụ cột": "Nhận thức số", "Chỉ tiêu": "Số hội nghị", "Cách tính": "số lượng"}
    wanted |= {"Đơn vị tính": "hội nghị", "Chiều tốt": "cao hơn", "Tần suất": "quý", "Mức 2025": "tăng"}
    for title, value in wanted.items():
        sheet.cell(row, columns[title]).value = value


def drop_row(code):
    return lambda sheet, columns: sheet.delete_rows(row_of(sheet, code))


def test_applying_writes_all_changes_and_leaves_absent_rows(first):
    content = edited(
        first,
        lambda sheet, columns: [
            act(sheet, columns)
            for act in (put("CQ2", "Mức 2025", 85), put("NT3", "Mức 2025", None), drop_row("CQ14"), add_row)
        ],
    )
    plan = read_set(content, "bo.xlsx", first)
    assert plan.absent == ["CQ14"]
    version = indicator("CQ2").row_version
    assert apply_workbook(first, content, "bo.xlsx", fingerprint=fingerprint_of(first)) == 3
    assert list(indicator("CQ2").targets.values_list("year", "value")) == [(2025, 85)]
    assert indicator("CQ2").row_version == version + 1
    assert not indicator("NT3").targets.exists()
    assert indicator("CQ14").name == "Tỷ lệ phản ánh, kiến nghị của người dân được trả lời đúng hạn"
    made = indicator("NT9")
    assert (made.pillar.code, made.kind, made.jump_limit, made.for_commune) == ("NT", "count", 30, False)
    assert list(made.targets.values_list("year", "value")) == [(2025, None)]


def test_applying_is_refused_when_the_set_changed_since_the_preview(first):
    content = edited(first, put("CQ2", "Mức 2025", 85))
    shown = fingerprint_of(first)
    row = indicator("NT1")
    row.save_version(row.row_version)
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        apply_workbook(first, content, "bo.xlsx", fingerprint=shown)
    assert list(indicator("CQ2").targets.values_list("value", flat=True)) == [None]


def test_applying_a_workbook_with_problems_writes_nothing(first):
    content = edited(first, put("CQ2", "Tần suất", "luôn"))
    with pytest.raises(Refused, match="Tệp còn lỗi"):
        apply_workbook(first, content, "bo.xlsx", fingerprint=fingerprint_of(first))


def test_changed_calculation_of_a_new_version_is_no_longer_compared(loaded):
    made = new_version(IndicatorSet.objects.get(version=2), values=VALUES)
    content = edited(made, put("CQ2", "Mẫu số", "Mẫu số khác"))
    apply_workbook(made, content, "bo.xlsx", fingerprint=fingerprint_of(made))
    links = IndicatorMapping.objects.filter(new__indicator_set=made, comparable=False)
    assert [(link.new.code, link.note) for link in links.select_related("new")] == [
        ("CQ2", "Cách tính khác phiên bản trước")
    ]


def test_target_of_one_unit_is_left_alone_by_the_workbook(first):
    Target.objects.create(indicator=indicator("CQ2"), year=2025, unit=make_commune(), value=60)
    plan = read_set(set_workbook(first), "bo.xlsx", first)
    assert plan.changes == []
    apply_workbook(
        first, edited(first, put("CQ2", "Mức 2025", None)), "bo.xlsx", fingerprint=fingerprint_of(first)
    )
    assert list(indicator("CQ2").targets.values_list("year", "value")) == [(2025, 60)]
