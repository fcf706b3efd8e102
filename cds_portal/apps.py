from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cds_portal"
    verbose_name = "Cổng giám sát CĐS"

    def ready(self):
        from django.forms import Field

        from cds_portal.fields import REQUIRED

        # Django's own “Trường này…” is a word of programmers; some small forms do not ask in our words.
        Field.default_error_messages["required"] = REQUIRED
