from datetime import date

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.lifecycle import Refused, StatusChange
from cds_portal.lists import ListPage
from districts.models.unit import names_with_today
from oversight.actions import cases
from oversight.filters.recommendation import RecommendationFilter
from oversight.forms.recommendation import RecommendationForm, assignment_rows
from oversight.models import Assignment, Finding, Recommendation
from oversight.models.assignment import joined_once
from oversight.resources.recommendation import RecommendationResource
from oversight.views.case_lines import case_lines
from oversight.views.findings import choice_of_session
from oversight.views.guards import (
    allow,
    form_status,
    last_editor,
    reads_all,
    text_of,
    try_act,
    visible_session,
)
from oversight.views.once import SAVED_AT_ONCE, once, remember
from oversight.views.order import lifecycle_rank

# Without a due date comes after every date, on each database.
LAST_DAY = Value(date.max)
SORTS = {
    # Newest session first, and within it as numbered.
    "date": ("session__works_from", "-number"),
    "session": ("session__sort_key", "number"),
    "number": ("number", "session__code"),
    "text": ("sort_key",),
    "group": ("group", "session__code", "number"),
    "due": ("due_rank", "number"),
    "status": ("status_rank", "number"),
}


# What a row of the list shows, of the recommendation and of what was given.
GIVEN = ("recommendation", "role", "status", "due_on", "deliverable", "body__name", "body__successor__name")
COLUMNS = ("number", "text", "group", "priority", "illustrative", "session__code")


@requires(Permission.READ_RECOMMENDATIONS)
def recommendation_list(request):
    joined = joined_once(request.user)
    given = given_to(request.user, joined).select_related("body__successor").only(*GIVEN)
    page = ListPage(
        request,
        readable(request.user, joined).select_related("session__committee"),
        rows=Recommendation.objects.select_related("session")
        .only(*COLUMNS)
        .prefetch_related(Prefetch("assignments", given)),
        filterset=RecommendationFilter,
        sorts=SORTS,
        default_sort="-date",
        resource=RecommendationResource,
        filename="kien-nghi",
    )
    if page.wants_export:
        return page.export()
    context = page.context() | {
        "may_add": request.user.can(Permission.EDIT_RECOMMENDATION),
        "committee_ids": request.user.committee_ids,
    }
    context["lines"] = case_lines(context["page_obj"])
    return render(request, "oversight/recommendation/list.html", context)


def given_to(user, joined=None):
    """The assignments to show with a recommendation that the person may read: who reads it for a committee
    or a session reads all that was given; a body only its own.
    """
    own = Assignment.objects.visible_to(user, joined)
    return own if user.own_body_ids else Assignment.objects.all()


def readable(user, joined=None):
    """Recommendations with the assignments this person may read, and what they add up to."""
    assignments = given_to(user, joined)
    return (
        Recommendation.objects.visible_to(user, joined)
        .with_status(assignments)
        .annotate(due_rank=Coalesce("first_due", LAST_DAY), status_rank=lifecycle_rank(Assignment.Status))
        .prefetch_related(
            Prefetch("assignments", assignments.select_related("body__successor", "about_unit"))
        )
    )


@requires(Permission.READ_RECOMMENDATIONS)
def recommendation_detail(request, pk):
    rows = readable(request.user).select_related("session__committee", "carried_from__session")
    recommendation = get_object_or_404(rows, pk=pk)
    session = recommendation.session
    reader = reads_all(request.user, session)
    assignments = with_names(recommendation.assignments.all())
    context = {
        "recommendation": recommendation,
        "session": session,
        "reads_all": reader,
        "assignments": assignments,
        "findings": Finding.objects.visible_to(request.user).filter(recommendations=recommendation),
        "may_edit": may_edit(request.user, recommendation),
        "may_open_session": request.user.can(Permission.READ_SESSIONS)
        and type(session).objects.visible_to(request.user).filter(pk=session.pk).exists(),
        "history": history(assignments),
    }
    return render(request, "oversight/recommendation/detail.html", context)


def with_names(assignments):
    """Each assignment with the names of its body and unit then, and what they are now."""
    assignments = list(assignments)
    units = names_with_today({a.about_unit for a in assignments if a.about_unit})
    for assignment in assignments:
        assignment.body_name = assignment.body.name_with_today(today())
        assignment.unit_name = units.get(assignment.about_unit_id, "")
        assignment.url = assignment.get_absolute_url()
    return assignments


def history(assignments):
    """Of all of them in one query: a recommendation may be given to every district."""
    named = {str(a.pk): a for a in assignments}
    kind = ContentType.objects.get_for_model(Assignment)
    changes = StatusChange.objects.filter(record_type=kind, record_id__in=named).select_related("by")
    return [
        {
            "label": f"{named[change.record_id].body}: {Assignment.status_label(change.to_status)}",
            "change": change,
        }
        for change in changes
    ]


def may_edit(user, recommendation):
    return (
        user.can(Permission.EDIT_RECOMMENDATION, body=recommendation.session.committee)
        and not recommendation.is_issued
        and recommendation.session.status not in cases.WRITTEN
    )


@requires(Permission.EDIT_RECOMMENDATION)
def recommendation_new(request):
    code = text_of(request.GET, "session")
    if not code:
        context = choice_of_session(request, "recommendation_new")
        return render(request, "oversight/session/choose.html", context)
    session = visible_session(request, code)
    allow(request.user, Permission.EDIT_RECOMMENDATION, session.committee)
    if request.method != "POST" and (answer := closed_to_writing(request, session)):
        return answer
    recommendation = Recommendation(session=session)
    form = RecommendationForm(
        request.POST or None,
        instance=recommendation,
        session=session,
        initial={"group": text_of(request.GET, "group")},
    )
    rows = assignment_rows(recommendation, session, request.POST or None)
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        url = saved_or_told(form, lambda: added(request, form, rows))
        if url:
            messages.success(request, told_of(recommendation))
            return redirect(request.get_full_path() if "more" in request.POST else url)
    return show_form(request, form, rows, session)


def told_of(recommendation):
    """Of a second press the first one has the number."""
    if recommendation.number is None:
        return _("Kiến nghị đã được thêm từ lần bấm trước, không thêm lần nữa.")
    return _("Đã thêm kiến nghị số %d.") % recommendation.number


@transaction.atomic
def added(request, form, rows):
    if url := once(request):
        return url
    url = cases.add_recommendation(form=form, rows=rows, by=request.user).get_absolute_url()
    remember(request, url)
    return url


@requires(Permission.EDIT_RECOMMENDATION)
def recommendation_edit(request, pk):
    recommendation = own_recommendation(request, pk)
    session = recommendation.session
    if request.method != "POST" and (answer := closed_to_writing(request, session, recommendation)):
        return answer
    form = RecommendationForm(request.POST or None, instance=recommendation, session=session)
    rows = assignment_rows(recommendation, session, request.POST or None)
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        saved = saved_or_told(
            form, lambda: cases.change_recommendation(form=form, rows=rows, by=request.user)
        )
        if saved:
            messages.success(request, _("Đã lưu kiến nghị."))
            more = "more" in request.POST
            return redirect("recommendation_edit", pk) if more else redirect(recommendation)
    return show_form(request, form, rows, session, recommendation)


def closed_to_writing(request, session, recommendation=None):
    """A redirect when this is not written any more, else None; a sent form keeps its text and is told."""
    try:
        if recommendation:
            cases.ensure_draft(recommendation=recommendation)
        cases.ensure_open_for_writing(session=session)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(recommendation or tab_of(session))
    return None


def saved_or_told(form, act):
    """What the act made; None when it could not be, and then the form says why."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except IntegrityError:
        form.add_error(None, SAVED_AT_ONCE)
    return None


def show_form(request, form, rows, session, recommendation=None):
    tables = [recommendation.assignments.all()] if recommendation else []
    context = {
        "form": form,
        "rows": rows,
        "session": session,
        "recommendation": recommendation,
        "who_saved": last_editor(recommendation, form, *tables),
    }
    failed = request.method == "POST"
    status = form_status(form) if not failed or form.errors else 422
    return render(request, "oversight/recommendation/form.html", context, status=status)


def own_recommendation(request, pk):
    rows = Recommendation.objects.visible_to(request.user).select_related("session__committee")
    recommendation = get_object_or_404(rows, pk=pk)
    allow(request.user, Permission.EDIT_RECOMMENDATION, recommendation.session.committee)
    return recommendation


@requires(Permission.EDIT_RECOMMENDATION)
@require_POST
def recommendation_move(request, pk):
    recommendation = own_recommendation(request, pk)
    up = request.POST.get("to") == "up"
    try_act(
        request,
        lambda: cases.move_recommendation(recommendation=recommendation, up=up, by=request.user),
        _("Đã đổi thứ tự kiến nghị."),
    )
    return redirect(tab_of(recommendation.session))


@requires(Permission.EDIT_RECOMMENDATION)
@require_POST
def recommendation_delete(request, pk):
    recommendation = own_recommendation(request, pk)
    session = recommendation.session
    done = try_act(
        request,
        lambda: cases.delete_recommendation(recommendation=recommendation, by=request.user),
        _("Đã xóa kiến nghị; các kiến nghị sau được đánh số lại."),
    )
    return redirect(tab_of(session) if done else recommendation)


def tab_of(session):
    return f"{session.get_absolute_url()}?tab=recommendations"
