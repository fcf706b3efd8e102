"""Whether reports rest on an indicator: then what it means is no longer changed, a new version is made."""

from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused
from districts.models import Indicator, ProgressReport, ReportedValue

# What a reported figure is a figure of.
MEANING = ("code", "kind", "numerator_name", "denominator_name", "unit_name")
# Where two versions differ in one of these, their figures are compared only if somebody says why.
CALCULATION = ("kind", "numerator_name", "denominator_name", "unit_name")


def used_ids(indicators):
    """{pk} of those that a report asks for or has figures of."""
    asked = ProgressReport.indicators.through.objects.filter(indicator__in=indicators)
    reported = ReportedValue.objects.filter(indicator__in=indicators)
    return set(asked.values_list("indicator_id", flat=True).distinct()) | set(
        reported.values_list("indicator_id", flat=True).distinct()
    )


def is_used(indicator):
    return bool(indicator.pk) and bool(used_ids([indicator.pk]))


def changed_meaning(stored, values):
    """The names of MEANING that `values` {field: value} would change."""
    return [name for name in MEANING if name in values and values[name] != getattr(stored, name)]


def label_of(name):
    return Indicator._meta.get_field(name).verbose_name


IN_USE = _("Báo cáo đã dùng chỉ tiêu này nên không đổi được “%(field)s”. Lập phiên bản mới của bộ chỉ tiêu.")


def in_use_sentence(label):
    """`label`: what the field is called where the person changed it."""
    return IN_USE % {"field": label}


def calculates_otherwise(old, new):
    """Whether an indicator is not worked out as its former self in the version before."""
    return any(getattr(old, name) != getattr(new, name) for name in CALCULATION)


def former_link(indicator):
    """The link to the version before, None for what is new there."""
    return indicator.was.select_related("old").first() if indicator.pk else None


def ensure_unused(indicator):
    """Refused when figures would lose what they are figures of."""
    if is_used(indicator):
        raise Refused(
            _("Báo cáo đã dùng chỉ tiêu %(code)s nên không xóa được. Bỏ chỉ tiêu ở phiên bản mới của bộ.")
            % {"code": indicator.code}
        )
