"""Pictures of numbers as SVG, the same for a page and for paper: pure functions from data to markup.

Each takes `name`, which makes the ids and must be the only one of its page, and a theme: PAGE or PAPER.
"""

from cds_portal.charts.bars import Bar, Stack, bars, stacked_bar
from cds_portal.charts.heat import HeatCell, heat_grid, heat_step, heat_tiles
from cds_portal.charts.numbers import number_text
from cds_portal.charts.sparkline import sparkline
from cds_portal.charts.svg import PAGE, PAPER, Theme
from cds_portal.charts.table import ChartTable, bar_table, heat_table, parts_table, series_table
from cds_portal.charts.trend import Series, trend

__all__ = [
    "PAGE",
    "PAPER",
    "Bar",
    "ChartTable",
    "HeatCell",
    "Series",
    "Stack",
    "Theme",
    "bar_table",
    "bars",
    "heat_grid",
    "heat_step",
    "heat_table",
    "heat_tiles",
    "number_text",
    "parts_table",
    "series_table",
    "sparkline",
    "stacked_bar",
    "trend",
]
