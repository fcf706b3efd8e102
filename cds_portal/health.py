"""Is the portal well? One list of checks for the load balancer, the operator and the tests."""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from cds_portal import broker, heartbeat

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE
# Below this a scanned report or a season of photos may no longer fit.
LEAST_FREE_BYTES = 500 * MEGABYTE


@dataclass(frozen=True)
class Check:
    """`code` is for machines, `title` and `detail` for the operator."""

    code: str
    title: str
    ok: bool
    detail: str


def check_all():
    """Each answers within about a second, whatever is down."""
    return [check_database(), check_broker(), check_workers(), check_disk()]


def check_database():
    title = "Cơ sở dữ liệu"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Check("database", title, False, f"không trả lời: {_one_line(error)}")
    return Check("database", title, True, "trả lời bình thường")


def check_broker():
    title = "Hàng đợi"
    try:
        with broker.client() as client:
            client.ping()
    except broker.ERRORS as error:
        return Check("broker", title, False, f"không trả lời: {_one_line(error)}")
    return Check("broker", title, True, "trả lời bình thường")


def check_workers():
    title = "Tiến trình nền"
    try:
        living = heartbeat.living_workers()
    except broker.ERRORS:
        return Check("worker", title, False, "không rõ, vì hàng đợi không trả lời")
    missing = [queue for queue in heartbeat.WORKERS if queue not in living]
    if missing:
        return Check("worker", title, False, f"không thấy tiến trình của hàng đợi {', '.join(missing)}")
    return Check("worker", title, True, "đủ các tiến trình")


def check_disk():
    title = "Dung lượng đĩa"
    folder = settings.MEDIA_ROOT if settings.MEDIA_ROOT.exists() else settings.BASE_DIR
    free = shutil.disk_usage(folder).free
    left = f"{free / GIGABYTE:.1f}".replace(".", ",")
    return Check("disk", title, free >= LEAST_FREE_BYTES, f"còn trống {left} GB")


@login_not_required
@never_cache
def healthz(request):
    """Live: this process answers. Asks nobody else, so that a broken neighbour does not restart us."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
def readyz(request):
    """Ready: 200 or 503 and which item; open to all, so it says nothing about the inside."""
    checks = check_all()
    ready = all(check.ok for check in checks)
    answer = {"ready": ready, **{check.code: check.ok for check in checks}}
    return JsonResponse(answer, status=200 if ready else 503)


def _one_line(error):
    return " ".join(str(error).split())
