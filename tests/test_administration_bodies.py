"""Bodies, their letterheads and their end from the administrator's screens."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from districts.models import Body, Letterhead, Post
from oversight.actions.body_end import open_work
from oversight.documents.heads import letterhead_of, symbol_of
from tests.factories import LONG_AGO, Cast, make_body, make_commune, make_recommendation, make_user

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
def office(cast):
    return make_body("Văn phòng", unit=cast.district.parent, kind=Body.Kind.OFFICE)


@pytest.fixture
def admin(office):
    return make_user(Role.ADMIN, office, title="Quản trị")


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def errors_of(response):
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def page_of(body):
    return reverse("body_detail", args=[body.pk])


def last_told(client, body):
    told = client.get(page_of(body)).context["history"][0]
    return told.who, str(told.what), [tuple(map(str, change)) for change in told.changes]


# The list


def names_of(response):
    return [body.name for body in response.context["page_obj"]]


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_asks_as_many_queries_for_any_number_of_bodies(as_admin, cast, django_assert_num_queries, rows):
    for n in range(rows):
        make_body(f"UBND xã {n}", unit=cast.commune, parent=cast.body)
    as_admin.get(reverse("body_list"))
    with django_assert_num_queries(5):
        assert as_admin.get(reverse("body_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_page_of_a_body_asks_as_many_queries_for_any_number_of_posts(
    as_admin, cast, django_assert_num_queries, rows
):
    for _n in range(rows):
        make_user(Role.LOCAL_REPORTER, cast.body)
    # So that the last entries of the history name persons, bodies and units alike.
    cast.body.unit = cast.district.parent
    cast.body.save()
    as_admin.get(page_of(cast.body))
    with django_assert_num_queries(10):
        assert as_admin.get(page_of(cast.body)).status_code == 200


def test_list_is_filtered_by_text_kind_place_and_force(as_admin, cast):
    Body.objects.filter(pk=cast.body.pk).update(valid_to=date(2024, 12, 31))
    later = make_body("Sở Mới", unit=cast.district.parent, kind="department", valid_from=date(2027, 1, 1))
    asked = [
        {"q": "thach chau"},
        {"q": later.code.upper()},
        {"kind": "office"},
        {"unit": "lộc hà"},
        {"force": "ended"},
        {"force": "later"},
    ]
    assert [names_of(as_admin.get(reverse("body_list"), query)) for query in asked] == [
        ["UBND xã Thạch Châu"],
        ["Sở Mới"],
        ["Văn phòng"],
        ["UBND huyện Lộc Hà"],
        ["UBND huyện Lộc Hà"],
        ["Sở Mới"],
    ]


def test_list_stands_strange_addresses(as_admin):
    strange = {"q": "\x00'%_<script>", "sort": "-password", "page": "abc", "kind": "x", "unit": "9" * 40}
    assert as_admin.get(reverse("body_list"), strange).status_code == 200


def test_export_says_what_the_list_says(as_admin, cast):
    response = as_admin.get(reverse("body_list"), {"export": "csv", "q": cast.commune_body.code})
    assert b"".join(response).decode("utf-8-sig").splitlines() == [
        "Mã,Tên,Loại,Đơn vị hành chính,Cơ quan cấp trên,Hoạt động từ,Đến hết ngày",
        f"{cast.commune_body.code},UBND xã Thạch Châu,Ủy ban nhân dân,xã Thạch Châu,,01/01/2021,",
    ]


# Made and changed


def values_of(cast, **values):
    return {
        "name": "UBND xã  Mai Phụ",
        "code": "ubnd-moi",
        "kind": "people_committee",
        "unit": cast.commune.official_code,
        "parent": "",
        "valid_from": "2025-07-01",
    } | values


def new(client, cast, **values):
    return client.post(reverse("body_new"), values_of(cast, **values))


def test_new_body_stands_with_its_keys_for_search_and_order(as_admin, admin, cast):
    new(as_admin, cast, parent=cast.body.code)
    body = Body.objects.get(code="ubnd-moi")
    assert (body.name, body.unit, body.parent, body.valid_from, body.valid_to, body.fold) == (
        "UBND xã Mai Phụ",
        cast.commune,
        cast.body,
        date(2025, 7, 1),
        None,
        "ubnd xa mai phu",
    )
    who, what, changes = last_told(as_admin, body)
    assert (who, what) == (admin.full_name, "Cơ quan, đơn vị: lập mới")
    assert ("đơn vị hành chính", "", "xã Thạch Châu") in changes


def test_form_sent_twice_makes_one_body(as_admin, cast):
    for _time in range(2):
        assert new(as_admin, cast, form_token="t").status_code == 302
    assert Body.objects.filter(code="ubnd-moi").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, ["Chưa nhập ô này."]),
        ({"kind": ""}, ["Chưa nhập ô này."]),
        ({"code": "ubnd 1"}, ["Mã chỉ gồm chữ không dấu, chữ số và gạch ngang."]),
        ({"code": "da-co"}, ["Mã này đã có cơ quan khác dùng."]),
        ({"unit": ""}, ["Chưa nhập ô này."]),
        ({"unit": "xã Đâu Đó"}, ["Không có đơn vị hành chính “xã Đâu Đó”. Nhập tên hoặc mã số."]),
        ({"parent": "gi-do"}, ["Không có cơ quan “gi-do”. Nhập tên đầy đủ hoặc mã."]),
        ({"parent": "da-co"}, ["UBND huyện Lộc Hà đã kết thúc hoạt động ngày 31/12/2024."]),
        (
            {"valid_from": "hôm qua"},
            ["Ngày chưa đúng. Nhập theo dạng ngày/tháng/năm, ví dụ 13/9/2023."],
        ),
    ],
)
def test_body_is_refused_in_words(as_admin, cast, wrong, words):
    Body.objects.filter(pk=cast.body.pk).update(code="da-co", valid_to=date(2024, 12, 31))
    response = new(as_admin, cast, **wrong)
    assert (response.status_code, errors_of(response)) == (422, words)
    assert not Body.objects.filter(code="ubnd-moi").exists()


def test_central_body_needs_no_unit(as_admin, cast):
    assert new(as_admin, cast, kind="central", unit="").status_code == 302


def test_unit_that_ended_before_the_body_began_is_refused(as_admin, cast):
    old = make_commune("Thạch Cũ", parent=cast.district, valid_to=date(2025, 6, 30))
    assert errors_of(new(as_admin, cast, unit=old.official_code)) == [
        "xã Thạch Cũ không còn từ trước ngày cơ quan hoạt động (đến hết 30/6/2025)."
    ]


def test_unit_of_a_reused_code_is_the_one_in_force(as_admin, cast):
    make_commune("Thạch Cũ", parent=cast.district, code="77777", valid_to=date(2025, 6, 30))
    living = make_commune("Mai Phụ", parent=cast.district, code="77777", valid_from=date(2025, 7, 1))
    new(as_admin, cast, unit="77777")
    assert Body.objects.get(code="ubnd-moi").unit == living


def test_name_borne_by_several_units_asks_for_the_code(as_admin, cast):
    units = [make_commune("Tân Lập", parent=cast.district) for _time in range(2)]
    one, two = sorted(f"xã Tân Lập ({unit.official_code})" for unit in units)
    assert errors_of(new(as_admin, cast, unit="tân lập")) == [
        f"Có nhiều kết quả: {one}; {two}. Nhập kèm mã trong ngoặc."
    ]
    assert new(as_admin, cast, unit=two).status_code == 302


def edit(client, cast, body, **values):
    url = reverse("body_edit", args=[body.pk])
    seen = client.get(url).context["form"]["seen"].value()
    typed = values_of(cast, name=body.name, code=body.code, kind=body.kind, valid_from="2021-01-01")
    return client.post(url, typed | {"unit": body.unit.official_code, "seen": seen} | values)


def test_change_is_told_by_who_before_and_after(as_admin, admin, cast):
    assert edit(as_admin, cast, cast.commune_body, name="UBND xã Thạch Châu cũ").status_code == 302
    assert last_told(as_admin, cast.commune_body) == (
        admin.full_name,
        "Cơ quan, đơn vị: sửa",
        [("tên", "UBND xã Thạch Châu", "UBND xã Thạch Châu cũ")],
    )


def test_code_stays_what_it_was(as_admin, cast):
    code = cast.commune_body.code
    edit(as_admin, cast, cast.commune_body, code="ma-khac")
    cast.commune_body.refresh_from_db()
    assert cast.commune_body.code == code


def test_stale_save_shows_both_texts_and_writes_nothing(as_admin, cast):
    body = cast.commune_body
    url = reverse("body_edit", args=[body.pk])
    seen = as_admin.get(url).context["form"]["seen"].value()
    edit(as_admin, cast, body, name="UBND đã lưu")
    response = edit(as_admin, cast, body, name="UBND gõ sau", seen=seen)
    (conflict,) = response.context["form"].conflicts
    assert (response.status_code, conflict.theirs, conflict.mine) == (409, "UBND đã lưu", "UBND gõ sau")
    body.refresh_from_db()
    assert body.name == "UBND đã lưu"


def test_body_above_itself_is_refused(as_admin, cast):
    child = make_body("Ban Chỉ đạo", unit=cast.district, kind="steering_committee", parent=cast.body)
    words = ["Cơ quan không thể là cấp trên của chính mình."]
    assert [errors_of(edit(as_admin, cast, cast.body, parent=up.code)) for up in (cast.body, child)] == [
        words,
        words,
    ]


def test_kind_that_does_not_fit_those_who_hold_posts_is_refused(as_admin, cast):
    assert errors_of(edit(as_admin, cast, cast.commune_body, kind="department")) == [
        "Đang có người giữ vai trò không hợp với loại này: Cán bộ tổng hợp của địa phương. "
        "Kết thúc chức danh trước."
    ]


def test_beginning_after_the_first_post_is_refused(as_admin, cast):
    assert errors_of(edit(as_admin, cast, cast.commune_body, valid_from="2022-01-01")) == [
        "Đã có người giữ chức danh ở đây từ ngày 1/1/2021."
    ]


# Letterhead

HEAD = {
    "superior_lines": "HỘI ĐỒNG NHÂN DÂN\r\n\r\n  TỈNH HÀ TĨNH ",
    "issuer_line": "BAN VĂN HÓA - XÃ HỘI",
    "place": "Hà Tĩnh",
    "authority_line": "TM. BAN VĂN HÓA - XÃ HỘI",
    "recipients": "UBND tỉnh\nLưu: VT, VHXH",
    "symbol_result_report": "bc-hđnd",
    "symbol_reminder_letter": "HĐND-VHXH",
}


def head(client, body, **values):
    url = reverse("body_letterhead", args=[body.pk])
    seen = client.get(url).context["form"]["seen"].value()
    return client.post(url, HEAD | {"seen": seen} | values)


def test_letterhead_set_is_what_papers_print(as_admin, admin, cast):
    assert head(as_admin, cast.committee).status_code == 302
    stored = letterhead_of(cast.committee)
    assert (stored.superior_lines, stored.place) == ("HỘI ĐỒNG NHÂN DÂN\nTỈNH HÀ TĨNH", "Hà Tĩnh")
    assert stored.symbols == {"result_report": "BC-HĐND", "reminder_letter": "HĐND-VHXH"}
    assert symbol_of(stored, "result_report") == "BC-HĐND"
    assert last_told(as_admin, cast.committee)[:2] == (
        admin.full_name,
        "Thể thức văn bản của cơ quan: lập mới",
    )


def test_change_of_a_letterhead_is_told_by_who_before_and_after(as_admin, admin, cast):
    head(as_admin, cast.committee)
    head(as_admin, cast.committee, place="Thạch Hà")
    assert last_told(as_admin, cast.committee) == (
        admin.full_name,
        "Thể thức văn bản của cơ quan: sửa",
        [("địa danh", "Hà Tĩnh", "Thạch Hà")],
    )


def test_history_names_the_symbols(as_admin, cast):
    head(as_admin, cast.committee)
    head(as_admin, cast.committee, symbol_reminder_letter="HĐND-BVHXH")
    assert last_told(as_admin, cast.committee)[2] == [
        ("ký hiệu theo loại văn bản", "HĐND-VHXH; BC-HĐND", "HĐND-BVHXH; BC-HĐND")
    ]


def test_preview_shows_what_was_typed_and_writes_nothing(as_admin, cast):
    head(as_admin, cast.committee)
    response = head(as_admin, cast.committee, place="Thạch Hà", preview="1")
    assert response.status_code == 200
    assert "<em>Thạch Hà, ngày … tháng … năm …</em>" in response.content.decode()
    assert letterhead_of(cast.committee).place == "Hà Tĩnh"


def test_new_letterhead_is_proposed_from_the_province(as_admin, cast):
    form = as_admin.get(reverse("body_letterhead", args=[cast.committee.pk])).context["form"]
    assert (form["superior_lines"].value(), form["place"].value()) == (
        "HỘI ĐỒNG NHÂN DÂN\nTỈNH HÀ TĨNH",
        "Hà Tĩnh",
    )


@pytest.mark.parametrize("symbol", ["BC HĐND", "BC/HĐND", "-BC", "BC-", "<b>"])
def test_symbol_that_is_none_is_refused(as_admin, cast, symbol):
    response = head(as_admin, cast.committee, symbol_result_report=symbol)
    assert (response.status_code, errors_of(response)) == (
        422,
        ["Ký hiệu chỉ gồm chữ, chữ số nối bằng gạch ngang: BC-HĐND."],
    )
    assert not Letterhead.objects.exists()


def test_stale_letterhead_shows_both_texts(as_admin, cast):
    head(as_admin, cast.committee)
    seen = as_admin.get(reverse("body_letterhead", args=[cast.committee.pk])).context["form"]["seen"].value()
    head(as_admin, cast.committee, symbol_result_report="BC-BVHXH")
    response = head(as_admin, cast.committee, seen=seen)
    (conflict,) = response.context["form"].conflicts
    assert response.status_code == 409
    assert conflict.theirs.splitlines()[0] == "Báo cáo kết quả giám sát: BC-BVHXH"
    assert conflict.mine.splitlines()[0] == "Báo cáo kết quả giám sát: BC-HĐND"


def test_only_a_committee_has_a_letterhead(as_admin, cast):
    assert as_admin.get(reverse("body_letterhead", args=[cast.body.pk])).status_code == 404


# Its end


def end(client, body, day="2026-09-14"):
    return client.post(reverse("body_end", args=[body.pk]), {"valid_to": day})


def test_body_ends_with_its_posts_and_history_tells_it(as_admin, admin, cast):
    assert end(as_admin, cast.commune_body).status_code == 302
    cast.commune_body.refresh_from_db()
    assert (cast.commune_body.valid_to, cast.local.posts.get().valid_to) == (DAY, DAY)
    told = as_admin.get(page_of(cast.commune_body)).context["history"][:2]
    assert sorted(str(entry.what) for entry in told) == ["Chức danh: sửa", "Cơ quan, đơn vị: sửa"]
    assert [[tuple(map(str, change)) for change in entry.changes] for entry in told] == [
        [("đến hết ngày", "", "14/9/2026")]
    ] * 2
    assert {entry.who for entry in told} == {admin.full_name}


def test_body_with_open_work_is_not_ended_and_no_case_is_named(as_admin, cast):
    make_recommendation(cast.session, body=cast.body).assignments.update(
        status="issued", issued_on=date(2026, 9, 1)
    )
    response = end(as_admin, cast.body)
    assert errors_of(response) == ["UBND huyện Lộc Hà còn 1 nội dung giao chưa kết thúc."]
    page = response.content.decode()
    assert "Đẩy mạnh thanh toán" not in page
    assert cast.session.title not in page
    cast.body.refresh_from_db()
    assert cast.body.valid_to is None


def test_committee_with_open_sessions_is_not_ended(as_admin, cast):
    assert errors_of(end(as_admin, cast.committee)) == [
        f"{cast.committee} còn 1 cuộc giám sát chưa kết thúc."
    ]


def test_body_with_living_ones_below_is_not_ended(as_admin, cast):
    make_body("Ban Chỉ đạo", unit=cast.district, kind="steering_committee", parent=cast.body)
    assert [(str(what), count) for what, count in open_work(cast.body, DAY)] == [
        ("cơ quan trực thuộc đang hoạt động", 1)
    ]


def test_end_before_the_beginning_and_a_second_end_are_refused(as_admin, cast):
    assert errors_of(end(as_admin, cast.commune_body, "2020-12-31")) == [
        "UBND xã Thạch Châu hoạt động từ ngày 1/1/2021; ngày kết thúc không trước ngày đó."
    ]
    end(as_admin, cast.commune_body)
    with set_today(DAY + timedelta(days=1)):
        assert errors_of(end(as_admin, cast.commune_body)) == [
            "UBND xã Thạch Châu đã kết thúc hoạt động ngày 14/9/2026."
        ]


def test_end_before_a_post_begins_is_refused(as_admin, cast):
    person = make_user()
    Post.objects.create(
        user=person, body=cast.body, role="local_leader", title="Chủ tịch", valid_from=date(2026, 10, 1)
    )
    assert errors_of(end(as_admin, cast.body)) == [
        f"{person.full_name} giữ chức danh ở đây từ ngày 1/10/2026, sau ngày kết thúc."
    ]


def test_nobody_ends_the_body_of_their_own_administration(as_admin, admin, office):
    assert errors_of(end(as_admin, office)) == [
        "Đồng chí đang giữ chức danh quản trị ở đây; nhờ quản trị khác."
    ]
    assert admin.posts.get().valid_to is None


# Who may


@pytest.mark.parametrize("role", ["staff", "leader", "member", "local"])
def test_others_than_the_administrator_are_refused(client, cast, role):
    client.force_login(getattr(cast, role))
    key = [cast.commune_body.pk]
    asked = [
        client.get(reverse("body_list")),
        client.get(page_of(cast.commune_body)),
        client.post(reverse("body_new"), values_of(cast)),
        client.post(reverse("body_edit", args=key), values_of(cast)),
        client.post(reverse("body_post_new", args=key), {"role": "local_leader", "valid_from": LONG_AGO}),
        client.post(reverse("body_letterhead", args=[cast.committee.pk]), HEAD),
        end(client, cast.commune_body),
    ]
    assert [response.status_code for response in asked] == [403] * len(asked)
    assert (Body.objects.filter(code="ubnd-moi").count(), Letterhead.objects.count()) == (0, 0)
