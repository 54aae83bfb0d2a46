"""溯源 — any cell to its whole tree of 137 codes and its history: the product's call against recursive queries.

Random cells, warm, one after the other in one thread; both sides answer with the same kind of objects.
"""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from time import perf_counter

import numpy as np

from bench.figures import Scale
from bench.figures.bulk import file_once
from bench.ground import Ground
from bench.inputs import CELLS, CODES, MODULES, Fleet
from bench.measure import Figure, figure_of, rounds, say
from bench.peers import recursive


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``trace_vs_recursive``."""
    from suyuan.services.batteries import queries

    fleet = Fleet(0, scale.vehicles, ground.today)
    ground.clear()
    file_once(ground, fleet.csv())
    file_once(ground, fleet.sold_csv(), "24.2.b")
    ground.run(f"DROP TABLE IF EXISTS {', '.join(recursive.TABLES)} CASCADE")
    dice = np.random.default_rng(11)
    with ground.connect() as connection:
        recursive.load(connection, fleet, ground.viewer.uscc)
        ground.run("VACUUM ANALYZE", "CHECKPOINT")

        def cells() -> list[str]:
            numbers = dice.integers(0, fleet.count, scale.traces).tolist()
            nth = dice.integers(0, MODULES * CELLS, scale.traces).tolist()
            return [fleet.cell(number, cell) for number, cell in zip(numbers, nth, strict=True)]

        def ours() -> float:
            chosen = cells()
            began = perf_counter()
            for code in chosen:
                queries.trace(code, ground.viewer, as_of=ground.today)
            return (perf_counter() - began) / len(chosen)

        def theirs() -> float:
            chosen = cells()
            began = perf_counter()
            for code in chosen:
                recursive.trace(connection, code, as_of=ground.today)
            return (perf_counter() - began) / len(chosen)

        _verify(ground, fleet, connection)
        ours(), theirs()  # the pages are warm from here on
        pairs = rounds(scale.rounds, ours, theirs)
    value = [pair.theirs / pair.ours for pair in pairs]
    say(f"  ours {pairs[0].ours / 2 * 1000:.2f} ms, recursive {pairs[0].theirs / 2 * 1000:.2f} ms a trace")
    what = f"trace of a random cell among {fleet.codes:,} codes to its {CODES}-code tree and history, per recursive CTE"
    return [figure_of(value, name="trace_vs_recursive", what=what, unit="x", goal=4)]


def _verify(ground: Ground, fleet: Fleet, connection: "recursive.Connection[object]") -> None:
    """See that both sides tell the same of some cells."""
    from suyuan.services.batteries import queries

    for number in range(0, fleet.count, max(1, fleet.count // 20)):
        code = fleet.cell(number, number % 128)
        mine = queries.trace(code, ground.viewer, as_of=ground.today)
        other = recursive.trace(connection, code, as_of=ground.today)
        assert mine is not None
        assert other is not None
        assert {part.code: {cell.code for cell in part.parts} for part in mine.tree.parts} == {
            part.code: {cell.code for cell in part.parts} for part in other.tree.parts
        }
        assert mine.battery.parent == other.battery.parent
        assert mine.battery.vehicle == other.battery.vehicle == fleet.vehicle(number)[0]
        assert (
            [line.event for line in mine.history]
            == [line.event for line in other.history]
            == ["fitted", "sold"]
        )
