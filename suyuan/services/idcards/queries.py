"""数字身份查询 — the card of a pack, as one reader is told it.

look()         code, reader, address -> the card; Refused for unknown codes and for who guesses
get_card()     code, reader -> the card;  None: nobody registered the code
proof()        how far the identity is on its way into the public log, and its proof
strangers()    codes that were looked up and that nobody registered

What anybody may know is read as the platform itself and picked field by field; what passed between firms comes out of
``services.batteries.queries.trace``, masked there for the reader. So no rule about firms stands here.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec import Struct

from suyuan.codes import battery, packing
from suyuan.codes.fault import CodeFault
from suyuan.domain import idcards, life, subjects
from suyuan.domain.access import Viewer
from suyuan.domain.access.identity import READS, Audience, audiences
from suyuan.domain.custody.handovers import grams
from suyuan.domain.idcards import Card, Status
from suyuan.domain.trace import Trace, kind_of
from suyuan.law.datapoints import in_force
from suyuan.law.duty import Event, SubjectKind
from suyuan.services import clock
from suyuan.services.batteries import queries as batteries
from suyuan.services.batteries.dossier import SHANGHAI, Dossier, dossier_of, end_of
from suyuan.services.calendars import counting
from suyuan.services.idcards import guessing, identities
from suyuan.services.ledger import queries as ledger
from suyuan.services.parties.queries import cards_by_id, makers
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import idcards as store
from suyuan.storage.idcards import Identity, Stranger

MAKER, PRODUCT = 3, 7  # leading characters of a code
_PRODUCED = Event.PRODUCED
_log = structlog.get_logger(__name__)
_ITSELF = ["suyuan_operator"]  # the platform, which picks what anybody may know
_STRANGERS_DAYS = 90
_MOVES = frozenset({Event.SHIPPED.value, Event.RECEIVED.value})


class Found(Struct, frozen=True, kw_only=True):
    """A card and the leaves of its identity."""

    card: Card
    identity: Identity


def look(code: str, viewer: Viewer | None, *, address: Callable[[], str], today: date) -> Found:
    """Give the card of a code to somebody at an address, which is asked for when it matters. Raises Refused."""
    if viewer is None and not counting().policies.public_identity:
        raise Refused("identity.closed")
    if viewer is None and guessing.barred(address):
        raise Refused("identity.too_many")
    found = get_card(code, viewer, today=today)
    if found is None:
        if viewer is None:
            guessing.missed(address())
        else:
            batteries.note_missed(code, viewer)
        note_stranger(code, today=today)
        raise Refused("identity.unknown")
    return found


def get_public(code: str, *, today: date) -> Found | None:
    """Give the card of a code to anybody; None where ``look`` has more to say: unknown, closed, somebody must wait."""
    if guessing.is_any_barred() or not counting().policies.public_identity:
        return None
    return get_card(code, None, today=today)


def get_card(code: str, viewer: Viewer | None, *, today: date) -> Found | None:
    """Give the card of a code as somebody may read it; of a part, that of the pack it stands in.

    None: nobody registered the code. ``viewer`` None: anybody.
    """
    key = subjects.key(code)
    name = code.strip().upper()
    if key is None or packing.is_provisional(key) or subjects.is_vehicle(name):
        return None
    looked, identity = store.find_with_story(
        key, name, _products(name), known_at=end_of(today), until=today, reader=_ITSELF
    )
    found = dossier_of(key, name, looked, today, _ITSELF)
    pack = _pack(name, found)
    if pack is not None and pack != name:
        identity = store.find(packing.pack(pack), _products(pack))
    if found is None and not identity.leaves:
        return None
    trace = None
    if viewer is not None and found is not None:
        trace = batteries.trace(name, viewer, as_of=today, in_passing=True)
    return Found(card=_card(name, pack, found, identity, trace, viewer, today), identity=identity)


def _pack(name: str, found: Dossier | None) -> str | None:
    """Give the pack whose card covers a code."""
    if found is not None and found.tree.kind == "pack":
        return found.tree.code
    return name if kind_of(name) == "pack" else None


def _products(subject: str) -> list[UUID]:
    """Give the keys under which the makers of a code may have specified its product."""
    return [_product_key(party, subject[:PRODUCT]) for party in makers(subject[:MAKER])]


@lru_cache(maxsize=4096)
def _product_key(party: int, prefix: str) -> UUID:
    return subjects.derived(SubjectKind.PRODUCT, party, prefix)


def _card(  # noqa: PLR0917 - what a card is made from
    name: str,
    pack: str | None,
    found: Dossier | None,
    identity: Identity,
    trace: Trace | None,
    viewer: Viewer | None,
    today: date,
) -> Card:
    subject = pack or name
    values: dict[str, Any] = {"code": subject, **_of_code(subject), **_of_product(subject, identity, found)}
    status = _status(found, identity, today)
    values |= {"status": status.value, **_of_log(identity)}
    mine = audiences(viewer, inside=trace is not None)
    if found is not None:
        values |= _of_life(found)
    if trace is not None:
        values |= _of_trace(trace)
    counted, shown, withheld = _shown(today, mine)
    return Card(
        code=name,
        kind=kind_of(name),
        idcard=pack,
        status=status,
        as_of=today,
        audiences=tuple(sorted(mine)),
        shown=len(shown),
        total=len(shown) + len(withheld),
        completeness=idcards.completeness(values, counted),
        fields={one: values.get(one) for one in shown},
        withheld=withheld,
    )


@lru_cache(maxsize=64)
def _shown(
    today: date, mine: frozenset[Audience]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Give the data points in force on a day: those that count, those that an audience reads, and the others."""
    points = in_force(today)
    shown = tuple(point.id for point in points if not READS[point.id].isdisjoint(mine))
    counted = tuple(point.id for point in points if point.counted)
    return counted, shown, tuple(point.id for point in points if point.id not in shown)


def _status(found: Dossier | None, identity: Identity, today: date) -> Status:
    """Tell the status; what nobody's filing stands behind any more is revoked as what the operator revoked."""
    if found is None or is_revoked(identity):
        return Status.REVOKED
    receivers = {uscc: card.party_id for uscc, card in found.by_uscc.items()}
    place = life.position(found.standing, receivers)
    holder = found.by_uscc.get(place.holder) if isinstance(place.holder, str) else None
    if isinstance(place.holder, int):
        holder = cards_by_id([place.holder]).get(place.holder)
    roles = holder.roles if holder else frozenset()
    days = counting().policies.repair_days
    return idcards.status(place, found.standing, roles, day=today, repair_days=days)


def is_revoked(identity: Identity) -> bool:
    """Tell whether the operator has revoked an identity and not taken that back."""
    return identities.is_revoked(identity.leaves)


def _of_code(subject: str) -> dict[str, Any]:
    """Give what the code itself says."""
    try:
        read = battery.parse(subject)
    except CodeFault:
        return {}
    holders = makers(read.maker)
    owner = next((party for party, until in holders.items() if until is None), None)
    last = max(
        holders, key=lambda party: holders[party] or datetime.min.replace(tzinfo=SHANGHAI), default=None
    )
    number = owner if owner is not None else last
    card = cards_by_id([number]).get(number) if number is not None else None
    return {
        "maker_code": read.maker,
        "maker": card.name if card else None,
        "made_date": read.made,
        "serial": read.serial,
        "category": kind_of(subject),
        "chemistry": read.chemistry,
        "prefix": read.prefix,
        "trace_code": read.trace or None,
    }


def _of_product(subject: str, identity: Identity, found: Dossier | None) -> Mapping[str, Any]:
    """Give what was specified of the product, and what its own filing says of this battery in its place."""
    own: dict[str, Any] = {}
    for fact in found.standing if found else ():
        if fact.event is _PRODUCED and fact.subject == subject:
            own |= {name: value for name, value in fact.body.items() if value}
            if found is not None and found.tree.size(subject) == 0 and (mass := grams(own.get("mass_kg"))):
                own["mass_g"] = str(mass)  # where a row names parts, its mass is theirs
    specified = identity.specifications
    if len(specified) > 1:
        specified = sorted(specified, key=attrgetter("recorded_at"))
    usual = tuple(one.body for one in specified)
    return idcards.product({**_specified(usual), **own}) if own else _product(usual)


@lru_cache(maxsize=4096)
def _product(bodies: tuple[str, ...]) -> Mapping[str, Any]:
    """Give what a product's specifications say; thousands of batteries share one."""
    return idcards.product(_specified(bodies))


@lru_cache(maxsize=4096)
def _specified(bodies: tuple[str, ...]) -> Mapping[str, Any]:
    """Read specifications, the latest word last."""
    told: dict[str, Any] = {}
    for body in bodies:
        told |= {name: value for name, value in msgspec.json.decode(body).items() if value}
    return told


def _of_log(identity: Identity) -> dict[str, Any]:
    """Give where the identity stands in the public log."""
    if not identity.leaves:
        return {}
    first = identity.leaves[0]
    values: dict[str, Any] = {"issued_date": _day(first.queued_at)}
    last = ledger.published()
    if last is not None and first.place is not None and first.place < last[0].size:
        values |= {"log": last[0].origin, "log_index": first.place, "log_size": last[0].size}
    return values


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _of_life(found: Dossier) -> dict[str, Any]:
    """Give what anybody may know of a life."""
    regions = {number: card.region_code for number, card in found.cards.items()}
    line = set(found.line)
    steps = idcards.steps(found.standing, found.line, regions)
    first = {step.event: step.happened_on for step in reversed(steps)}
    latest = {step.event: step.happened_on for step in steps}
    measured = [
        fact for fact in found.standing if fact.subject in line and fact.body.get("state_of_health_percent")
    ]
    values: dict[str, Any] = {
        "status_date": steps[-1].happened_on if steps else None,
        "reused": idcards.is_reused(found.standing),
        "modules": found.tree.count("M"),
        "cells": found.tree.count("C"),
        "fitted_date": first.get("fitted"),
        "removed_date": latest.get("removed"),
        "ended_date": latest.get("recycled") or latest.get("recoded"),
        "times_fitted": sum(step.event == "fitted" for step in steps),
        "steps": steps,
    }
    if measured:
        body = measured[-1].body
        values |= {
            "state_of_health_percent": int(str(body["state_of_health_percent"])),
            "cycles": int(str(body["cycles"])) if body.get("cycles") else None,
            "measured_date": measured[-1].happened_date,
        }
    return values


def _of_trace(trace: Trace) -> dict[str, Any]:
    """Give what a reader who stands in the chain, or watches it, is told: masked already."""
    here, history = trace.battery, trace.history
    bodies = [line.body for line in history]
    return {
        "predecessors": list(trace.predecessors),
        "successors": list(trace.successors),
        "module_codes": [code for code in trace.tree.codes if kind_of(code) == "module"],
        "cell_codes": [code for code in trace.tree.codes if kind_of(code) == "cell"],
        "events": len(history),
        "vin": here.vehicle,
        "vehicle_model": _last(bodies, "vehicle_model"),
        "holder": here.holder_name or here.holder,
        "holder_role": here.holder_role,
        "holder_region": here.holder_region,
        "handovers": sum(line.event in _MOVES for line in history),
        "weighed_kg": _last(bodies, "mass_kg"),
        "label_condition": _last(bodies, "code_condition"),
        "receipts": list(dict.fromkeys(line.receipt for line in history if line.receipt)),
        "findings": [str(one["kind"]) for one in trace.findings],
    }


def _last(bodies: list[dict[str, Any]], name: str) -> Any:
    return next((body[name] for body in reversed(bodies) if body.get(name)), None)


def proof(identity: Identity) -> dict[str, Any]:
    """Give how far the issue of an identity is on its way into the public log, with its proof once it is there."""
    if not identity.leaves:
        return {"state": "none"}
    first = identity.leaves[0]
    return ledger.proof_of_leaf(first, (first.fact or "").encode())


def note_stranger(code: str, *, today: date) -> None:
    """Remember that a well-formed code was looked up which nobody registered: perhaps a forged label."""
    key = subjects.key(code)
    if key is not None and not packing.is_provisional(key) and not subjects.is_vehicle(code.strip()):
        store.add_stranger(key, today)
        _log.warning("unknown_code", code=code.strip().upper())


def strangers(viewer: Viewer, *, limit: int) -> list[tuple[str, Stranger]]:
    """Give the codes that were looked up and that nobody registered, to who watches."""
    if not viewer.may("stranger.read"):
        return []
    since = clock.today() - timedelta(days=_STRANGERS_DAYS)
    found = [(subjects.name(one.code), one) for one in store.strangers(since, limit)]
    record(viewer, "stranger.read", kind="codes", name="unknown", found=bool(found))
    return found
