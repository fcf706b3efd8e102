"""A guidance session with its speakers and those who were there: one version, two tables, saved together."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.forms import VersionedModelForm
from districts.around import bodies_around, committees_for
from districts.models import Body, TransformationPlan
from oversight.forms.fields import ask_in_our_words
from oversight.forms.rows import Rows, kept
from oversight.forms.session import OrderedRows, RowForm
from oversight.forms.visit_place import UnitField, find_unit
from oversight.models import GuidanceAttendance, GuidanceSession, Speaker

EXTRA_ROWS = 2


def holders(user):
    """The departments in whose name this person may write a session down."""
    found = Q(pk=None)
    for post in user.present_posts:
        if not user.can(Permission.EDIT_GUIDANCE, body=post.body):
            continue
        if post.body.kind == Body.Kind.COMMITTEE:
            found |= Q(pk__in=bodies_around(post.body).values("pk"))
        else:
            found |= Q(pk=post.body_id)
    return Body.objects.filter(found, kind=Body.Kind.DEPARTMENT)


class GuidanceForm(VersionedModelForm):
    unit = UnitField()

    class Meta:
        model = GuidanceSession
        fields = (
            "held_by",
            "title",
            "topics",
            "date",
            "precision",
            "unit",
            "place",
            "plan",
            "notes",
            "source_note",
        )
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "topics": forms.Textarea(attrs={"rows": 3}),
            "notes": forms.Textarea(attrs={"rows": 5}),
            "source_note": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"topics": _("Chuyên đề")}
        help_texts = {
            "topics": _("Mỗi dòng một chuyên đề."),
            "date": _("Không rõ ngày thì chọn độ chính xác ở ô bên dưới."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self._offer_holders(user)
        self.fields["precision"].choices = GuidanceSession.Precision.choices
        plans = TransformationPlan.objects.visible_to(user) | TransformationPlan.objects.filter(
            pk=self.instance.plan_id
        )
        self.fields["plan"].queryset = plans.select_related("body").distinct()
        self.fields["plan"].empty_label = _("Không gắn với kế hoạch nào")
        self.fields["plan"].label_from_instance = lambda plan: f"{plan.year} · {plan.body}: {plan.title}"
        if self.instance.unit_id:
            self.initial["unit"] = self.instance.unit
        ask_in_our_words(self)

    def _offer_holders(self, user):
        field = self.fields["held_by"]
        bodies = holders(user) | Body.objects.filter(pk=self.instance.held_by_id)
        field.queryset = bodies.select_related("successor").in_vietnamese_order().distinct()
        field.empty_label = _("Chọn cơ quan")
        field.label_from_instance = lambda body: body.name_with_today(today())
        field.error_messages["invalid_choice"] = _("Chỉ ghi buổi hướng dẫn của cơ quan mình phụ trách.")
        if len(only := field.queryset[:2]) == 1:
            field.initial = only[0].pk

    def clean_date(self):
        if self.cleaned_data["date"] > today():
            raise ValidationError(_("Ngày hướng dẫn chưa tới."))
        return self.cleaned_data["date"]

    def clean_unit(self):
        day, text = self.cleaned_data.get("date"), self.cleaned_data["unit"]
        if day is None:
            # The date's own error is on the screen; without it the name cannot be judged.
            return self.instance.unit if self.instance.unit_id else None
        return find_unit(text, day=day)

    def clean(self):
        cleaned = super().clean()
        if self.is_new and cleaned.get("held_by"):
            self._follow(cleaned["held_by"])
        if cleaned.get("unit") and cleaned.get("held_by") and cleaned["held_by"].unit_id:
            self._check_province(cleaned["unit"], cleaned["held_by"])
        return cleaned

    def _follow(self, body):
        """The committee of the department's province; of several the officer's own."""
        found = committees_for([body], today())
        committee = found.filter(pk__in=self.user.committee_ids).first() or found.first()
        if committee is None:
            words = _("Chưa có Ban nào theo dõi địa bàn của %(body)s.")
            self.add_error("held_by", ValidationError(words, params={"body": body}))
        else:
            self.instance.committee = committee

    def _check_province(self, unit, body):
        if unit.province.official_code != body.unit.province.official_code:
            words = _("%(unit)s không thuộc tỉnh của %(body)s.")
            self.add_error("unit", ValidationError(words, params={"unit": unit, "body": body}))

    def _post_clean(self):
        if self.cleaned_data.get("unit") is None:
            # No unit may not overwrite the one of the record: its error is already at the field.
            self.cleaned_data.pop("unit", None)
        super()._post_clean()


class SpeakerForm(RowForm):
    class Meta:
        model = Speaker
        fields = ("name", "position", "topic")


class AttendanceForm(RowForm):
    class Meta:
        model = GuidanceAttendance
        fields = ("body", "group", "number")
        labels = {"body": _("Cơ quan, đơn vị"), "group": _("hoặc nhóm đại biểu")}

    def __init__(self, *args, bodies, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies
        # One list for all rows: each would ask the database anew.
        self.fields["body"].choices = choices
        self.fields["body"].error_messages["invalid_choice"] = _("Đơn vị này không thuộc tỉnh.")

    def clean(self):
        row = super().clean()
        if row.get("DELETE") or self.errors or not self.has_changed():
            return row
        if bool(row.get("body")) == bool(row.get("group")):
            self.add_error("group", _("Chọn một đơn vị hoặc ghi tên một nhóm, không ghi cả hai."))
        return row


class AttendanceRows(Rows):
    def clean(self):
        super().clean()
        bodies = [body for row in kept(self) if (body := row.get("body"))]
        for body in bodies:
            if bodies.count(body) > 1:
                raise ValidationError(_("%(body)s được ghi hai lần."), params={"body": body})


speakers_factory = inlineformset_factory(
    GuidanceSession, Speaker, form=SpeakerForm, formset=OrderedRows, extra=EXTRA_ROWS
)
attendances_factory = inlineformset_factory(
    GuidanceSession, GuidanceAttendance, form=AttendanceForm, formset=AttendanceRows, extra=EXTRA_ROWS
)


class GuidanceForms:
    def __init__(self, guidance, data=None, *, user, initial=None):
        self.head = GuidanceForm(data, instance=guidance, user=user, initial=initial)
        bodies = bodies_present(guidance, user)
        choices = [("", _("Chọn đơn vị")), *((body.pk, body.name_with_today(today())) for body in bodies)]
        self.speakers = speakers_factory(data, instance=guidance, prefix="speakers")
        self.attendances = attendances_factory(
            data,
            instance=guidance,
            prefix="attendances",
            form_kwargs={"bodies": bodies, "choices": choices},
        )

    @property
    def tables(self):
        return [self.speakers, self.attendances]

    @property
    def conflicts(self):
        return self.head.conflicts

    @property
    def errors(self):
        return self.head.errors or any(table.total_error_count() for table in self.tables)

    @property
    def is_bound(self):
        return self.head.is_bound

    def add_error(self, field, error):
        self.head.add_error(field, error)

    def is_valid(self):
        results = [form.is_valid() for form in (self.head, *self.tables)]
        return all(results)

    def save_guarded(self):
        """Call inside a transaction: False and nothing saved when somebody saved before."""
        if not self.head.save_guarded():
            rows = [
                self.speakers.conflict(_("Báo cáo viên")),
                self.attendances.conflict(_("Thành phần dự")),
            ]
            self.head.conflicts += [row for row in rows if row.theirs != row.mine]
            return False
        for table in self.tables:
            table.instance = self.head.instance
            table.save()
        return True


def bodies_present(guidance, user):
    """Who may have been there: bodies of the province that follow or were guided, also ended ones."""
    if guidance.pk:
        around = Q(pk__in=bodies_around(guidance.committee).values("pk"))
    else:
        around = Q(pk=None)
        for committee in committees_for(holders(user).select_related("unit__parent"), today()):
            around |= Q(pk__in=bodies_around(committee).values("pk"))
    found = Body.objects.filter(around, unit__isnull=False).exclude(kind=Body.Kind.COMMITTEE)
    return found.select_related("successor").in_vietnamese_order()
