"""累计 — sums of what is filed, kept as it is examined: what flows and balances are answered from.

    add()       adds what some filings say (or takes it off again, where a filing was taken back)
    fleets()    the sums of sales and replacements -> vehicle makers' fleets
    balances()  the sums of one recycler -> what came in and what went out

A sum never reads what is stored already: its cost is that of the new filings.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.domain import subjects
from suyuan.domain.custody import alike
from suyuan.domain.custody.alike import Rows
from suyuan.domain.custody.balance import Batch, shares
from suyuan.domain.custody.evidence import VEHICLE_MAKERS, Register
from suyuan.domain.custody.handovers import grams
from suyuan.domain.custody.silence import Fleet
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.law.duty import Event, SubjectKind
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import custody as store
from suyuan.storage.custody import Sum
from suyuan.storage.events import StoredEvent
from suyuan.storage.filings import number

PREFIX = 7  # characters of a code that name a product
_SHIPPED = EVENT_NUMBER[Event.PRODUCT_SHIPPED]
_SOLD, _REMOVED, _RECEIVED = (EVENT_NUMBER[one] for one in (Event.SOLD, Event.REMOVED, Event.RECEIVED))
_WEIGHED = {
    EVENT_NUMBER[one] for one in (Event.SHIPPED, Event.RECEIVED, Event.REFUSED, Event.PRODUCT_SHIPPED)
}
_NOTHING = bytes(16)
_BY_MAKER = {RULEBOOK.by_id["24.5.b"].number}
_SPECIFIED = "9.1"
_SALES = RULEBOOK.by_id["24.7.b"].number
Key = tuple[int, int, int, date, str, str]


def add(cursor: Cursor[Any], rows: Rows, signs: Mapping[UUID, int], register: Register) -> None:
    """Add the sums of what some filings say. ``signs``: by filing, 1 or -1.

    A fact that is stored from both ends counts once, where its words are. What recyclers ship, what names a party
    that is not registered and masses that are no plain number are read one by one.
    """
    filings, place = alike.numbered(packing.from_bytes(rows["filing"].tobytes()))
    sign = np.array([signs.get(one, 0) for one in packing.to_uuids(filings)], np.int64)[place]
    alone = (rows["object"][:, 0] == 0) & (rows["object"][:, 1] == 0)
    counts = (sign != 0) & ((rows["marks"] & alike.WORDED != 0) | alone)
    apart = (rows["kind"] == _SHIPPED) | (rows["other"] == alike.STRANGER) | (rows["mass"] == alike.UNREAD)
    sums = _of_columns(rows[counts & ~apart], sign[counts & ~apart], register)
    if (counts & apart).any():
        marks = {_mark(one) for one in rows[counts & apart][["filing", "subject", "kind", "object"]]}
        told = store.said_by(cursor, [UUID(bytes=one[0]) for one in marks])
        apart_told = [one for one in told if (one.filing, one.subject, one.kind, one.object) in marks]
        sums += _one_by_one(apart_told, {filing.bytes: value for filing, value in signs.items()})
    store.add_sums(cursor, sums)


def _mark(row: Any) -> tuple[bytes, bytes, int, bytes]:
    """Give what tells an event of a filing from another."""
    subject, other = (packing.to_bytes(row[name].reshape(1, 2)).tobytes() for name in ("subject", "object"))
    return row["filing"].tobytes(), subject, int(row["kind"]), other


def _of_columns(rows: Rows, sign: alike.Ints, register: Register) -> list[Sum]:
    """Sum events up in columns."""
    if not len(rows):
        return []
    moved = np.isin(rows["kind"], list(_WEIGHED)) & (rows["subject"][:, 0] < np.uint64(packing.TOP_BIT))
    weighed = np.isin(rows["kind"], list(_WEIGHED))
    product = np.where(moved, packing.leading(rows["subject"], PREFIX).astype(np.int64), -1)
    month = (np.datetime64(alike.EPOCH) + rows["day"].astype("m8[D]")).astype("M8[M]").astype(np.int64)
    order = np.lexsort((product, rows["other"], month, rows["kind"], rows["duty"], rows["party"]))
    columns = np.stack([rows["party"], rows["duty"], rows["kind"], month, rows["other"], product], axis=1)[
        order
    ]
    starts = np.flatnonzero(np.concatenate([[True], (columns[1:] != columns[:-1]).any(axis=1)]))
    lines = (sign, sign * np.maximum(rows["mass"], 0), sign * (weighed & (rows["mass"] < 0)))
    summed = [np.add.reduceat(line[order], starts).tolist() for line in lines]
    names = packing.texts(rows["subject"][order[starts]])
    heads = columns[starts].tolist()
    return [
        Sum(
            party, duty, kind, _month(months), register.uscc(other), name[:PREFIX] if code >= 0 else "", *line
        )
        for (party, duty, kind, months, other, code), name, *line in zip(heads, names, *summed, strict=True)
        if any(line)
    ]


def _month(number: int) -> date:
    """Give the first day of a month counted from January 1970."""
    return date(1970 + number // 12, number % 12 + 1, 1)


def _one_by_one(told: Iterable[StoredEvent], signs: Mapping[bytes, int]) -> list[Sum]:
    """Sum events up one after the other."""
    sums: dict[Key, list[int]] = {}
    for one in told:
        sign = signs.get(one.filing, 0)
        body = msgspec.json.decode(one.body) if one.body and one.kind in _WEIGHED else {}
        for product, count, mass in _weighed(one, body):
            month = one.happened_date.replace(day=1)
            key = (one.party_id, one.duty, one.kind, month, one.counterparty or "", product)
            line = sums.setdefault(key, [0, 0, 0])
            line[0] += sign * count
            line[1] += sign * (mass or 0)
            line[2] += sign * count * (mass is None)
    return [Sum(*key, *line) for key, line in sums.items() if any(line)]


def _weighed(one: StoredEvent, body: Mapping[str, Any]) -> Iterable[tuple[str, int, int | None]]:
    """Give (product, number, grams) of an event: of what moved its product, of what a recycler ships each element."""
    if one.kind not in _WEIGHED:
        yield "", 1, 0
        return
    mass = grams(body.get("mass_kg"))
    if one.kind == _SHIPPED:
        if one.object != _NOTHING:
            return
        yield "", 1, mass
        for element, share in shares(body.get("element_shares")).items():
            yield element, 0, round((mass or 0) * share)
        return
    name = subjects.name(UUID(bytes=one.subject))
    yield "" if name.startswith(subjects.TEMPORARY) else name[:PREFIX], 1, mass


def fleets(cursor: Cursor[Any], register: Register) -> list[Fleet]:
    """Give the fleets of vehicle makers, month by month from the sums."""
    days: dict[int, int] = {}
    reported: dict[int, int] = {}
    for one in store.sums(cursor, [_SOLD, _REMOVED]):
        if one.kind == _SOLD:
            on_the_road = max((register.today - one.month).days - 15, 0)  # sold in the middle of the month
            days[one.party_id] = days.get(one.party_id, 0) + one.number * on_the_road
        elif one.duty in _BY_MAKER:
            reported[one.party_id] = reported.get(one.party_id, 0) + one.number
    return [
        Fleet(uscc=known.uscc, vehicle_days=days[party], reported=reported.get(party, 0))
        for party in sorted(days)
        if (known := register.by_id.get(party)) is not None and known.roles & VEHICLE_MAKERS
    ]


def balances(
    cursor: Cursor[Any], party_ids: Sequence[int], register: Register
) -> dict[int, tuple[list[Batch], list[Batch]]]:
    """Give (what came in, what went out) of some recyclers."""
    lines = store.sums(cursor, [_RECEIVED, _SHIPPED], party_ids) if party_ids else []
    known = _compositions(cursor, {one.product for one in lines if one.kind == _RECEIVED}, register)
    found: dict[int, tuple[list[Batch], list[Batch]]] = {party: ([], []) for party in party_ids}
    for one in lines:
        if one.kind == _RECEIVED:
            mass, shared = known.get(one.product, (None, None))
            weight = one.mass_g + one.unweighed * (mass or 0)
            found[one.party_id][0].append(_batch(one, weight, shared))
        elif not one.product:
            found[one.party_id][1].append(_batch(one, one.mass_g, {}))
        else:
            found[one.party_id][1].append(
                Batch(day=one.month, mass_g=0, shares={}, elements_g={one.product: one.mass_g})
            )
    return found


def _batch(one: Sum, mass_g: int, shared: Mapping[str, float] | None) -> Batch:
    return Batch(day=one.month, mass_g=mass_g, shares=shared)


def last_sale(cursor: Cursor[Any], party_id: int) -> str:
    """Give the receipt of a recycler's latest report of products; "" where there is none."""
    found: UUID | None = store.last_filing(cursor, party_id, _SALES)
    return number(found) if found else ""


def _compositions(
    cursor: Cursor[Any], products: Iterable[str], register: Register
) -> dict[str, tuple[int | None, dict[str, float] | None]]:
    """Give (mass in grams, shares by element) as the owner of a prefix filed them; nothing where it filed none."""
    keys = {
        subjects.derived(SubjectKind.PRODUCT, owner, product): product
        for product in products
        if (owner := register.prefixes.get(product[:3])) is not None
    }
    found: dict[str, tuple[int | None, dict[str, float] | None]] = {}
    for one in store.facts(cursor, keys) if keys else ():
        if RULEBOOK.by_number[one.duty].id != _SPECIFIED or not one.body:
            continue
        body = msgspec.json.decode(one.body)
        product = keys[packing.to_uuids(packing.from_bytes(one.subject))[0]]
        mass = str(body.get("mass_g") or "")
        shared = shares(body.get("composition"))
        found[product] = (int(mass) if mass.isdigit() else None, shared or None)
    return found
