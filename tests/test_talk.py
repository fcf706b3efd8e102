"""Comments are read by both sides; private notes by their committee alone, on no page of anyone else."""

from datetime import date

import pytest
from django.urls import reverse

from cds_portal.accounts.grants import Role
from oversight.models import Comment, PrivateNote
from tests.factories import Cast, make_body, make_commune, make_recommendation, make_user

pytestmark = pytest.mark.django_db
SECRET = "Lãnh đạo xã đang được xem xét điều động"


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def duty(cast):
    recommendation = make_recommendation(cast.session, body=cast.commune_body)
    recommendation.assignments.update(status="in_progress", issued_on=date(2026, 1, 5))
    return recommendation.assignments.get()


def post(client, user, name, *args, text="Đề nghị nêu rõ số liệu"):
    client.force_login(user)
    return client.post(reverse(name, args=args), {"text": text})


def test_both_sides_talk_and_read(client, cast, duty):
    for user in (cast.staff, cast.leader, cast.local):
        response = post(client, user, "comment_add", "assignments", duty.pk)
        assert (response.status_code, response["Location"]) == (302, f"/assignments/{duty.pk}/#trao-doi")
    assert [comment.by for comment in duty.comments.all()] == [cast.staff, cast.leader, cast.local]
    assert duty.comments.last().by_line == "Chuyên viên, UBND xã Thạch Châu"


@pytest.mark.parametrize("who", ["stranger", "other_body"])
def test_strangers_find_nothing_to_talk_about(client, cast, duty, who):
    neighbour = make_body("UBND xã Mai Phụ", unit=make_commune("Mai Phụ", parent=cast.district))
    users = {"stranger": cast.stranger, "other_body": make_user(Role.LOCAL_REPORTER, neighbour)}
    assert post(client, users[who], "comment_add", "assignments", duty.pk).status_code == 404
    assert Comment.objects.count() == 0


def test_ubnd_above_reads_and_does_not_write(client, cast, duty):
    above = make_user(Role.LOCAL_REPORTER, cast.body)
    assert post(client, above, "comment_add", "assignments", duty.pk).status_code == 403


def test_empty_comment_is_refused_in_words(client, cast, duty):
    page = post(client, cast.local, "comment_add", "assignments", duty.pk, text="   ")
    assert (page.status_code, Comment.objects.count()) == (422, 0)
    assert page.context["form"].errors == {"text": ["Chưa có nội dung để ghi."]}


def test_draft_duty_is_not_talked_about_with_the_body(client, cast, duty):
    duty.recommendation.assignments.update(status="draft", issued_on=None)
    assert post(client, cast.local, "comment_add", "assignments", duty.pk).status_code == 404
    page = post(client, cast.leader, "comment_add", "assignments", duty.pk)
    assert (page.status_code, Comment.objects.count()) == (422, 0)
    assert page.context["form"].non_field_errors() == ["Đồng chí không tham gia trao đổi ở nội dung này."]


def test_note_is_read_by_the_committee_alone(client, cast, duty):
    post(client, cast.staff, "note_add", "assignments", duty.pk, text=SECRET)
    assert PrivateNote.objects.get().committee == cast.committee
    addresses = [
        duty.get_absolute_url(),
        duty.recommendation.get_absolute_url(),
        cast.session.get_absolute_url(),
        "/search/?q=điều+động",
        "/assignments/",
        "/assignments/?export=csv",
        "/my-work/",
    ]
    seen = {}
    for user in (cast.colleague, cast.leader, cast.member, cast.local, cast.stranger):
        client.force_login(user)
        pages = [client.get(address) for address in addresses]
        seen[user] = any(SECRET in page.content.decode() for page in pages)
    assert seen == {
        cast.colleague: True,
        cast.leader: True,
        cast.member: False,
        cast.local: False,
        cast.stranger: False,
    }


def test_note_is_in_no_log(client, cast, duty, caplog):
    from auditlog.models import LogEntry

    post(client, cast.staff, "note_add", "assignments", duty.pk, text=SECRET)
    assert SECRET not in caplog.text
    assert not any(SECRET in str(entry.changes) for entry in LogEntry.objects.all())


@pytest.mark.parametrize("who", ["local", "member"])
def test_note_is_not_for_others_to_write(client, cast, duty, who):
    assert post(client, getattr(cast, who), "note_add", "assignments", duty.pk).status_code == 403


def test_only_the_author_deletes_a_note(client, cast, duty):
    post(client, cast.staff, "note_add", "assignments", duty.pk)
    note = PrivateNote.objects.get()
    client.force_login(cast.colleague)
    assert client.post(reverse("note_delete", args=[note.pk])).status_code == 404
    client.force_login(cast.staff)
    assert client.post(reverse("note_delete", args=[note.pk])).status_code == 302
    assert PrivateNote.objects.count() == 0


def test_session_has_notes(client, cast):
    response = post(client, cast.leader, "session_note_add", cast.session.code, text=SECRET)
    assert response["Location"] == f"/sessions/{cast.session.code}/#ghi-chu"
    assert PrivateNote.objects.get().session == cast.session


@pytest.mark.parametrize("name", ["comment_add", "note_add"])
def test_too_long_a_text_comes_back_whole_with_the_reason(client, cast, duty, name):
    page = post(client, cast.staff, name, "assignments", duty.pk, text="Dài" * 1334)
    assert (page.status_code, Comment.objects.count(), PrivateNote.objects.count()) == (422, 0, 0)
    words = "Tối đa 4.000 ký tự, đang có 4002. Rút gọn hoặc gửi làm nhiều lần."
    assert page.context["form"].errors == {"text": [words]}
    assert "Dài" * 1334 in page.content.decode()


def test_line_break_counts_once_as_in_the_browser(client, cast, duty):
    assert (
        post(client, cast.local, "comment_add", "assignments", duty.pk, text="a\r\n" * 1999).status_code
        == 302
    )
    assert Comment.objects.get().text == ("a\n" * 1999).strip()


@pytest.mark.parametrize(("name", "model"), [("comment_add", Comment), ("note_add", PrivateNote)])
def test_form_sent_twice_says_it_once(client, cast, duty, name, model):
    client.force_login(cast.staff)
    url, data = reverse(name, args=["assignments", duty.pk]), {"text": "Đề nghị nêu rõ", "form_token": "a1"}
    answers = [client.post(url, data) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert model.objects.count() == 1
    client.post(url, data | {"form_token": "b2"})
    assert model.objects.count() == 2


def test_both_forms_of_a_page_carry_a_token(client, cast, duty):
    client.force_login(cast.staff)
    page = client.get(duty.get_absolute_url()).content.decode()
    for name in ("comment_add", "note_add"):
        form = page.split(f'action="{reverse(name, args=["assignments", duty.pk])}"')[1].split("</form>")[0]
        assert 'name="form_token"' in form


@pytest.mark.parametrize("key", ["²", "-1", "9" * 25, "a"])
def test_key_that_is_none_finds_nothing(client, cast, duty, key):
    assert post(client, cast.staff, "comment_add", "assignments", key).status_code == 404
