"""Papers that came in by hand or by post, and the answers that the committee types from them."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import allow, form_status, saved
from cds_portal.lists import ListPage
from cds_portal.once import once, remember
from districts.models import Body, IncomingPaper
from oversight.actions import responses as acts
from oversight.filters.response import PaperFilter
from oversight.forms.response import PaperForm
from oversight.models import Response
from oversight.resources.response import PaperResource
from oversight.views.files import send
from oversight.views.responses import new_response

SORTS = {"received": ("received_on",), "number": ("number",), "body": ("from_body__sort_key", "received_on")}


def fetch(request, pk):
    rows = IncomingPaper.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("committee", "from_body", "file", "by"), pk=pk)


@requires(Permission.READ_RECOMMENDATIONS)
def paper_list(request):
    page = ListPage(
        request,
        IncomingPaper.objects.visible_to(request.user).select_related("from_body", "committee"),
        filterset=PaperFilter,
        sorts=SORTS,
        default_sort="-received",
        resource=PaperResource,
        filename="van-ban-den",
    )
    if page.wants_export:
        return page.export()
    context = page.context() | {"may_add": request.user.can(Permission.REGISTER_PAPER)}
    return render(request, "oversight/paper/list.html", context)


@requires(Permission.READ_RECOMMENDATIONS)
def paper_detail(request, pk):
    paper = fetch(request, pk)
    context = {
        "paper": paper,
        "responses": Response.objects.visible_to(request.user).filter(paper=paper).select_related("body"),
        "may_type": request.user.can(Permission.REGISTER_PAPER, body=paper.committee),
    }
    return render(request, "oversight/paper/detail.html", context)


@require_GET
@requires(Permission.READ_RECOMMENDATIONS)
def paper_file(request, pk):
    paper = fetch(request, pk)
    if paper.file is None:
        raise Http404
    return send(
        request, paper.file, filename=f"van-ban-den-{paper.pk}.pdf", inline="download" not in request.GET
    )


def receiving(user):
    """The committees for which the user registers papers."""
    ids = [post.body_id for post in user.present_posts if user.can(Permission.REGISTER_PAPER, body=post.body)]
    return list(Body.objects.filter(pk__in=ids).in_vietnamese_order())


@requires(Permission.REGISTER_PAPER)
def paper_new(request):
    posted = request.method == "POST"
    if posted and (url := once(request)):
        return redirect(url)
    form = PaperForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        committees=receiving(request.user),
        initial={"from_body": request.GET.get("body")},
    )
    if posted and (url := saved(form, lambda: add_once(request, form))):
        return redirect(url)
    return render(request, "oversight/paper/form.html", {"form": form}, status=form_status(form))


@transaction.atomic
def add_once(request, form):
    if url := once(request):
        return url
    paper = acts.register_paper(form=form, by=request.user)
    url = reverse("paper_detail", args=[paper.pk])
    remember(request, url)
    messages.success(request, _("Đã ghi văn bản đến. Nhập trả lời của cơ quan theo văn bản này."))
    return url


@requires(Permission.REGISTER_PAPER)
def paper_respond(request, pk):
    """Types the body's answer as its paper says it; whoever typed it cannot confirm the result."""
    paper = fetch(request, pk)
    allow(request.user, Permission.REGISTER_PAPER, paper.committee)
    response = Response(body=paper.from_body, paper=paper)
    return new_response(request, response, paper.committee, back=reverse("paper_detail", args=[pk]))
