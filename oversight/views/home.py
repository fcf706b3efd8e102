"""The first page, and what waits for whom."""

from django.shortcuts import render

from oversight.domain.work import figures, ready_documents, work_of


def home(request):
    user = request.user
    work = work_of(user)
    return render(
        request,
        "oversight/home/home.html",
        {
            "work": work[:6],
            "work_total": len(work),
            "figures": figures(user),
            "documents": ready_documents(user)[:5],
        },
    )


def my_work(request):
    return render(request, "oversight/home/my_work.html", {"work": work_of(request.user)})
