"""Forms of accounts and of the posts that people hold."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Role
from cds_portal.clock import today
from cds_portal.fields import DayField, ask_in_our_words
from districts.forms.seen import SeenModelForm
from districts.forms.typed import TypedBodyField, TypedPersonField
from districts.models import Post
from districts.post_rules import roles_in


class PersonForm(SeenModelForm):
    class Meta:
        model = get_user_model()
        fields = ("full_name", "username", "email")
        labels = {"username": _("Tên đăng nhập"), "email": _("Thư điện tử")}
        help_texts = {
            "username": _("Chữ không dấu, chữ số, dấu chấm, gạch ngang; ví dụ nguyen.thi.hoa."),
            "email": _("Để nhận bản tin việc đến hạn; bỏ trống nếu không nhận."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)
        self.fields["username"].error_messages["invalid"] = _("Chỉ dùng chữ, chữ số và các dấu @ . + - _")
        self.fields["email"].error_messages["invalid"] = _("Địa chỉ thư chưa đúng, ví dụ hoa@hatinh.gov.vn.")
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "autocomplete": "off"}
        self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean_full_name(self):
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_username(self):
        """Alike but for capitals would be taken for one another at the sign-in."""
        name = self.cleaned_data["username"]
        others = get_user_model().objects.exclude(pk=self.instance.pk)
        if others.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Tên đăng nhập này đã có người dùng."))
        return name


class PostForm(forms.ModelForm):
    """A post of a given person, or in a given body; the other one is typed."""

    user = TypedPersonField(label=_("Người giữ chức danh"))
    body = TypedBodyField(label=_("Cơ quan, đơn vị"))

    class Meta:
        model = Post
        fields = ("user", "body", "role", "title", "valid_from", "valid_to")
        help_texts = {
            "role": _("Vai trò quyết định được xem và làm gì."),
            "title": _("Như ghi trên văn bản: “Chuyên viên”, “Phó Chủ tịch UBND”."),
            "valid_to": _("Để trống nếu chưa có ngày kết thúc."),
        }

    def __init__(self, *args, person=None, body=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            ("", _("Chọn vai trò")),
            *(roles_in(body.kind) if body else Role.choices),
        ]
        self.fields["valid_from"].initial = today
        for name, record in (("user", person), ("body", body)):
            if record is not None:
                setattr(self.instance, name, record)
                del self.fields[name]
        ask_in_our_words(self)

    def suggestions(self):
        typed = self.fields.get("body") or self.fields.get("user")
        return {"id": typed.list_id, "words": typed.suggestions()}


class EndPostForm(forms.Form):
    valid_to = DayField(label=_("Ngày cuối cùng giữ chức danh"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_in_our_words(self)
