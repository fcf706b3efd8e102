from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django_htmx.http import HttpResponseClientRedirect


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
