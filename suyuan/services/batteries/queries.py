"""电池查询 — any code to its whole tree and life, on any day, as known on that day.

    get_battery()     the short answer
    trace()           tree, history, successors, findings

Who stands in the chain is answered from the whole dossier, who does not from the own leg alone.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from suyuan.codes import packing
from suyuan.domain import life, subjects
from suyuan.domain.access import Field, Relation, Thing, Viewer
from suyuan.domain.access.sight import Story
from suyuan.domain.life import Fact
from suyuan.domain.trace import Battery, Happening, Trace, kind_of
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.batteries.dossier import Dossier, dossier
from suyuan.services.reads.operations import record
from suyuan.storage import findings as finding_store
from suyuan.storage import missed
from suyuan.storage.wall import as_reader, reader

_PRODUCED, _RECODED, _BATTERY, _VIN, _CODE = (
    *(Event.PRODUCED, Event.RECODED),
    *(Thing.BATTERY, Field.VIN, Field.CODE),
)  # named once, as in domain.life
_ARTICLE_OF = {duty.id: str(duty.cite) for duty in RULEBOOK.duties}
_NAME_OF = {event: event.value for event in Event}


def get_battery(code: str, viewer: Viewer, *, as_of: date) -> Battery | None:
    """Give the short answer, or None for a code that is unknown or not the viewer's to see."""
    told = opened(code, viewer, as_of)
    if told is None:
        note_missed(code, viewer)
        return None
    return _battery(*told)


def opened(code: str, viewer: Viewer, as_of: date, *, noted: bool = True) -> tuple[Dossier, Story] | None:
    """Give what is told of a code and how the viewer stands to it; None: unknown, or not the viewer's to see.

    ``noted``: enter that it was read, where its reads are entered.
    """
    found = dossier(code, as_of, reader(viewer)) if viewer.may("battery.read") else None
    if found is None:
        return None
    if viewer.kind == "member":
        found = found.told_to(viewer)
    story = found.story(viewer)
    if not story.is_whole:
        found = found.leg(story)
        story = found.story(viewer)
    if not story.opens(_BATTERY):
        return None
    if noted:
        record(viewer, "battery.read", kind="battery", name=found.code, parties=story.concerned())
    return found, story


def note_missed(code: str, viewer: Viewer) -> None:
    """Remember that a party was told nothing of a code, whether it is unknown or not its own to see."""
    note_all_missed([code], viewer)


def note_all_missed(codes: Iterable[str], viewer: Viewer) -> None:
    """Remember it of several codes."""
    keys = {key for code in codes if (key := subjects.key(code)) is not None and _is_printed(key)}
    if keys and viewer.kind == "member" and viewer.party_id is not None:
        missed.add(viewer.party_id, sorted(keys), clock.today())


def _is_printed(key: UUID) -> bool:
    """Tell whether a key is that of a printed code of a battery."""
    return not packing.is_provisional(key) and not subjects.is_vehicle(subjects.name(key))


def trace(code: str, viewer: Viewer, *, as_of: date, in_passing: bool = False) -> Trace | None:
    """Give the whole answer, or None for a code that is unknown or not the viewer's to see.

    ``in_passing``: for a page that anybody may open, on which a code that is not one's own is no look in vain.
    """
    told = opened(code, viewer, as_of)
    if told is None:
        if not in_passing:
            note_missed(code, viewer)
        return None
    found, story = told
    recoded = [fact for fact in found.facts if fact.event is _RECODED and story.reads(fact, _CODE)]
    into = [fact.object for fact in recoded if fact.subject == found.code and life.is_end(fact)]
    made_from = [fact.object for fact in recoded if not life.is_end(fact)] or _predecessors(found, story)
    return Trace(
        battery=_battery(found, story),
        tree=found.tree,
        history=tuple(
            story.line(fact, _happening(fact, found)) for fact in found.facts if not _of_another(fact)
        ),
        successors=tuple(dict.fromkeys(into)),
        predecessors=tuple(dict.fromkeys(made_from)),
        findings=tuple(_findings(found.code, viewer)) if found.alarmed else (),
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


def _predecessors(found: Dossier, story: Story) -> list[str]:
    """Give the codes that a product was made from, as its own filing names them, to who reads them there."""
    told = [
        str(fact.body.get("predecessor_codes") or "")
        for fact in found.facts
        if fact.event is _PRODUCED and story.reads(fact, _CODE)
    ]
    return [code for text in told for part in text.split(";") if (code := part.strip())]


def _of_another(fact: Fact) -> bool:
    """Tell whether a fact is another battery's turn in the vehicle: no line of this one's story."""
    return bool(fact.object) and subjects.is_vehicle(fact.subject)


def _battery(found: Dossier, story: Story) -> Battery:
    """Give the short answer of a dossier, as far as the reader may know."""
    receivers = {uscc: card.party_id for uscc, card in found.by_uscc.items()}
    place = life.position(found.standing, receivers)
    holder = place.holder
    card = found.cards.get(holder) if isinstance(holder, int) else found.by_uscc.get(holder or "")
    if isinstance(holder, int) and card is None:
        card = next((one for one in found.by_uscc.values() if one.party_id == holder), None)
    last = card and next((fact for fact in reversed(found.facts) if fact.party_id == card.party_id), None)
    who = story.party(card, holder if isinstance(holder, str) else "", last.duty if last else "")
    fitted = next((fact for fact in reversed(found.facts) if fact.object == place.vehicle), None)
    knows = place.vehicle in story.vehicles or (fitted is not None and story.reads(fitted, _VIN))
    return Battery(
        code=found.code,
        kind=kind_of(found.code),
        parts=found.tree.size(found.code),
        state=place.state,
        holder=who.uscc or None,
        holder_name=who.name or None,
        masked=who.masked,
        holder_role=who.role or None,
        holder_region=who.province or None,
        vehicle=place.vehicle if knows else None,
        parent=found.line[1] if len(found.line) > 1 else None,
        idcard=found.tree.code if found.tree.kind == "pack" else None,
        as_of=found.as_of,
    )


def _happening(fact: Fact, found: Dossier) -> Happening:
    """Give a fact as a line of the life story."""
    card = found.cards.get(fact.party_id)
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
