"""Rows altered at random, one value at a time, as the owner of the database can: each is noticed at its place.

Short in the gate; ``-m slow`` for ten thousand. What is derived and can be made again (clocks, hand-overs, findings,
the table of codes, ``tree.modules``) is not covered by the log, nor are words about a filing's handling.
"""

import random
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from suyuan.law.duty import Role
from suyuan.services.filings import operations as filings
from suyuan.services.ledger import audit as audits
from suyuan.services.ledger import operations
from suyuan.services.ledger.queries import published
from suyuan.storage.wall import as_register

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
OTHER = "gen_random_uuid()"
# table -> column -> what is put in its place; {0} is the column
COLUMNS = {
    "event": {
        "subject": OTHER,
        "filing": OTHER,
        "line": "{0} + 1",
        "kind": "CASE {0} WHEN 2 THEN 3 ELSE 2 END",
        "object": OTHER,
        "party_id": "{0} + 1",
        "duty": "CASE {0} WHEN 2 THEN 3 ELSE 2 END",
        "happened_date": "{0} + 1",
        "recorded_at": "{0} + interval '1 microsecond'",
        "replaced_at": "CASE WHEN {0} IS NULL THEN now() ELSE {0} - interval '7 days' END",
        "counterparty": "coalesce({0}, '') || 'X'",
        "body": """coalesce({0}, '{{}}') || '{{"x": 1}}'""",
    },
    "tree": {
        "top": OTHER,
        "filing": OTHER,
        "party_id": "{0} + 1",
        "recorded_at": "{0} + interval '1 microsecond'",
        "replaced_at": "CASE WHEN {0} IS NULL THEN now() ELSE {0} - interval '7 days' END",
        "manifest": "overlay({0} PLACING 'X' FROM 7)",
    },
    "filing": {
        "party_id": "(SELECT max(id) FROM party WHERE party.id <> {0})",
        "filing": OTHER,
        "duty": "CASE {0} WHEN 2 THEN 3 ELSE 2 END",
        "state": "CASE {0} WHEN 'accepted' THEN 'cancelled' WHEN 'cancelled' THEN 'replaced' ELSE 'accepted' END",
        "replaced_at": "CASE WHEN {0} IS NULL THEN now() ELSE {0} - interval '7 days' END",
        "rejected": "{0} + 1",
        "filed_at": "{0} + interval '1 microsecond'",
        "lines": "{0} + 1",
        "accepted": "{0} + 1",
        "body_hash": "sha256({0})",
        "agent_id": "CASE WHEN {0} IS NULL THEN party_id END",
        "backfill": "NOT {0}",
        "replaces": "CASE WHEN {0} IS NULL THEN gen_random_uuid() END",
    },
    "leaf": {
        "about": OTHER,
        "kind": "(({0} + 1) % 4)::smallint",
        "queued_at": "{0} + interval '1 microsecond'",
        "salt": "sha256({0})",
        "commitment": "sha256({0})",
        "marks": "CASE WHEN {0} IS NULL THEN '\\x00'::bytea ELSE {0} || '\\x00' END",
        "fact": "coalesce({0}, '') || ' '",
        "place": "NULL",
    },
}
# A filing has its marks and no fact, all others a fact and no marks: what is not read says nothing, altered or not.
UNREAD = {("leaf", "marks", False), ("leaf", "fact", True)}


@pytest.fixture
def world(road):
    """File, correct, cancel and end things; give the span of their leaves in the published log."""
    operations.publish()
    low = published()[0].size
    maker, recycler = road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)
    packs = [road.pack() for _ in range(3)]
    rows = [road.certificate(road.car(), pack.tree()) for pack in packs]
    first = road.file(maker, "24.2.a", *rows[:2], at="2026-05-12")
    road.file(maker, "24.2.a", *rows[:2], rows[2], at="2026-05-14", replaces=first.receipt)
    road.file(maker, "24.6.c", road.outbound(packs[0].code, recycler, "2026-06-01"), at="2026-06-02")
    wrong = road.file(recycler, "24.7.a", road.inbound(packs[1].code, maker, "2026-06-03"), at="2026-06-04")
    filings.cancel(wrong.receipt, viewer=recycler, at=NOW, reason="another pack")
    operations.publish()
    return low, published()[0].size, first.receipt


def looked(low, high):
    """Hold a span of the log against its rows and its published tiles, as an audit does; give the faults."""
    from_tile = low // audits.TILE * audits.TILE
    with as_register():
        found = audits.look(from_tile, high)
    run = audits._Run(audits.Report(high), published()[0])  # noqa: SLF001 - the part of the audit that holds tiles
    run.report.faults.extend(found.faults)
    run.ended, run.by_leaf = found.ended, found.by_leaf
    run.of_ends()
    run._against_tiles(from_tile, found.hashes)  # noqa: SLF001 - as above
    return [one for one in run.report.faults if one.place >= low]


def rows_of(low, high):
    """Give every row of the span: (table, its ctid, whether the leaf is a filing's, its place)."""
    with connection.cursor() as cursor:
        found = []
        for table in ("event", "tree", "filing"):
            cursor.execute(
                f"SELECT %s, {table}.ctid::text, true, leaf.place FROM leaf JOIN {table} ON leaf.about = {table}.filing"  # noqa: S608 - names of ours
                " WHERE leaf.kind = 1 AND leaf.place >= %s AND leaf.place < %s",
                [table, low, high],
            )
            found += cursor.fetchall()
        cursor.execute(
            "SELECT 'leaf', ctid::text, kind = 1, place FROM leaf WHERE place >= %s AND place < %s",
            [low, high],
        )
        return found + cursor.fetchall()


def mutate(count, world):
    low, high, _ = world
    assert looked(low, high) == []
    dice, rows, tried = random.Random(17), rows_of(low, high), set()  # noqa: S311 - which value, not a secret
    assert len(rows) > 20
    while count:
        table, ctid, is_filing, place = dice.choice(rows)
        column, put = dice.choice(list(COLUMNS[table].items()))
        if (table, column, is_filing) in UNREAD:
            continue
        with transaction.atomic():
            with connection.cursor() as cursor:
                value = put.format(column)
                cursor.execute("SET LOCAL session_replication_role = replica")  # what an owner can do
                cursor.execute(
                    f"UPDATE {table} SET {column} = {value} WHERE ctid = '{ctid}' AND {column} IS DISTINCT FROM {value}"  # noqa: S608 - names of ours
                )
                altered = cursor.rowcount
            faults = looked(low, high) if altered else None
            transaction.set_rollback(True)
        if faults is None:
            continue
        assert faults, (table, column, place)
        # a leaf that says a filing was ended, when it is altered, makes that filing's state a fault as well
        first = min(one.place for one in faults if one.what != "state" or one.place == place)
        assert first == place, (table, column, place, faults)
        tried.add((table, column))
        count -= 1
    return tried


@pytest.mark.parametrize("which", [0, 3], ids=["replaced", "cancelled"])
def test_what_was_ended_and_is_made_to_stand_again_as_a_whole_is_noticed(world, which):
    low, high, _ = world
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT about FROM leaf WHERE kind = 1 AND place >= %s AND place < %s ORDER BY place", [low, high]
        )
        key = cursor.fetchall()[which][0]
        with transaction.atomic():
            for table in ("event", "tree", "filing"):
                also = ", state = 'accepted', replaced_by = NULL" if table == "filing" else ""
                cursor.execute(f"UPDATE {table} SET replaced_at = NULL{also} WHERE filing = %s", [key])  # noqa: S608 - names of ours
            assert cursor.rowcount == 1
            faults = looked(low, high)
            transaction.set_rollback(True)
    assert [one.what for one in faults] == ["state"]
    assert "it stands" in faults[0].where


def test_random_alterations_of_rows_are_noticed_at_their_place(world):
    assert len(mutate(400, world)) > 25


@pytest.mark.slow
def test_ten_thousand_alterations_of_rows_are_noticed_at_their_place(world):
    every = {(table, column) for table, columns in COLUMNS.items() for column in columns}
    assert mutate(10_000, world) == every
