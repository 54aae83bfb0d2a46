"""Outlets by version, and what their firms say of them."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from suyuan.storage.schema import statements

WIDER = (
    ("hours", models.CharField(max_length=200)),
    ("outlet_no", models.CharField(db_collation="C", max_length=64)),
    ("phone", models.CharField(max_length=64)),
    ("region_code", models.CharField(db_collation="C", max_length=6)),
)
MORE = (
    ("accepts", models.CharField(blank=True, default="", max_length=12)),
    ("filing", models.UUIDField(null=True)),
    ("recorded_at", models.DateTimeField(db_default=Now())),
    ("until_date", models.DateField(null=True)),
)
INDEXES = (
    models.Index(fields=["party", "outlet_no", "effective_date"], name="outlet_versions"),
    models.Index(fields=["region_code"], name="outlet_region"),
    models.Index(fields=["filing"], name="outlet_filing"),
)


class Migration(migrations.Migration):
    """Let an outlet have versions; make the table of words and wall it."""

    dependencies = [("storage", "0013_identities")]
    operations = [
        migrations.RemoveConstraint(model_name="outlet", name="outlet_once"),
        *(migrations.AddField(model_name="outlet", name=name, field=field) for name, field in MORE),
        *(migrations.AlterField(model_name="outlet", name=name, field=field) for name, field in WIDER),
        *(migrations.AddIndex(model_name="outlet", index=index) for index in INDEXES),
        migrations.CreateModel(
            name="OutletWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outlet_no", models.CharField(db_collation="C", max_length=64)),
                ("item", models.CharField(max_length=24)),
                ("answer", models.BooleanField()),
                ("said_at", models.DateTimeField()),
                ("user_id", models.IntegerField(null=True)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outlet_words",
                        to="storage.party",
                    ),
                ),
            ],
            options={
                "db_table": "outlet_word",
                "constraints": [
                    models.UniqueConstraint(fields=("party", "outlet_no", "item"), name="outlet_word_once")
                ],
            },
        ),
        *(migrations.RunSQL(statement) for statement in statements("0014_outlets")),
    ]
