"""Tips: what somebody saw, without a name."""

import django.db.models.deletion
from django.db import migrations, models

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the table and wall it."""

    dependencies = [("storage", "0021_form_key")]
    operations = [
        migrations.CreateModel(
            name="Tip",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.CharField(db_collation="C", max_length=16, unique=True)),
                ("told_at", models.DateTimeField()),
                ("topic", models.CharField(db_collation="C", max_length=16)),
                ("region_code", models.CharField(db_collation="C", max_length=6)),
                ("words", models.CharField(max_length=2000)),
                ("state", models.CharField(db_collation="C", max_length=12)),
                ("answer", models.CharField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("department", models.CharField(blank=True, db_collation="C", max_length=12)),
                ("account_id", models.IntegerField(null=True)),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tips",
                        to="storage.party",
                    ),
                ),
            ],
            options={
                "db_table": "tip",
                "indexes": [
                    models.Index(fields=["region_code", "-told_at"], name="tip_region"),
                    models.Index(
                        condition=models.Q(party__isnull=False), fields=["party"], name="tip_party"
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(statement) for statement in statements("0022_tips")),
    ]
