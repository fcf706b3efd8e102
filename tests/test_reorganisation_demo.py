"""The three acts of the demonstration: applied in every order, undone; what the new commune then reads."""

from datetime import date
from itertools import permutations

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from districts.models import Body
from oversight.models import Assignment, Proposal, Reorganisation
from tests.reorganisation_world import apply_now, refusal_of, undo_now
from tests.test_reorganisation_undo import rows_of_everything

LATER = "Đã áp dụng một lần sắp xếp có hiệu lực sau. Hoàn tác lần đó trước."
NEXT = "Đã áp dụng lần sắp xếp tiếp theo. Hoàn tác lần đó trước."


@pytest.fixture
def acts(demo, db):
    """{what it is about: act}: two of one committee, half a year apart, and one of another committee."""
    names = {date(2025, 1, 1): "locha", date(2025, 7, 1): "tinh"}
    found = {}
    for act in Reorganisation.objects.select_related("committee"):
        found["tay ninh" if act.committee.code == "ban-vhxh-80" else names[act.effective_on]] = act
    return found


def contents():
    """Every row but those of the acts' own lists, which were made anew; of mere links without their key."""
    links = {
        model._meta.label for model in apps.get_models(include_auto_created=True) if model._meta.auto_created
    }
    return {
        name: sorted(row.partition(", ")[2] for row in rows) if name in links else rows
        for name, rows in rows_of_everything().items()
        if not name.startswith("oversight.ReorganisationRow")
    }


@pytest.mark.parametrize("order", list(permutations(["locha", "tinh", "tay ninh"])))
def test_acts_of_the_demonstration_in_every_order(acts, order):
    leader = get_user_model().objects.get(username="lanhdao")
    before = contents()
    told = {name: refusal_of(apply_now, acts[name], leader) for name in order}
    too_late = order.index("tinh") < order.index("locha")
    assert told == {"locha": LATER if too_late else None, "tinh": None, "tay ninh": None}
    ended = Body.objects.filter(code__in=["ubnd-448", "ubnd-801", "ubnd-18670"])
    assert (
        not Assignment.objects.issued().open().filter(body__in=ended).exclude(body__code="ubnd-448").exists()
    )
    undone = [name for name in order if told[name] is None]
    if {"locha", "tinh"} <= set(undone):
        assert refusal_of(undo_now, acts["locha"], leader) == NEXT
    for name in ("tinh", "locha", "tay ninh"):
        if name in undone:
            undo_now(acts[name], leader)
    after = contents()
    assert {name for name in before if before[name] != after[name]} == set()


def test_new_commune_reads_the_proposals_of_the_old_one_in_the_demonstration(acts, client):
    leader = get_user_model().objects.get(username="lanhdao")
    old = Body.objects.get(code="ubnd-18670")
    one = Proposal.objects.create(
        committee=acts["tinh"].committee, raised_by=old, theme="budget", text="Thêm đường truyền cho thôn"
    )
    client.force_login(get_user_model().objects.get(username="maiphu.moi"))
    before = client.get(one.get_absolute_url()).status_code
    apply_now(acts["tinh"], leader)
    client.force_login(get_user_model().objects.get(username="maiphu.moi"))
    page = client.get(one.get_absolute_url())
    assert (before, page.status_code) == (404, 200)
    assert "UBND xã Mai Phụ (nay là UBND xã Mai Phụ mới) · kế thừa" in page.content.decode()
