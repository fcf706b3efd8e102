"""Follow-up sheets: one, or one for each body of a session with one click."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from cds_portal.lifecycle import Refused
from districts.models import Body
from oversight.actions.documents import keep_paper
from oversight.documents.gather_sheet import assignments_of, follow_up_sheet
from oversight.domain.figures import counted
from oversight.models.document import make_short_code


def request_follow_up_sheet(committee, *, by, session=None, body=None):
    """The sheet of a session, a body, both, or of all that the committee follows; the Document."""
    paper = follow_up_sheet(committee, session=session, body=body, short_code=make_short_code())
    return keep_paper(paper, by=by, committee=committee, session=session, body=body)


def request_sheets_of_all_bodies(session, *, by):
    """A sheet for each body that leads something in the session; the key they have in common."""
    leads = counted(assignments_of(session.committee, session=session)).values("body")
    bodies = list(Body.objects.filter(pk__in=leads))
    if not bodies:
        raise Refused(_("Cuộc giám sát này chưa giao nội dung nào cho cơ quan, đơn vị."))
    committee, batch = session.committee, uuid4()
    # Read before the transaction: that one only writes, and others wait for it.
    papers = [
        (body, follow_up_sheet(committee, session=session, body=body, short_code=make_short_code()))
        for body in bodies
    ]
    with transaction.atomic():
        for body, paper in papers:
            keep_paper(paper, by=by, committee=committee, session=session, body=body, batch=batch)
    return batch
