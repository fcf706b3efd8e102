"""Filters of the administrator's lists of accounts and of bodies."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Role
from cds_portal.accounts.models import User
from cds_portal.clock import today
from cds_portal.filters import ALL, choice_filter, text_filter
from cds_portal.text import fold
from districts.models import AdministrativeUnit, Body, Post


def present_posts():
    return Post.objects.held_on(today()).filter(user=OuterRef("pk"))


class PersonFilter(django_filters.FilterSet):
    q = text_filter(method="named")
    active = django_filters.ChoiceFilter(
        label=_("Tài khoản"),
        choices=[("1", _("Đang dùng")), ("0", _("Đã ngừng"))],
        empty_label=ALL,
        method="by_active",
    )
    post = django_filters.ChoiceFilter(
        label=_("Chức danh hiện nay"),
        choices=[("1", _("Có chức danh")), ("0", _("Không có chức danh"))],
        empty_label=ALL,
        method="by_post",
    )
    role = django_filters.ChoiceFilter(
        label=_("Vai trò"), choices=Role.choices, empty_label=ALL, method="by_role"
    )

    class Meta:
        model = User
        fields = ("q", "active", "post", "role")

    def named(self, queryset, name, value):
        """Accounts have no folded column; there are some thousands of them at most."""
        words = fold(value).split()
        rows = User.objects.values_list("pk", "full_name", "username", "email")
        found = [pk for pk, *texts in rows if all(word in fold(" ".join(texts)) for word in words)]
        return queryset.filter(pk__in=found)

    def by_active(self, queryset, name, value):
        return queryset.filter(is_active=value == "1")

    def by_post(self, queryset, name, value):
        holds = Exists(present_posts())
        return queryset.filter(holds if value == "1" else ~holds)

    def by_role(self, queryset, name, value):
        return queryset.filter(Exists(present_posts().filter(role=value)))


class BodyFilter(django_filters.FilterSet):
    q = text_filter(columns=("fold",), method="named")
    kind = choice_filter("kind", _("Loại"), Body.Kind.choices)
    unit = django_filters.CharFilter(label=_("Địa bàn (tên hoặc mã số)"), method="at")
    force = django_filters.ChoiceFilter(
        label=_("Hiệu lực"),
        choices=[("now", _("Đang hoạt động")), ("ended", _("Đã kết thúc")), ("later", _("Chưa bắt đầu"))],
        empty_label=ALL,
        method="by_force",
    )

    class Meta:
        model = Body
        fields = ("q", "kind", "unit", "force")

    def named(self, queryset, name, value):
        found = queryset.filter(code=value.strip().lower())
        for word in fold(value).split():
            queryset = queryset.filter(fold__contains=word)
        return queryset | found

    def at(self, queryset, name, value):
        units = AdministrativeUnit.objects
        found = units.filter(official_code=value) if value.isdecimal() else units.matching(value)
        return queryset.filter(unit__in=found.values("pk"))

    def by_force(self, queryset, name, value):
        if value == "now":
            return queryset.in_force_on(today())
        return (
            queryset.filter(valid_to__lt=today())
            if value == "ended"
            else queryset.filter(valid_from__gt=today())
        )
