"""The renderer itself fails: three times, then a reason in words and a button; the worker lives on."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.fault

WORKER = "worker-documents"
CAPTION = "Quầy giao dịch một cửa"
ADD_PHOTO = f"""
import io
from PIL import Image
from cds_portal.files import store
from oversight.models import Photo, Visit
image = io.BytesIO()
Image.new("RGB", (320, 240), "teal").save(image, "JPEG")
file = store(image.getvalue(), name="anh.jpg", content_type="image/jpeg", by=None, folder="photos")
visit = Visit.objects.filter(session__code="LOCHA-2023").first()
photo = Photo.objects.create(
    visit=visit, file=file, original_sha256=file.sha256, width=320, height=240, caption="{CAPTION}"
)
print("photo", photo.pk, file.full_path)
"""
STOPPED = "Tiến trình lập PDF bị dừng giữa chừng (quá thời gian hoặc thiếu bộ nhớ)."
TOO_BIG = "Văn bản quá lớn, không đủ bộ nhớ để lập PDF."


def add_photo(portal):
    """The number of a photo of the session, and its file."""
    line = next(line for line in portal.manage("shell", "-c", ADD_PHOTO).splitlines() if "photo " in line)
    _, number, path = line.split(" ", 2)
    return number, path


def test_missing_photo_is_told_after_three_failures_and_retry_works_when_it_is_back(trouble, tmp_path):
    trouble.edit("II.1", "<p>Ngắn gọn.</p>")
    number, file = add_photo(trouble.portal)
    hidden = Path(file).rename(tmp_path / "hidden.jpg")
    trouble.edit("III.1", f"<p>Hàng chờ dài.</p><p>[[hinh:{number}]]</p>")
    path = trouble.request()

    trouble.wait_until(path, "failed")
    row = trouble.rows.one(path)
    reason = f"Không đọc được tệp ảnh “{CAPTION}”. Khôi phục tệp hoặc bỏ ảnh khỏi báo cáo."
    assert (row.failures, row.reason) == (3, reason)
    page = trouble.officer.get(path).text
    assert (reason in page, f'action="{path}retry/"' in page) == (True, True)

    hidden.rename(file)
    assert trouble.officer.post(f"{path}retry/").path == path
    trouble.wait_until(path, "ready")
    trouble.edit("III.1", "<p>Ngắn gọn.</p>")
    trouble.wait_until_idle()
    trouble.assert_each_ready_once()


def test_report_beyond_the_memory_limit_fails_in_words_and_the_worker_lives(trouble, limits):
    # So little that no machine can render in it.
    limits(RENDER_MEMORY_BYTES="67108864")
    worker = trouble.portal.wait_for(WORKER)
    path = trouble.request()
    trouble.wait_until(path, "failed")
    row = trouble.rows.one(path)
    assert (row.failures, row.reason in (TOO_BIG, STOPPED)) == (3, True), row.reason
    assert row.reason in trouble.officer.get(path).text
    assert trouble.portal.pids()[WORKER] == worker

    limits()
    assert trouble.officer.post(f"{path}retry/").status == 200
    trouble.wait_until(path, "ready")
    trouble.wait_until_idle()
    trouble.assert_each_ready_once()


@pytest.fixture
def limits(trouble):
    """`limits(NAME=value)` starts the portal with these; afterwards it is as before."""
    yield trouble.restart
    if trouble.portal.env != trouble.usual:
        trouble.restart()
