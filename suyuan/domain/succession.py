"""承继 — who answers for a party that merged, was split or ended: on which day, for which duties and maker codes.

    Takeover     one successor takes over something of one party from a day on
    Answering    who answers on a day, for which part, through which line of parties
    answering()  a party and a day -> everyone who answers then; the parts never overlap and nothing is lost
    heir()       who stepped into the whole place of a party that is no more
    owner()      who holds a maker prefix on a day
    faults()     why a new set of takeovers cannot be entered

A takeover counts from its day and for what the party still held on that day; what came to a party later than it gave
something away stays with it. What nobody takes over stays with the party itself, even where it has ended: then nobody
answers, and the register says so.

Source: Article 17 of the Measures; Civil Code Article 67 (who takes over in a merger and a split). The day-exact,
undivided reading is the policy ``succession_answers``.

>>> from datetime import date
>>> day = date(2026, 6, 1)
>>> gone = Takeover(party_id=1, successor_id=2, from_date=day)
>>> [each.party_id for each in answering(1, date(2026, 5, 31), [gone], frozenset({"9.1"}))]
[1]
>>> [each.party_id for each in answering(1, day, [gone], frozenset({"9.1"}))]
[2]
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """One successor takes over from a day on. ``duties``, ``prefixes``: None = all that the party still holds.

    ``ends``: with it the party is no more.
    """

    party_id: int
    successor_id: int
    from_date: date
    duties: frozenset[str] | None = None
    prefixes: frozenset[str] | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A party that answers for another: since when (None: it is the party itself) and through which parties."""

    party_id: int
    duties: frozenset[str]
    since: date | None
    line: tuple[int, ...]


def answering(
    party_id: int, on: date, takeovers: Iterable[Takeover], duties: frozenset[str]
) -> tuple[Answering, ...]:
    """Give everyone who answers on a day for a party's duties; each duty stands with exactly one of them."""
    ordered = sorted(takeovers, key=lambda each: (each.from_date, each.successor_id))
    gave: dict[int, list[Takeover]] = {}
    for each in ordered:
        if each.from_date <= on:
            gave.setdefault(each.party_id, []).append(each)
    return tuple(_spread(Answering(party_id=party_id, duties=duties, since=None, line=(party_id,)), gave))


def _spread(held: Answering, gave: dict[int, list[Takeover]]) -> Iterator[Answering]:
    """Follow what one party holds to those who took it over since it came to that party."""
    left = held.duties
    for each in gave.get(held.party_id, ()):
        if held.since is not None and each.from_date < held.since:
            continue  # given away before this came
        share = left if each.duties is None else left & each.duties
        if share:
            left -= share
            to = each.successor_id
            yield from _spread(
                Answering(party_id=to, duties=share, since=each.from_date, line=(*held.line, to)), gave
            )
    if left:
        yield Answering(party_id=held.party_id, duties=left, since=held.since, line=held.line)


def heir(party_id: int, on: date, takeovers: Sequence[Takeover]) -> int | None:
    """Give who stands on a day in the whole place of a party that has ended; None where nobody does.

    Of several who shared what it had, nobody does, unless one was named for everything.
    """
    last = [each for each in takeovers if each.party_id == party_id and each.ends and each.from_date <= on]
    whole = last if len(last) == 1 else [each for each in last if each.duties is None]
    if not whole:
        return None
    successor = whole[0].successor_id
    ended = any(each.party_id == successor and each.ends and each.from_date <= on for each in takeovers)
    return heir(successor, on, takeovers) if ended else successor


def owner(prefix: str, first: int, on: date, takeovers: Iterable[Takeover]) -> int:
    """Give who holds a maker prefix on a day, ``first`` being the party it was assigned to."""
    projected = (
        Takeover(
            party_id=each.party_id,
            successor_id=each.successor_id,
            from_date=each.from_date,
            duties=each.prefixes,
        )
        for each in takeovers
    )
    holders = [each for each in answering(first, on, projected, frozenset({prefix})) if each.duties]
    return holders[0].party_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A merger, split or end as somebody wants it entered.

    ``kind``: merged, split, terminated. ``ends``: the party is no more. ``held_duties`` and ``held_prefixes``: what it
    holds on ``day``. ``since``: the party's own first day here.
    """

    kind: str
    party_id: int
    day: date
    ends: bool
    since: date
    held_duties: frozenset[str]
    held_prefixes: frozenset[str]
    takeovers: tuple[Takeover, ...]


def faults(proposal: Proposal, known: Sequence[Takeover], *, today: date) -> tuple[str, ...]:
    """Give the rules that a proposal breaks; ``known`` are the takeovers on file."""
    heirs = [each.successor_id for each in proposal.takeovers]
    duties = _named(each.duties for each in proposal.takeovers)
    prefixes = _named(each.prefixes for each in proposal.takeovers)
    broken = {
        "succession.day": not proposal.since <= proposal.day <= today,
        "succession.itself": proposal.party_id in heirs or len(set(heirs)) < len(heirs),
        "succession.heirs": (proposal.kind == "merged" and len(heirs) != 1)
        or (proposal.kind == "split" and not heirs),
        "succession.not_held": not (duties <= proposal.held_duties and prefixes <= proposal.held_prefixes),
        "succession.twice": _twice(each.duties for each in proposal.takeovers)
        or _twice(each.prefixes for each in proposal.takeovers),
        "succession.uncovered": proposal.ends and bool(heirs) and not _covers(proposal, duties, prefixes),
        "succession.circle": _circles([*known, *proposal.takeovers], proposal.party_id),
    }
    return tuple(rule for rule, is_broken in broken.items() if is_broken)


def _named(parts: Iterable[frozenset[str] | None]) -> frozenset[str]:
    return frozenset().union(*(part for part in parts if part is not None))


def _twice(parts: Iterable[frozenset[str] | None]) -> bool:
    """Tell whether two shares overlap; who takes all leaves nothing to another."""
    shares = [part for part in parts if part is None or part]
    if None in shares:
        return len(shares) > 1
    ordered = sorted(name for part in shares if part is not None for name in part)
    return any(one == other for one, other in pairwise(ordered))


def _covers(proposal: Proposal, duties: frozenset[str], prefixes: frozenset[str]) -> bool:
    """Tell whether nothing of a party that ends is left without an heir."""
    all_duties = any(each.duties is None for each in proposal.takeovers)
    all_prefixes = any(each.prefixes is None for each in proposal.takeovers)
    return (all_duties or duties == proposal.held_duties) and (
        all_prefixes or prefixes == proposal.held_prefixes
    )


def _circles(takeovers: Iterable[Takeover], start: int) -> bool:
    """Tell whether a line of successors leads back to where it began."""
    heirs: dict[int, set[int]] = {}
    for each in takeovers:
        heirs.setdefault(each.party_id, set()).add(each.successor_id)
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        for heir in heirs.get(waiting.pop(), ()):
            if heir == start:
                return True
            if heir not in seen:
                seen.add(heir)
                waiting.append(heir)
    return False
