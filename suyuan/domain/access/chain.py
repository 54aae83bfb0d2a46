"""链条 — who stands in the chain of a battery or vehicle, and who only says so.

    Said          a tree that a party filed
    insiders()    what is on file about one code or VIN -> the parties that stand in its chain
    own_lines()   the lines that are open to a party whatever anybody bears out

A line on file opens its filer's own leg: what it filed itself, and what names it. More is open to who stands in the
chain, or else whoever invents a line would buy a look at another firm's trade. In the chain stand

    the founders        the maker by whom a code was filed as made, and the vehicle maker who first fitted it; of a
                        vehicle, the maker who certified it. Where neither filed, whoever named it first
    who is named        by a line of somebody in the chain: a receiver, a sender, the repairer of a replacement
    who knows a pair    that somebody in the chain filed too: this battery in that vehicle, this part in that pack

A production filed of a code whose prefix is another maker's founds nothing, and words that contradict another party's
earlier one count for nothing.

Source: Article 30 of the Measures (trade secrets); policy ``chain_mask``.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from suyuan.domain import life
from suyuan.domain.access.viewer import Viewer
from suyuan.domain.life import Fact
from suyuan.domain.trace import Tree
from suyuan.law.measures_2026 import RULEBOOK

MADE, CERTIFIED = "12.1", "24.2.a"


class Said(Struct, frozen=True):
    """A tree as one party filed it; ``filing`` is the receipt."""

    party_id: int
    filing: str
    tree: Tree


class _Words(Struct):
    """What one party says in a story: whom it names, which battery in which vehicle, which codes together."""

    names: set[str]
    pairs: set[frozenset[str]]
    trees: list[frozenset[str]]

    def agree(self, other: "_Words") -> bool:
        """Tell whether two parties know the same pair."""
        if self.pairs & other.pairs:
            return True
        return any(len(mine & theirs) > 1 for mine in self.trees for theirs in other.trees)


def insiders(
    line: Sequence[str],
    facts: Sequence[Fact],
    trees: Sequence[Said] = (),
    usccs: Mapping[int, str] | None = None,
    owner: int | None = None,
) -> frozenset[int]:
    """Give the numbers of the parties that stand in the chain of a code or VIN.

    ``line``: the code and what it stands in, upwards. ``facts``, ``trees``: all that is on file about these and about
    the vehicles that they name. ``usccs``: of the filers. ``owner``: the party that owns the code's maker prefix.
    """
    standing = life.undisputed(facts)
    found = set(_founders(line, standing, owner))
    waiting = {} if found.issuperset(fact.party_id for fact in facts) else _words(line, standing, trees)
    heard = [waiting.pop(one) for one in found if one in waiting]
    while heard and waiting:
        word = heard.pop()
        named = {one for one in waiting if (usccs or {}).get(one, "") in word.names}
        borne_out = named | {one for one, own in waiting.items() if own.agree(word)}
        found |= borne_out
        heard += [waiting.pop(one) for one in borne_out]
    return frozenset(found)


def _founders(line: Sequence[str], facts: Iterable[Fact], owner: int | None) -> set[int]:
    """Give who brought a code or VIN into the world, and the vehicle maker by whom it first came into a vehicle."""
    told = sorted(
        (fact.recorded_at, fact.party_id, fact.duty)
        for fact in facts
        if (fact.subject in line or fact.object in line)
        and (fact.duty != MADE or owner is None or fact.party_id == owner)
    )
    first = (next((who for _, who, duty in told if duty == founding), None) for founding in (MADE, CERTIFIED))
    return {who for who in first if who is not None} or {who for _, who, _ in told[:1]}


def _words(line: Sequence[str], facts: Iterable[Fact], trees: Iterable[Said]) -> dict[int, _Words]:
    """Sort what is said by who says it. In a pair, a part counts as what it stands in: to know either is to know it."""
    found: dict[int, _Words] = {}
    within = dict.fromkeys(line, line[-1])
    for said in trees:
        codes = frozenset(said.tree.codes)
        found.setdefault(said.party_id, _Words(set(), set(), [])).trees.append(codes)
        within.update(dict.fromkeys(codes, line[-1]))
    for fact in facts:
        words = found.setdefault(fact.party_id, _Words(set(), set(), []))
        words.names.update(filter(None, (fact.counterparty,)))
        ends = frozenset(within.get(end, end) for end in (fact.subject, fact.object) if end)
        words.pairs.update([ends] if len(ends) > 1 else [])
    return found


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
