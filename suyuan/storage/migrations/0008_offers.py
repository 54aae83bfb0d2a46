"""Offers of one firm to a credit code, read by the register alone."""

import django.db.models.deletion
from django.db import migrations, models

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the table of offers and wall it."""

    dependencies = [("storage", "0007_bounds")]
    operations = [
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("uscc", models.CharField(db_collation="C", max_length=18)),
                ("terms", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=12)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="storage.account",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="storage.account"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="storage.party",
                    ),
                ),
            ],
            options={
                "db_table": "offer",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)), fields=["uscc"], name="offer_waiting"
                    )
                ],
            },
        ),
        *(migrations.RunSQL(statement) for statement in statements("0008_offers")),
    ]
