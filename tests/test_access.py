"""Who sees what: DESIGN §3a, literally. Every address × every account × {own, foreign object} → code.

302 of nobody leads to the sign-in page; 403 = an act that the role may not do; 404 = not theirs to know of.
A POST is sent without data: what it answers to those who may (302, 200 or 422) is the business of other tests.
"""

import re
from copy import deepcopy

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from districts.models import Body
from tests import world, world_reporting

pytestmark = pytest.mark.usefixtures("demo", "db")

ACCOUNTS = (None, "chuyenvien", "lanhdao", "vanthu", "thanhvien", "locha", "maiphu", "sokhcn", "quantri")

# Reporting and follow-up. {a} duty · {rd} {rs} a draft and a sent response, {ed} {es} their evidence · {x} a
# request for time · {pp} incoming paper · {t} a decided step · {nt} note · {pa} list of the past · {bt} batch,
# {L} letter, {S} sheet · {po} post, {ho} handover · {gd} guidance · {ra} {rr} act and row · {pl} {pt} {ps} plan,
# task, share · {is} {in} {du} set, indicator, duty to report · {pg} {pf} report and file · {b} {e} import, export
REPORTING = """
GET  /assignments/                                          302 200 200 200 200 200 200 200 403
GET  /assignments/{a}/                                      302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /assignments/{a}/answer/                               302 403 403 403 403 200 404 404 403 | 302 403 403 403 403 404 404 404 403
GET  /assignments/{a}/extend/                               302 403 403 403 403 200 404 404 403 | 302 403 403 403 403 404 404 404 403
GET  /assignments/{a}/respond/                              302 403 403 403 403 200 404 404 403 | 302 403 403 403 403 404 404 404 403
GET  /assignments/{a}/verify/                               302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /assignments/{a}/not-done/                             302 200 200 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
GET  /assignments/{a}/decide/                               302 403 200 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
GET  /assignments/{a}/set-due/                              302 403 200 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
GET  /assignments/{a}/withdraw/                             302 403 200 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
GET  /assignments/{a}/reopen/                               302 403 200 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /assignments/{a}/escalation/decide/                    302 403 422 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /assignments/{a}/escalation/dismiss/                   302 403 422 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /assignments/bulk/                                     302 404 404 404 404 404 404 404 403
GET  /extensions/{x}/decide/                                302 403 200 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /escalation/{t}/carry-out/                             302 422 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /escalation-steps/{t}/letter/                          302 302 302 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
GET  /responses/{rd}/                                       302 404 404 404 404 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /responses/{rs}/                                       302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /responses/{rd}/edit/                                  302 404 403 404 403 200 404 404 403 | 302 404 403 404 403 404 404 404 403
POST /responses/{rd}/delete/                                302 404 403 404 403 302 404 404 403 | 302 404 403 404 403 404 404 404 403
POST /responses/{rd}/submit/                                302 404 403 404 403 302 404 404 403 | 302 404 403 404 403 404 404 404 403
POST /responses/{rs}/sign/                                  302 403 403 403 403 403 403 404 403 | 302 403 403 403 403 403 403 404 403
POST /responses/{rs}/refuse/                                302 403 403 403 403 403 403 404 403 | 302 403 403 403 403 403 403 404 403
POST /responses/{rs}/judge/                                 302 422 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /responses/{rd}/evidence/                              302 404 403 404 403 422 404 404 403 | 302 404 403 404 403 404 404 404 403
GET  /responses/{rd}/evidence/{ed}/                         302 404 404 404 404 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /responses/{rs}/evidence/{es}/                         302 200 200 200 200 200 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /responses/{rd}/evidence/{ed}/withdraw/                302 404 403 404 403 302 404 404 403 | 302 404 403 404 403 404 404 404 403
GET  /papers/                                               302 200 200 200 200 200 200 200 403
GET  /papers/new/                                           302 200 403 200 403 403 403 403 403
GET  /papers/{pp}/                                          302 200 200 200 404 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /papers/{pp}/file/                                     302 200 200 200 404 200 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /papers/{pp}/respond/                                  302 200 403 200 403 403 403 403 403 | 302 404 403 404 403 403 403 403 403
GET  /sessions/{s}/re-oversight/                            302 403 200 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
GET  /proposals/{pr}/close/                                 302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /proposals/{pr}/forward-again/                         302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /follow-up/                                            302 200 200 200 200 200 200 200 403
POST /assignments/{a}/comments/                            302 422 422 403 403 422 404 404 403 | 302 404 404 403 403 404 404 404 403
POST /proposals/{pr}/comments/                             302 422 422 403 403 422 404 404 403 | 302 404 404 403 403 404 404 404 403
POST /assignments/{a}/notes/                               302 422 422 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
POST /proposals/{pr}/notes/                                302 422 422 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
POST /sessions/{s}/notes/                                  302 422 422 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
POST /notes/{nt}/delete/                                    302 302 404 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
GET  /recommendations/past/                                 302 200 200 200 403 403 403 403 403
GET  /recommendations/past/template/                        302 200 403 403 403 403 403 403 403
GET  /recommendations/past/{pa}/                            302 200 200 200 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /recommendations/past/{pa}/confirm/                    302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /recommendations/past/{pa}/undo/                       302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /sessions/{s}/sheets/                                  302 302 302 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
GET  /sessions/{s}/forwarding/                              302 200 200 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
POST /follow-up-sheets/                                     302 302 302 403 403 403 403 403 403
POST /summaries/{code}/{per}/                               302 302 302 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
GET  /document-batches/{bt}/                                302 200 200 200 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /document-batches/{bt}/progress/                       302 302 302 302 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /document-batches/{bt}/file/                           302 404 404 404 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /documents/{L}/text/                                   302 200 200 403 403 403 403 403 403 | 302 404 404 403 403 403 403 403 403
GET  /documents/{S}/workbook/                               302 404 404 404 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /handover/                                             302 200 200 403 403 403 403 403 200
GET  /handover/posts/{po}/                                  302 200 200 403 403 403 403 403 200 | 302 404 404 403 403 403 403 403 200
GET  /handover/{ho}/                                        302 200 200 404 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /administration/calendar/                              302 200 403 403 403 403 403 403 200
POST /administration/calendar/9999/delete/                  302 404 403 403 403 403 403 403 404
GET  /administration/rules/9999/                            302 403 403 403 403 403 403 403 404
GET  /guidance/                                             302 200 200 200 403 200 200 200 403
GET  /guidance/new/                                         302 200 403 403 403 403 403 200 403
GET  /guidance/{gd}/                                        302 200 200 200 404 200 404 200 404 | 302 404 404 404 404 404 404 404 404
GET  /guidance/{gd}/edit/                                   302 200 403 403 403 403 403 200 403 | 302 404 403 403 403 403 403 404 403
GET  /reorganisations/                                      302 200 200 200 403 403 403 403 403
GET  /reorganisations/new/                                  302 200 403 403 403 403 403 403 403
GET  /reorganisations/{ra}/                                 302 200 200 200 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /reorganisations/{ra}/edit/                            302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /reorganisations/{ra}/collect/                         302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /reorganisations/{ra}/apply/                           302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
POST /reorganisations/{ra}/undo/                            302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
GET  /reorganisations/rows/{rr}/                            302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
GET  /plans/                                                302 200 200 200 403 200 200 200 403
GET  /plans/new/                                            302 200 403 403 403 200 200 403 403
GET  /plans/{pl}/                                           302 200 200 200 404 200 404 200 404 | 302 404 404 404 404 404 404 404 404
GET  /plans/{pl}/edit/                                      302 200 403 403 403 200 404 403 403 | 302 404 403 403 403 404 404 403 403
GET  /plans/{pl}/tasks/new/                                 302 200 403 403 403 200 404 403 403 | 302 404 403 403 403 404 404 403 403
GET  /plans/tasks/{pt}/edit/                                302 200 403 403 403 200 404 403 403 | 302 404 403 403 403 404 404 403 403
POST /plans/tasks/{pt}/move/                                302 302 403 403 403 302 404 403 403 | 302 404 403 403 403 404 404 403 403
POST /plans/tasks/{pt}/delete/                              302 302 403 403 403 302 404 403 403 | 302 404 403 403 403 404 404 403 403
GET  /plans/shares/{ps}/                                    302 403 403 403 403 200 404 403 403 | 302 403 403 403 403 404 404 403 403
GET  /indicators/                                           302 200 200 200 200 200 200 200 200
GET  /indicators/{in}/                                      302 200 200 200 200 200 200 200 200 | 302 200 200 200 200 200 200 200 200
GET  /administration/                                       302 403 403 403 403 403 403 403 200
GET  /administration/people/                                302 403 403 403 403 403 403 403 200
GET  /administration/people/new/                            302 403 403 403 403 403 403 403 200
GET  /administration/people/{us}/                           302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/people/{us}/edit/                      302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
POST /administration/people/{us}/password/                  302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
POST /administration/people/{us}/switch-off/                302 403 403 403 403 403 403 403 302 | 302 403 403 403 403 403 403 403 302
POST /administration/people/{us}/switch-on/                 302 403 403 403 403 403 403 403 302 | 302 403 403 403 403 403 403 403 302
GET  /administration/people/{us}/posts/new/                 302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/posts/{po}/end/                        302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/bodies/                                302 403 403 403 403 403 403 403 200
GET  /administration/bodies/new/                            302 403 403 403 403 403 403 403 200
GET  /administration/bodies/{bo}/                           302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/bodies/{bo}/edit/                      302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/bodies/{bo}/posts/new/                 302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/bodies/{bo}/end/                       302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/bodies/{bo}/letterhead/                302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/periods/                               302 403 403 403 403 403 403 403 200
GET  /administration/indicator-sets/                        302 403 403 403 403 403 403 403 200
GET  /administration/indicator-sets/new/                    302 403 403 403 403 403 403 403 200
GET  /administration/indicator-sets/{is}/                   302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/indicator-sets/{is}/edit/              302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/indicator-sets/{is}/new-version/       302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/indicator-sets/{is}/workbook/          302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
POST /administration/indicator-sets/{is}/import/            302 403 403 403 403 403 403 403 422 | 302 403 403 403 403 403 403 403 422
POST /administration/indicator-sets/{is}/import/apply/      302 403 403 403 403 403 403 403 302 | 302 403 403 403 403 403 403 403 302
GET  /administration/indicator-sets/{is}/indicators/new/    302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/indicators/{in}/edit/                  302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/indicators/{in}/delete/                302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
GET  /administration/reporting-duties/                      302 200 200 200 403 403 403 403 200
GET  /administration/reporting-duties/new/                  302 403 403 403 403 403 403 403 200
GET  /administration/reporting-duties/{du}/edit/            302 403 403 403 403 403 403 403 200 | 302 403 403 403 403 403 403 403 200
POST /administration/reporting-duties/{du}/end/             302 403 403 403 403 403 403 403 302 | 302 403 403 403 403 403 403 403 302
GET  /progress/                                             302 200 200 200 403 200 200 200 403
POST /progress/open/                                        302 302 403 403 403 403 403 403 403
GET  /progress/{pg}/                                        302 200 200 200 404 200 404 200 404 | 302 404 404 404 404 404 404 404 404
GET  /progress/{pg}/edit/                                   302 403 403 403 403 302 404 403 403 | 302 404 403 403 403 404 404 403 403
POST /progress/{pg}/values/{in}/                            302 403 403 403 403 422 404 403 403 | 302 404 403 403 403 404 404 403 403
POST /progress/{pg}/copy/                                   302 403 403 403 403 302 404 403 403 | 302 404 403 403 403 404 404 403 403
POST /progress/{pg}/submit/                                 302 403 403 403 403 422 404 403 403 | 302 404 403 403 403 404 404 403 403
POST /progress/{pg}/sign/                                   302 403 403 403 403 403 403 403 403 | 302 403 403 403 403 403 403 403 403
POST /progress/{pg}/refuse/                                 302 403 403 403 403 403 403 403 403 | 302 403 403 403 403 403 403 403 403
GET  /progress/{pg}/return/                                 302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /progress/{pg}/accept/                                 302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /progress/{pg}/lock/                                   302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /progress/{pg}/unlock/                                 302 403 302 403 403 403 403 403 403 | 302 403 404 403 403 403 403 403 403
GET  /progress/{pg}/on-behalf/                              302 200 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /progress/{pg}/on-behalf/stop/                         302 302 403 403 403 403 403 403 403 | 302 404 403 403 403 403 403 403 403
POST /progress/{pg}/files/                                  302 403 403 403 403 302 404 403 403 | 302 404 403 403 403 404 404 403 403
GET  /progress/{pg}/files/{pf}/                             302 200 200 200 404 200 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /progress/{pg}/files/{pf}/withdraw/                    302 403 403 403 403 302 404 403 403 | 302 404 403 403 403 404 404 403 403
GET  /progress/{pg}/paper/1/                                302 404 404 404 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /progress/{pg}/workbook/                               302 200 403 403 404 200 404 403 404 | 302 404 404 404 404 404 404 404 404
GET  /progress/{pg}/import/                                 302 403 403 403 404 200 404 403 404 | 302 404 404 404 404 404 404 404 404
GET  /progress/periods/{per}/                               302 200 200 200 404 200 200 200 404 | 302 200 200 200 404 200 200 200 404
GET  /progress/periods/{per}/workbook/                      302 404 403 403 404 200 200 200 404 | 302 404 403 403 404 200 200 200 404
GET  /progress/periods/{per}/import/                        302 200 403 403 404 200 200 200 404 | 302 200 403 403 404 200 200 200 404
POST /progress/periods/{per}/export/                        302 302 302 302 404 302 302 302 404 | 302 302 302 302 404 302 302 302 404
GET  /progress/late/                                        302 200 200 200 403 200 200 200 403
GET  /progress/imports/{b}/                                 302 404 404 404 404 200 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /progress/imports/{b}/apply/                           302 404 404 404 404 302 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /progress/imports/{b}/undo/                            302 404 404 404 404 302 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /progress/imports/{b}/cancel/                          302 404 404 404 404 302 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /progress/imports/{b}/annotated/                       302 404 404 404 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /progress/exports/{e}/                                 302 200 404 404 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
POST /progress/exports/{e}/cancel/                          302 302 404 404 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /progress/exports/{e}/file/                            302 200 404 404 404 404 404 404 404 | 302 404 404 404 404 404 404 404 404
GET  /units/{unit}/indicators/                              302 200 200 200 404 200 404 200 404 | 302 404 404 404 404 404 404 404 404
"""

# Per line: the codes in the own world | in the foreign one, in the order of ACCOUNTS.
# {s} session · {v} visit, {g} visit with signed minutes, {p} {gp} their photos · {f} finding · {r} {i} a
# draft and an issued recommendation · {pr} proposal · {d} {D} a draft and an issued paper · {u} unit
TABLE = (
    """
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
    + REPORTING
)

# Open to everyone on purpose; gallery exists in DEBUG only.
OPEN = {"healthz", "readyz", "account_login", "verify_form", "verify_detail", "gallery"}


def rows():
    for line in filter(None, TABLE.splitlines()):
        method, address, *codes = line.replace("|", " ").split()
        yield method, address, [int(code) for code in codes]


@pytest.fixture(autouse=True)
def files_of_this_test():
    """The files belong to the worlds, which are made once for the module."""


@pytest.fixture(scope="module")
def worlds(demo, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield own_names(), foreign_names()
        transaction.set_rollback(True)


def own_names():
    w, reporting = world.own_world(), world_reporting
    department = Body.objects.get(code="sokhcn-42")
    return names_of(w) | reporting.reporting_names(
        w, department, reporting.user("locha"), reporting.user("chuyenvien")
    )


def foreign_names():
    """Nobody of the accounts has anything to do with it, not even those who typed it."""
    w, stranger = world.foreign_world(), world_reporting.user("duchue")
    return names_of(w) | world_reporting.reporting_names(w, w.body, stranger, stranger)


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
        "bo": w.session.committee_id,
        "us": world.clerk().pk,
    }


@pytest.fixture(scope="module")
def sessions(worlds, django_db_blocker):
    """{account: its cookies}: signed in once, each request starts from there."""
    with django_db_blocker.unblock():
        return {account: cookies_of(account) for account in ACCOUNTS}


def cookies_of(account):
    client = Client()
    if account:
        user = get_user_model().objects.get(username=account)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies


def answer(cookies, method, address):
    """The code, with everything the request did undone."""
    client = Client(raise_request_exception=False)
    client.cookies = deepcopy(cookies)
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address)
        b"".join(response)
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.parametrize(("method", "address", "codes"), list(rows()), ids=lambda value: str(value)[:60])
def test_address_answers_each_account_as_the_table_says(worlds, sessions, method, address, codes):
    asked = [
        answer(sessions[account], method, address.format(**names))
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
