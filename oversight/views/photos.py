"""Photos of a visit: taken in one by one, shown only to those who may see the visit."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cds_portal.accounts.grants import Permission, requires
from cds_portal.images import thumbnail
from cds_portal.lifecycle import Refused
from cds_portal.templatetags.portal import vn_datetime
from oversight.actions import visits as actions
from oversight.models import Photo, Visit
from oversight.views.visit_access import fetch_own

A_DAY = 24 * 60 * 60


def receive_photos(request, visit):
    """Every photo of a plain form by itself: what is refused is told, the others are kept."""
    for upload in request.FILES.getlist("photos"):
        try:
            actions.add_photo(visit, upload, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))


@require_POST
@requires(Permission.LOG_VISIT)
def photo_add(request, uuid):
    """One photo a request from the form's script (JSON), or several from a form without it."""
    visit = fetch_own(request, uuid)
    if request.headers.get("Accept") != "application/json":
        receive_photos(request, visit)
        return redirect(visit)
    upload = request.FILES.get("photos")
    if upload is None:
        return JsonResponse({"error": _("Chưa chọn ảnh nào.")}, status=422)
    try:
        photo = actions.add_photo(visit, upload, by=request.user)
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse(as_json(photo), status=201)


def as_json(photo):
    url = photo.get_absolute_url()
    return {
        "pk": photo.pk,
        "url": url,
        "thumb": f"{url}?thumb=1",
        "taken_at": vn_datetime(photo.taken_at),
        "caption_url": reverse("photo_caption", args=[photo.visit_id, photo.pk]),
        "delete_url": reverse("photo_delete", args=[photo.visit_id, photo.pk]),
    }


@requires(Permission.READ_VISITS)
def photo_file(request, uuid, pk):
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=uuid)
    photo = get_object_or_404(visit.photos.select_related("file"), pk=pk)
    is_thumb = request.GET.get("thumb") == "1"
    etag = f'"{photo.file.sha256}{"-thumb" if is_thumb else ""}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    try:
        content = photo.file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(
        thumbnail(content) if is_thumb else content,
        content_type="image/jpeg",
        headers={
            "ETag": etag,
            # Private, and asked for again: who may see it is decided each time.
            "Cache-Control": f"private, max-age={A_DAY if is_thumb else 0}",
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": f'inline; filename="anh-{photo.pk}.jpg"',
        },
    )


def fetch_photo(request, uuid, pk):
    visit = fetch_own(request, uuid)
    photo = get_object_or_404(Photo.objects.select_related("visit__session", "file"), visit=visit, pk=pk)
    return visit, photo


@require_POST
@requires(Permission.LOG_VISIT)
def photo_caption(request, uuid, pk):
    visit, photo = fetch_photo(request, uuid, pk)
    try:
        actions.caption_photo(photo, request.POST.get("caption", ""))
    except Refused as refusal:
        return refused(request, visit, refusal)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"caption": photo.caption})
    messages.success(request, _("Đã lưu chú thích ảnh."))
    return redirect(f"{visit.get_absolute_url()}#photo-{photo.pk}")


@require_POST
@requires(Permission.LOG_VISIT)
def photo_delete(request, uuid, pk):
    visit, photo = fetch_photo(request, uuid, pk)
    try:
        token = actions.remove_photo(photo)
    except Refused as refusal:
        return refused(request, visit, refusal)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({})
    undo = f"{reverse('photo_restore', args=[visit.pk])}?token={token}"
    messages.success(request, _("Đã xóa ảnh khỏi chuyến."), extra_tags=f"undo:{undo}")
    return redirect(f"{visit.get_absolute_url()}#photos")


@require_POST
@requires(Permission.LOG_VISIT)
def photo_restore(request, uuid):
    visit = fetch_own(request, uuid)
    try:
        photo = actions.restore_photo(visit, request.GET.get("token", ""))
        messages.success(request, _("Đã đưa ảnh trở lại chuyến."))
    except Refused as refusal:
        return refused(request, visit, refusal)
    return redirect(f"{visit.get_absolute_url()}#photo-{photo.pk}")


def refused(request, visit, refusal):
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": str(refusal)}, status=422)
    messages.error(request, str(refusal))
    return redirect(visit)
