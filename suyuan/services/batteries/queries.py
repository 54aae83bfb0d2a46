"""电池查询 — any code to its whole tree and life, on any day, as known on that day.

    get_battery()     the short answer
    trace()           tree, history, successors, findings
    find_batteries()  the party's own, the latest first

One round trip: the trees under the code's top, the events of the code, of what it stands in and of the vehicle.
More only where a replacement or a finding names the code. ``as_of`` means both: what had happened by the end of that
day, and what was on file by then.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import connection
from msgspec import Struct

from suyuan.codes import packing
from suyuan.domain import life, subjects
from suyuan.domain.access import Field, Page, Relation, Thing, Viewer
from suyuan.domain.access.sight import Story
from suyuan.domain.facts import EVENT_OF
from suyuan.domain.life import Fact
from suyuan.domain.trace import Battery, Happening, Trace, Tree, kind_of
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
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
_VEHICLE_EVENTS = {Event.SOLD, Event.SCRAPPED}


class Dossier(Struct, frozen=True, kw_only=True):
    """All stored facts about one code: its tree on the day, its facts in order, the parties they name."""

    code: str
    tree: Tree
    facts: tuple[Fact, ...]
    cards: dict[int, PartyCard]
    by_uscc: dict[str, PartyCard]
    as_of: date
    alarmed: bool  # findings may name the code

    def story(self, viewer: Viewer) -> Story:
        """Give the facts as one reader stands to them."""
        return Story.of(viewer, self.facts, self.cards, self.by_uscc)


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
    if dossier is None or story is None or not story.opens(Thing.BATTERY):
        return None
    record(viewer, "battery.read", kind="battery", name=dossier.code, parties=story.concerned())
    return dossier, story


def trace(code: str, viewer: Viewer, *, as_of: date) -> Trace | None:
    """Give the whole answer, or None for a code that is unknown or not the viewer's to see."""
    opened = _opened(code, viewer, as_of)
    if opened is None:
        return None
    dossier, story = opened
    recoded = [
        fact
        for fact in dossier.facts
        if fact.event is Event.RECODED and (fact.subject == dossier.code or not life.is_end(fact))
    ]
    return Trace(
        battery=_battery(dossier, story),
        tree=dossier.tree,
        history=tuple(
            story.line(fact, _happening(fact, dossier)) for fact in dossier.facts if not _of_another(fact)
        ),
        successors=tuple(dict.fromkeys(fact.object for fact in recoded if life.is_end(fact))),
        predecessors=tuple(dict.fromkeys(fact.object for fact in recoded if not life.is_end(fact)))
        or tuple(dict.fromkeys(_predecessors(dossier))),
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


def _predecessors(dossier: Dossier) -> Iterable[str]:
    """Give the codes that a product was made from, as its own filing names them."""
    for fact in dossier.facts:
        if fact.event is Event.PRODUCED:
            yield from filter(
                None, (part.strip() for part in str(fact.body.get("predecessor_codes") or "").split(";"))
            )


def find_batteries(viewer: Viewer, *, cursor: str | None = None, limit: int = 50) -> Page[Battery]:
    """Give the batteries that the viewer's party filed about last."""
    del cursor
    if viewer.party_id is None:
        return Page(())
    with as_reader(viewer), connection.cursor() as wrapped:
        wrapped.execute(
            event_store.SQL["find_recent_subjects"], {"party_id": viewer.party_id, "limit": limit * 2}
        )
        names = [subjects.name(row[0]) for row in wrapped.fetchall()]
    today = clock.today()
    found = [
        battery
        for name in names
        if not subjects.is_vehicle(name) and (battery := get_battery(name, viewer, as_of=today))
    ]
    return Page(tuple(found[:limit]))


def _dossier(code: str, as_of: date, asker: list[str]) -> Dossier | None:
    """Collect the stored facts about a code; None where nothing is on file, or nothing for who asks."""
    key = subjects.key(code)
    if key is None:
        return None
    name, known_at = subjects.name(key), end_of(as_of)
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
    """Look a code up: one round trip, one reading of all keys."""
    trees, events, alarmed = store.find_around(
        key, name, known_at=known_at, until=until, reader=asker, through=through
    )
    known = [
        manifest
        for manifest, recorded, replaced in trees
        if recorded <= known_at and (replaced is None or replaced > known_at)
    ]
    keys = {key for event in events for key in (event.subject, event.object, event.filing)}
    texts = subjects.names(packing.from_bytes(b"".join((*known, *keys))))
    codes, start = [], 0
    for manifest in known:
        codes.append(texts[start : start + len(manifest) // 16])
        start += len(manifest) // 16
    tree = life.grow(codes[0][0], codes) if codes else Tree([name])
    line = tree.line(name)
    if not line:
        tree, line = Tree([name]), [name]
    facts, about = _parted(_facts(events, dict(zip(keys, texts[start:], strict=True))), line)
    return _Seen(tree, line, facts, about, bool(codes), alarmed)


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
    return _parted(_named(events), line)


def _mended(name: str, tree: Tree, about: Iterable[Fact]) -> Tree:
    """Carry replacements into the tree; a code that one of them took out stands alone now."""
    mended = life.replaced(tree, about)
    return mended if mended is tree or name in mended.codes else Tree([name])


def read_facts(keys: Sequence[UUID], known_at: datetime, until: date, asker: list[str]) -> list[Fact]:
    """Read events as facts, for who asks."""
    return _named(event_store.find_story(keys, known_at=known_at, until=until, reader=asker)) if keys else []


def _named(events: Sequence[StoredEvent]) -> list[Fact]:
    """Give stored events as facts."""
    keys = {key for event in events for key in (event.subject, event.object, event.filing)}
    texts = subjects.names(packing.from_bytes(b"".join(keys)))
    return _facts(events, dict(zip(keys, texts, strict=True)))


def _facts(events: Sequence[StoredEvent], names: Mapping[bytes, str]) -> list[Fact]:
    """Give stored events as facts, by the names of their keys."""
    return [
        Fact(
            event=EVENT_OF[event.kind],
            subject=names[event.subject],
            object=names[event.object],
            party_id=event.party_id,
            duty=RULEBOOK.by_number[event.duty].id,
            filing=spelt(names[event.filing]),
            happened_date=event.happened_date,
            recorded_at=event.recorded_at,
            counterparty=event.counterparty or "",
            body=msgspec.json.decode(event.body) if event.body else {},
        )
        for event in events
    ]


def _assembled(name: str, seen: _Seen, as_of: date, since: date | None = None) -> Dossier:
    """Put the pieces together: the vehicle's own events count while the battery is in it."""
    facts, about, line = seen.facts, seen.about, seen.line
    inside = {fact.object for fact in facts if subjects.is_vehicle(fact.object)}
    spans = {vin: life.intervals([fact for fact in about if fact.subject == vin]) for vin in inside}
    vehicle = [fact for fact in about if _concerns(fact, line)]
    unique = _once(life.lived(life.in_order((*facts, *vehicle)), line, spans, since))
    return Dossier(
        code=name,
        tree=seen.tree if since else _mended(name, seen.tree, about),
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
    return fact.event is Event.SWAPPED and other


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
    last = next((fact for fact in reversed(dossier.facts) if card and fact.party_id == card.party_id), None)
    who = story.party(card, holder if isinstance(holder, str) else "", last.duty if last else "")
    fitted = next((fact for fact in reversed(dossier.facts) if fact.object == place.vehicle), None)
    knows = place.vehicle in story.vehicles or (fitted is not None and story.reads(fitted, Field.VIN))
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
        parent=next(iter(dossier.tree.line(dossier.code)[1:]), None),
        idcard=dossier.tree.code if dossier.tree.kind == "pack" else None,
        as_of=dossier.as_of,
    )


def _happening(fact: Fact, dossier: Dossier) -> Happening:
    """Give a fact as a line of the life story."""
    card = dossier.cards.get(fact.party_id)
    return Happening(
        event=fact.event.value,
        happened_on=fact.happened_date,
        recorded_at=fact.recorded_at,
        party=card.uscc if card else "",
        party_name=card.name if card else "",
        receipt=fact.filing,
        duty=fact.duty,
        article=str(RULEBOOK.by_id[fact.duty].cite),
        subject=fact.subject,
        vehicle=next((end for end in (fact.object, fact.subject) if subjects.is_vehicle(end)), None),
        counterparty=fact.counterparty or None,
        body=fact.body,
    )
