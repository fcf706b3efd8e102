"""Form pieces that the forms of a case share; what all apps share is in cds_portal and districts."""

from cds_portal.fields import (
    IN_OUR_WORDS,
    REQUIRED,
    DayField,
    DayInput,
    NumberField,
    RecordField,
    RecordsField,
    as_machines_write,
    ask_in_our_words,
    is_iso_day,
)
from districts.around import bodies_around, province_of

__all__ = [
    "IN_OUR_WORDS",
    "REQUIRED",
    "DayField",
    "DayInput",
    "NumberField",
    "RecordField",
    "RecordsField",
    "as_machines_write",
    "ask_in_our_words",
    "bodies_around",
    "is_iso_day",
    "province_of",
]
