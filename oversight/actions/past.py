"""Past recommendations: staged by an officer, confirmed by a leader, undone while nobody built on them."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cds_portal.files import read_upload, store
from cds_portal.lifecycle import Refused, StatusChange, TakenFirst, record_move
from cds_portal.text import fold
from districts.imports.limits import MANY_BODIES
from districts.models import Body
from oversight.models import Assignment, OversightSession, PastImport, Recommendation, Response
from oversight.past.columns import GROUPS
from oversight.past.rows import PastRow
from oversight.past.staging import stage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
S = Assignment.Status
K = Body.Kind


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


@transaction.atomic
def confirm_past(batch, *, by):
    """By a leader. All rows or none; each is marked “nhập hồi cố” and tells whose word brought it in."""
    if any(problem["is_error"] for problem in batch.problems):
        raise Refused(_("Danh sách còn lỗi; sửa trong Excel rồi tải lên lại."))
    if not batch.staged:
        raise Refused(_("Danh sách không có dòng nào."))
    taken = PastImport.objects.filter(pk=batch.pk, applied_at=None)
    if not taken.update(applied_at=timezone.now(), applied_by=by):
        raise TakenFirst(_("Danh sách này đã được xác nhận."))
    made = Loader(batch, by).load([PastRow(**row) for row in batch.staged])
    PastImport.objects.filter(pk=batch.pk).update(made=made)
    batch.refresh_from_db()


class Loader:
    """Writes the rows of one list; remembers what it made."""

    def __init__(self, batch, by):
        self.batch, self.by = batch, by
        self.made = {"sessions": [], "recommendations": [], "assignments": []}
        self.sessions, self.recommendations, self.numbers = {}, {}, {}
        self.bodies = Body.objects.in_bulk({row["body_id"] for row in batch.staged})

    def load(self, rows):
        for row in rows:
            self.assignment(row, self.recommendation(row, self.session(row, rows)))
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
            stored = session.recommendations.filter(fold=fold(row.text)).first()
            self.recommendations[key] = stored or self.new_recommendation(row, session)
        return self.recommendations[key]

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

    def assignment(self, row, recommendation):
        made = Assignment.objects.create(
            recommendation=recommendation,
            body=self.bodies[row.body_id],
            deliverable=row.deliverable,
            due_on=row.due_on or None,
            issued_on=row.issued_on,
            completed_on=row.completed_on or None,
            status=row.status,
            is_retrospective=True,
        )
        note = f"{self.note()} {row.note}".strip()
        record_move(made, "", row.status, by=self.by, note=note)
        self.made["assignments"].append(made.pk)


@transaction.atomic
def undo_past(batch, *, by):
    """Takes everything of the list out again; refused, with the reason, once somebody worked on it."""
    if batch.applied_at is None or batch.undone_at:
        raise Refused(_("Danh sách này không ở trạng thái đã ghi."))
    ensure_untouched(batch)
    if not PastImport.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=timezone.now()):
        raise TakenFirst(_("Danh sách này đã được hoàn tác."))
    Assignment.objects.filter(pk__in=batch.made["assignments"]).delete()
    Recommendation.objects.filter(pk__in=batch.made["recommendations"], assignments=None).delete()
    OversightSession.objects.filter(pk__in=batch.made["sessions"], recommendations=None).delete()
    batch.refresh_from_db()


def ensure_untouched(batch):
    rows = Assignment.objects.filter(pk__in=batch.made["assignments"])
    touched = (
        rows.exclude(row_version=1).first()
        or rows.filter(pk__in=Response.objects.values("assignments")).first()
    )
    if touched is None:
        moves = StatusChange.objects.filter(
            record_id__in=[str(pk) for pk in batch.made["assignments"]],
            record_type__model="assignment",
            at__gt=batch.applied_at,
        ).exclude(from_status="")
        touched = rows.filter(pk__in=[int(move.record_id) for move in moves]).first()
    if touched:
        raise Refused(
            _("Không hoàn tác được: “%(what)s” (%(body)s) đã được xử lý tiếp.")
            % {"what": touched.subject, "body": touched.body}
        )
