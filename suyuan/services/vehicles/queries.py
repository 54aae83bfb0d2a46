"""车辆查询 — a vehicle with its batteries and the intervals in which they were fitted."""

from datetime import date

from django.db import connection

from suyuan.domain import life, subjects
from suyuan.domain.access import Viewer
from suyuan.domain.life import Fact
from suyuan.domain.trace import Fitting, Happening, Vehicle, kind_of
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.batteries.queries import end_of, read_facts
from suyuan.storage import parties as party_store
from suyuan.storage.parties import PartyCard


def get_vehicle(vin: str, viewer: Viewer, *, as_of: date) -> Vehicle | None:
    """Give a vehicle as known at the end of a day; None where it is unknown or not the viewer's to see."""
    key = subjects.key(vin)
    if key is None:
        return None
    with connection.cursor() as wrapped:
        facts = read_facts(wrapped.cursor, [key], end_of(as_of), as_of)
    if not facts:
        return None
    cards = party_store.cards_by_id({fact.party_id for fact in facts})
    regions = {card.region_code for card in cards.values()}
    if not viewer.may_see_battery(cards, (card.uscc for card in cards.values()), regions):
        return None
    return _vehicle(subjects.name(key), facts, cards, as_of)


def _vehicle(vin: str, facts: list[Fact], cards: dict[int, PartyCard], as_of: date) -> Vehicle:
    """Assemble the vehicle from its facts."""
    certified = [fact for fact in facts if fact.duty == "24.2.a"]
    first = certified[0] if certified else None
    body = first.body if first else {}
    card = cards.get(first.party_id) if first else None
    return Vehicle(
        vin=vin,
        vehicle_type=str(body.get("vehicle_type") or ""),
        vehicle_name=str(body.get("vehicle_name") or ""),
        brand=str(body.get("brand") or ""),
        vehicle_model=str(body.get("vehicle_model") or ""),
        certified_date=first.happened_date if first else None,
        swap_mode=str(body.get("swap_mode") or "").lower() in {"yes", "true", "是", "y"},
        sold_date=_day(facts, Event.SOLD),
        scrapped_date=_day(facts, Event.SCRAPPED),
        filer=card.uscc if card else "",
        filer_name=card.name if card else "",
        batteries=tuple(
            Fitting(code=code, kind=kind_of(code), fitted_on=since, removed_on=until)
            for code, since, until in life.intervals(facts)
        ),
        history=tuple(_happening(fact, cards) for fact in facts),
        as_of=as_of,
    )


def _day(facts: list[Fact], event: Event) -> date | None:
    """Give the day of an event, if it is on file."""
    return next((fact.happened_date for fact in facts if fact.event is event), None)


def _happening(fact: Fact, cards: dict[int, PartyCard]) -> Happening:
    """Give a fact as a line of the vehicle's story; its subject is the battery, where there is one."""
    card = cards.get(fact.party_id)
    return Happening(
        event=fact.event.value,
        happened_on=fact.happened_date,
        recorded_at=fact.recorded_at,
        party=card.uscc if card else "",
        party_name=card.name if card else "",
        receipt=fact.filing,
        duty=fact.duty,
        article=str(RULEBOOK.by_id[fact.duty].cite),
        subject=fact.object or fact.subject,
        vehicle=fact.subject,
        counterparty=fact.counterparty or None,
        body=fact.body,
    )
