import django_filters
from django import forms
from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cds_portal.clock import today
from cds_portal.filters import ALL, MOST_CHOICES, choice_filter, few_choices, hide_empty, text_filter
from cds_portal.text import fold
from districts.models import Body
from oversight.domain.figures import NONE, behind, inherited
from oversight.domain.levels import ReminderLevel, due_between
from oversight.filters.words import CaseFilterSet
from oversight.models import Assignment, OversightSession, Proposal, Recommendation
from oversight.models.assignment import joined_once

YES = [("1", _("Có"))]
STATE_CHOICES = [("open", _("Chưa kết thúc")), ("closed", _("Đã kết thúc"))]
LEVEL_CHOICES = [(level.value, level.label) for level in ReminderLevel]
KIND_CHOICES = [("recommendation", _("Kiến nghị của Đoàn")), ("proposal", _("Đề xuất của địa phương"))]
# What a number of the three figures counts (oversight/domain/figures.py); the address is `?figure=accepted`.
FIGURE_CHOICES = [
    ("issued", _("Đã ban hành")),
    ("accepted", _("Đã tiếp thu")),
    ("partly_accepted", _("Tiếp thu một phần")),
    ("asked_again", _("Đề nghị xem xét lại")),
    ("due", _("Đã đến hạn")),
    ("done", _("Đến hạn, đã hoàn thành")),
    ("partly_done", _("Đến hạn, hoàn thành một phần")),
    ("undated", _("Chưa ấn định thời hạn")),
    ("undated_open", _("Chưa ấn định thời hạn, chưa kết thúc")),
    ("undated_draft", _("Dự thảo chưa có thời hạn")),
    ("open", _("Chưa kết thúc")),
    ("overdue", _("Quá hạn")),
    ("long_open", _("Tồn đọng trên 18 tháng")),
    ("inherited", _("Kế thừa")),
]
# Only the figures and other pages lead to these; a list that nobody filters so does not ask.
BY_ADDRESS = ("session", "overdue", "undated", "state", "kind", "figure")


class AssignmentFilter(CaseFilterSet):
    q = text_filter(method="with_words")
    body = django_filters.ChoiceFilter(label=_("Cơ quan thực hiện"), choices=(), empty_label=ALL)
    status = choice_filter("status", _("Trạng thái"), Assignment.Status.choices)
    level = django_filters.ChoiceFilter(
        label=_("Thời hạn"), choices=LEVEL_CHOICES, empty_label=ALL, method="at_level"
    )
    overdue = django_filters.ChoiceFilter(
        label=_("Quá hạn"), choices=YES, empty_label=ALL, method="only_overdue"
    )
    undated = django_filters.ChoiceFilter(
        label=_("Thiếu thời hạn"), choices=YES, empty_label=ALL, method="only_undated"
    )
    state = django_filters.ChoiceFilter(
        label=_("Kết thúc"), choices=STATE_CHOICES, empty_label=ALL, method="in_state"
    )
    acceptance = choice_filter("acceptance", _("Tiếp thu"), Assignment.Acceptance.choices)
    topic = django_filters.ChoiceFilter(label=_("Chuyên đề"), choices=(), empty_label=ALL, method="of_topic")
    year = django_filters.ChoiceFilter(label=_("Năm ban hành"), choices=(), empty_label=ALL, method="of_year")
    inherited = django_filters.ChoiceFilter(
        label=_("Kế thừa"), choices=YES, empty_label=ALL, method="only_inherited"
    )
    kind = django_filters.ChoiceFilter(
        label=_("Loại"), choices=KIND_CHOICES, empty_label=ALL, method="of_kind"
    )
    figure = django_filters.ChoiceFilter(
        label=_("Số liệu"), choices=FIGURE_CHOICES, empty_label=ALL, method="of_figure"
    )
    session = django_filters.CharFilter(label=_("Cuộc giám sát"), method="of_session")
    unit = django_filters.CharFilter(label=_("Địa bàn"), method="of_unit", widget=forms.HiddenInput)

    class Meta:
        model = Assignment
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        for name in BY_ADDRESS:
            if not (self.data and self.data.get(name)):
                del self.filters[name]
        self.filters["body"].extra["choices"] = self.offered_bodies(user)
        hide_empty(self, "body")
        self.offer_sessions(OversightSession.objects.visible_to(user))
        if "committee" in self.filters:
            own = self.filters["committee"].extra["choices"]
            self.filters["committee"] = django_filters.ChoiceFilter(
                label=_("Ban"), choices=own, empty_label=ALL, method="of_committee"
            )
            self.filters["committee"].parent = self

    def with_words(self, queryset, name, value):
        """Each word in the text or in the body's name. A thousand texts are read, not the rows of each."""
        for word in fold(value).split():
            texts, proposals, bodies = (
                model.objects.filter(fold__contains=word).values("pk")
                for model in (Recommendation, Proposal, Body)
            )
            held = Q(recommendation__in=texts) | Q(proposal__in=proposals) | Q(body__in=bodies)
            queryset = queryset.filter(held)
        return queryset

    def of_committee(self, queryset, name, value):
        return queryset.of_committees([value])

    def offer_sessions(self, sessions):
        """Their topics, and the years since the first: to ask the assignments would read them all."""
        topics = dict(sessions.order_by("topic").values_list("topic").annotate(first=Min("works_from")))
        self.filters["topic"].extra["choices"] = [(topic, topic) for topic in list(topics)[:MOST_CHOICES]]
        first = min((day.year for day in topics.values()), default=today().year)
        self.filters["year"].extra["choices"] = [
            *((str(year), str(year)) for year in range(today().year, first - 1, -1)),
            (NONE, _("Chưa ban hành")),
        ]

    def offered_bodies(self, user):
        """Bodies of the reader's rows, each looked up by its index; of too many only the chosen one."""
        rows = Assignment.objects.visible_to(user, joined_once(user)).filter(body=OuterRef("pk"))
        given = Body.objects.filter(Exists(rows)).in_vietnamese_order()
        return few_choices(given, self.data.get("body", "") if self.data else "")

    def at_level(self, queryset, name, value):
        if value == ReminderLevel.UNDATED:
            return queryset.issued().open().filter(due_on=None)
        start, end = due_between(ReminderLevel(value))
        rows = queryset.issued().open()
        if start:
            rows = rows.filter(due_on__gte=start)
        return rows.filter(due_on__lte=end) if end else rows.filter(due_on__isnull=False)

    def only_overdue(self, queryset, name, value):
        return queryset.late()

    def only_undated(self, queryset, name, value):
        return queryset.filter(due_on=None)

    def in_state(self, queryset, name, value):
        closed = Q(status__in=Assignment.CLOSED)
        return queryset.filter(closed if value == "closed" else ~closed)

    def of_session(self, queryset, name, value):
        return queryset.filter(Q(recommendation__session__code=value) | Q(proposal__session__code=value))

    def of_topic(self, queryset, name, value):
        return queryset.filter(Q(recommendation__session__topic=value) | Q(proposal__session__topic=value))

    def only_inherited(self, queryset, name, value):
        return queryset.filter(inherited())

    def of_kind(self, queryset, name, value):
        return queryset.filter(recommendation__isnull=value == "proposal")

    def of_figure(self, queryset, name, value):
        return behind(queryset, value, today())

    def of_year(self, queryset, name, value):
        return queryset.filter(issued_on=None) if value == NONE else queryset.filter(issued_on__year=value)

    def of_unit(self, queryset, name, value):
        if value == NONE:
            return queryset.filter(about_unit=None, body__unit=None)
        if not (value.isascii() and value.isdigit() and len(value) < 18):
            return queryset.none()
        return queryset.filter(Q(about_unit=value) | Q(about_unit=None, body__unit=value))
