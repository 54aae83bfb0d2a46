"""车辆查询 — a vehicle with its batteries and the intervals in which they were fitted."""

from collections.abc import Sequence
from datetime import date

from suyuan.domain import life, subjects
from suyuan.domain.access import Field, Thing, Viewer
from suyuan.domain.access.chain import insiders, own_lines
from suyuan.domain.access.sight import Story
from suyuan.domain.life import Fact
from suyuan.domain.lived import intervals
from suyuan.domain.trace import Fitting, Happening, Vehicle, kind_of
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.batteries.dossier import end_of, read_facts
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.reads.operations import record
from suyuan.storage.wall import reader


def get_vehicle(vin: str, viewer: Viewer, *, as_of: date) -> Vehicle | None:
    """Give a vehicle as known at the end of a day; None where it is unknown or not the viewer's to see."""
    key = subjects.key(vin)
    if key is None or not subjects.is_vehicle(subjects.name(key)) or not viewer.may("vehicle.read"):
        return None  # a battery's code is no vehicle, whatever is on file about it
    facts = read_facts([key], end_of(as_of), as_of, reader(viewer))
    if not facts:
        return None
    standing = life.undisputed(facts)
    story = _story(viewer, facts, standing)
    if not story.is_whole:
        facts = own_lines(viewer, facts)
        story = _story(viewer, facts, facts)  # the answer is what it said itself
    if not story.opens(Thing.VEHICLE):
        return None
    record(viewer, "vehicle.read", kind="vehicle", name=subjects.name(key), parties=story.concerned())
    return _vehicle(subjects.name(key), facts, story, as_of)


def _story(viewer: Viewer, facts: list[Fact], standing: list[Fact]) -> Story:
    """Give the facts of one vehicle as the viewer stands to them."""
    cards = cards_by_id({fact.party_id for fact in facts})
    usccs = {number: card.uscc for number, card in cards.items()}
    named = {card.uscc: card for card in cards.values()}
    vin = life.vehicle_of(facts[0]) if facts else ""
    within = insiders(vin, facts, usccs)
    return Story.of(viewer, facts, standing, cards=cards, named=named, insiders=within)


def _vehicle(vin: str, facts: list[Fact], story: Story, as_of: date) -> Vehicle:
    """Assemble the vehicle from its facts, as far as the reader may read them.

    The history tells every line; the answer stays with those that no earlier word contradicts.
    """
    certified = [fact for fact in story.standing if fact.duty == "24.2.a"]
    first = certified[0] if certified else None
    body = first.body if first and story.reads(first, Field.MODEL) else {}
    who = story.party(story.cards.get(first.party_id) if first else None, duty=first.duty if first else "")
    return Vehicle(
        vin=vin,
        vehicle_type=str(body.get("vehicle_type") or ""),
        vehicle_name=str(body.get("vehicle_name") or ""),
        brand=str(body.get("brand") or ""),
        vehicle_model=str(body.get("vehicle_model") or ""),
        certified_date=first.happened_date if first else None,
        swap_mode=str(body.get("swap_mode") or "").lower() in {"yes", "true", "是", "y"},
        sold_date=_day(story.standing, Event.SOLD),
        scrapped_date=_day(story.standing, Event.SCRAPPED),
        filer=who.uscc,
        filer_name=who.name,
        masked=who.masked,
        filer_role=who.role or None,
        filer_region=who.province or None,
        batteries=tuple(_fitting(*stay, facts, story) for stay in intervals(story.standing)),
        history=tuple(story.line(fact, _happening(fact, story)) for fact in facts),
        as_of=as_of,
    )


def _fitting(code: str, since: date, until: date | None, facts: list[Fact], story: Story) -> Fitting:
    """Give a battery's stay; its code only to who reads one of the lines that name it."""
    known = any(code in {fact.object, fact.subject} and story.reads(fact, Field.CODE) for fact in facts)
    return Fitting(
        code=code if known else "",
        kind=kind_of(code),
        fitted_on=since,
        removed_on=until,
        masked=not known,
    )


def _day(facts: Sequence[Fact], event: Event) -> date | None:
    """Give the day of an event, if it is on file."""
    return next((fact.happened_date for fact in facts if fact.event is event), None)


def _happening(fact: Fact, story: Story) -> Happening:
    """Give a fact as a line of the vehicle's story; its subject is the battery, where there is one."""
    card = story.cards.get(fact.party_id)
    return Happening(
        event=fact.event.value,
        happened_on=fact.happened_date,
        recorded_at=fact.recorded_at,
        party=card.uscc if card else "",
        party_name=card.name if card else "",
        receipt=fact.filing,
        duty=fact.duty,
        article=str(RULEBOOK.by_id[fact.duty].cite),
        subject=(fact.object or fact.subject) if story.reads(fact, Field.CODE) else "",
        vehicle=fact.subject,
        counterparty=fact.counterparty or None,
        body=fact.body,
    )
