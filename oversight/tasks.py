"""Couriers: ids in, one call out. Each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from cds_portal import broker
from cds_portal.queue import enqueue
from oversight import rendering


@shared_task(name="oversight.tasks.render_document")
def render_document(document_id):
    rendering.render(document_id)


@shared_task(name="oversight.tasks.reap_renderings")
def reap_renderings():
    waiting = rendering.reap(timezone.now())
    # While messages lie there nobody is forgotten; adding some at each look would pile up thousands
    # through a night without a worker, and make the morning's first request wait behind them.
    if waiting and not messages_in("documents"):
        for document_id in waiting:
            enqueue("oversight.tasks.render_document", str(document_id), queue="documents")


def messages_in(queue):
    """A queue of the broker is a list of that name."""
    with broker.client() as client:
        return client.llen(queue)


@shared_task(name="oversight.tasks.sweep_orphan_files")
def sweep_orphan_files():
    rendering.sweep()
