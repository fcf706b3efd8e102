from districts.models.body import Body, Letterhead, Post
from districts.models.indicator import (
    Frequency,
    Indicator,
    IndicatorMapping,
    IndicatorSet,
    Pillar,
    Target,
    TopicMapping,
)
from districts.models.inheritance import Inheritance
from districts.models.paper import IncomingPaper
from districts.models.plan import PlanTask, TaskShare, TransformationPlan
from districts.models.progress import (
    ImportBatch,
    PeriodExport,
    ProgressReport,
    ReportedValue,
    ReportFile,
    ReportingDuty,
    ReportingPeriod,
    ReportVersion,
)
from districts.models.unit import AdministrativeUnit, Succession

__all__ = [
    "AdministrativeUnit",
    "Body",
    "Frequency",
    "ImportBatch",
    "IncomingPaper",
    "Indicator",
    "IndicatorMapping",
    "IndicatorSet",
    "Inheritance",
    "Letterhead",
    "PeriodExport",
    "Pillar",
    "PlanTask",
    "Post",
    "ProgressReport",
    "ReportFile",
    "ReportVersion",
    "ReportedValue",
    "ReportingDuty",
    "ReportingPeriod",
    "Succession",
    "Target",
    "TaskShare",
    "TopicMapping",
    "TransformationPlan",
]
