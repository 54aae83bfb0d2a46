"""Grants by name and the bounds of what each role may write, from sql/schema, one statement at a time."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Bind the roles of readers to what each of them does."""

    dependencies = [("storage", "0006_stories")]
    operations = [migrations.RunSQL(statement) for statement in statements("0007_bounds")]
