"""Tags and filters of every template (a builtin: no {% load %} needed)."""

from datetime import datetime
from functools import cache, lru_cache

from django import template
from django.forms import MultiWidget
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from cds_portal import tones
from cds_portal.text import vietnamese_number

register = template.Library()


# Icons and states


@cache
def _icon(name):
    return mark_safe(
        lucide(
            name, size=20, stroke_width=1.75, **{"class": "icon", "aria-hidden": "true", "focusable": "false"}
        )
    )


@register.simple_tag
def icon(name):
    """A Lucide icon as decoration: the word beside it says what it means."""
    return _icon(str(name))


@register.simple_tag
def state_tag(record, label=""):
    """The tag of a record's `status`, in its own word."""
    tone, name = tones.of_status(record.status, model=type(record).__name__.lower())
    return _state_tag(tone, name, str(label or record.get_status_display()))


@register.simple_tag
def tag(made):
    """A tag that a view has made: (tone, icon, label)."""
    tone, name, label = made
    return _state_tag(tone, name, str(label))


@register.simple_tag
def tags(made):
    return mark_safe("".join(map(tag, made)))


@lru_cache(maxsize=512)
def _state_tag(tone, name, label):
    """A list shows the same few tags in each row: each is made once."""
    context = {"tone": tone, "icon_name": name, "label": label}
    return render_to_string("components/state_tag.html", context)


@register.filter
def tone_icon(tone):
    return tones.TONE_ICONS.get(tone, "circle")


@register.filter
def message_tone(message):
    return tones.MESSAGE_TONES.get(message.level_tag, tones.INFO)


@register.filter
def undo_url(message):
    """The address of the act that takes back what the message tells (extra_tags="undo:/…/"), or ""."""
    tags = message.extra_tags or ""
    url = tags.removeprefix("undo:")
    return url if tags != url and url.startswith("/") and not url.startswith("//") else ""


# Dates and numbers


@register.filter
def vn_date(value):
    """13/9/2023; nothing for nothing."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day}/{value.month}/{value.year}"


@register.filter
def vn_datetime(value):
    """13/9/2023 08:31, Vietnamese time."""
    if not value:
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{vn_date(value)} {value:%H:%M}"


@register.filter
def vn_number(value, decimals=None):
    """1.234,5. Without `decimals` an integer has none and a fraction up to two, without trailing zeros."""
    if value is None or value == "":
        return ""
    return vietnamese_number(value, None if decimals is None else int(decimals), most=2)


# Addresses that keep what the reader has chosen


def _get_data(context):
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


def _as_query(data):
    return f"?{data.urlencode()}"


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The present query string with changes; an empty value removes its key.

    Any change but of the page goes back to the first page.
    """
    data = _get_data(context)
    if "page" not in changes:
        data.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            data.pop(key, None)
        else:
            data[key] = value
    return _as_query(data)


@register.simple_tag(takes_context=True)
def sort_link(context, column, default=""):
    """{"url", "state"} of a column's heading; a second press turns the order round (`?sort=-column`)."""
    current = _get_data(context).get("sort") or default
    state = {column: "ascending", f"-{column}": "descending"}.get(current, "")
    return {"url": query(context, sort=f"-{column}" if state == "ascending" else column), "state": state}


@register.simple_tag
def page_numbers(page_obj):
    """Page numbers to print, with None where some are left out."""
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


def _names(field):
    widget = field.field.widget
    if isinstance(widget, MultiWidget):
        return [f"{field.html_name}{suffix}" for suffix in widget.widgets_names]
    return [field.html_name]


def _in_words(field, value):
    if isinstance(value, slice):
        return _("từ %s đến %s") % (_in_words(field, value.start) or "…", _in_words(field, value.stop) or "…")
    if value is True:
        return _("có")
    if value is False:
        return _("không")
    if hasattr(value, "strftime"):
        return vn_date(value)
    return dict(_flat_choices(field)).get(str(value)) or str(value or "")


def _flat_choices(field):
    # Only choices written in code are read; those of a queryset would be read whole to name one record.
    if hasattr(field.field, "queryset"):
        return
    for value, label in getattr(field.field, "choices", ()):
        if isinstance(label, list | tuple):
            yield from ((str(one), str(word)) for one, word in label)
        else:
            yield str(value), str(label)


def _chosen(form, field):
    cleaned = getattr(form, "cleaned_data", {}) if form.is_bound and form.is_valid() else {}
    value = cleaned.get(field.name)
    if value in (None, ""):
        return ""
    if isinstance(value, str | slice) or not hasattr(value, "__iter__"):
        return _in_words(field, value)
    return ", ".join(_in_words(field, one) for one in value)


@register.simple_tag(takes_context=True)
def active_filters(context, form):
    """[{"label", "value", "url"}] of the filters in use; `url` is the address without that one."""
    chips = []
    for field in form.visible_fields():
        if value := _chosen(form, field):
            without = _get_data(context)
            for name in [*_names(field), "page"]:
                without.pop(name, None)
            chips.append({"label": field.label, "value": value, "url": _as_query(without)})
    return chips


FILTERS_AT_ONCE = 6


@register.simple_tag
def split_filters(form):
    """The fields that show at once, and of a form with more than six those that open on demand."""
    fields = form.visible_fields()
    at_once = FILTERS_AT_ONCE if len(fields) <= FILTERS_AT_ONCE else FILTERS_AT_ONCE - 1
    more = fields[at_once:]
    in_use = any(_chosen(form, field) or field.errors for field in more)
    return {"first": fields[:at_once], "more": more, "more_in_use": in_use}


@register.simple_tag(takes_context=True)
def other_query(context, form):
    """(key, value) pairs of the address that the filter form does not hold itself, such as the order."""
    own = {name for field in form for name in _names(field)} | {"page"}
    return [(key, value) for key, values in _get_data(context).lists() if key not in own for value in values]


@register.simple_tag(takes_context=True)
def without_filters(context, form):
    """The address with the order kept and every filter of the form taken away."""
    data = _get_data(context)
    for name in [name for field in form for name in _names(field)] + ["page"]:
        data.pop(name, None)
    return _as_query(data)
