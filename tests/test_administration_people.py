"""Accounts and posts from the administrator's screens: each act, each refusal, what the history tells."""

import re
from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from cds_portal.accounts.grants import Permission, Role
from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused
from districts.actions.people import make_account
from districts.forms.people import PersonForm
from districts.models import Body, Post
from districts.post_rules import ROLE_KINDS, roles_in
from tests.factories import LONG_AGO, PASSWORD, Cast, make_body, make_committee, make_user

pytestmark = pytest.mark.django_db
User = get_user_model()
DAY = date(2026, 9, 14)
NEW = {"full_name": "  Trần  Thị Hoa ", "username": "tran.thi.hoa", "email": "hoa@hatinh.gov.vn"}


@pytest.fixture(autouse=True)
def on_the_day():
    with set_today(DAY):
        yield


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def office(cast):
    return make_body("Văn phòng", unit=cast.district.parent, kind=Body.Kind.OFFICE)


@pytest.fixture
def admin(office):
    return make_user(Role.ADMIN, office, title="Quản trị")


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def said(response):
    return [str(message) for message in response.context["messages"]]


def errors_of(response):
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def password_in(response):
    return response.context["password"]


# The list


def rows_of(response):
    return [person.full_name for person in response.context["page_obj"]]


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_asks_as_many_queries_for_any_number_of_people(
    as_admin, admin, office, django_assert_num_queries, rows
):
    people = [User(username=f"n{n}", full_name=f"Nguyễn Văn {n}") for n in range(rows)]
    for person in User.objects.bulk_create(people):
        Post.objects.create(user=person, body=office, role=Role.MEMBER, title="A", valid_from=LONG_AGO)
    as_admin.get(reverse("person_list"))
    with django_assert_num_queries(6):
        assert as_admin.get(reverse("person_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_page_of_a_person_asks_as_many_queries_for_any_number_of_posts(
    as_admin, office, django_assert_num_queries, rows
):
    person = make_user()
    for n in range(rows):
        day = LONG_AGO + timedelta(days=2 * n)
        Post.objects.create(
            user=person, body=office, role=Role.MEMBER, title="A", valid_from=day, valid_to=day
        )
    url = reverse("person_detail", args=[person.pk])
    as_admin.get(url)
    with django_assert_num_queries(8):
        assert as_admin.get(url).status_code == 200


def test_people_are_listed_by_given_name_in_vietnamese_order(as_admin, admin):
    User.objects.exclude(pk=admin.pk).filter(posts=None).delete()
    User.objects.filter(pk=admin.pk).update(full_name="Quản trị Zê")
    for n, name in enumerate(["Trần Văn Đức", "Lê Thị Ánh", "Phạm Văn Dũng", "Bùi Thị Ánh"]):
        User.objects.create(username=f"a{n}", full_name=name)
    names = rows_of(as_admin.get(reverse("person_list"), {"post": "0"}))
    assert names == ["Bùi Thị Ánh", "Lê Thị Ánh", "Phạm Văn Dũng", "Trần Văn Đức"]
    back = rows_of(as_admin.get(reverse("person_list"), {"post": "0", "sort": "-name"}))
    assert back == names[::-1]


def test_list_is_filtered_by_text_without_accents_account_and_post(as_admin, office):
    hoa = make_user(Role.MEMBER, office)
    User.objects.filter(pk=hoa.pk).update(full_name="Trần Thị Hòa", is_active=False)
    off = make_user()
    User.objects.filter(pk=off.pk).update(full_name="Lê Văn Hòa")
    asked = [
        {"q": "hoa tran"},
        {"q": "hoa", "active": "1"},
        {"q": "hoa", "post": "0"},
        {"role": "member", "q": "tran"},
    ]
    found = [rows_of(as_admin.get(reverse("person_list"), query)) for query in asked]
    assert found == [["Trần Thị Hòa"], ["Lê Văn Hòa"], ["Lê Văn Hòa"], ["Trần Thị Hòa"]]


def test_list_stands_strange_addresses(as_admin):
    strange = {"q": "\x00'%_<script>", "sort": "-password", "page": "abc", "role": "x", "post": "x"}
    assert as_admin.get(reverse("person_list"), strange).status_code == 200


def test_export_says_what_the_list_says_and_no_password(as_admin, admin):
    response = as_admin.get(reverse("person_list"), {"export": "csv", "q": admin.username})
    text = b"".join(response).decode("utf-8-sig")
    assert text.splitlines() == [
        "Họ và tên,Tên đăng nhập,Thư điện tử,Tài khoản,Chức danh hiện nay",
        f'{admin.full_name},{admin.username},,đang dùng,"Quản trị, Văn phòng"',
    ]


# Accounts


def test_new_account_signs_in_with_the_password_shown_once(as_admin):
    response = as_admin.post(reverse("person_new"), NEW | {"form_token": "t1"})
    person = User.objects.get(username="tran.thi.hoa")
    password = password_in(response)
    assert (person.full_name, person.email, person.is_active) == ("Trần Thị Hoa", "hoa@hatinh.gov.vn", True)
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    assert response.content.decode().count(password) == 1
    assert "no-store" in response["Cache-Control"]
    assert Client().login(username="tran.thi.hoa", password=password)
    assert password not in as_admin.get(reverse("person_detail", args=[person.pk])).content.decode()


def test_form_sent_twice_makes_one_account(as_admin):
    data = NEW | {"form_token": "t1"}
    as_admin.post(reverse("person_new"), data)
    second = as_admin.post(reverse("person_new"), data)
    person = User.objects.get(username="tran.thi.hoa")
    assert second.url == reverse("person_detail", args=[person.pk])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"full_name": "\u200b "}, ["Chưa nhập ô này."]),
        ({"username": ""}, ["Chưa nhập ô này."]),
        ({"username": "hoa thi"}, ["Chỉ dùng chữ, chữ số và các dấu @ . + - _"]),
        ({"username": "DA.CO"}, ["Tên đăng nhập này đã có người dùng."]),
        ({"email": "hoa"}, ["Địa chỉ thư chưa đúng, ví dụ hoa@hatinh.gov.vn."]),
    ],
)
def test_account_is_refused_in_words(as_admin, wrong, words):
    make_user(username="da.co")
    response = as_admin.post(reverse("person_new"), NEW | wrong)
    assert (response.status_code, errors_of(response)) == (422, words)


def test_name_taken_in_the_same_moment_is_told_and_nothing_is_written(cast):
    form = PersonForm(NEW)
    assert form.is_valid()
    make_user(username=NEW["username"])
    with pytest.raises(Refused, match="Có người vừa lưu cùng lúc"):
        make_account(form)
    assert User.objects.filter(username=NEW["username"]).count() == 1


def edit(client, person, **values):
    url = reverse("person_edit", args=[person.pk])
    seen = client.get(url).context["form"]["seen"].value()
    typed = {"full_name": person.full_name, "username": person.username, "email": person.email}
    return client.post(url, typed | {"seen": seen} | values)


def test_change_of_a_name_is_told_by_who_before_and_after(as_admin, admin):
    person = make_user()
    old = person.full_name
    edit(as_admin, person, full_name="Trần Thị Hoa")
    told = as_admin.get(reverse("person_detail", args=[person.pk])).context["history"][0]
    assert (told.who, told.what) == (admin.full_name, "Người dùng: sửa")
    assert [tuple(map(str, change)) for change in told.changes] == [("họ và tên", old, "Trần Thị Hoa")]


def test_stale_save_shows_both_texts_and_writes_nothing(as_admin):
    person = make_user()
    url = reverse("person_edit", args=[person.pk])
    seen = as_admin.get(url).context["form"]["seen"].value()
    edit(as_admin, person, full_name="Tên đã lưu")
    typed = {"full_name": "Tên gõ sau", "username": person.username, "email": "", "seen": seen}
    response = as_admin.post(url, typed)
    (conflict,) = response.context["form"].conflicts
    assert (response.status_code, conflict.theirs, conflict.mine) == (409, "Tên đã lưu", "Tên gõ sau")
    again = response.context["form"].data["seen"]
    assert as_admin.post(url, typed | {"seen": again}).status_code == 302
    person.refresh_from_db()
    assert person.full_name == "Tên gõ sau"


def test_edit_leaves_password_and_switch_alone(as_admin):
    person = make_user()
    edit(as_admin, person, full_name="Trần Thị Hoa", is_active="", password="x", is_superuser="on")
    person.refresh_from_db()
    assert (person.is_active, person.check_password(PASSWORD), person.is_superuser) == (True, True, False)


# Temporary password


def test_temporary_password_takes_the_place_of_the_old_one_and_ends_sessions(as_admin, admin):
    person = make_user()
    theirs = Client()
    theirs.force_login(person)
    response = as_admin.post(reverse("person_password", args=[person.pk]), {"form_token": "t"})
    assert not Client().login(username=person.username, password=PASSWORD)
    assert Client().login(username=person.username, password=password_in(response))
    assert theirs.get("/").status_code == 302
    entry = LogEntry.objects.get_for_object(person).first()
    assert (entry.actor, entry.changes) == (admin, {"password": ["", ""]})
    told = as_admin.get(reverse("person_detail", args=[person.pk])).context["history"][0]
    assert (str(told.what), told.changes) == ("Cấp mật khẩu tạm mới", [])


def test_page_opened_again_gives_no_second_password(as_admin):
    person = make_user()
    url = reverse("person_password", args=[person.pk])
    password = password_in(as_admin.post(url, {"form_token": "t"}))
    again = as_admin.post(url, {"form_token": "t"}, follow=True)
    assert said(again) == ["Mật khẩu tạm chỉ hiện một lần. Cần thì cấp mật khẩu khác."]
    assert Client().login(username=person.username, password=password)


def test_no_secret_is_mailed(as_admin, mailoutbox):
    as_admin.post(reverse("person_new"), NEW)
    as_admin.post(reverse("person_password", args=[User.objects.get(username=NEW["username"]).pk]))
    assert mailoutbox == []


def test_password_of_oneself_and_of_an_account_that_is_off_is_refused(as_admin, admin):
    off = make_user()
    User.objects.filter(pk=off.pk).update(is_active=False)
    words = [
        said(as_admin.post(reverse("person_password", args=[who.pk]), follow=True)) for who in (admin, off)
    ]
    assert words == [
        ["Mật khẩu của chính mình thì đổi ở trang Đổi mật khẩu."],
        ["Tài khoản đang ngừng sử dụng. Cho dùng lại rồi cấp mật khẩu."],
    ]


# On and off


def switch(client, person, way):
    return said(client.post(reverse(f"person_switch_{way}", args=[person.pk]), follow=True))


def test_account_switched_off_is_signed_out_and_can_be_switched_on(as_admin, cast):
    theirs = Client()
    theirs.force_login(cast.staff)
    assert switch(as_admin, cast.staff, "off") == ["Đã ngừng tài khoản."]
    assert theirs.get("/my-work/").status_code == 302
    assert not Client().login(username=cast.staff.username, password=PASSWORD)
    assert cast.staff.posts.get().valid_to is None
    assert switch(as_admin, cast.staff, "on") == ["Tài khoản dùng được trở lại."]
    assert Client().login(username=cast.staff.username, password=PASSWORD)


def test_history_tells_the_switch(as_admin, admin, cast):
    switch(as_admin, cast.staff, "off")
    told = as_admin.get(reverse("person_detail", args=[cast.staff.pk])).context["history"][0]
    assert (told.who, [tuple(map(str, change)) for change in told.changes]) == (
        admin.full_name,
        [("đang dùng", "có", "không")],
    )


def test_nobody_switches_off_their_own_account(as_admin, admin):
    assert switch(as_admin, admin, "off") == [
        "Đồng chí không tự ngừng tài khoản của mình; nhờ quản trị khác."
    ]
    admin.refresh_from_db()
    assert admin.is_active


def test_switch_pressed_twice_is_told(as_admin, cast):
    switch(as_admin, cast.staff, "off")
    assert switch(as_admin, cast.staff, "off") == ["Tài khoản này đã ngừng sử dụng."]
    switch(as_admin, cast.staff, "on")
    assert switch(as_admin, cast.staff, "on") == ["Tài khoản này đang dùng."]


# Posts


def give(client, person, place, role=Role.STAFF, **values):
    data = {"body": place.code, "role": role, "title": "Chuyên viên", "valid_from": "2026-09-01"} | values
    return client.post(reverse("person_post_new", args=[person.pk]), data)


def test_post_given_opens_what_its_role_opens(as_admin, cast):
    person = make_user()
    assert give(as_admin, person, cast.committee).status_code == 302
    post = person.posts.get()
    assert (post.body, post.role, post.valid_from, post.valid_to) == (
        cast.committee,
        "staff",
        date(2026, 9, 1),
        None,
    )
    assert User.objects.get(pk=person.pk).can(Permission.EDIT_SESSION, body=cast.committee)


@pytest.mark.parametrize("typed", ["code", "name", "both"])
def test_body_is_typed_by_code_name_or_both(as_admin, cast, typed):
    person, body = make_user(), cast.committee
    words = {
        "code": body.code,
        "name": "ban văn hoá - xã hội hđnd tỉnh hà tĩnh",
        "both": f"{body} ({body.code})",
    }
    give(as_admin, person, body, body=words[typed])
    assert person.posts.get().body == body


def test_person_is_typed_on_the_page_of_a_body(as_admin, cast):
    person = make_user()
    data = {"role": "staff", "title": "Chuyên viên", "valid_from": "2026-09-01"}
    url = reverse("body_post_new", args=[cast.committee.pk])
    response = as_admin.post(url, data | {"user": f"{person.full_name} ({person.username})"})
    assert response.url == reverse("body_detail", args=[cast.committee.pk])
    assert person.posts.get().body == cast.committee


def refused(client, person, place, *args, **values):
    response = give(client, person, place, *args, **values)
    assert response.status_code == 422
    assert not person.posts.filter(valid_from__gte=date(2026, 9, 1)).exists()
    return errors_of(response)


def test_post_whose_days_contradict_is_refused(as_admin, cast):
    assert refused(as_admin, make_user(), cast.committee, valid_to="2026-08-31") == [
        "Ngày kết thúc phải sau ngày bắt đầu."
    ]


def test_post_in_a_body_that_had_ended_is_refused(as_admin, cast):
    Body.objects.filter(pk=cast.committee.pk).update(valid_to=date(2026, 8, 31))
    assert refused(as_admin, make_user(), cast.committee) == [
        f"{cast.committee} đã kết thúc hoạt động ngày 31/8/2026."
    ]


def test_post_that_outlives_its_body_is_refused(as_admin, cast):
    Body.objects.filter(pk=cast.committee.pk).update(valid_to=date(2026, 12, 31))
    words = [
        f"{cast.committee} kết thúc hoạt động ngày 31/12/2026; "
        "nhập ngày kết thúc chức danh không sau ngày đó."
    ]
    person = make_user()
    assert refused(as_admin, person, cast.committee) == words
    assert refused(as_admin, person, cast.committee, valid_to="2027-01-01") == words
    assert give(as_admin, person, cast.committee, valid_to="2026-12-31").status_code == 302


def test_post_before_its_body_began_is_refused(as_admin, cast):
    Body.objects.filter(pk=cast.committee.pk).update(valid_from=date(2026, 9, 10))
    assert refused(as_admin, make_user(), cast.committee) == [
        f"{cast.committee} hoạt động từ ngày 10/9/2026; chức danh không bắt đầu trước ngày đó."
    ]


def test_role_that_does_not_fit_the_kind_of_body_is_refused(as_admin, cast):
    assert refused(as_admin, make_user(), cast.body, Role.STAFF) == [
        "Vai trò “Chuyên viên giúp việc Ban” không giữ được ở UBND huyện Lộc Hà (Ủy ban nhân dân). "
        "Vai trò này dành cho: Ban của HĐND."
    ]


def test_roles_of_a_kind_of_body():
    assert set(ROLE_KINDS) == set(Role)
    assert [role for role, _name in roles_in(Body.Kind.PEOPLE_COMMITTEE)] == [
        "local_reporter",
        "local_leader",
    ]
    assert [role for role, _name in roles_in(Body.Kind.COMMITTEE)] == [
        "staff",
        "leader",
        "clerk",
        "member",
        "admin",
    ]


def test_same_role_twice_in_one_time_is_refused_and_after_it_is_not(as_admin, cast):
    words = [f"{cast.staff.full_name} đã giữ vai trò này ở đây từ ngày 1/1/2021."]
    assert refused(as_admin, cast.staff, cast.committee) == words
    cast.staff.posts.update(valid_to=date(2026, 8, 31))
    assert give(as_admin, cast.staff, cast.committee).status_code == 302


def test_post_of_an_account_that_is_off_is_refused(as_admin, cast):
    person = make_user()
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert refused(as_admin, person, cast.committee) == [
        f"Tài khoản của {person.full_name} đang ngừng sử dụng."
    ]


def test_unknown_body_and_one_of_several_alike_are_refused(as_admin, cast):
    person = make_user()
    assert refused(as_admin, person, cast.committee, body="Ban nào đó") == [
        "Không có cơ quan “Ban nào đó”. Nhập tên đầy đủ hoặc mã."
    ]
    one, two = make_committee("Ban Pháp chế"), make_committee("Ban Pháp chế")
    assert refused(as_admin, person, one, body="Ban Pháp chế") == [
        f"Có nhiều kết quả: Ban Pháp chế ({one.code}); Ban Pháp chế ({two.code}). Nhập kèm mã trong ngoặc."
    ]


def test_form_sent_twice_gives_one_post(as_admin, cast):
    person = make_user()
    for _time in range(2):
        assert give(as_admin, person, cast.committee, form_token="t").status_code == 302
    assert person.posts.count() == 1


# Ending a post


def end(client, post, day="2026-09-14", way=""):
    return client.post(reverse("post_end", args=[post.pk]) + way, {"valid_to": day})


def test_ended_post_opens_nothing_the_day_after_and_history_tells_it(as_admin, admin, cast):
    post = cast.staff.posts.get()
    response = end(as_admin, post)
    assert response.url == reverse("person_detail", args=[cast.staff.pk])
    with set_today(DAY + timedelta(days=1)):
        assert not User.objects.get(pk=cast.staff.pk).can(Permission.EDIT_SESSION)
    told = as_admin.get(reverse("body_detail", args=[post.body_id])).context["history"][0]
    assert (told.who, [tuple(map(str, change)) for change in told.changes]) == (
        admin.full_name,
        [("đến hết ngày", "", "14/9/2026")],
    )


def test_end_asked_on_the_page_of_a_body_leads_back_there(as_admin, cast):
    response = end(as_admin, cast.staff.posts.get(), way="?from=body")
    assert response.url == reverse("body_detail", args=[cast.committee.pk])


def test_end_before_the_beginning_and_after_a_known_end_is_refused(as_admin, cast):
    post = cast.staff.posts.get()
    assert errors_of(end(as_admin, post, "2020-12-31")) == [
        "Chức danh bắt đầu ngày 1/1/2021; ngày kết thúc không trước ngày đó."
    ]
    Post.objects.filter(pk=post.pk).update(valid_to=date(2026, 10, 1))
    assert errors_of(end(as_admin, post, "2026-10-02")) == [
        "Chức danh đã có ngày kết thúc 1/10/2026, sớm hơn ngày vừa nhập."
    ]


def test_post_that_is_over_is_not_ended_again(as_admin, cast):
    post = cast.staff.posts.get()
    Post.objects.filter(pk=post.pk).update(valid_to=date(2026, 9, 1))
    assert errors_of(end(as_admin, post)) == ["Chức danh này đã kết thúc ngày 1/9/2026."]


def test_nobody_takes_the_administration_from_themself(as_admin, admin):
    assert errors_of(end(as_admin, admin.posts.get())) == [
        "Đồng chí không tự kết thúc chức danh quản trị của mình; nhờ quản trị khác."
    ]
    assert admin.posts.get().valid_to is None


def test_open_work_is_not_named_but_its_handover_is_linked(as_admin, cast):
    post = cast.staff.posts.get()
    page = as_admin.get(reverse("person_detail", args=[cast.staff.pk])).content.decode()
    assert reverse("handover_new", args=[post.pk]) in page
    assert cast.session.title not in page


# Who may


@pytest.mark.parametrize("role", ["staff", "leader", "member", "local"])
def test_others_than_the_administrator_are_refused(client, cast, role):
    client.force_login(getattr(cast, role))
    person, post = cast.colleague, cast.colleague.posts.get()
    asked = [
        client.get(reverse("person_list")),
        client.get(reverse("person_detail", args=[person.pk])),
        client.post(reverse("person_new"), NEW),
        client.post(reverse("person_edit", args=[person.pk]), NEW),
        client.post(reverse("person_password", args=[person.pk])),
        client.post(reverse("person_switch_off", args=[person.pk])),
        client.post(reverse("person_switch_on", args=[person.pk])),
        give(client, person, cast.committee),
        end(client, post),
    ]
    assert [response.status_code for response in asked] == [403] * len(asked)
    assert (User.objects.filter(username=NEW["username"]).count(), person.posts.count()) == (0, 1)
