"""Visits: the list, the page of one, and what is done with it. The form is in visit_form.py."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lifecycle import Refused
from cds_portal.lists import ListPage
from cds_portal.templatetags.portal import vn_datetime
from districts.models.unit import names_with_today
from oversight.actions import visits as actions
from oversight.filters.visit import VisitFilter
from oversight.forms.visit_place import shown_position
from oversight.models import Finding, Photo, Proposal, Visit
from oversight.resources.visit import VisitResource
from oversight.views.visit_access import fetch, fetch_own, may_log

SORTS = {
    "date": ("date", "starts_at"),
    "place": ("sort_key",),
    "unit": ("unit__sort_key", "sort_key"),
    "session": ("session__code", "date"),
    "status": ("status_rank", "-date"),
}
SIGN_EFFECTS = [
    gettext_lazy("không sửa được nội dung, phiếu quan sát, thành phần và ảnh;"),
    gettext_lazy("điều cần nói thêm được ghi thành phần bổ sung có ngày;"),
    gettext_lazy("đơn vị được khảo sát xem được chuyến này."),
]


@requires(Permission.READ_VISITS)
def visit_list(request):
    visits = with_counts(Visit.objects.visible_to(request.user)).select_related("session", "unit__parent")
    page = ListPage(
        request,
        visits,
        filterset=VisitFilter,
        sorts=SORTS,
        default_sort="-date",
        resource=VisitResource,
        filename="khao-sat-lam-viec",
    )
    if page.wants_export:
        return page.export()
    context = page.context()
    names = names_with_today({visit.unit for visit in context["page_obj"]})
    for visit in context["page_obj"]:
        visit.unit_today = names[visit.unit_id]
    context["can_log"] = request.user.can(Permission.LOG_VISIT)
    return render(request, "oversight/visit/list.html", context)


def with_counts(visits):
    photos = (
        Photo.objects.filter(visit=OuterRef("pk"))
        .order_by()
        .values("visit")
        .annotate(n=Count("pk"))
        .values("n")
    )
    ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(Visit.Status)]
    return visits.annotate(
        photo_count=Coalesce(Subquery(photos, output_field=IntegerField()), 0),
        status_rank=Case(*ranks, output_field=IntegerField()),
    )


@requires(Permission.READ_VISITS)
def visit_detail(request, uuid):
    visit = fetch(request, uuid)
    logs = may_log(request.user, visit)
    findings = Finding.objects.visible_to(request.user).filter(visit=visit)
    proposals = Proposal.objects.visible_to(request.user).filter(visit=visit).select_related("raised_by")
    context = {
        "visit": visit,
        "unit_today": names_with_today([visit.unit])[visit.unit_id],
        "answers": [answer for answer in visit.answers.select_related("item") if answer.shown or answer.note],
        "sides": people_by_side(visit),
        "photos": visit.photos.all(),
        "findings": findings,
        "proposals": proposals,
        "additions": visit.additions.select_related("by"),
        "history": history_of(visit),
        "position": shown_position(visit.latitude, visit.longitude),
        "steps": steps_of(visit),
        "can_edit": logs and actions.is_open(visit),
        "can_log": logs,
        "can_add_finding": request.user.can(Permission.ADD_FINDING),
        "can_see_case": request.user.can(Permission.READ_FINDINGS),
        "sign_effects": SIGN_EFFECTS,
        "can_raise": request.user.can(Permission.RAISE_PROPOSAL),
        "most_photos": actions.MOST_PHOTOS,
        "max_photo_bytes": settings.MAX_PHOTO_BYTES,
    }
    return render(request, "oversight/visit/detail.html", context)


def people_by_side(visit):
    people = list(visit.attendances.all())
    return [
        (label, [one for one in people if one.side == side])
        for side, label in visit.attendances.model.Side.choices
        if any(one.side == side for one in people)
    ]


def history_of(visit):
    """What happened, oldest first, as the timeline shows it."""
    made = [{"label": _("Ghi chuyến"), "state": "done", "note": note_of(visit.created_at, visit.created_by)}]
    return made + [
        {
            "label": Visit.status_label(change.to_status).capitalize(),
            "state": "done",
            "note": note_of(change.at, change.by),
        }
        for change in visit.history.select_related("by")
    ]


def note_of(moment, person):
    return f"{vn_datetime(moment)} · {person}" if person else vn_datetime(moment)


def steps_of(visit):
    order = list(Visit.Status)
    now = order.index(Visit.Status(visit.status))
    # The last status is a rest, not a task: reaching it is being done.
    states = [
        "done" if i < now or now == len(order) - 1 else "current" if i == now else "todo" for i in range(3)
    ]
    return [
        {"label": status.label.capitalize(), "state": state}
        for status, state in zip(order, states, strict=True)
    ]


# Acts


@require_POST
@requires(Permission.LOG_VISIT)
def visit_record(request, uuid):
    return act(request, uuid, lambda visit: visit.record(by=request.user), _("Đã ghi nhận chuyến khảo sát."))


@require_POST
@requires(Permission.LOG_VISIT)
def visit_sign(request, uuid):
    done = _("Đã ghi nhận biên bản đã ký. Nội dung chuyến được khóa.")
    return act(request, uuid, lambda visit: visit.sign_minutes(by=request.user), done)


@require_POST
@requires(Permission.LOG_VISIT)
def visit_addition(request, uuid):
    text = request.POST.get("text", "")
    return act(
        request,
        uuid,
        lambda visit: actions.add_later(visit, text=text, by=request.user),
        _("Đã ghi bổ sung."),
    )


def act(request, uuid, verb, done):
    visit = fetch_own(request, uuid)
    try:
        verb(visit)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(visit)
