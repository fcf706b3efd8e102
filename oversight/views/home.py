"""The first page, and what waits for whom."""

from django.core.paginator import Paginator
from django.shortcuts import render

from cds_portal.accounts.grants import Permission
from cds_portal.clock import today
from cds_portal.lists import PER_PAGE
from oversight.domain.summaries import ready_summaries
from oversight.domain.work import LIMIT, figures, ready_documents, recent_sessions, work_of


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
            "work_is_cut": work.is_cut,
            "figures": figures(user, sessions),
            "documents": list(ready_documents(user)[:5]) if user.can(Permission.READ_DOCUMENTS) else (),
            "sessions": sessions,
            "summaries": ready_summaries(user)[:6] if user.committee_ids else None,
            "today": today(),
        },
    )


def my_work(request):
    work = work_of(request.user)
    page = Paginator(work, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "work": page.object_list,
        "page_obj": page,
        "total": len(work),
        "work_is_cut": work.is_cut,
        "most": LIMIT,
    }
    return render(request, "oversight/home/my_work.html", context)
