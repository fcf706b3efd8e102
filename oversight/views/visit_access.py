"""Who may open and who may write in a visit: one answer for its page, its form and its photos."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from cds_portal.accounts.grants import Permission
from oversight.models import Visit


def fetch(request, uuid):
    """The visit if the person may see it, else 404."""
    visits = Visit.objects.visible_to(request.user)
    return get_object_or_404(
        visits.select_related("session__committee", "unit__parent", "body", "checklist", "created_by"),
        pk=uuid,
    )


def fetch_own(request, uuid):
    """The visit, for those who may write in it; a reader is answered 403."""
    visit = fetch(request, uuid)
    if not may_log(request.user, visit):
        raise PermissionDenied
    return visit


def may_log(user, visit):
    return user.can(Permission.LOG_VISIT, body=visit.session.committee)
