"""Which proposals of a session are sent on, and to whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from districts.models import Body
from oversight.forms.fields import RecordsField, ask_in_our_words
from oversight.models import Proposal

KINDS = (Body.Kind.DEPARTMENT, Body.Kind.PEOPLE_COMMITTEE, Body.Kind.CENTRAL)


class ForwardingForm(forms.Form):
    proposals = RecordsField(
        Proposal.objects.none(),
        label=_("Đề xuất cần chuyển"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một đề xuất.")},
    )
    lead = forms.ModelChoiceField(
        Body.objects.none(), label=_("Cơ quan chủ trì giải quyết"), empty_label=_("Chọn cơ quan")
    )
    others = RecordsField(
        Body.objects.none(),
        label=_("Cơ quan phối hợp"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cùng nhận công văn; có thể để trống."),
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        compiled = session.proposals.filter(status=Proposal.Status.COMPILED)
        self.fields["proposals"].queryset = compiled.select_related("raised_by").order_by("raised_by", "pk")
        self.fields["proposals"].initial = compiled
        bodies = addressees_for(session.committee)
        self.fields["lead"].queryset = self.fields["others"].queryset = bodies
        ask_in_our_words(self)

    @property
    def addressees(self):
        """The lead first, nobody twice."""
        lead = self.cleaned_data["lead"]
        return [lead, *(body for body in self.cleaned_data["others"] if body != lead)]


def addressees_for(committee):
    """The sở and the People's Committee of the committee's province, and central bodies."""
    bodies = Body.objects.in_force_on(today()).filter(kind__in=KINDS)
    province = bodies.filter(unit=committee.unit_id)
    return (province | bodies.filter(kind=Body.Kind.CENTRAL)).in_vietnamese_order()
