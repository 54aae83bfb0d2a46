"""The doors to the stories of batteries and vehicles, from sql/schema, one statement at a time."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the functions that give rows of others to who stands in a chain."""

    dependencies = [("storage", "0005_wall")]
    operations = [migrations.RunSQL(statement) for statement in statements("0006_stories")]
