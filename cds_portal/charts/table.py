"""The table behind a picture, as `components/chart.html` shows it."""

from dataclasses import dataclass

from cds_portal.charts.numbers import number_text


@dataclass(frozen=True)
class ChartTable:
    """`rows` is [(head, [text, …]), …]; an empty text is printed as –."""

    head: tuple
    rows: tuple


def series_table(first, periods, series, unit=""):
    """A row a period, a column a series: what a trend draws. `first` heads the column of periods."""
    columns = [one.values for one in series]
    rows = tuple(
        (period, tuple(number_text(values[index], unit) for values in columns))
        for index, period in enumerate(periods)
    )
    return ChartTable((first, *(one.label for one in series)), rows)


def bar_table(first, second, items, unit=""):
    return ChartTable(
        (first, second), tuple((item.label, (number_text(item.value, unit),)) for item in items)
    )


def parts_table(first, parts, stacks, unit=""):
    rows = ((stack.label, tuple(number_text(value, unit) for value in stack.values)) for stack in stacks)
    return ChartTable((first, *parts), tuple(rows))


def heat_table(first, columns, rows):
    return ChartTable(
        (first, *columns), tuple((label, tuple(cell.text for cell in cells)) for label, cells in rows)
    )
