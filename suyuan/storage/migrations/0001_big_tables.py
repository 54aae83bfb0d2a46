"""The big tables, from sql/schema, one statement at a time."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Create filing, code, tree, contest, event, obligation, leaf, finding."""

    initial = True
    dependencies = []
    operations = [migrations.RunSQL(statement) for statement in statements("0001_filings")]
