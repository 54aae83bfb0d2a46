"""Facts for the tests of custody: a few parties, and lines on days of May 2026."""

from datetime import UTC, date, datetime, timedelta

from suyuan.domain.custody.evidence import Life, Register, Standing
from suyuan.domain.life import Fact, in_order
from suyuan.domain.permits import Permit, PermitKind
from suyuan.law.calendar import Calendar
from suyuan.law.duty import Event, Role

TODAY = date(2026, 11, 20)
P1, P2, M1 = "9Z1PE0100000A1G510000001", "9Z1PE0100000A1G510000002", "9Z1ME0100000A1G510000001"
V1, V2 = "LY00000A8R0000001", "LY00000A8R0000002"
MAKER, OTHER, VEHICLES, SHOP, SECOND, YARD, RECYCLER, RIVAL, EXPIRED, OPERATOR = range(1, 11)
ROLES = {
    MAKER: Role.BATTERY_MAKER,
    OTHER: Role.VEHICLE_MAKER,
    VEHICLES: Role.VEHICLE_MAKER,
    SHOP: Role.REPAIRER,
    SECOND: Role.REPAIRER,
    YARD: Role.DISMANTLER,
    RECYCLER: Role.RECYCLER,
    RIVAL: Role.RECYCLER,
    EXPIRED: Role.RECYCLER,
    OPERATOR: Role.SWAP_OPERATOR,
}


def permits(until):
    return tuple(
        Permit(permit_id=n, kind=kind, number=str(n), valid_from=date(2020, 1, 1), valid_to=until)
        for n, kind in enumerate(PermitKind)
    )


def uscc(party):
    return f"U{party}"


STANDINGS = [
    Standing(
        party_id=party,
        uscc=uscc(party),
        roles=frozenset({role}),
        permits=permits(date(2026, 4, 30) if party == EXPIRED else None) if role is Role.RECYCLER else (),
    )
    for party, role in ROLES.items()
]


def register(today=TODAY, **more):
    return Register(
        by_id={one.party_id: one for one in STANDINGS},
        by_uscc={one.uscc: one for one in STANDINGS},
        prefixes={"9Z1": MAKER},
        calendar=Calendar.usual(),
        today=today,
        **more,
    )


def fact(event, day, party, *, subject=P1, obj="", to=None, duty="24.3", **body):
    """A fact on a day of May 2026 (day 1 = 1 May), recorded five days later."""
    return Fact(
        event=event,
        subject=subject,
        object=obj,
        party_id=party,
        duty=duty,
        filing=f"SY-{event.value}-{day}-{party}",
        happened_date=date(2026, 5, 1) + timedelta(days=day - 1),
        recorded_at=datetime(2026, 5, 5, tzinfo=UTC) + timedelta(days=day),
        counterparty=uscc(to) if isinstance(to, int) else (to or ""),
        body=body,
    )


def made(day=1, vin=V1, party=VEHICLES, **more):
    return fact(Event.FITTED, day, party, obj=vin, duty="24.2.a", **more)


def taken_out(day=3, party=SHOP, vin=V1, **more):
    return fact(Event.REMOVED, day, party, obj=vin, duty="24.5.c", old_code=P1, new_code=P2, **more)


def sent(day=10, party=YARD, to=RECYCLER, **more):
    return fact(Event.SHIPPED, day, party, to=to, duty=more.pop("duty", "24.8.b"), **more)


def came(day=12, party=RECYCLER, of=YARD, **more):
    return fact(Event.RECEIVED, day, party, to=of, duty="24.7.a", **more)


def scrapped(day=5, party=YARD, vin=V1, **more):
    return fact(Event.SCRAPPED, day, party, obj=vin, duty="24.8.a", **more)


def life(*facts, code=P1, **more):
    told = in_order(facts)
    return Life(
        code=code, facts=tuple(told), direct=tuple(one for one in told if one.subject == code), **more
    )
