import uuid

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def form_token(context):
    """One a page; a form shown again after a refusal keeps its own."""
    request = context.get("request")
    return (request and request.POST.get("form_token")) or uuid.uuid4().hex
