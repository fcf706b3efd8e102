"""The Celery application; workers and beat are started with `-A cds_portal`."""

import os
import signal

from celery import Celery
from celery.signals import heartbeat_sent, worker_process_init

from cds_portal.ops.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cds_portal.settings")

app = Celery("cds_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def follow_the_worker(**_):
    """A pool process whose worker was killed hard would otherwise live on and hold its task."""
    die_with_parent(signal.SIGKILL)


@heartbeat_sent.connect
def tell_that_i_live(sender, **_):
    """Fires every two seconds in the worker's main process, only while it is connected to the broker."""
    from cds_portal import heartbeat

    heartbeat.beat(sender.eventer.hostname)
