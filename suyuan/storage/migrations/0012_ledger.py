"""The ledger's places and marks."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Widen the table of leaves."""

    dependencies = [("storage", "0011_newest")]
    operations = [migrations.RunSQL(statement) for statement in statements("0012_ledger")]
