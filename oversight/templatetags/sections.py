from django import template
from django.utils.safestring import mark_safe

from oversight.documents.prose import sanitise_section_html

register = template.Library()


@register.filter
def safe_section(text):
    """Section text through the sanitiser once more: what reaches the page never depends on what was stored."""
    return mark_safe(sanitise_section_html(text))
