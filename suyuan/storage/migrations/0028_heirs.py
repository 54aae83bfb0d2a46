"""Who succeeded a firm in everything reads and answers what that firm was told."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Let the policies of cases and inspections ask in whose place one stands, and those of the house who is inside."""

    dependencies = [("storage", "0027_case_loan")]
    operations = [migrations.RunSQL(statement) for statement in statements("0028_heirs")]
