"""Forms that have made something: sent twice, they make it once. Tips name firms that nobody registered."""

from django.db import migrations, models

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the table in place of the cases' own column, and wall it."""

    dependencies = [("storage", "0022_tips")]
    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("digest", models.CharField(db_collation="C", max_length=64)),
                ("number", models.CharField(db_collation="C", max_length=24)),
                ("sent_at", models.DateTimeField()),
            ],
            options={"db_table": "sent_form"},
        ),
        migrations.AddField(
            "Tip", "uscc", models.CharField(blank=True, db_collation="C", default="", max_length=18)
        ),
        migrations.RemoveField("CaseFile", "form_key"),
        *(migrations.RunSQL(statement) for statement in statements("0025_sent_form")),
    ]
