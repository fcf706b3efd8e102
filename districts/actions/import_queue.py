"""How an upload asks for a worker, and where its files lie."""

from django.db import transaction

from cds_portal.queue import enqueue

TASK = "districts.tasks.run_import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOLDER = "imports"


def ask_for(batch):
    """Once the row is committed; a message that gets lost is sent again by the reaper."""
    transaction.on_commit(lambda: enqueue(TASK, str(batch.pk)))
