"""What waits for a person, why and since when: derived from the records at each look, never stored."""

from oversight.domain.work.home import figures, ready_documents, recent_sessions
from oversight.domain.work.list import work_of
from oversight.domain.work.waiting import LIMIT, Waiting

__all__ = ["LIMIT", "Waiting", "figures", "ready_documents", "recent_sessions", "work_of"]
