"""What became of two of the questions: one was sent on, one was answered. Invented, hence `illustrative`."""

from datetime import date, datetime

from django.utils import timezone

from cds_portal.clock import set_today
from cds_portal.lifecycle import StatusChange
from districts.models import IncomingPaper
from oversight.actions import cases
from oversight.demo.bodies import TAY_NINH_COMMITTEE, body
from oversight.demo.people import account
from oversight.models import Assignment, Proposal, Response, Verification

COMPILED_ON, FORWARDED_ON = date(2023, 3, 31), date(2023, 4, 3)
ANSWERED_ON, VERIFIED_ON = date(2023, 4, 28), date(2023, 5, 4)
ANSWER = (
    "Sở đã hướng dẫn UBND các xã, thị trấn quy trình phối hợp với bưu điện khi nhận hồ sơ, trả kết quả qua "
    "dịch vụ bưu chính công ích (nội dung minh họa)."
)
PAPER_NUMBER = "145/STTTT-BCVT (minh họa)"
DELIVERABLE = "Văn bản trả lời"


def forward(proposal, code="ubnd-80-cu", due_on=None):
    """To the UBND tỉnh of that time; it has not answered, and its successor inherits the duty."""
    officer = account("chuyenvien")
    proposal.compile(by=officer)
    with set_today(FORWARDED_ON):
        (duty,) = cases.forward_proposal(
            proposal=proposal, lead=body(code), deliverable=DELIVERABLE, due_on=due_on, by=officer
        )
    date_moves(proposal, {"recorded": COMPILED_ON, "compiled": COMPILED_ON, "forwarded": FORWARDED_ON})
    date_moves(duty, {"issued": FORWARDED_ON})
    return duty


def forward_and_answer(proposal):
    """To the sở that held the guidance; its answer came on paper and was found adequate."""
    duty = forward(proposal, "sotttt-80-cu", due_on=date(2023, 5, 3))
    response = answer(proposal, duty)
    officer, verifier = account("chuyenvien"), account("lanhdao")
    duty.move(Assignment.Status.IN_PROGRESS, by=officer)
    duty.move(Assignment.Status.REPORTED_DONE, by=officer)
    Verification.objects.create(
        assignment=duty,
        response=response,
        outcome=Verification.Outcome.DONE,
        completed_on=ANSWERED_ON,
        note="Đã có văn bản trả lời (minh họa)",
        by=verifier,
        at=at(VERIFIED_ON),
    )
    duty.move(Assignment.Status.DONE, by=verifier, completed_on=ANSWERED_ON)
    proposal.move(Proposal.Status.ANSWERED, by=verifier)
    date_moves(duty, {"in_progress": FORWARDED_ON, "reported_done": ANSWERED_ON, "done": VERIFIED_ON})
    date_moves(proposal, {"answered": VERIFIED_ON})


def answer(proposal, duty):
    """Typed from the sở's paper by one who does not verify it."""
    officer = account("chuyenvien")
    paper = IncomingPaper.objects.create(
        committee=proposal.committee,
        from_body=duty.body,
        number=PAPER_NUMBER,
        dated=ANSWERED_ON,
        received_on=ANSWERED_ON,
        subject="Trả lời đề xuất về dịch vụ bưu chính công ích (minh họa)",
        by=officer,
        at=at(ANSWERED_ON),
    )
    response = Response.objects.create(
        body=duty.body,
        claim=Response.Claim.DONE,
        text=ANSWER,
        completed_on=ANSWERED_ON,
        by=officer,
        at=at(ANSWERED_ON),
        submitted_at=at(ANSWERED_ON),
        paper=paper,
        illustrative=True,
    )
    response.assignments.add(duty)
    response.move(Response.Status.AWAITING_SIGNATURE, by=officer)
    response.move(Response.Status.SUBMITTED, by=officer)
    response.move(Response.Status.ADEQUATE, by=account("lanhdao"))
    moves = {"awaiting_signature": ANSWERED_ON, "submitted": ANSWERED_ON, "adequate": VERIFIED_ON}
    date_moves(response, moves)
    return response


def date_moves(record, days):
    """Moves are written as of now, under the person's first post; the story was then, in this committee."""
    moves = StatusChange.objects.of(record).select_related("by")
    for change in moves.filter(to_status__in=days):
        post = change.by.posts.select_related("body").get(body__code=TAY_NINH_COMMITTEE)
        change.at, change.by_line = at(days[change.to_status]), f"{post.title}, {post.body}"
        change.save(update_fields=["at", "by_line"])


def at(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0))
