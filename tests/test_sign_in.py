"""Sign-in, sign-out and the change of password: allauth's pages in our words."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, reverse

PASSWORD = "Mat-khau@2026"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return get_user_model().objects.create_user("nguoi.dung", password=PASSWORD, full_name="Người Dùng")


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_sign_in_leads_to_the_page_asked_for(client, person):
    response = client.post(LOGIN, {"login": "nguoi.dung", "password": PASSWORD, "next": "/sessions/"})
    assert (response.status_code, response["Location"]) == (302, "/sessions/")


def test_sign_in_never_leads_to_another_host(client, person):
    response = client.post(
        LOGIN, {"login": "nguoi.dung", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert (response.status_code, response["Location"]) == (302, "/")


def test_sign_in_with_a_wrong_password_says_so_and_keeps_the_name(client, person):
    response = client.post(LOGIN, {"login": "nguoi.dung", "password": "sai"})
    assert errors_of(response) == {
        "__all__": [
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock.",
        ]
    }
    assert response.context["form"]["login"].value() == "nguoi.dung"


def test_sign_in_with_an_unknown_name_says_the_same(client, person):
    wrong = errors_of(client.post(LOGIN, {"login": "nguoi.dung", "password": "sai"}))
    assert errors_of(client.post(LOGIN, {"login": "khong.co", "password": "sai"})) == wrong


def test_sign_in_with_nothing_typed(client):
    response = client.post(LOGIN, {})
    assert errors_of(response) == {"login": ["Nhập tên đăng nhập."], "password": ["Nhập mật khẩu."]}


def test_sign_in_of_a_closed_account_is_refused(client, person):
    person.is_active = False
    person.save()
    response = client.post(LOGIN, {"login": "nguoi.dung", "password": PASSWORD}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Tài khoản này đã ngừng sử dụng. Liên hệ quản trị hệ thống."
    ]
    assert "_auth_user_id" not in client.session


def test_sign_out_needs_a_post(client, person):
    client.force_login(person)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("old", "new", "again", "errors"),
    [
        ("sai", "Khac-han@2027", "Khac-han@2027", {"oldpassword": ["Mật khẩu đang dùng chưa đúng."]}),
        (
            PASSWORD,
            "Khac-han@2027",
            "Khac-han@2028",
            {"password2": ["Hai lần nhập không giống nhau. Nhập lại mật khẩu mới."]},
        ),
        (PASSWORD, "Ngan@1", "Ngan@1", {"password1": ["Mật khẩu quá ngắn: cần ít nhất 9 ký tự."]}),
        (
            PASSWORD,
            "nguoi.dung1",
            "nguoi.dung1",
            {"password1": ["Mật khẩu quá giống tên đăng nhập hoặc họ tên."]},
        ),
        (PASSWORD, "Khac-han@2027", "", {"password2": ["Chưa nhập ô này."]}),
    ],
)
def test_password_change_is_refused_in_words(client, person, old, new, again, errors):
    client.force_login(person)
    response = client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again})
    assert errors_of(response) == errors


def test_password_change(client, person):
    client.force_login(person)
    typed = {"oldpassword": PASSWORD, "password1": "Khac-han@2027", "password2": "Khac-han@2027"}
    assert client.post(CHANGE, typed)["Location"] == "/"
    person.refresh_from_db()
    assert person.check_password("Khac-han@2027")
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_other_pages_of_allauth_are_not_routed(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
