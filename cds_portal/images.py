"""Photos from phones: read what they tell, then make a plain JPEG that tells nothing."""

import hashlib
import io
import threading
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pi_heif
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageFile, ImageOps

from cds_portal.files import megabytes, read_upload
from cds_portal.lifecycle import Refused

pi_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2048
THUMB_SIDE = 480
QUALITY = 82
# A photo of 50 megapixels takes up to 750 MB while it is decoded: of such, one at a time in a process.
LARGE_PIXELS = 12_000_000
LARGE_ONE = threading.Lock()
# A camera without a set clock says 1970 or 1980, one set wrongly a day that has not come.
EARLIEST_YEAR = 2000
AHEAD_AT_MOST = timedelta(days=1)


@dataclass(frozen=True)
class ReadPhoto:
    jpeg: bytes
    width: int
    height: int
    taken_at: datetime | None
    latitude: Decimal | None
    longitude: Decimal | None
    original_sha256: str


def read_photo_upload(upload):
    """The photo of an uploaded file; one over the byte limit is refused before it is read."""
    if upload.size > settings.MAX_PHOTO_BYTES:
        raise Refused(
            _("Ảnh “%(name)s” nặng %(size)s MB, giới hạn là %(limit)s MB. Xin chụp lại ở cỡ nhỏ hơn rồi gửi.")
            % {
                "name": upload.name,
                "size": megabytes(upload.size),
                "limit": megabytes(settings.MAX_PHOTO_BYTES),
            }
        )
    return read_photo(read_upload(upload, settings.MAX_PHOTO_BYTES), upload.name)


def read_photo(content, name):
    """`content` re-encoded as a JPEG of at most 2048 px without metadata, with what its EXIF said.

    Raises `Refused` with a sentence that names the file and says what to do.
    """
    image = opened(content, name)
    # Before decoding: the header tells the size, decoding costs the memory.
    if image.width * image.height > MAX_PIXELS:
        raise too_many_pixels(name, image.width * image.height)
    taken_at, position = told_by(image)
    with LARGE_ONE if image.width * image.height > LARGE_PIXELS else nullcontext():
        jpeg, size = as_jpeg(image, name)
    return ReadPhoto(jpeg, *size, taken_at, *position, hashlib.sha256(content).hexdigest())


def opened(content, name):
    """The image by its header. Only the named formats are tried, whatever the file is called."""
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(name) from error
    except Exception as error:  # A hostile header may raise anything; all of it means "not a photo".
        raise Refused(
            _("Tệp “%(name)s” không phải ảnh chụp (JPEG, PNG, WebP, HEIC). Xin chọn lại ảnh từ thư viện ảnh.")
            % {"name": name}
        ) from error


def too_many_pixels(name, pixels=None):
    limit = MAX_PIXELS // 1_000_000
    if pixels is None:
        said = _("Ảnh “%(name)s” quá lớn, giới hạn là %(limit)s triệu điểm ảnh.") % {
            "name": name,
            "limit": limit,
        }
    else:
        said = _("Ảnh “%(name)s” có %(pixels)s triệu điểm ảnh, giới hạn là %(limit)s triệu.") % {
            "name": name,
            "pixels": -(-pixels // 1_000_000),
            "limit": limit,
        }
    return Refused(said + " " + _("Xin chụp lại ở cỡ nhỏ hơn rồi gửi."))


def as_jpeg(image, name):
    """(bytes, (width, height)) of the upright, flattened, reduced image."""
    try:
        # JPEG can be decoded at a half, a quarter or an eighth: a 48 MP photo then costs little memory.
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        # WeasyPrint lets every image of its process be cut off; a photo of ours must be whole.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        image.load()
        image = on_white(upright(shrunk(image)))
    except Exception as error:  # Decoders of broken data raise anything, from OSError to struct.error.
        raise Refused(
            _("Ảnh “%(name)s” bị hỏng hoặc chưa tải đủ. Xin mở ảnh trên máy để kiểm tra rồi gửi lại.")
            % {"name": name}
        ) from error
    # Whatever else the file carried (EXIF, comments, colour profiles) must not go into the new one.
    image.info = {}
    return encoded(image, QUALITY), image.size


def shrunk(image):
    if image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA")
    if image.mode.startswith("I"):
        # 16 bits of grey: Pillow would cut off what is brighter than 255, which is nearly all.
        image = image.point(lambda grey: grey / 256).convert("L")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return image


def upright(image):
    with suppress(Exception):  # Orientation is EXIF as well: broken, it leaves the photo as it lies.
        return ImageOps.exif_transpose(image)
    return image


def on_white(image):
    """RGB; what is transparent becomes white, as on paper."""
    if "A" not in image.getbands():
        return image if image.mode == "RGB" else image.convert("RGB")
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def encoded(image, quality):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def thumbnail(jpeg):
    """A small JPEG of one of our own JPEGs."""
    image = Image.open(io.BytesIO(jpeg), formats=("JPEG",))
    image.draft("RGB", (THUMB_SIDE, THUMB_SIDE))
    image.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return encoded(image, 75)


# What the photo says about itself


def told_by(image):
    """(taken at, (latitude, longitude)); EXIF is anybody's writing, so a broken one only tells nothing."""
    taken_at, position = None, (None, None)
    with suppress(Exception):
        exif = image.getexif()
        taken_at = moment(exif)
        with suppress(Exception):
            position = place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    return taken_at, position


def moment(exif):
    details = exif.get_ifd(ExifTags.IFD.Exif)
    text = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    if not text:
        return None
    day, _space, time = str(text).strip("\0 ").partition(" ")
    zone = str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    with suppress(ValueError):
        taken_at = parse_datetime(f"{day.replace(':', '-')} {time}{zone}") or parse_datetime(
            f"{day.replace(':', '-')} {time}"
        )
        if taken_at and taken_at.year >= EARLIEST_YEAR:
            taken_at = taken_at if timezone.is_aware(taken_at) else timezone.make_aware(taken_at)
            return taken_at if taken_at <= timezone.now() + AHEAD_AT_MOST else None
    return None


def place(gps):
    tags = ExifTags.GPS
    latitude = degrees(gps.get(tags.GPSLatitude), gps.get(tags.GPSLatitudeRef), "S", 90)
    longitude = degrees(gps.get(tags.GPSLongitude), gps.get(tags.GPSLongitudeRef), "W", 180)
    if latitude is None or longitude is None or not (latitude or longitude):
        # Half a position is none, and 0° 0° is what a camera writes that has not found itself.
        return None, None
    return latitude, longitude


def degrees(parts, reference, negative, limit):
    if not parts:
        return None
    whole, minutes, seconds = (float(part) for part in parts)
    value = whole + minutes / 60 + seconds / 3600
    if not abs(value) <= limit:  # Written so that "not a number" fails too.
        return None
    sign = -1 if str(reference).strip("\0 ").upper() == negative else 1
    return (sign * Decimal(value)).quantize(Decimal("0.000001"))
