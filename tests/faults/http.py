"""A person at the running portal without a browser: cookies, tokens and redirects, nothing else."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from cds_portal.ops.banner import PASSWORD

# Not a measure of speed: without an end a hanging page would hang the suite.
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    path: str
    content: bytes

    @property
    def text(self):
        return self.content.decode()


class Visitor:
    def __init__(self, portal, username):
        self.url = portal.url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.get("/accounts/login/")
        self.first_page = self.post("/accounts/login/", login=username, password=PASSWORD)

    def get(self, path):
        return self._open(urllib.request.Request(self.url + path))

    def post(self, path, **fields):
        fields["csrfmiddlewaretoken"] = self._token()
        return self._open(urllib.request.Request(self.url + path, urllib.parse.urlencode(fields).encode()))

    def upload(self, path, file, **fields):
        """`file` as Django's own test client takes it."""
        fields |= {"csrfmiddlewaretoken": self._token(), "file": file}
        body, kind = encode_multipart(BOUNDARY, fields), {"Content-Type": MULTIPART_CONTENT}
        return self._open(urllib.request.Request(self.url + path, body, kind))

    def _open(self, request):
        try:
            answer = self.opener.open(request, timeout=PATIENCE_SECONDS)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            path = urllib.parse.urlsplit(answer.url).path
            return Answer(answer.status, path, answer.read())

    def _token(self):
        return next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
