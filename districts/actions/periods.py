"""Opening periods: which body owes which indicators by when. Safe to run twice, also at once."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import DeadlineRule, swap_days
from cds_portal.lifecycle import Refused
from districts.around import bodies_around
from districts.models import Body, IndicatorSet, ProgressReport, ReportingDuty, ReportingPeriod
from districts.periods import current_code, parts_of, span

RULE = "progress_report"


def open_due_periods(day, *, committees=None):
    """Opens for every duty in force the period that is on; returns how many reports became expected."""
    duties = duties_on(day)
    if committees is not None:
        duties = duties.filter(committee__in=committees)
    return sum(
        open_period(duty, current_code(duty.period_kind, day, days_before=duty.opens_days_before))
        for duty in duties
    )


def duties_on(day):
    return ReportingDuty.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


@transaction.atomic
def open_period(duty, code):
    """The period's row and the expected reports of a duty; returns how many are new.

    Nothing is opened before the duty or without a set in force on the cut-off. Refused for another kind.
    """
    # Two at once come one by one.
    duty = ReportingDuty.objects.select_for_update().get(pk=duty.pk)
    if parts_of(code)[0] != duty.period_kind:
        raise Refused(_("Kỳ %(code)s không phải loại kỳ của chế độ báo cáo này.") % {"code": code})
    period = period_of(code)
    if not is_asked(duty, period):
        return 0
    indicator_set = set_in_force(duty, period.cut_off)
    indicators = list(due_indicators(duty, period, indicator_set)) if indicator_set else []
    return expect(duty, period, indicator_set, indicators) if indicators else 0


def is_asked(duty, period):
    """A duty asks from its first day to its last: what was cut off before or after is not owed."""
    return duty.valid_from <= period.cut_off and (duty.valid_to is None or period.cut_off <= duty.valid_to)


def period_of(code):
    """The row of a period; its due day stands as it was when it opened."""
    cut_off = span(code).cut_off
    rule = DeadlineRule.objects.in_force_on(cut_off).filter(code=RULE).order_by("-valid_from").first()
    days = span(code, swaps=swap_days(), rule=rule)
    return ReportingPeriod.objects.get_or_create(code=code, defaults=days._asdict())[0]


def set_in_force(duty, day):
    """The duty's set, or the newest version of it that is in force on that day."""
    versions = IndicatorSet.objects.in_force_on(day).filter(code=duty.indicator_set.code)
    return versions.order_by("-version").first()


def due_indicators(duty, period, indicator_set):
    return indicator_set.indicators.asked_in(period.kind).of_level(duty.level)


def expect(duty, period, indicator_set, indicators):
    owing = reporting_bodies(duty, period.cut_off)
    known = ProgressReport.objects.filter(period=period, body__in=owing).values("body")
    new = [
        ProgressReport(committee=duty.committee, body=body, period=period, indicator_set=indicator_set)
        for body in owing.exclude(pk__in=known)
    ]
    # Another duty may ask the same body at this moment: the first stays.
    ProgressReport.objects.bulk_create(new, ignore_conflicts=True)
    made = ProgressReport.objects.filter(
        period=period,
        committee=duty.committee,
        body__in=[report.body_id for report in new],
        indicator_set=indicator_set,
        indicators=None,
    )
    ask(list(made), indicators)
    return len(new)


def ask(reports, indicators):
    through = ProgressReport.indicators.through
    through.objects.bulk_create(
        [
            through(progressreport=report, indicator=indicator)
            for report in reports
            for indicator in indicators
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def reporting_bodies(duty, day):
    """Named ones in force on that day, else all People's Committees of the level in the province.

    A body lives on through changes of its unit's name: its own dates decide, not those of the unit's row.
    """
    living = Body.objects.in_force_on(day)
    if duty.bodies.exists():
        return living.filter(pk__in=duty.bodies.values("pk"))
    around = bodies_around(duty.committee).values("pk")
    return living.filter(pk__in=around, kind=Body.Kind.PEOPLE_COMMITTEE, unit__level=duty.level)
