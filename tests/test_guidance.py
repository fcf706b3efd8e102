"""Guidance sessions of a sở: who writes and reads them, dates as far as known, questions as proposals."""

from datetime import date

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from districts.models import Body, IndicatorSet, ProgressReport, ReportingPeriod
from oversight.models import GuidanceSession, Proposal
from tests.factories import DAY, Cast, make_body, make_user

DEPARTMENT = Body.Kind.DEPARTMENT


@pytest.fixture
def cast(db):
    cast = Cast()
    cast.department = make_body("Sở Thông tin và Truyền thông", unit=cast.committee.unit, kind=DEPARTMENT)
    cast.officer = make_user(Role.DEPARTMENT, cast.department)
    cast.guidance = make_guidance(cast)
    cast.guidance.attendances.create(body=cast.commune_body)
    return cast


def make_guidance(cast, title="Hướng dẫn chuyển đổi số cấp xã", **fields):
    fields = {"held_by": cast.department, "date": DAY, "unit": cast.district, "topics": "Một\nHai"} | fields
    return GuidanceSession.objects.create(committee=cast.committee, title=title, **fields)


def sent(cast, **changes):
    """What the page sends: the session, one speaker, one body and one group."""
    data = {
        "held_by": cast.department.pk,
        "title": "Tập huấn một cửa",
        "topics": "Cải cách hành chính",
        "date": "2023-03-15",
        "precision": "before",
        "unit": "huyện Lộc Hà",
        "form_token": "x",
    }
    for prefix, rows in (
        ("speakers", [{"name": "Trần Thị Bình", "position": "Trưởng phòng"}]),
        ("attendances", [{"body": cast.body.pk}, {"group": "Công chức một cửa", "number": "12"}]),
    ):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for place, row in enumerate(rows):
            data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data | changes


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("day", "15/3/2023"),
        ("month", "tháng 3/2023, không rõ ngày"),
        ("before", "không rõ ngày cụ thể, trước 15/3/2023"),
    ],
)
def test_date_is_told_as_far_as_it_is_known(cast, client, precision, words):
    row = make_guidance(cast, date=date(2023, 3, 15), precision=precision)
    client.force_login(cast.staff)
    assert row.date_words == words
    assert words in client.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["staff", "officer"])
def test_session_is_written_down_with_its_people_once(cast, client, who):
    client.force_login(getattr(cast, who))
    first, again = (client.post(reverse("guidance_new"), sent(cast)) for _time in range(2))
    made = GuidanceSession.objects.get(title="Tập huấn một cửa")
    assert (first.url, again.url) == (made.get_absolute_url(), made.get_absolute_url())
    assert (made.committee, made.held_by, made.unit) == (cast.committee, cast.department, cast.district)
    assert list(made.speakers.values_list("name", "position", "order")) == [
        ("Trần Thị Bình", "Trưởng phòng", 1)
    ]
    assert [(str(row), row.number) for row in made.attendances.all()] == [
        ("UBND huyện Lộc Hà", None),
        ("Công chức một cửa", 12),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"date": "2999-01-01"}, "date", "Ngày hướng dẫn chưa tới."),
        ({"date": ""}, "date", "Chưa nhập ô này."),
        (
            {"unit": "xã Không Có"},
            "unit",
            "Không tìm thấy đơn vị hành chính “xã Không Có”. Kiểm tra lại tên, có thể gõ không dấu.",
        ),
        ({"title": ""}, "title", "Chưa nhập ô này."),
    ],
)
def test_what_cannot_be_is_refused_in_words(cast, client, changes, field, words):
    client.force_login(cast.staff)
    response = client.post(reverse("guidance_new"), sent(cast, **changes))
    assert (response.status_code, response.context["forms"].head.errors[field]) == (422, [words])
    assert "Trần Thị Bình" in response.content.decode()


def test_row_is_a_body_or_a_group_and_a_body_comes_once(cast, client):
    client.force_login(cast.staff)
    both = client.post(reverse("guidance_new"), sent(cast, **{"attendances-0-group": "Nhóm"}))
    assert both.context["forms"].attendances.errors[0] == {
        "group": ["Chọn một đơn vị hoặc ghi tên một nhóm, không ghi cả hai."]
    }
    twice = sent(cast, **{"attendances-1-group": "", "attendances-1-body": cast.body.pk})
    response = client.post(reverse("guidance_new"), twice)
    assert response.context["forms"].attendances.non_form_errors() == ["UBND huyện Lộc Hà được ghi hai lần."]
    assert GuidanceSession.objects.count() == 1


def test_department_writes_only_in_its_own_name(cast, client):
    other = make_body("Sở khác", unit=cast.committee.unit, kind=DEPARTMENT)
    client.force_login(cast.officer)
    response = client.post(reverse("guidance_new"), sent(cast, held_by=other.pk))
    assert response.context["forms"].head.errors["held_by"] == [
        "Chỉ ghi buổi hướng dẫn của cơ quan mình phụ trách."
    ]


def test_rows_are_changed_and_taken_out(cast, client):
    client.force_login(cast.officer)
    row = cast.guidance.attendances.get()
    changes = {
        "attendances-TOTAL_FORMS": 1,
        "attendances-INITIAL_FORMS": 1,
        "attendances-0-id": row.pk,
        "attendances-0-body": row.body_id,
        "attendances-0-DELETE": "on",
        "row_version": cast.guidance.row_version,
    }
    client.post(reverse("guidance_edit", args=[cast.guidance.pk]), sent(cast, **changes))
    cast.guidance.refresh_from_db()
    assert (cast.guidance.title, cast.guidance.attendances.count()) == ("Tập huấn một cửa", 0)


def test_two_officers_who_save_lose_nothing(cast, client):
    client.force_login(cast.officer)
    client.post(reverse("guidance_edit", args=[cast.guidance.pk]), sent(cast, row_version=1))
    client.force_login(cast.staff)
    mine = sent(cast, title="Bản của tôi", row_version=1)
    response = client.post(reverse("guidance_edit", args=[cast.guidance.pk]), mine)
    pairs = [(row.theirs, row.mine) for row in response.context["forms"].conflicts]
    assert (response.status_code, ("Tập huấn một cửa", "Bản của tôi") in pairs) == (409, True)
    assert response.context["who_saved"] == cast.officer.get_full_name()


def test_who_reads_and_who_edits(cast, client):
    def codes(user):
        client.force_login(user)
        names = ("guidance_detail", "guidance_edit")
        return [client.get(reverse(name, args=[cast.guidance.pk])).status_code for name in names]

    absent = make_user(Role.LOCAL_REPORTER, cast.body)
    assert {
        "staff": codes(cast.staff),
        "leader": codes(cast.leader),
        "held it": codes(cast.officer),
        "was there": codes(cast.local),
        "was not there": codes(absent),
        "stranger": codes(cast.stranger),
        "member": codes(cast.member),
    } == {
        "staff": [200, 200],
        "leader": [200, 403],
        "held it": [200, 200],
        "was there": [200, 403],
        "was not there": [404, 403],
        "stranger": [404, 404],
        "member": [404, 403],
    }


# What was asked becomes a proposal


def raise_at(client, guidance, **changes):
    data = {"theme": "postal", "text": "Hướng dẫn bưu chính công ích"} | changes
    return client.post(f"{reverse('proposal_new')}?guidance={guidance.pk}", data)


def test_officer_takes_a_question_down_as_a_proposal(cast, client):
    client.force_login(cast.staff)
    shown = client.get(f"{reverse('proposal_new')}?guidance={cast.guidance.pk}")
    assert shown.context["form"]["raised_by"].value() == cast.body.pk
    assert [name for name in ("session", "visit") if name in shown.context["form"].fields] == []
    raise_at(client, cast.guidance, raised_by=cast.body.pk)
    made = Proposal.objects.get()
    assert (made.guidance, made.committee, made.raised_by) == (cast.guidance, cast.committee, cast.body)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "nêu tại buổi hướng dẫn “Hướng dẫn chuyển đổi số cấp xã”" in page
    assert made in client.get(cast.guidance.get_absolute_url()).context["proposals"]


def test_body_that_was_there_raises_in_its_own_name(cast, client):
    client.force_login(cast.local)
    raise_at(client, cast.guidance)
    assert Proposal.objects.get().raised_by == cast.commune_body


def test_proposal_raised_in_a_progress_report_says_so(cast, client):
    period = ReportingPeriod.objects.create(
        code="2023-Q3", kind="quarter", starts_on=date(2023, 7, 1), cut_off=DAY, due_on=DAY
    )
    indicators = IndicatorSet.objects.create(code="xa", name="Bộ", issuer="UBND tỉnh", valid_from=DAY)
    report = ProgressReport.objects.create(
        committee=cast.committee, body=cast.commune_body, period=period, indicator_set=indicators
    )
    client.force_login(cast.local)
    address = f"{reverse('proposal_new')}?progress_report={report.pk}"
    client.post(address, {"theme": "budget", "text": "Thiếu kinh phí"})
    made = Proposal.objects.get()
    page = client.get(made.get_absolute_url()).content.decode()
    assert (made.progress_report, made.raised_by, made.committee) == (
        report,
        cast.commune_body,
        cast.committee,
    )
    assert "nêu trong báo cáo tiến độ UBND xã Thạch Châu - Quý III/2023" in page


def test_edited_proposal_keeps_where_it_was_raised(cast, client):
    client.force_login(cast.staff)
    raise_at(client, cast.guidance, raised_by=cast.body.pk)
    made = Proposal.objects.get()
    data = {"theme": "software", "text": "Sửa", "raised_by": cast.body.pk, "row_version": made.row_version}
    client.post(reverse("proposal_edit", args=[made.pk]), data)
    made.refresh_from_db()
    assert (made.text, made.guidance) == ("Sửa", cast.guidance)


@pytest.mark.parametrize("asked", ["0", "x", "999999999999999999999", "١", ""])
def test_address_that_names_no_session_is_a_plain_proposal(cast, client, asked):
    client.force_login(cast.local)
    address = f"{reverse('proposal_new')}?guidance={asked}"
    client.post(address, {"theme": "postal", "text": "Trực tiếp", "committee": cast.committee.pk})
    assert Proposal.objects.get().guidance is None


def test_session_that_one_may_not_read_is_not_named(cast, client):
    cast.guidance.attendances.all().delete()
    client.force_login(cast.local)
    raise_at(client, cast.guidance, committee=cast.committee.pk)
    assert Proposal.objects.get().guidance is None


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_asks_as_many_queries_for_any_number_of_rows(cast, client, django_assert_num_queries, rows):
    for n in range(rows - 1):
        make_guidance(cast, f"Buổi {n}")
    client.force_login(cast.staff)
    client.get(reverse("guidance_list"))
    with django_assert_num_queries(7):
        assert client.get(reverse("guidance_list")).context["page_obj"].paginator.count == rows


def test_list_is_filtered_and_exported(cast, client):
    other = make_guidance(cast, "Tập huấn", date=date(2022, 1, 1))
    Proposal.objects.create(
        committee=cast.committee, raised_by=cast.body, theme="postal", text="A", guidance=other
    )
    client.force_login(cast.staff)
    shown = client.get(reverse("guidance_list"), {"year": "2022", "q": "tap huan"})
    export = client.get(reverse("guidance_list"), {"year": "2022", "export": "csv"})
    table = export.content.decode("utf-8-sig")
    assert list(shown.context["page_obj"]) == [other]
    assert table.splitlines()[1].startswith("Tập huấn,Sở Thông tin và Truyền thông,huyện Lộc Hà,1/1/2022,")
    assert shown.context["page_obj"][0].proposal_count == 1
