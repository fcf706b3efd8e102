"""The page of a progress report: what it shows, to whom, and the files with it."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from districts.actions import progress
from districts.figures import Figures
from districts.models import ReportFile
from tests.factories import image_bytes
from tests.progress_pages import EVERYBODY, code_of, pdf_bytes, press
from tests.progress_world import FIGURES, ON_TIME, ProgressCast, accepted, fill, submitted


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = ON_TIME
    return ProgressCast()


# What the page shows, and to whom


def page_for(client, cast, who, query=""):
    client.force_login(getattr(cast, who))
    return client.get(cast.report.get_absolute_url() + query)


READERS = ["reporter", "second", "chairman", "above", "staff", "leader", "clerk", "officer"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_sent_report_is_read_by_those_it_is_meant_for(cast, client, who):
    submitted(cast)
    readers = [*READERS, "colleague"]
    assert page_for(client, cast, who).status_code == (200 if who in readers else 404)


@pytest.mark.parametrize("who", ["above", "officer"])
def test_unsent_report_is_not_known_outside_body_and_committee(cast, client, who):
    fill(cast)
    assert page_for(client, cast, who).status_code == 404


@pytest.mark.parametrize("who", ["staff", "leader", "clerk"])
def test_committee_sees_of_an_unsent_report_only_that_it_has_not_come(cast, client, who):
    fill(cast)
    response = page_for(client, cast, who)
    page = response.content.decode()
    assert "Đơn vị chưa gửi báo cáo này" in page
    assert [words in page for words in ("120", "75%", "nháp")] == [False] * 3
    assert response.context["rows"][0].value is None


def test_department_sees_its_own_indicator_only(cast, client):
    submitted(cast)
    response = page_for(client, cast, "officer")
    assert [row.indicator.code for row in response.context["rows"]] == ["CQ1"]
    assert "120" not in response.content.decode()


def test_what_is_being_mended_is_shown_to_the_body_alone(cast, client):
    submitted(cast)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)
    fill(cast, figures={"KT1": Figures(value=Decimal(777))})
    seen = {who: "777" in page_for(client, cast, who).content.decode() for who in READERS}
    assert [who for who in READERS if seen[who]] == ["reporter", "second", "chairman"]
    assert "777" not in page_for(client, cast, "staff", "?version=2").content.decode()


def test_inner_moves_of_the_body_are_not_told_to_others(cast, client):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.refuse_to_sign(cast.report, by=cast.chairman, reason="Số liệu bịa")
    submitted(cast)
    assert "Số liệu bịa" in page_for(client, cast, "reporter").content.decode()
    assert "Số liệu bịa" not in page_for(client, cast, "staff").content.decode()


def test_versions_are_shown_side_by_side(cast, client):
    submitted(cast)
    progress.return_cells(cast.report, {cast.indicators["KT1"]: "Sai"}, by=cast.staff)
    submitted(cast, figures={"KT1": Figures(value=Decimal(125))})
    changes = page_for(client, cast, "staff").context["changes"]
    assert [
        (newer.number, [(old.indicator.code, old.value_words, new.value_words) for old, new in rows])
        for newer, rows in changes
    ] == [(2, [("KT1", "120", "125")])]


def test_page_compares_with_the_last_accepted_period_and_the_target(cast, client):
    accepted(cast, report=cast.make_report("2026-Q2"))
    cast.make_target("CQ1", Decimal(80))
    cast.make_target("CQ2", Decimal(40))
    cast.make_target("CQ2", Decimal(30), unit=cast.unit)
    submitted(cast, figures=FIGURES | {"CQ1": Figures(Decimal(48), Decimal(60))})
    rows = {row.indicator.code: row for row in page_for(client, cast, "staff").context["rows"]}
    assert (rows["CQ1"].last_words, rows["CQ1"].change_words, rows["CQ1"].target_tone) == (
        "75%",
        "+5 điểm %",
        "ok",
    )
    assert (rows["CQ2"].change_words, rows["CQ2"].target_words, rows["CQ2"].target_tone) == (
        "không đổi",
        "30",
        "warn",
    )


@pytest.mark.parametrize("who", EVERYBODY)
def test_buttons_offered_are_those_that_are_allowed(cast, client, who):
    submitted(cast)
    response = page_for(client, cast, who)
    if response.status_code == 404:
        return
    offered = response.context["acts"] & {"return", "accept", "lock", "unlock", "sign", "edit", "on_behalf"}
    assert offered == ({"return", "accept"} if who in ("staff", "colleague") else set())


# Files


def add_file(client, cast, upload, **data):
    return press(client, cast, "progress_file_add", **{"kind": "evidence", "file": upload} | data)


def xlsx_bytes():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind", "content_type"),
    [
        ("ky.pdf", pdf_bytes, "signed", "application/pdf"),
        ("anh.png", lambda: image_bytes(format="PNG"), "evidence", "image/jpeg"),
        (
            "bang.xlsx",
            xlsx_bytes,
            "evidence",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_file_is_kept_and_given_back_to_readers_only(cast, client, name, content, kind, content_type):
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile(name, content()), kind=kind)
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    progress.sign(cast.report, by=cast.chairman)
    kept = ReportFile.objects.get()
    assert (kept.kind, kept.file.content_type, kept.version.number) == (kind, content_type, 1)
    url = reverse("progress_file", args=[cast.report.pk, kept.pk])
    codes = {}
    for who in EVERYBODY:
        client.force_login(getattr(cast, who))
        codes[who] = code_of(client, url)
    # A department reads evidence of its own indicators, this is of the whole report.
    readers = {*READERS, "colleague"} - {"officer"}
    assert codes == {who: 200 if who in readers else 404 for who in EVERYBODY}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("ky.pdf", b"not a pdf", "signed"),
        ("anh.jpg", b"GIF89a", "evidence"),
        ("bang.xlsx", b"PK\x03\x04 broken", "evidence"),
        ("virus.exe", b"MZ", "evidence"),
        ("bang.xlsx", None, "signed"),
        ("trong.pdf", b"", "signed"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_in_words(cast, client, name, content, kind):
    client.force_login(cast.reporter)
    content = xlsx_bytes() if content is None else content
    response = add_file(client, cast, SimpleUploadedFile(name, content), kind=kind)
    assert (response.status_code, ReportFile.objects.count()) == (302, 0)


def test_withdrawn_file_is_shown_to_nobody_and_stays_on_record(cast, client):
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    kept = ReportFile.objects.get()
    client.post(reverse("progress_file_withdraw", args=[cast.report.pk, kept.pk]))
    kept.refresh_from_db()
    assert kept.withdrawn_at == kept.file.withdrawn_at is not None
    assert code_of(client, reverse("progress_file", args=[cast.report.pk, kept.pk])) == 404


def test_file_of_a_former_version_stays(cast, client):
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    submitted(cast)
    progress.return_cells(cast.report, {}, by=cast.staff, note="Thiếu")
    kept = ReportFile.objects.get()
    client.post(reverse("progress_file_withdraw", args=[cast.report.pk, kept.pk]))
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


def test_accepted_report_takes_no_more_files(cast, client):
    accepted(cast)
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    assert ReportFile.objects.count() == 0


def test_department_downloads_evidence_of_its_own_indicator(cast, client):
    client.force_login(cast.reporter)
    upload = SimpleUploadedFile("anh.jpg", image_bytes())
    add_file(client, cast, upload, indicator=cast.indicators["CQ1"].pk)
    submitted(cast)
    client.force_login(cast.officer)
    url = reverse("progress_file", args=[cast.report.pk, ReportFile.objects.get().pk])
    assert code_of(client, url) == 200


def test_files_of_a_sent_report_are_added_to_and_not_changed(cast, client):
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    submitted(cast)
    kept = ReportFile.objects.get()
    client.get(cast.report.get_absolute_url())
    url = reverse("progress_file_withdraw", args=[cast.report.pk, kept.pk])
    said = [str(message) for message in client.post(url, follow=True).context["messages"]]
    kept.refresh_from_db()
    assert (kept.withdrawn_at, said) == (
        None,
        ["Báo cáo đã gửi, tệp đã gửi được giữ nguyên. Cần thay thì đề nghị Ban trả lại."],
    )
    add_file(client, cast, SimpleUploadedFile("moi.pdf", pdf_bytes()), kind="signed")
    assert ReportFile.objects.count() == 1
    add_file(client, cast, SimpleUploadedFile("bien-ban.pdf", pdf_bytes()), kind="evidence")
    assert ReportFile.objects.count() == 2


def test_signed_copy_that_was_not_there_is_added_after_sending(cast, client):
    submitted(cast)
    client.force_login(cast.reporter)
    add_file(client, cast, SimpleUploadedFile("ky.pdf", pdf_bytes()), kind="signed")
    assert [kept.kind for kept in ReportFile.objects.all()] == ["signed"]
