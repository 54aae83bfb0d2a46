"""链条 — who stands in the chain of a battery or vehicle, and who only says so.

    Said          a tree that a party filed
    insiders()    what is on file about one code or VIN -> the parties that stand in its chain
    within_chain()  the same of a part
    own_lines()   the lines that are open to a party in any case

A line on file opens its filer's own leg: what it filed itself, and what names it. More is open to who stands in the
chain, or else whoever invents a line would buy a look at another firm's trade. In the chain stand

    the founders    the maker to whom the prefix of the code belonged when it filed it as made; the vehicle maker who
                    certified the vehicle, or a vehicle with the battery in it, before anybody else had a word on it,
                    and if no other certified one
    who is named    by a line of somebody in the chain: a receiver, a sender, the repairer of a replacement

To know a thing proves nothing: serial numbers run on, and a file may hold a thousand guesses. Nor does having been the
first to name it.

Source: Article 30 of the Measures (trade secrets); policy ``chain_mask``; decision page 0020.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from suyuan.domain import life
from suyuan.domain.access.viewer import Viewer
from suyuan.domain.life import Fact
from suyuan.domain.trace import Tree
from suyuan.law.measures_2026 import RULEBOOK

MADE, CERTIFIED = "12.1", "24.2.a"
Makers = Mapping[int, datetime | None]  # party -> until when a maker prefix was its own; None = it still is
NOBODY: Makers = {}


class Said(Struct, frozen=True):
    """A tree as one party filed it; ``filing`` is the receipt."""

    party_id: int
    filing: str
    tree: Tree


def insiders(
    top: str, facts: Sequence[Fact], usccs: Mapping[int, str], makers: Makers = NOBODY
) -> frozenset[int]:
    """Give the numbers of the parties that stand in the chain of a battery or vehicle.

    ``top``: the VIN, or the code with what it stands in: who put a part into another's pack does not stand in the
    pack's chain. ``facts``: all that is on file about it. ``usccs``: of their filers. ``makers``: the parties to which
    the maker prefix of ``top`` belongs or belonged.
    """
    found = _founders(top, facts, makers)
    named: dict[int, set[str]] = {}
    for fact in life.undisputed(facts, {uscc: party for party, uscc in usccs.items()}):
        named.setdefault(fact.party_id, set()).add(fact.counterparty)
    heard = list(found)
    while heard:
        names = named.get(heard.pop(), set())
        come = {one for one in named if one not in found and usccs.get(one, "-") in names}
        found |= come
        heard += come
    return frozenset(found)


def _founders(top: str, facts: Iterable[Fact], makers: Makers) -> set[int]:
    """Give who brought a battery or vehicle into the world; of two who claim it, nobody.

    A certificate founds nothing where somebody else had a word before it that was not its production.
    """
    told = [fact for fact in facts if top in {fact.subject, fact.object}]
    made = {fact.party_id for fact in told if fact.duty == MADE and _held(fact, makers)}
    certificates = [fact for fact in told if fact.duty == CERTIFIED]
    certified = {fact.party_id for fact in certificates}
    first = min((fact.recorded_at for fact in certificates), default=None)
    before = {
        fact.party_id for fact in told if first is not None and fact.recorded_at < first and fact.duty != MADE
    }
    return made | (certified if len(certified) == 1 and before <= certified else set())


def _held(fact: Fact, makers: Makers) -> bool:
    """Tell whether a fact was filed by a party while the prefix was its own: what it filed founds on after a merger."""
    until_at = makers.get(fact.party_id, fact.recorded_at)
    return until_at is None or fact.recorded_at < until_at


def within_chain(
    line: Sequence[str], found: frozenset[int], facts: Sequence[Fact], trees: Iterable[Said]
) -> frozenset[int]:
    """Give who stands in the chain of a part: that of what it stands in, unless the part is somebody else's.

    It is where others made it, or had a word on it before it was listed where it stands: who lists another's part in
    its own pack must not read the part's story. ``line``: the part and what it stands in, upwards; ``found``: of the
    top; ``trees``: of the top, the earliest first.
    """
    parts = set(line[:-1])
    lists = {said.filing for said in trees if said.tree.line(line[0])}
    listed = min((fact.recorded_at for fact in facts if fact.filing in lists), default=None)
    others = {
        fact.party_id
        for fact in facts
        if not parts.isdisjoint((fact.subject, fact.object))
        and (fact.duty == MADE or listed is None or fact.recorded_at < listed)
    }
    return found if others <= found else frozenset()


def own_lines(viewer: Viewer, facts: Iterable[Fact]) -> list[Fact]:
    """Give the lines that a party filed and those that name it.

    An agent gets those that its mandate is about: filed under its duties, or calling for a filing under one of them.
    """
    return [
        fact
        for fact in facts
        if (fact.party_id == viewer.party_id and viewer.covers(fact.duty))
        or (viewer.uscc and fact.counterparty == viewer.uscc and any(map(viewer.covers, _calls_for(fact))))
    ]


def _calls_for(fact: Fact) -> Iterable[str]:
    """Give the duties that a line opens for whom it names."""
    duty = RULEBOOK.by_id[fact.duty]
    return (called for opened in duty.opens for called in opened.duties) if duty.opens else (fact.duty,)
