"""Drop-downs are written by hand for speed: they must say what Django's own templates say."""

from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from cds_portal.widgets import QuickSelects

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.one_of(words, st.integers(-5, 10_000), st.booleans(), st.none())
choices = st.lists(st.tuples(values, words), max_size=5)
groups = st.lists(st.tuples(words, st.one_of(words, choices)), max_size=4)
attrs = st.dictionaries(st.sampled_from(["required", "data-x", "aria-label", "disabled"]), values, max_size=3)


def squeezed(html):
    """The spaces between tags mean nothing in a drop-down."""
    return [part.strip() for part in html.replace("<", "\n<").splitlines() if part.strip()]


def test_the_product_writes_its_dropdowns_this_way():
    assert type(get_default_renderer()) is QuickSelects


@given(choices=groups, attrs=attrs, chosen=values)
def test_dropdown_equals_the_one_of_django(choices, attrs, chosen):
    widget = forms.Select(choices=choices, attrs=attrs)
    ours, theirs = (widget.render("x<y", chosen, renderer=r()) for r in (QuickSelects, DjangoTemplates))
    assert squeezed(ours) == squeezed(theirs)


@given(choices=groups, chosen=st.lists(values, max_size=3))
def test_list_of_many_choices_equals_the_one_of_django(choices, chosen):
    widget = forms.SelectMultiple(choices=choices)
    ours, theirs = (widget.render("many", chosen, renderer=r()) for r in (QuickSelects, DjangoTemplates))
    assert squeezed(ours) == squeezed(theirs)


def test_markup_in_a_label_is_text_unless_we_made_it_safe():
    choices = [
        ("1", "<b>"),
        ("2", mark_safe("<b>")),
        ("3", format_html("{}", "&")),
        ("4", gettext_lazy("Tất cả")),
    ]
    html = forms.Select(choices=choices).render("x", None, renderer=QuickSelects())
    assert html == (
        '<select name="x">\n<option value="1">&lt;b&gt;</option>\n<option value="2"><b></option>\n'
        '<option value="3">&amp;</option>\n<option value="4">Tất cả</option>\n</select>'
    )
