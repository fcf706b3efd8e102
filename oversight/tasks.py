"""Couriers: ids in, one call out. Each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from cds_portal.queue import enqueue
from oversight import rendering


@shared_task(name="oversight.tasks.render_document")
def render_document(document_id):
    rendering.render(document_id)


@shared_task(name="oversight.tasks.reap_renderings")
def reap_renderings():
    for document_id in rendering.reap(timezone.now()):
        enqueue("oversight.tasks.render_document", str(document_id), queue="documents")


@shared_task(name="oversight.tasks.sweep_orphan_files")
def sweep_orphan_files():
    rendering.sweep()
