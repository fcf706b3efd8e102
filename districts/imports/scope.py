"""For whom an upload may speak: which reports of a period, and with which of their indicators."""

from dataclasses import dataclass, field

from django.db.models import Q

from cds_portal.accounts.grants import Permission, Role
from districts.around import province_of
from districts.imports.limits import MANY_BODIES, ONE_BODY
from districts.models import Body, IncomingPaper, Indicator, ProgressReport, ReportingPeriod


@dataclass(frozen=True)
class Scope:
    """`filler` is the body that speaks, `paper` what it speaks by when the committee types it on its behalf.

    `report` is set when the upload is one body's own workbook.
    """

    period: ReportingPeriod
    filler: Body
    paper: IncomingPaper | None = None
    report: ProgressReport | None = field(default=None)

    @property
    def limits(self):
        return ONE_BODY if self.report else MANY_BODIES

    @property
    def is_department(self):
        return self.filler.kind == Body.Kind.DEPARTMENT

    def reports(self):
        """Every report of the period that it may speak for, whatever its status."""
        if self.report:
            found = ProgressReport.objects.filter(pk=self.report.pk)
        else:
            found = ProgressReport.objects.filter(period=self.period).filter(for_filler(self.filler))
        if self.paper:
            found = found.filter(committee=self.paper.committee_id)
        return found

    def indicators(self, sets):
        """Indicators of the sets that it may give; a department only those it is responsible for."""
        found = Indicator.objects.filter(indicator_set__in=sets)
        return found.filter(responsible=self.filler) if self.is_department else found


def scope_of(batch):
    """The scope an upload came in. A consolidated batch has no report until it is checked."""
    report = None
    if batch.staged and "report" in batch.staged:
        report = ProgressReport.objects.get(pk=batch.staged["report"])
    elif not batch.staged:
        report = batch.reports.select_related("body", "period", "indicator_set").first()
    return Scope(batch.period, batch.body, batch.paper, report)


def for_filler(body):
    """Reports a body may fill: its own, and of the units below; a department: of its province."""
    if body.kind == Body.Kind.DEPARTMENT:
        return in_province_of(body) & Q(indicator_set__indicators__responsible=body)
    own = Q(body=body)
    if body.kind != Body.Kind.PEOPLE_COMMITTEE or body.unit is None or body.unit.level == "commune":
        return own
    return own | Q(body__unit__parent=body.unit_id) | Q(body__unit__parent__parent=body.unit_id)


def in_province_of(body):
    if body.unit is None:
        return Q(pk=None)
    provinces = province_of(body.unit).values("pk")
    return Q(body__unit__parent__in=provinces) | Q(body__unit__parent__parent__in=provinces)


FILLING_ROLES = (Role.LOCAL_REPORTER, Role.DEPARTMENT)


def fillers_of(user):
    """The bodies in whose name the user may fill reports without a paper."""
    return [post.body for post in user.present_posts if post.role in FILLING_ROLES]


def may_fill(user, report, *, paper=None):
    """Whether the user may type or upload figures into this one report."""
    if paper:
        return user.can(Permission.RECEIVE_PROGRESS, body=report.committee) and speaks_for(
            paper.from_body, report
        )
    return user.can(Permission.REPORT_PROGRESS, body=report.body)


def speaks_for(body, report):
    return ProgressReport.objects.filter(for_filler(body), pk=report.pk).exists()


def still_holds(scope, user):
    """Whether the user may speak so today: posts end between an upload and its writing."""
    if scope.paper:
        return user.can(Permission.RECEIVE_PROGRESS, body=scope.paper.committee)
    return any(scope.filler == body for body in fillers_of(user))
