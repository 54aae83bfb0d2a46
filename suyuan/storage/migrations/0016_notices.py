"""When batteries should be given up, and what users must be told."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from suyuan.storage.schema import statements

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _of(table: str, related_name: str, **more: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to=f"storage.{table}",
        **more,
    )


class Migration(migrations.Migration):
    """Make the tables and wall them."""

    dependencies = [("storage", "0015_techinfo")]
    operations = [
        migrations.CreateModel(
            name="Retirement",
            fields=[
                ID,
                ("vehicle_model", models.CharField(max_length=200)),
                ("from_date", models.DateField()),
                ("soh_below_percent", models.SmallIntegerField(null=True)),
                ("months_over", models.SmallIntegerField(null=True)),
                ("mileage_over_km", models.IntegerField(null=True)),
                ("procedure_zh", models.CharField(max_length=2000)),
                ("procedure_en", models.CharField(max_length=2000)),
                ("contact", models.CharField(max_length=200)),
                ("filing", models.UUIDField()),
                ("recorded_at", models.DateTimeField(db_default=Now())),
                ("party", _of("party", "retirements")),
            ],
            options={
                "db_table": "retirement",
                "indexes": [
                    models.Index(fields=["party", "from_date"], name="retirement_party"),
                    models.Index(fields=["filing"], name="retirement_filing"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handing",
            fields=[
                ID,
                ("channel", models.CharField(max_length=12)),
                ("number", models.IntegerField()),
                ("digest", models.CharField(db_collation="C", max_length=64)),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("user_id", models.IntegerField(null=True)),
                ("party", _of("party", "handings")),
            ],
            options={"db_table": "handing"},
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ID,
                ("notice_no", models.CharField(db_collation="C", max_length=16, unique=True)),
                ("subject", models.UUIDField()),
                ("vehicle", models.UUIDField()),
                ("battery", models.UUIDField()),
                ("vehicle_model", models.CharField(max_length=200)),
                ("why", models.CharField(max_length=16)),
                ("value", models.IntegerField()),
                ("bound", models.IntegerField()),
                ("seen_date", models.DateField()),
                ("region_code", models.CharField(blank=True, db_collation="C", max_length=6)),
                ("made_at", models.DateTimeField()),
                ("lapsed_at", models.DateTimeField(null=True)),
                ("handing", _of("handing", "notices", null=True)),
                ("party", _of("party", "notices")),
            ],
            options={
                "db_table": "notice",
                "constraints": [models.UniqueConstraint(fields=("vehicle", "battery"), name="notice_once")],
                "indexes": [
                    models.Index(fields=["party", "id"], name="notice_party"),
                    models.Index(
                        condition=models.Q(handing=None, lapsed_at=None), fields=["party"], name="notice_due"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeChannel",
            fields=[
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_channel",
                        serialize=False,
                        to="storage.party",
                    ),
                ),
                ("url", models.CharField(max_length=500)),
                ("failures", models.SmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("next_at", models.DateTimeField()),
                ("user_id", models.IntegerField(null=True)),
            ],
            options={"db_table": "notice_channel"},
        ),
        *(migrations.RunSQL(statement) for statement in statements("0016_notices")),
    ]
