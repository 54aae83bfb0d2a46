"""What should not be filed, or is filed twice, and what becomes of it in the register of hand-overs."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.batteries import queries as batteries
from suyuan.services.custody import operations as custody
from suyuan.services.findings import queries as findings
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register
from tests.integration.test_agent_reads import acting
from tests.integration.test_handovers import MINISTRY, NOW, PERMITS, came, lines, look, sent, standing

MUCH_LATER = date(2027, 3, 1)


@pytest.fixture
def cast(road):
    return road.firm(Role.SWAP_OPERATOR), road.firm(Role.RECYCLER, permits=PERMITS)


def kinds(code):
    return sorted(one.kind for one in standing(code) if one.state == "open")


def test_a_transfer_to_oneself_is_refused_with_its_column(road, cast):
    station, _ = cast
    receipt = sent(road, station, station, road.pack().code)
    assert receipt.state == "refused"
    assert [(note.rule, note.column) for note in receipt.notes] == [
        ("check.self_transfer", "destination_uscc")
    ]


def test_the_same_from_an_agent_and_its_principal_is_one_hand_over(road, cast):
    station, plant = cast
    agent = acting(road.firm(Role.RECYCLER), station, "24.4.b")
    pack = road.pack().code
    for who in (station, agent):
        assert sent(road, who, plant, pack).accepted == 1
    came(road, plant, station, pack)
    look()
    alone = sent(road, station, plant, other := road.pack().code)
    assert alone.accepted == 1
    came(road, plant, station, other)
    look(MUCH_LATER)
    assert [line.state for line in lines(station, code=pack)] == ["matched"]
    assert kinds(pack) == kinds(other)


def test_a_battery_that_comes_back_on_the_same_day_is_two_hand_overs(road):
    one, other = road.firm(Role.BATTERY_MAKER), road.firm(Role.BATTERY_MAKER)
    pack = road.pack().code
    for sender, receiver in ((one, other), (other, one)):
        out = road.outbound(pack, receiver, "2026-06-10")
        road.file(sender, "24.6.c", out, at="2026-06-12")
        road.file(receiver, "24.6.b", road.inbound(pack, sender, "2026-06-10"), at="2026-06-12")
    look(MUCH_LATER)
    assert sorted(line.state for line in lines(one, code=pack)) == ["matched", "returned"]
    assert "not_holder" not in kinds(pack)


def test_a_code_that_nobody_knows_is_kept_and_found(road, cast):
    station, plant = cast
    pack = "8X7" + road.pack().code[3:]
    sent(road, station, plant, pack)
    came(road, plant, station, pack)
    look()
    assert [line.state for line in lines(plant, code=pack)] == ["matched"]
    assert "foreign_prefix" in kinds(pack)
    answer = batteries.get_battery(pack, MINISTRY, as_of=date(2026, 6, 20))
    assert answer is not None
    assert (answer.state, answer.holder) == ("held", plant.uscc)


def test_what_moves_before_it_was_made_is_kept_and_found(road, cast):
    station, plant = cast
    pack = road.pack().code
    made_2026 = pack[:14] + "G81" + pack[17:]  # 1 August 2026, and it leaves in June
    receipt = sent(road, station, plant, made_2026)
    look(MUCH_LATER)
    assert receipt.accepted == 1
    assert "code.date_after_event" in {note.rule for note in receipt.notes}
    assert "impossible_date" in kinds(made_2026)


def own_address():
    """Give the address of the tests' own database."""
    of = connections["default"].settings_dict
    return make_conninfo(
        host=of["HOST"], port=of["PORT"], user=of["USER"], password=of["PASSWORD"], dbname=of["NAME"]
    )


KILLED = """
import django, os, signal, sys
django.setup()
from suyuan.services.custody import keeping, operations
from suyuan.storage import custody as store
after = int(sys.argv[1])
real, count = store.done, [0]
def dying(*given):
    count[0] += 1
    if count[0] > after:
        print("in the middle", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given)
store.done = dying
operations.MOST_FILINGS = 2
from datetime import UTC, date, datetime
operations.examine(today=date(2026, 6, 20), at=datetime(2026, 6, 20, 4, tzinfo=UTC))
"""


@pytest.mark.parametrize("after", [0, 1, 2])
def test_an_examiner_that_is_killed_leaves_its_step_waiting(road, cast, after):
    """It dies with everything written and nothing committed; the next one ends where none had died."""
    station, plant = cast
    look()
    packs = [road.pack().code for _ in range(5)]
    for number, pack in enumerate(packs):
        sent(road, station, plant, pack, number=f"K{number}")
        came(road, plant, station, pack, number=f"K{number}", **({"mass_kg": 100} if number == 3 else {}))
    with as_register():
        waiting = reader().execute("SELECT count(*) FROM unexamined").fetchone()[0]
    command = [sys.executable, "-c", KILLED, str(after)]
    environment = os.environ | {"SUYUAN_DATABASE_URL": own_address()}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with as_register():
        left = reader().execute("SELECT count(*) FROM unexamined").fetchone()[0]
    assert left == waiting - 2 * after
    look()
    assert [line.state for pack in packs for line in lines(plant, code=pack)] == [
        "matched", "matched", "matched", "disputed", "matched",
    ]  # fmt: skip
    assert [kinds(pack) == kinds(packs[0]) for pack in packs] == [True, True, True, False, True]
    with as_register():
        sums = reader().execute(
            "SELECT number, mass_g FROM tally WHERE party_id = %s AND kind = 9", (station.party_id,)
        )
        assert sums.fetchall() == [(5, 1_500_000)]


def neighbours(stem, count):
    return [f"{stem}{number:07d}" for number in range(4_000_000, 4_000_000 + count)]


def probes(viewer):
    choice = findings.Choice(kind="serial_probe", state="open")
    return [
        one for one in findings.find_findings(viewer, choice=choice).items if one.evidence[0]["receipt"] == ""
    ]


def test_who_looks_serial_after_serial_up_in_vain_is_found_and_who_files_about_them_is_not(road, cast):
    station, plant = cast
    walker, loads, few = road.firm(Role.REPAIRER), plant, road.firm(Role.REPAIRER)
    stem = road.pack().code[:17]
    codes = neighbours(stem, 31)
    for viewer, looked in ((walker, codes), (loads, codes), (few, codes[:20]), (MINISTRY, codes)):
        for code in (*looked, looked[0], f"{stem[:3]}C{stem[4:]}0000001"):
            assert batteries.trace(code, viewer, as_of=clock.today()) is None
    for code in codes:
        row = road.inbound(code, station, clock.today().isoformat(), transfer_no="P1")
        road.file(plant, "24.7.a", row, at=clock.today().isoformat())
    custody.sweep(today=clock.today() + timedelta(days=1), at=NOW)
    (found,) = probes(walker)
    assert found.subject == {"kind": "party", "id": walker.uscc}
    assert found.evidence[0]["says"] == f"31: {codes[0]} – {codes[-1]}"
    assert probes(loads) == probes(few) == []
    custody.sweep(today=clock.today() + timedelta(days=60), at=NOW)
    assert probes(walker) == [], "forgotten, and closed"
    look()


def test_the_newest_finding_comes_first_page_after_page_and_one_codes_are_found_among_all(road, cast):
    station, _ = cast
    packs = [road.pack().code for _ in range(3)]
    for hour, pack in enumerate(packs):
        sent(road, station, cast[1], pack)
        custody.examine(today=MUCH_LATER, at=NOW + timedelta(hours=hour))
    read, cursor = [], None
    while True:
        page = findings.find_findings(station, cursor=cursor, limit=1)
        read, cursor = [*read, *page.items], page.next
        if cursor is None:
            break
    days = [one.found_at for one in read]
    assert days == sorted(days, reverse=True)
    assert len({one.id for one in read}) == len(read)
    assert {one.subject["id"] for one in read} >= set(packs)
    assert {one.subject["id"] for one in standing(packs[1])} == {packs[1]}
