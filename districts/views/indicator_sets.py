"""Indicator sets for the administrator: editing on the screen, and new versions."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import Permission, requires
from cds_portal.guards import form_status, last_editor, saved, try_act
from cds_portal.once import made_before, made_once, once, remember
from districts.actions import indicators as actions
from districts.forms.indicator import (
    IndicatorForm,
    IndicatorSetForm,
    NewVersionForm,
    SetWorkbookForm,
    TargetFormSet,
)
from districts.imports.limits import ONE_BODY
from districts.indicator_use import is_used, used_ids
from districts.models import Indicator, IndicatorSet, Target
from districts.views.indicators import tell, with_targets


@requires(Permission.ADMINISTER)
def indicatorset_list(request):
    sets = IndicatorSet.objects.annotate(size=Count("indicators")).order_by("code", "-version")
    return render(request, "districts/indicator_set/list.html", {"sets": sets})


@requires(Permission.ADMINISTER)
def indicatorset_detail(request, pk):
    chosen = get_object_or_404(IndicatorSet, pk=pk)
    indicators = list(with_targets(chosen.indicators.select_related("pillar")))
    used = used_ids([indicator.pk for indicator in indicators])
    for indicator in indicators:
        tell(indicator)
        indicator.in_use = indicator.pk in used
    versions = IndicatorSet.objects.filter(code=chosen.code).order_by("-version")
    context = {
        "indicator_set": chosen,
        "indicators": indicators,
        "used_count": len(used),
        "versions": versions,
        "is_newest": versions[0].pk == chosen.pk,
        "form": SetWorkbookForm(),
        "max_bytes": ONE_BODY.file_bytes,
    }
    return render(request, "districts/indicator_set/detail.html", context)


@requires(Permission.ADMINISTER)
def indicatorset_new(request):
    if url := made_before(request):
        return redirect(url)
    form = IndicatorSetForm(posted(request))
    if url := saved(form, lambda: made_once(request, lambda: set_url(form.save()), _("Đã lập bộ chỉ tiêu."))):
        return redirect(url)
    return show_set_form(request, form)


@requires(Permission.ADMINISTER)
def indicatorset_edit(request, pk):
    chosen = get_object_or_404(IndicatorSet, pk=pk)
    form = IndicatorSetForm(posted(request), instance=chosen)
    if saved(form, form.save_guarded):
        messages.success(request, _("Đã lưu bộ chỉ tiêu."))
        return redirect(set_url(chosen))
    return show_set_form(request, form, get_object_or_404(IndicatorSet, pk=pk))


def posted(request):
    # A body that cannot be read is an empty form sent, not a form asked for.
    return request.POST if request.method == "POST" else None


def set_url(indicator_set):
    return reverse("indicatorset_detail", args=[indicator_set.pk])


def show_set_form(request, form, chosen=None):
    context = {
        "form": form,
        "indicator_set": chosen,
        "who_saved": last_editor(chosen, form),
        "discard_url": set_url(chosen) if chosen else reverse("indicatorset_list"),
    }
    return render(request, "districts/indicator_set/form.html", context, status=form_status(form))


@requires(Permission.ADMINISTER)
def indicatorset_version(request, pk):
    old = get_object_or_404(IndicatorSet, pk=pk)
    initial = {"name": old.name, "issuer": old.issuer, "legal_basis": old.legal_basis}
    form = NewVersionForm(posted(request), initial=initial)
    if made := saved(form, lambda: actions.new_version(old, values=form.cleaned_data)):
        messages.success(request, _("Đã lập phiên bản %(n)d.") % {"n": made.version})
        return redirect(set_url(made))
    context = {"form": form, "indicator_set": old}
    return render(request, "districts/indicator_set/version.html", context, status=form_status(form))


@requires(Permission.ADMINISTER)
def indicator_new(request, pk):
    chosen = get_object_or_404(IndicatorSet, pk=pk)
    last = chosen.indicators.last()
    fresh = Indicator(indicator_set=chosen, order=last.order + 1 if last else 1)
    return edit(request, fresh, _("Đã thêm chỉ tiêu."))


@requires(Permission.ADMINISTER)
def indicator_edit(request, pk):
    indicator = get_object_or_404(Indicator.objects.select_related("indicator_set"), pk=pk)
    return edit(request, indicator, _("Đã lưu chỉ tiêu."))


def edit(request, indicator, done):
    """One page for the indicator and its targets, saved together or not at all."""
    if indicator.pk is None and (url := made_before(request)):
        return redirect(url)
    form = IndicatorForm(posted(request), instance=indicator)
    targets = TargetFormSet(posted(request), instance=indicator, prefix="targets")
    # Both are asked, so that all errors are shown at once.
    is_valid = all([form.is_valid(), targets.is_valid()])
    if is_valid and (url := save_both(request, form, targets, done)):
        return redirect(url)
    return show_indicator_form(request, form, targets)


@transaction.atomic
def save_both(request, form, targets, done):
    is_new = form.is_new
    if is_new and (url := once(request)):
        return url
    if not form.save_guarded():
        return None
    targets.instance = form.instance
    targets.save()
    url = reverse("indicator_detail", args=[form.instance.pk])
    if is_new:
        remember(request, url)
    messages.success(request, done)
    return url


def show_indicator_form(request, form, targets):
    stored = form.stored
    context = {
        "form": form,
        "targets": targets,
        "indicator": stored,
        "indicator_set": form.instance.indicator_set,
        "who_saved": last_editor(stored, form, Target.objects.filter(indicator=stored)) if stored else "",
        "discard_url": reverse("indicator_detail", args=[stored.pk])
        if stored
        else set_url(form.instance.indicator_set),
    }
    status = form_status(form)
    if status == 200 and targets.is_bound and not targets.is_valid():
        status = 422
    return render(request, "districts/indicator/form.html", context, status=status)


@requires(Permission.ADMINISTER)
def indicator_delete(request, pk):
    """A page that asks, and the act itself by POST."""
    indicator = get_object_or_404(Indicator.objects.select_related("indicator_set"), pk=pk)
    if request.method == "POST":
        try_act(request, lambda: actions.delete_indicator(indicator), _("Đã xóa chỉ tiêu."))
        return redirect(set_url(indicator.indicator_set))
    context = {"indicator": indicator, "in_use": is_used(indicator)}
    return render(request, "districts/indicator/delete.html", context)
