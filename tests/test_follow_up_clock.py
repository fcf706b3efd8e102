"""One duty and one clock: level, mail, step and figures on each day, across Tết and a swapped day."""

import csv
import io
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse

from cds_portal.clock import SwapDay, set_today, swap_days, working_days_until
from oversight.actions import digest
from oversight.documents.gather_sheet import follow_up_sheet
from oversight.domain.digest import digest_of
from oversight.domain.escalation import proposed_step
from oversight.domain.figures import GROUPS, ThreeFigures, figures_by, three_figures
from oversight.domain.levels import level_of
from oversight.models import Assignment, OversightSession
from tests.factories import Cast, make_body, make_commune, make_recommendation, make_session

pytestmark = pytest.mark.django_db

ISSUED = date(2025, 11, 3)
# Tết of the year of the Horse: 16/2 to 20/2/2026 are off. Saturday the 21st is worked for Monday the 23rd.
DUE = date(2026, 2, 26)
OLD_LAW = "Điều 89 Luật số 87/2015/QH13"
NEW_LAW = "Điều 40 Luật số 121/2025/QH15; đối chiếu NQ 114/2025/UBTVQH15"

# day, working days left, level, what the mail says of the date, mails sent, step with its reason and law
DAYS = [
    (date(2026, 1, 29), 15, "soon", " - hạn 26/2/2026 (sắp đến hạn)", 1, None),
    (date(2026, 2, 10), 7, "near", " - hạn 26/2/2026 (gần hạn)", 1, None),
    (date(2026, 2, 21), 3, "very_near", " - hạn 26/2/2026 (rất gần hạn)", 1, None),
    (date(2026, 2, 23), 3, "very_near", " - hạn 26/2/2026 (rất gần hạn)", 0, None),
    (
        date(2026, 2, 27),
        -1,
        "overdue",
        " - trễ 1 ngày (hạn 26/2/2026)",
        2,
        (1, "Quá hạn 1 ngày (hạn 26/2/2026).", OLD_LAW),
    ),
    # A Saturday: the mail would say so, but none is sent.
    (
        date(2026, 3, 28),
        -21,
        "overdue",
        " - trễ 30 ngày (hạn 26/2/2026)",
        0,
        (1, "Quá hạn 30 ngày (hạn 26/2/2026).", NEW_LAW),
    ),
    (
        date(2027, 8, 30),
        None,
        "overdue",
        " - trễ 550 ngày (hạn 26/2/2026)",
        2,
        (1, "Quá hạn 550 ngày (hạn 26/2/2026).", NEW_LAW),
    ),
]
IDS = [str(row[0]) for row in DAYS]


@pytest.fixture
def cast():
    cast = Cast()
    SwapDay.objects.create(day=date(2026, 2, 21), is_working=True, source="Văn bản hoán đổi ngày nghỉ")
    SwapDay.objects.create(day=date(2026, 2, 23), is_working=False, source="Văn bản hoán đổi ngày nghỉ")
    for name, user in (("can-bo", cast.local), ("lanh-dao", cast.leader)):
        user.email = f"{name}@cds.example"
        user.save()
    return cast


@pytest.fixture
def duty(cast):
    return give(cast, due_on=DUE)


def give(cast, *, body=None, session=None, **fields):
    recommendation = make_recommendation(session or cast.session, body=body or cast.commune_body)
    fields = {"status": "in_progress", "acceptance": "accepted", "issued_on": ISSUED} | fields
    recommendation.assignments.update(**fields)
    return recommendation.assignments.get()


@pytest.mark.parametrize(("day", "left", "level", "words", "sent", "step"), DAYS, ids=IDS)
def test_level_on_the_day(duty, day, left, level, words, sent, step):
    if left is not None:
        assert working_days_until(day, DUE, swap_days()) == left
    assert level_of(DUE, day, swap_days()) == level


@pytest.mark.parametrize(("day", "left", "level", "words", "sent", "step"), DAYS, ids=IDS)
def test_mail_of_the_day(cast, duty, day, left, level, words, sent, step):
    with set_today(day):
        letter = digest_of(cast.local, day)
        assert digest.send_digests() == sent
    late = ", 1 việc đã trễ hạn" if level == "overdue" else ""
    assert letter.subject == f"1 việc chờ đồng chí xử lý{late}"
    assert letter.body.splitlines()[4:7] == [
        "1. Đẩy mạnh thanh toán không dùng tiền mặt",
        f"   giao UBND xã Thạch Châu thực hiện{words}",
        f"   http://127.0.0.1:8000/assignments/{duty.pk}/",
    ]
    # The body is told from the first level on; the committee's leader when there is a step to decide.
    people = [cast.local.email, cast.leader.email][:sent]
    assert sorted(message.to for message in mail.outbox) == [[address] for address in people]


@pytest.mark.parametrize(("day", "left", "level", "words", "sent", "step"), DAYS, ids=IDS)
def test_step_proposed_on_the_day(duty, day, left, level, words, sent, step):
    found = proposed_step(duty, day)
    assert (found and (found.step, found.reason, found.legal_source)) == step


BEFORE = ThreeFigures(issued=1, accepted=1, open=1)
AFTER = ThreeFigures(issued=1, accepted=1, due=1, open=1, overdue=1)


@pytest.mark.parametrize(
    ("day", "figures"),
    [
        *[(day, BEFORE) for day in (DAYS[0][0], DAYS[1][0], DAYS[2][0], DAYS[3][0])],
        # On the day itself it is due and not yet overdue.
        (DUE, ThreeFigures(issued=1, accepted=1, due=1, open=1)),
        (DAYS[4][0], AFTER),
        (DAYS[5][0], AFTER),
        (DAYS[6][0], ThreeFigures(issued=1, accepted=1, due=1, open=1, overdue=1, long_open=1)),
    ],
    ids=str,
)
def test_figures_on_the_day(duty, day, figures):
    assert three_figures(Assignment.objects.all(), day) == figures


# Each number opens its records


def many(cast):
    """Rows of every kind, so that no two figures are the same by chance."""
    other = make_session(committee=cast.committee, reviewed=[cast.body], topic="Thanh toán số")
    neighbour = make_commune("Mai Phụ", parent=cast.district)
    give(cast, due_on=DUE)
    give(cast, due_on=DUE, body=cast.body, about_unit=neighbour, acceptance="partly")
    give(cast, due_on=DUE, status="done", completed_on=DUE, session=other)
    give(cast, due_on=DUE, status="partly_done", issued_on=date(2026, 1, 6))
    give(cast, due_on=None, session=other, body=cast.body)
    give(cast, due_on=None, status="done", completed_on=DUE, issued_on=date(2024, 5, 6))
    give(cast, due_on=None, issued_on=date(2024, 5, 6), acceptance="reconsideration_requested")
    give(cast, due_on=None, status="draft", issued_on=None, acceptance="pending")
    old = give(cast, due_on=DUE, body=cast.body, status="withdrawn", acceptance="withdrawn")
    give(cast, due_on=date(2026, 12, 31), replaces=old, acceptance="pending")
    give(cast, due_on=DUE, body=make_body("Cơ quan không theo địa bàn"))
    coordinating = give(cast, due_on=DUE)
    Assignment.objects.filter(pk=coordinating.pk).update(role="coordinating")


FIGURES = list(ThreeFigures.__dataclass_fields__)


def listed(client, address):
    return client.get(address).context["page_obj"].paginator.count


def test_every_figure_of_the_whole_opens_as_many_records(client, cast):
    many(cast)
    client.force_login(cast.leader)
    with set_today(date(2026, 9, 14)):
        total = client.get(reverse("follow_up_figures")).context["total"]
        found = {name: listed(client, f"{reverse('assignment_list')}?figure={name}") for name in FIGURES}
    assert found == {name: getattr(total, name) for name in FIGURES}


@pytest.mark.parametrize("group", GROUPS)
def test_every_figure_of_a_group_opens_as_many_records(client, cast, group):
    many(cast)
    client.force_login(cast.leader)
    with set_today(date(2026, 9, 14)):
        rows = client.get(reverse("follow_up_figures"), {"by": group}).context["rows"]
        found = {
            (row.label, name): listed(client, f"{url}&figure={name}") for row, url in rows for name in FIGURES
        }
    assert len(rows) > 1
    assert found == {(row.label, name): getattr(row.figures, name) for row, _url in rows for name in FIGURES}


# The five of Lộc Hà, which have no due date

DAY = date(2026, 9, 14)


@pytest.fixture
def locha(demo, db):
    return OversightSession.objects.get(code="LOCHA-2023")


@pytest.fixture
def told(locha, as_user):
    """What home, the page of figures, the export and the paper say of it: (all, drafts among them)."""

    def ask():
        client = as_user("chuyenvien2")
        with set_today(DAY):
            home = client.get("/")
            page = client.get(reverse("follow_up_figures"), {"by": "topic"})
            export = client.get(reverse("follow_up_figures"), {"by": "topic", "export": "csv"})
            sheet = follow_up_sheet(locha.committee, session=locha)
        (card,) = [one for one in home.context["figures"] if one.label == "Chưa ấn định thời hạn"]
        total, rows = page.context["total"], [row.figures for row, _url in page.context["rows"]]
        lines = list(csv.DictReader(io.StringIO(export.content.decode("utf-8-sig"))))
        big = sheet.big[2]
        return {
            "home": (card.number, card.note),
            "page": (total.undated, total.undated_draft),
            "rows": (sum(row.undated for row in rows), sum(row.undated_draft for row in rows)),
            "export": (
                sum(int(line["Chưa ấn định thời hạn"]) for line in lines),
                sum(int(line["Trong đó dự thảo"]) for line in lines),
            ),
            "sheet": (big.label, big.number, big.note),
        }

    return ask


def test_five_without_a_due_date_are_the_third_figure_as_drafts_already(told):
    assert told() == {
        "home": (5, "trong đó 5 dự thảo"),
        "page": (5, 5),
        "rows": (5, 5),
        "export": (5, 5),
        "sheet": ("Chưa ấn định thời hạn", "5", "5 còn là dự thảo"),
    }


def test_five_without_a_due_date_are_the_third_figure_after_the_issue(told, locha):
    clerk = get_user_model().objects.get(username="vanthu")
    for assignment in Assignment.objects.filter(recommendation__session=locha):
        assignment.issue(on=date(2023, 9, 22), by=clerk)
    assert told() == {
        "home": (5, ""),
        "page": (5, 0),
        "rows": (5, 0),
        "export": (5, 0),
        "sheet": ("Chưa ấn định thời hạn", "5", ""),
    }


def test_five_of_the_whole_are_the_five_of_their_body_and_year(locha):
    clerk = get_user_model().objects.get(username="vanthu")
    for assignment in Assignment.objects.filter(recommendation__session=locha):
        assignment.issue(on=date(2023, 9, 22), by=clerk)
    scope = Assignment.objects.filter(recommendation__session=locha)
    for group, label in (("body", "UBND huyện Lộc Hà"), ("year", "2023"), ("topic", locha.topic)):
        rows = figures_by(scope, group, DAY)
        assert [(row.label, row.figures.undated, row.figures.long_open) for row in rows] == [(label, 5, 5)]
