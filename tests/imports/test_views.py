"""The pages of an upload, as the body's reporter, its leader, its committee and strangers meet them."""

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from districts.actions import imports
from districts.imports.writer import body_workbook
from districts.models import ImportBatch, ProgressReport, ReportedValue
from tests import factories as make
from tests.imports import cast
from tests.imports.cast import GOOD, filled, upload_of

pytestmark = pytest.mark.django_db
BAD = GOOD | {"CQ2": {"Tử số": 132, "Mẫu số": 98}}


@pytest.fixture
def reporting():
    return cast.Reporting()


@pytest.fixture
def reporter(reporting, client):
    return signed_in(client, reporting.reporter)


def signed_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client, reporting, figures=GOOD, **extra):
    content = filled(body_workbook(reporting.report), figures)
    address = reverse("import_new", args=[reporting.report.pk])
    return client.post(address, {"file": upload_of(content)} | extra)


def checked(client, reporting, figures=GOOD):
    send(client, reporting, figures)
    batch = ImportBatch.objects.latest("at")
    imports.run(batch.pk)
    return ImportBatch.objects.get(pk=batch.pk)


def page(client, batch):
    return client.get(batch.get_absolute_url()).content.decode()


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_workbook_is_offered_as_a_file(reporter, reporting):
    response = reporter.get(reverse("progress_workbook", args=[reporting.report.pk]))
    assert response.headers["Content-Type"] == cast.XLSX
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="so-lieu-{reporting.body.code}-2023-Q3.xlsx"'
    )


def test_upload_is_only_kept_and_shows_that_it_waits(reporter, reporting):
    response = send(reporter, reporting)
    batch = ImportBatch.objects.get()
    assert (response.status_code, response.url) == (302, batch.get_absolute_url())
    assert (batch.state, batch.reports.get()) == ("queued", reporting.report)
    assert "Đang chờ đến lượt kiểm tra" in page(reporter, batch)


def test_upload_sent_twice_makes_one(reporter, reporting):
    token = {"form_token": "mot-lan"}
    assert [send(reporter, reporting, **token).url for _twice in range(2)] == [
        ImportBatch.objects.get().get_absolute_url()
    ] * 2


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (None, "Chọn tệp .xlsx đã điền số liệu."),
        (upload_of(b""), "Tệp “so-lieu.xlsx” không có nội dung."),
        (
            upload_of(b"x" * (5 * 1024 * 1024 + 1)),
            "Tệp “so-lieu.xlsx” nặng 5,0 MB, giới hạn là 5,0 MB.",
        ),
    ],
)
def test_upload_that_is_no_file_is_refused_on_the_page(reporter, reporting, upload, words):
    address = reverse("import_new", args=[reporting.report.pk])
    response = reporter.post(address, {"file": upload} if upload else {})
    assert (response.status_code, ImportBatch.objects.count()) == (422, 0)
    assert response.context["form"].errors == {"file": [words]}


def test_file_that_is_no_workbook_is_refused_in_words_after_the_check(reporter, reporting):
    address = reverse("import_new", args=[reporting.report.pk])
    reporter.post(address, {"file": upload_of(b"%PDF-1.7 khong phai bang tinh")})
    batch = ImportBatch.objects.get()
    imports.run(batch.pk)
    assert "không phải bảng tính Excel (.xlsx)" in page(reporter, batch)
    assert ImportBatch.objects.get().status == "rejected"


def test_page_shows_counts_problems_and_no_way_to_write(reporter, reporting):
    batch = checked(reporter, reporting, BAD)
    response = reporter.get(batch.get_absolute_url())
    assert response.context["counts"] == {
        "reports": 0,
        "read": 4,
        "valid": 3,
        "normalised": 0,
        "errors": 1,
        "warnings": 0,
        "changes": 0,
    }
    (problem,) = response.context["errors"]
    assert (problem["address"], problem["content"]) == ("E8", "132")
    assert problem["indicator"] == "CQ2 · Tỷ lệ hồ sơ nộp trực tuyến"
    assert "Tử số 132 lớn hơn mẫu số 98. Kiểm tra có đảo hai số không." in response.content.decode()
    assert '<button class="button button-primary" type="submit" disabled' in response.content.decode()


def test_page_shows_before_and_after(reporter, reporting):
    batch = checked(reporter, reporting)
    changes = reporter.get(batch.get_absolute_url()).context["changes"]
    assert [(change.indicator.code, change.before, change.after) for change in changes] == [
        ("CQ2", "", "90/98 = 91,84%"),
        ("NT3", "", "12"),
        ("CQ5", "", "4,5"),
        ("TC1", "", "có"),
    ]


def test_progress_is_asked_without_a_reload_until_the_work_ends(reporter, reporting):
    send(reporter, reporting)
    batch = ImportBatch.objects.get()
    asked = reporter.get(batch.get_absolute_url(), headers={"HX-Request": "true"})
    assert 'hx-trigger="load delay:1s"' in asked.content.decode()
    assert "<html" not in asked.content.decode()
    imports.run(batch.pk)
    ended = reporter.get(batch.get_absolute_url(), headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"


def test_write_then_undo(reporter, reporting):
    batch = checked(reporter, reporting)
    response = reporter.post(reverse("import_apply", args=[batch.pk]))
    assert response.url == reporting.report.get_absolute_url()
    assert ReportedValue.objects.count() == 4
    assert "đã ghi vào báo cáo lúc" in page(reporter, batch)
    response = reporter.post(reverse("import_undo", args=[batch.pk]), follow=True)
    assert said(response) == ["Đã hoàn tác: số liệu trở lại như trước khi nhập tệp."]
    assert ReportedValue.objects.count() == 0


def test_page_says_why_it_can_no_longer_be_undone(reporter, reporting):
    batch = checked(reporter, reporting)
    reporter.post(reverse("import_apply", args=[batch.pk]))
    ProgressReport.objects.update(status="awaiting_signature")
    html = page(reporter, batch)
    assert "Không hoàn tác được nữa: báo cáo của UBND xã Mỹ Thạnh Đông đã trình ký." in html
    assert reverse("import_undo", args=[batch.pk]) not in html


def test_refusal_to_write_is_told_in_words(reporter, reporting):
    batch = checked(reporter, reporting)
    ProgressReport.objects.update(status="awaiting_signature")
    response = reporter.post(reverse("import_apply", args=[batch.pk]), follow=True)
    assert said(response) == ["Báo cáo của UBND xã Mỹ Thạnh Đông đã trình ký, không ghi số liệu được."]


def test_cancel_while_it_waits(reporter, reporting):
    send(reporter, reporting)
    batch = ImportBatch.objects.get()
    response = reporter.post(reverse("import_cancel", args=[batch.pk]), follow=True)
    assert said(response) == ["Đã hủy. Không có gì được ghi vào báo cáo."]
    assert "Đã hủy kiểm tra tệp này" in response.content.decode()


def test_annotated_workbook_is_given_when_cells_are_wrong(reporter, reporting):
    good, bad = checked(reporter, reporting), checked(reporter, reporting, BAD)
    assert reporter.get(reverse("import_annotated", args=[good.pk])).status_code == 404
    response = reporter.get(reverse("import_annotated", args=[bad.pk]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="can-sua-so-lieu.xlsx"'
    assert b"".join(response).startswith(b"PK")


def test_sent_report_offers_no_upload(reporter, reporting):
    ProgressReport.objects.update(status="submitted", first_sent_at="2023-09-15T08:00+07:00")
    html = reporter.get(reverse("import_new", args=[reporting.report.pk])).content.decode()
    assert "Báo cáo đã gửi: không nhận thêm số liệu." in html
    assert 'type="file"' not in html


def test_uploads_before_are_listed(reporter, reporting):
    batch = checked(reporter, reporting)
    html = reporter.get(reverse("import_new", args=[reporting.report.pk])).content.decode()
    assert batch.get_absolute_url() in html
    assert "đạt, chờ ghi vào báo cáo" in html


# Who may


ACTS = ("import_apply", "import_undo", "import_cancel")


def test_stranger_finds_nothing(reporting, client):
    batch = checked(signed_in(client, reporting.reporter), reporting, BAD)
    other = make.make_user(Role.LOCAL_REPORTER, reporting.bodies[1])
    stranger = signed_in(client, other)
    for name in ("progress_workbook", "import_new"):
        assert stranger.get(reverse(name, args=[reporting.report.pk])).status_code == 404
    for name in ("import_detail", "import_annotated"):
        assert stranger.get(reverse(name, args=[batch.pk])).status_code == 404
    for name in ACTS:
        assert stranger.post(reverse(name, args=[batch.pk])).status_code == 404


def test_leader_of_the_body_reads_but_does_not_fill(reporting, client):
    batch = checked(signed_in(client, reporting.reporter), reporting)
    leader = signed_in(client, make.make_user(Role.LOCAL_LEADER, reporting.body))
    assert leader.get(batch.get_absolute_url()).status_code == 200
    assert leader.get(reverse("progress_workbook", args=[reporting.report.pk])).status_code == 200
    assert leader.get(reverse("import_new", args=[reporting.report.pk])).status_code == 403
    for name in ACTS:
        assert leader.post(reverse(name, args=[batch.pk])).status_code == 403


def test_colleague_of_the_body_writes_what_another_uploaded(reporting, client):
    batch = checked(signed_in(client, reporting.reporter), reporting)
    colleague = make.make_user(Role.LOCAL_REPORTER, reporting.body)
    signed_in(client, colleague).post(reverse("import_apply", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.status, batch.applied_by) == ("applied", colleague)


def test_committee_takes_the_workbook_without_the_draft_but_uploads_only_by_a_paper(reporting, client):
    staff = signed_in(client, reporting.staff)
    assert staff.get(reverse("progress_workbook", args=[reporting.report.pk])).status_code == 200
    assert staff.get(reverse("import_new", args=[reporting.report.pk])).status_code == 403


def test_acts_are_posts_only(reporter, reporting):
    batch = checked(reporter, reporting)
    for name in ACTS:
        assert reporter.get(reverse(name, args=[batch.pk])).status_code == 405
