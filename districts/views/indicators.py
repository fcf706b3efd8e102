"""The indicators to read: the list by pillar, and one with all that is said about it."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from cds_portal.accounts.grants import Permission, requires
from cds_portal.lists import ListPage
from districts.filters.indicator import LEVELS, IndicatorFilter
from districts.models import Indicator, ProgressReport, ReportedValue, Target, TopicMapping
from districts.resources.indicator import IndicatorResource
from districts.set_columns import target_in_words

SORTS = {
    "order": ("indicator_set__code", "-indicator_set__version", "order"),
    "name": ("fold",),
    "frequency": ("frequency", "order"),
    "responsible": ("responsible_name", "order"),
}
HEADINGS = {
    1: "Công tác lãnh đạo, chỉ đạo, ban hành văn bản",
    2: "Tuyên truyền, nâng cao nhận thức",
    3: "Hạ tầng số",
    4: "Nhân lực số",
    5: "Chính quyền số",
    6: "Kinh tế số",
    7: "Xã hội số",
    8: "An toàn thông tin, an ninh mạng",
    9: "Kinh phí thực hiện",
}


def with_targets(indicators):
    """With the targets of all units at hand, as every page shows them."""
    targets = Target.objects.filter(unit=None).order_by("year")
    return indicators.prefetch_related(Prefetch("targets", targets))


@requires(Permission.READ_INDICATORS)
def indicator_list(request):
    page = ListPage(
        request,
        with_targets(Indicator.objects.select_related("indicator_set", "pillar")),
        filterset=IndicatorFilter,
        sorts=SORTS,
        default_sort="order",
        resource=IndicatorResource,
        filename="chi-tieu",
    )
    if page.wants_export:
        return page.export()
    context = page.context()
    for indicator in context["page_obj"]:
        tell(indicator)
    chosen = page.filter.form.cleaned_data.get("set") if page.filter.form.is_valid() else None
    context |= {"indicator_set": chosen, "by_pillar": page.sort == "order", **offers(request.user)}
    return render(request, "districts/indicator/list.html", context)


def offers(user):
    return {
        "may_administer": user.can(Permission.ADMINISTER),
        "may_read_duties": user.can(Permission.ADMINISTER) or bool(user.committee_ids),
    }


def tell(indicator):
    """What a template prints of it and cannot ask for."""
    indicator.levels = [str(label) for column, label in LEVELS.values() if getattr(indicator, column)]
    for target in indicator.targets.all():
        target.words = target_in_words(indicator, True, target.value)


@requires(Permission.READ_INDICATORS)
def indicator_detail(request, pk):
    indicators = Indicator.objects.select_related("indicator_set", "pillar", "responsible")
    indicator = get_object_or_404(with_targets(indicators), pk=pk)
    tell(indicator)
    context = {
        "indicator": indicator,
        "was": indicator.was.select_related("old__indicator_set"),
        "became": indicator.became.select_related("new__indicator_set"),
        "topics": topics_of(indicator.pillar),
        **use_of(indicator, request.user),
        **offers(request.user),
    }
    return render(request, "districts/indicator/detail.html", context)


def topics_of(pillar):
    topics = list(TopicMapping.objects.filter(pillar=pillar))
    for topic in topics:
        topic.heading_name = HEADINGS[topic.heading]
    return topics


def use_of(indicator, user):
    """Where it is used, within what this person may see."""
    reports = ProgressReport.objects.visible_to(user).filter(indicators=indicator).distinct()
    figures = ReportedValue.objects.visible_to(user).filter(indicator=indicator, value__isnull=False)
    return {
        "report_count": reports.count(),
        "figure_count": figures.distinct().count(),
        "last_period": last_period(reports),
    }


def last_period(reports):
    report = reports.select_related("period").order_by("-period__cut_off").first()
    return report.period if report else None
