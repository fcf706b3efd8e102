"""What the tests of the pages of a progress report type and press."""

import io

import pikepdf
from django.urls import reverse


def cell(cast, code, **typed):
    """The names of a row's inputs, as the page sends them."""
    prefix = f"i{cast.indicators[code].pk}"
    return {f"{prefix}-{name}": value for name, value in ({"row_version": 0, "was": "|"} | typed).items()}


def post_cell(client, cast, code, **typed):
    url = reverse("progress_value", args=[cast.report.pk, cast.indicators[code].pk])
    return client.post(url, cell(cast, code, **typed))


def edit_url(cast):
    return reverse("progress_edit", args=[cast.report.pk])


def press(client, cast, name, **data):
    return client.post(reverse(name, args=[cast.report.pk]), data)


EVERYBODY = [
    "reporter",
    "second",
    "chairman",
    "above",
    "staff",
    "colleague",
    "leader",
    "clerk",
    "member",
    "officer",
    "admin",
    "neighbour",
    "stranger",
]


def code_of(client, url):
    """The code of a download, read to its end so that its file is closed."""
    response = client.get(url)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def pdf_bytes():
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()
