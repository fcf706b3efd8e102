"""The list of accounts, in the order of given names."""

from functools import cached_property, lru_cache

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render

from cds_portal.accounts.grants import Permission, requires
from cds_portal.accounts.models import User
from cds_portal.clock import today
from cds_portal.export import export_rows
from cds_portal.lists import PER_PAGE, ListPage
from cds_portal.text import person_sort_key
from districts.filters.people import PersonFilter
from districts.models import Post
from districts.resources.people import PersonResource

SORTS = {"name": ("full_name",), "username": ("username",)}
name_key = lru_cache(maxsize=20_000)(person_sort_key)


def with_present_posts(people):
    """`held`: the posts of today, with their bodies."""
    posts = Post.objects.held_on(today()).select_related("body").order_by("valid_from", "pk")
    return people.prefetch_related(Prefetch("posts", posts, to_attr="held"))


class PeopleList(ListPage):
    """Accounts have no sort column: their names are ordered here, and the rows of the page read after."""

    @cached_property
    def keys(self):
        if self.sort.removeprefix("-") != "name":
            return list(self.queryset.values_list("pk", flat=True))
        names = self.queryset.values_list("pk", "full_name")
        ordered = sorted(names, key=lambda row: name_key(row[1]), reverse=self.sort.startswith("-"))
        return [pk for pk, _name in ordered]

    @property
    def page(self):
        page = Paginator(self.keys, PER_PAGE).get_page(self.request.GET.get("page"))
        page.object_list = self.read(page.object_list)
        return page

    def read(self, keys):
        rows = with_present_posts(User.objects).in_bulk(keys)
        return [rows[key] for key in keys if key in rows]

    def iterator(self, chunk_size):
        """What the export reads in place of a queryset."""
        for start in range(0, len(self.keys), chunk_size):
            yield from self.read(self.keys[start : start + chunk_size])

    def export(self):
        return export_rows(self.resource(), self, self.request.GET["export"], self.filename)


@requires(Permission.ADMINISTER)
def person_list(request):
    page = PeopleList(
        request,
        User.objects.all(),
        filterset=PersonFilter,
        sorts=SORTS,
        default_sort="name",
        resource=PersonResource,
        filename="nguoi-dung",
    )
    return (
        page.export() if page.wants_export else render(request, "districts/person/list.html", page.context())
    )
