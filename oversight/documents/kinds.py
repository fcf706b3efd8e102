"""Which class prints which kind of paper: the one table, asked by pipeline, pages and shell."""

from .follow_up_report import FollowUpReport
from .follow_up_sheet import FollowUpSheet
from .letters import ForwardingLetter, ReminderLetter
from .result_report import ResultReport
from .unit_summary import UnitSummary

CLASSES = {
    paper.kind: paper
    for paper in (ResultReport, FollowUpReport, ForwardingLetter, ReminderLetter, FollowUpSheet, UnitSummary)
}


def paper_of(document):
    """The frozen paper of a Document row."""
    return CLASSES[document.kind].from_snapshot(document.snapshot)


def filename(document):
    """“12-cong-van-don-doc-ubnd-448.pdf”; an official paper without a number is called a draft.

    A working paper ends with the day of its figures.
    """
    paper = CLASSES[document.kind]
    number = f"{document.number:02d}-" if document.number else ""
    about = [
        document.session.code if document.session_id else "",
        document.body.code if document.body_id else "",
        document.period.code if document.period_id else "",
    ]
    if not paper.is_official:
        about.append(document.snapshot.get("day", ""))
    draft = "du-thao" if paper.is_official and not document.number else ""
    parts = [paper.file_stem, *(part.lower() for part in about), draft]
    return f"{number}{'-'.join(part for part in parts if part)}.pdf"
