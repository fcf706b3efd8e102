"""Visits: the list, the page, and the form that is filled on a phone."""

from uuid import UUID, uuid4

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.forms import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
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
from oversight.forms.visit import VisitForm, sessions_to_log
from oversight.forms.visit_answers import AnswersForm
from oversight.forms.visit_people import people_forms
from oversight.forms.visit_place import find_unit, shown_position, unit_words, units_of
from oversight.models import Finding, OversightSession, Photo, Proposal, Visit
from oversight.resources.visit import VisitResource
from oversight.views.photos import receive_photos
from oversight.views.visit_access import fetch, fetch_own, may_log

SORTS = {
    "date": ("date", "starts_at"),
    "place": ("sort_key",),
    "unit": ("unit__sort_key", "sort_key"),
    "session": ("session__code", "date"),
    "status": ("status_rank", "-date"),
}
MOST_SUGGESTIONS = 60
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
    return [{"label": status.label, "state": state} for status, state in zip(order, states, strict=True)]


@requires(Permission.LOG_VISIT)
def visit_new(request):
    if request.method == "POST":
        visit = visit_of_uuid(request)
        try:
            return save(request, visit)
        except IntegrityError:
            # The same form arrived twice at the same moment: the other one has just made the visit.
            return save(request, visit_of_uuid(request))
    draft = as_uuid(request.GET.get("draft")) or uuid4()
    if Visit.objects.filter(pk=draft, created_by=request.user).exists():
        return redirect("visit_edit", uuid=draft)
    form = VisitForm(
        instance=Visit(uuid=draft),
        user=request.user,
        initial={"session": request.GET.get("session")},
    )
    if not form.fields["session"].queryset:
        return render(request, "oversight/visit/form.html", {"no_session": True})
    return render_form(request, form, AnswersForm(), people_forms())


def visit_of_uuid(request):
    """The visit of the uuid the form made: a second send finds the first one and never makes another."""
    uuid = as_uuid(request.POST.get("uuid")) or uuid4()
    known = (
        Visit.objects.filter(pk=uuid)
        .select_related("session__committee", "unit__parent", "checklist")
        .first()
    )
    if known is None:
        return Visit(uuid=uuid)
    if known.created_by_id == request.user.pk and may_log(request.user, known):
        return known
    return Visit(uuid=uuid4())


def as_uuid(text):
    try:
        return UUID(text or "")
    except ValueError:
        return None


@requires(Permission.LOG_VISIT)
def visit_edit(request, uuid):
    visit = fetch_own(request, uuid)
    if request.method == "POST":
        return save(request, visit)
    try:
        actions.ensure_open_now(visit)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(visit)
    form = VisitForm(instance=visit, user=request.user)
    answers = AnswersForm(checklist=visit.checklist, answers=visit.answers.all())
    return render_form(request, form, answers, people_forms(people=visit.attendances.order_by("order", "pk")))


def save(request, visit):
    form = VisitForm(request.POST, instance=visit, user=request.user)
    answers = AnswersForm(
        request.POST,
        checklist=actions.checklist_for(visit, request.POST.get("site_type", "")),
        answers=[] if form.is_new else visit.answers.all(),
    )
    people = people_forms(request.POST)
    if not all([form.is_valid(), answers.is_valid(), people.is_valid()]):
        return render_form(request, form, answers, people, status=422)
    try:
        saved = actions.save_visit(form=form, answers=answers, people=people, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        saved = False
    if not saved and not is_same_again(form):
        return render_form(request, form, answers, people, status=409 if form.conflicts else 422)
    if not request.POST.get("quiet"):
        messages.success(request, _("Đã lưu chuyến “%(place)s”.") % {"place": visit.place})
    if wants_json(request):
        return JsonResponse(
            {
                "url": reverse("visit_detail", args=[visit.pk]),
                "edit_url": reverse("visit_edit", args=[visit.pk]),
                "photos_url": reverse("photo_add", args=[visit.pk]),
                "row_version": visit.row_version,
            }
        )
    receive_photos(request, visit)
    return redirect("visit_detail", uuid=visit.pk)


def is_same_again(form):
    """A stale form that says what is stored already: its first answer was lost on the way, nothing else."""
    return form.is_stale and not form.conflicts


def wants_json(request):
    return request.headers.get("Accept") == "application/json"


def render_form(request, form, answers, people, status=200):
    session = chosen_session(form)
    stored = None if form.is_new else form.instance
    context = {
        "form": form,
        "answers": answers,
        "people": people,
        "visit": form.instance,
        "session": session,
        "units": suggestions(form, session),
        "members": session.members.all() if session else [],
        "photos": stored.photos.all() if stored else [],
        "most_photos": actions.MOST_PHOTOS,
        "back_url": stored.get_absolute_url() if stored else reverse("visit_list"),
        "conflict_by": who_saved_last(stored) if form.conflicts else None,
        "max_photo_bytes": settings.MAX_PHOTO_BYTES,
        "body_class": "visit-page",
        "photos_not_taken": bool(request.FILES) and status != 200,
    }
    return render(request, "oversight/visit/form.html", context, status=status)


def chosen_session(form):
    if not form.is_new:
        return form.instance.session
    if not form.is_bound:
        return form.start_session
    code = form["session"].value()
    return form.fields["session"].queryset.filter(code=code).first() if code else None


def suggestions(form, session):
    day = form["date"].value()
    day = parse_day(day) if isinstance(day, str) else day
    if session is None or day is None:
        return []
    return [unit_words(unit) for unit in units_of(session, day)[:MOST_SUGGESTIONS]]


def parse_day(text):
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def who_saved_last(visit):
    entry = LogEntry.objects.get_for_object(visit).select_related("actor").first()
    return {"who": (entry and entry.actor) or _("Người khác"), "at": entry and entry.timestamp}


# Fragments of the form


@requires(Permission.LOG_VISIT)
def visit_checklist(request):
    """The questions of a kind of site, empty; the page fills in again what was typed."""
    answers = AnswersForm(checklist=actions.checklist_for(Visit(), request.GET.get("site_type", "")))
    return render(request, "oversight/visit/form.html#checklist", {"answers": answers})


@requires(Permission.LOG_VISIT)
def visit_unit(request):
    """What the typed name means on the date, and names to suggest; judged again when the form is saved."""
    session = sessions_of_form(request.user).filter(code=request.GET.get("session", "")).first()
    day, name = parse_day(request.GET.get("date")), request.GET.get("unit", "").strip()
    context = {"units": []}
    if session and day:
        context["units"] = [unit_words(unit) for unit in units_of(session, day)[:MOST_SUGGESTIONS]]
    if name and day:
        try:
            unit = find_unit(name, day=day, session=session)
            context |= {"unit": unit_words(unit), "day": day, "unit_today": later_name(unit)}
        except ValidationError as error:
            context["unit_error"] = error.messages[0]
    return render(request, "oversight/visit/form.html#unit-meaning", context)


def sessions_of_form(user):
    return OversightSession.objects.visible_to(user) | sessions_to_log(user)


def later_name(unit):
    name = names_with_today([unit])[unit.pk]
    return "" if name == str(unit) else name


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
