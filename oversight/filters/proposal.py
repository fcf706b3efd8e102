from django.utils.translation import gettext_lazy as _

from cds_portal.filters import hide_empty
from oversight.filters.words import CaseFilterSet, body_choices, choice_filter, text_filter
from oversight.models import OversightSession, Proposal


class ProposalFilter(CaseFilterSet):
    q = text_filter(("fold", "raised_by__fold"))
    status = choice_filter("status", _("Trạng thái"), Proposal.Status.choices)
    theme = choice_filter("theme", _("Nhóm nội dung"), Proposal.Theme.choices)
    body = choice_filter("raised_by", _("Đơn vị đề xuất"), ())
    session = choice_filter("session__code", _("Cuộc giám sát"), ())
    year = choice_filter("at__year", _("Năm nêu"), ())

    class Meta:
        model = Proposal
        fields = ("q", "status", "theme", "body", "session", "year")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        readable = Proposal.objects.visible_to(user)
        self.filters["body"].extra["choices"] = body_choices(
            readable, "raised_by", chosen=self.data.get("body", "")
        )
        hide_empty(self, "body")
        sessions = OversightSession.objects.visible_to(user)
        self.filters["session"].extra["choices"] = list(sessions.values_list("code", "code"))
        years = readable.order_by().datetimes("at", "year", order="DESC")
        self.filters["year"].extra["choices"] = [(at.year, str(at.year)) for at in years]
