"""电池查询 — any code to its whole tree and life, on any day, as known on that day.

    get_battery()     the short answer
    trace()           tree, history, successors, findings
    find_batteries()  the party's own, the latest first

Two round trips: the trees under the code's top; the events of the code, of what it stands in and of the vehicle.
More only where a replacement or a finding names the code. ``as_of`` means both: what had happened by the end of that
day, and what was on file by then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import Cursor

from suyuan.domain import life, subjects
from suyuan.domain.access import Field, Page, Relation, Thing, Viewer
from suyuan.domain.access.sight import Story
from suyuan.domain.facts import EVENT_OF
from suyuan.domain.life import Fact
from suyuan.domain.trace import Battery, Happening, Node, Trace
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.parties.queries import cards_by_id, cards_by_uscc
from suyuan.services.reads.operations import record
from suyuan.storage import batteries as store
from suyuan.storage import events as event_store
from suyuan.storage import findings as finding_store
from suyuan.storage.events import StoredEvent
from suyuan.storage.filings import number
from suyuan.storage.parties import PartyCard
from suyuan.storage.queries import reader

SHANGHAI = timezone(timedelta(hours=8))
_VEHICLE_EVENTS = {Event.SOLD, Event.SCRAPPED}


@dataclass(frozen=True)
class Dossier:
    """All stored facts about one code: its tree on the day, its facts in order, the parties they name."""

    code: str
    tree: Node
    node: Node
    parent: Node | None
    facts: tuple[Fact, ...]
    cards: dict[int, PartyCard]
    by_uscc: dict[str, PartyCard]
    as_of: date
    alarmed: bool = True  # findings may name the code

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
    dossier = _dossier(code, as_of) if viewer.may("battery.read") else None
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
    for row in finding_store.of_subject(code):
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
    with connection.cursor() as wrapped:
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


def _dossier(code: str, as_of: date) -> Dossier | None:
    """Collect the stored facts about a code; None where nothing is on file."""
    key = subjects.key(code)
    if key is None:
        return None
    known_at = end_of(as_of)
    cursor = reader()
    name = subjects.name(key)
    stored, alarmed = store.find_trees_of(cursor, key, name)
    trees = [tree for tree in stored if tree.known_at(known_at)]
    tree, line = _place(name, key, trees)
    facts, about = _read(cursor, line, known_at, as_of)
    if not facts and not trees:
        return None
    put = life.joined(name, about) if len(line) == 1 else None
    origin = subjects.key(put[0]) if put else None
    if put is None or origin is None:
        dossier = _assembled(_Lines(name, _mended(name, tree, about), line), (facts, about), as_of)
        return replace(dossier, alarmed=alarmed)
    around = [one for one in store.find_trees_of(cursor, origin, put[0])[0] if one.known_at(known_at)]
    outer, above = _place(put[0], origin, around)
    line = [key, *above[1:]]
    facts, about = _read(cursor, line, known_at, as_of)
    whole = life.grafted(_mended(name, outer, about), tree)
    dossier = _assembled(_Lines(name, whole, line, put[1]), (facts, about), as_of)
    return replace(dossier, alarmed=alarmed)


def _read(
    cursor: Cursor[Any], line: Sequence[UUID], known_at: datetime, until: date
) -> tuple[list[Fact], list[Fact]]:
    """Give the facts of some codes, and those of the vehicles that they name."""
    rows = event_store.find_life(cursor, line, known_at=known_at, until=until)
    known = _facts(rows)
    facts = [fact for row, fact in zip(rows, known, strict=True) if row.subject in line]
    return facts, [fact for fact in known if subjects.is_vehicle(fact.subject)]


class _Lines(NamedTuple):
    """A code, the tree it stands in, the keys of it and of what it stands in, upwards, and since when if later."""

    name: str
    tree: Node
    line: Sequence[UUID]
    since: date | None = None


def _place(name: str, key: UUID, trees: Sequence[store.StoredTree]) -> tuple[Node, list[UUID]]:
    """Give the tree in which a code stands, and the keys of the code, of its parent and of the top."""
    if trees:
        top = trees[0].top
        tree = life.grow(subjects.name(top), [one.manifest for one in trees])
        found = life.find(tree, name)
        if found is not None:
            above = subjects.key(found[1].code) if found[1] is not None else None
            return tree, list(dict.fromkeys(one for one in (key, above, top) if one is not None))
    return Node(name, life.kind_of(name)), [key]


def _mended(name: str, tree: Node, about: Iterable[Fact]) -> Node:
    """Carry replacements into the tree; a code that one of them took out stands alone now."""
    mended = life.replaced(tree, about)
    return mended if mended is tree or life.find(mended, name) else Node(name, life.kind_of(name))


def read_facts(cursor: Cursor[Any], keys: Sequence[UUID], known_at: datetime, until: date) -> list[Fact]:
    """Read events as facts."""
    return _facts(event_store.find_events(cursor, keys, known_at=known_at, until=until)) if keys else []


def _facts(rows: Sequence[StoredEvent]) -> list[Fact]:
    """Give stored events as facts; the few names they share are read back once."""
    keys = {key for row in rows for key in (row.subject, row.object)}
    names = {key: subjects.name(key) if key.int else "" for key in keys}
    receipts = {filing: number(filing) for filing in {row.filing for row in rows}}
    return [
        Fact(
            event=EVENT_OF[row.kind],
            subject=names[row.subject],
            object=names[row.object],
            party_id=row.party_id,
            duty=RULEBOOK.by_number[row.duty].id,
            filing=receipts[row.filing],
            happened_date=row.happened_date,
            recorded_at=row.recorded_at,
            counterparty=row.counterparty or "",
            body=row.body or {},
        )
        for row in rows
    ]


def _assembled(lines: _Lines, known: tuple[list[Fact], list[Fact]], as_of: date) -> Dossier:
    """Put the pieces together: the vehicle's own events count while the battery is in it."""
    facts, about = known
    name, tree, line = lines.name, lines.tree, [subjects.name(one) for one in lines.line]
    inside = {fact.object for fact in facts if subjects.is_vehicle(fact.object)}
    spans = {vin: life.intervals([fact for fact in about if fact.subject == vin]) for vin in inside}
    vehicle = [fact for fact in about if _concerns(fact, line)]
    unique = _once(life.lived(life.in_order((*facts, *vehicle)), line, spans, lines.since))
    # who stood around the pack before this part came into it sees it there
    cards = cards_by_id({fact.party_id for fact in (*unique, *(facts if lines.since else ()))})
    named = {fact.counterparty for fact in unique if fact.counterparty}
    node, parent = life.find(tree, name) or (tree, None)
    return Dossier(
        name,
        tree,
        node,
        parent,
        tuple(unique),
        cards,
        cards_by_uscc(named),
        as_of,
    )


def _concerns(fact: Fact, line: Sequence[str]) -> bool:
    """Tell whether a fact about a vehicle concerns the battery in it: its sale, its end, another battery's turn."""
    if not fact.object:
        return fact.event in _VEHICLE_EVENTS
    other = fact.object not in line and life.kind_of(fact.object) == life.kind_of(line[-1])
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
        kind=dossier.node.kind,
        parts=life.size(dossier.node),
        state=place.state,
        holder=who.uscc or None,
        holder_name=who.name or None,
        masked=who.masked,
        holder_role=who.role or None,
        holder_region=who.province or None,
        vehicle=place.vehicle if knows else None,
        parent=dossier.parent.code if dossier.parent else None,
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
