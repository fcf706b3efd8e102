"""Beat's memory of when it last ran what. It is a convenience: a broken one is thrown away, not obeyed."""

import contextlib
import logging

from celery.beat import PersistentScheduler

log = logging.getLogger(__name__)


class MendingScheduler(PersistentScheduler):
    """A hard stop in mid-write leaves a file that beat cannot read, and then it would never start again."""

    def setup_schedule(self):
        try:
            super().setup_schedule()
        except Exception as error:
            log.warning("Lịch chạy của beat bị hỏng, lập lại từ đầu: %r", error)
            with contextlib.suppress(Exception):
                self._store.close()
            self._remove_db()
            super().setup_schedule()
