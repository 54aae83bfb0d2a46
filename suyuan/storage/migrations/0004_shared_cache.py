"""What all web processes count and remember together, from sql/schema."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Create shared_cache."""

    dependencies = [("storage", "0003_listed_trees")]
    operations = [
        migrations.RunSQL(statement, reverse_sql=migrations.RunSQL.noop)
        for statement in statements("0004_shared_cache")
    ]
