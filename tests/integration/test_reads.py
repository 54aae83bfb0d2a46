"""The access log: every privileged read leaves a row, nobody can change one, and only the auditor reads them."""

from dataclasses import replace

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from suyuan.domain.access import Viewer
from suyuan.services.reads import operations, queries
from suyuan.services.reads.queries import Asked
from suyuan.services.refusals import Refused

pytestmark = pytest.mark.usefixtures("database")
AUDITOR = Viewer(account_id=990_001, user_id=1, kind="auditor")
INSPECTOR = Viewer(
    account_id=990_002,
    user_id=2,
    kind="inspector",
    territory="43",
    department="industry",
    level="province",
)


def rows(party):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT post, department, level, territory, act, object_kind, object_id, request_id"
            " FROM access_log WHERE party_id = %s ORDER BY id",
            [party.party_id],
        )
        return cursor.fetchall()


def test_a_privileged_read_is_entered_with_who_what_and_whose(road):
    firm = road.firm("recycler")
    token = operations.request_id.set("request-7")
    try:
        operations.record(INSPECTOR, "filing.read", kind="filing", name="SY-1", parties=[firm.party_id])
    finally:
        operations.request_id.reset(token)
    assert rows(firm) == [
        ("inspector", "industry", "province", "43", "filing.read", "filing", "SY-1", "request-7")
    ]


def test_a_party_reading_leaves_no_row_and_a_look_that_found_nothing_neither(road):
    firm = road.firm("recycler")
    operations.record(firm, "filing.read", kind="filing", name="SY-1", parties=[firm.party_id])
    operations.record(
        INSPECTOR, "filing.read", kind="filing", name="SY-1", parties=[firm.party_id], found=False
    )
    assert rows(firm) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET act = 'nothing'",
        "DELETE FROM access_log",
        "DELETE FROM access_log WHERE false",
        "TRUNCATE access_log",
    ],
)
def test_nobody_can_change_or_remove_a_row(road, statement):
    firm = road.firm("recycler")
    operations.record(INSPECTOR, "party.read", kind="party", name=firm.uscc, parties=[firm.party_id])
    with (
        pytest.raises((InternalError, ProgrammingError), match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert len(rows(firm)) == 1


def test_the_row_shares_the_fate_of_the_transaction_that_read(road):
    firm = road.firm("recycler")
    with transaction.atomic():
        operations.record(INSPECTOR, "party.read", kind="party", name=firm.uscc, parties=[firm.party_id])
        transaction.set_rollback(True)
    assert rows(firm) == []


def test_the_auditor_reads_it_page_by_page_and_the_look_is_entered_too(road):
    firm = road.firm("recycler")
    for number in range(5):
        operations.record(
            INSPECTOR, "filing.read", kind="filing", name=f"SY-{number}", parties=[firm.party_id]
        )
    asked = Asked(party=firm.uscc)
    first = queries.find_reads(AUDITOR, asked, limit=3)
    second = queries.find_reads(AUDITOR, asked, limit=3, cursor=first.next)
    assert [read.object_id for read in (*first.items, *second.items)] == [f"SY-{n}" for n in (4, 3, 2, 1, 0)]
    assert second.next is None
    assert first.items[0].party == firm.uscc
    own = queries.find_reads(AUDITOR, Asked(act="log.read"), limit=1).items[0]
    assert (own.post, own.object_kind, own.object_id) == ("auditor", "log", f"party={firm.uscc}")


def test_nobody_but_the_auditor_reads_the_log(road):
    firm = road.firm("recycler")
    operator = Viewer(account_id=990_003, user_id=3, kind="operator")
    ministry = Viewer(account_id=990_004, user_id=4, kind="ministry", department="industry")
    for viewer in (firm, INSPECTOR, operator, ministry):
        with pytest.raises(Refused, match=r"auth\.not_allowed"):
            queries.find_reads(viewer, Asked())
    with pytest.raises(ValueError, match="cursor"):
        queries.find_reads(AUDITOR, Asked(), cursor="x")


def test_an_administrator_sees_which_authority_read_its_records_and_no_name(road):
    firm, other = road.firm("recycler"), road.firm("recycler")
    operations.record(
        INSPECTOR, "battery.read", kind="battery", name="X", parties=[firm.party_id, other.party_id]
    )
    with pytest.raises(Refused, match=r"auth\.not_allowed"):
        queries.find_own_reads(replace(firm, machine=True))  # a key does not look after the firm
    page = queries.find_own_reads(replace(firm, machine=False))
    assert [(read.department, read.level, read.act) for read in page.items] == [
        ("industry", "province", "battery.read")
    ]
    assert not {"account", "territory", "party"} & set(queries.OwnRead.__slots__)
    with pytest.raises(Refused, match=r"auth\.not_allowed"):
        queries.find_own_reads(AUDITOR)
