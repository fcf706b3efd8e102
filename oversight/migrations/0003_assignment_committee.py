from datetime import date

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

OVER = ["done", "withdrawn", "carried", "not_done", "draft"]


def fill_committee(apps, schema_editor):
    """Of the session or of the proposal: one statement, whatever the number of rows."""
    Assignment = apps.get_model("oversight", "Assignment")
    Recommendation = apps.get_model("oversight", "Recommendation")
    Proposal = apps.get_model("oversight", "Proposal")
    of_session = Recommendation.objects.filter(pk=OuterRef("recommendation")).values("session__committee")
    of_proposal = Proposal.objects.filter(pk=OuterRef("proposal")).values("committee")
    Assignment.objects.update(committee=Coalesce(Subquery(of_session[:1]), Subquery(of_proposal[:1])))


def committee(**options):
    return models.ForeignKey(
        db_index=False,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="districts.body",
        verbose_name="Ban",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0002_progress_reporting"),
        ("oversight", "0002_follow_up_and_guidance"),
    ]

    operations = [
        migrations.AddField("assignment", "committee", committee(null=True)),
        migrations.RunPython(fill_committee, migrations.RunPython.noop),
        migrations.AlterField("assignment", "committee", committee()),
        migrations.AddField(
            "assignment",
            "is_over",
            models.GeneratedField(
                db_persist=True,
                expression=Case(When(status__in=OVER, then=1), default=0),
                output_field=models.PositiveSmallIntegerField(),
            ),
        ),
        migrations.AddField(
            "assignment",
            "due_rank",
            models.GeneratedField(
                db_persist=True,
                expression=Coalesce("due_on", Value(date.max)),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["committee", "is_over", "due_rank", "id", "role", "issued_on", "recommendation"],
                name="assignment_of_committee",
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["committee", "answered_on"],
                condition=Q(acceptance="reconsideration_requested"),
                name="assignment_asked_again",
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(fields=["body", "committee", "role"], name="assignment_of_body"),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=[
                    *("committee", "role", "status", "acceptance", "due_on", "issued_on"),
                    *("recommendation", "replaces", "body"),
                ],
                name="assignment_figures",
            ),
        ),
    ]
