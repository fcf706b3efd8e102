from django.db import migrations
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("oversight", "0004_indexes_of_figures")]

    operations = [
        migrations.AlterModelOptions(
            "photo",
            options={
                "ordering": [F("taken_at").asc(nulls_last=True), "at", "pk"],
                "verbose_name": "ảnh",
            },
        ),
    ]
