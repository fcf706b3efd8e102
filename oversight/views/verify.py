"""Checking a printed paper by the short code under its “Nơi nhận”; open to all, tells only the outside."""

import re

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from oversight.models import Document


@login_not_required
def verify_form(request):
    code = re.sub(r"[^0-9A-Z]", "", request.GET.get("code", "").upper())
    if code:
        return redirect("verify_detail", code=code[:20])
    return render(request, "oversight/document/verify.html", {})


@login_not_required
def verify_detail(request, code):
    """Number, date and issuer of an issued paper; a draft's code says only that it is a draft."""
    document = (
        Document.objects.filter(short_code=code.upper()[:8]).select_related("series", "committee").first()
    )
    status = 200 if document else 404
    return render(
        request,
        "oversight/document/verify.html",
        {"code": code, "document": document, "asked": True},
        status=status,
    )
