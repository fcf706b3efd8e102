from import_export import fields, resources, widgets

from cds_portal.accounts.models import User
from districts.models import Body

DAY = widgets.DateWidget(format="%d/%m/%Y")


class PersonResource(resources.ModelResource):
    full_name = fields.Field("full_name", "Họ và tên")
    username = fields.Field("username", "Tên đăng nhập")
    email = fields.Field("email", "Thư điện tử")
    active = fields.Field(column_name="Tài khoản")
    posts = fields.Field(column_name="Chức danh hiện nay")

    class Meta:
        model = User
        fields = ("full_name", "username", "email", "active", "posts")
        export_order = fields

    def dehydrate_active(self, person):
        return "đang dùng" if person.is_active else "đã ngừng"

    def dehydrate_posts(self, person):
        return "; ".join(f"{post.title}, {post.body.name}" for post in person.held)


class BodyResource(resources.ModelResource):
    code = fields.Field("code", "Mã")
    name = fields.Field("name", "Tên")
    kind = fields.Field("get_kind_display", "Loại")
    unit = fields.Field("unit__full_name", "Đơn vị hành chính")
    parent = fields.Field("parent__name", "Cơ quan cấp trên")
    valid_from = fields.Field("valid_from", "Hoạt động từ", widget=DAY)
    valid_to = fields.Field("valid_to", "Đến hết ngày", widget=DAY)

    class Meta:
        model = Body
        fields = ("code", "name", "kind", "unit", "parent", "valid_from", "valid_to")
        export_order = fields
