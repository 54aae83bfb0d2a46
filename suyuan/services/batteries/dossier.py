"""电池卷宗 — all that is on file about one code, put together as it stood at the end of a day.

    Dossier     its tree, its facts in order, the parties in them; as one reader stands to them, and what is its own
    dossier()   code, day -> Dossier;  dossier_of(): of what was looked up already

One round trip: the trees under the code's top, the events of the code, of what it stands in and of the vehicle.
More only where a replacement names the code. A day means both: what had happened by its end, and what was on file by
then.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from suyuan.domain import life, subjects
from suyuan.domain.access import Viewer
from suyuan.domain.access.chain import Said, insiders, own_lines, within_chain
from suyuan.domain.access.sight import Story
from suyuan.domain.facts import EVENT_OF
from suyuan.domain.life import Fact
from suyuan.domain.lived import passed
from suyuan.domain.trace import Tree
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.parties.queries import cards_by_id, cards_by_uscc, makers
from suyuan.storage import batteries as store
from suyuan.storage import events as event_store
from suyuan.storage.events import StoredEvent
from suyuan.storage.filings import spelt
from suyuan.storage.parties import PartyCard

SHANGHAI = timezone(timedelta(hours=8))
PREFIX = 3  # characters of a code that name its maker
_DUTY_OF = {number: duty.id for number, duty in RULEBOOK.by_number.items()}


class _Seen(NamedTuple):
    """What is on file round a code, as read in one look."""

    tree: Tree  # the one in which the code stands
    line: list[str]  # the code and what it stands in, upwards
    said: list[Said]
    known: list[Fact]  # about the line, the tree's modules and the vehicles that these name
    facts: list[Fact]  # those of the line
    about: list[Fact]  # those of the vehicles that the line's facts name
    alarmed: bool

    @property
    def insiders(self) -> frozenset[int]:
        """Give the parties that stand in the chain of the code."""
        filers = {fact.party_id for fact in self.known}.union([said.party_id for said in self.said])
        if len(filers) == 1:  # there is nothing to see but its own
            return frozenset(filers)
        usccs = {number: card.uscc for number, card in cards_by_id(filers).items()}
        top = self.line[-1]
        found = insiders(top, self.facts, usccs, makers(top[:PREFIX]))
        return within_chain(self.line, found, self.facts, self.said)

    def insiders_of(self, vin: str) -> frozenset[int]:
        """Give the parties that stand in the chain of a vehicle that the code was in."""
        told = [fact for fact in self.known if vin in {fact.subject, fact.object}]
        cards = cards_by_id({fact.party_id for fact in told})
        return insiders(vin, told, {number: card.uscc for number, card in cards.items()})


def _parted(known: Sequence[Fact], line: Sequence[str]) -> tuple[list[Fact], list[Fact]]:
    """Give the facts of a code and of what it stands in, and those of the vehicles that they name."""
    facts = [fact for fact in known if fact.subject in line]
    named = {fact.object for fact in facts}.union(line)
    return facts, [fact for fact in known if subjects.is_vehicle(fact.subject) and fact.subject in named]


class _Put(NamedTuple):
    """A part that was put into a pack by a replacement: that fact, and the pack's story."""

    by: Fact
    around: _Seen


class Dossier(Struct, frozen=True, kw_only=True):
    """All stored facts about one code: its tree on the day, its facts in order, the parties they name."""

    code: str
    tree: Tree
    line: list[str]  # the code and what it stands in, upwards
    facts: tuple[Fact, ...]
    cards: dict[int, PartyCard]
    by_uscc: dict[str, PartyCard]
    as_of: date
    alarmed: bool  # findings may name the code
    standing: tuple[Fact, ...]  # those of the facts on which the answer rests
    seen: _Seen
    put: _Put | None

    def insiders(self) -> frozenset[int]:
        """Give the parties that stand in the chain.

        A part that was put into a pack has the pack's chain, where nobody else has a word on it: who says that
        another's part is in its pack must not read the part's story.
        """
        if self.put is None:
            return self.seen.insiders
        around = self.put.around.insiders
        filers = {fact.party_id for fact in self.seen.facts}
        return around if filers <= around | {self.put.by.party_id} else frozenset()

    def story(self, viewer: Viewer) -> Story:
        """Give the facts as one reader stands to them."""
        return Story.of(
            viewer,
            self.facts,
            self.standing,
            cards=self.cards,
            named=self.by_uscc,
            insiders=self.insiders(),
        )

    def told_to(self, viewer: Viewer) -> "Dossier":
        """Leave out what happened to a vehicle and names no code of the line, but for who stands in its chain.

        Or else a line about a vehicle would tell which battery is in it, and a battery claimed to be in it what
        became of the vehicle.
        """
        aside = {
            fact.subject
            for fact in self.facts
            if subjects.is_vehicle(fact.subject) and fact.object not in self.line
        }
        closed = {vin for vin in aside if viewer.party_id not in self.seen.insiders_of(vin)}
        if not closed:
            return self
        facts = tuple(fact for fact in self.facts if fact.subject not in closed or fact.object in self.line)
        return replace(self, facts=facts, standing=tuple(one for one in self.standing if one in facts))

    def leg(self, story: Story) -> "Dossier":
        """Give what of it is a reader's own: its lines and those that name it, the trees that it filed."""
        viewer, facts = story.viewer, own_lines(story.viewer, self.facts)
        filed = {fact.filing for fact in facts}
        said = [one for one in self.seen.said if one.party_id == viewer.party_id and one.filing in filed]
        tree = _mended(self.code, life.grow(self.code, [one.tree for one in said]), facts)
        line = tree.line(self.code) or [self.code]
        return replace(
            self,
            tree=tree,
            line=line,
            facts=tuple(facts),
            standing=tuple(own_lines(viewer, self.standing)),
            cards={one.party_id: self.cards[one.party_id] for one in facts},
            alarmed=self.alarmed and viewer.agent_id is None,
        )


@lru_cache(maxsize=64)
def end_of(day: date) -> datetime:
    """Give the last instant of a legal day."""
    return datetime.combine(day, time.max, SHANGHAI).astimezone(UTC)


def dossier(code: str, as_of: date, asker: list[str]) -> Dossier | None:
    """Collect the stored facts about a code; None where nothing is on file, or nothing for who asks."""
    key = subjects.key(code)
    if key is None:
        return None
    name = code.strip().upper()
    return _collected(key, name, _look(key, name, end_of(as_of), as_of, asker), as_of, asker)


def dossier_of(key: UUID, name: str, looked: store.Around, as_of: date, asker: list[str]) -> Dossier | None:
    """Do the same with what is on file round the code, where it has been looked up already."""
    return _collected(key, name, _seen(name, looked), as_of, asker)


def _collected(key: UUID, name: str, seen: _Seen, as_of: date, asker: list[str]) -> Dossier | None:
    """Follow a part that took another's place to the pack around it."""
    known_at = end_of(as_of)
    joined = life.joined(name, seen.about) if seen.line == [name] else None
    origin = subjects.key(joined[0]) if joined else None
    if joined is None or origin is None:
        return _assembled(name, seen, as_of) if seen.known or seen.said else None
    place, by = joined
    around = _look(origin, place, known_at, as_of, asker, through=[key])
    line = [name, *around.line[1:]]
    known = _read(line, known_at, as_of, asker)
    facts, about = _parted(known, line)
    tree = life.grafted(_mended(name, around.tree, about), seen.tree)
    whole = seen._replace(tree=tree, line=line, known=known, facts=facts, about=about)
    return _assembled(name, whole, as_of, put=_Put(by, around), own=seen)


def _look(
    key: UUID, name: str, known_at: datetime, until: date, asker: list[str], *, through: Sequence[UUID] = ()
) -> _Seen:
    """Look a code up: one round trip."""
    return _seen(
        name, store.find_around(key, name, known_at=known_at, until=until, reader=asker, through=through)
    )


def _seen(name: str, looked: store.Around) -> _Seen:
    """Read what is on file round a code."""
    trees, events, alarmed = looked
    known = facts_of(events)
    said = [Said(one.party_id, _receipt(one.filing), Tree(one.manifest)) for one in trees]
    tree = life.grow(name, [one.tree for one in said])
    line = tree.line(name)
    if not line:
        tree, line = Tree.listed([name]), [name]
    return _Seen(tree, line, said, known, *_parted(known, line), alarmed)


def _read(line: Sequence[str], known_at: datetime, until: date, asker: list[str]) -> list[Fact]:
    """Read the facts of some codes, and those of the vehicles that they name."""
    keys = [key for one in line if (key := subjects.key(one)) is not None]
    return facts_of(
        event_store.find_story(keys, known_at=known_at, until=until, reader=asker, with_objects=True)
    )


def _mended(name: str, tree: Tree, about: Iterable[Fact]) -> Tree:
    """Carry replacements into the tree; a code that one of them took out stands alone now."""
    mended = life.replaced(tree, about)
    return mended if mended is tree or name in mended.codes else Tree.listed([name])


def read_facts(keys: Sequence[UUID], known_at: datetime, until: date, asker: list[str]) -> list[Fact]:
    """Read events as facts, for who asks."""
    return (
        facts_of(event_store.find_story(keys, known_at=known_at, until=until, reader=asker)) if keys else []
    )


def facts_of(events: Sequence[StoredEvent]) -> list[Fact]:
    """Give stored events as facts."""
    read = subjects.read
    return [
        Fact(
            event=EVENT_OF[kind],
            subject=read(subject),
            object=read(other),
            party_id=party_id,
            duty=_DUTY_OF[duty],
            filing=_receipt(filing),
            happened_date=happened_date,
            recorded_at=recorded_at,
            counterparty=counterparty or "",
            body=msgspec.json.decode(body) if body else {},
        )
        for subject, filing, _, kind, other, party_id, duty, happened_date, recorded_at, counterparty, body in events
    ]


@lru_cache(maxsize=4096)
def _receipt(filing: bytes) -> str:
    """Give the receipt of a stored key; those of large filings come up again and again."""
    return spelt(subjects.read(filing))


def _assembled(
    name: str, seen: _Seen, as_of: date, put: _Put | None = None, own: _Seen | None = None
) -> Dossier:
    """Put the pieces together: the vehicle's own events count while the battery is in it."""
    facts, about, line = seen.facts, seen.about, seen.line
    tree = seen.tree if put else _mended(name, seen.tree, about)
    since = put.by.happened_date if put else None
    unique = passed(line, facts, about, since)
    named = cards_by_uscc({fact.counterparty for fact in unique if fact.counterparty})
    return Dossier(
        code=name,
        tree=tree,
        line=line if tree is seen.tree and not put else tree.line(name),
        facts=tuple(unique),
        # who stood around the pack before this part came into it sees it there
        cards=cards_by_id({fact.party_id for fact in (*unique, *(facts if put else ()))}),
        by_uscc=named,
        as_of=as_of,
        alarmed=seen.alarmed,
        standing=tuple(life.undisputed(unique, {uscc: card.party_id for uscc, card in named.items()})),
        seen=own or seen,
        put=put,
    )
