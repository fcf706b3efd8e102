"""Couriers: ids in, one call out. Each is safe to run twice."""

from celery import shared_task
from django.conf import settings

from cds_portal import broker
from cds_portal.clock import today
from cds_portal.queue import enqueue
from districts.actions import exports, imports, periods
from districts.models import ImportBatch, PeriodExport


@shared_task(name="districts.tasks.open_reporting_periods")
def open_reporting_periods():
    periods.open_due_periods(today())


@shared_task(name=imports.TASK)
def run_import(batch_id):
    imports.run(batch_id)


@shared_task(name=exports.TASK)
def run_export(export_id):
    exports.make(export_id)


@shared_task(name="districts.tasks.reap_long_work")
def reap_long_work():
    """What a dead worker left and what a lost message forgot is asked for anew."""
    kinds = ((imports.TASK, ImportBatch), (exports.TASK, PeriodExport))
    waiting = [(task, pk) for task, kind in kinds for pk in kind.reap()]
    # While messages lie there nobody is forgotten; more of them would only pile up.
    if waiting and not messages_in(settings.CELERY_TASK_DEFAULT_QUEUE):
        for task, pk in waiting:
            enqueue(task, str(pk))


def messages_in(queue):
    """A queue of the broker is a list of that name."""
    with broker.client() as client:
        return client.llen(queue)
