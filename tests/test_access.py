"""Who sees what: DESIGN §3a, literally. Every address × every account × {own, foreign object} → code.

302 of nobody leads to the sign-in page; 403 = an act that the role may not do; 404 = not theirs to know of.
A POST is sent without data: what it answers to those who may (302, 200 or 422) is the business of other tests.
"""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from tests import world

pytestmark = pytest.mark.usefixtures("demo", "db")

ACCOUNTS = (None, "chuyenvien", "lanhdao", "vanthu", "thanhvien", "locha", "maiphu", "sokhcn", "quantri")

# Per line: the codes in the own world | in the foreign one, in the order of ACCOUNTS.
# {s} session · {v} visit, {g} visit with signed minutes, {p} {gp} their photos · {f} finding · {r} {i} a
# draft and an issued recommendation · {pr} proposal · {d} {D} a draft and an issued paper · {u} unit
TABLE = """
GET  /                                    302 200 200 200 200 200 200 200 200
GET  /my-work/                            302 200 200 200 200 200 200 200 200
GET  /accounts/logout/                    302 200 200 200 200 200 200 200 200
GET  /accounts/password/change/           302 200 200 200 200 200 200 200 200
GET  /search/                             302 200 200 200 200 200 200 200 200
GET  /units/                              302 200 200 200 200 200 200 200 200
GET  /units/{u}/                          302 200 200 200 200 200 200 200 200 | 302 200 200 200 200 200 200 200 200
GET  /sessions/                           302 200 200 200 200 200 200 200 403
GET  /sessions/new/                       302 200 403 403 403 403 403 403 403
GET  /sessions/{s}/                       302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /sessions/{s}/edit/                  302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /sessions/{s}/people/                302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /sessions/{s}/notify/                302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /sessions/{s}/start-fieldwork/       302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /sessions/{s}/start-reporting/       302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /sessions/{s}/conclude/              302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /sessions/{s}/start-follow-up/       302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /sessions/{s}/close/                 302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /sessions/{s}/reopen/                302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /sessions/{s}/cancel/                302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
GET  /visits/                             302 200 200 200 200 200 200 403 403
GET  /visits/new/                         302 200 403 403 403 403 403 403 403
GET  /visits/checklist/                   302 200 403 403 403 403 403 403 403
GET  /visits/unit/                        302 200 403 403 403 403 403 403 403
GET  /visits/{v}/                         302 200 200 200 200 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /visits/{g}/                         302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /visits/{v}/edit/                    302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /visits/{v}/record/                  302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /visits/{v}/sign/                    302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /visits/{v}/additions/               302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /visits/{v}/photos/                  302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /visits/{v}/photos/restore/          302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /visits/{v}/photos/{p}/              302 200 200 200 200 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /visits/{g}/photos/{gp}/             302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /visits/{v}/photos/{p}/caption/      302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /visits/{v}/photos/{p}/delete/       302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /findings/                           302 200 200 200 200 403 403 403 403
GET  /findings/new/?session={s}           302 200 403 403 200 403 403 403 403 | 302 404 403 403 404 403 403 403 403
GET  /findings/{f}/edit/                  302 200 403 403 403 403 403 403 403 | 302 404 403 403 404 403 403 403 403
POST /findings/{f}/delete/                302 302 403 403 403 403 403 403 403 | 302 404 403 403 404 403 403 403 403
GET  /recommendations/                    302 200 200 200 200 200 200 200 403
GET  /recommendations/new/?session={s}    302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /recommendations/{r}/                302 200 200 200 200 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /recommendations/{i}/                302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /recommendations/{r}/edit/           302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /recommendations/{r}/move/           302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /recommendations/{r}/delete/         302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /proposals/                          302 200 200 200 200 200 200 200 403
GET  /proposals/new/                      302 200 403 403 403 200 200 403 403
GET  /proposals/{pr}/                     302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /proposals/{pr}/edit/                302 200 403 403 403 302 404 403 403 | 302 404 403 403 403 404 404 403 403
POST /proposals/{pr}/record/              302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /proposals/{pr}/compile/             302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /proposals/{pr}/decline/             302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /proposals/{pr}/forward/             302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /sessions/{s}/report/                302 200 200 200 200 404 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /sessions/{s}/report/fill/           302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /sessions/{s}/report/IV/             302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /sessions/{s}/report/IV/take/        302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /sessions/{s}/documents/             302 302 302 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
GET  /documents/                          302 200 200 200 200 200 200 200 403
GET  /documents/{d}/                      302 200 200 200 200 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /documents/{D}/                      302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /documents/{d}/progress/             302 302 302 302 302 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /documents/{d}/file/                 302 200 200 200 200 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /documents/{D}/file/                 302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /documents/{D}/signed/               302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /documents/{d}/retry/                302 302 302 302 403 404 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /documents/{d}/submit/               302 302 302 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
POST /documents/{d}/approve/              302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /documents/{d}/send-back/            302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /documents/{d}/issue/                302 403 403 422 403 403 403 403 403 | 302 403 403 404 403 403 403 403 403
"""

# Open to everyone on purpose; gallery exists in DEBUG only.
OPEN = {"healthz", "readyz", "account_login", "verify_form", "verify_detail", "gallery"}


def rows():
    for line in TABLE.strip().splitlines():
        method, address, *codes = line.replace("|", " ").split()
        yield method, address, [int(code) for code in codes]


@pytest.fixture(autouse=True)
def files_of_this_test():
    """The files belong to the worlds, which are made once for the module."""


@pytest.fixture(scope="module")
def worlds(demo, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield names_of(world.own_world()), names_of(world.foreign_world())
        transaction.set_rollback(True)


def names_of(w):
    return {
        "s": w.session.code,
        "v": w.visit.pk,
        "g": w.signed.pk,
        "p": w.photo.pk,
        "gp": w.signed_photo.pk,
        "f": w.finding.pk,
        "r": w.draft.pk,
        "i": w.issued.pk,
        "pr": w.proposal.pk,
        "d": w.paper.pk,
        "D": w.issued_paper.pk,
        "u": w.body.unit_id,
    }


def answer(account, method, address):
    """The code, with everything the request did undone."""
    client = Client(raise_request_exception=False)
    if account:
        user = get_user_model().objects.get(username=account)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address)
        b"".join(response)
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.parametrize(("method", "address", "codes"), list(rows()), ids=lambda value: str(value)[:60])
def test_address_answers_each_account_as_the_table_says(worlds, method, address, codes):
    asked = [
        answer(account, method, address.format(**names))
        for names in (worlds if "{" in address else worlds[:1])
        for account in ACCOUNTS
    ]
    assert asked == codes


def test_every_address_of_the_portal_stands_in_the_table(worlds):
    listed = {
        resolve(address.format(**worlds[0]).partition("?")[0]).url_name for _method, address, _codes in rows()
    }
    assert listed == set(all_names(get_resolver())) - OPEN


def all_names(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from all_names(pattern)


def test_nobody_is_led_to_the_sign_in_page_with_the_way_back(client):
    response = client.get("/sessions/LOCHA-2023/")
    assert re.fullmatch(r"/accounts/login/\?next=/sessions/LOCHA-2023/", response.url)
