"""Trees as they are read: the printed codes of a manifest side by side, in place of their 16-byte keys."""

from typing import Any

from django.db import migrations

from suyuan.codes import packing

AT_ONCE = 2_000  # trees


def convert(apps: Any, schema_editor: Any) -> None:
    """List the codes of every tree on file."""
    del apps
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT top, filing, manifest FROM tree WHERE listed IS NULL LIMIT %s", [AT_ONCE])
            rows = cursor.fetchall()
            if not rows:
                return
            tops, filings, manifests = zip(*rows)
            listed = [packing.listing(packing.from_bytes(bytes(keys))).tobytes().decode() for keys in manifests]
            cursor.execute(
                "UPDATE tree SET listed = new.listed FROM unnest(%s::uuid[], %s::uuid[], %s::text[])"
                " AS new (top, filing, listed) WHERE tree.top = new.top AND tree.filing = new.filing",
                [list(tops), list(filings), listed],
            )


class Migration(migrations.Migration):
    """Put the listed codes in the place of the keys."""

    dependencies = [("storage", "0002_small_tables")]
    operations = [
        migrations.RunSQL('ALTER TABLE tree ADD COLUMN listed text COLLATE "C"'),
        migrations.RunPython(convert),
        migrations.RunSQL("ALTER TABLE tree DROP COLUMN manifest"),
        migrations.RunSQL("ALTER TABLE tree RENAME COLUMN listed TO manifest"),
        migrations.RunSQL("ALTER TABLE tree ALTER COLUMN manifest SET NOT NULL"),
        migrations.RunSQL("ALTER TABLE tree ALTER COLUMN manifest SET STORAGE EXTERNAL"),
    ]
