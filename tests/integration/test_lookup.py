"""Look-ups that a connection prepares once: whatever became of what was prepared, they answer."""

import psycopg
import pytest
from django.db import connection, transaction

from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.clock import today
from suyuan.storage.lookup import Lookup

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
