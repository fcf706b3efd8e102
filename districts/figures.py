"""One reported figure and its rules, the same for web form, workbook and what is entered on behalf."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from cds_portal.text import vietnamese_number
from districts.models import Indicator

HUNDRED = Decimal(100)
STEP = Decimal("0.0001")
MOST_DECIMALS = 4
# A percentage typed beside its parts may be rounded by the sender.
ROUNDING = Decimal("0.5")
LIMIT = Decimal(10) ** 14


@dataclass(frozen=True)
class Figures:
    """What stands in the cells of one indicator; None = left empty."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    note: str = ""

    @property
    def is_empty(self):
        return self.numerator is None and self.denominator is None and self.value is None


@dataclass(frozen=True)
class FigureProblem:
    """`field` is `numerator`, `denominator` or `value`; a warning asks, an error must be mended."""

    field: str
    code: str
    message: str
    suggestion: str = ""
    severity: str = "error"


def complete(indicator, figures):
    """The same figures with the value that follows from the parts; a ratio's value is never typed alone."""
    if indicator.kind != Indicator.Kind.RATIO or not figures.denominator:
        return figures
    if figures.numerator is None:
        return figures
    share = figures.numerator / figures.denominator
    value = share * HUNDRED if indicator.is_percent else share
    return replace(figures, value=value.quantize(STEP, ROUND_HALF_UP))


def problems_of(indicator, figures):
    """Everything that is wrong with the figures of one indicator, in words; [] when they stand."""
    if figures.is_empty:
        return []
    # Before anything is divided or rounded: 0,00004 rounded is a denominator of none.
    if unfit := [*too_fine(indicator, figures), *too_large(figures)]:
        return unfit
    if indicator.kind == Indicator.Kind.RATIO:
        found = [*ratio_problems(indicator, figures)]
    elif indicator.kind == Indicator.Kind.YES_NO:
        found = [*yes_no_problems(figures)]
    else:
        found = [*single_problems(indicator, figures)]
    return found


def too_fine(indicator, figures):
    """More decimals than are stored; the share typed beside its parts is only compared, so it may."""
    for field in PARTS if indicator.is_ratio else (*PARTS, "value"):
        number = getattr(figures, field)
        if number is not None and number.normalize().as_tuple().exponent < -MOST_DECIMALS:
            yield FigureProblem(
                field,
                "too_many_decimals",
                _("Số có quá nhiều chữ số sau dấu phẩy, tối đa 4 chữ số thập phân."),
                _("Làm tròn rồi nhập lại."),
            )


def too_large(figures):
    for field in ("numerator", "denominator", "value"):
        number = getattr(figures, field)
        if number is not None and abs(number) >= LIMIT:
            yield FigureProblem(field, "too_large", _("Số quá lớn, tối đa 14 chữ số."))


def ratio_problems(indicator, figures):
    numerator, denominator = figures.numerator, figures.denominator
    if numerator is None or denominator is None:
        missing = "numerator" if numerator is None else "denominator"
        name = indicator.numerator_name if numerator is None else indicator.denominator_name
        yield FigureProblem(
            missing, "part_missing", _("Thiếu %(part)s: %(name)s.") % {"part": PARTS[missing], "name": name}
        )
        return
    if numerator < 0 or denominator < 0:
        field = "numerator" if numerator < 0 else "denominator"
        yield FigureProblem(field, "negative", _("Số không được âm."))
        return
    if denominator == 0:
        if numerator > 0:
            yield FigureProblem(
                "denominator",
                "zero_denominator",
                _("Mẫu số bằng 0 nhưng tử số là %(n)s.") % {"n": shown(numerator)},
                _("Kiểm tra lại mẫu số: %(name)s.") % {"name": indicator.denominator_name},
            )
        return
    if numerator > denominator and not indicator.may_exceed:
        yield FigureProblem(
            "numerator",
            "exceeds",
            _("Tử số %(n)s lớn hơn mẫu số %(d)s.") % {"n": shown(numerator), "d": shown(denominator)},
            _("Kiểm tra có đảo hai số không."),
        )
        return
    yield from range_problems(indicator, complete(indicator, figures).value)
    yield from typed_value_problems(indicator, figures)


def range_problems(indicator, share):
    """What the parts give must fit the column and the bounds of the indicator."""
    if abs(share) >= LIMIT:
        message, code = _("Tử số chia mẫu số ra số quá lớn, tối đa 14 chữ số."), "too_large"
    elif share < indicator.minimum:
        message, code = _("Kết quả %(is)s nhỏ hơn mức thấp nhất %(n)s."), "too_small"
    elif indicator.maximum is not None and share > indicator.maximum:
        message, code = _("Kết quả %(is)s lớn hơn mức cao nhất %(n)s."), "too_big"
    else:
        return
    bound = indicator.minimum if code == "too_small" else indicator.maximum
    words = {"is": shown(share), "n": shown(bound or 0)}
    yield FigureProblem("numerator", code, message % words, _("Kiểm tra lại tử số và mẫu số."))


PARTS = {"numerator": "tử số", "denominator": "mẫu số"}


def typed_value_problems(indicator, figures):
    """A value typed beside its parts must be what they give."""
    computed = complete(indicator, figures).value
    if figures.value is None or computed is None or abs(computed - figures.value) <= ROUNDING:
        return
    yield FigureProblem(
        "value",
        "value_differs",
        _("Giá trị %(typed)s không khớp tử số chia mẫu số (%(computed)s).")
        % {"typed": shown(figures.value), "computed": shown(computed)},
        _("Để trống ô giá trị, hệ thống tự tính."),
    )


def yes_no_problems(figures):
    if figures.value is not None and figures.value not in (0, 1):
        yield FigureProblem("value", "not_yes_no", _("Chỉ ghi “có” hoặc “không”."))


def single_problems(indicator, figures):
    value = figures.value
    if value is None:
        yield FigureProblem(
            "value", "value_missing", _("Thiếu giá trị; chỉ tiêu này không có tử số, mẫu số.")
        )
        return
    if value < indicator.minimum:
        message = _("Số không được âm.") if indicator.minimum == 0 else _("Nhỏ hơn mức thấp nhất %(n)s.")
        yield FigureProblem("value", "too_small", message % {"n": shown(indicator.minimum)})
    if indicator.maximum is not None and value > indicator.maximum:
        message = _("Lớn hơn mức cao nhất %(n)s.") % {"n": shown(indicator.maximum)}
        yield FigureProblem("value", "too_big", message)
    if indicator.kind == Indicator.Kind.COUNT and value != value.to_integral_value():
        yield FigureProblem(
            "value", "not_whole", _("Số lượng phải là số nguyên, ở đây là %(n)s.") % {"n": shown(value)}
        )


def shown(number):
    """1.234,5 with the decimals that are stored, without idle zeros."""
    return vietnamese_number(number, most=MOST_DECIMALS)
