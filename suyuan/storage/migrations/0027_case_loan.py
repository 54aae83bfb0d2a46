"""A referral that is returned or taken back ends the loan of the case."""

from django.db import migrations

from suyuan.storage.schema import statements


class Migration(migrations.Migration):
    """Let the register end it."""

    dependencies = [("storage", "0025_sent_form")]
    operations = [migrations.RunSQL(statement) for statement in statements("0027_case_loan")]
