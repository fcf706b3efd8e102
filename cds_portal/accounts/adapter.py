from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đã ngừng sử dụng. Liên hệ quản trị hệ thống."),
        "enter_current_password": _("Mật khẩu đang dùng chưa đúng."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock."
        ),
        "too_many_login_attempts": _("Đã nhập sai nhiều lần. Chờ 5 phút rồi đăng nhập lại."),
        "rate_limited": _("Có quá nhiều yêu cầu từ đơn vị của đồng chí. Chờ ít phút rồi thử lại."),
        "same_as_current": _("Mật khẩu mới phải khác mật khẩu đang dùng."),
        "username_taken": _("Tên đăng nhập này đã có người dùng."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_password_change_redirect_url(self, request):
        return settings.LOGIN_REDIRECT_URL

    def respond_user_inactive(self, request, user):
        messages.error(request, self.error_messages["account_inactive"])
        return HttpResponseRedirect(settings.LOGIN_URL)
