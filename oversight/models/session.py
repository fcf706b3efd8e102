"""The oversight session: who oversees whom, about what, when, on which legal bases, step by step."""

from auditlog.registry import auditlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import DeadlineRule, today
from cds_portal.lifecycle import Refused, Stateful, Versioned
from cds_portal.text import fold, sort_key
from districts.models import Body


class LegalActQuerySet(models.QuerySet):
    def in_force_on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class LegalAct(models.Model):
    name = models.CharField(_("tên gọi trong văn bản"), max_length=300)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    objects = LegalActQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "name"]
        verbose_name = _("căn cứ pháp lý")

    def __str__(self):
        return self.name

    def is_in_force_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class OversightSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own committee, own sessions of a member, a reviewed body from `notified`, assigned departments."""
        hidden = [OversightSession.Status.PLANNED, OversightSession.Status.CANCELLED]
        reviewed = ReviewedBody.objects.filter(body__in=user.local_body_ids).values("session")
        # Subqueries instead of joins: rows must not double, and a session may have many recommendations.
        assigned = OversightSession.objects.filter(
            recommendations__assignments__body__in=user.department_ids,
            recommendations__assignments__issued_on__isnull=False,
        ).values("pk")
        return self.filter(
            Q(committee__in=user.committee_ids)
            | Q(pk__in=DelegationMember.objects.filter(user=user).values("session"))
            | (Q(pk__in=reviewed) & ~Q(status__in=hidden))
            | Q(pk__in=assigned)
        )

    def of_committees(self, user):
        return self.filter(committee__in=user.committee_ids)

    def in_progress(self):
        return self.exclude(status__in=[OversightSession.Status.CLOSED, OversightSession.Status.CANCELLED])


class OversightSession(Stateful, Versioned):
    class Kind(models.TextChoices):
        THEMATIC = "thematic", _("Giám sát chuyên đề")
        SURVEY = "survey", _("Khảo sát")
        REGULAR = "regular", _("Giám sát thường xuyên")
        RE_OVERSIGHT = "re_oversight", _("Giám sát lại")

    class Status(models.TextChoices):
        PLANNED = "planned", _("đã lập kế hoạch")
        NOTIFIED = "notified", _("đã thông báo")
        FIELDWORK = "fieldwork", _("đang khảo sát - làm việc")
        REPORTING = "reporting", _("đang xây dựng báo cáo")
        CONCLUDED = "concluded", _("đã kết luận")
        FOLLOW_UP = "follow_up", _("đang theo dõi sau giám sát")
        CLOSED = "closed", _("đã kết thúc")
        CANCELLED = "cancelled", _("đã hủy")

    NEXT = {
        Status.PLANNED: (Status.NOTIFIED, Status.CANCELLED),
        Status.NOTIFIED: (Status.FIELDWORK, Status.REPORTING, Status.CANCELLED),
        Status.FIELDWORK: (Status.REPORTING,),
        Status.REPORTING: (Status.CONCLUDED,),
        Status.CONCLUDED: (Status.FOLLOW_UP,),
        Status.FOLLOW_UP: (Status.CLOSED,),
        Status.CLOSED: (Status.FOLLOW_UP,),
    }

    code = models.SlugField(_("mã cuộc giám sát"), max_length=40, unique=True)
    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="oversight_sessions", verbose_name=_("Ban chủ trì")
    )
    topic = models.CharField(_("chuyên đề"), max_length=300)
    title = models.CharField(_("tên cuộc giám sát"), max_length=300)
    kind = models.CharField(_("hình thức"), max_length=16, choices=Kind, default=Kind.THEMATIC)
    status = models.CharField(
        _("trạng thái"), max_length=16, choices=Status, default=Status.PLANNED, editable=False
    )
    period_from = models.DateField(_("thời kỳ giám sát từ"))
    period_to = models.DateField(_("thời kỳ giám sát đến"))
    works_from = models.DateField(_("làm việc từ ngày"))
    works_to = models.DateField(_("làm việc đến ngày"))
    decided_on = models.DateField(_("ngày quyết định thành lập Đoàn"), null=True, blank=True)
    legal_acts = models.ManyToManyField(LegalAct, blank=True, related_name="+", verbose_name=_("căn cứ"))
    source_note = models.TextField(_("nguồn thông tin"), blank=True)
    head_note = models.CharField(_("ghi chú về trưởng đoàn"), max_length=300, blank=True)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("tiếp theo cuộc"),
    )
    no_recommendation_reason = models.CharField(_("lý do không có kiến nghị"), max_length=300, blank=True)
    illustrative = models.BooleanField(_("số liệu minh họa"), default=False, editable=False)
    fold = models.CharField(max_length=700, editable=False, db_index=True)
    sort_key = models.CharField(max_length=1500, editable=False, db_index=True)

    objects = OversightSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-works_from", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(works_to__gte=F("works_from")), name="session_works_in_order"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="session_period_in_order"
            ),
        ]
        verbose_name = _("cuộc giám sát")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("session_detail", args=[self.code])

    @property
    def acting_body_ids(self):
        return {self.committee_id}

    def save(self, **kwargs):
        self.fold, self.sort_key = (
            fold(f"{self.code} {self.title} {self.topic}")[:600],
            sort_key(self.title[:120]),
        )
        super().save(**kwargs)

    def clean(self):
        errors = {}
        if self.works_from and self.works_to and self.works_to < self.works_from:
            errors["works_to"] = _("Ngày kết thúc làm việc phải từ ngày bắt đầu trở đi.")
        if self.period_from and self.period_to and self.period_to < self.period_from:
            errors["period_to"] = _("Thời kỳ giám sát kết thúc trước khi bắt đầu. Xin xem lại hai ngày.")
        if errors:
            raise ValidationError(errors)

    @property
    def period_words(self):
        start, end = self.period_from.year, self.period_to.year
        return str(start) if start == end else f"{start}–{end}"

    @property
    def head(self):
        return next((m for m in self.members.all() if m.role == DelegationMember.Role.HEAD), None)

    @property
    def concluder(self):
        return next((chair for chair in self.chairs.all() if chair.concluded), None)

    @property
    def has_direct_bodies(self):
        return self.reviewed_bodies.filter(mode=ReviewedBody.Mode.DIRECT).exists()

    def stale_legal_acts(self):
        """Bases not in force on the session's first working day: the screen warns, it does not forbid."""
        return [act for act in self.legal_acts.all() if not act.is_in_force_on(self.works_from)]

    def is_open_for_fieldwork(self):
        return self.status in (self.Status.NOTIFIED, self.Status.FIELDWORK, self.Status.REPORTING)

    def notify(self, *, by):
        if not self.reviewed_bodies.exists():
            raise Refused(_("Chưa có đơn vị chịu sự giám sát. Thêm đơn vị rồi thông báo."))
        self.move(self.Status.NOTIFIED, by=by)

    def start_fieldwork(self, *, by):
        if not self.has_direct_bodies:
            raise Refused(_("Cuộc giám sát chỉ qua báo cáo, không có bước khảo sát - làm việc."))
        self.move(self.Status.FIELDWORK, by=by)

    def start_reporting(self, *, by):
        if self.status == self.Status.NOTIFIED and self.has_direct_bodies:
            raise Refused(_("Có đơn vị giám sát trực tiếp: cần qua bước khảo sát - làm việc trước."))
        self.move(self.Status.REPORTING, by=by)

    def conclude(self, *, by):
        if not self.documents.filter(kind="result_report", status="issued").exists():
            raise Refused(_("Chỉ kết luận khi Báo cáo kết quả giám sát đã ban hành."))
        if not self.recommendations.exists() and not self.no_recommendation_reason:
            raise Refused(_("Chưa có kiến nghị nào. Ghi lý do không có kiến nghị rồi kết luận."))
        self.move(self.Status.CONCLUDED, by=by)

    def start_follow_up(self, *, by):
        self.move(self.Status.FOLLOW_UP, by=by)

    def close(self, *, by):
        left = self.open_assignments().count()
        if left:
            raise Refused(
                _("Còn %(left)d nội dung giao thực hiện chưa kết thúc, chưa thể khép lại cuộc giám sát.")
                % {"left": left}
            )
        if undecided := self.unsettled_assignments().count():
            raise Refused(
                _(
                    "Còn %(left)d nội dung không thực hiện mà chưa quyết định bước xử lý. "
                    "Quyết định bước xử lý hoặc chuyển giám sát lại rồi khép lại cuộc giám sát."
                )
                % {"left": undecided}
            )
        self.move(self.Status.CLOSED, by=by)

    def reopen(self, *, by, reason):
        if not reason.strip():
            raise Refused(_("Xin ghi lý do mở lại."))
        if self.status != self.Status.CLOSED:
            raise Refused(_("Chỉ mở lại cuộc giám sát đã kết thúc."))
        self.move(self.Status.FOLLOW_UP, by=by, note=reason)

    def cancel(self, *, by, reason):
        if not reason.strip():
            raise Refused(_("Xin ghi lý do hủy cuộc giám sát."))
        self.move(self.Status.CANCELLED, by=by, note=reason)

    def open_assignments(self):
        from oversight.models.assignment import Assignment

        return Assignment.objects.filter(recommendation__session=self).open()

    def unsettled_assignments(self):
        from oversight.models.assignment import Assignment

        return Assignment.objects.filter(recommendation__session=self).unsettled()


class SessionChair(models.Model):
    """Who chaired; not the same as who heads the delegation, nor as who signs."""

    session = models.ForeignKey(OversightSession, models.CASCADE, related_name="chairs")
    name = models.CharField(_("họ và tên"), max_length=150)
    position = models.CharField(_("chức vụ"), max_length=200)
    concluded = models.BooleanField(_("phát biểu kết luận"), default=False)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(concluded=True), name="session_one_concluder"
            )
        ]
        verbose_name = _("người chủ trì")

    def __str__(self):
        return f"{self.name}, {self.position}"


class DelegationMember(models.Model):
    class Role(models.TextChoices):
        HEAD = "head", _("Trưởng đoàn")
        DEPUTY = "deputy", _("Phó Trưởng đoàn")
        MEMBER = "member", _("Thành viên")
        SECRETARY = "secretary", _("Thư ký")
        EXPERT = "expert", _("Chuyên gia được mời")

    session = models.ForeignKey(OversightSession, models.CASCADE, related_name="members")
    name = models.CharField(_("họ và tên"), max_length=150)
    position = models.CharField(_("chức vụ"), max_length=200)
    role = models.CharField(_("vai trò trong Đoàn"), max_length=12, choices=Role, default=Role.MEMBER)
    team = models.CharField(_("tổ"), max_length=60, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    illustrative = models.BooleanField(default=False, editable=False)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(role="head"), name="delegation_one_head")
        ]
        verbose_name = _("thành viên Đoàn giám sát")

    def __str__(self):
        return f"{self.name}, {self.position}"


class ReviewedBody(models.Model):
    class Mode(models.TextChoices):
        DIRECT = "direct", _("giám sát trực tiếp")
        BY_REPORT = "by_report", _("giám sát qua báo cáo")

    session = models.ForeignKey(OversightSession, models.CASCADE, related_name="reviewed_bodies")
    body = models.ForeignKey(Body, models.PROTECT, related_name="reviews", verbose_name=_("đơn vị"))
    mode = models.CharField(_("cách giám sát"), max_length=10, choices=Mode, default=Mode.DIRECT)
    report_due_on = models.DateField(_("hạn gửi báo cáo"), null=True, blank=True)

    class Meta:
        ordering = ["body__sort_key"]
        constraints = [models.UniqueConstraint(fields=["session", "body"], name="reviewed_body_once")]
        verbose_name = _("đơn vị chịu sự giám sát")

    def __str__(self):
        return str(self.body)


class SessionStep(models.Model):
    """One dated step of the procedure (DOMAIN 1.3); the timeline on the page is these rows."""

    session = models.ForeignKey(OversightSession, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("bước"), max_length=200)
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    done_on = models.DateField(_("xong ngày"), null=True, blank=True)
    paper = models.CharField(_("văn bản"), max_length=200, blank=True)
    illustrative = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "order"], name="session_step_once")]
        verbose_name = _("bước giám sát")

    def __str__(self):
        return self.name

    @property
    def is_late(self):
        return bool(self.due_on and (self.done_on or today()) > self.due_on)

    @property
    def state(self):
        if self.done_on:
            return "done"
        return "late" if self.is_late else "todo"


for model in (OversightSession, SessionChair, DelegationMember, ReviewedBody, SessionStep):
    auditlog.register(model, exclude_fields=["fold", "sort_key"] if hasattr(model, "fold") else None)
