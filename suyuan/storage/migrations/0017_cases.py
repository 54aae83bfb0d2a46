"""Cases: the file, its steps, the desks on which it lies."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from suyuan.storage.schema import statements

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _of(table: str, related_name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=f"storage.{table}"
    )


class Migration(migrations.Migration):
    """Make the tables and wall them."""

    dependencies = [("storage", "0016_notices")]
    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ID,
                ("case_no", models.CharField(db_collation="C", max_length=24, unique=True)),
                ("role", models.CharField(max_length=24)),
                ("violation", models.CharField(db_collation="C", max_length=8)),
                ("department", models.CharField(db_collation="C", max_length=12)),
                ("territory", models.CharField(blank=True, db_collation="C", max_length=6)),
                ("opened_date", models.DateField()),
                ("stage", models.CharField(db_collation="C", max_length=16)),
                ("next_date", models.DateField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("penalised_date", models.DateField(null=True)),
                ("finding", models.UUIDField(null=True)),
                ("party", _of("party", "cases")),
            ],
            options={
                "db_table": "case_file",
                "indexes": [
                    models.Index(
                        fields=["department", "territory", "-opened_date", "-id"], name="case_desk_order"
                    ),
                    models.Index(fields=["party"], name="case_party"),
                    models.Index(
                        condition=models.Q(finding__isnull=False), fields=["finding"], name="case_finding"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseAct",
            fields=[
                ID,
                ("place", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("account_id", models.IntegerField()),
                ("step", models.CharField(db_collation="C", max_length=24)),
                ("body", models.JSONField()),
                ("is_open", models.BooleanField()),
                ("leaf", models.UUIDField()),
                ("recorded_at", models.DateTimeField(db_default=Now())),
                ("case", _of("casefile", "steps")),
            ],
            options={
                "db_table": "case_act",
                "constraints": [models.UniqueConstraint(fields=("case", "place"), name="case_act_place")],
            },
        ),
        migrations.CreateModel(
            name="CaseDesk",
            fields=[
                ID,
                ("department", models.CharField(db_collation="C", max_length=12)),
                ("territory", models.CharField(blank=True, db_collation="C", max_length=6)),
                ("since_at", models.DateTimeField()),
                ("case", _of("casefile", "desks")),
            ],
            options={
                "db_table": "case_desk",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "department", "territory"), name="case_desk_once"
                    )
                ],
            },
        ),
        *(migrations.RunSQL(statement) for statement in statements("0017_cases")),
    ]
