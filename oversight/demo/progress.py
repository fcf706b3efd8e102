"""Progress reporting of the demonstration: what was asked of whom, and what came. All figures `illustrative`.

Đức Huệ and Lộc Hà report as districts in 2022–2023, the communes of today from Quý III/2025 on. What is
still open lets the whole way be walked: `duchue` for Quý I/2023, `maiphu.moi` for Quý III/2026.
"""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from cds_portal.clock import shift
from cds_portal.lifecycle import StatusChange
from districts import catalogue
from districts.actions.periods import open_period
from districts.figures import Figures, complete
from districts.models import (
    Body,
    IndicatorSet,
    ProgressReport,
    ReportedValue,
    ReportingDuty,
    ReportVersion,
)
from oversight.demo.bodies import body
from oversight.demo.people import account
from oversight.demo.progress_story import (
    BASIS,
    COPIED,
    DUTIES,
    GAPS,
    ISSUER,
    LATE,
    NO_FIGURE,
    OPEN,
    OUTLIERS,
    PERIODS,
    REPORTERS,
    SENT_AFTER,
    SUMMARY,
    TAY_NINH_SET,
    Status,
)
from oversight.demo.progress_values import figures_for, noise


def load():
    load_sets()
    duties = {duty: make_duty(duty) for duty in DUTIES}
    for duty, codes in PERIODS.items():
        for code in codes:
            open_period(duties[duty], code)
    ProgressReport.objects.update(illustrative=True)
    reports = list(
        ProgressReport.objects.select_related("body", "period", "committee").prefetch_related("indicators")
    )
    fill([report for report in reports if status_of(report) != Status.EXPECTED])


def load_sets():
    catalogue.load(issuer=ISSUER.format("Hà Tĩnh"), area="42")
    catalogue.load(issuer=ISSUER.format("Tây Ninh"), code=TAY_NINH_SET, area="80")


def make_duty(row):
    duty = ReportingDuty.objects.create(
        committee=body(row.committee),
        indicator_set=IndicatorSet.objects.get(code=row.set_code, version=1),
        period_kind=row.kind,
        level=row.level,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        legal_basis=BASIS,
    )
    if row.within:
        district = Q(unit__official_code=row.within) | Q(unit__parent__official_code=row.within)
        duty.bodies.set(Body.objects.filter(district, kind="people_committee", unit__level=row.level))
    return duty


def status_of(report):
    return OPEN.get((report.body.code, report.period.code), Status.ACCEPTED)


def fill(reports):
    """Marks them as sent, with one frozen version each and its values; and the history of it."""
    cast = Cast()
    for report in reports:
        mark_sent(report, cast)
    ProgressReport.objects.bulk_update(
        reports, ["status", "first_sent_at", "sent_by", "late_reason", "summary"]
    )
    versions = ReportVersion.objects.bulk_create(
        ReportVersion(
            report=report,
            number=1,
            frozen_at=report.first_sent_at,
            signed_by=report.sent_by,
            signer_line=f"Lãnh đạo {report.body.name}",
        )
        for report in reports
    )
    ReportedValue.objects.bulk_create(value for version in versions for value in values_of(version, cast))
    StatusChange.objects.bulk_create(change for report in reports for change in history_of(report, cast))


class Cast:
    """The accounts that draft, sign and receive, each read once."""

    def __init__(self):
        self.officer = account("chuyenvien")
        self.of_body = {code: tuple(account(name) for name in names) for code, names in REPORTERS.items()}

    def drafter(self, report):
        return self.of_body.get(report.body.code, (None, None))[0]

    def signer(self, report):
        return self.of_body.get(report.body.code, (None, None))[1]


def mark_sent(report, cast):
    report.status = status_of(report)
    report.first_sent_at = sent_at(report)
    report.sent_by = cast.signer(report)
    report.summary = SUMMARY
    if timezone.localdate(report.first_sent_at) > report.period.due_on:
        report.late_reason = LATE


def sent_at(report):
    key = (report.body.code, report.period.code)
    days = SENT_AFTER.get(key, 1 + round(noise("/".join(key))))
    day = shift(report.period.cut_off, days, working=True)
    return timezone.make_aware(datetime.combine(day, time(9, round(noise(report.body.code) * 59))))


def values_of(version, cast):
    report = version.report
    for indicator in report.indicators.all():
        figures = reported(indicator, report.body.code, report.period.code)
        yield ReportedValue(
            version=version,
            indicator=indicator,
            numerator=figures.numerator,
            denominator=figures.denominator,
            value=figures.value,
            note=figures.note,
            is_current=report.status == Status.ACCEPTED,
            typed_by=cast.drafter(report),
            typed_at=version.frozen_at,
        )


def reported(indicator, body_code, period_code):
    key = (body_code, period_code, indicator.code)
    if key in GAPS:
        return Figures(note=NO_FIGURE)
    if key in OUTLIERS:
        numerator, denominator = map(Decimal, OUTLIERS[key])
        return complete(indicator, Figures(numerator, denominator))
    return figures_for(indicator, body_code, COPIED.get(key, period_code))


def history_of(report, cast):
    """The moves that the accounts would have made; of a body without accounts only what the Ban saw."""
    drafter, signer = cast.drafter(report), cast.signer(report)
    moves = [(Status.AWAITING_SIGNATURE, Status.SUBMITTED, signer, 0)]
    if drafter:
        moves.insert(0, (Status.EXPECTED, Status.DRAFT, drafter, -3))
        moves.insert(1, (Status.DRAFT, Status.AWAITING_SIGNATURE, drafter, -2))
    if report.status == Status.ACCEPTED:
        moves.append((Status.SUBMITTED, Status.ACCEPTED, cast.officer, 26))
    for old, new, by, hours in moves:
        yield StatusChange(
            record_type=ContentType.objects.get_for_model(ProgressReport),
            record_id=str(report.pk),
            from_status=old,
            to_status=new,
            by=by,
            by_line=by.post_line if by else report.body.name,
            at=report.first_sent_at + timedelta(hours=hours),
        )
