"""换电月报检查 — who should have made monthly returns by all that is on file, and made none.

    quiet()  keeps the findings about swap operators whose returns no longer come

It reads the sums, and of operators that are quiet alone the vehicles in their last returns.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace
from psycopg import Cursor

from suyuan.domain.custody import stations
from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.found import Kind
from suyuan.domain.custody.stations import Operator
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.law.duty import Event, Role
from suyuan.services.custody.keeping import keep
from suyuan.storage import custody as store
from suyuan.storage import patterns
from suyuan.storage.custody import Sum
from suyuan.storage.filings import number

_SHIPPED, _RECEIVED = EVENT_NUMBER[Event.SHIPPED], EVENT_NUMBER[Event.RECEIVED]


def quiet(cursor: Cursor[Any], register: Register, at: datetime) -> int:
    """Find the operators that had something to report and did not; give how many findings changed."""
    months = stations.owed(register)
    ids = {
        one.party_id: one.uscc
        for one in register.by_id.values()
        if Role.SWAP_OPERATOR in one.roles and one.uscc not in register.heirs
    }
    sums = store.sums(cursor, [patterns.SWAPPED, _SHIPPED, _RECEIVED]) if ids else []
    known = _operators(ids, sums)
    asked = [party for party, one in known.items() if stations.is_quiet(one, months)]
    standing = patterns.standing(cursor, asked) if asked else set()
    looked = [_looked_at(cursor, party, known[party]) for party in asked if party in standing]
    found = list(stations.silent(looked, register))
    on_file = store.findings_of_kind(cursor, (Kind.SILENT_SWAP_OPERATOR.value,))
    papers = {
        one.subject: _receipt(cursor, register.by_uscc[one.subject].party_id)
        for one in on_file
        if one.subject in register.by_uscc
    }
    return keep(cursor, found, on_file, register, papers=papers, at=at)


def _operators(ids: dict[int, str], sums: Iterable[Sum]) -> dict[int, Operator]:
    """Lay the sums out by operator."""
    party_of = {uscc: party for party, uscc in ids.items()}
    swaps: dict[int, dict[date, int]] = {party: {} for party in ids}
    sent: dict[int, dict[date, int]] = {party: {} for party in ids}
    came: dict[int, dict[date, int]] = {party: {} for party in ids}
    for one in sums:
        told, party = {
            patterns.SWAPPED: (swaps, one.party_id),
            _SHIPPED: (sent, one.party_id),
            _RECEIVED: (came, party_of.get(one.counterparty, 0)),
        }[one.kind]
        if party in ids:
            told[party][one.month] = told[party].get(one.month, 0) + one.number
    return {
        party: Operator(
            uscc=uscc,
            swaps=swaps[party],
            left={
                month: max(sent[party].get(month, 0), came[party].get(month, 0))
                for month in sent[party] | came[party]
            },
        )
        for party, uscc in ids.items()
    }


def _looked_at(cursor: Cursor[Any], party_id: int, one: Operator) -> Operator:
    """Add which share of its vehicles is still in use, and the receipt of its last return."""
    told = [month for month, count in one.swaps.items() if count > 0]
    if not told:
        return one
    since = date.fromordinal(max(told).toordinal() - 31 * (stations.RATE_MONTHS - 1))
    vehicles, still = patterns.swapped_vehicles(cursor, [party_id], since).get(party_id, (0, 0))
    return replace(one, in_use=still / vehicles if vehicles else 0.0, receipt=_receipt(cursor, party_id))


def _receipt(cursor: Cursor[Any], party_id: int) -> str:
    found = store.last_filing(cursor, party_id, patterns.RETURN)
    return number(found) if found else ""
