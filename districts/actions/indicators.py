"""Acts on indicator sets that touch several records: a new version, a workbook taken in, a deletion."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused
from districts.indicator_use import calculates_otherwise, ensure_unused, former_link
from districts.models import Indicator, IndicatorMapping, IndicatorSet, Target
from districts.set_reading import fingerprint_of, read_set

CHANGED_MEANWHILE = _(
    "Bộ chỉ tiêu vừa được người khác sửa sau khi đồng chí xem trước. Chưa có gì được ghi; "
    "tải tệp lên lại để xem trước lần nữa."
)


@transaction.atomic
def new_version(old, *, values):
    """The next version of a set, as the former one but for `values` {field: value}; every indicator is
    linked to its former self. The former ends the day before, and the new targets begin with its year.
    """
    old = IndicatorSet.objects.select_for_update().get(pk=old.pk)
    newest = IndicatorSet.objects.filter(code=old.code).order_by("-version").first()
    if newest.pk != old.pk:
        raise Refused(_("Bộ này đã có phiên bản %(n)d. Lập từ phiên bản đó.") % {"n": newest.version})
    if values["valid_from"] <= old.valid_from:
        raise Refused(_("Phiên bản mới phải áp dụng sau ngày bắt đầu của phiên bản cũ."))
    made = IndicatorSet.objects.create(code=old.code, version=old.version + 1, **values)
    copies = copy_indicators(old, made)
    copy_targets(copies, values["valid_from"].year)
    if old.valid_to is None or old.valid_to >= made.valid_from:
        old.valid_to = made.valid_from - timedelta(days=1)
        old.save_version(old.row_version)
    return made


def copy_indicators(old, made):
    """{former indicator: its copy}, linked as the same thing."""
    former = list(old.indicators.all())
    names = [f.name for f in Indicator._meta.concrete_fields if f.name not in ("id", "row_version")]
    copies = Indicator.objects.bulk_create(
        Indicator(**{name: getattr(row, name) for name in names} | {"indicator_set": made}) for row in former
    )
    pairs = dict(zip(former, copies, strict=True))
    IndicatorMapping.objects.bulk_create(IndicatorMapping(old=old, new=new) for old, new in pairs.items())
    return pairs


def copy_targets(copies, first_year):
    targets = Target.objects.filter(indicator__in=copies, year__gte=first_year).select_related("indicator")
    Target.objects.bulk_create(
        Target(
            indicator=copies[target.indicator],
            year=target.year,
            unit_id=target.unit_id,
            value=target.value,
            basis=target.basis,
            illustrative=target.illustrative,
        )
        for target in targets
    )


@transaction.atomic
def delete_indicator(indicator):
    """With its targets and links; Refused once a report rests on it."""
    stored = Indicator.objects.select_for_update().get(pk=indicator.pk)
    ensure_unused(stored)
    stored.delete()


@transaction.atomic
def apply_workbook(indicator_set, content, name, *, fingerprint):
    """Writes all changes of a checked workbook, or none; returns how many indicators changed.

    `fingerprint` is of the set as it was when the changes were shown.
    """
    held = IndicatorSet.objects.select_for_update().get(pk=indicator_set.pk)
    if fingerprint_of(held) != fingerprint:
        raise Refused(CHANGED_MEANWHILE)
    plan = read_set(content, name, held)
    if plan.has_errors:
        raise Refused(_("Tệp còn lỗi, chưa ghi gì."))
    for change in plan.changes:
        write_change(held, change)
    return len(plan.changes)


def write_change(indicator_set, change):
    indicator = change.indicator or Indicator(indicator_set=indicator_set)
    for name, value in change.values.items():
        setattr(indicator, name, value)
    if indicator.pk:
        indicator.save_version(indicator.row_version)
    else:
        indicator.save()
    write_targets(indicator, change.targets)
    doubt_comparison(indicator)


def doubt_comparison(indicator):
    """Worked out otherwise than before, and nobody said that it can be compared all the same: it cannot."""
    link = former_link(indicator)
    if link and link.comparable and not link.note and calculates_otherwise(link.old, indicator):
        link.comparable, link.note = False, str(_("Cách tính khác phiên bản trước"))
        link.save()


def write_targets(indicator, targets):
    """`targets` {year: (aimed at, value)}; one that is no longer aimed at goes."""
    known = {target.year: target for target in indicator.targets.filter(unit=None)}
    for year, (is_aimed, value) in targets.items():
        target = known.get(year) or Target(indicator=indicator, year=year)
        if is_aimed:
            target.value = value
            target.save()
        elif target.pk:
            target.delete()
