"""电池清单 — the batteries that a party filed about, the latest first, page by page.

A page goes on behind the place of the last one's last row: the latest filing of the party that speaks of the battery,
and the battery. What is filed meanwhile comes before the first page and shifts none.
"""

import base64
from datetime import date

import msgspec

from suyuan.domain import subjects
from suyuan.domain.access import Page, Viewer
from suyuan.domain.trace import Battery
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.batteries.queries import get_battery
from suyuan.storage import events
from suyuan.storage.events import FIRST, Place
from suyuan.storage.wall import as_reader


def find_batteries(viewer: Viewer, *, cursor: str | None = None, limit: int = 50) -> Page[Battery]:
    """Give one page of what the viewer's party filed about, for an agent under its mandate's duties.

    Raises ValueError for a bad cursor.
    """
    place, today = _decode(cursor) if cursor is not None else FIRST, clock.today()
    if viewer.party_id is None or not viewer.may("battery.read"):
        return Page(())
    found: list[tuple[Place, Battery]] = []
    while len(found) <= limit and (places := _after(place, viewer, limit + 1 - len(found))):
        place = places[-1]
        found += [(each, battery) for each in places if (battery := _battery(each, viewer, today))]
    following = _encode(found[limit - 1][0]) if len(found) > limit else None
    return Page(tuple(battery for _, battery in found[:limit]), following)


def _after(place: Place, viewer: Viewer, limit: int) -> list[Place]:
    covered = (
        [duty.number for duty in RULEBOOK.duties if viewer.covers(duty.id)] if viewer.is_bounded else None
    )
    with as_reader(viewer):
        return events.filed_about(viewer.party_id or 0, after=place, duties=covered, limit=limit)


def _battery(place: Place, viewer: Viewer, today: date) -> Battery | None:
    """Give the battery at a place; None where it is a vehicle."""
    name = subjects.name(place.subject)
    return None if subjects.is_vehicle(name) else get_battery(name, viewer, as_of=today)


def _encode(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _decode(cursor: str) -> Place:
    """Read a cursor of ours. Raises ValueError."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=Place)
    except (ValueError, msgspec.MsgspecError) as error:
        raise ValueError("cursor") from error
