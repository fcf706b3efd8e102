"""Past recommendations: staged by an officer, confirmed by a leader; past_undo.py takes them out again."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.files import read_upload, store
from cds_portal.lifecycle import Refused, StatusChange, TakenFirst, line_of, record_move
from cds_portal.once import SAVED_AT_ONCE
from cds_portal.text import fold
from districts.imports.limits import MANY_BODIES
from districts.models import Body
from oversight.models import Assignment, OversightSession, PastImport, Recommendation
from oversight.past.checks import faults
from oversight.past.columns import GROUPS
from oversight.past.rows import PastRow
from oversight.past.staging import stage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
S = Assignment.Status
K = Body.Kind
BATCH = 500


def stage_past(upload, *, committee, by):
    """Reads and checks the whole list; nothing is loaded yet. Refused when the file cannot be opened."""
    content = read_upload(upload, MANY_BODIES.file_bytes)
    rows, problems = stage(content, upload.name, committee)
    return PastImport.objects.create(
        committee=committee,
        file=store(content, name=upload.name, content_type=XLSX, by=by, folder="past"),
        problems=[as_json(problem) for problem in problems],
        staged=[row.as_json() for row in rows],
        by=by,
    )


def as_json(problem):
    return {
        "place": problem.place,
        "message": problem.message,
        "suggestion": problem.suggestion,
        "is_error": problem.is_error,
    }


def confirm_past(batch, *, by):
    """By a leader. All rows or none; each is marked “nhập hồi cố” and tells whose word brought it in."""
    if any(problem["is_error"] for problem in batch.problems):
        raise Refused(_("Danh sách còn lỗi; sửa trong Excel rồi tải lên lại."))
    if not batch.staged:
        raise Refused(_("Danh sách không có dòng nào."))
    try:
        load_past(batch, by)
    except IntegrityError as clash:
        # Another list with the same rows or codes was confirmed at the very same moment.
        raise TakenFirst(SAVED_AT_ONCE) from clash
    batch.refresh_from_db()


@transaction.atomic
def load_past(batch, by):
    taken = PastImport.objects.filter(pk=batch.pk, applied_at=None)
    if not taken.update(applied_at=timezone.now(), applied_by=by):
        raise TakenFirst(_("Danh sách này đã được xác nhận."))
    rows = [PastRow(**row) for row in batch.staged]
    ensure_still_fits(rows, batch.committee)
    PastImport.objects.filter(pk=batch.pk).update(made=Loader(batch, by).load(rows))


def ensure_still_fits(rows, committee):
    """As when the list was read: since then another one may have been confirmed, a session closed."""
    found = faults(rows, committee)
    if found:
        first = _("Danh sách không còn khớp với hệ thống. Dòng %(row)d: %(message)s") % found[0]._asdict()
        others = _("Còn %d dòng khác cũng vậy.") % (len(found) - 1) if len(found) > 1 else ""
        again = _("Sửa trong Excel rồi tải lên lại.")
        raise Refused(" ".join(filter(None, [first, others, again])))


class Loader:
    """Writes the rows of one list; remembers what it made."""

    def __init__(self, batch, by):
        self.batch, self.by = batch, by
        self.made = {"sessions": [], "recommendations": [], "assignments": []}
        self.sessions, self.recommendations, self.numbers = {}, {}, {}
        self.stored = {}
        self.bodies = Body.objects.in_bulk({row["body_id"] for row in batch.staged})

    def load(self, rows):
        self.assign([(row, self.recommendation(row, self.session(row, rows))) for row in rows])
        return self.made

    def session(self, row, rows):
        if row.session not in self.sessions:
            stored = OversightSession.objects.filter(code=row.session, committee=self.batch.committee).first()
            self.sessions[row.session] = stored or self.new_session(row.session, rows)
        return self.sessions[row.session]

    def new_session(self, code, rows):
        own = [row for row in rows if row.session == code]
        title = next(row.title for row in own if row.title)
        days = [row.held_on or row.issued_on for row in own]
        first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
        session = OversightSession.objects.create(
            code=code,
            committee=self.batch.committee,
            topic=title,
            title=title,
            status=OversightSession.Status.FOLLOW_UP,
            period_from=date(first.year, 1, 1),
            period_to=last,
            works_from=first,
            works_to=last,
            source_note=self.note(),
        )
        record_move(session, "", session.status, by=self.by, note=self.note())
        self.made["sessions"].append(session.pk)
        return session

    def note(self):
        return _("Nhập hồi cố từ tệp “%(name)s” (SHA-256 %(sha)s…), lãnh đạo xác nhận.") % {
            "name": self.batch.file.name,
            "sha": self.batch.file.sha256[:12],
        }

    def recommendation(self, row, session):
        key = (session.pk, fold(row.text))
        if key not in self.recommendations:
            stored = self.stored_in(session).get(fold(row.text))
            self.recommendations[key] = stored or self.new_recommendation(row, session)
        return self.recommendations[key]

    def stored_in(self, session):
        """{fold: the first recommendation with these words}, asked for once a session."""
        if session.pk not in self.stored:
            before = session.recommendations.order_by("-number")
            self.stored[session.pk] = {one.fold: one for one in before}
        return self.stored[session.pk]

    def new_recommendation(self, row, session):
        last = self.numbers.get(session.pk)
        if last is None:
            last = session.recommendations.aggregate(last=Max("number"))["last"] or 0
        self.numbers[session.pk] = last + 1
        made = Recommendation.objects.create(
            session=session, number=last + 1, text=row.text, group=self.group_of(row)
        )
        self.made["recommendations"].append(made.pk)
        return made

    def group_of(self, row):
        body = self.bodies[row.body_id]
        if body.kind == K.PEOPLE_COMMITTEE and body.unit and body.unit.level == "province":
            return Recommendation.Group.PROVINCE
        return GROUPS.get(body.kind, Recommendation.Group.LOCAL)

    def assign(self, rows):
        """In bulk, a list has thousands of rows: the move that each gets tells who brought it in."""
        made = Assignment.objects.bulk_create(
            [self.new_assignment(row, recommendation) for row, recommendation in rows], batch_size=BATCH
        )
        self.made["assignments"] = [one.pk for one in made]
        kind, note = ContentType.objects.get_for_model(Assignment), self.note()
        moves = [
            StatusChange(
                record_type=kind,
                record_id=str(one.pk),
                to_status=one.status,
                by=self.by,
                by_line=line_of(one, self.by),
                note=f"{note} {row.note}".strip(),
            )
            for one, (row, _recommendation) in zip(made, rows, strict=True)
        ]
        StatusChange.objects.bulk_create(moves, batch_size=BATCH)

    def new_assignment(self, row, recommendation):
        return Assignment(
            recommendation=recommendation,
            committee=self.batch.committee,
            body=self.bodies[row.body_id],
            deliverable=row.deliverable,
            due_on=row.due_on or None,
            issued_on=row.issued_on,
            completed_on=row.completed_on or None,
            status=row.status,
            is_retrospective=True,
        )
