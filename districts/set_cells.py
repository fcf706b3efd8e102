"""One row of an indicator set's workbook: its cells as values of an Indicator, with all their problems."""

from decimal import Decimal

from django.utils.translation import gettext as _

from districts.imports.cells import to_number, to_text, to_yes_no, words_of
from districts.models import Body, Indicator, Pillar
from districts.set_columns import BY_KEY, CHOICES, EMPTY

DIRECTION_WORDS = {"tang", "giam", "tang dan", "giam dan", "tang so voi ky truoc"}
LARGEST = Decimal(10) ** 14
FORMULA_MARK = "'"
FLAG_DEFAULTS = {"for_commune": True, "for_district": False, "is_cumulative": True}


class RowReader:
    """Reads the rows of one table; what cells may refer to is fetched once."""

    def __init__(self, table):
        self.columns = [key for key in table.columns if key in BY_KEY]
        self.years = sorted(int(key) for key in table.columns if key not in BY_KEY)
        self.pillars = {words_of(pillar.code): pillar for pillar in Pillar.objects.all()}
        self.pillars |= {words_of(pillar.name): pillar for pillar in self.pillars.values()}
        departments = Body.objects.filter(kind__in=[Body.Kind.DEPARTMENT, Body.Kind.OFFICE])
        self.bodies = {body.code: body for body in departments}

    def read(self, cells):
        """(values {field: value}, targets {year: (aimed at, value)}, problems)."""
        values, problems = {}, []
        for key in self.columns:
            value, problem = self.value_of(BY_KEY[key], cells[key])
            if problem is not None:
                problems.append(problem)
            else:
                values[key] = value
        problems += parts_problems(values, cells)
        targets = {}
        for year in self.years:
            target, problem = target_of(cells[str(year)], values)
            if problem is not None:
                problems.append(problem)
            else:
                targets[year] = target
        return values, targets, problems

    def value_of(self, column, cell):
        """(value, None) or (None, Problem)."""
        if cell.is_blank and column.required:
            return None, cell.problem("missing", _("Chưa nhập “%s”.") % column.title)
        return getattr(self, f"read_{column.kind}")(column, cell)

    def read_text(self, column, cell):
        reading = to_text(cell, max_length=column.length)
        if reading.is_wrong:
            return None, reading.problem
        text = " ".join((reading.value or "").split())
        # Our own export puts this mark before what a spreadsheet might run.
        return text.removeprefix(FORMULA_MARK), None

    def read_choice(self, column, cell):
        wanted = words_of(cell.text)
        for value, label in CHOICES[column.key]:
            if wanted in (words_of(label), words_of(value)):
                return value, None
        return None, not_among(cell, column, [label for _value, label in CHOICES[column.key]])

    def read_flag(self, column, cell):
        reading = to_yes_no(cell)
        if reading.is_wrong:
            return None, reading.problem
        return bool(reading.value), None

    def read_number(self, column, cell):
        reading = to_number(cell, unit="", is_count=False)
        if reading.is_wrong:
            return None, reading.problem
        if reading.is_blank or reading.is_nothing_arising:
            return EMPTY[column.key], None
        if not 0 <= reading.value < LARGEST or (column.key == "jump_limit" and reading.value >= 10_000):
            return None, cell.problem("out_of_range", _("Số ngoài khoảng cho phép."))
        return reading.value, None

    def read_pillar(self, column, cell):
        if pillar := self.pillars.get(words_of(cell.text)):
            return pillar, None
        codes = sorted({pillar.code for pillar in self.pillars.values()})
        return None, not_among(cell, column, codes)

    def read_body(self, column, cell):
        if cell.is_blank:
            return None, None
        if body := self.bodies.get(cell.text.lower()):
            return body, None
        message = _("Không có cơ quan nào mang mã “%s”.") % cell.text[:40]
        return None, cell.problem("unknown_body", message, _("Để trống, chỉ ghi tên ở “Ngành phụ trách”."))


def not_among(cell, column, offered):
    message = _("“%(text)s” không dùng được cho cột “%(column)s”.") % {
        "text": cell.text[:40],
        "column": column.title,
    }
    return cell.problem("not_offered", message, _("Chọn một trong: %s.") % ", ".join(offered))


def parts_problems(values, cells):
    """A ratio says what it divides; a range does not end before it begins."""
    if values.get("kind") == Indicator.Kind.RATIO:
        for key in ("numerator_name", "denominator_name"):
            if key in values and not values[key]:
                message = _("Tỷ lệ phải nêu rõ “%s”.") % BY_KEY[key].title
                yield cells[key].problem("part_missing", message)
    low, high = values.get("minimum"), values.get("maximum")
    if low is not None and high is not None and high < low:
        yield cells["maximum"].problem("range", _("“Lớn nhất” phải không nhỏ hơn “Nhỏ nhất”."))


def target_of(cell, values):
    """((whether something is aimed at, value or None for a direction only), None) or (None, Problem)."""
    if cell.is_blank:
        return (False, None), None
    if words_of(cell.text) in DIRECTION_WORDS:
        return (True, None), None
    if values.get("kind") == Indicator.Kind.YES_NO:
        reading = to_yes_no(cell)
        return (None, reading.problem) if reading.is_wrong else ((True, Decimal(bool(reading.value))), None)
    reading = to_number(cell, unit=values.get("unit_name", ""), is_count=values.get("kind") == "count")
    if reading.is_wrong:
        return None, reading.problem
    if reading.value is None or not 0 <= reading.value < LARGEST:
        return None, cell.problem("out_of_range", _("Mức phấn đấu phải là số từ 0 trở lên."))
    return (True, reading.value), None


def as_new(values):
    """The values of an indicator that is not there yet: columns left out begin as on the screen."""
    return EMPTY | FLAG_DEFAULTS | values
