"""回收责任 — who is answerable for taking a battery back: on which ground, and through which firms.

    Ground      why: it was sold in a vehicle (Article 15), or loose (Article 14)
    Origin      the firm on which the duty fell when the battery was sold
    origin()    the facts of a battery -> its Origin, None where the register cannot tell
    Standing    a firm on a day, and those that took over from it
    Answer      who answers on a day, or that nobody does
    answer()    Origin, what is known of firms -> Answer

A battery that a certificate names, or that a vehicle maker reports as put in (24.5.b), was sold by that vehicle maker.
Any other was sold loose by whose code it bears. Where a firm has ended and nobody took over, the arrangement that it
filed before its end counts (17.2).

Source: Articles 14, 15 and 17 of the Measures; policy ``takeback_follows``.

>>> answer(Origin(ground=Ground.LOOSE, party_id=1, receipt=""), [Standing(party_id=1, ended=False)], {}).party_id
1
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from suyuan.domain.life import Fact
from suyuan.law.duty import Event

IN_VEHICLES = frozenset({"24.2.a", "24.5.b"})


class Ground(StrEnum):
    """Why a firm is answerable."""

    LOADED = "loaded"  # fitted and sold in a vehicle: Article 15
    LOOSE = "loose"  # sold to others than vehicle makers: Article 14

    @property
    def article(self) -> str:
        """Give the article."""
        return "15" if self is Ground.LOADED else "14"


class Way(StrEnum):
    """How the duty came to who answers."""

    ITSELF = "itself"
    SUCCESSION = "succession"
    ARRANGEMENT = "arrangement"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The firm on which the duty fell, and the filing that says so ("": the code alone)."""

    ground: Ground
    party_id: int
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A firm of the line on the day asked for."""

    party_id: int
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """An arrangement: who takes batteries in, for which scope (17.2), by which filing."""

    uscc: str
    scope: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers: ``party_id`` of a registered firm, or the credit code of an arrangement.

    ``line``: the firms through which the duty came.
    """

    ground: Ground
    way: Way
    party_id: int | None
    uscc: str
    line: tuple[int, ...]
    receipt: str


def origin(facts: Iterable[Fact], *, prefix_owner: int | None) -> Origin | None:
    """Give on whom the duty fell. ``facts``: the undisputed ones of the battery and what it stands in, in order."""
    producer: Fact | None = None
    for fact in facts:
        if fact.event is Event.FITTED and fact.duty in IN_VEHICLES:
            return Origin(ground=Ground.LOADED, party_id=fact.party_id, receipt=fact.filing)
        if fact.event is Event.PRODUCED and producer is None:
            producer = fact
    if producer is not None:
        return Origin(ground=Ground.LOOSE, party_id=producer.party_id, receipt=producer.filing)
    if prefix_owner is None:
        return None
    return Origin(ground=Ground.LOOSE, party_id=prefix_owner, receipt="")


def answer(found: Origin, line: Sequence[Standing], arranged: Mapping[int, Sequence[Arranged]]) -> Answer:
    """Give who answers. ``line``: the firm and those that took the duty over, in order; the last one bears it."""
    ids = tuple(one.party_id for one in line)
    last = line[-1]
    if not last.ended:
        way = Way.ITSELF if len(line) == 1 else Way.SUCCESSION
        return Answer(
            ground=found.ground, way=way, party_id=last.party_id, uscc="", line=ids, receipt=found.receipt
        )
    scopes = {"all", "vehicles" if found.ground is Ground.LOADED else "loose"}
    mine = [one for one in arranged.get(last.party_id, ()) if one.scope in scopes]
    narrow = sorted(mine, key=lambda one: one.scope == "all")  # the one that names its scope first
    if narrow:
        one = narrow[0]
        return Answer(
            ground=found.ground,
            way=Way.ARRANGEMENT,
            party_id=None,
            uscc=one.uscc,
            line=ids,
            receipt=one.receipt,
        )
    return Answer(
        ground=found.ground, way=Way.NOBODY, party_id=None, uscc="", line=ids, receipt=found.receipt
    )
