"""The session's own form, and the people and bodies around it."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.accounts.models import User
from cds_portal.forms import VersionedModelForm
from cds_portal.text import fold
from districts.models import Body
from oversight.forms.fields import ask_in_our_words, bodies_around
from oversight.models import DelegationMember, OversightSession, ReviewedBody, SessionChair

PLACE_WORDS = r"(?:tai|tren dia ban|o) (?:tinh|thanh pho|huyen|thi xa|quan|xa|phuong|thi tran|dac khu) (.+)$"
MAX_CODE_WORD = 24


def proposed_code(title, topic, year):
    """“LOCHA-2023” of “… tại huyện Lộc Hà”, else the initials of the topic; a number after a taken one."""
    place = re.search(PLACE_WORDS, fold(title))
    words = re.findall(r"[a-z0-9]+", place.group(1) if place else fold(topic))
    stem = "".join(words if place else [word[0] for word in words])[:MAX_CODE_WORD].upper() or "GS"
    code, taken = f"{stem}-{year}", 1
    while OversightSession.objects.filter(code=code).exists():
        taken += 1
        code = f"{stem}-{year}-{taken}"
    return code


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
        if self.is_new:
            self.fields["code"].required = False
            self.fields["code"].help_text = _("Để trống: hệ thống đặt theo địa bàn và năm, ví dụ LOCHA-2023.")
        else:
            # The code stands in addresses and papers.
            del self.fields["code"], self.fields["committee"]
        ask_in_our_words(self)

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
        if code and OversightSession.objects.filter(code=code).exists():
            raise ValidationError(_("Mã %(code)s đã dùng cho cuộc giám sát khác."), params={"code": code})
        return code

    def clean(self):
        cleaned = super().clean()
        if (
            self.is_new
            and not cleaned.get("code")
            and "code" not in self.errors
            and cleaned.get("works_from")
        ):
            year = cleaned["works_from"].year
            cleaned["code"] = proposed_code(cleaned.get("title", ""), cleaned.get("topic", ""), year)
        return cleaned


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


class OrderedRows(BaseInlineFormSet):
    def save_new(self, form, commit=True):
        form.instance.order = 1 + self.forms.index(form)
        return super().save_new(form, commit)


class ChairRows(OrderedRows):
    def clean(self):
        if len([row for row in kept(self) if row.get("concluded")]) > 1:
            raise ValidationError(_("Chỉ một người phát biểu kết luận. Bỏ bớt dấu chọn ở người khác."))


class MemberRows(OrderedRows):
    def clean(self):
        if len([row for row in kept(self) if row.get("role") == DelegationMember.Role.HEAD]) > 1:
            raise ValidationError(_("Đoàn giám sát chỉ có một Trưởng đoàn."))


class ReviewedRows(BaseInlineFormSet):
    def clean(self):
        seen = set()
        for row in kept(self):
            body = row.get("body")
            if body in seen:
                raise ValidationError(_("%(body)s được ghi hai lần."), params={"body": body})
            seen.add(body)

    def validate_unique(self):
        """Said in our own words in `clean`."""


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


def kept(formset):
    """Cleaned rows that stay: neither empty nor marked for deletion."""
    for form in formset.forms:
        row = getattr(form, "cleaned_data", None)
        if row and not row.get("DELETE"):
            yield row


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
            return False
        for table in self.tables:
            table.save()
        return True


def people_of(session):
    """Accounts that may be members: those with a post in the committee's own body or as a member."""
    related = Q(posts__body=session.committee) | Q(delegations__session=session)
    users = User.objects.filter(related).distinct().order_by("full_name")
    return [("", _("Không có")), *((user.pk, user.full_name) for user in users)]
