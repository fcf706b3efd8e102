"""What reported figures say: series, matrices, changes, doubts, lateness. Queries only; nothing is stored.

All read accepted figures (`ReportedValue.is_current`) and ask as many queries for one body as for all.
"""

from districts.reading.changes import Change, change_since_last
from districts.reading.facts import Fact, facts_of, indicators_for, last_periods
from districts.reading.flags import Flag, Thresholds, outliers
from districts.reading.late import LateReport, late_reports, with_lateness
from districts.reading.matrix import Cell, Matrix, Row, period_matrix
from districts.reading.province import ProvinceFigure, province_figures
from districts.reading.series import IndicatorSeries, unit_series
from districts.reading.targets import is_reached, nearness, targets_of

__all__ = [
    "Cell",
    "Change",
    "Fact",
    "Flag",
    "IndicatorSeries",
    "LateReport",
    "Matrix",
    "ProvinceFigure",
    "Row",
    "Thresholds",
    "change_since_last",
    "facts_of",
    "indicators_for",
    "is_reached",
    "last_periods",
    "late_reports",
    "nearness",
    "outliers",
    "period_matrix",
    "province_figures",
    "targets_of",
    "unit_series",
    "with_lateness",
]
