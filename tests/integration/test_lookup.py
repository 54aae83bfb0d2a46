"""Look-ups that a connection prepares once: whatever became of what was prepared, they answer."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from suyuan.codes import packing
from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.clock import today
from suyuan.storage.lookup import Lookup
from suyuan.storage.queries import reader

DOUBLE = Lookup("test_double", "SELECT %(number)s::integer * 2, %(text)s::text, %(number)s::integer")
WRONG = Lookup("test_wrong", "SELECT 1 / %(number)s::integer")


@pytest.mark.usefixtures("road")
def test_a_look_up_answers_whatever_the_connection_remembers():
    for _ in range(3):
        assert DOUBLE.rows(number=21, text="字") == [(42, "字", 21)]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert DOUBLE.rows(text="", number=2) == [(4, "", 2)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        assert DOUBLE.rows(number=3, text="x") == [(6, "x", 3)]
    connection.close()
    assert DOUBLE.rows(number=4, text="y") == [(8, "y", 4)]


@pytest.mark.usefixtures("road")
def test_a_look_up_that_fails_says_why_and_leaves_the_connection_well():
    with pytest.raises(psycopg.errors.DivisionByZero):
        WRONG.rows(number=0)
    assert WRONG.rows(number=1) == [(1,)]


def test_a_trace_is_the_same_inside_a_transaction(road):
    maker, pack, car = road.firm(Role.VEHICLE_MAKER), road.pack(), road.car()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree()), at="2026-05-12")
    for code in (pack.code, pack.module, pack.cells[0]):
        alone = batteries.trace(code, maker, as_of=today())
        with transaction.atomic():
            assert batteries.trace(code, maker, as_of=today()) == alone
        assert alone.battery.vehicle == car
        assert alone.tree.codes == [pack.code, pack.module, *pack.cells]


@pytest.mark.usefixtures("road")
def test_trees_that_were_stored_as_keys_are_listed_by_the_upgrade(monkeypatch):
    migration = import_module("suyuan.storage.migrations.0003_listed_trees")
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    trees = {UUID(int=number): [f"9Z1PE0100000A1G51{number:07d}", "9Z1C", "A" * 19] for number in range(1, 6)}
    with transaction.atomic(), connection.cursor() as cursor:
        # a table of this name in front of the real one
        cursor.execute(
            "CREATE TEMPORARY TABLE tree (top uuid, filing uuid, manifest bytea, listed text) ON COMMIT DROP"
        )
        for top, codes in trees.items():
            keys = b"".join(packing.pack(code).bytes for code in codes)
            cursor.execute("INSERT INTO tree VALUES (%s, %s, %s)", [top, top, keys])
        migration.convert(None, SimpleNamespace(connection=connection))
        cursor.execute("SELECT top, listed FROM tree")
        assert dict(cursor.fetchall()) == {
            top: "".join(f"{code:<24}," for code in codes) for top, codes in trees.items()
        }


def test_where_a_loop_runs_look_ups_go_through_the_transaction_at_work(database):  # noqa: ARG001 - it is there
    """Django then has another connection than the thread had before; what is kept of that one must not be asked."""

    async def within():
        with transaction.atomic():
            here = reader().connection is connection.connection
        connection.close()
        return here

    def thread():
        reader()
        try:
            return asyncio.run(within())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as one:
        assert one.submit(thread).result()
