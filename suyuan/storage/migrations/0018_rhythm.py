"""Products and days whose serial numbers are to be looked at."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Make the table and wall it."""

    dependencies = [("storage", "0017_cases")]
    operations = [migrations.RunSQL(statement) for statement in statements("0018_rhythm")]
