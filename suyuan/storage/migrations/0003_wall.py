"""The roles and row-level security, from sql/schema, one statement at a time."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the roles of the service and wall every table with a party."""

    dependencies = [("storage", "0002_small_tables")]
    operations = [migrations.RunSQL(statement) for statement in statements("0003_wall")]
