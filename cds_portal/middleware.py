from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from cds_portal.lifecycle import Refused
from cds_portal.text import CONTROLS, without_controls


class CleanInput:
    """No view sees a control character, which PostgreSQL (NUL), Excel or a PDF would refuse with an error.

    They are dropped from what was typed; an address or a cookie of ours never has one. The names of uploaded
    files need nothing: Django keeps only their printable characters.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if CONTROLS.search(request.session.session_key or ""):
            raise BadRequest
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if CONTROLS.search(request.path_info):
            raise Http404
        request.GET = cleaned(request.GET)
        if request.method == "POST":
            request.POST = cleaned(request.POST)


def cleaned(data):
    """The same QueryDict if there is nothing to drop, else a copy."""
    if not any(CONTROLS.search(text) for name, texts in data.lists() for text in (name, *texts)):
        return data
    clean = data.copy()
    clean.clear()
    for name, texts in data.lists():
        clean.setlist(without_controls(name), [without_controls(text) for text in texts])
    return clean


class HtmxSignIn:
    """After the session has ended, lead the whole page to the sign-in.

    Else htmx would follow the redirect and swap the sign-in page into a fragment.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.headers.get("HX-Request") != "true" or request.user.is_authenticated:
            return None
        if not getattr(view, "login_required", True):
            return None
        return HttpResponseClientRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': page_of(request)})}")


def page_of(request):
    """Path of the page the reader looks at: not of the fragment, and never another host."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    if page.netloc != request.get_host() or not page.path.startswith("/"):
        return settings.LOGIN_REDIRECT_URL
    return f"{page.path}?{page.query}" if page.query else page.path


class RefusalPage:
    """A refusal that no view caught is told in its own words; it is never an error of the program.

    Views catch what they expect (`try_act`); this is the net under a page that only reads.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        return render(request, "refused.html", {"refusal": str(exception)}, status=409)
