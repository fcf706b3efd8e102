"""What people upload: photos as phones take them, and what is no photo."""

import io

import pikepdf
from PIL import ExifTags, Image

NORTH_EAST = {1: "N", 2: (18.0, 26.0, 28.3), 3: "E", 4: (105.0, 51.0, 44.3)}
TAKEN = "2023:09:13 09:41:00"
NO_PHOTO = b"MZ\x90\x00" + b"\x00" * 4096


def photo(name, colour, *, size=(1600, 1200)):
    """A JPEG with the time and the place of the phone in its EXIF, as Playwright wants files."""
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(NORTH_EAST)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = TAKEN
    content = io.BytesIO()
    image.save(content, "JPEG", exif=exif)
    return upload(name, content.getvalue())


def too_large_photo(megabytes=30):
    return photo("", "grey")["buffer"].ljust(megabytes * 1024 * 1024, b"\x00")


def upload(name, content, mime="image/jpeg"):
    return {"name": name, "mimeType": mime, "buffer": content}


def signed_scan(name="ban-da-ky.pdf"):
    content = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page(page_size=(595, 842))
        paper.save(content)
    return upload(name, content.getvalue(), "application/pdf")
