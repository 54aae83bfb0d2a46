"""Codes that were looked up in vain."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the table and wall it."""

    dependencies = [("storage", "0009_custody")]
    operations = [migrations.RunSQL(statement) for statement in statements("0010_missed")]
