"""The form of a visit: filled on a phone, saved once however often it is sent, nothing typed lost."""

from uuid import UUID, uuid4

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.forms import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lifecycle import Refused
from districts.models.unit import names_with_today
from oversight.actions import visits as actions
from oversight.forms.visit import VisitForm, sessions_to_log
from oversight.forms.visit_answers import AnswersForm
from oversight.forms.visit_people import people_forms
from oversight.forms.visit_place import find_unit, unit_words, units_of
from oversight.models import OversightSession, Visit
from oversight.views.photos import receive_photos
from oversight.views.visit_access import fetch_own, may_log

MOST_SUGGESTIONS = 60


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
