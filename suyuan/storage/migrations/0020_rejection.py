"""Proposals that a clerk has rejected."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the table and wall it."""

    dependencies = [("storage", "0019_inspections")]
    operations = [migrations.RunSQL(statement) for statement in statements("0020_rejection")]
