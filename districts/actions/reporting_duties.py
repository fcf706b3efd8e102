"""Ending a reporting duty: what it asked before stays asked."""

from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused
from cds_portal.text import day_text


def end_duty(duty, *, day):
    """`day` is the last one: no period that is cut off later is opened. Refused before its first day."""
    if day < duty.valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu %(day)s.") % {"day": day_text(duty.valid_from)})
    duty.valid_to = day
    duty.save_version(duty.row_version)
