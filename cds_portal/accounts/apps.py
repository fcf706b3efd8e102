from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cds_portal.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"
