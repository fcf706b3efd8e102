from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today


class HandoverForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Người nhận"), queryset=None, empty_label=_("chọn người nhận"))
    on = forms.DateField(
        label=_("Từ ngày"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("Ghi chú bàn giao"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )

    def __init__(self, *args, post, by, **kwargs):
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(is_active=True).exclude(pk=post.user_id)
        if not by.can(Permission.ADMINISTER):
            # Colleagues of the same body, and accounts that hold no post yet.
            people = people.filter(posts__body=post.body) | people.filter(posts=None)
        self.fields["to"].queryset = people.distinct().order_by("full_name")
