"""检查用例 — filings are examined after they were stored: their subjects are judged anew, findings kept.

    examine()   what was filed since the last time, and what only time decides, as of a day
    look_at()   some filings ahead of the others
    sweep()     what rests on the day alone: clocks that ran out, who falls silent, serial numbers out of rhythm

What is examined is what is new and what is open: a subject about which nothing was filed and that no day calls for is
not read. Filings are taken in steps; each step is one transaction, and an examiner that dies leaves its step waiting.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import numpy as np
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.domain import subjects
from suyuan.domain.custody import alike, balance, moves, silence
from suyuan.domain.custody import examine as judge
from suyuan.domain.custody.alike import Rows
from suyuan.domain.custody.evidence import Register, of_parties
from suyuan.domain.custody.examine import Verdict, settle
from suyuan.domain.custody.found import Found, Kind
from suyuan.domain.custody.handovers import movement
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.domain.life import Fact
from suyuan.law.duty import Event, Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.calendars import counting
from suyuan.services.custody import register as handovers
from suyuan.services.custody import rhythms, stations, sums
from suyuan.services.custody.keeping import keep
from suyuan.services.custody.lateness import late, vanished
from suyuan.services.custody.lives import Facts, Ground, above, gather, lives, torn_down, transfers_of
from suyuan.services.custody.together import judge_alike
from suyuan.services.parties.queries import prefixes
from suyuan.services.takeback import closing
from suyuan.storage import columns, coverage, missed, settings
from suyuan.storage import custody as store
from suyuan.storage import handovers as handover_store
from suyuan.storage.custody import LateClock, Waiting
from suyuan.storage.filings import number
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register

MOST_FILINGS = 10_000  # in one step
MOST_LINES = 100_000
MOST_JUDGED = 40_000  # subjects whose lives are laid out at a time
MOST_WATCHED = 20_000
_SWEPT = "custody_swept_until"
_OF_SUBJECTS = tuple(
    kind.value
    for kind in Kind
    if kind
    not in {
        *(Kind.LATE, Kind.SILENT_REPAIRER, Kind.YIELD_IMPOSSIBLE, Kind.SERIAL_PROBE, Kind.CODE_SET_MISMATCH),
        *(Kind.REFUSED_ACCEPTANCE, Kind.SERIAL_RHYTHM, Kind.SILENT_SWAP_OPERATOR),
    }
)
_OF_TRANSFERS = (Kind.CODE_SET_MISMATCH.value, Kind.MASS_MISMATCH.value)
_INTO_RECYCLERS = frozenset(RULEBOOK.by_id[name].number for name in ("24.7.a", "24.7.b"))
_SPECIFIED = RULEBOOK.by_id["9.1"].number
_FITTED = EVENT_NUMBER[Event.FITTED]
_REPAIRS = frozenset(RULEBOOK.by_id[name].number for name in ("24.5.a", "24.5.c"))


def examine(
    *, today: date, at: datetime, told: Callable[[int], None] = lambda _: None, steps: int | None = None
) -> int:
    """Examine everything that waits, as of a day; give how many findings were entered or changed.

    ``steps``: no more than so many now; the rest waits for the next time.
    """
    changed = done = 0
    for _ in count() if steps is None else range(steps):
        taken, found = _step(today, at)
        changed, done = changed + found, done + taken
        told(done)
        if not taken:
            return changed + sweep(today=today, at=at)
    return changed


def _step(today: date, at: datetime) -> tuple[int, int]:
    """Examine some filings and some subjects whose day has come: (how many of both, findings changed)."""
    with as_register(durable=True):
        cursor = reader()
        store.alone(cursor)
        taken = store.take(cursor, MOST_FILINGS, MOST_LINES)
        watched = [] if taken else store.due(cursor, today, MOST_WATCHED)
        if not taken and not watched:
            return 0, 0
        changed = _examined(cursor, taken, watched, register_of(cursor, today), at)
        store.done(cursor, taken)
    return len(taken) + len(watched), changed


def look_at(filings: Iterable[UUID], *, today: date, at: datetime) -> int:
    """Examine some filings ahead of the others; where somebody examines already, they wait for the next round."""
    with as_register(durable=True):
        cursor = reader()
        taken = store.take_these(cursor, filings) if store.alone_now(cursor) else []
        if not taken:
            return 0
        changed = _examined(cursor, taken, (), register_of(cursor, today), at)
        store.done(cursor, taken)
    return changed


def register_of(cursor: Cursor[Any], today: date) -> Register:
    """Give whom and what a judge knows on a day."""
    by_id, by_uscc = of_parties(store.standings(cursor))
    heirs: dict[str, str] = {gone: heir for gone, heir, since in store.takeovers(cursor) if since <= today}
    return Register(
        by_id=by_id,
        by_uscc=by_uscc,
        prefixes=prefixes(anew=True),
        calendar=counting(),
        today=today,
        heirs=heirs,
    )


def _examined(
    cursor: Cursor[Any],
    taken: Sequence[Waiting],
    watched: Sequence[UUID],
    register: Register,
    at: datetime,
) -> int:
    """Judge the subjects of some filings and some others, and keep what is found."""
    filings = [one.filing for one in taken]
    signs: dict[UUID, int] = {}
    for one in taken:
        signs[one.filing] = signs.get(one.filing, 0) + one.sign
    undone = [filing for filing, sign in signs.items() if sign <= 0]
    standing = columns.events_in(cursor, filings)
    # what was taken back stands no more
    said = np.concatenate([standing, columns.events_of(cursor, undone)]) if undone else standing
    told, _ = alike.numbered(said["subject"])
    rows = np.concatenate([standing, columns.events_beside(cursor, told, filings)])
    sums.add(cursor, said, signs, register)
    _sold(cursor, said, signs)
    rhythms.note(cursor, said, rows, register)
    contested = store.contested_by(cursor, filings) if filings else []
    torn = above(cursor, alike.parts(said))
    keys, _ = alike.numbered(np.concatenate([told, packing.from_uuids(list(watched)), torn]))
    left = judge_alike(cursor, rows, keys, contested, register)
    changed, met, transfers = _by_themselves(cursor, sorted(left.subjects), contested, register, at)
    transfers |= transfers_of(cursor, left.transfers - transfers.keys())
    changed += _transfers(cursor, transfers, register, at)
    filers = set(zip(said["party"].tolist(), said["duty"].tolist(), strict=True))
    changed += _balances(cursor, _unsettled(cursor, filers, register), register, at)
    changed += _probes(cursor, sorted({party for party, duty in filers if duty in _REPAIRS}), register, at)
    changed += closing.accepted(cursor, said, at=at)
    gone = store.said_by(cursor, undone)
    clocks = [
        *store.met_by(cursor, filings),
        *met,
        *store.overdue_opened(cursor, filings, register.today),
        *store.overdue_of(cursor, {one.party_id for one in gone}, register.today),
    ]
    return changed + vanished(cursor, gone, register, at) + late(cursor, clocks, register, at)


def _sold(cursor: Cursor[Any], said: Rows, signs: Mapping[UUID, int]) -> None:
    """Keep what coverage is worked out from: where vehicles were sold, and who first used what no maker bought."""
    sold = {UUID(bytes=one) for one in said["filing"][said["kind"] == coverage.SOLD].tolist()}
    coverage.add_sales(cursor, {key: sign for key in sold if (sign := signs[key])})
    alone = (said["kind"] == coverage.SWAPPED) | (
        (said["kind"] == coverage.FITTED) & np.isin(said["duty"], coverage.INDEPENDENT)
    )
    used, _ = alike.numbered(said["subject"][alone])
    names = packing.texts(used)
    coverage.add_loose(
        cursor, used[[not subjects.is_vehicle(name.strip()) for name in names]] if names else used
    )


def _unsettled(cursor: Cursor[Any], filers: Iterable[tuple[int, int]], register: Register) -> list[int]:
    """Give whose balance may be another: who took in or sold, and who took in what somebody says the composition of."""
    told = {party for party, duty in filers if duty == _SPECIFIED}
    prefixes = [prefix for prefix, owner in register.prefixes.items() if owner in told]
    return sorted(
        {party for party, duty in filers if duty in _INTO_RECYCLERS} | store.takers_of(cursor, prefixes)
    )


def _by_themselves(
    cursor: Cursor[Any], keys: Sequence[UUID], contested: Sequence[UUID], register: Register, at: datetime
) -> tuple[int, list[LateClock], Facts]:
    """Judge subjects each by itself, some at a time; give what ``_judged`` gives, and the transfers they moved in."""
    changed, met, transfers = 0, list[LateClock](), Facts()
    for start in range(0, max(len(keys), 1), MOST_JUDGED):
        part = keys[start : start + MOST_JUDGED]
        ground = gather(cursor, part, contested if start == 0 else ())
        found, across = _judged(cursor, ground, part, register, at)
        changed, met, transfers = changed + found, met + across, transfers | ground.transfers
    return changed, met, transfers


def _judged(
    cursor: Cursor[Any], ground: Ground, keys: Iterable[UUID], register: Register, at: datetime
) -> tuple[int, list[LateClock]]:
    """Judge batteries and vehicles; enter hand-overs; set the days on which to look again.

    Gives how many findings changed, and the clocks that were met under another name.
    """
    verdicts: dict[str, Verdict] = {}
    handed: list[dict[str, Any]] = []
    met: dict[tuple[int, UUID], tuple[int, UUID, date, UUID]] = {}
    for life in lives(ground):
        verdicts[life.code] = judge.battery(life, register)
        handed += handovers.rows(life, register)
        met |= {one[:2]: one for one in handovers.across(life, register)}
    verdicts |= _torn_down(cursor, verdicts)
    verdicts |= {vin: judge.vehicle(vin, ground.facts[vin], register) for vin in ground.vehicles}
    keyed = {subjects.name(key): key for key in keys}
    keyed |= {name: key for name in verdicts if (key := subjects.key(name)) is not None}
    handover_store.enter(cursor, keyed.values(), handed)
    days = {keyed[name]: one.look_on for name, one in verdicts.items() if one.look_on is not None}
    store.watch(cursor, days, (key for key in keyed.values() if key not in days))
    on_file = store.findings_about(cursor, sorted(keyed), _OF_SUBJECTS)
    papers = {name: _latest(ground.facts.get(name, ())) for name in keyed}
    found = [one for verdict in verdicts.values() for one in verdict.found]
    changed = keep(cursor, found, on_file, register, papers=papers, at=at)
    return changed, store.meet_across(cursor, list(met.values()))


def _torn_down(cursor: Cursor[Any], verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Give the verdicts on what nothing is heard of because all of it went on by its own codes: no cold trail."""
    silent = {
        code: date.fromisoformat(one.evidence[0].says)
        for code, verdict in verdicts.items()
        for one in verdict.found
        if one.kind is Kind.TRAIL_COLD
    }
    gone = torn_down(cursor, silent) if silent else set()
    return {
        code: verdicts[code]._replace(
            found=tuple(one for one in verdicts[code].found if one.kind is not Kind.TRAIL_COLD)
        )
        for code in gone
    }


def _latest(facts: Iterable[Fact]) -> str:
    """Give the receipt of the latest filing among some facts."""
    return max(((one.recorded_at, one.filing) for one in facts), default=(None, ""))[1]


def _transfers(cursor: Cursor[Any], transfers: Facts, register: Register, at: datetime) -> int:
    """Hold the two sides of each transfer against each other."""
    found: list[Found] = []
    papers: dict[str, str] = {}
    days: dict[UUID, date] = {}
    told = {name: [movement(fact, register) for fact in facts] for name, facts in transfers.items()}
    whole = handover_store.whole(
        cursor, {code for both in told.values() for code in moves.uneven_sides(both)}
    )
    for name, facts in transfers.items():
        papers[name], both = _latest(facts), told[name]
        found_of = (*moves.torn(name, both, register, whole), *moves.uneven(name, both, register))
        verdict = settle(found_of, register.today)
        found += verdict.found
        if verdict.look_on is not None:
            days |= {
                key: verdict.look_on for fact in facts[:1] if (key := subjects.key(fact.subject)) is not None
            }
    store.watch_sooner(cursor, days)
    on_file = store.findings_about(cursor, sorted(transfers), _OF_TRANSFERS)
    return keep(cursor, found, on_file, register, papers=papers, at=at)


def _balances(cursor: Cursor[Any], party_ids: Sequence[int], register: Register, at: datetime) -> int:
    """Weigh what recyclers shipped against what they took in."""
    ids = [party for party in party_ids if Role.RECYCLER in register.by_id[party].roles]
    found: list[Found] = []
    papers: dict[str, str] = {}
    for party, (came, left) in sums.balances(cursor, ids, register).items():
        uscc = register.uscc(party)
        papers[uscc] = sums.last_sale(cursor, party)
        found += balance.findings(uscc, came, left, papers[uscc], register)
    on_file = store.findings_about(cursor, sorted(papers), (Kind.YIELD_IMPOSSIBLE.value,))
    return keep(cursor, found, on_file, register, papers=papers, at=at)


def _probes(cursor: Cursor[Any], party_ids: Sequence[int], register: Register, at: datetime) -> int:
    """Look for serial numbers that walk among those that only one party names."""
    named: dict[str, list[silence.Walked]] = {register.uscc(party): [] for party in party_ids}
    since = date.fromordinal(register.today.toordinal() - silence.WATCHED_DAYS)
    for party, code, day, filing in (
        store.first_words(cursor, list(party_ids), fitted=_FITTED, since=since) if party_ids else ()
    ):
        walked = silence.Walked(code=subjects.name(code), day=day, receipt=number(filing))
        named[register.uscc(party)].append(walked)
    found = [one for uscc, codes in named.items() for one in silence.probing(uscc, codes, register)]
    on_file = [
        one
        for one in store.findings_about(cursor, sorted(named), (Kind.SERIAL_PROBE.value,))
        if not one.cause.startswith(silence.LOOKED_UP)
    ]
    return keep(cursor, found, on_file, register, papers={}, at=at)


def sweep(*, today: date, at: datetime) -> int:
    """Find what the day alone makes true, once a day: clocks that ran out since the last sweep, silent fleets.

    Where the day lies before the last sweep, a demonstration's clock was turned back: then all is gone through again.
    """
    with as_register(durable=True):
        cursor = reader()
        store.alone(cursor)
        last = settings.recall(_SWEPT)
        since = date.fromisoformat(last) if last else date.min
        if since == today:
            return 0
        since = since if since < today else date.min
        register = register_of(cursor, today)
        changed = late(cursor, store.overdue(cursor, since, today), register, at)
        found = list(silence.silent(sums.fleets(cursor, register), register))
        on_file = store.findings_of_kind(cursor, (Kind.SILENT_REPAIRER.value,))
        changed += keep(cursor, found, on_file, register, papers={}, at=at)
        changed += _walked(cursor, register, at)
        changed += stations.quiet(cursor, register, at)
        settings.keep(_SWEPT, today.isoformat())
    return changed + _rhythms(today, at)


def _rhythms(today: date, at: datetime) -> int:
    """Hold the serial numbers of what was named lately against those of their makers, some at a time."""
    changed = 0
    for _ in count():
        with as_register(durable=True):
            cursor = reader()
            store.alone(cursor)
            taken, found = rhythms.look(cursor, register_of(cursor, today), at)
        changed += found
        if not taken:
            return changed
    return changed


def _walked(cursor: Cursor[Any], register: Register, at: datetime) -> int:
    """Find who looks serial after serial up in vain; what is older is forgotten."""
    first = register.today - timedelta(days=silence.LOOKS_DAYS)
    looked: dict[str, list[tuple[str, date]]] = {}
    for party, code, day in missed.since(first):
        looked.setdefault(register.uscc(party), []).append((subjects.name(code), day))
    missed.forget(first)
    found = [one for uscc, codes in looked.items() for one in silence.walking(uscc, codes, register)]
    on_file = [
        one
        for one in store.findings_of_kind(cursor, (Kind.SERIAL_PROBE.value,))
        if one.cause.startswith(silence.LOOKED_UP)
    ]
    return keep(cursor, found, on_file, register, papers={}, at=at)
