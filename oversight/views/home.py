"""The first page, and what waits for whom."""

from django.core.paginator import Paginator
from django.shortcuts import render

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.lists import PER_PAGE
from oversight.domain.summaries import ready_summaries
from oversight.domain.work import figures, ready_documents, recent_sessions, work_of


def home(request):
    user = request.user
    work = work_of(user)
    sessions = list(recent_sessions(user)[:5]) if user.can(Permission.READ_SESSIONS) else []
    return render(
        request,
        "oversight/home/home.html",
        {
            "work": work[:6],
            "work_total": len(work),
            "figures": figures(user, sessions),
            "documents": list(ready_documents(user)[:5]) if user.can(Permission.READ_DOCUMENTS) else (),
            "sessions": sessions,
            "summaries": ready_summaries(user)[:6] if user.committee_ids else None,
            "today": today(),
        },
    )


def my_work(request):
    page = Paginator(work_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"work": page.object_list, "page_obj": page, "total": page.paginator.count}
    return render(request, "oversight/home/my_work.html", context)
