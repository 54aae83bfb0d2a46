"""The sequencer killed again and again while many write: places without holes, every leaf once, one history."""

import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from suyuan.domain.leaves import Kind
from suyuan.ledger import tree
from suyuan.ledger.verifier import Checkpoint, Note, Policy, check_consistency
from suyuan.ledger.whole import check_log
from suyuan.services.ledger import operations
from suyuan.storage import ledger, log_files

WRITERS, ROLLED_BACK, PAUSE_S = 8, 0.3, 0.005
SEED = 200


class Writers:
    """Threads that queue leaves on connections of their own, and take some of them back; ``kept``: those that stand."""

    def __init__(self):
        self.kept, self.stop, self.guard = set(), threading.Event(), threading.Lock()
        self.threads = [threading.Thread(target=self.write, args=[number]) for number in range(WRITERS)]

    def write(self, number):
        told = connection.settings_dict
        with psycopg.connect(host=told["HOST"], dbname=told["NAME"], user=told["USER"]) as own:
            for turn in range(10**9):
                if self.stop.is_set():
                    return
                time.sleep(PAUSE_S)
                about = uuid4()
                with own.cursor() as cursor:
                    ledger.queue(cursor, about, Kind.IDENTITY, b"a fact", at=datetime.now(UTC))
                if (turn * 7 + number) % 10 < ROLLED_BACK * 10:
                    own.rollback()
                else:
                    own.commit()
                    with self.guard:
                        self.kept.add(about)

    def __enter__(self):
        for one in self.threads:
            one.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for one in self.threads:
            one.join()


def killed(kills):
    script = Path(__file__).with_name("killed_sequencer.py")
    done = subprocess.run(
        [sys.executable, str(script), str(kills), str(SEED)],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def check(kills):
    operations.publish()
    with Writers() as writers:
        rounds = killed(kills)
    assert len(rounds) == kills
    assert {one["signal"] for one in rounds} == {9}
    size = operations.publish().after
    with connection.cursor() as cursor:
        cursor.execute("SELECT about, place FROM leaf WHERE about = ANY (%s)", [list(writers.kept)])
        placed = dict(cursor.fetchall())
        cursor.execute(
            "SELECT count(*), count(DISTINCT place), min(place), max(place) FROM leaf WHERE place IS NOT NULL"
        )
        assert cursor.fetchone() == (size, size, 0, size - 1)
    assert placed.keys() == writers.kept
    assert None not in placed.values()
    last = Checkpoint.parse(Note.parse(log_files.checkpoint()).text)
    before = 0
    for one in rounds:
        found = Checkpoint.parse(Note.parse(one["checkpoint"]).text)
        assert found.size >= before
        before = found.size
        proof = tree.consistency(found.size, last.size, read=log_files.read_tile)
        check_consistency(found.size, last.size, found.root, last.root, proof)
    assert check_log(log_files.read, Policy.parse(log_files.read("policy").decode())) == last
    return len(writers.kept), {found["point"] for found in rounds}


pytestmark = pytest.mark.usefixtures("database")


def test_killed_at_every_point_while_eight_write_it_keeps_one_history():
    kept, points = check(20)
    assert kept > 0
    assert len(points) == 5


@pytest.mark.slow
def test_killed_two_hundred_times_it_keeps_one_history():
    kept, _ = check(200)
    sys.stdout.write(f"200 kills, {kept} leaves kept, one history\n")
