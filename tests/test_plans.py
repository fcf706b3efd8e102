"""Yearly plans: who may write and read them, tasks and shares, what a body reports, the list."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.clock import set_today
from cds_portal.lifecycle import Refused
from districts.actions import plans as actions
from districts.models import PlanTask, TaskShare, TransformationPlan
from tests.factories import Cast, make_body, make_commune, make_user

QUERIES = {"plan_list": 7, "plan_detail": 7}
DUE = date(2023, 9, 30)


@pytest.fixture
def cast(db):
    cast = Cast()
    cast.second = make_body("UBND xã Mai Phụ", unit=make_commune("Mai Phụ", parent=cast.district))
    cast.reporter = make_user(Role.LOCAL_REPORTER, cast.body)
    cast.plan = make_plan(cast)
    return cast


def make_plan(cast, title="Kế hoạch chuyển đổi số năm 2023", **fields):
    fields = {"committee": cast.committee, "body": cast.body, "year": 2023} | fields
    return TransformationPlan.objects.create(title=title, **fields)


def make_task(plan, *bodies, text="Kiện toàn tổ công nghệ số cộng đồng", due_on=DUE):
    task = PlanTask.objects.create(plan=plan, number=plan.tasks.count() + 1, text=text, due_on=due_on)
    for body in bodies:
        TaskShare.objects.create(task=task, body=body)
    return task


def test_task_is_done_when_every_share_is(cast):
    task = make_task(cast.plan, cast.commune_body, cast.second)
    first, second = task.shares.all()
    states = []
    for share in (first, second):
        TaskShare.objects.filter(pk=share.pk).update(progress=100, done_on=date(2023, 8, 1))
        with set_today(date(2023, 9, 1)):
            states.append((PlanTask.objects.get(pk=task.pk).state, PlanTask.objects.done().count()))
    assert states == [("in_progress", 0), ("done", 1)]


@pytest.mark.parametrize(
    ("day", "progress", "state"),
    [
        (date(2023, 9, 30), 0, "not_started"),
        (date(2023, 9, 30), 40, "in_progress"),
        (date(2023, 10, 1), 40, "late"),
    ],
)
def test_state_of_a_share_and_of_its_task_is_read_from_the_day(cast, day, progress, state):
    task = make_task(cast.plan, cast.commune_body)
    task.shares.update(progress=progress)
    with set_today(day):
        assert (task.state, task.shares.get().state) == (state, state)


def test_task_that_nobody_was_given_is_unassigned(cast):
    assert make_task(cast.plan).state == "unassigned"


def test_counts_of_plans_are_of_their_own_tasks(cast):
    other = make_plan(cast, "Kế hoạch khác", year=2024)
    make_task(other, cast.second)
    done = make_task(cast.plan, cast.second)
    done.shares.update(progress=100, done_on=DUE)
    make_task(cast.plan, cast.second)
    make_task(cast.plan, cast.second, due_on=None)
    with set_today(date(2023, 12, 1)):
        rows = TransformationPlan.objects.with_counts().order_by("year")
        assert [(row.task_count, row.done_count, row.late_count) for row in rows] == [(3, 1, 1), (1, 0, 1)]


def test_tasks_change_places_and_close_the_gap(cast):
    tasks = [make_task(cast.plan, text=str(n)) for n in range(1, 5)]
    actions.move_task(task=tasks[2], up=True, by=cast.staff)
    actions.move_task(task=tasks[0], up=True, by=cast.staff)
    actions.delete_task(task=tasks[1], by=cast.staff)
    assert list(cast.plan.tasks.values_list("number", "text")) == [(1, "1"), (2, "3"), (3, "4")]


def test_task_with_reported_progress_is_not_deleted(cast):
    task = make_task(cast.plan, cast.second, cast.commune_body)
    task.shares.filter(body=cast.second).update(progress=10)
    with pytest.raises(Refused, match="1 đơn vị đã báo tiến độ"):
        actions.delete_task(task=task, by=cast.staff)
    assert cast.plan.tasks.count() == 1


def test_reporter_lays_down_the_plan_of_its_own_body(cast, client):
    client.force_login(cast.reporter)
    data = {"year": "2024", "title": "Kế hoạch 2024", "form_token": "a"}
    first, again = (client.post(reverse("plan_new"), data) for _time in range(2))
    plan = TransformationPlan.objects.get(year=2024)
    assert (plan.body, plan.committee) == (cast.body, cast.committee)
    assert (first.url, again.url) == (plan.get_absolute_url(), plan.get_absolute_url())


def test_officer_lays_down_a_plan_for_a_body_of_the_province(cast, client):
    client.force_login(cast.staff)
    foreign = make_body("UBND huyện khác")
    data = {"year": "2024", "title": "Kế hoạch 2024", "body": cast.second.pk}
    refused = client.post(reverse("plan_new"), data | {"body": foreign.pk})
    assert refused.context["form"].errors["body"] == ["Chỉ lập kế hoạch của cơ quan mình phụ trách."]
    client.post(reverse("plan_new"), data)
    assert TransformationPlan.objects.get(year=2024).body == cast.second


@pytest.mark.parametrize("year", ["1899", "20233", "x"])
def test_year_that_is_a_slip_of_the_hand_is_refused(cast, client, year):
    client.force_login(cast.reporter)
    response = client.post(reverse("plan_new"), {"year": year, "title": "Kế hoạch"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["year"])


def test_one_tick_gives_the_task_to_every_commune_of_the_district(cast, client):
    client.force_login(cast.reporter)
    data = {"text": "Tập huấn", "everybody": "on", "bodies": [cast.body.pk]}
    client.post(reverse("plan_task_new", args=[cast.plan.pk]), data)
    task = cast.plan.tasks.get()
    assert {share.body for share in task.shares.all()} == {cast.body, cast.commune_body, cast.second}


def test_task_without_a_body_is_refused_and_nothing_typed_is_lost(cast, client):
    client.force_login(cast.reporter)
    response = client.post(reverse("plan_task_new", args=[cast.plan.pk]), {"text": "Tập huấn"})
    assert response.context["form"].errors == {"bodies": ["Chọn ít nhất một đơn vị thực hiện."]}
    assert "Tập huấn</textarea>" in response.content.decode()


def test_body_that_reported_is_not_taken_out_of_a_task(cast, client):
    task = make_task(cast.plan, cast.second, cast.commune_body)
    task.shares.filter(body=cast.second).update(progress=10)
    client.force_login(cast.staff)
    data = {"text": task.text, "bodies": [cast.commune_body.pk], "row_version": task.row_version}
    response = client.post(reverse("plan_task_edit", args=[task.pk]), data)
    assert response.context["form"].errors["bodies"] == [
        "UBND xã Mai Phụ đã báo tiến độ, không bỏ đơn vị này được nữa."
    ]
    client.post(reverse("plan_task_edit", args=[task.pk]), data | {"bodies": [cast.second.pk]})
    assert [share.body for share in task.shares.all()] == [cast.second]


def test_stale_task_shows_both_texts_and_both_lists_of_bodies(cast, client):
    task = make_task(cast.plan, cast.second)
    client.force_login(cast.staff)
    sent = {"text": "Bản một", "bodies": [cast.second.pk], "row_version": 1}
    client.post(reverse("plan_task_edit", args=[task.pk]), sent)
    mine = {"text": "Bản hai", "bodies": [cast.commune_body.pk], "row_version": 1}
    response = client.post(reverse("plan_task_edit", args=[task.pk]), mine)
    rows = [(row.theirs, row.mine) for row in response.context["form"].conflicts]
    assert response.status_code == 409
    assert ("Bản một", "Bản hai") in rows
    assert ("UBND xã Mai Phụ", "UBND xã Thạch Châu") in rows
    assert PlanTask.objects.get(pk=task.pk).text == "Bản một"


def report(client, share, **data):
    data = {"progress": "50", "done_on": "", "note": "", "row_version": share.row_version} | data
    return client.post(reverse("plan_share", args=[share.pk]), data)


def test_reporter_of_the_body_reports_its_share(cast, client):
    share = make_task(cast.plan, cast.commune_body).shares.get()
    client.force_login(cast.local)
    with set_today(date(2023, 9, 1)):
        response = report(client, share, progress="100", done_on="2023-08-30", note="Đã kiện toàn")
    share.refresh_from_db()
    assert response.status_code == 302
    assert (share.progress, share.done_on, share.note, share.by) == (
        100,
        date(2023, 8, 30),
        "Đã kiện toàn",
        cast.local,
    )


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"progress": "100", "done_on": "2023-09-02"}, "done_on", "Ngày hoàn thành chưa tới."),
        (
            {"progress": "99", "done_on": "2023-08-30"},
            "progress",
            "Đã ghi ngày hoàn thành thì tiến độ phải là 100.",
        ),
        ({"progress": "101"}, "progress", "Tiến độ không quá 100."),
        ({"progress": "-1"}, "progress", "Nhập số từ 0 trở lên."),
        ({"progress": ""}, "progress", "Chưa nhập ô này."),
    ],
)
def test_share_that_cannot_be_is_refused_in_words(cast, client, data, field, words):
    share = make_task(cast.plan, cast.commune_body).shares.get()
    client.force_login(cast.local)
    with set_today(date(2023, 9, 1)):
        response = report(client, share, **data)
    assert (response.status_code, response.context["form"].errors[field]) == (422, [words])
    share.refresh_from_db()
    assert (share.progress, share.by) == (0, None)


def test_two_who_report_one_share_lose_nothing(cast, client):
    share = make_task(cast.plan, cast.commune_body).shares.get()
    client.force_login(cast.local)
    report(client, share, progress="30")
    client.force_login(cast.reporter)
    response = report(client, share, progress="70")
    rows = [(row.theirs, row.mine) for row in response.context["form"].conflicts]
    share.refresh_from_db()
    assert (response.status_code, rows, share.progress) == (409, [("30", "70")], 30)


def test_body_reads_the_plan_that_gives_it_work_and_reports_only_its_own_share(cast, client):
    task = make_task(cast.plan, cast.commune_body, cast.second)
    own, other = task.shares.get(body=cast.commune_body), task.shares.get(body=cast.second)
    client.force_login(cast.local)
    answers = [
        client.get(reverse("plan_detail", args=[cast.plan.pk])).status_code,
        client.get(reverse("plan_share", args=[own.pk])).status_code,
        client.get(reverse("plan_share", args=[other.pk])).status_code,
        client.get(reverse("plan_edit", args=[cast.plan.pk])).status_code,
        client.get(reverse("plan_task_edit", args=[task.pk])).status_code,
        client.post(reverse("plan_task_delete", args=[task.pk])).status_code,
    ]
    assert answers == [200, 200, 403, 403, 403, 403]


def test_department_reads_the_plans_of_its_province_and_changes_none(cast, client):
    department = make_body("Sở Khoa học và Công nghệ", unit=cast.committee.unit, kind="department")
    client.force_login(make_user(Role.DEPARTMENT, department))
    assert [
        client.get(reverse(name, args=[cast.plan.pk])).status_code for name in ("plan_detail", "plan_edit")
    ] == [200, 403]
    client.force_login(make_user(Role.DEPARTMENT, make_body("Sở tỉnh khác", kind="department")))
    assert client.get(reverse("plan_detail", args=[cast.plan.pk])).status_code == 404


def test_stranger_and_body_without_work_do_not_know_of_the_plan(cast, client):
    task = make_task(cast.plan, cast.second)
    for user in (cast.stranger, cast.local):
        client.force_login(user)
        names = [("plan_detail", cast.plan), ("plan_edit", cast.plan), ("plan_task_edit", task)]
        assert [client.get(reverse(name, args=[row.pk])).status_code for name, row in names] == [404] * 3
        assert list(client.get(reverse("plan_list")).context["page_obj"]) == []


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_asks_as_many_queries_for_any_number_of_rows(cast, client, django_assert_num_queries, rows):
    TransformationPlan.objects.all().delete()
    for n in range(rows):
        make_task(make_plan(cast, f"Kế hoạch {n}"), cast.second)
    client.force_login(cast.staff)
    client.get(reverse("plan_list"))
    with django_assert_num_queries(QUERIES["plan_list"]):
        assert client.get(reverse("plan_list")).context["page_obj"].paginator.count == rows


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_page_asks_as_many_queries_for_any_number_of_tasks(cast, client, django_assert_num_queries, rows):
    for n in range(rows):
        make_task(cast.plan, cast.second, cast.commune_body, text=str(n))
    client.force_login(cast.staff)
    client.get(reverse("plan_detail", args=[cast.plan.pk]))
    with django_assert_num_queries(QUERIES["plan_detail"]):
        assert len(client.get(reverse("plan_detail", args=[cast.plan.pk])).context["tasks"]) == rows


def test_list_is_filtered_and_exported_as_shown(cast, client):
    late = make_plan(cast, "=Kế hoạch trễ", year=2022)
    make_task(late, cast.second)
    client.force_login(cast.staff)
    with set_today(date(2023, 12, 1)):
        found = [
            list(client.get(reverse("plan_list"), query).context["page_obj"])
            for query in ({"late": "1"}, {"year": "2023"}, {"q": "ke hoach tre"})
        ]
        table = client.get(reverse("plan_list"), {"late": "1", "export": "csv"})
    assert found == [[late], [cast.plan], [late]]
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row[2] for row in rows] == ["Kế hoạch", "'=Kế hoạch trễ"]
    assert rows[1][5:8] == ["1", "0", "1"]
