"""A unit's yearly plan of digital transformation: tasks, who carries them out, how far they are."""

from auditlog.registry import auditlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.files import StoredFile
from cds_portal.lifecycle import Versioned
from cds_portal.text import fold, sort_key
from districts.models.body import Body
from districts.models.indicator import Indicator
from districts.models.inheritance import own_or_inherited


class TransformationPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The committee that follows the province, the body itself and whoever its files came to, those who
        carry out its tasks, the UBND above; departments read plans of the provinces they are in.
        """
        below = Q(body__unit__parent__in=user.supervised_unit_ids)
        shares = TaskShare.objects.filter(own_or_inherited("body", user.own_body_ids))
        tasked = Q(pk__in=shares.values("task__plan"))
        own = Q(committee__in=user.committee_ids) | own_or_inherited("body", user.own_body_ids)
        provinces = Body.objects.filter(pk__in=user.department_ids).values("unit")
        return self.filter(own | below | tasked | Q(committee__unit__in=provinces))

    def with_counts(self):
        """Adds `task_count`, `done_count`, `late_count`: how many tasks, done whole, past their day."""
        return self.annotate(
            task_count=counted(PlanTask.objects.all()),
            done_count=counted(PlanTask.objects.done()),
            late_count=counted(PlanTask.objects.late()),
        )


def counted(tasks):
    own = tasks.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(own, output_field=models.IntegerField()), 0)


class TransformationPlan(Versioned):
    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="plans_followed", verbose_name=_("Ban theo dõi")
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="plans", verbose_name=_("cơ quan ban hành"))
    year = models.PositiveSmallIntegerField(_("năm"))
    title = models.CharField(_("tên kế hoạch"), max_length=300)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    purpose = models.TextField(_("mục đích, yêu cầu"), blank=True)
    legal_bases = models.TextField(_("căn cứ, mỗi dòng một văn bản"), blank=True)
    source_note = models.TextField(_("nguồn thông tin"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)
    fold = models.CharField(max_length=320, editable=False, db_index=True)
    sort_key = models.CharField(max_length=1500, editable=False, db_index=True)

    objects = TransformationPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "sort_key", "pk"]
        verbose_name = _("kế hoạch chuyển đổi số")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plan_detail", args=[self.pk])

    def save(self, **kwargs):
        self.fold, self.sort_key = fold(self.title)[:320], sort_key(self.title[:120])
        super().save(**kwargs)


class PlanTaskQuerySet(models.QuerySet):
    def done(self):
        """Each of its shares is done; a task that nobody was given is not."""
        shares = TaskShare.objects.filter(task=OuterRef("pk"))
        return self.filter(Exists(shares), ~Exists(shares.filter(done_on=None)))

    def late(self):
        """Past the due day with a share that is not done."""
        undone = TaskShare.objects.filter(done_on=None).values("task")
        return self.filter(due_on__lt=today(), pk__in=undone)


class PlanTask(Versioned):
    plan = models.ForeignKey(TransformationPlan, models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField(_("số thứ tự"))
    text = models.TextField(_("nhiệm vụ"))
    deliverable = models.CharField(_("sản phẩm"), max_length=300, blank=True)
    due_on = models.DateField(_("thời hạn"), null=True, blank=True)
    indicators = models.ManyToManyField(
        Indicator, blank=True, related_name="plan_tasks", verbose_name=_("chỉ tiêu liên quan")
    )
    illustrative = models.BooleanField(_("minh họa"), default=False, editable=False)

    objects = PlanTaskQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plantask_number_once")]
        verbose_name = _("nhiệm vụ của kế hoạch")

    def __str__(self):
        return Truncator(self.text).words(18, truncate="…")

    @property
    def progress(self):
        """Mean of its shares in whole percent, rounded down: 100 only when all are."""
        shares = self.shares.all()
        return sum(share.progress for share in shares) // len(shares) if shares else 0

    @property
    def done_shares(self):
        return [share for share in self.shares.all() if share.done_on]

    @property
    def state(self):
        """As of a share, of all of them together; `unassigned` while nobody was given it."""
        shares = self.shares.all()
        if not shares:
            return "unassigned"
        if len(self.done_shares) == len(shares):
            return "done"
        if self.due_on and self.due_on < today():
            return "late"
        return "in_progress" if self.progress or self.done_shares else "not_started"


class TaskShare(Versioned):
    """What one body does of a task: its progress in percent, and the day it was done."""

    task = models.ForeignKey(PlanTask, models.CASCADE, related_name="shares")
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="task_shares", verbose_name=_("đơn vị thực hiện")
    )
    progress = models.PositiveSmallIntegerField(
        _("tiến độ (%)"), default=0, validators=[MaxValueValidator(100)]
    )
    done_on = models.DateField(_("hoàn thành ngày"), null=True, blank=True)
    note = models.CharField(_("tình hình thực hiện"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["task", "body__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["task", "body"], name="taskshare_once"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="taskshare_percent"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(progress=100), name="taskshare_done_is_whole"
            ),
        ]
        verbose_name = _("phần việc của đơn vị")

    def __str__(self):
        return f"{self.task_id}: {self.body_id}"

    def clean(self):
        if self.done_on and self.done_on > today():
            raise ValidationError({"done_on": _("Ngày hoàn thành chưa tới.")})

    @property
    def is_late(self):
        return bool(self.done_on is None and self.task.due_on and self.task.due_on < today())

    @property
    def state(self):
        """`done`, `late`, `in_progress`, `not_started`: derived, never stored."""
        if self.done_on:
            return "done"
        if self.is_late:
            return "late"
        return "in_progress" if self.progress else "not_started"


for model in (TransformationPlan, PlanTask, TaskShare):
    auditlog.register(model, exclude_fields=["fold", "sort_key"] if hasattr(model, "fold") else None)
