"""The form by which a case was opened: sent twice, it opens one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the key and keep it unique."""

    dependencies = [("storage", "0020_rejection")]
    operations = [migrations.AddField("CaseFile", "form_key", models.UUIDField(null=True, unique=True))]
