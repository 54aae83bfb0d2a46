"""A receipt's number leads to its filing in PostgreSQL as it does in Python."""

from datetime import date, timedelta

from django.db import connection

from suyuan.domain import receipts


def test_postgresql_packs_a_receipt_as_python_does(database):
    del database
    numbers = [receipts.number(date(2026, 4, 1) + timedelta(days=day)) for day in range(300)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT receipt_key(number) FROM unnest(%s::text[]) AS number", [numbers])
        assert [key for (key,) in cursor.fetchall()] == [receipts.key(number) for number in numbers]
        cursor.execute("SELECT receipt_key(number) FROM unnest(ARRAY['', 'x', '收据', NULL]) AS number")
        assert {key for (key,) in cursor.fetchall()} & {receipts.key(number) for number in numbers} == set()
