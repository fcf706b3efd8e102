"""Sending a stored file to somebody who was allowed to see its record."""

from django.http import FileResponse, Http404, HttpResponseNotModified
from django.utils.cache import patch_cache_control


def send(request, file, *, filename, inline=True):
    """The bytes of `file` with a name of ours; never cached by others, revalidated by its hash."""
    etag = f'"{file.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    try:
        content = file.full_path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, content_type=file.content_type, as_attachment=not inline, filename=filename
    )
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_cache=True)
    return response
