"""The one way to ask a worker for something: by the task's name, and never waiting for the broker.

A message only says "look": the truth is a row of the database, and the periodic tasks find the rows
whose message was lost. So a broker that is away is a warning in the log, not an error on a page.
"""

import logging
from functools import cache

from kombu.exceptions import OperationalError
from kombu.pools import producers

from cds_portal import broker
from cds_portal.celery import app

log = logging.getLogger(__name__)

# One more try heals a connection that the broker closed since the last message. `retry=False` would
# leave the connecting itself to the library's own patience, which is six seconds.
RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
ANSWER_SECONDS = 1


@cache
def connection():
    """Apart from the workers' connections, whose reads must be allowed to wait longer."""
    bounded = app.connection_for_write()
    bounded.transport_options = {
        **bounded.transport_options,
        "socket_connect_timeout": ANSWER_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
    }
    return bounded


def enqueue(task_name: str, *args, queue: str | None = None) -> bool:
    """Publish and say whether the broker took it. Call it in `transaction.on_commit`."""
    try:
        with producers[connection()].acquire(block=True, timeout=ANSWER_SECONDS) as producer:
            app.send_task(
                task_name, args=args, queue=queue, producer=producer, retry=True, retry_policy=RETRY
            )
    except (OperationalError, *broker.ERRORS) as error:
        log.warning("Hàng đợi không nhận %s: %s", task_name, error)
        return False
    return True
