"""Tables of rows under a record, of which two people may hold different states at once."""

import re

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from cds_portal.forms import Conflict, shown

MOST_ROWS = 200


class Rows(BaseInlineFormSet):
    """Rows posted against what is stored now: a row that a colleague deleted becomes a new one, a row of
    another record is never touched, and a row that names `identity` (a body) is the stored row of that name.
    """

    identity = ""

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.miscounted = False
        if self.is_bound:
            posted = PostedRows(self.data, self.prefix, self.identity)
            self.miscounted = posted.miscounted
            self.data = posted.matched(self.stored())

    def stored(self):
        return list(self.get_queryset()) if self.instance.pk else []

    def clean(self):
        if self.miscounted:
            raise ValidationError(_("Các dòng gửi lên không đầy đủ. Xem lại từng dòng rồi lưu lần nữa."))

    def validate_unique(self):
        """Said in our own words in `clean`."""

    @property
    def initial_forms(self):
        """A row that frees a place (deleted, no longer head) is saved before the row that takes it."""
        return sorted(super().initial_forms, key=self.turn)

    def turn(self, form):
        row = getattr(form, "cleaned_data", {})
        return 0 if row.get("DELETE") else 2 if self.takes_place(row) else 1

    def takes_place(self, row):
        return False

    def conflict(self, label):
        """Both states of the table, a row a line."""
        mine = [form.instance for form in self.forms if stays(form)]
        return Conflict(label, self.in_words(self.instance_rows()), self.in_words(mine))

    def instance_rows(self):
        return self.model._default_manager.filter(**{self.fk.name: self.instance.pk})

    def in_words(self, rows):
        names = [name for name in self.form._meta.fields if name != self.fk.name]
        return "\n".join(sorted(row_words(row, names) for row in rows))


def row_words(row, names):
    return " · ".join(words for name in names if (words := cell_words(row, name)))


def cell_words(row, name):
    value = getattr(row, name)
    if isinstance(value, bool):
        return str(row._meta.get_field(name).verbose_name) if value else ""
    return shown(row, name)


def kept(formset):
    """Cleaned rows that stay: neither empty nor marked for deletion."""
    for form in formset.forms:
        if stays(form):
            yield form.cleaned_data


def stays(form):
    row = getattr(form, "cleaned_data", None)
    return bool(row) and not row.get("DELETE")


class PostedRows:
    """What was posted for one table, read row by row."""

    def __init__(self, data, prefix, identity):
        self.data, self.prefix, self.identity = data, prefix, identity
        cells = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-(.+)")
        found = [(match, name) for name in data if (match := cells.fullmatch(name))]
        count = self.count("TOTAL_FORMS")
        self.miscounted = count is None or self.count("INITIAL_FORMS") is None
        if self.miscounted:
            count = min(MOST_ROWS, 1 + max((int(match[1]) for match, _name in found), default=-1))
        self.rows = [{} for _place in range(count)]
        for match, name in found:
            if int(match[1]) < count:
                self.rows[int(match[1])][match[2]] = data[name]

    def count(self, name):
        text = str(self.data.get(f"{self.prefix}-{name}", ""))
        return int(text) if re.fullmatch(r"\d{1,3}", text) and int(text) <= MOST_ROWS else None

    def matched(self, stored):
        """The data again, each row with the id of the stored row it is, those first as Django wants them."""
        names = {str(row.pk): str(getattr(row, f"{self.identity}_id", "")) for row in stored}
        ids = self.ids_of_rows(names)
        known = [row | {"id": pk} for row, pk in zip(self.rows, ids, strict=True) if pk]
        # Its row now names another stored one: what it named itself is no longer on the page.
        left = [pk for row in self.rows if (pk := row.get("id", "")) in names and pk not in ids]
        known += [{"id": pk, self.identity: names[pk], "DELETE": "on"} for pk in dict.fromkeys(left)]
        # Deleted here and gone there: nothing is left to do.
        fresh = [
            row | {"id": ""}
            for row, pk in zip(self.rows, ids, strict=True)
            if not pk and not row.get("DELETE")
        ]
        return self.written(known, fresh)

    def ids_of_rows(self, stored):
        """`stored` says of each id what it names. Rows that stay choose first, by name, then by their own id;
        an id that is left over goes to a row that had one: what it named is no longer on the page.
        """
        posted = [row.get("id", "") if row.get("id", "") in stored else "" for row in self.rows]
        named = {name: pk for pk, name in stored.items() if name}
        ids, free = [""] * len(self.rows), set(stored)
        order = sorted(range(len(self.rows)), key=lambda place: bool(self.rows[place].get("DELETE")))

        def take(place, pk):
            if pk in free and not ids[place]:
                free.discard(pk)
                ids[place] = pk

        for place in order:
            if not self.rows[place].get("DELETE"):
                take(place, named.get(self.rows[place].get(self.identity), ""))
        for place in order:
            take(place, posted[place])
        for pk in posted:
            for place in order:
                if posted[place]:
                    take(place, pk)
        return ids

    def written(self, known, fresh):
        data = self.data.copy()
        for name in list(data):
            if name.startswith(f"{self.prefix}-"):
                del data[name]
        for place, row in enumerate([*known, *fresh]):
            for name, value in row.items():
                data[f"{self.prefix}-{place}-{name}"] = value
        data[f"{self.prefix}-TOTAL_FORMS"] = len(known) + len(fresh)
        data[f"{self.prefix}-INITIAL_FORMS"] = len(known)
        return data
