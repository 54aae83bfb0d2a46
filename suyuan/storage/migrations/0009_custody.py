"""Examination of filings, the watch of what only time decides, and what is done about findings."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the tables of custody and wall them."""

    dependencies = [("storage", "0008_offers")]
    operations = [migrations.RunSQL(statement) for statement in statements("0009_custody")]
