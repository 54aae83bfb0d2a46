"""检查 — one subject with its facts -> every finding about it, and the day on which to look again.

    battery()   a life
    vehicle()   a vehicle
    settle()    what is true on the day, and when something more may become true

Source: the findings of the outer contract.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from suyuan.domain.custody import entitlement, forensics, moves, possible, trails, vehicles
from suyuan.domain.custody.evidence import Life, Register
from suyuan.domain.custody.found import Found
from suyuan.domain.custody.handovers import MOVES, Handover, movement, pair, unread
from suyuan.domain.life import Fact
from suyuan.law.duty import Event


class Verdict(NamedTuple):
    """What is true of a subject, and the day on which that may change without a new fact; None = never."""

    found: tuple[Found, ...]
    look_on: date | None


def settle(found: Iterable[Found], today: date) -> Verdict:
    """Part what is true from what is not true yet."""
    known = list(found)
    true = {one.key: one for one in known if one.since <= today}
    later = [one.since for one in known if today < one.since < date.max]
    return Verdict(tuple(true.values()), min(later, default=None))


def battery(life: Life, register: Register) -> Verdict:
    """Judge one battery."""
    return settle(_of_battery(life, register), register.today)


def _of_battery(life: Life, register: Register) -> list[Found]:
    handovers = handovers_of(life, register)
    reused = any(one.event is Event.RECODED and one.body for one in life.direct)
    found, where = possible.walk(life, handovers, register)
    # a hand-over of two unreadable labels has two names: it is judged under that of its first side
    judged = [one for one in handovers if one.first.fact.subject == life.code]
    arrived = any(one.out is not None and one.into is not None and one.out.is_unread for one in judged)
    return [
        *found,
        *moves.findings(life.code, judged, register),
        *entitlement.findings(life.code, judged, register, reused=reused),
        *forensics.findings(life, register),
        *(() if arrived or not life.direct else trails.findings(life, where, register, reused=reused)),
    ]


def handovers_of(life: Life, register: Register) -> list[Handover]:
    """Pair the movements of a battery; where a label of a transfer could not be read, among all of its pieces."""
    own = [movement(one, register) for one in life.direct if one.event in MOVES]
    if not own:
        return []
    window = register.calendar.policies.matching_window_days
    found = pair(own, window)
    if life.beside and any(one.out is None or one.into is None for one in found):
        return unread(life.code, own, [movement(one, register) for one in life.beside], window)
    return found


def vehicle(vin: str, facts: Sequence[Fact], register: Register) -> Verdict:
    """Judge one vehicle."""
    return settle(vehicles.findings(vin, facts, register), register.today)
