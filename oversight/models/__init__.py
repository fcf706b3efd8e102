from oversight.models.checklist import Answer, Checklist, ChecklistItem
from oversight.models.document import Document, NumberSeries, ReportSection
from oversight.models.finding import Finding
from oversight.models.proposal import Proposal
from oversight.models.recommendation import Assignment, Recommendation
from oversight.models.session import (
    DelegationMember,
    LegalAct,
    OversightSession,
    ReviewedBody,
    SessionChair,
    SessionStep,
)
from oversight.models.visit import Attendance, Photo, Visit, VisitAddition

__all__ = [
    "Answer",
    "Assignment",
    "Attendance",
    "Checklist",
    "ChecklistItem",
    "DelegationMember",
    "Document",
    "Finding",
    "LegalAct",
    "NumberSeries",
    "OversightSession",
    "Photo",
    "Proposal",
    "Recommendation",
    "ReportSection",
    "ReviewedBody",
    "SessionChair",
    "SessionStep",
    "Visit",
    "VisitAddition",
]
