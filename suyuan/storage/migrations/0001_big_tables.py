"""The big tables, from sql/schema, one statement at a time."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Create filing, code, tree, contest, event, obligation, leaf, finding, access_log."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(statement)
        for name in ("0001_filings", "0002_access_log")
        for statement in statements(name)
    ]
