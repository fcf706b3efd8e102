"""The only clock, and the day counting of the law (calendar days) and of reminders (working days)."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import lru_cache

import holidays
from auditlog.registry import auditlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Versioned
from cds_portal.text import day_text

frozen_day: ContextVar[date | None] = ContextVar("frozen_day", default=None)


def today():
    """The day in Asia/Ho_Chi_Minh; the setting CLOCK_TODAY or `set_today` puts another in its place."""
    return frozen_day.get() or getattr(settings, "CLOCK_TODAY", None) or timezone.localdate()


@contextmanager
def set_today(day):
    token = frozen_day.set(day)
    try:
        yield
    finally:
        frozen_day.reset(token)


class SwapDay(models.Model):
    """A day whose nature the Government swapped for a long holiday (hoán đổi ngày nghỉ)."""

    day = models.DateField(_("ngày"), unique=True)
    is_working = models.BooleanField(_("là ngày làm việc"))
    source = models.CharField(_("văn bản"), max_length=300)

    class Meta:
        ordering = ["day"]
        verbose_name = _("ngày hoán đổi")

    def __str__(self):
        return day_text(self.day)


@lru_cache(maxsize=64)
def public_holidays(year):
    return frozenset(holidays.country_holidays("VN", years=year))


@lru_cache(maxsize=64)
def worked_weekends(year):
    """Weekend days that the Government made working ones and the package knows of (22/8/2026)."""
    return frozenset(
        day for day in holidays.country_holidays("VN", years=year).weekend_workdays if day.year == year
    )


def swap_days():
    return dict(SwapDay.objects.values_list("day", "is_working"))


def is_working_day(day, swaps=None):
    swaps = {} if swaps is None else swaps
    if day in swaps:
        return swaps[day]
    if day in worked_weekends(day.year):
        return True
    return day.weekday() < 5 and day not in public_holidays(day.year)


def shift(day, days, *, working=False, swaps=None):
    """`day` moved by `days` (negative = earlier); working days skip weekends, holidays and swap days."""
    if not working:
        return day + timedelta(days=days)
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        day += step
        left -= is_working_day(day, swaps)
    return day


def working_days_until(day, due, swaps=None):
    """Working days in (day, due]: 0 on the day itself, negative once `due` is past. The twin of `shift`."""
    if due < day:
        return -working_days_until(due, day, swaps)
    span = (due - day).days
    return sum(is_working_day(day + timedelta(days=n), swaps) for n in range(1, span + 1))


class DeadlineRuleQuerySet(models.QuerySet):
    def in_force_on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def by_code_on(self, day):
        """{code: rule} of the day; what is not in it has no rule then."""
        return {rule.code: rule for rule in self.in_force_on(day)}


class DeadlineRule(Versioned):
    class Direction(models.TextChoices):
        BEFORE = "before", _("trước")
        AFTER = "after", _("sau")

    class Bound(models.TextChoices):
        AT_LEAST = "at_least", _("ít nhất")
        AT_MOST = "at_most", _("chậm nhất")

    class DayKind(models.TextChoices):
        CALENDAR = "calendar", _("ngày")
        WORKING = "working", _("ngày làm việc")

    code = models.SlugField(_("mã"), max_length=60)
    name = models.CharField(_("tên quy tắc"), max_length=200)
    anchor = models.CharField(_("mốc tính"), max_length=60)
    direction = models.CharField(max_length=8, choices=Direction)
    bound = models.CharField(max_length=8, choices=Bound)
    days = models.PositiveSmallIntegerField(_("số ngày"), validators=[MaxValueValidator(366)])
    day_kind = models.CharField(max_length=8, choices=DayKind, default=DayKind.CALENDAR)
    valid_from = models.DateField(_("áp dụng từ"))
    valid_to = models.DateField(_("áp dụng đến"), null=True, blank=True)
    legal_source = models.CharField(_("căn cứ"), max_length=300)
    checked = models.BooleanField(_("đã đối chiếu"), default=False)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="deadlinerule_once")]
        verbose_name = _("quy tắc thời hạn")

    def __str__(self):
        return self.name

    def clean(self):
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("Ngày hết áp dụng phải sau ngày bắt đầu.")})

    def due_on(self, anchor_day, swaps=None):
        """The last allowed day (at most) or the first sufficient one (at least), from the anchor's day."""
        days = self.days if self.direction == self.Direction.AFTER else -self.days
        return shift(anchor_day, days, working=self.day_kind == self.DayKind.WORKING, swaps=swaps)

    @property
    def in_words(self):
        sign = "≥" if self.bound == self.Bound.AT_LEAST else "≤"
        return (
            f"{sign} {self.days} {self.get_day_kind_display()} {self.get_direction_display()} {self.anchor}"
        )


for model in (SwapDay, DeadlineRule):
    auditlog.register(model)
