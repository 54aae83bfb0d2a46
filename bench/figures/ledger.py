"""公开账本 — how fast leaves become tiles, how soon a leaf is published, and how long an audit of five million takes.

The filings that are audited have one line each. Filings and events are entered by COPY; their leaves are made by the
product's own functions from what is then on file, and published by its own sequencer.
"""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

import io
import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from bench.figures import Scale
from bench.ground import Ground
from bench.measure import Figure, figure_of, say

BLOCK = 1_000_000
WRITERS = 8
CHUNK = 100_000
ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", np.uint8)
AUDIT = """
import json, os, resource, sys, time
import django
django.setup()
from suyuan.services.ledger.audit import audit
began = time.perf_counter()
report = audit(jobs=os.cpu_count())
took = time.perf_counter() - began
mb = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
print(json.dumps({"s": took, "mb": mb, "size": report.size, "rows": report.rows, "faults": report.faults[:3]}))
"""


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``ledger_leaves_per_s``, ``merge_delay_p99_s`` and ``audit_5m_s``."""
    return [_leaves(scale), _delay(ground, scale), _audit(ground, scale)]


def _leaves(scale: Scale) -> Figure:
    """Hash entries and lay them out as tiles, on one core, files written."""
    from suyuan.ledger import tree
    from suyuan.ledger.commitment import entry
    from suyuan.ledger.verifier import leaf_hash
    from suyuan.ledger.whole import tile_path

    rates, size = [], 0
    for _ in range(scale.rounds):
        with TemporaryDirectory() as name:
            folder, size = Path(name), 0
            began = perf_counter()
            while size < BLOCK:
                fresh = [leaf_hash(entry(1, size + at, size.to_bytes(32))) for at in range(1 << 16)]
                tiles, _ = tree.grow(size, fresh, read=lambda *at: (folder / tile_path(*at)).read_bytes())  # noqa: B023
                for one in tiles:
                    place = folder / tile_path(one.level, one.number, one.width)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(one.hashes)
                size += len(fresh)
            rates.append(size / (perf_counter() - began))
    what = f"leaves hashed and laid out as tiles on one core, {size:,} at a time, files written"
    return figure_of(rates, name="ledger_leaves_per_s", what=what, unit="leaves/s", goal=200_000)


def _delay(ground: Ground, scale: Scale) -> Figure:
    """Queue leaves at a steady rate while the sequencer runs: from COMMIT to the published checkpoint."""
    from suyuan.domain.leaves import Kind
    from suyuan.ledger.verifier import Checkpoint, Note
    from suyuan.storage import ledger, log_files

    ground.clear()
    rate, seconds = scale.leaves_per_s, scale.leaf_seconds
    committed: list[tuple[float, int]] = []  # (when, how many stand by then)
    guard, total = threading.Lock(), [0]

    def write(number: int) -> None:
        from uuid import uuid4

        with ground.connect() as own:
            own.autocommit = False
            began = perf_counter()
            for turn in range(rate * seconds // WRITERS // 10):
                with own.cursor() as cursor:
                    for _ in range(10):
                        ledger.queue(cursor, uuid4(), Kind.IDENTITY, b"{}", at=datetime.now(UTC))
                own.commit()
                with guard:
                    total[0] += 10
                    committed.append((time.monotonic(), total[0]))
                time.sleep(max(0.0, began + (turn + 1) * 10 * WRITERS / rate - perf_counter()))
            del number

    environment = {**os.environ, "SUYUAN_HOME": str(ground.home)}
    published: list[tuple[float, int]] = []
    with subprocess.Popen([sys.executable, "-m", "suyuan.worker.sequencer"], env=environment) as sequencer:
        threads = [threading.Thread(target=write, args=[number]) for number in range(WRITERS)]
        for one in threads:
            one.start()
        until = time.monotonic() + seconds * 3 + 30
        while time.monotonic() < until:
            note = log_files.checkpoint()
            size = Checkpoint.parse(Note.parse(note).text).size if note else 0
            if not published or size > published[-1][1]:
                published.append((time.monotonic(), size))
            if size >= rate * seconds // WRITERS // 10 * 10 * WRITERS:
                break
            time.sleep(0.01)
        sequencer.kill()
    for one in threads:
        one.join()
    assert published[-1][1] == total[0], (published[-1], total)
    at, sizes = np.array([one[0] for one in published]), np.array([one[1] for one in published])
    done, counts = np.array([one[0] for one in committed]), np.array([one[1] for one in committed])
    delays = at[np.searchsorted(sizes, counts)] - done
    span = done[-1] - done[0]
    say(
        f"  {total[0]:,} leaves at {total[0] / span:,.0f}/s, {len(published)} checkpoints, longest {delays.max():.2f} s"
    )
    what = f"from COMMIT to the published checkpoint, 99th of 100, {total[0]:,} leaves at {total[0] / span:,.0f}/s"
    ground.clear()
    return figure_of(
        [float(np.percentile(delays, 99))],
        name="merge_delay_p99_s",
        what=what,
        unit="s",
        goal=10.0,
        lower=True,
    )


def _audit(ground: Ground, scale: Scale) -> Figure:
    """Audit filings of one line each, in a process of its own; then find one altered row among them."""
    from suyuan.services.ledger import operations

    began = perf_counter()
    _empty(ground)
    _fill(ground, scale.audited)
    operations.publish(at=datetime.now(UTC))
    ground.run("VACUUM ANALYZE filing", "VACUUM ANALYZE event", "VACUUM ANALYZE leaf", "CHECKPOINT")
    say(f"  {scale.audited:,} filings entered and published in {perf_counter() - began:.0f} s")
    took = []
    for number in range(2):
        if number:
            where = f"(SELECT about FROM leaf WHERE place = {scale.audited // 3})"
            ground.run(f"UPDATE event SET happened_date = happened_date + 1 WHERE filing = {where}")
        told = _audited(ground)
        say(f"  audit {told['s']:.1f} s, {told['mb']} MB, faults {told['faults']}")
        assert (told["size"], told["rows"]) == (scale.audited, scale.audited)
        assert [one[0] for one in told["faults"]] == [scale.audited // 3] * number
        assert told["mb"] < scale.audit_mb, told
        took.append(told["s"])
    _empty(ground)
    what = f"audit of {scale.audited:,} leaves with filings and rows, under {scale.audit_mb} MB; one altered row named"
    return figure_of(took, name="audit_5m_s", what=what, unit="s", goal=60.0, lower=True)


def _audited(ground: Ground) -> Any:
    environment = {
        **os.environ,
        "SUYUAN_HOME": str(ground.home),
        "DJANGO_SETTINGS_MODULE": "suyuan.web.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", AUDIT], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _empty(ground: Ground) -> None:
    """Begin a log anew: tables and files."""
    import shutil

    from suyuan.storage import log_files

    ground.clear()
    shutil.rmtree(log_files.folder(), ignore_errors=True)


def _fill(ground: Ground, count: int) -> None:
    """Enter filings of one line with their leaves."""
    import polars as pl

    from suyuan.codes import packing
    from suyuan.domain import leaves
    from suyuan.ledger.commitment import commit

    drawn = np.random.default_rng(2026)
    party, at = ground.viewer.party_id, "2026-05-12 04:00:00+00"
    with ground.connect() as own:
        for start in range(0, count, CHUNK):
            numbers = drawn.permutation(np.arange(start, min(count, start + CHUNK)))  # as drawn on one day
            text = np.zeros((len(numbers), 24), np.uint8)
            text[:, :10] = np.frombuffer(b"SY20260512", np.uint8)
            for digit in range(9):
                text[:, 18 - digit] = ALPHABET[numbers >> 5 * digit & 31]
            keys = packing.hexes(packing.to_bytes(packing.pack_matrix(text)).tobytes())
            whose = pl.DataFrame({"filing": keys})
            _copy(
                own,
                whose.with_columns(
                    party_id=pl.lit(party),
                    duty=pl.lit(6),
                    state=pl.lit("accepted"),
                    mode=pl.lit("all"),
                    filed_at=pl.lit(at),
                    lines=pl.lit(1),
                    accepted=pl.lit(1),
                    rejected=pl.lit(0),
                    late=pl.lit(0),
                    idempotency_key=pl.col("filing"),
                    body_hash=pl.lit("\\x" + "ab" * 32),
                    source_name=pl.lit("-"),
                    answer=pl.lit("{}"),
                ),
                "filing",
            )
            _copy(
                own,
                whose.with_columns(
                    subject=pl.col("filing"),
                    line=pl.lit(1),
                    kind=pl.lit(6),
                    object=pl.lit("0" * 32),
                    party_id=pl.lit(party),
                    duty=pl.lit(6),
                    happened_date=pl.lit("2026-05-11"),
                    recorded_at=pl.lit(at),
                    body=pl.lit('{"vin":"LY90000T","region_code":"430104"}'),
                ),
                "event",
            )
            marks = [
                leaves.event_mark(1, 6, key, "0" * 32, party, 6, "2026-05-11", None, BODY) for key in keys
            ]  # type: ignore[arg-type]
            rows = []
            for key, receipt, mark in zip(
                keys, text[:, :19].view("S19").ravel().tolist(), marks, strict=True
            ):
                told = receipt.decode()
                fact = leaves.closed(_head(ground), f"{told[:2]}-{told[2:10]}-{told[10:]}", "", mark)
                salt, commitment = commit(fact)
                rows.append((key, f"\\x{salt.hex()}", f"\\x{commitment.hex()}", f"\\x{mark.hex()}"))
            laid = pl.DataFrame(rows, schema=["about", "salt", "commitment", "marks"], orient="row")
            _copy(own, laid.with_columns(kind=pl.lit(1), queued_at=pl.lit(at)), "leaf")


BODY = '{"vin":"LY90000T","region_code":"430104"}'


def _head(ground: Ground) -> str:
    """Give the first part of the fact about each of these filings."""
    return (
        '{"accepted":1,"agent":"","backfill":false,"body_sha256":"'
        + "ab" * 32
        + '","duty":"'
        + _duty()
        + '","filed_at":"2026-05-12T04:00:00.000000+00:00","lines":1,"party":"'
        + ground.viewer.uscc
        + '","receipt":"'
    )


def _duty() -> str:
    from suyuan.law.measures_2026 import RULEBOOK

    return RULEBOOK.by_number[6].id


def _copy(own: Any, frame: Any, table: str) -> None:
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False)
    with own.cursor().copy(f"COPY {table} ({', '.join(frame.columns)}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(buffer.getvalue())
