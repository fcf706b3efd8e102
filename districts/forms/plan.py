"""Forms of a yearly plan: its heading, one task with those who carry it out, and a body's own progress."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.fields import RecordsField, ask_in_our_words
from cds_portal.forms import Conflict, VersionedModelForm
from districts.around import bodies_around, committees_for
from districts.models import (
    AdministrativeUnit,
    Body,
    Indicator,
    IndicatorSet,
    PlanTask,
    TaskShare,
    TransformationPlan,
)
from districts.models.unit import Level

YEARS = range(2015, 2101)
# Who may be given a task: neither a council nor its committee.
CARRYING_OUT = (
    Body.Kind.PEOPLE_COMMITTEE,
    Body.Kind.DEPARTMENT,
    Body.Kind.OFFICE,
    Body.Kind.FRONT,
    Body.Kind.STEERING_COMMITTEE,
)


def bodies_to_plan(user):
    """The People's Committees whose plan this person may lay down."""
    own, around = [], Q(pk=None)
    for post in user.present_posts:
        if not user.can(Permission.EDIT_PLAN, body=post.body):
            continue
        if post.body.kind == Body.Kind.COMMITTEE:
            around |= Q(pk__in=bodies_around(post.body).values("pk"))
        else:
            own.append(post.body_id)
    found = Body.objects.filter(around | Q(pk__in=own), kind=Body.Kind.PEOPLE_COMMITTEE)
    return found.filter(unit__isnull=False)


class PlanForm(VersionedModelForm):
    class Meta:
        model = TransformationPlan
        fields = (
            "body",
            "year",
            "title",
            "number",
            "issued_on",
            "purpose",
            "legal_bases",
            "source_note",
        )
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "legal_bases": forms.Textarea(attrs={"rows": 4}),
            "source_note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "number": _("Để trống nếu chưa có; ví dụ 45/KH-UBND."),
            "issued_on": _("Để trống nếu không rõ ngày."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if self.is_new:
            self._offer_bodies(user)
            self.initial["year"] = self.initial.get("year") or today().year
        else:
            # Its tasks were given in the name of this body.
            del self.fields["body"]
        ask_in_our_words(self)

    def _offer_bodies(self, user):
        field, bodies = self.fields["body"], bodies_to_plan(user)
        field.queryset, field.empty_label = bodies.in_vietnamese_order(), _("Chọn cơ quan")
        field.label_from_instance = lambda body: body.name_with_today(today())
        field.error_messages["invalid_choice"] = _("Chỉ lập kế hoạch của cơ quan mình phụ trách.")
        if len(only := bodies[:2]) == 1:
            del self.fields["body"]
            self.instance.body = only[0]

    def clean(self):
        cleaned = super().clean()
        body = cleaned.get("body") or (self.instance.body if self.instance.body_id else None)
        if self.is_new and body:
            self._follow(body)
        return cleaned

    def _follow(self, body):
        """The committee of the body's province; of several the officer's own."""
        found = committees_for([body], today())
        committee = found.filter(pk__in=self.user.committee_ids).first() or found.first()
        if committee is None:
            words = _("Chưa có Ban nào theo dõi địa bàn của %(body)s.")
            self.add_error(None, ValidationError(words, params={"body": body}))
        else:
            self.instance.committee = committee

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year not in YEARS:
            params = {"first": YEARS[0], "last": YEARS[-1]}
            raise ValidationError(_("Năm phải trong khoảng %(first)d–%(last)d."), params=params)
        return year


class TaskForm(VersionedModelForm):
    """One task; `bodies` become its shares. One tick chooses every commune of the plan's unit."""

    everybody = forms.BooleanField(label=_("Tất cả xã, phường, thị trấn của địa bàn"), required=False)
    bodies = RecordsField(
        Body.objects.none(), label=_("Đơn vị thực hiện"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PlanTask
        fields = ("text", "deliverable", "due_on", "everybody", "bodies", "indicators")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "indicators": forms.CheckboxSelectMultiple,
        }
        field_classes = {"indicators": RecordsField}
        help_texts = {"text": _("Một việc, làm xong thì đánh dấu được.")}

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.plan = plan
        self.given = list(self.instance.shares.select_related("body")) if not self.is_new else []
        self.communes = list(communes_of(plan))
        offered = Q(pk__in=[body.pk for body in self.communes]) | Q(pk__in=carriers_around(plan))
        kept = Q(pk__in=[share.body_id for share in self.given])
        field = self.fields["bodies"]
        field.queryset = Body.objects.filter(offered | kept).in_vietnamese_order()
        field.error_messages["invalid_choice"] = _("Đơn vị này không thuộc địa bàn của kế hoạch.")
        self.initial["bodies"] = [share.body_id for share in self.given]
        if not self.communes:
            del self.fields["everybody"]
        self._offer_indicators(plan)
        ask_in_our_words(self)

    def _offer_indicators(self, plan):
        field = self.fields["indicators"]
        chosen = [] if self.is_new else list(self.instance.indicators.values_list("pk", flat=True))
        sets = indicator_sets_of(plan)
        rows = Indicator.objects.filter(Q(indicator_set__in=sets) | Q(pk__in=chosen))
        field.queryset = rows.select_related("indicator_set")
        field.label_from_instance = lambda indicator: f"{indicator.code} · {indicator.name}"
        if not rows.exists():
            del self.fields["indicators"]

    def clean(self):
        cleaned = super().clean()
        bodies = list(cleaned.get("bodies", ()))
        if cleaned.get("everybody"):
            bodies += [body for body in self.communes if body not in bodies]
        cleaned["bodies"] = bodies
        if "bodies" not in self.errors and not bodies:
            self.add_error("bodies", _("Chọn ít nhất một đơn vị thực hiện."))
        self._keep_reported(bodies)
        return cleaned

    def _keep_reported(self, bodies):
        """What a body reported is not taken away in silence."""
        for share in self.given:
            if share.body not in bodies and (share.progress or share.done_on or share.note):
                words = _("%(body)s đã báo tiến độ, không bỏ đơn vị này được nữa.")
                self.add_error("bodies", ValidationError(words, params={"body": share.body}))

    def conflicts_of_choices(self, stored):
        yield from super().conflicts_of_choices(stored)
        theirs = {share.body for share in stored.shares.select_related("body")}
        mine = set(self.cleaned_data.get("bodies", ()))
        if theirs != mine:
            yield Conflict(
                self.fields["bodies"].label,
                self.choice_words("bodies", theirs),
                self.choice_words("bodies", mine),
            )


def day_of(plan):
    """The day as of which its units are taken: of issue, else the first of its year."""
    return plan.issued_on or date(plan.year, 1, 1)


def communes_of(plan):
    """People's Committees of the communes below the plan's unit, as of the plan's day."""
    day = day_of(plan)
    units = AdministrativeUnit.objects.under(plan.body.unit).filter(level=Level.COMMUNE).in_force_on(day)
    found = Body.objects.filter(unit__in=units, kind=Body.Kind.PEOPLE_COMMITTEE).in_force_on(day)
    return found.in_vietnamese_order()


def carriers_around(plan):
    """The issuing body itself, and others of its own unit."""
    day = day_of(plan)
    bodies = Body.objects.filter(unit=plan.body.unit, kind__in=CARRYING_OUT).in_force_on(day)
    return [*bodies.values_list("pk", flat=True), plan.body_id]


def indicator_sets_of(plan):
    """Sets in force on some day of the plan's year; those that its committee asks for, if it asks for any."""
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    sets = IndicatorSet.objects.filter(valid_from__lte=last)
    sets = sets.filter(Q(valid_to=None) | Q(valid_to__gte=first))
    asked = sets.filter(duties__committee=plan.committee).distinct()
    return list(asked or sets)


class ShareForm(VersionedModelForm):
    """A body's own progress: percent, words, and the day it was done (then it is 100)."""

    class Meta:
        model = TaskShare
        fields = ("progress", "done_on", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "progress": _("Từ 0 đến 100."),
            "done_on": _("Chỉ ghi khi đã làm xong; tiến độ khi đó là 100."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["progress"].max_value = 100
        ask_in_our_words(self)
        self.fields["progress"].error_messages["max_value"] = _("Tiến độ không quá 100.")

    def clean(self):
        cleaned = super().clean()
        done_on, progress = cleaned.get("done_on"), cleaned.get("progress")
        if done_on and progress is not None and progress < 100:
            self.add_error("progress", _("Đã ghi ngày hoàn thành thì tiến độ phải là 100."))
        return cleaned
