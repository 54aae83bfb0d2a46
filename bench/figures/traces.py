"""溯源 — any cell to its whole tree of 137 codes and its history: the product's call against recursive queries.

Random cells, warm, one after the other in one thread; both sides answer with the JSON of the same words, as
``GET /batteries/{code}/trace`` does: all of the tree is written out on both.
"""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from bench.figures import Scale
from bench.figures.bulk import file_once
from bench.ground import Ground
from bench.inputs import CELLS, CODES, MODULES, Fleet
from bench.measure import Figure, figure_of, rounds, say, watched
from bench.peers import recursive


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``trace_vs_recursive``."""
    from suyuan.api import answers
    from suyuan.services.batteries import queries

    fleet = Fleet(0, scale.vehicles, ground.today)
    ground.clear()
    file_once(ground, fleet.csv())
    file_once(ground, fleet.sold_csv(), "24.2.b")
    ground.run(f"DROP TABLE IF EXISTS {', '.join(recursive.TABLES)} CASCADE")
    dice = np.random.default_rng(11)
    with ground.connect() as connection:

        def ours(code: str) -> bytes:
            found = queries.trace(code, ground.viewer, as_of=ground.today)
            assert found is not None
            return msgspec.json.encode(answers.story(found))

        def theirs(code: str) -> bytes:
            return recursive.answer(connection, code, as_of=ground.today)

        recursive.load(connection, fleet, msgspec.json.decode(ours(fleet.cell(0, 0)))["history"])
        ground.run("VACUUM ANALYZE", "CHECKPOINT")

        def cells() -> list[str]:
            numbers = dice.integers(0, fleet.count, scale.traces).tolist()
            nth = dice.integers(0, MODULES * CELLS, scale.traces).tolist()
            return [fleet.cell(number, cell) for number, cell in zip(numbers, nth, strict=True)]

        def timed(answer: Callable[[str], bytes]) -> Callable[[], float]:
            def half() -> float:
                chosen = cells()
                with watched(0, ground.postmaster) as watch:
                    for code in chosen:
                        answer(code)
                say(f"    {watch.cpu / len(chosen) * 1e6:.0f} µs of CPU a trace, here and in the database")
                return watch.seconds / len(chosen)

            return half

        _verify(fleet, ours, theirs)
        sides = timed(ours), timed(theirs)
        sides[0](), sides[1]()  # the pages are warm from here on
        pairs = rounds(scale.rounds, *sides)
    value = [pair.theirs / pair.ours for pair in pairs]
    say(f"  ours {pairs[0].ours / 2 * 1000:.2f} ms, recursive {pairs[0].theirs / 2 * 1000:.2f} ms a trace")
    what = f"trace of a random cell among {fleet.codes:,} codes to its {CODES}-code tree and history, per recursive CTE"
    return [figure_of(value, name="trace_vs_recursive", what=what, unit="x", goal=4)]


def _verify(fleet: Fleet, ours: Callable[[str], bytes], theirs: Callable[[str], bytes]) -> None:
    """See that both sides tell the same of some cells."""
    for number in range(0, fleet.count, max(1, fleet.count // 20)):
        code = fleet.cell(number, number % 128)
        mine, other = (msgspec.json.decode(answer(code)) for answer in (ours, theirs))
        assert _shape(mine.pop("tree")) == _shape(other.pop("tree"))
        assert mine == other, (mine, other)
        assert mine["vehicle"] == fleet.vehicle(number)[0]
        assert [line["event"] for line in mine["history"]] == ["fitted", "sold"]


def _shape(node: dict[str, Any]) -> tuple[Any, ...]:
    """Give a tree as tuples, its parts in the order of their codes."""
    return node["code"], node["kind"], tuple(sorted(map(_shape, node["parts"])))
