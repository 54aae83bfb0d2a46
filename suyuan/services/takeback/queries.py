"""回收责任查询 — who is answerable for taking a battery back, as of any day.

    get_bearer()   a code, a day -> who answers, for who stands in the battery's chain or watches it

Source: Articles 14, 15 and 17 of the Measures; policy ``takeback_follows``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from suyuan.domain import subjects, takeback
from suyuan.domain.access import Viewer
from suyuan.domain.life import Fact
from suyuan.domain.takeback import Answer, Arranged, Ground, Origin, Standing
from suyuan.law.duty import Event
from suyuan.services.batteries.dossier import dossier
from suyuan.services.batteries.queries import opened
from suyuan.services.parties import succession
from suyuan.services.parties.queries import cards_by_id, cards_by_uscc, makers
from suyuan.storage import takeback as store
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import reader

PREFIX = 3
_TAKEN = frozenset({Event.REMOVED, Event.SCRAPPED})  # a shop or a yard had the vehicle, and the battery
LATEST = datetime.max.replace(tzinfo=UTC)  # who holds a prefix now came last


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who is answerable. ``card`` None: nobody, or a firm that is not registered; ``line``: through which it came."""

    answer: Answer
    card: PartyCard | None
    line: tuple[PartyCard, ...]


def get_bearer(code: str, viewer: Viewer, *, as_of: date, noted: bool = True) -> Bearer | None:
    """Give who is answerable; None where the register cannot tell, or the code is not the viewer's to see.

    Told are: who stands in the chain; who named, with the battery, the very vehicle in which it was sold, for that shop
    or yard had it in its hands; of a battery that was sold loose whoever sees it, for its code names its maker anyway.
    Without it, no shop and no yard could hold a maker to Articles 14 and 15. An agent files, and is not told.
    """
    if viewer.agent_id is not None or opened(code, viewer, as_of, noted=noted) is None:
        return None
    whole = dossier(code, as_of, reader(viewer))
    if whole is None:
        return None
    first = takeback.origin(whole.standing, prefix_owner=_first_owner(whole.line[-1][:PREFIX]))
    if first is None:
        return None
    told = viewer.is_official or whole.story(viewer).is_whole or first.ground is Ground.LOOSE
    return bearer_of(first, on=as_of) if told or _had_it(whole.facts, first, viewer.party_id) else None


def _had_it(facts: Iterable[Fact], first: Origin, party_id: int | None) -> bool:
    """Tell whether a party named the vehicle in which the battery was sold together with the battery."""
    told = list(facts)
    sold_in = {vin for fact in told if fact.filing == first.receipt for vin in _vehicles(fact)}
    return any(
        fact.party_id == party_id and fact.event in _TAKEN and sold_in & _vehicles(fact) for fact in told
    )


def _vehicles(fact: Fact) -> set[str]:
    return {name for name in (fact.subject, fact.object) if name and subjects.is_vehicle(name)}


def _first_owner(prefix: str) -> int | None:
    """Give to whom a maker prefix was first assigned."""
    held = makers(prefix)
    return min(held, key=lambda party: held[party] or LATEST) if held else None


def bearer_of(first: Origin, *, on: date) -> Bearer:
    """Follow a duty from who bore it first to who bears it on a day."""
    line = succession.takes_back(first.party_id, on)
    over = store.ended(line, on)
    standings = [Standing(party_id=one, ended=one in over) for one in line]
    arranged: dict[int, list[Arranged]] = {}
    for party, uscc, scope, receipt in store.arrangements(over, on):
        arranged.setdefault(party, []).append(Arranged(uscc=uscc, scope=scope, receipt=receipt))
    answer = takeback.answer(first, standings, arranged)
    cards = cards_by_id(line)
    if answer.uscc:
        card = cards_by_uscc([answer.uscc]).get(answer.uscc)
    else:
        card = cards.get(answer.party_id) if answer.party_id is not None else None
    return Bearer(answer=answer, card=card, line=tuple(cards[one] for one in line if one in cards))
