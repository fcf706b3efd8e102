"""Couriers: ids in, one call out. Each is safe to run twice."""

from celery import shared_task
from celery.signals import celeryd_after_setup
from django.utils import timezone

from cds_portal import broker
from cds_portal.queue import enqueue
from oversight import rendering
from oversight.actions import digest, summaries


@celeryd_after_setup.connect
def load_the_renderer(sender, **_):
    """The documents worker loads WeasyPrint before its processes are forked: they share it, and the first
    paper of the day is no slower than the others. The other worker starts without it.
    """
    if sender.partition("@")[0] == "documents":
        rendering.load_renderer()


@shared_task(name="oversight.tasks.render_document")
def render_document(document_id):
    rendering.render(document_id)


@shared_task(name="oversight.tasks.reap_renderings")
def reap_renderings():
    rendering.reap(timezone.now())
    # While messages lie there nobody is forgotten; adding some at each look would pile up thousands
    # through a night without a worker, and make the morning's first request wait behind them.
    for queue, waiting in rendering.waiting_by_queue().items():
        if waiting and not messages_in(queue):
            for document_id in waiting:
                enqueue("oversight.tasks.render_document", str(document_id), queue=queue)


def messages_in(queue):
    """A queue of the broker is a list of that name."""
    with broker.client() as client:
        return client.llen(queue)


@shared_task(name="oversight.tasks.order_summaries")
def order_summaries(report_id):
    summaries.order_summaries(report_id)


@shared_task(name="oversight.tasks.make_ahead_summaries")
def make_ahead_summaries():
    summaries.make_ahead(timezone.now())


@shared_task(name="oversight.tasks.send_digests")
def send_digests():
    digest.send_digests()


@shared_task(name="oversight.tasks.sweep_orphan_files")
def sweep_orphan_files():
    rendering.sweep()
