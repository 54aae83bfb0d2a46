"""Digital identities."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Add what a card is read with, and the table of unknown codes."""

    dependencies = [("storage", "0012_ledger")]
    operations = [migrations.RunSQL(statement) for statement in statements("0013_identities")]
