"""What the frame of every page needs: navigation, who is signed in, whether this is the demo."""

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission
from cds_portal.ops import banner


class Place(NamedTuple):
    """`inside` are the pages of the same subject; they show when one of them is open."""

    label: str
    url: str
    icon: str = ""
    permission: Permission | None = None
    inside: tuple = ()


NAV = [
    Place(_("Tổng quan"), "/", "house"),
    Place(_("Việc của tôi"), "/my-work/", "clipboard-list"),
    Place(_("Cuộc giám sát"), "/sessions/", "landmark", Permission.READ_SESSIONS),
    Place(_("Khảo sát, làm việc"), "/visits/", "map-pin", Permission.READ_VISITS),
    Place(
        _("Kiến nghị"),
        "/recommendations/",
        "flag",
        Permission.READ_RECOMMENDATIONS,
        (
            Place(_("Nội dung giao thực hiện"), "/assignments/"),
            Place(_("Kết quả thực hiện"), "/follow-up/"),
            Place(_("Nhập hồi cố"), "/recommendations/past/", permission=Permission.READ_PAST),
        ),
    ),
    Place(_("Đề xuất của địa phương"), "/proposals/", "inbox", Permission.READ_PROPOSALS),
    Place(
        _("Báo cáo tiến độ"),
        "/progress/",
        "chart-column",
        Permission.READ_PROGRESS,
        (
            Place(_("Kế hoạch chuyển đổi số"), "/plans/", permission=Permission.READ_PLANS),
            Place(_("Buổi hướng dẫn"), "/guidance/", permission=Permission.READ_GUIDANCE),
            Place(_("Bộ chỉ tiêu"), "/indicators/", permission=Permission.READ_INDICATORS),
        ),
    ),
    Place(
        _("Đơn vị, cơ quan"),
        "/units/",
        "building-2",
        Permission.READ_UNITS,
        (
            Place(_("Sắp xếp đơn vị"), "/reorganisations/", permission=Permission.READ_REORGANISATION),
            Place(_("Bàn giao công việc"), "/handover/", permission=Permission.HAND_OVER),
            Place(_("Lịch làm việc"), "/administration/calendar/", permission=Permission.EDIT_CALENDAR),
        ),
    ),
    Place(_("Văn bản"), "/documents/", "file-text", Permission.READ_DOCUMENTS),
    Place(
        _("Quản trị"),
        "/administration/",
        "settings",
        Permission.ADMINISTER,
        (
            Place(_("Người dùng"), "/administration/people/", permission=Permission.ADMINISTER),
            Place(_("Cơ quan, thể thức"), "/administration/bodies/", permission=Permission.ADMINISTER),
            Place(_("Bộ chỉ tiêu"), "/indicators/", permission=Permission.READ_INDICATORS),
        ),
    ),
]

# Four at most; who may not log visits is offered the sessions in that place.
PHONE_NAV = [
    Place(_("Việc của tôi"), "/my-work/", "clipboard-list"),
    Place(_("Ghi khảo sát"), "/visits/new/", "map-pin-plus", Permission.LOG_VISIT),
    Place(_("Kiến nghị"), "/recommendations/", "flag", Permission.READ_RECOMMENDATIONS),
    Place(_("Tìm"), "/search/", "search"),
]
PHONE_INSTEAD = Place(_("Giám sát"), "/sessions/", "landmark", Permission.READ_SESSIONS)


def portal(request):
    """Context processor. `nav`, `phone_nav`, `post_line`, `brand_line`, `is_demo`, `demo`, `body_class`."""
    context = {
        "is_demo": settings.DEMO,
        "demo": {"accounts": banner.ACCOUNTS, "password": banner.PASSWORD} if settings.DEMO else None,
        "body_class": "",
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    return context | {
        "nav": [tree(place, request.path, user) for place in NAV if offered(place, user)],
        "phone_nav": [item(place, request.path) for place in phone_places(user)],
        "post_line": {"name": user.get_full_name(), "title": user.post_line},
        "brand_line": brand_line(user),
    }


def offered(place, user):
    """A page is offered to those who may open it, once it exists."""
    return exists(place.url, get_urlconf()) and (place.permission is None or user.can(place.permission))


@cache
def exists(path, urlconf):
    try:
        resolve(path, urlconf)
    except Resolver404:
        return False
    return True


def phone_places(user):
    places = [place for place in PHONE_NAV if offered(place, user)]
    if not user.can(Permission.LOG_VISIT) and offered(PHONE_INSTEAD, user):
        places.insert(1, PHONE_INSTEAD)
    return places


def item(place, path):
    """As the template draws it; of an address only its own place is current, not the one around it."""
    return {
        "label": place.label,
        "url": place.url,
        "icon": place.icon,
        "current": here(place, path) and not any(here(inner, path) for inner in place.inside),
        "badge": None,
        "badge_tone": "",
    }


def tree(place, path, user):
    shown = item(place, path)
    shown["current"] = shown["current"] and not closer_place(place, path)
    inside = [inner for inner in place.inside if offered(inner, user)]
    is_open = shown["current"] or any(here(inner, path) for inner in inside)
    shown["inside"] = [item(inner, path) for inner in inside] if is_open else []
    return shown


def closer_place(place, path):
    """A page that stands inside another subject, though its address lies under this one."""
    inner_places = [inner for other in NAV for inner in other.inside]
    return any(here(inner, path) and len(inner.url) > len(place.url) for inner in inner_places)


def here(place, path):
    return path == place.url if place.url == "/" else path.startswith(place.url)


def brand_line(user):
    """The body of the person's first post: what the portal is seen from."""
    return user.present_posts[0].body.name if user.present_posts else ""
