"""Photos: what they tell is read, the file kept tells nothing, and a refused one costs nothing else."""

import io
import struct
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image

from cds_portal import images
from cds_portal.images import LONGEST_SIDE, read_photo
from cds_portal.lifecycle import Refused
from cds_portal.uploads import CappedUploadHandler
from oversight.actions import visits as actions
from oversight.models import Finding, Photo, Visit
from tests.factories import Cast, image_bytes, make_upload, make_visit

NOT_A_PHOTO = "Tệp “{name}” không phải ảnh chụp (JPEG, PNG, WebP, HEIC). Xin chọn lại ảnh từ thư viện ảnh."


def exif_of_a_phone(*, taken="2023:09:13 08:31:07", offset=None, orientation=1):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Dien thoai"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (18.0, 26.0, 28.32)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (105.0, 51.0, 44.28)
    return exif


def png_header(width, height):
    """A PNG that says its size and holds next to nothing."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


# Reading


def test_photo_is_kept_without_exif_and_its_time_and_place_are_read():
    photo = read_photo(image_bytes(exif=exif_of_a_phone(), comment=b"cua toi"), "anh.jpg")
    kept = Image.open(io.BytesIO(photo.jpeg))
    assert (dict(kept.getexif()), "exif" in kept.info, "comment" in kept.info) == ({}, False, False)
    assert b"Dien thoai" not in photo.jpeg
    assert photo.taken_at == datetime(2023, 9, 13, 1, 31, 7, tzinfo=UTC)
    assert (photo.latitude, photo.longitude) == (Decimal("18.441200"), Decimal("105.862300"))


def test_photo_time_with_its_own_zone_is_taken_as_written():
    photo = read_photo(image_bytes(exif=exif_of_a_phone(offset="+09:00")), "anh.jpg")
    assert photo.taken_at == datetime(2023, 9, 12, 23, 31, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "taken", ["", "0000:00:00 00:00:00", "1970:01:01 00:00:00", "hôm qua", "2023:13:45 99:00:00"]
)
def test_photo_with_senseless_time_has_none(taken):
    assert read_photo(image_bytes(exif=exif_of_a_phone(taken=taken)), "anh.jpg").taken_at is None


@pytest.mark.parametrize("offset", [None, "-05:00", "+14:00"])
@pytest.mark.parametrize("taken", ["2099:01:01 00:00:00", "9999:12:31 23:59:59"])
def test_photo_of_a_day_to_come_has_no_time_but_its_place(taken, offset):
    photo = read_photo(image_bytes(exif=exif_of_a_phone(taken=taken, offset=offset)), "anh.jpg")
    assert (photo.taken_at, photo.latitude) == (None, Decimal("18.441200"))


def test_photo_with_half_a_position_has_none():
    exif = exif_of_a_phone()
    del exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLongitude]
    photo = read_photo(image_bytes(exif=exif), "anh.jpg")
    assert (photo.latitude, photo.longitude) == (None, None)


def test_photo_lying_on_its_side_is_stood_up():
    photo = read_photo(image_bytes(size=(400, 300), exif=exif_of_a_phone(orientation=6)), "anh.jpg")
    assert (photo.width, photo.height) == (300, 400)


def test_photo_larger_than_needed_is_reduced():
    photo = read_photo(image_bytes(size=(4000, 3000)), "anh.jpg")
    assert (photo.width, photo.height) == (LONGEST_SIDE, 1536)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_photo_of_another_format_becomes_jpeg(format):
    photo = read_photo(image_bytes(format=format), "anh")
    assert Image.open(io.BytesIO(photo.jpeg)).format == "JPEG"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16"])
def test_photo_of_any_colour_mode_becomes_rgb(mode):
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "PNG")
    assert Image.open(io.BytesIO(read_photo(out.getvalue(), "anh.png").jpeg)).mode == "RGB"


def test_photo_of_sixteen_bits_keeps_its_greys():
    out = io.BytesIO()
    Image.new("I;16", (30, 20), 0x8000).save(out, "PNG")
    kept = Image.open(io.BytesIO(read_photo(out.getvalue(), "anh.png").jpeg))
    assert kept.getpixel((5, 5)) == (128, 128, 128)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))],
)
def test_photo_is_stood_up_from_each_way_of_lying(orientation, corner):
    image = Image.new("RGB", (400, 300), "white")
    image.paste("red", (0, 0, 100, 100))
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif_of_a_phone(orientation=orientation))
    kept = Image.open(io.BytesIO(read_photo(out.getvalue(), "anh.jpg").jpeg))
    right, foot = kept.width - 10, kept.height - 10
    greens = {(x, y): kept.getpixel((right * x or 9, foot * y or 9))[1] for x in (0, 1) for y in (0, 1)}
    assert [place for place, green in greens.items() if green < 128] == [corner]


def test_transparent_part_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(read_photo(out.getvalue(), "anh.png").jpeg)).getpixel((5, 5)) == (
        255,
        255,
        255,
    )


def test_heic_is_opened_by_its_content():
    """No free encoder of HEIC is at hand: a header of one reaches the HEIF reader, which finds it broken."""
    head = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    assert Image.OPEN["HEIF"][1](head)
    with pytest.raises(Refused):
        read_photo(head + b"\0" * 64, "anh.heic")


# Refusing


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anh.jpg", b"MZ\x90\x00\x03" + b"\0" * 400),
        ("anh.jpg", b"\x7fELF\x02\x01\x01" + b"\0" * 400),
        ("anh.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("anh.jpg", b"<html><script>alert(1)</script></html>"),
        ("anh.gif", image_bytes(format="GIF")),
        ("anh.tif", image_bytes(format="TIFF")),
        ("anh.jpg", b"\xff\xd8\xff\xe0"),
        ("anh.jpg", b"%PDF-1.7"),
    ],
)
def test_file_that_is_no_photo_is_refused_by_name(name, content):
    with pytest.raises(Refused) as refusal:
        read_photo(content, name)
    assert str(refusal.value) == NOT_A_PHOTO.format(name=name)


def test_truncated_photo_is_refused(monkeypatch):
    # As it stands in a process that has loaded WeasyPrint.
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    content = image_bytes(size=(1200, 900))
    with pytest.raises(Refused) as refusal:
        read_photo(content[: len(content) // 2], "nua.jpg")
    assert str(refusal.value) == (
        "Ảnh “nua.jpg” bị hỏng hoặc chưa tải đủ. Xin mở ảnh trên máy để kiểm tra rồi gửi lại."
    )


def test_photo_of_too_many_pixels_is_refused_before_decoding():
    with pytest.raises(Refused) as refusal:
        read_photo(png_header(8000, 6251), "to.png")
    assert str(refusal.value) == (
        "Ảnh “to.png” có 51 triệu điểm ảnh, giới hạn là 50 triệu. Xin chụp lại ở cỡ nhỏ hơn rồi gửi."
    )


@pytest.mark.parametrize(("size", "alone"), [((4000, 3000), False), ((4001, 3000), True)])
def test_large_photos_are_decoded_one_at_a_time(size, alone, monkeypatch):
    seen = []
    real = images.as_jpeg
    monkeypatch.setattr(
        images, "as_jpeg", lambda *given: seen.append(images.LARGE_ONE.locked()) or real(*given)
    )
    read_photo(image_bytes(size=size), "anh.jpg")
    assert (seen, images.LARGE_ONE.locked()) == ([alone], False)


@pytest.mark.parametrize("side", [12_000, 60_000])
def test_decompression_bomb_is_refused(side):
    with pytest.raises(Refused) as refusal:
        read_photo(png_header(side, side), "bom.png")
    assert str(refusal.value) == (
        "Ảnh “bom.png” quá lớn, giới hạn là 50 triệu điểm ảnh. Xin chụp lại ở cỡ nhỏ hơn rồi gửi."
    )


# In a visit


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def visit(cast):
    return make_visit(session=cast.session, unit=cast.commune)


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def send(client, visit, upload):
    return client.post(
        reverse("photo_add", args=[visit.pk]), {"photos": upload}, headers={"accept": "application/json"}
    )


def texts(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_photo_sent_by_the_form_is_kept_with_time_and_place(staff, visit):
    response = send(staff, visit, make_upload(exif=exif_of_a_phone()))
    photo = visit.photos.get()
    assert response.status_code == 201
    assert response.json()["url"] == f"/visits/{visit.pk}/photos/{photo.pk}/"
    assert response.json()["taken_at"] == "13/9/2023 08:31"
    assert (photo.latitude, photo.longitude) == (Decimal("18.441200"), Decimal("105.862300"))
    assert (photo.file.name, photo.file.content_type) == ("anh.jpg", "image/jpeg")


def test_photo_over_the_byte_limit_is_refused_in_words(staff, visit):
    upload = make_upload("to.jpg", b"\xff\xd8\xff" + b"\0" * (30 * 1024 * 1024))
    response = send(staff, visit, upload)
    assert response.status_code == 422
    assert response.json() == {
        "error": "Ảnh “to.jpg” nặng 30,0 MB, giới hạn là 15,0 MB. Xin chụp lại ở cỡ nhỏ hơn rồi gửi."
    }
    assert visit.photos.count() == 0


def test_upload_beyond_every_limit_is_counted_and_not_kept(settings):
    settings.MAX_FILE_BYTES = settings.MAX_PHOTO_BYTES = 100
    handler = CappedUploadHandler()
    handler.new_file("photos", "to.jpg", "image/jpeg", 0)
    for number in range(5):
        handler.receive_data_chunk(b"x" * 64, number * 64)
    upload = handler.file_complete(320)
    assert (upload.size, len(upload.read())) == (320, 101)


def test_photo_cut_off_on_the_way_in_is_refused_by_its_true_size(staff, visit, settings):
    settings.FILE_UPLOAD_HANDLERS = ["cds_portal.uploads.CappedUploadHandler"]
    settings.MAX_FILE_BYTES = settings.MAX_PHOTO_BYTES = 1024 * 1024
    response = send(staff, visit, make_upload("to.jpg", b"\xff\xd8\xff" + b"\0" * (2 * 1024 * 1024)))
    assert response.json() == {
        "error": "Ảnh “to.jpg” nặng 2,0 MB, giới hạn là 1,0 MB. Xin chụp lại ở cỡ nhỏ hơn rồi gửi."
    }


def test_empty_photo_is_refused(staff, visit):
    assert send(staff, visit, make_upload("rong.jpg", b"")).status_code == 422


def test_no_photo_at_all_is_refused(staff, visit):
    response = staff.post(reverse("photo_add", args=[visit.pk]), headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (422, {"error": "Chưa chọn ảnh nào."})


def test_same_photo_twice_is_refused_kindly(staff, visit):
    send(staff, visit, make_upload())
    response = send(staff, visit, make_upload("ten-khac.jpg"))
    assert response.json() == {"error": "Ảnh “ten-khac.jpg” đã có trong chuyến này, không cần gửi lại."}
    assert visit.photos.count() == 1


def test_photo_beyond_the_limit_of_a_visit_is_refused(staff, visit, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PHOTOS", 1)
    send(staff, visit, make_upload())
    response = send(staff, visit, make_upload("hai.jpg", colour="red"))
    assert response.json() == {
        "error": "Chuyến này đã đủ 1 ảnh, ảnh “hai.jpg” chưa được nhận. Xóa bớt ảnh rồi gửi lại."
    }


def test_refused_photo_of_a_plain_form_leaves_the_others(staff, visit):
    uploads = [
        make_upload("mot.jpg"),
        make_upload("ma.jpg", b"MZ" + b"\0" * 99),
        make_upload("hai.jpg", colour="red"),
    ]
    response = staff.post(reverse("photo_add", args=[visit.pk]), {"photos": uploads})
    assert response.status_code == 302
    assert texts(response) == [NOT_A_PHOTO.format(name="ma.jpg")]
    assert sorted(photo.file.name for photo in visit.photos.all()) == ["hai.jpg", "mot.jpg"]


def test_photo_of_a_signed_visit_is_refused(staff, visit):
    Visit.objects.update(status="minutes_signed")
    assert send(staff, visit, make_upload()).status_code == 422
    assert Photo.objects.count() == 0


def test_name_of_a_photo_leads_nowhere(staff, visit):
    send(staff, visit, SimpleUploadedFile("..\\..\\x<script>.jpg", image_bytes(), "image/jpeg"))
    path = visit.photos.get().file.full_path
    assert path.is_relative_to(Path(django_settings.MEDIA_ROOT) / "photos")
    assert (path.suffix, len(path.stem)) == (".jpg", 32)


@pytest.fixture
def photo(cast, visit):
    return actions.add_photo(visit, make_upload(size=(1200, 900)), by=cast.staff)


def test_photo_is_served_with_safe_headers(staff, photo):
    response = staff.get(photo.get_absolute_url())
    assert {
        name: response[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Disposition")
    } == {
        "Content-Type": "image/jpeg",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="anh-{photo.pk}.jpg"',
    }
    assert (response["ETag"], response["Cache-Control"]) == (f'"{photo.file.sha256}"', "private, max-age=0")
    assert response.content == photo.file.read()


def test_photo_known_to_the_browser_is_not_sent_again(staff, photo):
    response = staff.get(photo.get_absolute_url(), headers={"if-none-match": f'"{photo.file.sha256}"'})
    assert (response.status_code, response.content) == (304, b"")


def test_thumbnail_is_small(staff, photo):
    response = staff.get(f"{photo.get_absolute_url()}?thumb=1")
    assert Image.open(io.BytesIO(response.content)).size == (480, 360)


def test_photo_whose_file_is_missing_is_not_found(staff, photo):
    photo.file.full_path.unlink()
    assert staff.get(photo.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("staff", "draft", 200),
        ("leader", "draft", 200),
        ("member", "draft", 200),
        ("stranger", "draft", 404),
        ("local", "draft", 404),
        ("local", "minutes_signed", 200),
    ],
)
def test_photo_is_shown_to_those_who_may_see_the_visit(client, cast, visit, photo, who, status, code):
    Visit.objects.update(status=status, body=cast.commune_body)
    client.force_login(getattr(cast, who))
    assert client.get(photo.get_absolute_url()).status_code == code


def test_photo_under_another_visit_is_not_found(staff, cast, photo):
    other = make_visit(session=cast.session, unit=cast.commune)
    assert staff.get(reverse("photo_file", args=[other.pk, photo.pk])).status_code == 404


def test_caption_is_saved_and_is_the_alternative_text(staff, visit, photo):
    staff.post(
        reverse("photo_caption", args=[visit.pk, photo.pk]), {"caption": " Quầy  hàng <b>có</b> mã QR "}
    )
    photo.refresh_from_db()
    assert photo.caption == "Quầy hàng <b>có</b> mã QR"
    page = staff.get(visit.get_absolute_url()).content.decode()
    assert 'alt="Quầy hàng &lt;b&gt;có&lt;/b&gt; mã QR"' in page


def test_removed_photo_can_be_put_back(staff, visit, photo):
    response = staff.post(reverse("photo_delete", args=[visit.pk, photo.pk]))
    assert visit.photos.count() == 0
    message = next(iter(get_messages(response.wsgi_request)))
    undo = message.extra_tags.removeprefix("undo:")
    staff.post(undo)
    back = visit.photos.get()
    assert (back.file_id, back.file.withdrawn_at, back.width) == (photo.file_id, None, photo.width)


def test_photos_stand_in_the_order_of_their_time_and_those_without_one_last(visit, photo):
    Photo.objects.filter(pk=photo.pk).update(taken_at=None)
    for hour in (9, 8):
        taken_at = datetime(2023, 9, 13, hour, tzinfo=UTC)
        details = {"file": photo.file, "width": 1, "height": 1, "original_sha256": str(hour)}
        Photo.objects.create(visit=visit, taken_at=taken_at, **details)
    assert [one.taken_at and one.taken_at.hour for one in visit.photos.all()] == [8, 9, None]


def test_undo_of_another_visit_is_refused(staff, cast, visit, photo):
    token = actions.remove_photo(photo)
    other = make_visit(session=cast.session, unit=cast.commune)
    staff.post(reverse("photo_restore", args=[other.pk]) + f"?token={token}")
    assert Photo.objects.count() == 0


def test_forged_undo_is_refused(staff, visit):
    response = staff.post(reverse("photo_restore", args=[visit.pk]) + "?token=x:y:z")
    assert texts(response) == ["Không hoàn tác được: đường dẫn đã hết hạn."]


def test_photo_that_proves_a_finding_stays(staff, cast, visit, photo):
    finding = Finding.objects.create(session=cast.session, kind="strength", heading="3", text="Có mã QR.")
    finding.evidence.add(photo)
    response = staff.post(reverse("photo_delete", args=[visit.pk, photo.pk]))
    assert texts(response) == ["Ảnh đang là minh chứng của 1 nhận định. Gỡ khỏi nhận định rồi mới xóa được."]
    assert visit.photos.count() == 1


@pytest.mark.parametrize(
    ("who", "code"), [("leader", 403), ("member", 403), ("stranger", 404), ("local", 403)]
)
@pytest.mark.parametrize("act", ["photo_add", "photo_caption", "photo_delete"])
def test_photo_acts_of_others_are_closed(client, cast, visit, photo, who, code, act):
    client.force_login(getattr(cast, who))
    args = [visit.pk] if act == "photo_add" else [visit.pk, photo.pk]
    assert client.post(reverse(act, args=args)).status_code == code
    assert visit.photos.count() == 1
