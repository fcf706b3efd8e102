"""What the tests of a visit type and read back."""

from uuid import uuid4

from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories import DAY

TYPED = "Phần lớn tiểu thương nhận chuyển khoản."


def form_data(cast, *, people=(), **fields):
    """What the browser posts for a filled form."""
    data = {
        "uuid": str(uuid4()),
        "row_version": "1",
        "session": cast.session.code,
        "date": DAY.isoformat(),
        "kind": "field_survey",
        "site_type": "market",
        "place": "Chợ Phủ",
        "unit": "xã Thạch Châu",
        "starts_at": "08:30",
        "ends_at": "09:15",
        "position": "18,4412 · 105,8623",
        "accuracy": "8",
        "notes": TYPED,
        "people-TOTAL_FORMS": str(len(people)),
        "people-INITIAL_FORMS": "0",
    }
    for number, person in enumerate(people):
        row = {"side": "host", "kind": "person", "name": "", "position": ""} | person
        data |= {f"people-{number}-{name}": value for name, value in row.items()}
    return data | {name.replace("__", "-"): value for name, value in fields.items()}


def post_new(client, cast, **fields):
    return client.post(reverse("visit_new"), form_data(cast, **fields))


def texts(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}
