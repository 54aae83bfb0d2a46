"""冷线 — a retired battery of which nothing has been heard for too long.

Source: Article 4 (the whole flow is traced); policy ``trail_cold_days``.
"""

from collections.abc import Iterator
from datetime import timedelta

from suyuan.codes.uscc import is_abroad
from suyuan.domain import subjects
from suyuan.domain.custody.evidence import Life, Register
from suyuan.domain.custody.found import Found, Kind, distinct, piece
from suyuan.domain.custody.possible import Where
from suyuan.domain.life import when
from suyuan.law.duty import Event, Role, SubjectKind

_RETIRED = frozenset({Event.REMOVED, Event.SCRAPPED, Event.REFUSED, Event.RECEIVED, Event.SHIPPED})


def findings(life: Life, where: Where, register: Register, *, reused: bool) -> Iterator[Found]:
    """Give the trail of a battery that has gone cold, or will.

    A battery in a vehicle is not watched, nor one that a recycler has taken in; a product made from waste that was
    sold to a user has left the chain, and whatever went abroad: nobody there reports here.
    One that a scrapped vehicle came without is found at the vehicle.
    """
    last = where.by
    if last is None or last.event not in _RETIRED or where.kind not in {"party", "transit"}:
        return
    if (
        where.kind == "party"
        and last.event is Event.RECEIVED
        and Role.RECYCLER in register.roles(where.party)
    ):
        return
    gone = reused or last.body.get("use") or is_abroad(where.to)
    if where.kind == "transit" and where.to not in register.by_uscc and gone:
        return
    own = [fact for fact in life.facts if not subjects.is_vehicle(fact.subject)]
    heard = max(own, key=when)
    holder = where.party
    yield Found(
        kind=Kind.TRAIL_COLD,
        subject_kind=SubjectKind.BATTERY,
        subject=life.code,
        cause=f"{heard.event.value}@{heard.happened_date}",
        parties=distinct((register.uscc(heard.party_id), holder, where.to)),
        evidence=(piece(heard, register.uscc(heard.party_id), heard.happened_date.isoformat()),),
        since=heard.happened_date + timedelta(days=register.calendar.policies.trail_cold_days + 1),
    )
