"""Administrative units with their validity, and what became of each."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.text import day_text, fold, sort_key


class Level(models.TextChoices):
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class UnitKind(models.TextChoices):
    """`city` is a province-level city, a city of a province, or both in time: the level tells."""

    PROVINCE = "province", _("tỉnh")
    CITY = "city", _("thành phố")
    RURAL_DISTRICT = "rural_district", _("huyện")
    TOWN = "town", _("thị xã")
    URBAN_DISTRICT = "urban_district", _("quận")
    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")
    TOWNSHIP = "township", _("thị trấn")
    SPECIAL_ZONE = "special_zone", _("đặc khu")


class DatePrecision(models.TextChoices):
    EXACT = "exact", _("đúng ngày")
    BOUNDARY = "boundary", _("ranh giới giữa hai danh mục, chưa rõ ngày")


class SuccessionKind(models.TextChoices):
    CONTINUES = "continues", _("tiếp tục")
    MERGED = "merged", _("nhập vào")
    DIVIDED = "divided", _("chia ra")
    ABOLISHED = "abolished", _("bãi bỏ")


# What search strips from "xã Thạch Châu"; longest first, so that "thị trấn" is not cut in its middle.
KIND_BY_WORD = {fold(str(kind.label)): kind for kind in UnitKind}


def split_kind(text):
    """("thach chau", commune) of "xã Thạch Châu"; without a word of kind the second is None."""
    folded = fold(text)
    for word in sorted(KIND_BY_WORD, key=len, reverse=True):
        if folded.startswith(word + " "):
            return folded.removeprefix(word + " "), KIND_BY_WORD[word]
    return folded, None


class AdministrativeUnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Units are public knowledge: every signed-in user may read them."""
        return self if user.is_authenticated else self.none()

    def in_force_on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def provinces(self):
        return self.filter(level=Level.PROVINCE)

    def districts(self):
        return self.filter(level=Level.DISTRICT)

    def communes(self):
        return self.filter(level=Level.COMMUNE)

    def named(self, text):
        """Units of this name, with or without accents, with or without the kind before it."""
        name, kind = split_kind(text)
        found = self.filter(fold=name)
        return found.filter(kind=kind) if kind else found

    def matching(self, text):
        """Units whose name contains the text, as `named` compares; for search boxes."""
        name, kind = split_kind(text)
        found = self.filter(fold__contains=name)
        return found.filter(kind=kind) if kind else found

    def in_vietnamese_order(self):
        return self.order_by("sort_key", "official_code", "valid_from")

    def under(self, unit):
        """Children and grandchildren of this row of the unit (its parent rows are of the same days)."""
        return self.filter(Q(parent=unit) | Q(parent__parent=unit))

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for unit in objs:
            unit.set_derived_columns()
        if kwargs.get("update_fields") and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], *DERIVED_COLUMNS}
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs, fields, *args, **kwargs):
        objs = list(objs)
        if "name" in fields:
            fields = [*fields, *(column for column in DERIVED_COLUMNS if column not in fields)]
            for unit in objs:
                unit.set_derived_columns()
        return super().bulk_update(objs, fields, *args, **kwargs)

    def update(self, **kwargs):
        # bulk_update comes through here with database expressions: those rows were prepared above.
        if isinstance(kwargs.get("name"), str):
            kwargs |= {"fold": fold(kwargs["name"]), "sort_key": sort_key(kwargs["name"])}
        return super().update(**kwargs)

    update.alters_data = True


DERIVED_COLUMNS = ("fold", "sort_key")


class AdministrativeUnit(models.Model):
    """One unit under one name, kind and parent, from–to.

    A change of any of the three closes the row and opens another joined by a `continues` Succession. Codes
    are reused (18583 was xã Thạch Châu and is xã Mai Phụ): the key is code + valid_from. `history_starts`
    marks a row whose first day is only the first day we know: what was before is "chưa có dữ liệu".
    """

    official_code = models.CharField(_("mã số"), max_length=5)
    name = models.CharField(_("tên"), max_length=100, help_text=_("không kèm loại: “Thạch Châu”"))
    kind = models.CharField(_("loại"), max_length=20, choices=UnitKind)
    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("trực thuộc"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    history_starts = models.BooleanField(_("trước đó chưa có dữ liệu"), default=False)
    date_precision = models.CharField(
        _("độ chính xác của ngày bắt đầu"),
        max_length=10,
        choices=DatePrecision,
        default=DatePrecision.EXACT,
    )
    note = models.TextField(_("ghi chú"), blank=True)
    fold = models.CharField(max_length=100, editable=False)
    sort_key = models.CharField(max_length=1000, editable=False)

    objects = AdministrativeUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        constraints = [
            models.UniqueConstraint(
                fields=["official_code", "level", "valid_from"],
                name="unit_code_level_from_unique",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent=None) | (~Q(level=Level.PROVINCE) & ~Q(parent=None)),
                name="unit_province_has_no_parent",
            ),
        ]
        indexes = [
            models.Index(fields=["fold"], name="unit_fold"),
            models.Index(fields=["level", "sort_key"], name="unit_level_order"),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.set_derived_columns()
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], *DERIVED_COLUMNS}
        super().save(*args, **kwargs)

    def set_derived_columns(self):
        self.fold = fold(self.name)
        self.sort_key = sort_key(self.name)

    @property
    def full_name(self):
        """As written inside a sentence: "xã Thạch Châu", "tỉnh Hà Tĩnh"."""
        return f"{self.get_kind_display()} {self.name}"

    @property
    def province(self):
        unit = self
        while unit.parent_id:
            unit = unit.parent
        return unit

    def is_in_force_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def successors_on(self, day):
        """The units in force on that day in its place: itself while it is, none before it began."""
        return fates_on([self], day)[self.pk].units

    def district_on(self, day):
        """The district it belonged to on that day; None where there was none or it had been split up."""
        if self.level == Level.DISTRICT and self.is_in_force_on(day):
            return self
        parents = {unit.parent for unit in self.successors_on(day) if unit.level == Level.COMMUNE}
        districts = [parent for parent in parents if parent.level == Level.DISTRICT]
        return districts[0] if len(districts) == len(parents) == 1 else None

    def communes_on(self, day):
        """The communes in force on that day which cover this unit as it was on its last day."""
        if self.level == Level.COMMUNE:
            return self.successors_on(day)
        own_day = min(day, self.valid_to or day)
        own = AdministrativeUnit.objects.under(self).communes().in_force_on(own_day)
        covering = {unit for fate in fates_on(own, day).values() for unit in fate.units}
        return sorted(covering, key=lambda unit: unit.sort_key)

    def name_with_today(self, on=None):
        """xã Thạch Châu (nay thuộc xã Mai Phụ). For a list take `names_with_today`: its queries are few."""
        return names_with_today([self], on)[self.pk]


class Succession(models.Model):
    """What became of a unit on a day. Without a successor it was abolished."""

    predecessor = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("đơn vị cũ"),
        on_delete=models.PROTECT,
        related_name="successions",
    )
    successor = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("đơn vị mới"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="origins",
    )
    date = models.DateField(_("có hiệu lực từ ngày"))
    kind = models.CharField(_("hình thức"), max_length=10, choices=SuccessionKind)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta:
        verbose_name = _("kế thừa")
        verbose_name_plural = _("kế thừa")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(successor=None),
                name="succession_abolished_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=SuccessionKind.ABOLISHED, successor=None)
                | (~Q(kind=SuccessionKind.ABOLISHED) & ~Q(successor=None)),
                name="succession_abolished_has_no_successor",
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_of_itself"),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor or self.get_kind_display()}"


@dataclass(frozen=True)
class Fate:
    """Where a unit is on a day: the units in its place, and whether it is still the same one."""

    units: list
    is_whole: bool = True


def fates_on(units, day):
    """Fate of each unit on that day, by pk: one query a generation of successors, however many units."""
    units = list(units)
    links = _links_from([unit for unit in units if not unit.is_in_force_on(day)], day)
    return {unit.pk: _fate(unit, day, links) for unit in units}


def names_with_today(units, on=None):
    """The name of each unit by pk, with what it is now (`on`, today unless said) where that differs."""
    on = on or today()
    units = list(units)
    fates = fates_on(units, on)
    return {unit.pk: _name_with_fate(unit, fates[unit.pk], on) for unit in units}


def _links_from(units, day):
    links, frontier = {}, {unit.pk for unit in units}
    while frontier:
        rows = Succession.objects.filter(predecessor__in=frontier, date__lte=day, successor__isnull=False)
        rows = rows.select_related("successor__parent__parent").order_by("successor__sort_key", "pk")
        frontier_after = set()
        for row in rows:
            links.setdefault(row.predecessor_id, []).append(row)
            if not row.successor.is_in_force_on(day):
                frontier_after.add(row.successor_id)
        frontier = frontier_after - links.keys()
    return links


def _fate(unit, day, links):
    if unit.is_in_force_on(day):
        return Fate([unit])
    found, is_whole = {}, True
    for row in links.get(unit.pk, ()):
        onward = _fate(row.successor, day, links)
        found |= {successor.pk: successor for successor in onward.units}
        is_whole &= onward.is_whole and row.kind == SuccessionKind.CONTINUES
    return Fate(list(found.values()), is_whole)


def _name_with_fate(unit, fate, on):
    if not fate.units:
        is_over = unit.valid_to is not None and unit.valid_to < on
        return _abolished_name(unit) if is_over else unit.full_name
    names = [successor.full_name for successor in fate.units]
    if fate.is_whole:
        if names == [unit.full_name]:
            return unit.full_name
        return gettext("%(old)s (nay là %(new)s)") % {"old": unit.full_name, "new": _in_words(names)}
    # The old and the enlarged unit may bear one name: xã Mai Phụ went into the new xã Mai Phụ.
    names = [gettext("%(name)s mới") % {"name": name} if name == unit.full_name else name for name in names]
    return gettext("%(old)s (nay thuộc %(new)s)") % {"old": unit.full_name, "new": _in_words(names)}


def _abolished_name(unit):
    ended = unit.valid_to + timedelta(days=1)
    return gettext("%(old)s (không còn từ %(day)s)") % {"old": unit.full_name, "day": day_text(ended)}


def _in_words(names):
    if len(names) == 1:
        return names[0]
    return gettext("%(list)s và %(last)s") % {"list": ", ".join(names[:-1]), "last": names[-1]}
