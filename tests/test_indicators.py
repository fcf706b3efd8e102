"""The pages of indicators, sets and reporting duties: who reads, who writes, what is refused."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cds_portal.accounts.grants import Role
from cds_portal.clock import today
from cds_portal.files import StoredFile
from districts import catalogue
from districts.models import Indicator, IndicatorSet, ProgressReport, ReportingDuty, ReportingPeriod, Target
from districts.periods import span
from districts.set_workbook import set_workbook
from tests.factories import Cast, make_body, make_user
from tests.test_catalogue import edited, put

pytestmark = pytest.mark.django_db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def cast(db):
    cast = Cast()
    cast.admin = make_user(Role.ADMIN, make_body("Văn phòng", kind="office"))
    catalogue.load(issuer="Ban (minh họa)", area="42")
    return cast


@pytest.fixture
def first(cast):
    return IndicatorSet.objects.get(version=1)


def indicator(code, version=1):
    return Indicator.objects.get(indicator_set__version=version, code=code)


@pytest.fixture
def as_admin(client, cast):
    client.force_login(cast.admin)
    return client


@pytest.fixture
def as_staff(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def report(cast, first):
    period = ReportingPeriod.objects.create(code="2025-Q3", **span("2025-Q3")._asdict())
    report = ProgressReport.objects.create(
        committee=cast.committee, body=cast.commune_body, period=period, indicator_set=first
    )
    report.indicators.set([indicator("CQ2")])
    return report


# Reading


def codes(response):
    return [row.code for row in response.context["page_obj"]]


def test_list_begins_with_the_set_in_force(as_staff):
    response = as_staff.get("/indicators/")
    assert response.context["indicator_set"].stamp == "xa-2023/2"
    assert response.context["page_obj"].paginator.count == 63
    assert codes(response)[:4] == ["NT1", "NT2", "NT3", "NT4"]


def test_list_begins_with_the_set_the_body_reports_by(client, cast, report):
    client.force_login(cast.local)
    assert client.get("/indicators/").context["indicator_set"].stamp == "xa-2023/1"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ho so truc tuyen"}, ["CQ2", "CQ3"]),
        ({"q": "CQ2"}, ["CQ2"]),
        ({"mark": "new_rural"}, ["NT1", "HT1", "HT5", "CQ9", "KT4", "XH9a", "XH9b"]),
        ({"level": "province"}, ["KT1", "KT5"]),
        ({"pillar": "AT"}, ["AT1", "AT2", "AT3a", "AT3b"]),
        ({"frequency": "year", "pillar": "TC"}, ["TC1", "TC2"]),
        ({"q": "hop dong"}, []),
    ],
)
def test_list_is_filtered(as_staff, query, found):
    assert codes(as_staff.get("/indicators/", query)) == found


def test_department_finds_what_it_is_responsible_for(client, cast, first):
    department = make_body("Sở Khoa học và Công nghệ", kind="department")
    Indicator.objects.filter(code__in=["HT1", "HT3"]).update(responsible=department)
    client.force_login(make_user(Role.DEPARTMENT, department))
    assert codes(client.get("/indicators/", {"mark": "mine"})) == ["HT1", "HT3"]
    client.force_login(cast.staff)
    assert "thuộc ngành tôi phụ trách" not in client.get("/indicators/").content.decode()


def test_list_of_all_sets_holds_every_version(as_staff):
    assert as_staff.get("/indicators/", {"set": ""}).context["page_obj"].paginator.count == 121


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_asks_as_many_queries_for_any_number_of_rows(as_staff, first, django_assert_num_queries, rows):
    template = indicator("CQ2")
    Indicator.objects.filter(indicator_set=first).exclude(pk=template.pk).delete()
    for n in range(rows - 1):
        Indicator.objects.create(
            indicator_set=first, pillar=template.pillar, code=f"Z{n}", name=f"Tên {n}", kind="count", order=n
        )
    address = f"/indicators/?set={first.pk}"
    as_staff.get(address)
    with django_assert_num_queries(9):
        assert as_staff.get(address).status_code == 200


# Queries of the administrator's pages, whatever the number of rows.
QUERIES = {"indicatorset_list": 4, "indicatorset_detail": 10, "duty_list": 5, "period_list": 4}


def fill(cast, name, first, rows):
    if name == "indicatorset_list":
        IndicatorSet.objects.bulk_create(
            IndicatorSet(code=f"bo-{n}", name="Bộ", issuer="Ban", valid_from=today()) for n in range(rows)
        )
    if name == "indicatorset_detail":
        template = indicator("CQ2")
        Indicator.objects.bulk_create(
            Indicator(
                indicator_set=first, pillar=template.pillar, code=f"Z{n}", name="Tên", kind="count", order=n
            )
            for n in range(rows)
        )
    if name == "duty_list":
        for n in range(rows):
            make_duty(cast, first, valid_from=date(1000 + n, 1, 1)).bodies.add(cast.commune_body)
    if name == "period_list":
        days = span("2025-Q3")._asdict()
        codes = [f"{2001 + n // 12}-{n % 12 + 1:02}" for n in range(rows)]
        ReportingPeriod.objects.bulk_create(ReportingPeriod(code=code, **days) for code in codes)


@pytest.mark.parametrize("rows", [1, 3, 300])
@pytest.mark.parametrize("name", QUERIES)
def test_administrators_page_asks_as_many_queries_for_any_number_of_rows(
    as_admin, cast, first, django_assert_num_queries, name, rows
):
    fill(cast, name, first, rows)
    address = reverse(name, args=[first.pk] if name == "indicatorset_detail" else [])
    as_admin.get(address)
    with django_assert_num_queries(QUERIES[name]):
        assert as_admin.get(address).status_code == 200


def test_periods_are_listed_newest_first(as_admin):
    for code in ("2025-Q4", "2026-Q1", "2025-Q3"):
        ReportingPeriod.objects.create(code=code, **span(code)._asdict())
    shown = [period.code for period in as_admin.get(reverse("period_list")).context["periods"]]
    assert shown == ["2026-Q1", "2025-Q4", "2025-Q3"]


def test_list_stands_strange_addresses(as_staff):
    strange = {"q": "\x00'%_<script>", "sort": "-password", "page": "abc", "set": "x", "pillar": "x"}
    assert as_staff.get("/indicators/", strange).status_code == 200


def test_export_holds_the_filters_of_the_screen(as_staff):
    content = as_staff.get("/indicators/", {"q": "CQ2", "export": "csv"}).content.decode("utf-8-sig")
    head, row = content.strip().splitlines()
    assert head.startswith("Bộ,Mã,Trụ cột,Chỉ tiêu,Cách tính,Tử số hoặc cách đếm,Mẫu số")
    assert row.startswith("xa-2023/2,CQ2,Chính quyền số,Tỷ lệ hồ sơ nộp trực tuyến")
    assert "2026: 98" in row


def test_detail_tells_meaning_versions_and_use(as_staff, report):
    page = as_staff.get(reverse("indicator_detail", args=[indicator("CQ1").pk])).content.decode()
    assert "Tổng số thủ tục hành chính thuộc thẩm quyền giải quyết" in page
    assert "không so sánh được" in page
    assert "xa-2023/2" in page


def test_detail_counts_only_reports_that_the_reader_may_see(client, cast, report):
    address = reverse("indicator_detail", args=[indicator("CQ2").pk])
    client.force_login(cast.local)
    assert client.get(address).context["report_count"] == 1
    # Nothing was sent yet: the committee does not see it.
    client.force_login(cast.staff)
    assert client.get(address).context["report_count"] == 0


def test_unknown_indicator_is_not_found(as_staff):
    assert as_staff.get("/indicators/999999/").status_code == 404


# Only the administrator writes

WRITING = [
    ("get", "administration", ()),
    ("get", "period_list", ()),
    ("get", "indicatorset_list", ()),
    ("get", "indicatorset_new", ()),
    ("get", "indicatorset_detail", ("set",)),
    ("get", "indicatorset_edit", ("set",)),
    ("get", "indicatorset_version", ("set",)),
    ("get", "indicatorset_workbook", ("set",)),
    ("post", "indicatorset_import", ("set",)),
    ("post", "indicatorset_apply", ("set",)),
    ("get", "indicator_new", ("set",)),
    ("get", "indicator_edit", ("indicator",)),
    ("get", "indicator_delete", ("indicator",)),
    ("get", "duty_new", ()),
    ("get", "duty_edit", ("duty",)),
    ("post", "duty_end", ("duty",)),
]


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADER, Role.CLERK, Role.MEMBER])
@pytest.mark.parametrize(("method", "name", "wanted"), WRITING)
def test_writing_is_for_the_administrator(client, cast, first, role, method, name, wanted):
    keys = {"set": first.pk, "indicator": indicator("CQ2").pk, "duty": make_duty(cast, first).pk}
    address = reverse(name, args=[keys[key] for key in wanted])
    client.force_login(make_user(role, cast.committee))
    assert getattr(client, method)(address).status_code == 403


@pytest.mark.parametrize(("method", "name", "wanted"), [row for row in WRITING if row[0] == "get"])
def test_administrator_opens_every_page(as_admin, cast, first, name, method, wanted):
    keys = {"set": first.pk, "indicator": indicator("CQ2").pk, "duty": make_duty(cast, first).pk}
    assert as_admin.get(reverse(name, args=[keys[key] for key in wanted])).status_code == 200


# Sets


def set_data(**values):
    return {
        "code": "tinh-2026",
        "name": "Bộ chỉ tiêu cấp tỉnh",
        "issuer": "UBND tỉnh",
        "valid_from": "1/1/2026",
        "valid_to": "",
    } | values


def test_set_is_made_once_however_often_it_is_sent(as_admin):
    data = set_data(form_token="t1")
    first_answer = as_admin.post("/administration/indicator-sets/new/", data)
    again = as_admin.post("/administration/indicator-sets/new/", data)
    made = IndicatorSet.objects.get(code="tinh-2026")
    assert (made.version, made.valid_from) == (1, date(2026, 1, 1))
    assert first_answer.url == again.url == reverse("indicatorset_detail", args=[made.pk])


def test_code_of_a_set_is_not_taken_twice(as_admin):
    response = as_admin.post("/administration/indicator-sets/new/", set_data(code="xa-2023"))
    assert response.status_code == 422
    assert response.context["form"].errors["code"] == ["Đã có bộ mang mã này. Mở bộ đó và lập phiên bản mới."]


def test_versions_of_a_set_do_not_overlap(as_admin, first):
    response = as_admin.post(
        reverse("indicatorset_edit", args=[first.pk]),
        set_data(valid_from="1/1/2021", valid_to="31/12/2026", row_version=first.row_version),
    )
    assert response.status_code == 422
    assert response.context["form"].errors["valid_from"] == ["Trùng thời gian với phiên bản 2."]


def test_stale_set_shows_both_texts_and_saves_nothing(as_admin, first):
    data = set_data(valid_from="1/1/2021", valid_to="31/12/2025", name="Tên của tôi", row_version=1)
    IndicatorSet.objects.get(pk=first.pk).save_version(1)
    response = as_admin.post(reverse("indicatorset_edit", args=[first.pk]), data)
    assert response.status_code == 409
    conflict = next(row for row in response.context["form"].conflicts if row.mine == "Tên của tôi")
    assert conflict.theirs == first.name
    assert IndicatorSet.objects.get(pk=first.pk).name == first.name


def test_new_version_is_made_on_the_screen(as_admin):
    newest = IndicatorSet.objects.get(version=2)
    data = {"name": "Bộ 2027", "issuer": "Ban", "legal_basis": "", "valid_from": "1/1/2027"}
    response = as_admin.post(reverse("indicatorset_version", args=[newest.pk]), data)
    made = IndicatorSet.objects.get(version=3)
    assert response.url == reverse("indicatorset_detail", args=[made.pk])
    assert made.indicators.count() == 63


def test_refused_version_keeps_what_was_typed(as_admin, first):
    data = {"name": "Bộ 2027", "issuer": "Ban", "legal_basis": "", "valid_from": "1/1/2027"}
    response = as_admin.post(reverse("indicatorset_version", args=[first.pk]), data)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["Bộ này đã có phiên bản 2. Lập từ phiên bản đó."]
    assert response.context["form"]["name"].value() == "Bộ 2027"


# Indicators


def indicator_data(row, targets=(), **values):
    fields = (
        "code name kind numerator_name denominator_name unit_name direction frequency jump_limit minimum "
        "responsible_name basis order row_version"
    )
    data = {name: str(getattr(row, name)) for name in fields.split()}
    data |= {"pillar": row.pillar_id, "maximum": "" if row.maximum is None else row.maximum}
    ticked = ("for_commune", "for_district", "is_cumulative", "may_exceed", "is_new_rural", "is_default")
    data |= {name: "on" for name in ticked if getattr(row, name)}
    stored = list(row.targets.filter(unit=None)) if row.pk else []
    data |= {"targets-TOTAL_FORMS": len(stored) + len(targets), "targets-INITIAL_FORMS": len(stored)}
    for n, target in enumerate(stored):
        data |= {f"targets-{n}-id": target.pk, f"targets-{n}-year": target.year}
        data |= {f"targets-{n}-value": "" if target.value is None else target.value}
    for n, (year, value) in enumerate(targets, start=len(stored)):
        data |= {f"targets-{n}-year": year, f"targets-{n}-value": value}
    return data | values


def test_indicator_and_its_targets_are_saved_together(as_admin):
    row = indicator("CQ2")
    address = reverse("indicator_edit", args=[row.pk])
    data = indicator_data(row, [(2024, "72,5")], basis="QĐ 10", frequency="quarter")
    assert as_admin.post(address, data).url == reverse("indicator_detail", args=[row.pk])
    row.refresh_from_db()
    assert (row.basis, row.frequency, row.row_version) == ("QĐ 10", "quarter", 2)
    assert [(target.year, target.value and float(target.value)) for target in row.targets.all()] == [
        (2024, 72.5),
        (2025, None),
    ]


def test_wrong_target_saves_nothing_of_the_indicator(as_admin):
    row = indicator("CQ2")
    data = indicator_data(row, [(2025, "80")], basis="QĐ 10")
    response = as_admin.post(reverse("indicator_edit", args=[row.pk]), data)
    assert response.status_code == 422
    assert "Năm này đã có mức phấn đấu." in response.content.decode()
    assert indicator("CQ2").basis == row.basis


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("code", "CQ2x", "mã"),
        ("kind", "count", "cách tính"),
        ("numerator_name", "Tử số khác", "tử số là"),
        ("denominator_name", "Mẫu số khác", "mẫu số là"),
        ("unit_name", "hồ sơ", "đơn vị tính"),
    ],
)
def test_meaning_of_an_indicator_in_use_is_not_changed(as_admin, report, field, value, label):
    row = indicator("CQ2")
    response = as_admin.post(reverse("indicator_edit", args=[row.pk]), indicator_data(row, **{field: value}))
    assert response.status_code == 422
    assert response.context["form"].errors[field] == [
        f"Báo cáo đã dùng chỉ tiêu này nên không đổi được “{label}”. Lập phiên bản mới của bộ chỉ tiêu."
    ]


def test_wording_and_target_of_an_indicator_in_use_may_change(as_admin, report):
    row = indicator("CQ2")
    data = indicator_data(row, name="Tỷ lệ hồ sơ trực tuyến")
    assert as_admin.post(reverse("indicator_edit", args=[row.pk]), data).status_code == 302
    assert indicator("CQ2").name == "Tỷ lệ hồ sơ trực tuyến"


def test_indicator_not_in_use_may_change_its_meaning(as_admin):
    row = indicator("CQ2")
    data = indicator_data(row, denominator_name="Mẫu số khác")
    assert as_admin.post(reverse("indicator_edit", args=[row.pk]), data).status_code == 302
    assert indicator("CQ2").denominator_name == "Mẫu số khác"


def test_ratio_without_a_denominator_is_refused(as_admin):
    row = indicator("CQ2")
    data = indicator_data(row, denominator_name="")
    response = as_admin.post(reverse("indicator_edit", args=[row.pk]), data)
    assert response.context["form"].errors["denominator_name"] == ["Tỷ lệ phải nêu rõ tử số và mẫu số."]


def test_changed_calculation_is_not_compared_unless_explained(as_admin):
    row = indicator("CQ2", version=2)
    address = reverse("indicator_edit", args=[row.pk])
    data = indicator_data(row, denominator_name="Mẫu số khác")
    response = as_admin.post(address, data | {"comparable": "on"})
    assert response.context["form"].errors["comparable"] == [
        "Cách tính khác phiên bản trước: bỏ chọn ô này, hoặc ghi vì sao vẫn so sánh được."
    ]
    as_admin.post(address, data | {"comparable": "on", "comparison_note": "Chỉ đổi câu chữ"})
    link = row.was.get()
    assert (link.comparable, link.note) == (True, "Chỉ đổi câu chữ")
    as_admin.post(address, data | {"row_version": 2})
    assert row.was.get().comparable is False


def test_code_is_once_in_a_set(as_admin):
    row = indicator("CQ2")
    response = as_admin.post(reverse("indicator_edit", args=[row.pk]), indicator_data(row, code="CQ3"))
    assert response.context["form"].errors["code"] == ["Bộ này đã có chỉ tiêu mang mã CQ3."]


def test_stale_indicator_shows_both_texts_and_saves_no_target(as_admin):
    row = indicator("CQ2")
    data = indicator_data(row, [(2024, "70")], basis="Căn cứ của tôi")
    row.save_version(1)
    response = as_admin.post(reverse("indicator_edit", args=[row.pk]), data)
    assert response.status_code == 409
    assert [conflict.mine for conflict in response.context["form"].conflicts] == ["Căn cứ của tôi"]
    assert list(row.targets.values_list("year", flat=True)) == [2025]


def test_new_indicator_is_made_once(as_admin, first):
    fresh = Indicator(
        indicator_set=first, pillar=indicator("CQ2").pillar, code="CQ20", name="Số cuộc họp", kind="count",
        unit_name="cuộc", direction="up", frequency="quarter", order=99,
    )  # fmt: skip
    data = indicator_data(fresh, [(2025, "10")], form_token="t2")
    address = reverse("indicator_new", args=[first.pk])
    answers = [as_admin.post(address, data).url for _ in range(2)]
    made = indicator("CQ20")
    assert answers == [reverse("indicator_detail", args=[made.pk])] * 2
    assert list(made.targets.values_list("year", "value")) == [(2025, 10)]


def test_indicator_in_use_is_not_deleted(as_admin, report):
    address = reverse("indicator_delete", args=[indicator("CQ2").pk])
    assert "Chưa xóa được" in as_admin.get(address).content.decode()
    as_admin.post(address)
    assert indicator("CQ2").code == "CQ2"


def test_indicator_not_in_use_is_deleted_with_its_targets(as_admin):
    as_admin.post(reverse("indicator_delete", args=[indicator("CQ3").pk]))
    assert not Target.objects.filter(indicator__code="CQ3", indicator__indicator_set__version=1).exists()


# The workbook on the screen


def upload(client, indicator_set, content, name="bo.xlsx"):
    file = SimpleUploadedFile(name, content, XLSX)
    return client.post(reverse("indicatorset_import", args=[indicator_set.pk]), {"file": file})


def test_workbook_is_downloaded_under_the_name_of_its_set(as_admin, first):
    response = as_admin.get(reverse("indicatorset_workbook", args=[first.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="bo-chi-tieu-xa-2023-1.xlsx"'
    assert response["Content-Type"] == XLSX


def test_preview_writes_nothing_and_applying_writes_all(as_admin, first):
    response = upload(as_admin, first, edited(first, put("CQ2", "Mức 2025", 85)))
    assert response.status_code == 200
    assert [change.lines for change in response.context["plan"].changes] == [[("Mức 2025", "tăng", "85")]]
    assert list(indicator("CQ2").targets.values_list("value", flat=True)) == [None]
    data = {"file": response.context["file"].pk, "fingerprint": response.context["fingerprint"]}
    as_admin.post(reverse("indicatorset_apply", args=[first.pk]), data)
    assert list(indicator("CQ2").targets.values_list("value", flat=True)) == [85]


def test_preview_with_problems_offers_nothing_to_apply(as_admin, first):
    response = upload(as_admin, first, edited(first, put("CQ2", "Tần suất", "luôn")))
    assert response.status_code == 422
    assert "fingerprint" not in response.context
    assert "“luôn” không dùng được cho cột “Tần suất”." in response.content.decode()
    assert not StoredFile.objects.exists()


def test_unchanged_workbook_says_so(as_admin, first):
    response = upload(as_admin, first, set_workbook(first))
    assert "Nội dung tệp giống hệt bộ chỉ tiêu đang lưu." in response.content.decode()


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_in_words(as_admin, first, content):
    response = upload(as_admin, first, content)
    assert response.status_code == 422
    assert list(response.context["form"].errors) != []


def test_only_the_own_upload_is_applied(as_admin, cast, first):
    response = upload(as_admin, first, edited(first, put("CQ2", "Mức 2025", 85)))
    data = {"file": response.context["file"].pk, "fingerprint": response.context["fingerprint"]}
    as_admin.force_login(make_user(Role.ADMIN, cast.admin.present_posts[0].body))
    assert as_admin.post(reverse("indicatorset_apply", args=[first.pk]), data).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "9" * 40])
def test_nothing_is_applied_without_a_preview(as_admin, first, number):
    response = as_admin.post(reverse("indicatorset_apply", args=[first.pk]), {"file": number}, follow=True)
    assert "Chưa có tệp nào được xem trước." in response.content.decode()


# Reporting duties


def make_duty(cast, indicator_set, **fields):
    fields = {"period_kind": "quarter", "level": "commune", "valid_from": date(2025, 7, 1)} | fields
    return ReportingDuty.objects.create(committee=cast.committee, indicator_set=indicator_set, **fields)


def duty_data(cast, indicator_set, **values):
    return {
        "committee": cast.committee.pk,
        "indicator_set": indicator_set.pk,
        "period_kind": "quarter",
        "level": "commune",
        "opens_days_before": 15,
        "valid_from": "1/7/2025",
        "valid_to": "",
        "legal_basis": "Kế hoạch số 1",
    } | values


def test_committee_reads_its_own_duties_and_may_not_write(client, cast, first):
    make_duty(cast, first)
    address = "/administration/reporting-duties/"
    for user, count in ((cast.staff, 1), (cast.leader, 1), (cast.stranger, 0), (cast.admin, 1)):
        client.force_login(user)
        response = client.get(address)
        assert (len(response.context["duties"]), response.context["may_administer"]) == (
            count,
            user == cast.admin,
        )


def test_duties_are_no_page_of_local_bodies(client, cast, first):
    client.force_login(cast.local)
    assert client.get("/administration/reporting-duties/").status_code == 403


def test_duty_is_made_once(as_admin, cast, first):
    data = duty_data(cast, first, form_token="t3")
    for _ in range(2):
        assert (
            as_admin.post("/administration/reporting-duties/new/", data).url
            == "/administration/reporting-duties/"
        )
    assert list(ReportingDuty.objects.values_list("level", "legal_basis")) == [("commune", "Kế hoạch số 1")]


@pytest.mark.parametrize(
    ("values", "is_made"),
    [
        ({}, False),
        ({"valid_from": "1/7/2026"}, False),
        ({"valid_from": "1/1/2023", "valid_to": "30/6/2025"}, True),
        ({"level": "district"}, True),
        ({"period_kind": "year"}, True),
    ],
)
def test_same_body_is_not_asked_twice_at_one_time(as_admin, cast, first, values, is_made):
    make_duty(cast, first)
    as_admin.post("/administration/reporting-duties/new/", duty_data(cast, first, **values))
    assert ReportingDuty.objects.count() == 1 + is_made


def test_named_body_must_be_of_the_level(as_admin, cast, first):
    data = duty_data(cast, first, bodies=[cast.body.pk])
    response = as_admin.post("/administration/reporting-duties/new/", data)
    assert response.context["form"].errors["bodies"] == ["Có đơn vị không thuộc cấp báo cáo đã chọn."]


def test_stale_duty_is_not_overwritten(as_admin, cast, first):
    duty = make_duty(cast, first)
    duty.save_version(1)
    data = duty_data(cast, first, row_version=1, opens_days_before=20)
    assert as_admin.post(reverse("duty_edit", args=[duty.pk]), data).status_code == 409
    duty.refresh_from_db()
    assert duty.opens_days_before == 15


def test_duty_is_ended_on_a_day(as_admin, cast, first):
    duty = make_duty(cast, first)
    as_admin.post(reverse("duty_end", args=[duty.pk]), {"valid_to": "31/12/2026"})
    duty.refresh_from_db()
    assert duty.valid_to == date(2026, 12, 31)


@pytest.mark.parametrize("day", ["1/1/2020", "hôm nay", ""])
def test_duty_is_not_ended_before_it_began(as_admin, cast, first, day):
    duty = make_duty(cast, first)
    as_admin.post(reverse("duty_end", args=[duty.pk]), {"valid_to": day})
    duty.refresh_from_db()
    assert duty.valid_to is None


# The administrator's first page


def test_administration_tells_sets_duties_and_health(as_admin, cast, first):
    make_duty(cast, first)
    response = as_admin.get("/administration/")
    assert [row.stamp for row in response.context["sets"]] == ["xa-2023/2"]
    assert response.context["duty_count"] == 1
    assert {check.code for check in response.context["checks"]} >= {"database", "broker", "worker", "disk"}


def test_periods_tell_how_many_were_asked_and_sent(as_admin, report):
    (period,) = as_admin.get("/administration/periods/").context["periods"]
    assert (period.asked, period.received, period.due_on > date(2025, 9, 14)) == (1, 0, True)
    assert period.due_on < today()
