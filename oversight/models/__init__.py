from oversight.models.assignment import Assignment
from oversight.models.checklist import Answer, Checklist, ChecklistItem
from oversight.models.document import AheadOrder, Document, NumberSeries, ReportSection
from oversight.models.finding import Finding
from oversight.models.follow_up import EscalationStep, Evidence, Extension, Response, Verification
from oversight.models.guidance import GuidanceAttendance, GuidanceSession, Speaker
from oversight.models.proposal import Proposal
from oversight.models.recommendation import Recommendation
from oversight.models.reorganisation import Reorganisation, ReorganisationRow
from oversight.models.session import (
    DelegationMember,
    LegalAct,
    OversightSession,
    ReviewedBody,
    SessionChair,
    SessionStep,
)
from oversight.models.talk import Comment, DailyDigest, Handover, PastImport, PrivateNote
from oversight.models.visit import Attendance, Photo, Visit, VisitAddition

__all__ = [
    "AheadOrder",
    "Answer",
    "Assignment",
    "Attendance",
    "Checklist",
    "ChecklistItem",
    "Comment",
    "DailyDigest",
    "DelegationMember",
    "Document",
    "EscalationStep",
    "Evidence",
    "Extension",
    "Finding",
    "GuidanceAttendance",
    "GuidanceSession",
    "Handover",
    "LegalAct",
    "NumberSeries",
    "OversightSession",
    "PastImport",
    "Photo",
    "PrivateNote",
    "Proposal",
    "Recommendation",
    "Reorganisation",
    "ReorganisationRow",
    "ReportSection",
    "Response",
    "ReviewedBody",
    "SessionChair",
    "SessionStep",
    "Speaker",
    "Verification",
    "Visit",
    "VisitAddition",
]
