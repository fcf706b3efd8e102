from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cds_portal"
    verbose_name = "Cổng giám sát CĐS"
