"""沉默与试号 — what only numbers show: replacements that should have been reported, and serial numbers that walk.

    Fleet       a vehicle maker: vehicle-days on the road, replacements reported
    silent()    makers whose fleets are repaired far less than everybody else's
    Walked      codes that one party was the first to name
    probing()   neighbouring serial numbers, named one after another by who makes none
    walking()   neighbouring serial numbers, looked up in vain one after another

Both are statistical: a finding says how unlikely the numbers are, and nothing else.

Source: Article 24(5); findings of the outer contract.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import exp

from msgspec import Struct

from suyuan.domain.custody.evidence import MAKERS, Register
from suyuan.domain.custody.found import Found, Kind, Piece
from suyuan.law.duty import SubjectKind

FAR_BELOW = 0.5  # of what the others' rate lets expect: less is far below, whatever the size of the fleet
UNLIKELY = 0.03  # of so few by chance alone; for fleets of thousands the share above is the stricter one
FEWEST = 3  # expected reports below which nothing can be said
RUN = 5  # neighbouring serial numbers in a row
SERIAL = 7  # characters at the end of a code that count
STEP = 2  # by how much neighbours may differ
SPAN_DAYS = 60
LOOKS_DAYS = 30  # for which what was looked up in vain is remembered
WATCHED_DAYS = 400  # for which what a party named first is looked through


class Fleet(Struct, frozen=True, kw_only=True):
    """What a vehicle maker has on the road, and the replacements reported of it; by USCC."""

    uscc: str
    vehicle_days: int
    reported: int
    receipt: str = ""


def silent(fleets: Sequence[Fleet], register: Register) -> Iterator[Found]:
    """Give the makers whose fleets show far fewer replacements than those of all others together."""
    for one in fleets:
        others = [other for other in fleets if other.uscc != one.uscc]
        days = sum(other.vehicle_days for other in others)
        if not days:
            continue
        expected = sum(other.reported for other in others) / days * one.vehicle_days
        chance = at_most(one.reported, expected)
        if expected >= FEWEST and one.reported < expected * FAR_BELOW and chance < UNLIKELY:
            says = f"{one.reported} < {expected:.1f} (p = {chance:.1e})"
            yield Found(
                kind=Kind.SILENT_REPAIRER,
                subject_kind=SubjectKind.PARTY,
                subject=one.uscc,
                cause="replacements",
                parties=(one.uscc,),
                evidence=(Piece(one.uscc, one.receipt, says, "", register.today.isoformat()),),
            )


def at_most(count: int, expected: float) -> float:
    """Give the chance of so few events or fewer where so many are expected (Poisson).

    >>> round(at_most(0, 3.0), 3)
    0.05
    """
    term = total = exp(-expected)
    for number in range(1, count + 1):
        term *= expected / number
        total += term
    return total


class Walked(Struct, frozen=True, kw_only=True):
    """A code that a party was the first and only one to name."""

    code: str
    day: date
    receipt: str


def probing(uscc: str, named: Iterable[Walked], register: Register) -> Iterator[Found]:
    """Give the runs of neighbouring serial numbers that a party named; makers number their own in a row."""
    if register.roles(uscc) & MAKERS:
        return
    found = [run for run in _runs(named) if len(run) >= RUN]
    if not found:
        return
    codes = [one for run in found for one in run]
    yield Found(
        kind=Kind.SERIAL_PROBE,
        subject_kind=SubjectKind.PARTY,
        subject=uscc,
        cause="serials",
        parties=(uscc,),
        evidence=tuple(Piece(uscc, one.receipt, one.code, "", one.day.isoformat()) for one in codes),
    )


LOOKED_UP = "looked up"  # begins the cause of a finding about look-ups; none has a filing behind it


def walking(uscc: str, missed: Iterable[tuple[str, date]], register: Register) -> Iterator[Found]:
    """Give the codes of one product and day that a party looked up in vain, serial after serial; (code, day)."""
    stems: dict[str, list[tuple[str, date]]] = {}
    for code, day in missed:
        stems.setdefault(code[:-SERIAL], []).append((code, day))
    for stem, codes in sorted(stems.items()):
        if len(codes) < register.calendar.policies.probe_lookups:
            continue
        first, last = min(codes)[0], max(codes)[0]
        latest = max(day for _, day in codes)
        yield Found(
            kind=Kind.SERIAL_PROBE,
            subject_kind=SubjectKind.PARTY,
            subject=uscc,
            cause=f"{LOOKED_UP} {stem}",
            parties=(uscc,),
            evidence=(Piece(uscc, "", f"{len(codes)}: {first} – {last}", "", latest.isoformat()),),
        )


def _runs(named: Iterable[Walked]) -> Iterator[list[Walked]]:
    """Give the runs of codes that differ in their serial alone, by little, within a short time."""
    run: list[Walked] = []
    for one in sorted(named, key=lambda one: one.code):
        if run and not _follows(run[-1], one):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _follows(before: Walked, one: Walked) -> bool:
    """Tell whether a code is the neighbour of another."""
    if before.code[:-SERIAL] != one.code[:-SERIAL] or abs((one.day - before.day).days) > SPAN_DAYS:
        return False
    first, second = before.code[-SERIAL:], one.code[-SERIAL:]
    return first.isdigit() and second.isdigit() and 0 < int(second) - int(first) <= STEP
