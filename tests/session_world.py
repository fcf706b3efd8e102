"""What the tests of a session type, press and read back."""

from django.contrib.messages import get_messages


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def rows(prefix, initial, *forms):
    data = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": initial}
    for n, form in enumerate(forms):
        data |= {f"{prefix}-{n}-{name}": value for name, value in form.items()}
    return data


def people(**tables):
    data = {"row_version": "1", "head_note": ""}
    for prefix in ("chairs", "members", "reviewed"):
        data |= rows(prefix, *tables.get(prefix, (0,)))
    return data
