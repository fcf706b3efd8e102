"""allauth's forms in our words (it has no Vietnamese locale)."""

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

REQUIRED = _("Chưa nhập ô này.")


def in_our_words(field, label, *, hint="", required=REQUIRED):
    field.label = label
    field.help_text = hint
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_our_words(self.fields["login"], _("Tên đăng nhập"), required=_("Nhập tên đăng nhập."))
        in_our_words(self.fields["password"], _("Mật khẩu"), required=_("Nhập mật khẩu."))
        self.fields["login"].widget.attrs |= {
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }


class PasswordChangeForm(ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_our_words(self.fields["oldpassword"], _("Mật khẩu đang dùng"))
        in_our_words(
            self.fields["password1"],
            _("Mật khẩu mới"),
            hint=_("Ít nhất 9 ký tự, không giống tên đăng nhập, không phải mật khẩu hay gặp."),
        )
        in_our_words(self.fields["password2"], _("Nhập lại mật khẩu mới"))

    def clean(self):
        # In place of allauth's clean, whose sentence is English.
        cleaned = forms.Form.clean(self)
        new, again = cleaned.get("password1"), cleaned.get("password2")
        if new and again and new != again:
            self.add_error("password2", _("Hai lần nhập không giống nhau. Nhập lại mật khẩu mới."))
        return cleaned
