"""What must not grow with the rows: queries of the figures and the first page, memory of an export."""

import csv
import io

import pytest
from django.urls import reverse

from cds_portal.filters import MOST_CHOICES
from oversight.models import Assignment
from tests.duties import DutyCast
from tests.factories import make_body, make_commune


@pytest.fixture
def cast(db):
    return DutyCast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


def give(cast, number, *, with_units=False):
    for n in range(number):
        place = make_commune(f"Xã {n:03}") if with_units else None
        cast.duty(body=make_body(f"UBND xã {n:03}", unit=place), text=f"Việc {n}")


def table_of(response):
    assert response.streaming
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


# Session and person, posts, joined sessions, the groups, those of the page, the whole.
@pytest.mark.parametrize("rows", [1, 3, 300])
def test_figures_ask_as_many_queries_for_any_number_of_bodies(cast, officer, django_assert_num_queries, rows):
    give(cast, rows)
    officer.get(reverse("follow_up_figures"))
    with django_assert_num_queries(7):
        officer.get(reverse("follow_up_figures"))


@pytest.mark.parametrize("group", ["body", "unit"])
def test_pages_of_figures_hold_each_group_once(cast, officer, group):
    give(cast, 30, with_units=True)
    pages = [officer.get(reverse("follow_up_figures"), {"by": group, "page": n}).context for n in (1, 2)]
    rows = [row for page in pages for row, _url in page["rows"]]
    assert (len(pages[0]["rows"]), len(rows)) == (25, 30)
    assert [row.figures.issued for row in rows] == [1] * 30
    assert pages[0]["total"].issued == 30


def test_committee_stands_with_the_assignment(cast):
    duty = cast.duty()
    assert Assignment.objects.get(pk=duty.pk).committee == cast.session.committee


def test_long_export_is_streamed_with_every_row(cast, officer):
    give(cast, 510)
    table = table_of(officer.get(reverse("assignment_list"), {"export": "csv"}))
    assert len(table) == 511


def test_too_many_bodies_are_not_offered_but_the_chosen_one_is(cast, officer):
    give(cast, MOST_CHOICES + 1)
    offered = officer.get(reverse("recommendation_list")).context["filter"].filters
    assert "body" not in offered
    chosen = Assignment.objects.first().body
    offered = officer.get(reverse("recommendation_list"), {"body": chosen.pk}).context["filter"].filters
    assert offered["body"].extra["choices"] == [(chosen.pk, chosen.name)]
