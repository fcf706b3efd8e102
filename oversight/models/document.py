"""Papers: the row is the truth about a document and about its rendering; messages only say “look”."""

import secrets
import uuid
from datetime import timedelta

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.files import StoredFile
from cds_portal.lifecycle import Stateful, Versioned
from cds_portal.text import fold
from districts.models import Body
from districts.models.inheritance import own_or_inherited
from oversight.models.session import OversightSession

MAX_RENDER_FAILURES = 3


class Kind(models.TextChoices):
    RESULT_REPORT = "result_report", _("Báo cáo kết quả giám sát")
    FORWARDING_LETTER = "forwarding_letter", _("Công văn chuyển kiến nghị của địa phương")
    REMINDER_LETTER = "reminder_letter", _("Công văn đôn đốc")
    FOLLOW_UP_REPORT = "follow_up_report", _("Báo cáo kết quả thực hiện kiến nghị sau giám sát")
    FOLLOW_UP_SHEET = "follow_up_sheet", _("Bảng theo dõi thực hiện kiến nghị")
    UNIT_SUMMARY = "unit_summary", _("Tóm tắt chuyển đổi số của đơn vị")


# No Quốc hiệu, no number, never issued: headed “Tài liệu phục vụ họp”.
WORKING_PAPERS = (Kind.FOLLOW_UP_SHEET, Kind.UNIT_SUMMARY)


class Authority(models.TextChoices):
    """How the signer signs (NĐ30 art. 13): the head for the collective, or a deputy in the head's place."""

    ON_BEHALF = "TM.", _("Trưởng Ban ký thay mặt Ban (TM.)")
    IN_PLACE = "KT.", _("Phó Trưởng Ban ký thay Trưởng Ban (KT.)")


class ReportSectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(
            Q(session__committee__in=user.committee_ids)
            | Q(session__in=OversightSession.objects.filter(members__user=user))
        )


class ReportSection(Versioned):
    """One heading of a session's paper. `generated` is what the records say, `text` what will be printed."""

    session = models.ForeignKey(OversightSession, models.CASCADE, related_name="sections")
    kind = models.CharField(_("loại văn bản"), max_length=24, choices=Kind, default=Kind.RESULT_REPORT)
    code = models.CharField(_("đề mục"), max_length=12)
    order = models.PositiveSmallIntegerField()
    text = models.TextField(_("nội dung"), blank=True)
    generated = models.TextField(_("nội dung lấy từ hồ sơ"), blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, editable=False)

    objects = ReportSectionQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "code"], name="report_section_once"),
            models.CheckConstraint(
                condition=Q(edited_by=None, edited_at=None)
                | Q(edited_by__isnull=False, edited_at__isnull=False),
                name="report_section_edited_whole",
            ),
        ]
        verbose_name = _("đề mục báo cáo")

    def __str__(self):
        return f"{self.session_id}: {self.code}"

    @property
    def is_edited(self):
        return self.edited_at is not None

    @property
    def has_news(self):
        """The records say something else than when people edited this text."""
        return self.is_edited and self.generated != self.text


class NumberSeries(models.Model):
    class Mode(models.TextChoices):
        REGISTER = "register", _("theo sổ của văn phòng")
        PORTAL = "portal", _("hệ thống cấp số")

    body = models.ForeignKey(Body, models.PROTECT, related_name="number_series")
    symbol = models.CharField(_("ký hiệu"), max_length=60)
    year = models.PositiveSmallIntegerField(_("năm"))
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.REGISTER)

    class Meta:
        ordering = ["-year", "symbol"]
        constraints = [models.UniqueConstraint(fields=["body", "symbol", "year"], name="number_series_once")]
        verbose_name = _("sổ số văn bản")

    def __str__(self):
        return f"{self.symbol} {self.year}"

    def next_number(self):
        """The number after the highest one taken; a proposal to the clerk, the office's book decides."""
        return (self.documents.aggregate(last=models.Max("number"))["last"] or 0) + 1


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own committee, own sessions of a member; a body only what was issued and addressed to it or to one
        whose files came to it.
        """
        issued = Document.objects.filter(status=Document.Status.ISSUED)
        addressed = Q(pk__in=issued.filter(own_or_inherited("addressed_to", user.own_body_ids)).values("pk"))
        return self.filter(
            Q(committee__in=user.committee_ids)
            | Q(session__in=OversightSession.objects.filter(members__user=user))
            | addressed
        )

    def of_snapshot(self, digest):
        return self.filter(snapshot_hash=digest)

    def downloadable(self):
        """With a current rendering, or with the signed copy, which is the authority anyway."""
        return self.filter(Q(rendering=Document.Rendering.READY) | Q(signed_copy__isnull=False))

    def waiting(self):
        return self.filter(rendering=Document.Rendering.QUEUED)

    def lost(self, now):
        """Rendering rows whose worker has not given a sign of life for longer than a worker may."""
        limit = now - timedelta(seconds=settings.RENDER_LOST_AFTER_SECONDS)
        return self.filter(rendering=Document.Rendering.RENDERING, heartbeat_at__lt=limit)


def make_short_code():
    # Letters and digits that are not mistaken for one another when read from paper.
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(8))


class Document(Stateful, Versioned):
    class Status(models.TextChoices):
        DRAFT = "draft", _("dự thảo")
        SUBMITTED = "submitted", _("đã trình")
        APPROVED = "approved", _("đã duyệt")
        SENT_BACK = "sent_back", _("trả lại để sửa")
        NUMBERED = "numbered", _("đã cấp số")
        ISSUED = "issued", _("đã ban hành")
        SUPERSEDED = "superseded", _("đã thay thế")
        RECALLED = "recalled", _("đã thu hồi")

    class Rendering(models.TextChoices):
        QUEUED = "queued", _("đang chờ")
        RENDERING = "rendering", _("đang lập")
        READY = "ready", _("sẵn sàng")
        FAILED = "failed", _("không lập được")

    NEXT = {
        # Superseded right away: a working paper whose figures changed.
        Status.DRAFT: (Status.SUBMITTED, Status.SUPERSEDED),
        Status.SUBMITTED: (Status.APPROVED, Status.SENT_BACK),
        Status.APPROVED: (Status.NUMBERED, Status.SENT_BACK),
        Status.NUMBERED: (Status.ISSUED,),
        Status.ISSUED: (Status.SUPERSEDED, Status.RECALLED),
    }

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("loại văn bản"), max_length=24, choices=Kind)
    committee = models.ForeignKey(Body, models.PROTECT, related_name="documents")
    session = models.ForeignKey(OversightSession, models.PROTECT, null=True, related_name="documents")
    # What a paper that is not of one session is about.
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="documents_about")
    period = models.ForeignKey(
        "districts.ReportingPeriod", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    # Papers asked for with one click (all bodies of a session) belong together.
    batch = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    title = models.CharField(_("tên văn bản"), max_length=400)
    status = models.CharField(
        _("trạng thái"), max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    snapshot = models.JSONField(editable=False)
    snapshot_hash = models.CharField(max_length=64, editable=False)
    template_version = models.CharField(max_length=20, editable=False)
    illustrative = models.BooleanField(default=False, editable=False)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)

    rendering = models.CharField(
        max_length=10, choices=Rendering, default=Rendering.QUEUED, editable=False, db_index=True
    )
    attempt = models.UUIDField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    failure_reason = models.CharField(max_length=500, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    ready_at = models.DateTimeField(null=True, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, editable=False, related_name="+")
    pages = models.PositiveIntegerField(null=True, editable=False)
    short_code = models.CharField(max_length=8, unique=True, default=make_short_code, editable=False)

    series = models.ForeignKey(NumberSeries, models.PROTECT, null=True, related_name="documents")
    number = models.PositiveIntegerField(_("số"), null=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    signer_name = models.CharField(_("người ký"), max_length=150, blank=True)
    signer_position = models.CharField(_("chức vụ người ký"), max_length=200, blank=True)
    authority = models.CharField(_("thẩm quyền ký"), max_length=4, blank=True)
    signed_copy = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    paper_signed = models.BooleanField(_("ký giấy, không có bản quét"), default=False)
    addressed_to = models.ManyToManyField(Body, blank=True, related_name="documents_addressed")
    fold = models.CharField(max_length=500, editable=False, db_index=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot_hash"],
                condition=~Q(status__in=["superseded", "recalled", "sent_back"]),
                name="document_once_a_snapshot",
            ),
            models.UniqueConstraint(
                fields=["series", "number"], condition=Q(number__isnull=False), name="document_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number=None, series=None, issued_on=None)
                | Q(number__isnull=False, series__isnull=False, issued_on__isnull=False),
                name="document_number_whole",
            ),
            models.CheckConstraint(
                condition=~Q(rendering="ready") | Q(file__isnull=False, pages__isnull=False),
                name="document_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(status="issued") | Q(signed_copy__isnull=False) | Q(paper_signed=True),
                name="document_issued_is_signed",
            ),
        ]
        verbose_name = _("văn bản")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("document_detail", args=[self.pk])

    @property
    def acting_body_ids(self):
        return {self.committee_id, self.body_id} - {None}

    def save(self, **kwargs):
        self.fold = fold(f"{self.title} {self.symbol_line}")[:500]
        super().save(**kwargs)

    @property
    def symbol_line(self):
        """“12/BC-HĐND”, or empty while it has no number; one digit is written 01…09 (NĐ30)."""
        return f"{self.number:02d}/{self.series.symbol}" if self.number else ""

    @property
    def is_working_paper(self):
        return self.kind in WORKING_PAPERS

    @property
    def is_working(self):
        return self.rendering in (self.Rendering.QUEUED, self.Rendering.RENDERING)

    def claim(self, attempt):
        """Takes the queued row for one attempt; False when another worker or nobody needs it."""
        return bool(
            Document.objects.filter(pk=self.pk, rendering=self.Rendering.QUEUED).update(
                rendering=self.Rendering.RENDERING, attempt=attempt, heartbeat_at=timezone.now()
            )
        )

    def held_by(self, attempt):
        return Document.objects.filter(pk=self.pk, rendering=self.Rendering.RENDERING, attempt=attempt)

    def beat(self, attempt):
        """A sign of life; False when the row was given to somebody else and this attempt must stop."""
        return bool(self.held_by(attempt).update(heartbeat_at=timezone.now()))

    def finish(self, attempt, *, file, pages):
        return bool(
            self.held_by(attempt).update(
                rendering=self.Rendering.READY,
                file=file,
                pages=pages,
                ready_at=timezone.now(),
                failures=0,
                failure_reason="",
            )
        )

    def fail(self, attempt, reason):
        """One failure of the renderer: queued again, or `failed` after the third."""
        held = self.held_by(attempt)
        if held.filter(failures__gte=MAX_RENDER_FAILURES - 1).update(
            rendering=self.Rendering.FAILED, failures=F("failures") + 1, failure_reason=reason[:500]
        ):
            return
        held.update(rendering=self.Rendering.QUEUED, failures=F("failures") + 1, failure_reason=reason[:500])

    def requeue_for_retry(self):
        return bool(
            Document.objects.filter(pk=self.pk, rendering=self.Rendering.FAILED).update(
                rendering=self.Rendering.QUEUED, failures=0, failure_reason="", attempt=None
            )
        )


class AheadOrder(models.Model):
    """A summary that is rendered before anybody asks: wanted anew when its figures change."""

    kind = models.CharField(max_length=24, choices=Kind)
    committee = models.ForeignKey(Body, models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, models.CASCADE, related_name="+")
    period = models.ForeignKey("districts.ReportingPeriod", models.CASCADE, related_name="+")
    wanted_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["wanted_at"]
        constraints = [models.UniqueConstraint(fields=["kind", "body", "period"], name="aheadorder_once")]
        verbose_name = _("văn bản lập sẵn")

    def __str__(self):
        return f"{self.kind} {self.body_id} {self.period_id}"


for model in (ReportSection, Document):
    auditlog.register(
        model, exclude_fields=["snapshot", "fold", "heartbeat_at"] if model is Document else None
    )
