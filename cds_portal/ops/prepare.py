"""Bring the data to the state the code expects, in the process that is already running Django."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def data(say):
    """Cheap when there is nothing to do: a second start must take seconds."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else whitenoise warns at each start
    if unapplied_migrations() or not has_cache():
        say("Đang cập nhật cơ sở dữ liệu…")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    if settings.DEMO and not get_user_model().objects.exists():
        say("Cơ sở dữ liệu còn trống: đang nạp dữ liệu minh họa…")
        call_command("load_demo")


def has_cache():
    """Not so when somebody migrated by hand: then nobody could sign in."""
    return settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()


def unapplied_migrations():
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
