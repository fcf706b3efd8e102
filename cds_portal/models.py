from cds_portal.clock import DeadlineRule, SwapDay
from cds_portal.files import StoredFile
from cds_portal.lifecycle import StatusChange

__all__ = ["DeadlineRule", "StatusChange", "StoredFile", "SwapDay"]
