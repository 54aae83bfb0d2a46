"""The schema would survive distribution: the catalogue of a plain PostgreSQL against ``storage.topology``."""

import pytest
from django.db import connection

from suyuan.storage.topology import LOCAL_PREFIXES, TABLES, Place

pytestmark = pytest.mark.usefixtures("database")
DISTRIBUTED = {"by_battery", "by_party"}

TABLES_OF_OURS = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""
UNIQUE_INDEXES = """
SELECT held.relname, index.relname, array_agg(attribute.attname::text)
FROM pg_index JOIN pg_class held ON held.oid = indrelid JOIN pg_class index ON index.oid = indexrelid
JOIN pg_attribute attribute ON attribute.attrelid = indrelid AND attribute.attnum = ANY(indkey)
WHERE (indisunique OR indisprimary) AND held.relnamespace = 'public'::regnamespace
GROUP BY 1, 2
"""
FOREIGN_KEYS = """
SELECT conname, conrelid::regclass::text, confrelid::regclass::text,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey)),
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = confrelid AND attnum = ANY(confkey))
FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
TRIGGERS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)
"""
SEQUENCE_DEFAULTS = """
SELECT attrelid::regclass::text, attname::text FROM pg_attribute
WHERE attrelid::regclass::text = ANY(%s) AND (atthasdef OR attidentity <> '') AND attnum > 0
  AND (attidentity <> '' OR (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
                             WHERE adrelid = attrelid AND adnum = attnum) LIKE 'nextval%%')
"""


def place_of(table: str) -> Place | None:
    if table in TABLES:
        return TABLES[table]
    return Place("local") if table.startswith(LOCAL_PREFIXES) else None


def rows(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall()


def large_tables():
    return sorted(name for name, place in TABLES.items() if place.kind in DISTRIBUTED)


def test_every_table_has_its_place_and_every_place_its_table():
    tables = {name for (name,) in rows(TABLES_OF_OURS)}
    assert sorted(name for name in tables if place_of(name) is None) == []
    assert sorted(set(TABLES) - tables) == []


def test_the_keys_of_distributed_tables_hold_the_distribution_column():
    indexes = rows(UNIQUE_INDEXES)
    assert {table for table, _, _ in indexes} >= set(large_tables())
    for table, index, columns in indexes:
        place = place_of(table)
        if place is not None and place.kind in DISTRIBUTED:
            assert place.column in columns, f"{index} of {table} lacks {place.column}"


def may_refer(source: Place, own: list[str], target: Place, other: list[str]) -> bool:
    """Citus' rules: local to anything but distributed, distributed to reference, or to its like on the column."""
    if source.kind in DISTRIBUTED:
        alike = source.kind == target.kind and source.column in own and target.column in other
        return target.kind == "reference" or alike
    if source.kind == "reference":
        return target.kind == "reference"
    return target.kind in {"local", "reference"}


def test_no_foreign_key_crosses_the_lines():
    found = rows(FOREIGN_KEYS)
    assert found
    for name, source, target, own, other in found:
        from_, to = place_of(source), place_of(target)
        assert from_ is not None
        assert to is not None
        assert may_refer(from_, own, to, other), f"{name}: {source} ({from_.kind}) -> {target} ({to.kind})"


@pytest.mark.parametrize(
    ("source", "target", "good"),
    [
        (("by_battery", ["top"]), ("by_battery", ["top"]), True),
        (("by_battery", ["filing"]), ("by_battery", ["top"]), False),
        (("by_battery", ["top"]), ("by_party", ["top"]), False),
        (("by_battery", ["x"]), ("reference", ["id"]), True),
        (("by_battery", ["x"]), ("local", ["id"]), False),
        (("reference", ["x"]), ("by_battery", ["top"]), False),
        (("reference", ["x"]), ("local", ["id"]), False),
        (("local", ["x"]), ("reference", ["id"]), True),
        (("local", ["x"]), ("by_party", ["top"]), False),
    ],
)
def test_the_rule_itself_is_told_right(source, target, good):
    assert may_refer(Place(source[0], "top"), source[1], Place(target[0], "top"), target[1]) is good


def test_no_distributed_table_has_triggers_or_counts_by_itself():
    assert rows(TRIGGERS, large_tables()) == []
    assert rows(SEQUENCE_DEFAULTS, large_tables()) == []
