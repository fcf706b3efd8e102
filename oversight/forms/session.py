"""The session's own form, and the people and bodies around it."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.accounts.models import User
from cds_portal.forms import VersionedModelForm
from cds_portal.text import day_text
from districts.models import Body
from oversight.forms.fields import RecordsField, ask_in_our_words, bodies_around
from oversight.forms.rows import Rows, kept
from oversight.forms.session_code import proposed_code
from oversight.models import DelegationMember, OversightSession, ReviewedBody, SessionChair

DAYS = ("period_from", "period_to", "works_from", "works_to", "decided_on")
YEARS = range(2000, 2101)


class SessionForm(VersionedModelForm):
    class Meta:
        model = OversightSession
        fields = (
            "committee",
            "title",
            "topic",
            "kind",
            "code",
            "period_from",
            "period_to",
            "works_from",
            "works_to",
            "decided_on",
            "legal_acts",
            "head_note",
            "follows",
            "source_note",
            "no_recommendation_reason",
        )
        field_classes = {"legal_acts": RecordsField}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "topic": forms.Textarea(attrs={"rows": 2}),
            "source_note": forms.Textarea(attrs={"rows": 3}),
            "legal_acts": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "title": _("Ví dụ: Giám sát việc thực hiện chuyển đổi số tại huyện Lộc Hà."),
            "topic": _("Nội dung được giám sát, viết như sẽ in trong báo cáo."),
            "head_note": _("Khi nguồn không nêu rõ trưởng đoàn, ghi điều đã biết."),
            "no_recommendation_reason": _("Chỉ ghi khi cuộc giám sát kết luận mà không có kiến nghị."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer_committees(user)
        self.fields["follows"].queryset = OversightSession.objects.visible_to(user).exclude(
            pk=self.instance.pk
        )
        self.fields["follows"].empty_label = _("Không")
        self.fields["follows"].label_from_instance = lambda row: f"{row.code} · {row.title}"
        if self.is_new:
            self.fields["code"].required = False
            self.fields["code"].help_text = _("Để trống: hệ thống đặt theo địa bàn và năm, ví dụ LOCHA-2023.")
        else:
            # The code stands in addresses and papers.
            del self.fields["code"], self.fields["committee"]
        ask_in_our_words(self)
        if self.is_new:
            self.fields["code"].error_messages["invalid"] = _(
                "Mã chỉ gồm chữ không dấu, chữ số và dấu gạch nối, ví dụ LOCHA-2023."
            )

    def _offer_committees(self, user):
        ids = [
            post.body_id
            for post in user.present_posts
            if post.body_id in user.committee_ids and user.can(Permission.EDIT_SESSION, body=post.body)
        ]
        field = self.fields["committee"]
        field.queryset, field.empty_label = Body.objects.filter(pk__in=ids), _("Chọn Ban")
        if len(set(ids)) == 1:
            field.initial, field.widget = ids[0], forms.HiddenInput()

    def clean_code(self):
        code = self.cleaned_data["code"].upper()
        if code and not re.search(r"[A-Z0-9]", code):
            raise ValidationError(_("Mã cần ít nhất một chữ cái hoặc chữ số, ví dụ LOCHA-2023."))
        if code and OversightSession.objects.filter(code=code).exists():
            raise ValidationError(_("Mã %(code)s đã dùng cho cuộc giám sát khác."), params={"code": code})
        return code

    def clean(self):
        cleaned = super().clean()
        self._check_years(cleaned)
        if not self.is_new:
            self._check_visits(cleaned)
            self._check_bodies(cleaned)
        if (
            self.is_new
            and not cleaned.get("code")
            and "code" not in self.errors
            and cleaned.get("works_from")
        ):
            year = cleaned["works_from"].year
            cleaned["code"] = proposed_code(cleaned.get("title", ""), cleaned.get("topic", ""), year)
        return cleaned

    def _check_years(self, cleaned):
        """A year typed as 23 or 20233 is a slip of the hand."""
        words = _("Năm phải trong khoảng %(first)d–%(last)d.")
        for name in DAYS:
            day = cleaned.get(name)
            if day and day.year not in YEARS:
                params = {"first": YEARS[0], "last": YEARS[-1]}
                self.add_error(name, ValidationError(words, params=params))

    def _check_visits(self, cleaned):
        """Visits stand on the working days: the days do not move away from under them."""
        visits, start, end = (
            self.instance.visits.order_by("date"),
            cleaned.get("works_from"),
            cleaned.get("works_to"),
        )
        words = _("Đã có chuyến khảo sát ngày %(day)s (%(place)s). Thời gian làm việc phải gồm cả ngày đó.")
        outside = {
            "works_from": visits.filter(date__lt=start).first() if start else None,
            "works_to": visits.filter(date__gt=end).last() if end else None,
        }
        for name, visit in outside.items():
            if visit:
                params = {"day": day_text(visit.date), "place": visit.place}
                self.add_error(name, ValidationError(words, params=params))

    def _check_bodies(self, cleaned):
        """A session does not move to a day on which a body under review is no more, or not yet."""
        day = cleaned.get("works_from")
        if not day or "works_from" not in self.changed_data:
            return
        there = Body.objects.addressable_on(day)
        gone = self.instance.reviewed_bodies.exclude(body__in=there).select_related("body").first()
        if gone:
            params = {"body": gone.body, "day": day_text(day)}
            words = _("%(body)s không hoạt động vào ngày %(day)s. Đổi đơn vị chịu sự giám sát rồi đổi ngày.")
            self.add_error("works_from", ValidationError(words, params=params))


class HeadNoteForm(VersionedModelForm):
    """Carries the session's version for the page of people, and the note beside the head."""

    class Meta:
        model = OversightSession
        fields = ("head_note",)


class RowForm(forms.ModelForm):
    """A row of a table of people; its order is its place on the screen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)


class MemberForm(RowForm):
    class Meta:
        model = DelegationMember
        fields = ("name", "position", "role", "team", "user")
        labels = {"role": _("Vai trò"), "user": _("Tài khoản")}

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = people


class OrderedRows(Rows):
    def save_new(self, form, commit=True):
        form.instance.order = 1 + self.forms.index(form)
        return super().save_new(form, commit)


class ChairRows(OrderedRows):
    def clean(self):
        super().clean()
        if len([row for row in kept(self) if self.takes_place(row)]) > 1:
            raise ValidationError(_("Chỉ một người phát biểu kết luận. Bỏ bớt dấu chọn ở người khác."))

    def takes_place(self, row):
        return row.get("concluded")


class MemberRows(OrderedRows):
    def clean(self):
        super().clean()
        if len([row for row in kept(self) if self.takes_place(row)]) > 1:
            raise ValidationError(_("Đoàn giám sát chỉ có một Trưởng đoàn."))

    def takes_place(self, row):
        return row.get("role") == DelegationMember.Role.HEAD


class ReviewedRows(Rows):
    identity = "body"

    def clean(self):
        super().clean()
        bodies = [body for row in kept(self) if (body := row.get("body"))]
        for body in bodies:
            if bodies.count(body) > 1:
                raise ValidationError(_("%(body)s được ghi hai lần."), params={"body": body})
        self.ensure_notified_stay()

    def ensure_notified_stay(self):
        """A body that was told of the session is not taken out of it in silence."""
        if self.instance.status == OversightSession.Status.PLANNED:
            return
        for form in self.initial_forms:
            row = getattr(form, "cleaned_data", {})
            if row.get("DELETE") or ("body" in row and row["body"].pk != form.initial["body"]):
                raise ValidationError(
                    _("Cuộc giám sát đã thông báo cho %(body)s, không bỏ đơn vị này được nữa."),
                    params={"body": Body.objects.get(pk=form.initial["body"])},
                )


class ReviewedForm(RowForm):
    class Meta:
        model = ReviewedBody
        fields = ("body", "mode", "report_due_on")

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies
        self.fields["body"].empty_label = _("Chọn đơn vị")
        self.fields["body"].error_messages["invalid_choice"] = _(
            "Đơn vị này không hoạt động vào ngày làm việc của cuộc giám sát. Chọn đơn vị đúng thời điểm."
        )


class ChairForm(RowForm):
    class Meta:
        model = SessionChair
        fields = ("name", "position", "concluded")


EXTRA_ROWS = 2
chairs_factory = inlineformset_factory(
    OversightSession, SessionChair, form=ChairForm, formset=ChairRows, extra=EXTRA_ROWS
)
members_factory = inlineformset_factory(
    OversightSession, DelegationMember, form=MemberForm, formset=MemberRows, extra=EXTRA_ROWS
)
reviewed_factory = inlineformset_factory(
    OversightSession, ReviewedBody, form=ReviewedForm, formset=ReviewedRows, extra=EXTRA_ROWS
)


class PeopleForms:
    """The page of chairs, delegation and reviewed bodies: one version, three tables, saved together."""

    def __init__(self, session, data=None):
        self.head = HeadNoteForm(data, instance=session)
        bodies = bodies_around(session.committee).addressable_on(session.works_from)
        self.chairs = chairs_factory(data, instance=session, prefix="chairs")
        self.members = members_factory(
            data, instance=session, prefix="members", form_kwargs={"people": people_of(session)}
        )
        self.reviewed = reviewed_factory(
            data, instance=session, prefix="reviewed", form_kwargs={"bodies": bodies}
        )

    @property
    def tables(self):
        return [self.chairs, self.members, self.reviewed]

    def is_valid(self):
        results = [form.is_valid() for form in (self.head, *self.tables)]
        return all(results)

    def save_guarded(self):
        """Call inside a transaction: False and nothing saved when somebody saved before."""
        if not self.head.save_guarded():
            self.head.conflicts += self.conflicts_of_tables()
            return False
        for table in self.tables:
            table.save()
        return True

    def conflicts_of_tables(self):
        rows = [
            self.reviewed.conflict(_("Đơn vị chịu sự giám sát")),
            self.chairs.conflict(_("Người chủ trì")),
            self.members.conflict(_("Đoàn giám sát")),
        ]
        return [row for row in rows if row.theirs != row.mine]


def people_of(session):
    """Accounts that may be members: those with a post in the committee's own body or as a member."""
    related = Q(posts__body=session.committee) | Q(delegations__session=session)
    users = User.objects.filter(related).distinct().order_by("full_name")
    return [("", _("Không có")), *((user.pk, user.full_name) for user in users)]
