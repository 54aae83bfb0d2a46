"""Findings in the order in which they were made."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the index of it."""

    dependencies = [("storage", "0010_missed")]
    operations = [migrations.RunSQL(statement) for statement in statements("0011_newest")]
