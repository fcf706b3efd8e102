"""The form of a body; its end is an act of its own."""

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Role
from cds_portal.clock import today
from cds_portal.fields import ask_in_our_words
from cds_portal.text import day_text
from districts.forms.seen import SeenModelForm
from districts.forms.typed import TypedBodyField, TypedUnitField
from districts.models import Body
from districts.post_rules import fits

# Central bodies belong to no unit.
WITHOUT_UNIT = (Body.Kind.CENTRAL,)


class BodyForm(SeenModelForm):
    unit = TypedUnitField(
        label=_("Đơn vị hành chính"),
        required=False,
        help_text=_("Tên hoặc mã số, ví dụ “xã Mai Phụ” hay 18583; cơ quan Trung ương để trống."),
    )
    parent = TypedBodyField(
        label=_("Cơ quan cấp trên"), required=False, help_text=_("Tên hoặc mã; để trống nếu không có.")
    )

    class Meta:
        model = Body
        fields = ("name", "code", "kind", "unit", "parent", "valid_from")
        labels = {"name": _("Tên"), "code": _("Mã"), "kind": _("Loại")}
        help_texts = {"name": _("Tên đầy đủ như ghi trên văn bản.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Chọn loại")), *Body.Kind.choices]
        ask_in_our_words(self)
        code = self.fields["code"]
        code.disabled = not self.is_new
        code.help_text = (
            _("Chữ không dấu, chữ số, gạch ngang; ví dụ ubnd-18583. Về sau không đổi.")
            if self.is_new
            else _("Mã đã có trong địa chỉ và tệp Excel nên không đổi.")
        )
        code.error_messages |= {
            "invalid": _("Mã chỉ gồm chữ không dấu, chữ số và gạch ngang."),
            "unique": _("Mã này đã có cơ quan khác dùng."),
        }

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if values.get("kind"):
            self.check_unit_named(values)
            self.check_roles(values["kind"])
        if start := values.get("valid_from"):
            self.check_days(start)
            self.check_place(values.get("unit"), values.get("parent"), start)

    def check_unit_named(self, values):
        if "unit" in values and values["unit"] is None and values["kind"] not in WITHOUT_UNIT:
            self.add_error("unit", _("Chưa nhập ô này."))

    def check_roles(self, kind):
        """Who holds a post there must go on seeing what the post is for."""
        if self.is_new:
            return
        roles = {post.role for post in self.instance.posts.held_on(today())}
        if unfit := sorted(str(Role(role).label) for role in roles if not fits(role, kind)):
            words = _(
                "Đang có người giữ vai trò không hợp với loại này: %(roles)s. Kết thúc chức danh trước."
            )
            self.add_error("kind", words % {"roles": ", ".join(unfit)})

    def check_days(self, start):
        if self.is_new:
            return
        if self.instance.valid_to and start > self.instance.valid_to:
            words = _("Cơ quan đã kết thúc ngày %(day)s, trước ngày này.")
            self.add_error("valid_from", words % {"day": day_text(self.instance.valid_to)})
        first = self.instance.posts.aggregate(day=Min("valid_from"))["day"]
        if first and start > first:
            words = _("Đã có người giữ chức danh ở đây từ ngày %(day)s.")
            self.add_error("valid_from", words % {"day": day_text(first)})

    def check_place(self, unit, parent, start):
        if unit and unit.valid_to and unit.valid_to < start:
            words = _("%(unit)s không còn từ trước ngày cơ quan hoạt động (đến hết %(day)s).")
            self.add_error("unit", words % {"unit": unit.full_name, "day": day_text(unit.valid_to)})
        if parent is None:
            return
        if not self.is_new and self.instance.pk in line_above(parent):
            self.add_error("parent", _("Cơ quan không thể là cấp trên của chính mình."))
        elif parent.valid_to and parent.valid_to < start:
            words = _("%(body)s đã kết thúc hoạt động ngày %(day)s.")
            self.add_error("parent", words % {"body": parent.name, "day": day_text(parent.valid_to)})


def line_above(body):
    """Keys of the body and of all above it."""
    found = []
    while body is not None and body.pk not in found:
        found.append(body.pk)
        body = body.parent
    return found
