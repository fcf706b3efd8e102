"""Who takes over what a body that ends had still open (DESIGN 8): read from the records, nothing written."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db.models import Model, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cds_portal.clock import today
from districts.around import province_of
from districts.models import Body, Inheritance, Post, ProgressReport, Succession, TaskShare
from districts.models.unit import SuccessionKind
from oversight.models import Assignment, Proposal

# In the order of the page: duties first, what is only ended last.
KINDS = (Assignment, Proposal, TaskShare, ProgressReport, Post, Body)


@dataclass
class OpenRow:
    """One open thing of an ended body and who is proposed to take it over (nobody: a person chooses)."""

    record: Model
    label: str
    from_body: Body
    successors: list = field(default_factory=list)


def is_duty(record):
    """Issued, so that it must go on with somebody; a draft may also stay as it is."""
    return isinstance(record, Assignment) and record.status != Assignment.Status.DRAFT


def last_day(act):
    return act.effective_on - timedelta(days=1)


def day_of_successors(act):
    """Duties go to those who can carry them out now, also when the act is applied years later."""
    return max(act.effective_on, today())


def ended_bodies(act):
    """Bodies of the act's units: those that end by it, and those that ended before without handing on."""
    bodies = Body.objects.filter(unit__in=with_former_rows(act.units.all()), valid_from__lte=last_day(act))
    ended = bodies.filter(Q(valid_to=None) | Q(valid_to__lte=last_day(act)))
    return ended.select_related("unit__parent__parent", "successor").in_vietnamese_order()


def with_former_rows(units):
    """The units and the rows that they had under another name, kind or parent: no body ended with those."""
    found = set(units.values_list("pk", flat=True))
    frontier = found
    while frontier:
        rows = Succession.objects.filter(kind=SuccessionKind.CONTINUES, successor__in=frontier)
        frontier = set(rows.values_list("predecessor", flat=True)) - found
        found |= frontier
    return found


def followed_committees(act):
    """The act's committee and those whose files it goes on with."""
    return Body.objects.filter(Q(pk=act.committee_id) | Q(successor=act.committee_id)).values("pk")


def open_rows(act):
    """Every open or drafted assignment, proposal, share of a plan, unsent report and post of the act's ended
    bodies, and the bodies themselves.
    """
    bodies = {body.pk: body for body in ended_bodies(act)}
    takers = Takers(day_of_successors(act))
    found = [
        *open_assignments(act, bodies, takers),
        *drafted_assignments(act, bodies, takers),
        *open_proposals(act, bodies, takers),
        *open_shares(act, bodies, takers),
        *unsent_reports(act, bodies, takers),
        *held_posts(act, bodies, takers),
        *going_bodies(act, bodies, takers),
    ]
    return found


def open_assignments(act, bodies, takers):
    rows = Assignment.objects.issued().open()
    return assignment_rows(rows, act, bodies, takers)


def drafted_assignments(act, bodies, takers):
    """Not issued yet and no duty: what changes is to whom it will be addressed. Among several a person
    chooses: a draft of years ago may have to keep the name of then.
    """
    rows = Assignment.objects.filter(status=Assignment.Status.DRAFT)
    for found in assignment_rows(rows, act, bodies, takers):
        yield found if len(found.successors) == 1 else replace(found, successors=[])


def assignment_rows(rows, act, bodies, takers):
    rows = rows.of_committees(followed_committees(act)).filter(body__in=bodies)
    for row in rows.select_related("about_unit__parent__parent", "recommendation", "proposal").order_by("pk"):
        body = bodies[row.body_id]
        yield OpenRow(row, row.subject, body, takers.of(body, row.about_unit))


def open_proposals(act, bodies, takers):
    closed = (Proposal.Status.CLOSED, Proposal.Status.NOT_TAKEN_UP)
    rows = Proposal.objects.filter(committee__in=followed_committees(act), raised_by__in=bodies)
    for row in rows.exclude(status__in=closed).order_by("pk"):
        body = bodies[row.raised_by_id]
        yield OpenRow(row, str(row), body, takers.of(body))


def open_shares(act, bodies, takers):
    rows = TaskShare.objects.filter(
        task__plan__committee__in=followed_committees(act), body__in=bodies, done_on=None
    )
    for row in rows.select_related("task__plan").order_by("task__plan", "task__number", "pk"):
        label = _("Nhiệm vụ %(number)d, kế hoạch %(year)d: %(text)s") % {
            "number": row.task.number,
            "year": row.task.plan.year,
            "text": row.task,
        }
        body = bodies[row.body_id]
        yield OpenRow(row, label, body, takers.of(body))


def unsent_reports(act, bodies, takers):
    rows = ProgressReport.objects.not_sent().filter(committee__in=followed_committees(act), body__in=bodies)
    for row in rows.select_related("period").order_by("period__cut_off", "pk"):
        body = bodies[row.body_id]
        # A report of the time after the end is not the ended body's: its successors have their own.
        later = row.period.starts_on > last_day(act)
        yield OpenRow(row, str(row.period), body, [] if later else takers.only(body))


def held_posts(act, bodies, takers):
    """Those that go on after the last day, and those that would only begin then."""
    ends_later = Q(valid_to=None) | Q(valid_to__gt=last_day(act))
    rows = Post.objects.filter(ends_later, body__in=bodies)
    for row in rows.select_related("user").order_by("pk"):
        body = bodies[row.body_id]
        label = f"{row.title}: {row.user.get_full_name()}"
        yield OpenRow(row, label, body, takers.chain(body) if body.successor_id else [])


def going_bodies(act, bodies, takers):
    """Those that go on until the act, and those that ended before but whose files came to nobody yet."""
    settled = set(Inheritance.objects.filter(predecessor__in=bodies).values_list("predecessor", flat=True))
    for body in bodies.values():
        heirs = takers.whole(body)
        if body.valid_to is None or (heirs and body.pk not in settled and has_files(body)):
            yield OpenRow(body, body.name, body, heirs)


def has_files(body):
    """A committee's files are followed through the committee itself (`followed_committees`)."""
    return body.kind != Body.Kind.COMMITTEE


class Takers:
    """Successors as of one day; each question is asked of the database once."""

    def __init__(self, day):
        self.day, self.known = day, {}

    def of(self, body, about_unit=None):
        """The body's own successor; of an abolished one those that cover the place it is about, else its
        whole unit; when nobody does, the People's Committee of the province.
        """
        key = (body.pk, about_unit.pk if about_unit else None)
        if key not in self.known:
            self.known[key] = self.ask(body, about_unit)
        return list(self.known[key])

    def ask(self, body, about_unit):
        if chained := self.chain(body):
            return chained
        covering = self.covering(about_unit or body.unit, body.kind)
        return covering or self.province(body)

    def whole(self, body):
        """In whom the body lives on: its own successor, or the one that covers all of it; else nobody."""
        found = self.chain(body) or self.covering(body.unit, body.kind)
        return found if len(found) == 1 else []

    def only(self, body):
        """The successor where there is exactly one."""
        found = self.of(body)
        return found if len(found) == 1 else []

    def chain(self, body):
        """Along Body.successor to the one that lives; empty when the line ends before."""
        seen = {body.pk}
        while body.successor_id and body.successor_id not in seen:
            body = body.successor
            seen.add(body.pk)
            if body.is_in_force_on(self.day):
                return [body]
        return []

    def covering(self, unit, kind):
        if unit is None:
            return []
        units = [one.pk for one in unit.communes_on(self.day)]
        bodies = Body.objects.filter(unit__in=units, kind=kind).in_force_on(self.day)
        return list(bodies.in_vietnamese_order())

    def province(self, body):
        if body.unit_id is None:
            return []
        bodies = Body.objects.filter(
            unit__in=province_of(body.unit), kind=Body.Kind.PEOPLE_COMMITTEE
        ).in_force_on(self.day)
        return list(bodies)


def offered(act, row):
    """Whom an officer may choose: the bodies of the unit's communes, its province's UBND and departments."""
    day = day_of_successors(act)
    body = row.from_body
    units = [one.pk for one in body.unit.communes_on(day)] if body.unit_id else []
    provinces = province_of(body.unit).values("pk") if body.unit_id else []
    upper = (Body.Kind.PEOPLE_COMMITTEE, Body.Kind.DEPARTMENT)
    bodies = Body.objects.filter(
        Q(unit__in=units) | Q(unit__in=provinces, kind__in=upper) | Q(pk__in=row.successors.values("pk"))
    )
    return bodies.in_force_on(day).exclude(pk=body.pk).in_vietnamese_order()


def short(label):
    return Truncator(label).chars(390, truncate="…")
