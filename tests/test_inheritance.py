"""A body that ended lives on in its successor: what that one reads, who else does not, and until when."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cds_portal.accounts.grants import Role
from cds_portal.accounts.models import User
from districts.models import Inheritance, ProgressReport
from oversight.actions import cases
from oversight.actions import reorganisation as actions
from oversight.models import Assignment, Proposal, Reorganisation
from tests.factories import make_body, make_commune, make_unit, make_user, succeed
from tests.progress_world import make_period, make_set
from tests.reorganisation_world import FIRST, LAST, Province, make_act

TEXT = "Đề nghị bổ sung kinh phí đường truyền"


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = date(2026, 3, 1)
    cast = Province()
    cast.reader = make_user(Role.LOCAL_REPORTER, cast.heir)
    cast.neighbour = make_user(Role.LOCAL_REPORTER, cast.other)
    cast.outsider = make_user(Role.LOCAL_REPORTER, make_body("UBND xã khác", unit=make_commune("Khác")))
    return cast


def propose(cast, body, text=TEXT, **fields):
    fields = {"committee": cast.committee, "raised_by": body, "theme": "budget"} | fields
    return Proposal.objects.create(text=text, **fields)


def seen_by(user):
    """Read anew: posts are kept on the instance once they were asked for."""
    return list(Proposal.objects.visible_to(User.objects.get(pk=user.pk)).order_by("pk"))


def codes(client, user, *addresses):
    client.force_login(user)
    return [client.get(address).status_code for address in addresses]


def undo(cast):
    actions.undo(act=Reorganisation.objects.get(pk=cast.act.pk), by=cast.leader)


def sent_report(cast, body, code="2026-Q3", **fields):
    fields = {"status": "accepted", "first_sent_at": timezone.now()} | fields
    period, kinds = make_period(code), make_set(code=f"bo-{code}-{body.pk}")
    return ProgressReport.objects.create(
        committee=cast.committee, body=body, period=period, indicator_set=kinds, **fields
    )


# Proposals


def test_successor_reads_proposals_of_the_body_it_follows_while_the_act_is_applied(cast, client):
    one = propose(cast, cast.old)
    before = codes(client, cast.reader, one.get_absolute_url())
    cast.apply()
    applied = codes(client, cast.reader, one.get_absolute_url())
    undo(cast)
    after = codes(client, cast.reader, one.get_absolute_url())
    assert (before, applied, after) == ([404], [200], [404])


def test_successor_reads_closed_ones_too(cast):
    one = propose(cast, cast.old, status="closed")
    cast.apply()
    assert seen_by(cast.reader) == [one]


def test_neither_neighbour_nor_outsider_reads_them(cast, client):
    one = propose(cast, cast.old)
    cast.apply()
    found = [codes(client, user, one.get_absolute_url()) for user in (cast.neighbour, cast.outsider)]
    assert found == [[404], [404]]


def test_both_names_stand_on_page_list_search_and_export(cast, client):
    one = propose(cast, cast.old)
    cast.apply()
    both = "UBND xã Mai Phụ cũ (nay là UBND xã Mai Phụ)"
    client.force_login(cast.reader)
    page = client.get(one.get_absolute_url()).content.decode()
    listed = client.get(reverse("proposal_list")).content.decode()
    found = client.get(reverse("search"), {"q": "duong truyen"}).content.decode()
    export = b"".join(client.get(reverse("proposal_list"), {"export": "csv"}))
    (row,) = csv.DictReader(io.StringIO(export.decode("utf-8-sig")))
    assert [text.count(both) for text in (page, listed, found)] == [1, 1, 1]
    assert "Cơ quan kế thừa theo dõi: UBND xã Mai Phụ (NQ 1)" in page
    assert [text.count("kế thừa") for text in (listed, found)] == [1, 1]
    assert (row["Đơn vị đề xuất"], row["Ghi chú"]) == (both, "kế thừa")


def test_nothing_is_marked_inherited_before_the_act_is_applied(cast):
    propose(cast, cast.old)
    marks = lambda: [one.is_inherited for one in Proposal.objects.with_inheritance()]  # noqa: E731
    before = marks()
    cast.apply()
    applied = marks()
    undo(cast)
    assert (before, applied, marks()) == ([False], [True], [False])


def test_successor_sees_where_the_proposal_went_and_changes_nothing(cast, client):
    one = propose(cast, cast.old, status="compiled")
    cases.forward_proposal(proposal=one, lead=cast.upper, by=cast.staff)
    cast.apply()
    client.force_login(cast.reader)
    page = client.get(one.get_absolute_url())
    assert [duty.body for duty in page.context["assignments"]] == [cast.upper]
    assert [duty.url for duty in page.context["assignments"]] == [""]
    assert page.context["may_edit"] is False
    assert client.get(reverse("proposal_edit", args=[one.pk])).status_code == 403


def test_each_of_several_successors_reads_the_open_proposals_handed_to_it(cast):
    still_open, closed = propose(cast, cast.body), propose(cast, cast.body, status="closed")
    cast.apply()
    found = [seen_by(user) for user in (cast.reader, cast.neighbour, cast.outsider)]
    assert found == [[still_open], [still_open], []]
    assert closed not in seen_by(cast.reader)


def test_only_the_successors_that_were_chosen_read_it(cast):
    one = propose(cast, cast.body)
    (row,) = [row for row in cast.collect() if row.record == one]
    actions.choose(row=row, successors=[cast.other], by=cast.staff)
    cast.act.refresh_from_db()
    actions.apply(act=cast.act, by=cast.leader)
    assert [seen_by(cast.neighbour), seen_by(cast.reader)] == [[one], []]
    undo(cast)
    assert [seen_by(cast.neighbour), seen_by(cast.reader)] == [[], []]


def test_successor_of_a_divided_commune_reads_what_it_was_handed_and_nothing_of_the_rest(cast):
    divided = make_commune("Kỳ Lợi", parent=cast.district, valid_to=LAST)
    for taker in (cast.new_unit, cast.other_unit):
        succeed(divided, taker, FIRST, kind="divided")
    body = make_body("UBND xã Kỳ Lợi", unit=divided)
    cast.act.units.add(divided)
    one, closed = propose(cast, body), propose(cast, body, status="not_taken_up")
    report = sent_report(cast, body)
    cast.apply()
    assert [seen_by(user) for user in (cast.reader, cast.neighbour)] == [[one], [one]]
    assert closed not in seen_by(cast.reader)
    assert report not in ProgressReport.objects.visible_to(cast.reader)
    assert not Inheritance.objects.filter(predecessor=body).exists()


def test_files_go_on_along_two_acts_and_come_back_one_by_one(cast, settings):
    one = propose(cast, cast.old)
    cast.apply()
    settings.CLOCK_TODAY = date(2027, 2, 1)
    last = date(2026, 12, 31)
    type(cast.new_unit).objects.filter(pk=cast.new_unit.pk).update(valid_to=last)
    cast.new_unit.refresh_from_db()
    newest = make_unit("Lộc Hà", parent=cast.province, valid_from=date(2027, 1, 1))
    succeed(cast.new_unit, newest, date(2027, 1, 1))
    body = make_body("UBND xã Lộc Hà", unit=newest, valid_from=date(2027, 1, 1))
    reader = make_user(Role.LOCAL_REPORTER, body)
    second = make_act(cast, cast.new_unit, effective_on=date(2027, 1, 1))
    actions.collect_rows(second, by=cast.staff)
    actions.apply(act=second, by=cast.leader)
    applied = seen_by(reader)
    second.refresh_from_db()
    actions.undo(act=second, by=cast.leader)
    assert (applied, seen_by(reader), seen_by(cast.reader)) == ([one], [], [one])


def test_posts_and_acts_of_the_ended_body_are_not_inherited(cast):
    one = propose(cast, cast.old, status="raised")
    duty = cast.duty(body=cast.old)
    cast.apply()
    reader = User.objects.get(pk=cast.reader.pk)
    assert one.is_editable_by(reader) is False
    assert list(Assignment.objects.visible_to(reader)) == [duty.replaced_by.get()]


def test_body_that_ended_before_the_act_passes_its_files_on_with_it(cast):
    ended = make_body("UBND xã Mai Phụ trước", unit=cast.mai_phu, successor=cast.heir, valid_to=LAST)
    one = propose(cast, ended, status="closed")
    before = seen_by(cast.reader)
    cast.apply()
    ended.refresh_from_db()
    assert (before, seen_by(cast.reader), ended.valid_to) == ([], [one], LAST)


def test_body_that_nobody_follows_passes_its_files_to_nobody(cast):
    front = make_body("MTTQ huyện", unit=cast.district, kind="front")
    one = propose(cast, front, status="closed")
    upper = make_user(Role.LOCAL_REPORTER, cast.upper)
    cast.apply()
    front.refresh_from_db()
    assert (front.valid_to, front.successor, seen_by(upper)) == (LAST, None, [])
    assert not Inheritance.objects.filter(predecessor=one.raised_by).exists()


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_of_the_successor_asks_as_many_queries_for_any_number(
    cast, client, rows, django_assert_num_queries
):
    for number in range(rows):
        propose(cast, cast.old, f"{TEXT} {number}")
    cast.apply()
    client.force_login(cast.reader)
    client.get(reverse("proposal_list"))
    with django_assert_num_queries(8):
        page = client.get(reverse("proposal_list"))
    assert page.context["page_obj"].paginator.count == rows
