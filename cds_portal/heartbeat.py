"""Which workers live, known without a result backend: each worker renews a short-lived key in the broker.

The key lives in the broker because web and workers may run on different machines, and because a worker
that cannot reach the broker serves nobody, whatever its process says.
"""

from celery.utils.log import get_logger

from cds_portal import broker

WORKERS = ("celery", "documents")
LIVES_SECONDS = 15

log = get_logger(__name__)


def beat(hostname):
    """`hostname` is the node name, `documents@machine`: its first part is the queue the worker serves."""
    queue = hostname.partition("@")[0]
    try:
        with broker.client() as client:
            client.set(_key(queue), hostname, ex=LIVES_SECONDS)
    except broker.ERRORS as error:
        log.warning("Không ghi được nhịp của tiến trình %s: %s", queue, error)


def living_workers():
    """The queues that a living worker serves, as a set; raises `broker.ERRORS` when the broker is away."""
    with broker.client() as client:
        answers = client.mget([_key(queue) for queue in WORKERS])
    return {queue for queue, answer in zip(WORKERS, answers, strict=True) if answer}


def _key(queue):
    return f"cds:worker:{queue}"
