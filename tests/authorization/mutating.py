"""One cell of the policy's tables turned over at a time, and how each is noticed.

    Mutant      a table, a row and a column, and what the row is with that cell turned
    of_acts()   all of ``ACTS``;   of_sight() all of ``SIGHT``;   of_masks() all of ``MASKS``
    seen()      does the matrix notice it: does somebody get at a page or call what they got before, or not any more?

The matrix asks only those whose answer must change; the golden files of ``tests/spec`` say what every cell is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from suyuan.domain.access import ACTS, Part, Relation
from suyuan.domain.access import Post as Office
from suyuan.domain.access import Thing as Seen
from suyuan.domain.access.fields import MASKS, READERS, SIGHT, Field
from tests.authorization import oracle, powers
from tests.authorization.asking import ask, outcome
from tests.authorization.oracle import ANY, KINDS, expected
from tests.authorization.table import LINES

STATES = ("pending", "rejected", "approved", "suspended", "terminated")
FLAGS = ("machine", "agent", "heir", "strong")
MOST = 6  # of those whose answer must change, so many are asked


@dataclass(frozen=True)
class Mutant:
    """One cell turned over."""

    table: str
    row: str
    column: str
    becomes: Any

    @property
    def name(self) -> str:
        """Name it."""
        return f"{self.table} {self.row} {self.column}"


def of_acts() -> Iterator[Mutant]:
    """Turn every cell of who may do what."""
    for name, act in ACTS.items():
        for part in Part:
            yield Mutant("acts", name, part.value, replace(act, parts=act.parts ^ {part}))
        for post in Office:
            yield Mutant("acts", name, post.value, replace(act, posts=act.posts ^ {post}))
        for state in STATES:
            yield Mutant("acts", name, state, replace(act, states=act.states ^ {state}))
        for flag in FLAGS:
            yield Mutant("acts", name, flag, replace(act, **{flag: not getattr(act, flag)}))


def of_sight() -> Iterator[Mutant]:
    """Turn every cell of who sees what."""
    yield from _of("sight", SIGHT, Seen)


def of_masks() -> Iterator[Mutant]:
    """Turn every cell of who reads which field."""
    yield from _of("masks", MASKS, Field)


def _of(name: str, table: Any, rows: Any) -> Iterator[Mutant]:
    for row in rows:
        for relation in Relation:
            for reader in READERS:
                before = table[row].get(relation, frozenset())
                yield Mutant(name, row.value, f"{relation.value} {reader}", before ^ {reader})


def applied(mutant: Mutant, monkeypatch: Any) -> None:
    """Turn the cell in the tables that the platform reads."""
    if mutant.table == "acts":
        monkeypatch.setitem(ACTS, mutant.row, mutant.becomes)
        return
    table, row = (SIGHT, Seen(mutant.row)) if mutant.table == "sight" else (MASKS, Field(mutant.row))
    monkeypatch.setitem(table[row], Relation(mutant.column.split()[0]), mutant.becomes)


def seen(mutant: Mutant, stage: Any, monkeypatch: Any) -> bool:
    """Tell whether the matrix notices a mutant that was applied; the fields of a line are not its business."""
    return mutant.table != "masks" and any(
        _differs(line, actor, thing, stage) for line, actor, thing in _changed(mutant, stage, monkeypatch)
    )


def _differs(line: Any, actor: Any, thing: Any, stage: Any) -> bool:
    wanted = expected(line, actor, thing, stage.trade)
    return wanted != ANY and outcome(ask(line, actor, thing)) != wanted


def _changed(mutant: Mutant, stage: Any, monkeypatch: Any) -> list[tuple[Any, Any, Any]]:
    """Give some cases of which the turned table expects another answer than the true one."""
    cases = list(_about(mutant, stage))
    before = [expected(*case, stage.trade) for case in cases]
    with monkeypatch.context() as turned:
        if mutant.table == "acts":
            turned.setitem(powers.POLICY, mutant.row, mutant.becomes)
        else:
            row = oracle.SIGHTS[Seen(mutant.row)]
            turned.setitem(row, Relation(mutant.column.split()[0]), mutant.becomes)
        after = [expected(*case, stage.trade) for case in cases]
    found = [case for case, one, other in zip(cases, before, after, strict=True) if one != other]
    return found[:: max(1, len(found) // MOST)][: MOST + 1]


def _about(mutant: Mutant, stage: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Give the cases that a row of the tables is about."""
    kinds = {kind for kind, thing in KINDS.items() if thing.value == mutant.row}
    for line in LINES:
        acts = line.act.split("+")
        if (mutant.row in acts or line.special == "duty") if mutant.table == "acts" else line.kind in kinds:
            for actor in stage.actors:
                if actor.door == line.door:
                    for thing in stage.trade.things[line.kind] if line.kind else [None]:
                        yield line, actor, thing
