"""The one writer of statuses, and the guard of concurrent edits."""

from functools import cache

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from cds_portal.text import day_text


class Refused(Exception):
    """An act the rules do not allow now. `str()` is a Vietnamese sentence for the person who tried."""


class TakenFirst(Refused):
    """Somebody else moved the record between reading and writing; says who and to what."""


class StaleRecord(Refused):
    """The text was saved by somebody else after this form was opened; `current` is the stored record."""

    def __init__(self, current):
        super().__init__(_("Nội dung này vừa được người khác lưu trước đồng chí. Chưa có gì bị ghi đè."))
        self.current = current


class StatusChangeQuerySet(models.QuerySet):
    def of(self, record):
        kind = ContentType.objects.get_for_model(record, for_concrete_model=True)
        return self.filter(record_type=kind, record_id=str(record.pk)).select_related("record_type")


class StatusChange(models.Model):
    record_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    record_id = models.CharField(max_length=40)
    record = GenericForeignKey("record_type", "record_id")
    from_status = models.CharField(_("từ trạng thái"), max_length=32, blank=True)
    to_status = models.CharField(_("sang trạng thái"), max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The post as it stood then: the person may hold another one when this is read.
    by_line = models.CharField(_("chức danh khi thực hiện"), max_length=300, blank=True)
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    note = models.TextField(_("ghi chú"), blank=True)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["record_type", "record_id"], name="statuschange_record")]
        verbose_name = _("chuyển trạng thái")

    def __str__(self):
        return f"{self.record_id}: {self.from_status} → {self.to_status}"

    @property
    def to_label(self):
        """The status in the record's own word."""
        return self.record_type.model_class().status_label(self.to_status)


@cache
def words_of(field):
    """{value: word} of a field with choices, groups laid flat."""
    return dict(field.flatchoices)


class QuickWords(models.Model):
    """`get_status_display()` and its like, without a new dictionary of all choices at each call.

    A list of 25 rows asks a hundred times; what Django does there took a tenth of the page.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field):
        value = getattr(self, field.attname)
        return force_str(words_of(field).get(value, value), strings_only=True)


class Stateful(QuickWords):
    """A record with a lifecycle: a `status` field, a `NEXT` table, and `move` as the only way along it."""

    NEXT: dict[str, tuple[str, ...]] = {}

    class Meta:
        abstract = True

    @property
    def acting_body_ids(self):
        """Ids of the bodies in whose name people act on the record: its own, or those of what it hangs on.

        Somebody may hold posts in several; the history names the one that this record is the work of.
        """
        raise NotImplementedError

    def may_move(self, to):
        return to in self.NEXT.get(self.status, ())

    def move(self, to, *, by, note="", **changes):
        """Moves to status `to` together with field `changes`, or raises `Refused`; nothing in between.

        The UPDATE is guarded by the status that was read: of two who press at once one wins.
        """
        old = self.status
        if not self.may_move(to):
            raise Refused(
                _("Không thể chuyển từ “%(old)s” sang “%(new)s”.")
                % {"old": self.get_status_display(), "new": self.status_label(to)}
            )
        with transaction.atomic():
            moved = type(self)._base_manager.filter(pk=self.pk, status=old).update(status=to, **changes)
            if not moved:
                raise TakenFirst(self.who_was_first())
            record_move(self, old, to, by=by, note=note)
        self.status = to
        for name, value in changes.items():
            setattr(self, name, value)

    @classmethod
    def status_label(cls, value):
        return words_of(cls._meta.get_field("status")).get(value, value)

    def who_was_first(self):
        last = self.history.select_related("by").last()
        if last is None:
            return _("Trạng thái vừa thay đổi. Xin tải lại trang.")
        return _("%(who)s đã chuyển sang “%(status)s” lúc %(at)s. Thao tác của đồng chí chưa được ghi.") % {
            "who": (last.by and last.by.get_full_name()) or _("Hệ thống"),
            "status": self.status_label(last.to_status),
            "at": f"{timezone.localtime(last.at):%H:%M} {day_text(timezone.localtime(last.at))}",
        }

    @property
    def history(self):
        return StatusChange.objects.of(self)


def record_move(record, old, new, *, by, note=""):
    return StatusChange.objects.create(
        record_type=ContentType.objects.get_for_model(record),
        record_id=str(record.pk),
        from_status=old,
        to_status=new,
        by=by,
        by_line=line_of(record, by),
        note=note,
    )


def line_of(record, by):
    """The post in whose name `by` acts on the record: somebody may hold one in two committees."""
    if by is None:
        return ""
    return by.post_line_in(record.acting_body_ids) if len(by.present_posts) > 1 else by.post_line


def move_all(records, to, *, by, note=""):
    """`move` for many records of one model and one status: all of them or, with `Refused`, none."""
    records = list(records)
    if not records:
        return
    model, old = type(records[0]), records[0].status
    for record in records:
        if record.status != old or not record.may_move(to):
            raise Refused(
                _("Không thể chuyển từ “%(old)s” sang “%(new)s”.")
                % {"old": record.get_status_display(), "new": record.status_label(to)}
            )
    with transaction.atomic():
        rows = model._base_manager.filter(pk__in=[record.pk for record in records], status=old)
        if rows.update(status=to) != len(records):
            raise TakenFirst(_("Trạng thái vừa thay đổi. Xin tải lại trang."))
        kind, line = ContentType.objects.get_for_model(model), by.post_line if by else ""
        common = {"record_type": kind, "from_status": old, "to_status": to, "by": by, "by_line": line}
        StatusChange.objects.bulk_create(
            [StatusChange(record_id=str(record.pk), note=note, **common) for record in records],
            batch_size=1_000,
        )
    for record in records:
        record.status = to


class Versioned(QuickWords):
    """An editable record: its form posts `row_version`; a stale one is refused and loses nothing."""

    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_version(self, expected):
        """Saves if the stored version is still `expected`, else raises `StaleRecord` with what is stored."""
        with transaction.atomic():
            rows = type(self)._base_manager.filter(pk=self.pk, row_version=expected)
            if not rows.update(row_version=expected + 1):
                raise StaleRecord(type(self)._base_manager.get(pk=self.pk))
            self.row_version = expected + 1
            # The status may have moved since this instance was read: only `move` writes it.
            self.save(update_fields=[f.name for f in self._meta.local_concrete_fields if writable(f)])


def writable(field):
    return not field.primary_key and field.name != "status"
