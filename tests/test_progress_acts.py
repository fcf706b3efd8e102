"""The buttons of a progress report and what is entered on behalf of a body, over HTTP."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from districts.actions import on_behalf, progress
from districts.models import IncomingPaper, ProgressReport
from tests.progress_pages import EVERYBODY, code_of, edit_url, pdf_bytes, post_cell, press
from tests.progress_world import ON_TIME, ProgressCast, fill, submitted


@pytest.fixture
def cast(db, settings):
    settings.CLOCK_TODAY = ON_TIME
    return ProgressCast()


@pytest.fixture
def reporter(client, cast):
    client.force_login(cast.reporter)
    return client


# The buttons


def test_leader_signs_and_staff_accepts_and_leader_of_the_committee_unlocks(cast, client):
    fill(cast)
    progress.submit_for_signature(cast.report, by=cast.reporter)
    states = []
    for who, name, data in [
        ("chairman", "progress_refuse", {"reason": "Sai"}),
        ("reporter", "progress_submit", {}),
        ("chairman", "progress_sign", {}),
        ("staff", "progress_return", {f"reason-{cast.indicators['KT1'].pk}": "Sai"}),
        ("reporter", "progress_submit", {}),
        ("chairman", "progress_sign", {}),
        ("staff", "progress_accept", {}),
        ("staff", "progress_lock", {}),
        ("leader", "progress_unlock", {"reason": "Đính chính"}),
    ]:
        client.force_login(getattr(cast, who))
        assert press(client, cast, name, **data).status_code == 302
        states.append(ProgressReport.objects.get().status)
    assert states == [
        "draft",
        "awaiting_signature",
        "submitted",
        "returned",
        "awaiting_signature",
        "submitted",
        "accepted",
        "locked",
        "returned",
    ]


def test_refused_return_keeps_the_reasons_that_were_typed(cast, client):
    submitted(cast)
    ProgressReport.objects.update(status="accepted")
    client.force_login(cast.staff)
    response = press(client, cast, "progress_return", note="Thiếu bản ký")
    assert (response.status_code, "Thiếu bản ký" in response.content.decode()) == (422, True)


def test_return_page_opens_for_what_was_sent_only(cast, client):
    client.force_login(cast.staff)
    url = reverse("progress_return", args=[cast.report.pk])
    assert client.get(url).status_code == 302
    submitted(cast)
    assert client.get(url).status_code == 200


ACTS = {
    "progress_edit": ("reporter", "second"),
    "progress_submit": ("reporter", "second"),
    "progress_copy": ("reporter", "second"),
    "progress_sign": ("chairman",),
    "progress_refuse": ("chairman",),
    "progress_return": ("staff", "colleague"),
    "progress_accept": ("staff", "colleague"),
    "progress_lock": ("staff", "colleague"),
    "progress_unlock": ("leader",),
    "progress_on_behalf": ("staff", "colleague"),
    "progress_on_behalf_stop": ("staff", "colleague"),
    "progress_file_add": ("reporter", "second", "chairman"),
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", ACTS)
def test_act_is_open_to_its_people_only(cast, client, name, who):
    submitted(cast)
    client.force_login(getattr(cast, who))
    code = press(client, cast, name).status_code
    assert (code in (200, 302, 422)) == (who in ACTS[name])
    assert code in (200, 302, 422, 403, 404)


def test_reporter_does_not_write_into_what_is_entered_on_behalf(cast, reporter):
    enter_paper(cast)
    assert reporter.get(edit_url(cast)).status_code == 403
    assert post_cell(reporter, cast, "KT1", value="7").status_code == 403


# On behalf


def enter_paper(cast):
    paper = IncomingPaper.objects.create(
        committee=cast.committee,
        from_body=cast.body,
        number="12/BC-UBND",
        dated=date(2026, 9, 14),
        received_on=ON_TIME,
        by=cast.staff,
    )
    on_behalf.enter_on_behalf(cast.report, paper, by=cast.staff)
    return paper


PAPER = {"number": "12/BC-UBND", "dated": "14/9/2026", "received_on": "15/9/2026", "subject": "Báo cáo"}


def test_officer_registers_the_paper_types_and_sends(cast, client):
    client.force_login(cast.staff)
    upload = SimpleUploadedFile("bc.pdf", pdf_bytes(), "application/pdf")
    assert press(client, cast, "progress_on_behalf", **PAPER, upload=upload).url == edit_url(cast)
    page = client.get(edit_url(cast)).content.decode()
    assert "Nhập thay theo văn bản số 12/BC-UBND ngày 14/9/2026 của UBND xã Mai Phụ" in page
    fill(cast, by=cast.staff)
    press(client, cast, "progress_submit")
    shown = client.get(cast.report.get_absolute_url()).content.decode()
    assert "Nhập thay theo văn bản số 12/BC-UBND" in shown
    assert code_of(client, reverse("progress_paper", args=[cast.report.pk, 1])) == 200
    assert (reverse("progress_accept", args=[cast.report.pk]) in shown) is False


@pytest.mark.parametrize(
    ("missing", "words"), [("number", "Chưa nhập ô này"), ("received_on", "Chưa nhập ô này")]
)
def test_paper_needs_number_and_days(cast, client, missing, words):
    client.force_login(cast.staff)
    response = press(client, cast, "progress_on_behalf", **{**PAPER, missing: ""})
    assert (response.status_code, words in response.content.decode()) == (422, True)


def test_paper_cannot_come_before_it_was_written(cast, client):
    client.force_login(cast.staff)
    response = press(client, cast, "progress_on_behalf", **{**PAPER, "received_on": "13/9/2026"})
    assert "Ngày đến không thể trước ngày văn bản" in response.content.decode()


def test_refused_entry_registers_no_paper(cast, client):
    fill(cast)
    client.force_login(cast.staff)
    response = press(client, cast, "progress_on_behalf", **PAPER)
    assert (response.status_code, IncomingPaper.objects.count()) == (422, 0)
    assert "đang nhập dở" in response.content.decode()


def test_registered_paper_is_chosen_from_the_list(cast, client):
    paper = enter_paper(cast)
    on_behalf.stop_on_behalf(cast.report, by=cast.staff)
    client.force_login(cast.colleague)
    press(client, cast, "progress_on_behalf", paper=paper.pk)
    assert cast.report.versions.get().entered_by == cast.colleague
