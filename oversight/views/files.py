"""Sending a stored file to somebody who was allowed to see its record."""

from cds_portal.sending import send

__all__ = ["send"]
