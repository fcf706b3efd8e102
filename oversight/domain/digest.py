"""The daily mail: what waits for a person, in words, made from the same list as “Việc của tôi”."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from cds_portal.text import day_text, vietnamese_number
from oversight.domain.levels import ReminderLevel
from oversight.domain.work import work_of

SHOWN = 20
# Of these the mail reminds by their name, in working days.
NEAR_LEVELS = (ReminderLevel.SOON, ReminderLevel.NEAR, ReminderLevel.VERY_NEAR)


@dataclass(frozen=True)
class Digest:
    subject: str
    body: str
    items: int


def digest_of(user, day):
    """The mail of the day, or None when nothing waits."""
    work = work_of(user)
    if not work:
        return None
    late = sum(1 for item in work if item.days_late)
    number = _("hơn %(n)d") % {"n": len(work)} if work.is_cut else str(len(work))
    subject = _("%(n)s việc chờ đồng chí xử lý") % {"n": number}
    subject = subject[0].upper() + subject[1:]
    if late:
        subject += _(", %(late)d việc đã trễ hạn") % {"late": late}
    lines = [
        _("Kính gửi đồng chí %(name)s,") % {"name": user.get_full_name()},
        "",
        _("Đến ngày %(day)s có %(n)s việc chờ đồng chí, việc gấp nhất đứng trước:")
        % {"day": day_text(day), "n": number},
        "",
        *[line for number, item in enumerate(work[:SHOWN], start=1) for line in lines_of(number, item)],
        *remainder(len(work)),
        _("Xem và xử lý tại: %(url)s/my-work/") % {"url": settings.SITE_URL.rstrip("/")},
        "",
        _("Thư này hệ thống tự gửi mỗi ngày một lần khi có việc chờ; không cần trả lời."),
    ]
    return Digest(str(subject), "\n".join(lines), len(work))


def lines_of(number, item):
    yield f"{number}. {item.label}"
    yield f"   {item.why}{when(item)}"
    yield f"   {settings.SITE_URL.rstrip('/')}{item.url}"
    yield ""


def when(item):
    if item.days_late:
        late = vietnamese_number(item.days_late)
        return _(" - trễ %(n)s ngày (hạn %(due)s)") % {"n": late, "due": day_text(item.due)}
    if item.due:
        near = f" ({item.level.label})" if item.level in NEAR_LEVELS else ""
        return _(" - hạn %(due)s") % {"due": day_text(item.due)} + near
    return _(" - từ %(day)s") % {"day": day_text(item.since)} if item.since else ""


def remainder(total):
    if total > SHOWN:
        yield _("… và %(n)d việc khác.") % {"n": total - SHOWN}
        yield ""
