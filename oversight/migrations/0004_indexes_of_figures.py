from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("oversight", "0003_assignment_committee")]

    operations = [
        migrations.RemoveIndex("assignment", "assignment_of_committee"),
        migrations.RemoveIndex("assignment", "assignment_figures"),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=[
                    *("committee", "is_over", "due_rank", "id"),
                    *("role", "status", "acceptance", "due_on", "issued_on", "recommendation"),
                ],
                name="assignment_of_committee",
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=[
                    *("committee", "status", "acceptance", "due_on", "issued_on"),
                    *("recommendation", "replaces", "body", "role"),
                ],
                condition=Q(role="lead"),
                name="assignment_figures",
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["committee", "due_rank"],
                condition=Q(status="not_done"),
                name="assignment_not_done",
            ),
        ),
    ]
