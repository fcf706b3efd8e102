"""The three figures: what each counts, by whom, and that a duty without a due date stands somewhere."""

import itertools
from datetime import date, timedelta

import pytest

from districts.models import Body
from oversight.domain.figures import (
    COUNTED,
    behind,
    figures_by,
    months_before,
    three_figures,
    undated_too_long,
)
from oversight.models import Assignment
from tests.factories import Cast, make_recommendation

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 14)
ISSUED = date(2026, 1, 5)


@pytest.fixture
def cast():
    return Cast()


def duty(cast, status="in_progress", body=None, issued_on=ISSUED, **fields):
    recommendation = make_recommendation(cast.session, body=body or cast.body)
    if status == "draft":
        issued_on = None
    recommendation.assignments.update(status=status, issued_on=issued_on, **fields)
    return recommendation.assignments.get()


def figures(day=DAY):
    return three_figures(Assignment.objects.all(), day)


def test_accepted_share_of_the_issued(cast):
    for acceptance in ("accepted", "changed", "partly", "upheld", "reconsideration_requested", "pending"):
        duty(cast, acceptance=acceptance)
    duty(cast, status="withdrawn", acceptance="withdrawn")
    found = figures()
    assert (found.issued, found.accepted, found.partly_accepted, found.asked_again) == (6, 2, 1, 1)
    assert found.accepted_percent == 33.3


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        ("issued", 1),
        ("in_progress", 1),
        ("reported_done", 1),
        ("partly_done", 1),
        ("done", 0),
        ("carried", 0),
    ],
)
def test_asked_again_as_long_as_the_duty_is_open(cast, status, asked):
    one = duty(cast, status=status, acceptance="reconsideration_requested")
    behind_it = list(behind(Assignment.objects.all(), "asked_again", DAY))
    assert (figures().asked_again, behind_it) == (asked, [one] if asked else [])


def test_done_share_of_those_due_on_the_day(cast):
    due = DAY
    duty(cast, status="done", due_on=due)
    duty(cast, status="partly_done", due_on=due)
    duty(cast, status="in_progress", due_on=due - timedelta(days=1))
    duty(cast, status="done", due_on=due + timedelta(days=1))
    found = figures()
    assert (found.due, found.done, found.partly_done, found.overdue) == (3, 1, 1, 1)
    assert found.done_percent == 33.3


def test_no_share_without_anything_due(cast):
    duty(cast)
    assert figures().done_percent is None


def test_undated_are_in_the_third_figure_from_the_draft_on(cast):
    duty(cast)
    duty(cast, status="done")
    duty(cast, status="draft")
    found = figures()
    assert (found.undated, found.undated_open, found.undated_draft, found.due) == (3, 1, 1, 0)


def test_coordinating_bodies_are_not_counted_twice(cast):
    duty(cast).recommendation.assignments.create(
        body=cast.commune_body, role="coordinating", status="issued", issued_on=ISSUED
    )
    assert figures().issued == 1


@pytest.mark.parametrize(("issued_on", "long_open"), [(date(2025, 3, 13), 1), (date(2025, 3, 14), 0)])
def test_long_open_after_eighteen_months(cast, issued_on, long_open):
    duty(cast, issued_on=issued_on)
    assert figures().long_open == long_open


def test_months_before_keeps_to_the_month():
    assert months_before(date(2026, 8, 31), 18) == date(2025, 2, 28)


def test_inherited_when_the_duty_came_from_another_body(cast):
    old = duty(cast, status="withdrawn")
    heir = duty(cast, body=cast.commune_body, replaces=old)
    again = duty(cast)
    duty(cast, replaces=again)
    # Given to another body by the committee; only when the former one ended is it inherited.
    assert (figures().inherited, heir.is_inherited) == (0, False)
    Body.objects.filter(pk=cast.body.pk).update(valid_to=date(2024, 12, 31))
    heir = Assignment.objects.get(pk=heir.pk)
    assert (figures().inherited, heir.is_inherited) == (1, True)


def test_inherited_ones_are_one(cast):
    assert figures().inherited == 0


@pytest.mark.parametrize("group", ["body", "unit", "topic", "year"])
def test_groups_add_up_to_the_whole_in_one_query(cast, group, django_assert_num_queries):
    duty(cast)
    duty(cast, body=cast.commune_body, issued_on=date(2025, 5, 5))
    with django_assert_num_queries(1):
        rows = figures_by(Assignment.objects.all(), group, DAY)
    assert sum(row.figures.issued for row in rows) == figures().issued == 2


def test_group_of_bodies_is_in_vietnamese_order(cast):
    duty(cast)
    duty(cast, body=cast.commune_body)
    rows = figures_by(Assignment.objects.all(), "body", DAY)
    assert [row.label for row in rows] == ["UBND huyện Lộc Hà", "UBND xã Thạch Châu"]


def test_leaders_list_of_undated_after_ninety_days(cast):
    old = duty(cast, issued_on=DAY - timedelta(days=91))
    duty(cast, issued_on=DAY - timedelta(days=90))
    duty(cast, issued_on=DAY - timedelta(days=91), due_on=DAY)
    assert [found.pk for found in undated_too_long(Assignment.objects.all(), DAY)] == [old.pk]


def test_each_number_is_the_length_of_the_list_behind_it(cast):
    """The number is counted by one condition and its list is read by another, quicker one."""
    days = [None, DAY - timedelta(days=1), DAY, DAY + timedelta(days=1), date.max]
    states = itertools.product(Assignment.Status, Assignment.Acceptance, days, [ISSUED, date(2024, 1, 5)])
    for status, acceptance, due_on, issued_on in states:
        duty(cast, status, acceptance=acceptance, due_on=due_on, issued_on=issued_on)
    duty(cast, role="coordinating")
    every, found = Assignment.objects.all(), figures()
    listed = {name: behind(every, name, DAY).count() for name in COUNTED}
    assert listed == {name: getattr(found, name) for name in COUNTED}
    assert min(number for name, number in listed.items() if name != "inherited") > 0
