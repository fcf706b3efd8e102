"""Acts on a plan of digital transformation: the plan, its tasks, and what each body reports of its share."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cds_portal.lifecycle import Refused
from districts.models import PlanTask, TaskShare, TransformationPlan


@transaction.atomic
def add_task(*, form, by):
    """`form` is valid and of a new task; it becomes the last of its plan."""
    plan = lock(form.instance.plan)
    last = plan.tasks.aggregate(last=Max("number"))["last"] or 0
    form.instance.number = last + 1
    task = form.save()
    give_shares(task=task, bodies=form.cleaned_data["bodies"])
    return task


@transaction.atomic
def change_task(*, form, by):
    """False when somebody saved before. Bodies taken out lose their share only while nothing was reported."""
    lock(form.instance.plan)
    if not form.save_guarded():
        return False
    give_shares(task=form.instance, bodies=form.cleaned_data["bodies"])
    return True


def give_shares(*, task, bodies):
    given = {share.body_id for share in task.shares.all()}
    wanted = {body.pk for body in bodies}
    task.shares.filter(body__in=given - wanted).delete()
    for body in bodies:
        if body.pk not in given:
            TaskShare.objects.create(task=task, body=body)


@transaction.atomic
def move_task(*, task, up, by):
    """Changes places with its neighbour; at the end of the line nothing happens."""
    tasks = list(lock(task.plan).tasks.order_by("number"))
    here = tasks.index(task)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(tasks):
        return
    # Numbers are unique at every moment: one of the two waits past the end.
    first, second = tasks[here], tasks[there]
    numbers = first.number, second.number
    renumber(first, tasks[-1].number + 1)
    renumber(second, numbers[0])
    renumber(first, numbers[1])


def renumber(task, number):
    PlanTask.objects.filter(pk=task.pk).update(number=number)


@transaction.atomic
def delete_task(*, task, by):
    """With its shares, while nobody reported of them; the tasks after it move up."""
    plan = lock(task.plan)
    if reported := task.shares.exclude(progress=0, done_on=None, note="").count():
        words = _("%(count)d đơn vị đã báo tiến độ nhiệm vụ này, không xóa được nữa.")
        raise Refused(words % {"count": reported})
    number = task.number
    task.delete()
    for later in plan.tasks.filter(number__gt=number).order_by("number"):
        renumber(later, later.number - 1)


@transaction.atomic
def report_share(*, form, by):
    """False when somebody saved before; says who reported and when."""
    form.instance.by, form.instance.at = by, timezone.now()
    return form.save_guarded()


def lock(plan):
    """Numbers are given one plan at a time (SQLite already writes one at a time)."""
    return TransformationPlan.objects.select_for_update().get(pk=plan.pk)
