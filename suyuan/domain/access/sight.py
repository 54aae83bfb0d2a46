"""视线 — from facts to what a reader may see of them: the relation of every line, and the lines masked.

    Card          what must be known of a party to mask it
    Story         the standing facts of one battery or vehicle, and the parties in them
    Story.opens   may the reader see the thing at all?
    Story.line    one line of its history, masked
    Story.party   who somebody in it is, masked

A neighbour is a party that this battery came from or went to: it names the reader in a hand-over, or its work on the
battery comes right before or after the reader's with no hand-over between (made and fitted, fitted and taken out).
A line of who does not stand in the ``chain`` does not come between two others. What another party's earlier word
contradicts makes nobody a neighbour: a false line must not open another firm's trade.

Source: Articles 27-30 of the Measures; the tables are ``fields``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from suyuan.domain import subjects
from suyuan.domain.access.fields import COLUMNS, Field, Relation, Thing, reads
from suyuan.domain.access.viewer import Viewer
from suyuan.domain.life import Fact
from suyuan.domain.trace import Happening
from suyuan.law.duty import Event, Role
from suyuan.law.measures_2026 import RULEBOOK

_HANDS_ON = frozenset({Event.PRODUCED, Event.FITTED, Event.REMOVED, Event.SWAPPED, Event.SCRAPPED})
# Named once: to name a member through its class takes Python 3.11 a quarter of a microsecond.
_OWN, _HANDOVER, _NEIGHBOUR, _CHAIN = Relation.OWN, Relation.HANDOVER, Relation.NEIGHBOUR, Relation.CHAIN
_TERRITORY, _OUTSIDE, _FOREIGN = Relation.TERRITORY, Relation.OUTSIDE, Relation.FOREIGN
_PARTY, _VIN = Field.PARTY, Field.VIN
_UNMASKED = frozenset({_OWN, _TERRITORY})
_PROVINCE = 2  # leading digits of a division code


class Card(Protocol):
    """What must be known of a party to tell how a reader stands to it."""

    @property
    def party_id(self) -> int: ...  # noqa: D102 - a value
    @property
    def uscc(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def region_code(self) -> str: ...  # noqa: D102
    @property
    def roles(self) -> frozenset[Role]: ...  # noqa: D102


class Shown(NamedTuple):
    """Who a party is as far as the reader may know: name and code, or only its role and province."""

    uscc: str
    name: str
    masked: bool
    role: str
    province: str


NOT_KNOWN = Shown("", "", masked=False, role="", province="")


class Story(Struct, frozen=True):
    """What is on file about one battery or vehicle, as one reader stands to it.

    ``facts`` in the order of happening; ``cards`` of their filers by number, and of who stood around the part's pack
    before; ``named`` of the parties that they name, by USCC.
    """

    viewer: Viewer
    facts: Sequence[Fact]
    cards: Mapping[int, Card]
    named: Mapping[str, Card]
    standing: Sequence[Fact]
    neighbours: frozenset[int]
    vehicles: frozenset[str]  # that the reader's own lines name
    is_whole: bool  # the reader may be told more than its own leg

    @classmethod
    def of(
        cls,
        viewer: Viewer,
        facts: Sequence[Fact],
        standing: Sequence[Fact],
        *,
        cards: Mapping[int, Card],
        named: Mapping[str, Card],
        insiders: frozenset[int],
    ) -> "Story":
        """Read the facts once for a reader.

        ``standing``: those that no earlier word contradicts. ``insiders``: of the chain, as ``access.chain`` has them.
        """
        own = [fact for fact in standing if viewer.party_id is not None and fact.party_id == viewer.party_id]
        borne_out = [fact for fact in standing if fact.party_id in insiders]
        vehicles = {end for fact in own for end in (fact.subject, fact.object) if subjects.is_vehicle(end)}
        near = {*_neighbours(viewer, standing), *_neighbours(viewer, borne_out)}
        whole = viewer.kind != "member" or (viewer.party_id in insiders and not viewer.is_bounded)
        return cls(viewer, facts, cards, named, standing, frozenset(near), frozenset(vehicles), whole)

    def opens(self, thing: Thing) -> bool:
        """Tell whether the reader may see the thing at all."""
        viewer = self.viewer
        if viewer.sees_everything:
            return viewer.sees(thing, _TERRITORY)
        return any(viewer.sees(thing, relation) for relation in self._relations())

    def _relations(self) -> Iterable[Relation]:
        """Give how the reader stands to what is in the story."""
        for fact in self.standing if self.viewer.is_official else self.facts:
            yield self.relation(fact)
            if self.viewer.is_official:
                yield self._to_named(fact)
        # who filed about the pack before this part came into it saw it come
        filers = {fact.party_id for fact in self.facts}
        for number, card in self.cards.items():
            if number not in filers and (relation := self._to_party(card)) in _UNMASKED:
                yield relation

    def relation(self, fact: Fact) -> Relation:
        """Tell how the reader stands to a line."""
        viewer = self.viewer
        card = self.cards.get(fact.party_id)
        if viewer.is_official:
            duty = RULEBOOK.by_id[fact.duty]
            covered = card is not None and viewer.oversees(card.region_code, card.roles, duty)
            return _TERRITORY if covered or viewer.sees_everything else _OUTSIDE
        if viewer.party_id is None:
            return _FOREIGN
        if fact.party_id == viewer.party_id:
            return _OWN
        if fact.counterparty and fact.counterparty == viewer.uscc and fact in self.standing:
            return _HANDOVER
        return _NEIGHBOUR if fact.party_id in self.neighbours else _CHAIN

    def reads(self, fact: Fact, field: Field) -> bool:
        """Tell whether the reader reads a field of a line."""
        return reads(self.viewer.readers, field, self.relation(fact))

    def party(self, card: Card | None, uscc: str = "", duty: str = "") -> Shown:
        """Give who somebody in the story is, as far as the reader may know; a USCC stands for an unregistered one."""
        if card is None and not uscc:
            return NOT_KNOWN
        if card is None:
            open_ = self.viewer.is_official or any(
                fact.counterparty == uscc and self.reads(fact, Field.COUNTERPARTY) for fact in self.standing
            )
            return Shown(uscc, "", masked=False, role="", province="") if open_ else _hidden(None, duty)
        relation = self._to_party(card)
        if reads(self.viewer.readers, _PARTY, relation):
            return Shown(card.uscc, card.name, masked=False, role="", province="")
        return _hidden(card, duty)

    def line(self, fact: Fact, shown: Happening) -> Happening:
        """Give a line of the history as far as the reader may read it."""
        relation = self.relation(fact)
        if relation in _UNMASKED:
            return shown
        readers = self.viewer.readers
        who = Shown(shown.party, shown.party_name, masked=False, role="", province="")
        if not reads(readers, _PARTY, relation):
            who = _hidden(self.cards.get(fact.party_id), fact.duty)
        keeps_vin = reads(readers, _VIN, relation)
        vehicle = shown.vehicle if keeps_vin or shown.vehicle in self.vehicles else None
        subject = shown.subject
        if subjects.is_vehicle(subject):
            subject = subject if keeps_vin or subject in self.vehicles else ""
        names_reader = fact.counterparty == self.viewer.uscc and bool(self.viewer.uscc)
        body = {
            name: value
            for name, value in shown.body.items()
            if reads(readers, COLUMNS.get(name, Field.PRICE), relation)
        }
        return replace(
            shown,
            party=who.uscc,
            party_name=who.name,
            masked=who.masked,
            party_role=who.role or None,
            party_region=who.province or None,
            receipt=shown.receipt if reads(readers, Field.RECEIPT, relation) else "",
            counterparty=shown.counterparty
            if names_reader or reads(readers, Field.COUNTERPARTY, relation)
            else None,
            vehicle=vehicle,
            subject=subject,
            body=body,
        )

    def _to_party(self, card: Card) -> Relation:
        """Tell how the reader stands to a party in the story, whichever of its lines."""
        viewer = self.viewer
        if viewer.is_official:
            covered = viewer.sees_everything or viewer.oversees(card.region_code, card.roles)
            return _TERRITORY if covered else _OUTSIDE
        if card.party_id == viewer.party_id:
            return _OWN
        return _NEIGHBOUR if card.party_id in self.neighbours else _CHAIN

    def _to_named(self, fact: Fact) -> Relation:
        """Tell how an official stands to the party that a line names."""
        card = self.named.get(fact.counterparty)
        return self._to_party(card) if card is not None else _FOREIGN

    def concerned(self) -> frozenset[int]:
        """Give the numbers of the parties whose records the story shows."""
        return frozenset(self.cards)


def _hidden(card: Card | None, duty: str) -> Shown:
    """Give what is left of a party that may not be named: the role in which it acted, and its province."""
    if card is None:
        return Shown("", "", masked=True, role="", province="")
    found = RULEBOOK.get(duty)
    borne = card.roles & found.who if found else card.roles
    role = min(borne or card.roles, default="")
    return Shown("", "", masked=True, role=role, province=card.region_code[:_PROVINCE].ljust(6, "0"))


def _neighbours(viewer: Viewer, standing: Iterable[Fact]) -> Iterable[int]:
    """Give the numbers of the parties that the battery came from to the reader's party, or went to from it.

    Whom the reader's own line names is one when its answer names the reader: a guess must not unmask anybody.
    """
    if viewer.party_id is None:
        return
    before: Fact | None = None
    for fact in standing:
        own = fact.party_id == viewer.party_id
        if not own and fact.counterparty and fact.counterparty == viewer.uscc:
            yield fact.party_id
        if fact.event not in _HANDS_ON and not fact.counterparty:
            continue
        if before is not None and before.party_id != fact.party_id and _hands_over(before, fact):
            if own:
                yield before.party_id
            elif before.party_id == viewer.party_id:
                yield fact.party_id
        before = fact


def _hands_over(earlier: Fact, later: Fact) -> bool:
    """Tell whether two lines in a row join two parties' work with no paper of a hand-over between."""
    return not earlier.counterparty and not later.counterparty
