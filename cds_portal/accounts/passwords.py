"""Django's password rules in our words, where its Vietnamese texts are missing."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class MinimumLength(password_validation.MinimumLengthValidator):
    def get_error_message(self):
        return _("Mật khẩu quá ngắn: cần ít nhất %(min_length)d ký tự.") % {"min_length": self.min_length}

    def get_help_text(self):
        return _("Ít nhất %(min_length)d ký tự.") % {"min_length": self.min_length}


class UnlikeTheUser(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self):
        return _("Mật khẩu quá giống tên đăng nhập hoặc họ tên.")

    def get_help_text(self):
        return _("Không giống tên đăng nhập hoặc họ tên.")
