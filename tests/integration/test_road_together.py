"""Many at once, and one that is killed: nothing twice, nothing lost, nothing half."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.custody import operations as custody
from suyuan.services.filings import operations
from suyuan.services.filings import road as travelled
from suyuan.services.refusals import Refused
from suyuan.storage import accounts

THREADS = 8


def at_once(submissions):
    """Send submissions from eight threads; give receipts, and refusals as they were raised."""

    def send(one):
        try:
            return travelled.submit(one)
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(send, submissions))


def stored(party_id):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM filing WHERE party_id = %(party)s),"
            " (SELECT count(*) FROM event WHERE party_id = %(party)s AND kind = 5),"
            " (SELECT count(*) FROM tree WHERE party_id = %(party)s),"
            " (SELECT count(*) FROM code WHERE top IN (SELECT top FROM tree WHERE party_id = %(party)s))",
            {"party": party_id},
        )
        return cursor.fetchone()


def test_different_filings_from_eight_threads_are_all_there_once(road):
    makers = [road.firm(Role.VEHICLE_MAKER) for _ in range(THREADS)]
    asked = [
        road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12")
        for _ in range(25)
        for maker in makers
    ]
    answers = at_once(asked)
    assert {answer.state for answer in answers} == {"accepted"}
    assert len({answer.receipt for answer in answers}) == len(asked)
    for maker in makers:
        assert stored(maker.party_id) == (25, 50, 25, 100)


def test_the_same_filing_from_eight_threads_is_there_once(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    one = road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12", key="same")
    answers = at_once([one] * 40)
    assert len({answer.receipt for answer in answers}) == 1
    assert sorted(answer.repeated for answer in answers) == [False] + [True] * 39
    assert stored(maker.party_id) == (1, 2, 1, 4)


def test_the_same_words_under_different_keys_are_stored_once(road):
    maker, row = road.firm(Role.VEHICLE_MAKER), road.certificate()
    answers = at_once(
        [road.submission(maker, "24.2.a", row, at="2026-05-12", key=f"k{turn}") for turn in range(24)]
    )
    assert {answer.state for answer in answers} == {"accepted"}
    assert len({answer.receipt for answer in answers}) == 24
    assert stored(maker.party_id)[1:] == (2, 1, 4)


def test_different_words_under_one_key_leave_one(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    answers = at_once(
        [road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12", key="one") for _ in range(24)]
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert {refusal.code for refusal in refused} == {"idempotency.conflict"}
    assert len(refused) == 23
    assert stored(maker.party_id) == (1, 2, 1, 4)


def test_rivals_at_once_leave_one_answer_and_one_finding(road):
    pack, makers = road.pack(), [road.firm(Role.VEHICLE_MAKER) for _ in range(THREADS)]
    answers = at_once(
        [
            road.submission(one, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-12")
            for one in makers
        ]
    )
    disputed = [any(note.rule == "stored.disputed" for note in answer.notes) for answer in answers]
    assert sorted(disputed) == [False] + [True] * (THREADS - 1)
    custody.examine(today=date(2026, 5, 13), at=datetime(2026, 5, 13, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM finding WHERE subject_id = %s AND state = 'open' AND kind = 'two_vehicles'",
            [pack.code],
        )
        assert cursor.fetchone() == (THREADS - 1,)


def test_corrections_and_a_cancellation_at_once_leave_one(road):
    maker, row = road.firm(Role.VEHICLE_MAKER), road.certificate()
    first = road.file(maker, "24.2.a", row, at="2026-05-12")
    asked = [
        road.submission(
            maker, "24.2.a", row | {"brand": f"第{turn}"}, at="2026-05-13", replaces=first.receipt
        )
        for turn in range(THREADS)
    ]

    def cancel(_):
        try:
            return operations.cancel(first.receipt, viewer=maker, at=first.filed_at, reason="x")
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        withdrawn = threads.map(cancel, range(2))
        answers = [*at_once(asked), *withdrawn]
    done = [answer for answer in answers if not isinstance(answer, Refused)]
    assert len(done) == 1
    told = {answer.code for answer in answers if isinstance(answer, Refused)}
    assert told <= {"filing.superseded", "filing.cancelled"}


KILLED = """
import django; django.setup()
import json, sys
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.filings import operations
from suyuan.services.parties.queries import viewer_of_token
from suyuan.services.submission import Submission
from datetime import datetime
asked = json.load(sys.stdin)
viewer = viewer_of_token(asked["token"])
print("ready", flush=True)
for row in asked["rows"]:
    operations.file(Submission(viewer=viewer, duty=RULEBOOK.by_id["24.2.a"], content=json.dumps(row).encode(),
                               at=datetime.fromisoformat("2026-05-12T12:00:00+08:00"), format="ndjson"))
    print("filed", flush=True)
"""


@pytest.mark.parametrize("after_s", [0.0, 0.007, 0.02])
def test_a_killed_process_leaves_whole_filings_only(road, server, tmp_path, after_s):
    maker = road.firm(Role.VEHICLE_MAKER)
    token = accounts.issue_token(maker.account_id, name="killed", at=clock.now())
    rows = [road.certificate() for _ in range(200)]
    filer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "SUYUAN_DATABASE_URL": server.url, "SUYUAN_HOME": str(tmp_path)},
    )
    with filer:
        filer.stdin.write(json.dumps({"token": token, "rows": rows}).encode())
        filer.stdin.close()
        told = 0
        while filer.stdout.readline().strip() in {b"ready", b"filed"} and told < 6:
            told += 1
        time.sleep(after_s)
        filer.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while busy() and time.monotonic() < deadline:
        time.sleep(0.02)
    filings, fitted, trees, codes = stored(maker.party_id)
    assert filings >= told - 1
    assert filings < len(rows)
    assert (fitted, trees, codes) == (2 * filings, filings, 4 * filings)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM obligation WHERE party_id = %s", [maker.party_id])
        assert cursor.fetchone() == (2 * filings,)
        cursor.execute(
            "SELECT count(*) FROM leaf JOIN filing ON about = filing WHERE party_id = %s", [maker.party_id]
        )
        assert cursor.fetchone() == (filings,)
    again = [road.file(maker, "24.2.a", row, at="2026-05-12") for row in rows[: filings + 1]]
    assert {one.state for one in again} == {"accepted"}
    assert stored(maker.party_id)[1:] == (2 * (filings + 1), filings + 1, 4 * (filings + 1))


def busy():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND state <> 'idle' AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] > 0
