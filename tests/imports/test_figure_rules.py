"""The rules of a figure, the same in the web form, in a workbook and at the writing itself."""

from decimal import Decimal

import pytest

from cds_portal.lifecycle import Refused
from districts.actions.drafting import open_draft, set_value
from districts.figures import Figures, problems_of
from districts.forms.progress import FigureForm
from districts.imports.scope import Scope
from districts.imports.stage import stage
from districts.imports.writer import body_workbook
from districts.models import ReportedValue
from tests.imports import cast

pytestmark = pytest.mark.django_db
TOO_FINE = "Số có quá nhiều chữ số sau dấu phẩy, tối đa 4 chữ số thập phân."


@pytest.fixture
def reporting():
    reporting = cast.Reporting()
    reporting.indicator_set.indicators.filter(code="CQ2").update(may_exceed=True)
    return reporting


def in_form(reporting, code, **typed):
    indicator = reporting.indicator(code)
    form = FigureForm(indicator, {f"i{indicator.pk}-{name}": text for name, text in typed.items()})
    form.is_valid()
    return form


def in_file(reporting, code, **cells):
    report = reporting.report
    content = cast.filled(body_workbook(report), {code: cells})
    return stage(content, "so-lieu.xlsx", Scope(report.period, report.body, report=report))


def errors_in(staging):
    return [(problem.address, problem.code) for problem in staging.problems if problem.is_error]


def ratio(reporting, numerator, denominator, **bounds):
    indicator = reporting.indicator("CQ2")
    for name, value in bounds.items():
        setattr(indicator, name, value)
    return [p.code for p in problems_of(indicator, Figures(Decimal(numerator), Decimal(denominator)))]


def test_ratio_that_comes_to_more_than_its_column_holds_is_refused_in_the_form(reporting):
    form = in_form(reporting, "CQ2", numerator="10000000000000", denominator="0,0001")
    assert list(form.errors) == ["numerator"]
    assert form.errors["numerator"][0] == (
        "Tử số chia mẫu số ra số quá lớn, tối đa 14 chữ số. Kiểm tra lại tử số và mẫu số."
    )


def test_ratio_that_comes_to_more_than_its_column_holds_is_refused_at_its_cell(reporting):
    staging = in_file(reporting, "CQ2", **{"Tử số": 1e13, "Mẫu số": 0.0001})
    assert errors_in(staging) == [("E8", "too_large")]


def test_no_way_in_writes_a_ratio_too_large(reporting):
    version = open_draft(reporting.report, by=reporting.reporter)
    figures = Figures(Decimal(10) ** 13, Decimal("0.0001"))
    with pytest.raises(Refused, match="quá lớn"):
        set_value(version, reporting.indicator("CQ2"), figures, by=reporting.reporter)
    assert ReportedValue.objects.count() == 0


def test_fifth_decimal_is_refused_in_the_form(reporting):
    form = in_form(reporting, "CQ2", numerator="0,00006", denominator="0,00004")
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "numerator": [f"{TOO_FINE} Làm tròn rồi nhập lại."],
        "denominator": [f"{TOO_FINE} Làm tròn rồi nhập lại."],
    }


def test_fifth_decimal_is_refused_at_its_cells(reporting):
    staging = in_file(reporting, "CQ2", **{"Tử số": 0.00006, "Mẫu số": 0.00004})
    assert errors_in(staging) == [("E8", "too_many_decimals"), ("F8", "too_many_decimals")]


@pytest.mark.parametrize(
    ("number", "stored"),
    [
        (0.1 + 0.2, Decimal("0.3")),
        (sum([0.1] * 100), Decimal(10)),
        (4.1235, Decimal("4.1235")),
        (5e-324, Decimal(0)),
        (123456789.1234, Decimal("123456789.1234")),
    ],
)
def test_noise_of_binary_arithmetic_is_no_decimal(reporting, number, stored):
    staging = in_file(reporting, "CQ5", **{"Giá trị": number})
    assert errors_in(staging) == []
    assert [f.value for row in staging.rows for f in row.figures.values()] == [stored]


@pytest.mark.parametrize("number", [10 / 3, 0.00005, 4.12345])
def test_decimals_that_were_meant_are_not_rounded_away(reporting, number):
    assert errors_in(in_file(reporting, "CQ5", **{"Giá trị": number})) == [("G10", "too_many_decimals")]


def test_share_computed_beside_its_parts_may_have_any_decimals(reporting):
    cells = {"Tử số": 90, "Mẫu số": 98, "Giá trị": 90 / 98 * 100}
    assert errors_in(in_file(reporting, "CQ2", **cells)) == []


def test_bounds_of_a_ratio_hold_what_its_parts_come_to(reporting):
    assert ratio(reporting, 1000, 1, maximum=Decimal(200)) == ["too_big"]
    assert ratio(reporting, 2, 1, maximum=Decimal(200)) == []
    assert ratio(reporting, 1, 100, minimum=Decimal(5)) == ["too_small"]


def test_ratio_above_its_bound_is_told_at_its_cell(reporting):
    reporting.indicator_set.indicators.filter(code="CQ2").update(maximum=200)
    staging = in_file(reporting, "CQ2", **{"Tử số": 1000, "Mẫu số": 1})
    assert errors_in(staging) == [("E8", "too_big")]
    assert staging.problems[-1].message == "Kết quả 100.000 lớn hơn mức cao nhất 200."


@pytest.mark.parametrize("said", ["-", "không", "Không phát sinh"])
@pytest.mark.parametrize(
    ("code", "field", "figures"),
    [
        ("CQ2", "numerator", Figures(Decimal(0), Decimal(0), None, "Không phát sinh")),
        ("NT3", "value", Figures(None, None, Decimal(0), "Không phát sinh")),
        ("CQ5", "value", Figures(None, None, None, "Không phát sinh")),
    ],
)
def test_nothing_arising_in_the_form_is_what_it_is_in_the_workbook(reporting, said, code, field, figures):
    title = {"numerator": "Tử số", "value": "Giá trị"}[field]
    staged = [f for row in in_file(reporting, code, **{title: said}).rows for f in row.figures.values()]
    assert (in_form(reporting, code, **{field: said}).figures, staged) == (figures, [figures])


def test_nothing_arising_beside_a_figure_is_refused_in_the_form(reporting):
    form = in_form(reporting, "CQ2", numerator="-", denominator="5")
    assert form.errors["numerator"] == [
        "Ô ghi “không phát sinh” nhưng ô bên cạnh có số. Ghi số ở cả hai ô, hoặc “-” ở cả hai ô."
    ]
