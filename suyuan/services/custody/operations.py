"""检查用例 — filings are examined after they were stored: their subjects are judged anew, findings kept.

    examine()   what was filed since the last time, and what only time decides, as of a day
    look_at()   some filings ahead of the others
    sweep()     what rests on the day alone: clocks that ran out, fleets that fall silent

What is examined is what is new and what is open: a subject about which nothing was filed and that no day calls for is
not read. Filings are taken in steps; each step is one transaction, and an examiner that dies leaves its step waiting.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Cursor

from suyuan.codes import packing
from suyuan.domain import subjects
from suyuan.domain.custody import balance, moves, sieve, silence
from suyuan.domain.custody import examine as judge
from suyuan.domain.custody.evidence import Register, of_parties
from suyuan.domain.custody.examine import Verdict, settle
from suyuan.domain.custody.found import Found, Kind, Piece
from suyuan.domain.custody.handovers import movement
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.domain.life import Fact
from suyuan.law.duty import Event, Role, SubjectKind
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.calendars import counting
from suyuan.services.custody import register as handovers
from suyuan.services.custody import sums
from suyuan.services.custody.keeping import keep
from suyuan.services.custody.lives import Ground, gather, lives
from suyuan.services.parties.queries import prefixes
from suyuan.storage import custody as store
from suyuan.storage import settings
from suyuan.storage.custody import LateClock, Waiting
from suyuan.storage.events import StoredEvent
from suyuan.storage.filings import number
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register

MOST_FILINGS = 2_000  # in one step
MOST_LINES = 20_000
MOST_WATCHED = 20_000
_SWEPT = "custody_swept_until"
_OF_SUBJECTS = tuple(
    kind.value
    for kind in Kind
    if kind
    not in {Kind.LATE, Kind.SILENT_REPAIRER, Kind.YIELD_IMPOSSIBLE, Kind.SERIAL_PROBE, Kind.CODE_SET_MISMATCH}
)
_INTO_RECYCLERS = frozenset(RULEBOOK.by_id[name].number for name in ("24.7.a", "24.7.b"))
_FITTED = EVENT_NUMBER[Event.FITTED]
_STILL = [EVENT_NUMBER[event] for event in sieve.STILL]
_REPAIRS = frozenset(RULEBOOK.by_id[name].number for name in ("24.5.a", "24.5.c"))


def examine(*, today: date, at: datetime, told: Callable[[int], None] = lambda _: None) -> int:
    """Examine everything that waits, as of a day; give how many findings were entered or changed."""
    changed = done = 0
    while True:
        taken, found = _step(today, at)
        changed, done = changed + found, done + taken
        told(done)
        if not taken:
            return changed + sweep(today=today, at=at)


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
    said = store.said_by(cursor, filings) if filings else []
    signs: dict[bytes, int] = {}
    for one in taken:
        signs[one.filing.bytes] = signs.get(one.filing.bytes, 0) + one.sign
    store.add_sums(cursor, sums.counted(said, signs))
    keys = _stirred(cursor, said, register) if min(signs.values(), default=0) > 0 else _subjects(said)
    keys |= set(watched)
    ground = gather(cursor, keys, store.contested_by(cursor, filings) if filings else ())
    changed, met = _judged(cursor, ground, keys, register, at)
    changed += _transfers(cursor, ground, register, at)
    filed = {one.party_id for one in said}
    recyclers = {one.party_id for one in said if one.duty in _INTO_RECYCLERS}
    shops = {one.party_id for one in said if one.duty in _REPAIRS}
    changed += _balances(cursor, sorted(recyclers), register, at)
    changed += _probes(cursor, sorted(shops), register, at)
    undone = {one.party_id for one in said if signs.get(one.filing, 0) <= 0}
    clocks = [
        *store.met_by(cursor, filings),
        *met,
        *store.overdue_opened(cursor, filings, register.today),
        *store.overdue_of(cursor, undone & filed, register.today),
    ]
    changed += _vanished(cursor, [one for one in said if signs[one.filing] <= 0], register, at)
    return changed + _late(cursor, clocks, register, at)


def _subjects(said: Iterable[StoredEvent]) -> set[UUID]:
    return {UUID(bytes=one.subject) for one in said}


def _stirred(cursor: Cursor[Any], said: Sequence[StoredEvent], register: Register) -> set[UUID]:
    """Give the subjects of new filings that need a judge: not those that were made and fitted and nothing else."""
    days: dict[UUID, date] = {}
    for one in said:
        key = UUID(bytes=one.subject)
        days[key] = min(days.get(key, one.happened_date), one.happened_date)
    stirring = store.stirring(cursor, days, still=_STILL, fitted=_FITTED)
    return {
        key
        for key, day in days.items()
        if key in stirring or not sieve.is_plain(subjects.name(key), day, register)
    }


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
    verdicts |= {vin: judge.vehicle(vin, ground.facts[vin], register) for vin in ground.vehicles}
    keyed = {subjects.name(key): key for key in keys}
    keyed |= {name: key for name in verdicts if (key := subjects.key(name)) is not None}
    store.enter_handovers(cursor, keyed.values(), handed)
    days = {keyed[name]: one.look_on for name, one in verdicts.items() if one.look_on is not None}
    store.watch(cursor, days, (key for key in keyed.values() if key not in days))
    on_file = store.findings_about(cursor, sorted(keyed), _OF_SUBJECTS)
    papers = {name: _latest(ground.facts.get(name, ())) for name in keyed}
    found = [one for verdict in verdicts.values() for one in verdict.found]
    changed = keep(cursor, found, on_file, register, papers=papers, at=at)
    return changed, store.meet_across(cursor, list(met.values()))


def _latest(facts: Iterable[Fact]) -> str:
    """Give the receipt of the latest filing among some facts."""
    return max(((one.recorded_at, one.filing) for one in facts), default=(None, ""))[1]


def _transfers(cursor: Cursor[Any], ground: Ground, register: Register, at: datetime) -> int:
    """Hold the two sides of each transfer against each other."""
    found: list[Found] = []
    papers: dict[str, str] = {}
    days: dict[UUID, date] = {}
    for name, facts in ground.transfers.items():
        papers[name] = _latest(facts)
        both = [movement(fact, register) for fact in facts]
        verdict = settle(moves.torn(name, both, register), register.today)
        found += verdict.found
        if verdict.look_on is not None:
            days |= {
                key: verdict.look_on for fact in facts[:1] if (key := subjects.key(fact.subject)) is not None
            }
    store.watch_sooner(cursor, days)
    on_file = store.findings_about(cursor, sorted(ground.transfers), (Kind.CODE_SET_MISMATCH.value,))
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
    on_file = store.findings_about(cursor, sorted(named), (Kind.SERIAL_PROBE.value,))
    return keep(cursor, found, on_file, register, papers={}, at=at)


def _late(cursor: Cursor[Any], clocks: Sequence[LateClock], register: Register, at: datetime) -> int:
    """Keep a finding for every clock that ran out: open while it is unmet, closed once it is met, for ever listed."""
    found = [_late_one(one, register) for one in clocks if (one.met_date or register.today) > one.due_date]
    about = sorted({one.subject_id for one in clocks})
    wanted = {one.key for one in found} | {_late_key(one, register) for one in clocks}
    on_file = [
        one
        for one in store.findings_about(cursor, about, (Kind.LATE.value,))
        if (Kind.LATE, one.subject, one.cause) in wanted
    ]
    papers = {one.subject_id: number(one.filing) for one in clocks}
    return keep(cursor, found, on_file, register, papers=papers, at=at)


def _vanished(cursor: Cursor[Any], undone: Sequence[StoredEvent], register: Register, at: datetime) -> int:
    """Close what was late of clocks that are gone with the filings that had opened them."""
    keys = {UUID(bytes=one.subject): number(UUID(bytes=one.filing)) for one in undone}
    names = {subjects.name(key): receipt for key, receipt in keys.items() if not packing.is_provisional(key)}
    on_file = store.findings_about(cursor, sorted(names), (Kind.LATE.value,)) if names else []
    if not on_file:
        return 0
    parties = sorted({party for one in on_file for party in one.parties})
    duties = [duty.number for duty in RULEBOOK.duties]
    standing = {_late_key(one, register) for one in store.clocks(cursor, parties, duties, keys)}
    over = [one for one in on_file if (Kind.LATE, one.subject, one.cause) not in standing]
    return keep(cursor, [], over, register, papers=names, at=at)


def _late_key(one: LateClock, register: Register) -> tuple[Kind, str, str]:
    cause = f"{register.uscc(one.party_id)}/{RULEBOOK.by_number[one.duty].id}/{one.cause_date}"
    return Kind.LATE, one.subject_id, cause


def _late_one(one: LateClock, register: Register) -> Found:
    uscc, duty = register.uscc(one.party_id), RULEBOOK.by_number[one.duty]
    met = one.met_date is not None
    receipt = number(one.filing)
    says = f"{one.due_date} < {one.met_date}" if met else one.due_date.isoformat()
    return Found(
        kind=Kind.LATE,
        subject_kind=SubjectKind(one.subject_kind),
        subject=one.subject_id,
        cause=_late_key(one, register)[2],
        parties=(uscc,),
        evidence=(Piece(uscc, receipt, says, duty.id, one.cause_date.isoformat()),),
        closed=met,
    )


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
        changed = _late(cursor, store.overdue(cursor, since, today), register, at)
        found = list(silence.silent(sums.fleets(cursor, register), register))
        on_file = store.findings_of_kind(cursor, (Kind.SILENT_REPAIRER.value,))
        changed += keep(cursor, found, on_file, register, papers={}, at=at)
        settings.keep(_SWEPT, today.isoformat())
    return changed
