"""电池查询 — any code to its whole tree and life, on any day, as known on that day.

    get_battery()     the short answer
    trace()           tree, history, successors, findings

One round trip: the trees under the code's top, the events of the code, of what it stands in and of the vehicle.
More only where a replacement or a finding names the code. ``as_of`` means both: what had happened by the end of that
day, and what was on file by then.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from suyuan.domain import life, subjects
from suyuan.domain.access import Field, Relation, Thing, Viewer
from suyuan.domain.access.sight import Story
from suyuan.domain.facts import EVENT_OF
from suyuan.domain.life import Fact
from suyuan.domain.trace import Battery, Happening, Trace, Tree, kind_of
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.parties.queries import cards_by_id, cards_by_uscc
from suyuan.services.reads.operations import record
from suyuan.storage import batteries as store
from suyuan.storage import events as event_store
from suyuan.storage import findings as finding_store
from suyuan.storage.events import StoredEvent
from suyuan.storage.filings import spelt
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import as_reader, reader

SHANGHAI = timezone(timedelta(hours=8))
_VEHICLE_EVENTS = frozenset({Event.SOLD, Event.SCRAPPED})
_PRODUCED, _RECODED, _SWAPPED, _BATTERY, _VIN, _CODE = (
    *(Event.PRODUCED, Event.RECODED, Event.SWAPPED),
    *(Thing.BATTERY, Field.VIN, Field.CODE),
)  # named once, as in domain.life
_DUTY_OF = {number: duty.id for number, duty in RULEBOOK.by_number.items()}
_ARTICLE_OF = {duty.id: str(duty.cite) for duty in RULEBOOK.duties}
_NAME_OF = {event: event.value for event in Event}


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

    def story(self, viewer: Viewer) -> Story:
        """Give the facts as one reader stands to them."""
        return Story.of(viewer, self.facts, self.cards, self.by_uscc)


@lru_cache(maxsize=64)
def end_of(day: date) -> datetime:
    """Give the last instant of a legal day."""
    return datetime.combine(day, time.max, SHANGHAI).astimezone(UTC)


def get_battery(code: str, viewer: Viewer, *, as_of: date) -> Battery | None:
    """Give the short answer, or None for a code that is unknown or not the viewer's to see."""
    opened = _opened(code, viewer, as_of)
    return _battery(*opened) if opened else None


def _opened(code: str, viewer: Viewer, as_of: date) -> tuple[Dossier, Story] | None:
    """Give the dossier of a code as the viewer stands to it; None where it is unknown or not the viewer's to see."""
    dossier = _dossier(code, as_of, reader(viewer)) if viewer.may("battery.read") else None
    story = dossier.story(viewer) if dossier is not None else None
    if dossier is None or story is None or not story.opens(_BATTERY):
        return None
    record(viewer, "battery.read", kind="battery", name=dossier.code, parties=story.concerned())
    return dossier, story


def trace(code: str, viewer: Viewer, *, as_of: date) -> Trace | None:
    """Give the whole answer, or None for a code that is unknown or not the viewer's to see."""
    opened = _opened(code, viewer, as_of)
    if opened is None:
        return None
    dossier, story = opened
    recoded = [fact for fact in dossier.facts if fact.event is _RECODED and story.reads(fact, _CODE)]
    into = [fact.object for fact in recoded if fact.subject == dossier.code and life.is_end(fact)]
    made_from = [fact.object for fact in recoded if not life.is_end(fact)] or _predecessors(dossier, story)
    return Trace(
        battery=_battery(dossier, story),
        tree=dossier.tree,
        history=tuple(
            story.line(fact, _happening(fact, dossier)) for fact in dossier.facts if not _of_another(fact)
        ),
        successors=tuple(dict.fromkeys(into)),
        predecessors=tuple(dict.fromkeys(made_from)),
        findings=tuple(_findings(dossier.code, viewer)) if dossier.alarmed else (),
    )


def _findings(code: str, viewer: Viewer) -> Iterable[dict[str, Any]]:
    """Give the findings about a code; a party gets those that concern itself."""
    with as_reader(viewer):
        rows = finding_store.of_subject(code)
    for row in rows:
        parties = row.pop("parties")
        relation = Relation.OWN if viewer.party_id in parties else Relation.CHAIN
        if viewer.is_official or viewer.sees(Thing.FINDING, relation):
            yield row


def _predecessors(dossier: Dossier, story: Story) -> list[str]:
    """Give the codes that a product was made from, as its own filing names them, to who reads them there."""
    told = [
        str(fact.body.get("predecessor_codes") or "")
        for fact in dossier.facts
        if fact.event is _PRODUCED and story.reads(fact, _CODE)
    ]
    return [code for text in told for part in text.split(";") if (code := part.strip())]


def _dossier(code: str, as_of: date, asker: list[str]) -> Dossier | None:
    """Collect the stored facts about a code; None where nothing is on file, or nothing for who asks."""
    key = subjects.key(code)
    if key is None:
        return None
    name, known_at = code.strip().upper(), end_of(as_of)
    seen = _look(key, name, known_at, as_of, asker)
    put = life.joined(name, seen.about) if seen.line == [name] else None
    origin = subjects.key(put[0]) if put else None
    if put is None or origin is None:
        return _assembled(name, seen, as_of) if seen.facts or seen.grown else None
    around = _look(origin, put[0], known_at, as_of, asker, through=[key])
    line = [name, *around.line[1:]]
    facts, about = _read(line, known_at, as_of, asker)
    whole = life.grafted(_mended(name, around.tree, about), seen.tree)
    seen = _Seen(whole, line, facts, about, grown=True, alarmed=seen.alarmed)
    return _assembled(name, seen, as_of, since=put[1])


class _Seen(NamedTuple):
    """The tree a code stands in, the code and what it stands in (upwards), their facts, those of their vehicles."""

    tree: Tree
    line: list[str]
    facts: list[Fact]
    about: list[Fact]
    grown: bool  # a tree is on file
    alarmed: bool


def _look(
    key: UUID, name: str, known_at: datetime, until: date, asker: list[str], *, through: Sequence[UUID] = ()
) -> _Seen:
    """Look a code up: one round trip."""
    manifests, events, alarmed = store.find_around(
        key, name, known_at=known_at, until=until, reader=asker, through=through
    )
    tree = life.grow(name, [Tree(manifest) for manifest in manifests])
    line = tree.line(name)
    if not line:
        tree, line = Tree.listed([name]), [name]
    facts, about = _parted(_facts(events), line)
    return _Seen(tree, line, facts, about, bool(manifests), alarmed)


def _parted(known: Sequence[Fact], line: Sequence[str]) -> tuple[list[Fact], list[Fact]]:
    """Give the facts of a code and of what it stands in, and those of the vehicles that they name."""
    facts = [fact for fact in known if fact.subject in line]
    named = {fact.object for fact in facts}.union(line)
    return facts, [fact for fact in known if subjects.is_vehicle(fact.subject) and fact.subject in named]


def _read(
    line: Sequence[str], known_at: datetime, until: date, asker: list[str]
) -> tuple[list[Fact], list[Fact]]:
    """Read the facts of some codes, and those of the vehicles that they name."""
    keys = [key for one in line if (key := subjects.key(one)) is not None]
    events = event_store.find_story(keys, known_at=known_at, until=until, reader=asker, with_objects=True)
    return _parted(_facts(events), line)


def _mended(name: str, tree: Tree, about: Iterable[Fact]) -> Tree:
    """Carry replacements into the tree; a code that one of them took out stands alone now."""
    mended = life.replaced(tree, about)
    return mended if mended is tree or name in mended.codes else Tree.listed([name])


def read_facts(keys: Sequence[UUID], known_at: datetime, until: date, asker: list[str]) -> list[Fact]:
    """Read events as facts, for who asks."""
    return _facts(event_store.find_story(keys, known_at=known_at, until=until, reader=asker)) if keys else []


def _facts(events: Sequence[StoredEvent]) -> list[Fact]:
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


def _assembled(name: str, seen: _Seen, as_of: date, since: date | None = None) -> Dossier:
    """Put the pieces together: the vehicle's own events count while the battery is in it."""
    facts, about, line = seen.facts, seen.about, seen.line
    inside = {fact.object for fact in facts if subjects.is_vehicle(fact.object)}
    spans = {vin: life.intervals([fact for fact in about if fact.subject == vin]) for vin in inside}
    vehicle = [fact for fact in about if _concerns(fact, line)]
    tree = seen.tree if since else _mended(name, seen.tree, about)
    unique = _once(life.lived(life.in_order((*facts, *vehicle)), line, spans, since))
    return Dossier(
        code=name,
        tree=tree,
        line=line if tree is seen.tree and not since else tree.line(name),
        facts=tuple(unique),
        # who stood around the pack before this part came into it sees it there
        cards=cards_by_id({fact.party_id for fact in (*unique, *(facts if since else ()))}),
        by_uscc=cards_by_uscc({fact.counterparty for fact in unique if fact.counterparty}),
        as_of=as_of,
        alarmed=seen.alarmed,
    )


def _concerns(fact: Fact, line: Sequence[str]) -> bool:
    """Tell whether a fact about a vehicle concerns the battery in it: its sale, its end, another battery's turn."""
    if not fact.object:
        return fact.event in _VEHICLE_EVENTS
    other = fact.object not in line and kind_of(fact.object) == kind_of(line[-1])
    return fact.event is _SWAPPED and other


def _of_another(fact: Fact) -> bool:
    """Tell whether a fact is another battery's turn in the vehicle: no line of this one's story."""
    return bool(fact.object) and subjects.is_vehicle(fact.subject)


def _once(facts: Iterable[Fact]) -> list[Fact]:
    """Drop the second end of a fact that is stored from both."""
    seen: set[tuple[object, ...]] = set()
    kept: list[Fact] = []
    for fact in facts:
        mark = (fact.event, frozenset((fact.subject, fact.object)), fact.filing, fact.happened_date)
        if mark not in seen:
            seen.add(mark)
            kept.append(fact)
    return kept


def _battery(dossier: Dossier, story: Story) -> Battery:
    """Give the short answer of a dossier, as far as the reader may know."""
    receivers = {uscc: card.party_id for uscc, card in dossier.by_uscc.items()}
    place = life.position(dossier.facts, receivers)
    holder = place.holder
    card = dossier.cards.get(holder) if isinstance(holder, int) else dossier.by_uscc.get(holder or "")
    if isinstance(holder, int) and card is None:
        card = next((one for one in dossier.by_uscc.values() if one.party_id == holder), None)
    last = card and next((fact for fact in reversed(dossier.facts) if fact.party_id == card.party_id), None)
    who = story.party(card, holder if isinstance(holder, str) else "", last.duty if last else "")
    fitted = next((fact for fact in reversed(dossier.facts) if fact.object == place.vehicle), None)
    knows = place.vehicle in story.vehicles or (fitted is not None and story.reads(fitted, _VIN))
    return Battery(
        code=dossier.code,
        kind=kind_of(dossier.code),
        parts=dossier.tree.size(dossier.code),
        state=place.state,
        holder=who.uscc or None,
        holder_name=who.name or None,
        masked=who.masked,
        holder_role=who.role or None,
        holder_region=who.province or None,
        vehicle=place.vehicle if knows else None,
        parent=dossier.line[1] if len(dossier.line) > 1 else None,
        idcard=dossier.tree.code if dossier.tree.kind == "pack" else None,
        as_of=dossier.as_of,
    )


def _happening(fact: Fact, dossier: Dossier) -> Happening:
    """Give a fact as a line of the life story."""
    card = dossier.cards.get(fact.party_id)
    return Happening(
        event=_NAME_OF[fact.event],
        happened_on=fact.happened_date,
        recorded_at=fact.recorded_at,
        party=card.uscc if card else "",
        party_name=card.name if card else "",
        receipt=fact.filing,
        duty=fact.duty,
        article=_ARTICLE_OF[fact.duty],
        subject=fact.subject,
        vehicle=life.vehicle_of(fact) or None,
        counterparty=fact.counterparty or None,
        body=fact.body,
    )
