"""整批 CSV — a million codes as one CSV file, from bytes in hand to committed, against bare COPY of the keys alone.

Ours is the worker's own call: reading, every check of the duty, comparison with the store, codes, trees, events,
clocks, the filing and its leaf, in one transaction. Theirs is what the disk allows: the same keys, already packed
and sorted, by binary COPY into a table with nothing but its primary key.
"""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from time import perf_counter

import numpy as np

from bench.figures import Scale
from bench.ground import Ground
from bench.inputs import CODES, Fleet
from bench.measure import Figure, cpu_seconds, figure_of, rounds, say

SAMPLE = 40


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``csv_vs_copy``."""
    from suyuan.codes import battery, matrix, packing

    fleet = Fleet(0, scale.vehicles, ground.today)
    content = fleet.csv()
    texts = [
        text
        for number in range(fleet.count)
        for text in (fleet.packs(number)[0], *_below(fleet.packs(number)[1]))
    ]
    assert all(battery.validate(text) for text in texts[:CODES])
    keys = packing.pack_matrix(matrix.matrix_of(texts)[0])
    keys = keys[np.lexsort((keys[:, 1], keys[:, 0]))]
    buffer = _binary(packing.to_bytes(keys))
    say(f"  {fleet.codes} codes, {len(content) / 1e6:.0f} MB of CSV, {len(buffer) / 1e6:.0f} MB of keys")
    ground.run("DROP TABLE IF EXISTS bare", "CREATE TABLE bare (code uuid PRIMARY KEY)")

    def ours() -> float:
        ground.clear()
        before = cpu_seconds((0,))
        began = perf_counter()
        file_once(ground, content)
        seconds = perf_counter() - began
        say(f"    ours {seconds:.2f} s, {cpu_seconds((0,)) - before:.2f} s of CPU in this process")
        return seconds

    def theirs() -> float:
        ground.clear("bare")
        with ground.connect() as connection, connection.cursor() as cursor:
            began = perf_counter()
            with connection.transaction(), cursor.copy("COPY bare FROM STDIN (FORMAT binary)") as copy:
                copy.write(buffer)
            return perf_counter() - began

    # Once each, not counted: the first large load of a new cluster and process takes half as long again.
    ours()
    theirs()
    pairs = rounds(scale.rounds, ours, theirs)
    _verify(ground, fleet)
    value = [pair.theirs / pair.ours for pair in pairs]
    what = f"{fleet.codes:,} codes as CSV, checked and committed, per bare COPY of their keys (time of COPY / ours)"
    return [figure_of(value, name="csv_vs_copy", what=what, unit="x", goal=0.40)]


def file_once(ground: Ground, content: bytes, duty: str = "24.2.a") -> None:
    """File a CSV as the worker does."""
    from suyuan.law.measures_2026 import RULEBOOK
    from suyuan.services import clock
    from suyuan.services.filings import operations
    from suyuan.services.submission import Submission

    asked = Submission(
        viewer=ground.viewer,
        duty=RULEBOOK.by_id[duty],
        content=content,
        at=clock.now(),
        format="csv",
        name="bench.csv",
    )
    receipt = operations.file(asked)
    if receipt.state != "accepted" or receipt.rejected:
        raise AssertionError(f"the filing was not accepted: {receipt.notes[:3]}")


def _below(modules: list[tuple[str, list[str]]]) -> list[str]:
    return [code for module, cells in modules for code in (module, *cells)]


def _binary(raw: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> bytes:
    """Lay keys out as the binary COPY of one uuid column."""
    rows = np.empty(len(raw), np.dtype([("fields", ">i2"), ("length", ">i4"), ("code", "V16")]))
    rows["fields"], rows["length"], rows["code"] = 1, 16, raw.view("V16").ravel()
    return b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff"


def _verify(ground: Ground, fleet: Fleet) -> None:
    """See that both sides hold what was sent, and that sampled codes are traced to their vehicle."""
    assert ground.one("SELECT count(*) FROM bare") == fleet.codes
    assert ground.one("SELECT count(*) FROM code") == fleet.codes
    assert ground.one("SELECT count(*) FROM tree") == fleet.count
    assert ground.one("SELECT count(*) FROM event") == 2 * fleet.count
    assert ground.one("SELECT count(*) FROM obligation") == 2 * fleet.count
    trace_some(ground, fleet)


def trace_some(ground: Ground, fleet: Fleet) -> None:
    """Trace sampled cells by the product."""
    from suyuan.services.batteries import queries

    dice = np.random.default_rng(7)
    for number in (fleet.first + dice.integers(0, fleet.count, SAMPLE)).tolist():
        found = queries.trace(fleet.cell(number, 77), ground.viewer, as_of=ground.today)
        assert found is not None
        assert found.battery.vehicle == fleet.vehicle(number)[0]
        assert found.battery.idcard == fleet.packs(number)[0]
        assert 1 + sum(1 + len(part.parts) for part in found.tree.parts) == CODES
