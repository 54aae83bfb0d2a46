"""Technical information, the leave to read it, and what was read."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from suyuan.storage.schema import statements

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _of(table: str, related_name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=f"storage.{table}"
    )


class Migration(migrations.Migration):
    """Make the tables and wall them."""

    dependencies = [("storage", "0014_outlets")]
    operations = [
        migrations.CreateModel(
            name="Manual",
            fields=[
                ID,
                ("vehicle_model", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=200)),
                ("version", models.IntegerField()),
                ("steps", models.JSONField()),
                ("files", models.JSONField()),
                ("published_at", models.DateTimeField()),
                ("user_id", models.IntegerField(null=True)),
                ("party", _of("party", "manuals")),
            ],
            options={
                "db_table": "manual",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("party", "vehicle_model", "title", "version"), name="manual_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ManualGrant",
            fields=[
                ID,
                ("code", models.CharField(db_collation="C", max_length=24)),
                ("hand", models.CharField(max_length=12)),
                ("purpose", models.CharField(max_length=12)),
                ("words", models.CharField(max_length=200)),
                ("mark", models.CharField(db_collation="C", max_length=16, unique=True)),
                ("granted_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("user_id", models.IntegerField(null=True)),
                ("manual", _of("manual", "grants")),
                ("party", _of("party", "manual_grants")),
            ],
            options={
                "db_table": "manual_grant",
                "indexes": [models.Index(fields=["party", "granted_at"], name="manual_grant_party")],
            },
        ),
        migrations.CreateModel(
            name="ManualRead",
            fields=[
                ID,
                ("file", models.SmallIntegerField()),
                ("read_at", models.DateTimeField()),
                ("user_id", models.IntegerField(null=True)),
                ("grant", _of("manualgrant", "reads")),
                ("party", _of("party", "+")),
            ],
            options={"db_table": "manual_read"},
        ),
        *(migrations.RunSQL(statement) for statement in statements("0015_techinfo")),
    ]
