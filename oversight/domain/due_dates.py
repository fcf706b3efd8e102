"""How far off a due date may lie: a slip of the finger (năm 9999) is no date to count from."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cds_portal.clock import today
from cds_portal.lifecycle import Refused
from cds_portal.text import day_text

YEARS = 10


def latest_due():
    """The same day ten years on; of 29/2 the day before."""
    day = today()
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    return day.replace(year=day.year + YEARS)


def too_far(day):
    """What is wrong with `day`, in words; "" when it is within reach or not given."""
    if day is None or day <= latest_due():
        return ""
    return _("Ngày %(day)s quá xa, xin xem lại năm; muộn nhất là %(latest)s.") % {
        "day": day_text(day),
        "latest": day_text(latest_due()),
    }


def ensure_within_reach(day):
    if words := too_far(day):
        raise Refused(words)


def validate_due(day):
    """For the fields of forms, so that it is said beside the date."""
    if words := too_far(day):
        raise ValidationError(words)
