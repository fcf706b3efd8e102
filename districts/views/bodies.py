"""Bodies for the administrator. Their end and their letterhead ask about papers and cases: oversight's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.clock import today
from cds_portal.guards import form_status, last_editor, saved
from cds_portal.lists import ListPage
from cds_portal.once import made_before, made_once
from districts.filters.people import BodyFilter
from districts.forms.body import BodyForm
from districts.history import history_of
from districts.models import Body, Letterhead
from districts.resources.people import BodyResource
from districts.views.people import tell_days

SORTS = {
    "name": ("sort_key",),
    "code": ("code",),
    "kind": ("kind", "sort_key"),
    "from": ("valid_from", "sort_key"),
}
SHOWN_POSTS = 100


@requires(Permission.ADMINISTER)
def body_list(request):
    page = ListPage(
        request,
        Body.objects.select_related("unit", "parent"),
        filterset=BodyFilter,
        sorts=SORTS,
        default_sort="name",
        resource=BodyResource,
        filename="co-quan-don-vi",
    )
    if page.wants_export:
        return page.export()
    context = page.context()
    for body in context["page_obj"]:
        tell_time(body)
    return render(request, "districts/body/list.html", context)


def tell_time(body):
    body.is_over = body.valid_to is not None and body.valid_to < today()
    body.is_ahead = body.valid_from > today()
    return body


@requires(Permission.ADMINISTER)
def body_detail(request, pk):
    rows = Body.objects.select_related("unit__parent__parent", "parent", "successor")
    body = tell_time(get_object_or_404(rows, pk=pk))
    posts = body.posts.select_related("user").order_by("-valid_from", "-pk")
    letterhead = Letterhead.objects.filter(body=body)
    context = {
        "body": body,
        "posts": tell_days(posts[:SHOWN_POSTS]),
        "issues_papers": body.kind == Body.Kind.COMMITTEE,
        "letterhead": letterhead.first(),
        "history": history_of(Body.objects.filter(pk=pk), letterhead, body.posts.all()),
    }
    return render(request, "districts/body/detail.html", context)


@requires(Permission.ADMINISTER)
def body_new(request):
    if url := made_before(request):
        return redirect(url)
    form = BodyForm(request.POST if request.method == "POST" else None)
    done = _("Đã lập cơ quan. Giao chức danh cho người làm việc ở đây.")
    if url := saved(form, lambda: made_once(request, lambda: made(form), done)):
        return redirect(url)
    return show_form(request, form)


def made(form):
    form.save_guarded()
    return reverse("body_detail", args=[form.instance.pk])


@requires(Permission.ADMINISTER)
def body_edit(request, pk):
    body = get_object_or_404(Body, pk=pk)
    form = BodyForm(request.POST if request.method == "POST" else None, instance=body)
    if saved(form, form.save_guarded):
        messages.success(request, _("Đã lưu cơ quan."))
        return redirect("body_detail", pk)
    return show_form(request, form, get_object_or_404(Body, pk=pk))


def show_form(request, form, body=None):
    context = {
        "form": form,
        "body": body,
        "bodies": form.fields["parent"].suggestions(),
        "who_saved": last_editor(body, form),
        "discard_url": reverse("body_detail", args=[body.pk]) if body else reverse("body_list"),
    }
    return render(request, "districts/body/form.html", context, status=form_status(form))
