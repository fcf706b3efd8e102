"""A post goes to the next person with a list of what is open; access goes with it."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused, Stateful
from districts.models import Post
from oversight.actions.handover import hand_over
from oversight.models import Handover, Proposal, Visit
from tests.factories import Cast, make_body, make_recommendation, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 14)


@pytest.fixture(autouse=True)
def on_the_day():
    with set_today(DAY):
        yield


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def post(cast):
    recommendation = make_recommendation(cast.session, body=cast.commune_body, due_on=DAY)
    recommendation.assignments.update(status="in_progress", issued_on=date(2026, 5, 4))
    return cast.local.posts.get()


@pytest.fixture
def newcomer():
    return make_user()


def test_post_passes_on_with_what_is_open(cast, post, newcomer):
    done = hand_over(post, to=newcomer, on=DAY, by=cast.local, note="Hồ sơ giấy ở tủ số 2")
    post.refresh_from_db()
    assert post.valid_to == DAY - timedelta(days=1)
    new = newcomer.posts.get()
    assert (new.body, new.role, new.title, new.valid_from) == (post.body, post.role, post.title, DAY)
    assert [item["due"] for item in done.items] == ["2026-09-14"]


def test_access_goes_with_the_post(client, cast, post, newcomer):
    hand_over(post, to=newcomer, on=DAY, by=cast.local)
    duty = post.body.assignments.get()
    answers = {}
    for user in (cast.local, newcomer):
        client.force_login(type(user).objects.get(pk=user.pk))
        answers[user] = client.get(duty.get_absolute_url()).status_code
    assert answers == {cast.local: 404, newcomer: 200}


@pytest.mark.parametrize(
    ("to", "on", "words"),
    [
        ("same", DAY, "đang giữ chức danh"),
        ("new", DAY - timedelta(days=1), "đã qua"),
        ("new", date(2021, 1, 1), "phải sau ngày bắt đầu"),
    ],
)
def test_handover_is_refused(cast, post, newcomer, to, on, words):
    with pytest.raises(Refused, match=words):
        hand_over(post, to=newcomer if to == "new" else cast.local, on=on, by=cast.local)
    assert Post.objects.filter(user=newcomer).count() == 0


def test_two_at_once_one_wins(cast, post, newcomer):
    stale = Post.objects.get(pk=post.pk)
    hand_over(post, to=newcomer, on=DAY, by=cast.local)
    with pytest.raises(Refused, match="vừa được bàn giao"):
        hand_over(stale, to=make_user(), on=DAY, by=cast.local)


def test_receiver_reads_the_list_and_strangers_do_not(client, cast, post, newcomer):
    done = hand_over(post, to=newcomer, on=DAY, by=cast.local)
    address = reverse("handover_detail", args=[done.pk])
    answers = {}
    for user in (newcomer, cast.stranger):
        client.force_login(user)
        answers[user] = client.get(address).status_code
    assert answers == {newcomer: 200, cast.stranger: 404}


def test_form_hands_over_and_shows_the_list(client, cast):
    client.force_login(cast.staff)
    post = cast.colleague.posts.get()
    address = reverse("handover_new", args=[post.pk])
    assert client.get(address).status_code == 200
    newcomer = make_user()
    response = client.post(address, {"to": newcomer.pk, "on": DAY.isoformat(), "note": ""})
    assert response["Location"] == reverse("handover_detail", args=[Handover.objects.get().pk])


def test_refusal_keeps_what_was_typed(client, cast):
    client.force_login(cast.staff)
    newcomer = make_user()
    data = {"to": newcomer.pk, "on": "2020-01-01", "note": "Hồ sơ ở tủ số 2"}
    response = client.post(reverse("handover_new", args=[cast.colleague.posts.get().pk]), data)
    page = response.content.decode()
    assert (response.status_code, "Hồ sơ ở tủ số 2" in page) == (422, True)


def test_posts_of_other_bodies_are_not_there(client, cast):
    client.force_login(cast.staff)
    assert client.get(reverse("handover_new", args=[cast.stranger.posts.get().pk])).status_code == 404


def test_administrator_hands_over_without_reading_what_is_open(client, cast, post, newcomer):
    client.force_login(make_user(Role.ADMIN, make_body("Văn phòng", kind="office")))
    address = reverse("handover_new", args=[post.pk])
    assert client.get(address).context["items"] is None
    response = client.post(address, {"to": newcomer.pk, "on": DAY.isoformat(), "note": ""})
    assert response["Location"] == reverse("handover_list")
    assert client.get(reverse("handover_detail", args=[Handover.objects.get().pk])).status_code == 404


@pytest.mark.parametrize(
    ("who", "whose", "code"),
    [
        ("staff", "leader", 404),
        ("staff", "colleague", 200),
        ("leader", "staff", 200),
        ("leader", "leader", 200),
        ("leader", "other_leader", 404),
    ],
)
def test_who_may_pass_on_whose_post(client, cast, who, whose, code):
    cast.other_leader = make_user(Role.LEADER, cast.committee)
    client.force_login(getattr(cast, who))
    post = getattr(cast, whose).posts.get()
    assert client.get(reverse("handover_new", args=[post.pk])).status_code == code


def test_list_holds_the_work_of_this_post_alone(client, cast, post):
    """The colleague also works for another committee: its work is not for these eyes."""
    other = cast.stranger.posts.get().body
    cast.colleague.posts.create(body=other, role=Role.STAFF, title="Chuyên viên", valid_from=date(2021, 1, 1))
    Proposal.objects.create(
        committee=other, raised_by=cast.body, theme="other", text="Việc của Ban khác", by=cast.stranger
    )
    client.force_login(cast.staff)
    own = cast.colleague.posts.get(body=cast.committee)
    page = client.get(reverse("handover_new", args=[own.pk]))
    assert page.context["items"] == []
    done = hand_over(own, to=make_user(), on=DAY, by=cast.staff)
    assert done.items == []


def test_post_ends_with_its_body(cast, post, newcomer):
    cast.commune_body.valid_to = DAY - timedelta(days=1)
    cast.commune_body.save()
    with pytest.raises(Refused, match="đã kết thúc hoạt động ngày 13/9/2026"):
        hand_over(post, to=newcomer, on=DAY, by=cast.local)


def test_history_names_the_post_in_whose_name_one_acts(cast):
    other = cast.stranger.posts.get().body
    cast.staff.posts.create(body=other, role=Role.STAFF, title="Chuyên viên", valid_from=date(2021, 1, 1))
    proposal = Proposal.objects.create(
        committee=other, raised_by=cast.body, theme="other", text="Đề xuất", by=cast.stranger
    )
    proposal.record(by=type(cast.staff).objects.get(pk=cast.staff.pk))
    assert proposal.history.get().by_line == f"Chuyên viên, {other.name}"


def test_every_record_with_a_history_says_in_whose_name_one_acts():
    records = [model for model in apps.get_models() if issubclass(model, Stateful)]
    assert [model for model in records if model.acting_body_ids is Stateful.acting_body_ids] == []


def test_visit_is_the_work_of_the_committee_also_where_a_body_is_visited(cast):
    other, unit = cast.stranger.posts.get().body, cast.commune
    cast.staff.posts.create(body=other, role=Role.STAFF, title="Chuyên viên", valid_from=date(2000, 1, 1))
    visits = [
        Visit.objects.create(session=cast.session, unit=unit, place="Bộ phận một cửa", date=DAY, body=body)
        for body in (None, cast.commune_body)
    ]
    for visit in visits:
        visit.record(by=type(cast.staff).objects.get(pk=cast.staff.pk))
    assert [visit.history.get().by_line for visit in visits] == [f"Chuyên viên, {cast.committee.name}"] * 2
