"""评分 — what was found held against what was planted: recall by kind, and false alarms among honest events.

    Score     of one world: planted, found and missed by kind, false alarms, events
    score()   the lines of a world file, its answer key, the findings -> Score

A finding is a hit where the key expects its kind on its subject. It *follows* from a planted fault, and is no false
alarm, where

    its subject is one that a fault was planted on (a lost battery's trail is cold as well, its clock is late)
    it is one of ``FOLLOWING`` and its subject was listed under a transfer number of such a subject: whoever leaves one
    code out of a load, or puts another in, has spoilt the list of that load and the clocks of both codes

Everything else is a false alarm: honest events must not raise any. Faults of paper that are refused at the door
(``expected`` = refused) raise no finding and are not counted here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

STATISTICAL = frozenset({"silent_repairer", "silent_swap_operator", "serial_probe", "serial_rhythm"})
FOLLOWING = frozenset({"late", "no_inbound", "no_outbound", "trail_cold", "code_set_mismatch"})
Pair = tuple[str, str]


@dataclass
class Score:
    """What came of one world, or of several together."""

    planted: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    missed: list[Pair] = field(default_factory=list)
    false: list[Pair] = field(default_factory=list)
    events: int = 0

    def add(self, other: "Score") -> None:
        """Add another world."""
        self.planted += other.planted
        self.hit += other.hit
        self.missed += other.missed
        self.false += other.false
        self.events += other.events

    def recall(self, *, statistical: bool) -> float:
        """Give the share of planted faults that were found; 1.0 where none was planted."""
        kinds = [kind for kind in self.planted if (kind in STATISTICAL) is statistical]
        planted = sum(self.planted[kind] for kind in kinds)
        return sum(self.hit[kind] for kind in kinds) / planted if planted else 1.0

    @property
    def false_per_10k(self) -> float:
        """Give the false alarms for ten thousand events."""
        return len(self.false) * 10_000 / self.events if self.events else 0.0


def score(
    lines: Iterable[Mapping[str, Any]],
    answers: Iterable[Mapping[str, Any]],
    found: Iterable[Mapping[str, Any]],
) -> Score:
    """Hold findings against the answer key of a world."""
    key = [answer for answer in answers if answer["expected"] != "refused"]
    expected = {(answer["expected"], answer["subject"]["id"]) for answer in key}
    got = {(one["kind"], one["subject"]["id"]) for one in found}
    result = Score()
    loads = _loads(lines, result)
    spoilt = {subject for _, subject in expected}
    touched = {code for codes in loads.values() if codes & spoilt for code in codes}
    for kind, subject in sorted(expected):
        result.planted[kind] += 1
        result.hit[kind] += (kind, subject) in got
        if (kind, subject) not in got:
            result.missed.append((kind, subject))
    result.false = sorted(
        (kind, subject)
        for kind, subject in got - expected
        if subject not in spoilt and not (kind in FOLLOWING and subject in touched)
    )
    return result


def _loads(lines: Iterable[Mapping[str, Any]], result: Score) -> dict[str, set[str]]:
    """Give the codes listed under each transfer number, with the number itself; count the events on the way."""
    loads: dict[str, set[str]] = {}
    for line in lines:
        for row in line.get("rows", ()):
            result.events += 1
            if number := row.get("transfer_no"):
                loads.setdefault(number, {number}).add(row.get("code", ""))
    return loads
