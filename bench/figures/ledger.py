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
from uuid import uuid4

import numpy as np

from bench.figures import Scale
from bench.ground import Ground
from bench.measure import Figure, figure_of, say

BLOCK = 1_000_000
WRITERS = 8
CHUNK = 100_000
ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", np.uint8)
AUDIT = """
import json, os, time
import django
django.setup()
from suyuan.services.ledger.audit import audit
began = time.perf_counter()
report = audit(jobs=os.cpu_count())
took = time.perf_counter() - began
print(json.dumps({"s": took, "size": report.size, "rows": report.rows, "faults": report.faults[:3]}))
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
    guard, share = threading.Lock(), rate * seconds // WRITERS // 10
    everything = share * 10 * WRITERS

    def write() -> None:
        with ground.connect() as own:
            own.autocommit = False
            began = perf_counter()
            for turn in range(1, share + 1):
                with own.cursor() as cursor:
                    for _ in range(10):
                        ledger.queue(cursor, uuid4(), Kind.IDENTITY, b"{}", at=datetime.now(UTC))
                own.commit()
                with guard:
                    committed.append((time.monotonic(), 10 * (len(committed) + 1)))
                time.sleep(max(0.0, began + turn * 10 * WRITERS / rate - perf_counter()))

    environment = {**os.environ, "SUYUAN_HOME": str(ground.home)}
    published: list[tuple[float, int]] = []
    with subprocess.Popen([sys.executable, "-m", "suyuan.worker.sequencer"], env=environment) as sequencer:
        threads = [threading.Thread(target=write) for _ in range(WRITERS)]
        for one in threads:
            one.start()
        until = time.monotonic() + seconds * 3 + 30
        while time.monotonic() < until:
            note = log_files.checkpoint()
            size = Checkpoint.parse(Note.parse(note).text).size if note else 0
            if not published or size > published[-1][1]:
                published.append((time.monotonic(), size))
            if size >= everything:
                break
            time.sleep(0.01)
        sequencer.kill()
    for one in threads:
        one.join()
    assert published[-1][1] == everything, published[-1]
    at, sizes = np.array([one[0] for one in published]), np.array([one[1] for one in published])
    done, counts = np.array([one[0] for one in committed]), np.array([one[1] for one in committed])
    delays = at[np.searchsorted(sizes, counts)] - done
    span = done[-1] - done[0]
    say(f"  {len(published)} checkpoints, longest {delays.max():.2f} s")
    what = f"from COMMIT to the published checkpoint, 99th of 100, {everything:,} leaves at {everything / span:,.0f}/s"
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
    operations.publish()
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
        assert [one[:2] for one in told["faults"]] == [[scale.audited // 3, "row"]] * number
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
    peak = 0
    with subprocess.Popen(
        [sys.executable, "-c", AUDIT], env=environment, stdout=subprocess.PIPE, text=True
    ) as running:
        while running.poll() is None:
            peak = max(peak, _held_kb(running.pid))
            time.sleep(0.2)
        said = running.stdout.read() if running.stdout else ""
    if running.returncode:
        raise AssertionError(f"the audit ended with {running.returncode}")
    return json.loads(said.splitlines()[-1]) | {"mb": peak // 1024}


def _held_kb(pid: int) -> int:
    """Give what a process and its children hold together, in kilobytes; what they share counts once."""
    held = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            status = (place / "stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
            if int(place.name) == pid or int(status[1]) == pid:
                rolled = (place / "smaps_rollup").read_text(encoding="ascii")
                held += int(rolled.split("Pss:")[1].split()[0])
        except (OSError, IndexError, ValueError):
            continue  # it has just ended
    return held


def _empty(ground: Ground) -> None:
    """Begin a log anew: tables and files."""
    import shutil

    from suyuan.storage import log_files

    ground.clear()
    shutil.rmtree(log_files.folder(), ignore_errors=True)


BODY = '{"vin":"LY90000T","region_code":"430104"}'
AT = "2026-05-12 04:00:00+00"
DUTY = 6
ENVELOPE: dict[str, Any] = {
    "duty": DUTY,
    "state": "accepted",
    "mode": "all",
    "filed_at": AT,
    "lines": 1,
    "accepted": 1,
    "rejected": 0,
    "late": 0,
    "body_hash": "\\x" + "ab" * 32,
    "source_name": "-",
    "answer": "{}",
}
EVENT: dict[str, Any] = {
    "line": 1,
    "kind": 6,
    "object": "0" * 32,
    "duty": DUTY,
    "happened_date": "2026-05-11",
    "recorded_at": AT,
    "body": BODY,
}


def _fill(ground: Ground, count: int) -> None:
    """Enter filings of one line with their leaves."""
    from suyuan.codes import packing

    drawn = np.random.default_rng(2026)
    with ground.connect() as own:
        for start in range(0, count, CHUNK):
            numbers = drawn.permutation(np.arange(start, min(count, start + CHUNK)))  # as drawn on one day
            text = np.zeros((len(numbers), 24), np.uint8)
            text[:, :10] = np.frombuffer(b"SY20260512", np.uint8)
            for digit in range(9):
                text[:, 18 - digit] = ALPHABET[numbers >> 5 * digit & 31]
            keys = packing.hexes(packing.to_bytes(packing.pack_matrix(text)).tobytes())
            party = {"party_id": ground.viewer.party_id}
            _copy(own, "filing", ENVELOPE | party, filing=keys, idempotency_key=keys)
            _copy(own, "event", EVENT | party, filing=keys, subject=keys)
            receipts = [one.decode() for one in text[:, :19].view("S19").ravel().tolist()]
            _copy(own, "leaf", {"kind": 1, "queued_at": AT}, about=keys, **_leaves_of(ground, keys, receipts))


def _leaves_of(ground: Ground, keys: list[str], receipts: list[str]) -> dict[str, list[str]]:
    """Make the leaves of filings: columns of the table."""
    from suyuan.domain import leaves
    from suyuan.ledger.commitment import commit

    made: dict[str, list[str]] = {"salt": [], "commitment": [], "marks": []}
    head, day = _head(ground), datetime.fromisoformat(EVENT["happened_date"]).date()
    for key, receipt in zip(keys, receipts, strict=True):
        mark = leaves.event_mark(1, 6, key, "0" * 32, ground.viewer.party_id, DUTY, day, None, BODY)
        spelt = f"{receipt[:2]}-{receipt[2:10]}-{receipt[10:]}"
        for name, raw in zip(made, (*commit(leaves.closed(head, spelt, "", mark)), mark), strict=True):
            made[name].append("\\x" + raw.hex())
    return made


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

    return RULEBOOK.by_number[DUTY].id


def _copy(own: Any, table: str, same: dict[str, Any], **columns: list[str]) -> None:
    """Enter rows: columns, and what is the same in every row."""
    import polars as pl

    frame = pl.DataFrame(columns).with_columns(**{name: pl.lit(value) for name, value in same.items()})
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False)
    with own.cursor().copy(f"COPY {table} ({', '.join(frame.columns)}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(buffer.getvalue())
