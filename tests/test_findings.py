"""Findings: who writes them, what is refused, two officers at once, and that their text is inert."""

import lxml.html
import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cds_portal.fields import NOT_OFFERED
from oversight.actions import cases
from oversight.models import Finding, OversightSession
from tests.factories import Cast, make_member, make_recommendation, make_session, make_visit


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def finding(cast):
    return Finding.objects.create(
        session=cast.session, kind="limitation", heading="3", text="Mạng chậm", by=cast.staff
    )


def typed(**changes):
    return {"kind": "strength", "heading": "6", "text": "Chợ Phủ đã nhận chuyển khoản"} | changes


def new(session):
    return f"{reverse('finding_new')}?session={session.code}"


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


def test_new_finding_is_kept_with_its_visit_figures_and_author(cast, officer):
    visit = make_visit(session=cast.session, unit=cast.commune)
    data = typed(visit=visit.pk, severity="low", reported_value="1.234,5", verified_value="45,6")
    response = officer.post(new(cast.session), data)
    finding = Finding.objects.get()
    assert response.url == f"{cast.session.get_absolute_url()}?tab=findings"
    assert (finding.visit, finding.by, str(finding.reported_value), str(finding.verified_value)) == (
        visit,
        cast.staff,
        "1234.50",
        "45.60",
    )


def test_saving_and_writing_on_comes_back_to_an_empty_form(cast, officer):
    response = officer.post(new(cast.session), typed(more="1"))
    assert response.url == new(cast.session)


@pytest.mark.parametrize("missing", ["text", "kind", "heading"])
def test_finding_without_a_needed_field_is_refused_and_kept(cast, officer, missing):
    response = officer.post(new(cast.session), typed(indicator_code="KTS-01") | {missing: ""})
    assert (response.status_code, Finding.objects.count()) == (422, 0)
    assert response.context["form"].errors == {missing: ["Chưa nhập ô này."]}
    assert 'value="KTS-01"' in response.content.decode()


def test_visit_of_another_session_is_no_choice(cast, officer):
    elsewhere = make_visit(session=make_session(committee=cast.committee), unit=cast.commune)
    response = officer.post(new(cast.session), typed(visit=elsewhere.pk))
    assert response.context["form"].errors == {"visit": [NOT_OFFERED]}


def test_tampered_visit_is_told_in_our_words_and_nothing_typed_is_lost(cast, officer):
    make_visit(session=cast.session, unit=cast.commune)
    response = officer.post(new(cast.session), typed(visit="khong-phai-ma"))
    assert (response.status_code, response.context["form"].errors) == (422, {"visit": [NOT_OFFERED]})
    page = response.content.decode()
    assert ("UUID" in page, typed()["text"] in page) == (False, True)


def test_without_a_session_in_the_address_one_is_chosen(cast, officer):
    make_session(committee=cast.committee, status="closed")
    response = officer.get(reverse("finding_new"))
    assert list(response.context["sessions"]) == [cast.session]


@pytest.mark.parametrize("status", ["concluded", "follow_up", "closed", "cancelled"])
def test_after_the_conclusion_findings_stand(cast, officer, finding, status):
    OversightSession.objects.update(status=status)
    cast.session.refresh_from_db()
    word = cast.session.get_status_display()
    words = f"Cuộc giám sát {word}, không thêm hay sửa nội dung báo cáo được nữa."
    for url in (new(cast.session), finding.get_absolute_url()):
        assert said(officer.get(url)) == words
        response = officer.post(url, typed(text="Đã gõ lâu"))
        assert (response.status_code, response.context["form"].non_field_errors()) == (422, [words])
        assert "Đã gõ lâu</textarea>" in response.content.decode()
    assert said(officer.post(reverse("finding_delete", args=[finding.pk]))) == words
    assert [row.text for row in Finding.objects.all()] == ["Mạng chậm"]


def test_two_officers_on_one_finding_lose_nothing(cast, client, finding):
    client.force_login(cast.staff)
    assert client.post(finding.get_absolute_url(), typed(text="Của tôi", row_version="1")).status_code == 302
    client.force_login(cast.colleague)
    response = client.post(finding.get_absolute_url(), typed(text="Của bạn", row_version="1"))
    finding.refresh_from_db()
    assert (response.status_code, finding.text) == (409, "Của tôi")
    assert [(c.theirs, c.mine) for c in response.context["form"].conflicts] == [("Của tôi", "Của bạn")]
    assert "Của bạn</textarea>" in response.content.decode()


def test_finding_that_a_recommendation_rests_on_is_not_deleted(cast, officer, finding):
    make_recommendation(cast.session).findings.add(finding)
    url = reverse("finding_delete", args=[finding.pk])
    assert "Chưa xóa được" in officer.get(url).content.decode()
    words = "Nhận định đang là căn cứ của kiến nghị số 1. Bỏ liên kết ở kiến nghị rồi xóa."
    assert (said(officer.post(url)), Finding.objects.count()) == (words, 1)


def test_deleting_asks_first(officer, finding):
    url = reverse("finding_delete", args=[finding.pk])
    assert "Xóa nhận định" in officer.get(url).content.decode()
    assert Finding.objects.count() == 1
    assert said(officer.post(url)) == "Đã xóa nhận định."
    assert Finding.objects.count() == 0


def test_who_may_write_findings(cast, client, finding):
    rows = {
        "staff": (200, 200, 200),
        "colleague": (200, 200, 200),
        "leader": (200, 403, 403),
        "member": (200, 200, 403),
        "local": (403, 403, 403),
        "stranger": (200, 404, 404),
    }
    for who, codes in rows.items():
        client.force_login(getattr(cast, who))
        urls = (reverse("finding_list"), new(cast.session), finding.get_absolute_url())
        assert (who, *(client.get(url).status_code for url in urls)) == (who, *codes)


def test_member_edits_and_deletes_only_what_is_his_own(cast, client, finding):
    client.force_login(cast.member)
    client.post(new(cast.session), typed())
    own = Finding.objects.get(by=cast.member)
    assert client.post(own.get_absolute_url(), typed(text="Sửa", row_version="1")).status_code == 302
    assert client.post(reverse("finding_delete", args=[finding.pk])).status_code == 403
    assert client.post(reverse("finding_delete", args=[own.pk])).status_code == 302
    assert list(Finding.objects.all()) == [finding]


def test_member_of_another_delegation_sees_no_finding_here(cast, client, finding):
    other = make_session(committee=cast.stranger.posts.get().body)
    make_member(other, cast.stranger)
    client.force_login(cast.stranger)
    assert list(client.get(reverse("finding_list")).context["page_obj"]) == []


def test_script_in_a_finding_is_inert_on_page_and_list(cast, officer):
    Finding.objects.create(
        session=cast.session, kind="strength", heading="1", text="<script>alert(1)</script>"
    )
    pages = [
        officer.get(cast.session.get_absolute_url(), {"tab": "findings"}),
        officer.get(reverse("finding_list")),
    ]
    assert [b"<script>alert" in page.content for page in pages] == [False, False]
    assert [b"&lt;script&gt;alert" in page.content for page in pages] == [True, True]


def test_typed_text_of_a_finding_deleted_meanwhile_is_saved_as_a_new_one(cast, client, finding):
    url = finding.get_absolute_url()
    client.force_login(cast.colleague)
    client.post(reverse("finding_delete", args=[finding.pk]))
    client.force_login(cast.staff)
    response = client.post(url, typed(text="Đã gõ lâu", row_version="1"))
    words = (
        f"{cast.colleague.full_name} đã xóa nhận định này. "
        "Bấm “Lưu thành nhận định mới” để giữ nội dung vừa nhập."
    )
    assert (response.status_code, response.context["form"].non_field_errors()) == (422, [words])
    form = lxml.html.fromstring(response.content.decode()).get_element_by_id("finding-form")
    assert form.action == new(cast.session)
    assert client.post(form.action, dict(form.form_values())).status_code == 302
    assert [(row.text, row.by) for row in Finding.objects.all()] == [("Đã gõ lâu", cast.staff)]


def test_finding_deleted_while_it_is_saved_is_offered_anew(cast, officer, finding, monkeypatch):
    def beaten(*, form, by):
        Finding.objects.filter(pk=finding.pk).delete()
        return form.save_guarded()

    monkeypatch.setattr(cases, "change_finding", beaten)
    response = officer.post(finding.get_absolute_url(), typed(text="Đã gõ lâu", row_version="1"))
    assert (response.status_code, response.context["save_anew_at"]) == (422, new(cast.session))


def test_deleted_finding_is_nobody_elses_to_know_of(cast, client, finding):
    client.force_login(cast.staff)
    client.post(reverse("finding_delete", args=[finding.pk]))
    assert client.get(finding_url := reverse("finding_edit", args=[finding.pk])).status_code == 404
    assert client.post(reverse("finding_edit", args=[finding.pk + 1]), typed()).status_code == 404
    client.force_login(cast.stranger)
    assert client.post(finding_url, typed()).status_code == 404


def test_form_sent_twice_makes_one_finding(cast, officer):
    data = typed(form_token="một tờ")
    first, second = (officer.post(new(cast.session), data) for _ in range(2))
    assert (first.url, Finding.objects.count()) == (second.url, 1)


def test_new_form_carries_a_token_and_an_edit_none(cast, officer, finding):
    urls = (new(cast.session), finding.get_absolute_url())
    assert [b'name="form_token"' in officer.get(url).content for url in urls] == [True, False]


@pytest.mark.parametrize("which", ["new", "edit"])
def test_body_that_cannot_be_read_is_an_empty_form_refused(cast, officer, finding, which):
    url = new(cast.session) if which == "new" else finding.get_absolute_url()
    response = officer.post(url, "gì đó", content_type="text/plain")
    assert (response.status_code, Finding.objects.count()) == (422, 1)


def test_finding_is_called_by_its_first_whole_words(finding):
    assert str(finding) == "Mạng chậm"
    assert str(Finding(text="chữ " * 40)) == " ".join(["chữ"] * 18) + "…"
