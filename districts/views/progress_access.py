"""Whose report it is, what of it a person may read, and who may write figures into it (DESIGN 3a)."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.guards import allow
from districts.models import ProgressReport, ReportedValue


def requires_one_of(*permissions):
    """403 for those whose present posts grant none of the permissions."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(request.user.can(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permissions[0]
        return guarded

    return decorate


def known_to(user):
    """Reports the user may read, and for a committee also those that have not come."""
    objects = ProgressReport.objects
    if not user.own_body_ids:
        # The same rows, without looking where every body lies.
        return objects.tracked_by(user)
    return objects.visible_to(user) | objects.tracked_by(user)


def fetch(request, pk):
    reports = known_to(request.user).select_related(
        "body__unit", "body__successor", "period", "committee", "indicator_set"
    )
    report = get_object_or_404(reports, pk=pk)
    report.days_left = days_left(report)
    return report


def days_left(report):
    """Calendar days to the due day; negative once it is past."""
    return (report.period.due_on - today()).days


def fetch_for(request, pk, permission):
    """The body's own report for its people, a committee's for its officers; 403 for other readers."""
    report = fetch(request, pk)
    of_committee = permission in (Permission.RECEIVE_PROGRESS, Permission.UNLOCK_PROGRESS)
    allow(request.user, permission, report.committee if of_committee else report.body)
    return report


def fetch_editable(request, pk):
    report = fetch(request, pk)
    if not may_edit(request.user, report):
        raise PermissionDenied
    return report


def is_own(user, report):
    return report.body_id in user.local_body_ids


def receives(user, report):
    return user.can(Permission.RECEIVE_PROGRESS, body=report.committee)


def open_version(report):
    return report.versions.select_related("paper__from_body", "entered_by").filter(frozen_at=None).first()


def may_edit(user, report):
    """The body's reporter; for a version that stands for a paper, the committee's officers instead."""
    version = open_version(report)
    if version and version.entered_by_id:
        return receives(user, report)
    return user.can(Permission.REPORT_PROGRESS, body=report.body)


def versions_for(user, report):
    """Newest first: those that were sent, and the open one for whoever works on it."""
    versions = report.versions.select_related("paper__from_body", "paper__file", "entered_by", "signed_by")
    shown = [
        version
        for version in versions.order_by("-number")
        if version.frozen_at or is_own(user, report) or (version.entered_by_id and receives(user, report))
    ]
    return shown


def values_for(user, report, versions):
    """Figures of these versions; a department only those it is responsible for."""
    values = ReportedValue.objects.filter(version__in=versions)
    if not (is_own(user, report) or receives(user, report)):
        values = values.filter(pk__in=ReportedValue.objects.visible_to(user).values("pk"))
    return values.select_related("typed_by")


def reads_part_only(user, report):
    """A department that is neither of the committee nor above the body reads its own indicators only."""
    whole = ProgressReport.objects.tracked_by(user).filter(pk=report.pk).exists()
    return bool(user.department_ids) and not (whole or is_own(user, report) or user.supervised_unit_ids)


def indicators_for(user, report):
    indicators = report.indicators.select_related("pillar")
    if reads_part_only(user, report):
        return indicators.filter(responsible__in=user.department_ids)
    return indicators
