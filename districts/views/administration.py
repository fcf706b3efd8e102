"""The administrator's first page: what can be set, and how the system is."""

from django.db.models import Count, Exists, Q
from django.shortcuts import render

from cds_portal.accounts.grants import Permission, requires
from cds_portal.accounts.models import User
from cds_portal.clock import today
from cds_portal.health import check_all
from districts.filters.people import present_posts
from districts.models import Body, IndicatorSet, ReportingDuty, ReportingPeriod


@requires(Permission.ADMINISTER)
def administration(request):
    checks = check_all()
    duties = ReportingDuty.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today()))
    people = User.objects.filter(is_active=True)
    context = {
        "person_count": people.count(),
        "idle_count": people.exclude(Exists(present_posts())).count(),
        "body_count": Body.objects.in_force_on(today()).count(),
        "sets": IndicatorSet.objects.in_force_on(today()).order_by("code"),
        "set_count": IndicatorSet.objects.count(),
        "duty_count": duties.count(),
        "period": ReportingPeriod.objects.first(),
        "period_count": ReportingPeriod.objects.count(),
        "checks": checks,
        "is_well": all(check.ok for check in checks),
    }
    return render(request, "districts/administration.html", context)


@requires(Permission.ADMINISTER)
def period_list(request):
    periods = ReportingPeriod.objects.annotate(
        asked=Count("reports"),
        received=Count("reports", filter=Q(reports__first_sent_at__isnull=False)),
    ).order_by("-cut_off", "code")
    return render(request, "districts/period_list.html", {"periods": periods[:120]})
