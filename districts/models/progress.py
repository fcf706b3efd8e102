"""Progress reports: what is expected of whom for which period, its frozen versions and their values."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.files import StoredFile
from cds_portal.lifecycle import Stateful, Versioned
from cds_portal.longwork import LongWork, LongWorkQuerySet
from districts.models.body import Body
from districts.models.indicator import Indicator, IndicatorSet
from districts.models.inheritance import Inheritance
from districts.models.paper import IncomingPaper


class ReportingPeriod(models.Model):
    """`2026-10`, `2026-Q3`, `2026-H1`, `2026-9M`, `2026`; data end on the cut-off, the 14th (NĐ 09/2019)."""

    class Kind(models.TextChoices):
        MONTH = "month", _("tháng")
        QUARTER = "quarter", _("quý")
        HALF_YEAR = "half_year", _("6 tháng")
        NINE_MONTHS = "nine_months", _("9 tháng")
        YEAR = "year", _("năm")

    code = models.CharField(_("mã kỳ"), max_length=8, unique=True)
    kind = models.CharField(_("loại kỳ"), max_length=12, choices=Kind)
    starts_on = models.DateField(_("số liệu từ ngày"))
    cut_off = models.DateField(_("chốt số liệu"))
    due_on = models.DateField(_("hạn gửi"))

    class Meta:
        ordering = ["-cut_off", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cut_off__gt=F("starts_on")) & Q(due_on__gte=F("cut_off")), name="period_dates"
            )
        ]
        verbose_name = _("kỳ báo cáo")

    def __str__(self):
        return self.label

    @property
    def label(self):
        """“Quý III/2026”, “Tháng 10/2026”, “6 tháng năm 2026”, “9 tháng năm 2026”, “Năm 2026”."""
        year, _dash, part = self.code.partition("-")
        if not part:
            return _("Năm %(year)s") % {"year": year}
        if part.startswith("Q"):
            roman = {"1": "I", "2": "II", "3": "III", "4": "IV"}[part[1]]
            return _("Quý %(quarter)s/%(year)s") % {"quarter": roman, "year": year}
        if part == "H1":
            return _("6 tháng năm %(year)s") % {"year": year}
        if part == "9M":
            return _("9 tháng năm %(year)s") % {"year": year}
        return _("Tháng %(month)d/%(year)s") % {"month": int(part), "year": year}

    @property
    def year(self):
        return int(self.code[:4])


class ReportingDuty(Versioned):
    """A committee asks the bodies of one level for a set, at one rhythm: what beat opens periods from."""

    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="reporting_duties", verbose_name=_("Ban theo dõi")
    )
    indicator_set = models.ForeignKey(
        IndicatorSet, models.PROTECT, related_name="duties", verbose_name=_("bộ chỉ tiêu")
    )
    period_kind = models.CharField(_("loại kỳ"), max_length=12, choices=ReportingPeriod.Kind)
    level = models.CharField(
        _("cấp báo cáo"), max_length=10, choices=[("district", _("cấp huyện")), ("commune", _("cấp xã"))]
    )
    # Empty: all People's Committees of that level in the committee's province.
    bodies = models.ManyToManyField(Body, blank=True, related_name="+", verbose_name=_("đơn vị báo cáo"))
    opens_days_before = models.PositiveSmallIntegerField(_("mở trước ngày chốt (ngày)"), default=15)
    valid_from = models.DateField(_("áp dụng từ"))
    valid_to = models.DateField(_("áp dụng đến hết ngày"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)

    class Meta:
        ordering = ["committee", "level", "period_kind"]
        verbose_name = _("chế độ báo cáo")

    def __str__(self):
        return f"{self.committee}: {self.get_level_display()}, {self.get_period_kind_display()}"


class ProgressReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """DESIGN 3a: the body its own, the UBND above its communes', the committee once submitted, whoever
        the body's files came to likewise, a department those that hold figures it is responsible for.
        """
        below = Q(body__unit__parent__in=user.supervised_unit_ids) | Q(
            body__unit__parent__parent__in=user.supervised_unit_ids
        )
        departments = Q(
            indicator_set__in=Indicator.objects.filter(responsible__in=user.department_ids).values(
                "indicator_set"
            )
        )
        inherited = Q(body__in=Inheritance.objects.predecessors_of(user.local_body_ids))
        # Sent once, it stays readable while a correction is being made.
        readers = Q(committee__in=user.committee_ids) | below | departments | inherited
        return self.filter(Q(body__in=user.local_body_ids) | (Q(first_sent_at__isnull=False) & readers))

    def with_inheritance(self, user):
        """Adds `is_inherited`: the user's body reads it since the one that sent it ended."""
        came = Q(body__in=Inheritance.objects.predecessors_of(user.local_body_ids))
        mark = ExpressionWrapper(came, BooleanField()) if user.local_body_ids else Value(False)
        return self.annotate(is_inherited=mark)

    def tracked_by(self, user):
        """All that a committee waits for, also what has not come: who is late is no secret to it."""
        return self.filter(committee__in=user.committee_ids)

    def not_sent(self):
        return self.filter(status__in=ProgressReport.UNSENT)

    def late(self):
        """Not sent and past the due day of its period."""
        return self.not_sent().filter(period__due_on__lt=today())


class ProgressReport(Stateful, Versioned):
    class Status(models.TextChoices):
        EXPECTED = "expected", _("chờ báo cáo")
        DRAFT = "draft", _("nháp")
        AWAITING_SIGNATURE = "awaiting_signature", _("đã trình ký")
        SUBMITTED = "submitted", _("đã gửi")
        RETURNED = "returned", _("trả lại để bổ sung")
        ACCEPTED = "accepted", _("đã tiếp nhận")
        LOCKED = "locked", _("đã khóa")

    NEXT = {
        Status.EXPECTED: (Status.DRAFT,),
        Status.DRAFT: (Status.AWAITING_SIGNATURE,),
        Status.AWAITING_SIGNATURE: (Status.SUBMITTED, Status.DRAFT),
        Status.SUBMITTED: (Status.ACCEPTED, Status.RETURNED),
        Status.RETURNED: (Status.DRAFT,),
        # Back from these two only by a leader, with a reason: the body then sends a corrected version.
        Status.ACCEPTED: (Status.LOCKED, Status.RETURNED),
        Status.LOCKED: (Status.RETURNED,),
    }
    UNSENT = (Status.EXPECTED, Status.DRAFT, Status.AWAITING_SIGNATURE)
    SENT = (Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.LOCKED)
    EDITABLE = (Status.EXPECTED, Status.DRAFT, Status.RETURNED)

    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="progress_received", verbose_name=_("gửi tới Ban")
    )
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="progress_reports", verbose_name=_("đơn vị báo cáo")
    )
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="reports", verbose_name=_("kỳ báo cáo")
    )
    indicator_set = models.ForeignKey(IndicatorSet, models.PROTECT, related_name="reports")
    indicators = models.ManyToManyField(Indicator, related_name="+", verbose_name=_("chỉ tiêu phải báo cáo"))
    status = models.CharField(
        _("trạng thái"), max_length=20, choices=Status, default=Status.EXPECTED, editable=False
    )
    first_sent_at = models.DateTimeField(_("gửi lần đầu lúc"), null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    late_reason = models.CharField(_("lý do gửi chậm"), max_length=500, blank=True)
    nothing_arising = models.BooleanField(_("không phát sinh trong kỳ"), default=False)
    nothing_reason = models.CharField(_("giải thích không phát sinh"), max_length=500, blank=True)
    summary = models.TextField(_("tóm tắt tình hình trong kỳ"), blank=True)
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period__cut_off", "body__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["body", "period"], name="progressreport_once"),
            models.CheckConstraint(
                condition=Q(
                    status__in=["submitted", "returned", "accepted", "locked"], first_sent_at__isnull=False
                )
                | Q(status__in=["expected", "draft", "awaiting_signature"]),
                name="progressreport_sent_has_time",
            ),
        ]
        verbose_name = _("báo cáo tiến độ")

    def __str__(self):
        return f"{self.body} - {self.period}"

    def get_absolute_url(self):
        return reverse("progress_detail", args=[self.pk])

    @property
    def acting_body_ids(self):
        return {self.committee_id, self.body_id}

    @property
    def sent_on(self):
        return timezone.localdate(self.first_sent_at) if self.first_sent_at else None

    @property
    def days_late(self):
        """Calendar days between the due day and the first sending, or today while it was not sent."""
        return max(0, ((self.sent_on or today()) - self.period.due_on).days)


class ReportVersion(models.Model):
    """The figures of one submission. The open one is being worked on; freezing is once and for ever."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("lần gửi"))
    frozen_at = models.DateTimeField(_("chốt lúc"), null=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    signer_line = models.CharField(_("người ký, chức danh"), max_length=300, blank=True, editable=False)
    # On behalf: whoever typed it is `entered_by`, the paper is the authority.
    paper = models.ForeignKey(
        IncomingPaper, models.PROTECT, null=True, blank=True, related_name="progress_versions"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="reportversion_number_once"),
            models.UniqueConstraint(
                fields=["report"], condition=Q(frozen_at=None), name="reportversion_one_open"
            ),
            models.CheckConstraint(
                condition=Q(paper=None, entered_by=None) | Q(paper__isnull=False, entered_by__isnull=False),
                name="reportversion_on_behalf_whole",
            ),
        ]
        verbose_name = _("lần gửi")

    def __str__(self):
        return f"{self.report_id}: {self.number}"


class ReportedValueQuerySet(models.QuerySet):
    def current(self):
        """Of the accepted versions: the figures that are shown and counted."""
        return self.filter(is_current=True)

    def visible_to(self, user):
        """The body its own; others what was sent; a department only the indicators it is responsible for."""
        own = Q(version__report__body__in=user.local_body_ids)
        sent = Q(
            version__frozen_at__isnull=False, version__report__in=ProgressReport.objects.visible_to(user)
        )
        if user.department_ids and not (user.committee_ids or user.supervised_unit_ids):
            sent &= Q(indicator__responsible__in=user.department_ids)
        return self.filter(own | sent)


class ReportedValue(Versioned):
    """One figure. `value` of a ratio is computed (numerator ÷ denominator × 100 for %); yes/no is 1 or 0."""

    version = models.ForeignKey(ReportVersion, models.CASCADE, related_name="values")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    numerator = models.DecimalField(_("tử số"), max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(_("mẫu số"), max_digits=18, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(_("giá trị"), max_digits=18, decimal_places=4, null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    returned_reason = models.CharField(_("lý do trả lại"), max_length=500, blank=True, editable=False)
    is_current = models.BooleanField(default=False, editable=False)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    typed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReportedValueQuerySet.as_manager()

    class Meta:
        ordering = ["indicator__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "indicator"], name="reportedvalue_once"),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0) | Q(numerator=0, denominator=0),
                name="reportedvalue_denominator",
            ),
            models.CheckConstraint(
                condition=Q(numerator=None) | Q(numerator__gte=0), name="reportedvalue_numerator"
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "version"], condition=Q(is_current=True), name="reportedvalue_current"
            )
        ]
        verbose_name = _("số liệu báo cáo")

    def __str__(self):
        return f"{self.indicator_id}: {self.value}"


class ReportFile(models.Model):
    """A file of a report: the signed PDF (the authority), or evidence, of all or of one figure."""

    class Kind(models.TextChoices):
        SIGNED = "signed", _("bản ký")
        EVIDENCE = "evidence", _("minh chứng")

    version = models.ForeignKey(ReportVersion, models.CASCADE, related_name="files")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("loại tệp"), max_length=8, choices=Kind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("chú thích"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = _("tệp kèm báo cáo")

    def __str__(self):
        return self.caption or self.file.name


class ImportBatchQuerySet(LongWorkQuerySet):
    def visible_to(self, user):
        """Who uploaded it, the body in whose name, and the committee that typed it from a paper."""
        return self.filter(
            Q(by=user)
            | Q(body__in=user.own_body_ids, paper=None)
            | Q(paper__committee__in=user.committee_ids)
        )


class ImportBatch(LongWork):
    """One uploaded workbook: read, checked, shown, applied as a whole, undone while nobody built on it."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("đã tải lên")
        REJECTED = "rejected", _("có lỗi")
        CHECKED = "checked", _("đạt, chờ ghi vào báo cáo")
        APPLIED = "applied", _("đã ghi vào báo cáo")
        UNDONE = "undone", _("đã hoàn tác")

    status = models.CharField(
        _("trạng thái"), max_length=10, choices=Status, default=Status.UPLOADED, editable=False
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, null=True, related_name="imports")
    # The body in whose name it came; for a consolidated sheet the one that compiled it.
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="imports")
    paper = models.ForeignKey(IncomingPaper, models.PROTECT, null=True, blank=True, related_name="imports")
    reports = models.ManyToManyField(ProgressReport, related_name="imports")
    problems = models.JSONField(default=list, editable=False)
    staged = models.JSONField(default=list, editable=False)
    # What stood there before, and what was written: undo compares, restores, or says why it cannot.
    before = models.JSONField(default=list, editable=False)
    annotated = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", editable=False)
    applied_at = models.DateTimeField(null=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("lần nhập Excel")

    def __str__(self):
        return self.file.name

    def get_absolute_url(self):
        return reverse("import_detail", args=[self.pk])

    # What a worker is asked for follows from the status: to check, to write what was checked, to undo.

    @property
    def is_being_written(self):
        return self.is_working and self.status == self.Status.CHECKED

    @property
    def is_being_undone(self):
        return self.is_working and self.status == self.Status.APPLIED

    def ask(self, status, *, token=None, **changes):
        """Queues what follows from `status`, or with a `token` begins it here; False when somebody did."""
        at_rest = self.rows(status=status, state__in=(self.State.FINISHED, self.State.FAILED))
        asked = at_rest.update(
            state=self.State.RUNNING if token else self.State.QUEUED,
            attempt=token,
            beat_at=timezone.now() if token else None,
            losses=0,
            reason="",
            ended_at=None,
            **changes,
        )
        self.refresh_from_db(fields=("state", "status", "attempt", "reason", "applied_by", "undone_by"))
        return bool(asked)

    def held(self, token, status):
        """The row while this attempt has it: what is written through it is written once."""
        return self.rows(status=status, state=self.State.RUNNING, attempt=token)

    def cancel(self):
        """Stops the check, or takes back the wish to write or undo before a worker began; else False."""
        waits, now = self.rows(state=self.State.QUEUED), timezone.now()
        kept = {"state": self.State.FINISHED, "attempt": None, "ended_at": now}
        checking = self.rows(status=self.Status.UPLOADED)
        stopped = (
            waits.filter(status=self.Status.CHECKED).update(applied_by=None, **kept)
            or waits.filter(status=self.Status.APPLIED).update(undone_by=None, **kept)
            or checking.filter(state__in=(self.State.QUEUED, self.State.RUNNING)).update(
                state=self.State.CANCELLED, ended_at=now
            )
        )
        self.refresh_from_db()
        return bool(stopped)


class PeriodExportQuerySet(LongWorkQuerySet):
    def visible_to(self, user):
        """Only who asked: what is in the file is what that person may read."""
        return self.filter(by=user)


class PeriodExport(LongWork):
    """A period's figures as one file, made by a worker; the filters are those of the screen."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="+")
    query = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=4, choices=[("xlsx", "Excel"), ("csv", "CSV")], default="xlsx")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = PeriodExportQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("lần xuất số liệu")

    def __str__(self):
        return f"{self.period} {self.kind}"

    def get_absolute_url(self):
        return reverse("export_detail", args=[self.pk])


for model, hidden in (
    (ReportingDuty, []),
    (ProgressReport, []),
    (ReportedValue, ["is_current"]),
    (ReportFile, []),
):
    auditlog.register(model, exclude_fields=hidden)
