"""Swap days are kept by staff, rules by the administrator; what makes no sense is refused in words."""

import os
import subprocess
import sys
from datetime import date

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.clock import DeadlineRule, SwapDay, set_today, shift, swap_days
from tests.factories import Cast, make_body, make_user

pytestmark = pytest.mark.django_db
SATURDAY, MONDAY = date(2026, 10, 10), date(2026, 10, 12)


@pytest.fixture
def cast():
    return Cast()


def add(client, user, day, is_working, source="Thông báo của Bộ Nội vụ"):
    client.force_login(user)
    return client.post(
        reverse("calendar"), {"day": day.isoformat(), "is_working": str(is_working), "source": source}
    )


def test_staff_swaps_a_bridge_day_for_a_saturday(client, cast):
    assert add(client, cast.staff, MONDAY, False).status_code == 302
    assert add(client, cast.staff, SATURDAY, True).status_code == 302
    friday = date(2026, 10, 9)
    assert shift(friday, 1, working=True, swaps=swap_days()) == SATURDAY
    assert shift(friday, 2, working=True, swaps=swap_days()) == date(2026, 10, 13)


def test_swaps_that_the_holidays_package_knows_need_no_row():
    assert shift(date(2026, 8, 21), 1, working=True) == date(2026, 8, 22)
    assert shift(date(2026, 8, 28), 1, working=True) == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("day", "is_working", "words"),
    [
        (MONDAY, True, "12/10/2026 vốn đã là ngày làm việc, không cần ghi."),
        (SATURDAY, False, "10/10/2026 vốn đã là ngày nghỉ, không cần ghi."),
    ],
)
def test_swap_that_changes_nothing_is_refused(client, cast, day, is_working, words):
    response = add(client, cast.staff, day, is_working)
    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert SwapDay.objects.count() == 0


def test_day_is_swapped_once(client, cast):
    add(client, cast.staff, MONDAY, False)
    response = add(client, cast.staff, MONDAY, False)
    assert (response.status_code, SwapDay.objects.count()) == (422, 1)
    assert "Ngày này đã được ghi" in response.content.decode()


def test_swap_day_is_deleted(client, cast):
    add(client, cast.staff, MONDAY, False)
    client.post(reverse("swap_day_delete", args=[SwapDay.objects.get().pk]))
    assert SwapDay.objects.count() == 0


@pytest.mark.parametrize("year", ["", "2026", "abc", "99999", "²", "9" * 4400])
def test_any_year_in_the_address_is_answered(client, cast, year):
    client.force_login(cast.staff)
    with set_today(MONDAY):
        page = client.get(reverse("calendar"), {"year": year})
    assert (page.status_code, page.context["year"]) == (200, 2026)


@pytest.mark.parametrize("who", ["leader", "local", "member"])
def test_calendar_is_closed_to_others(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("calendar")).status_code == 403


@pytest.fixture
def rule():
    values = {"code": "r", "name": "Quy tắc", "anchor": "mốc", "direction": "after", "bound": "at_most"}
    DeadlineRule.objects.create(
        **values, days=9, valid_from=date(2016, 7, 1), valid_to=date(2026, 2, 28), legal_source="Luật cũ"
    )
    return DeadlineRule.objects.create(
        **values, days=15, valid_from=date(2026, 3, 1), legal_source="Luật mới"
    )


def edit(client, rule, **changes):
    client.force_login(make_user(Role.ADMIN, make_body("Văn phòng", kind="office")))
    data = {
        "name": rule.name,
        "days": rule.days,
        "day_kind": rule.day_kind,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": "",
        "legal_source": rule.legal_source,
        "row_version": rule.row_version,
    } | changes
    return client.post(reverse("rule_edit", args=[rule.pk]), data)


def test_administrator_ticks_a_rule_off(client, rule):
    assert edit(client, rule, days=10, checked="on").status_code == 302
    rule.refresh_from_db()
    assert (rule.days, rule.checked) == (10, True)


def test_rules_of_one_code_do_not_overlap(client, rule):
    response = edit(client, rule, valid_from="2026-02-28")
    assert response.status_code == 422
    assert "Khoảng áp dụng chồng lên một quy tắc khác cùng mã." in response.content.decode()


def test_rule_that_somebody_saved_before_shows_both_texts(client, rule):
    edit(client, rule, days=10)
    response = edit(client, rule, days=12)
    assert (response.status_code, [row.mine for row in response.context["form"].conflicts]) == (409, ["12"])
    rule.refresh_from_db()
    assert rule.days == 10


def test_rule_remembers_who_changed_what(client, rule):
    edit(client, rule, days=10)
    entry = LogEntry.objects.get_for_object(rule).first()
    assert entry.changes["days"] == ["15", "10"]
    assert entry.actor.posts.get().role == Role.ADMIN


def test_rule_of_more_than_a_year_is_refused(client, rule):
    assert edit(client, rule, days=32767).status_code == 422


def test_staff_does_not_edit_rules(client, cast, rule):
    client.force_login(cast.staff)
    assert client.get(reverse("rule_edit", args=[rule.pk])).status_code == 403


@pytest.mark.parametrize(("demo", "day"), [("1", "2026-02-10"), ("0", "")])
def test_only_a_demonstration_lives_on_another_day(demo, day):
    """The settings are read in a process of their own, as the product reads them."""
    asked = "from cds_portal.settings import CLOCK_TODAY; print(CLOCK_TODAY or '')"
    environment = os.environ | {"DEMO": demo, "CLOCK_TODAY": "2026-02-10"}
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == day
