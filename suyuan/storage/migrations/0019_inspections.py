"""Inspections: plans that are drawn by lot, their seeds, the inspections themselves, and every step of both."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from suyuan.storage.schema import statements

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
DESK: list[tuple[str, "models.Field[Any, Any]"]] = [
    ("department", models.CharField(db_collation="C", max_length=12)),
    ("territory", models.CharField(blank=True, db_collation="C", max_length=6)),
]


class Migration(migrations.Migration):
    """Make the tables and wall them."""

    dependencies = [("storage", "0018_rhythm")]
    operations = [
        migrations.CreateModel(
            name="InspectionPlan",
            fields=[
                ID,
                ("plan_no", models.CharField(db_collation="C", max_length=24, unique=True)),
                *DESK,
                ("title", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("state", models.CharField(db_collation="C", max_length=12)),
                ("leaf", models.UUIDField()),
            ],
            options={
                "db_table": "inspection_plan",
                "indexes": [
                    models.Index(fields=["department", "territory", "-made_at"], name="plan_desk_order"),
                    models.Index(
                        condition=models.Q(state="committed"), fields=["id"], name="plan_waiting"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DrawSeed",
            fields=[
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="storage.inspectionplan",
                    ),
                ),
                ("seed", models.CharField(db_collation="C", max_length=64)),
            ],
            options={"db_table": "draw_seed"},
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ID,
                ("inspection_no", models.CharField(db_collation="C", max_length=24, unique=True)),
                *DESK,
                ("inspection_date", models.DateField()),
                ("team", models.JSONField()),
                ("words", models.CharField(max_length=4000)),
                ("state", models.CharField(db_collation="C", max_length=12)),
                ("record_id", models.UUIDField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inspections",
                        to="storage.party",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inspections",
                        to="storage.inspectionplan",
                    ),
                ),
            ],
            options={
                "db_table": "inspection",
                "indexes": [
                    models.Index(
                        fields=["department", "territory", "-inspection_date", "-id"],
                        name="inspection_desk_order",
                    ),
                    models.Index(fields=["party", "-inspection_date"], name="inspection_party"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionAct",
            fields=[
                ID,
                ("about", models.CharField(db_collation="C", max_length=24)),
                ("place", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("account_id", models.IntegerField()),
                ("step", models.CharField(db_collation="C", max_length=12)),
                ("body", models.JSONField()),
                ("leaf", models.UUIDField()),
                ("recorded_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "db_table": "inspection_act",
                "constraints": [
                    models.UniqueConstraint(fields=("about", "place"), name="inspection_act_place")
                ],
            },
        ),
        *(migrations.RunSQL(statement) for statement in statements("0019_inspections")),
    ]
