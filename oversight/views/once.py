"""As in cds_portal/once.py, under the name that the views of a case know."""

from cds_portal.once import SAVED_AT_ONCE, once, remember

__all__ = ["SAVED_AT_ONCE", "once", "remember"]
