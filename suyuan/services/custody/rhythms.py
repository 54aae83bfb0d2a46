"""序号节奏检查 — serial numbers held against those of their maker, product by product and day by day.

    note()  what is filed of packs -> the products and days that are to be looked at
    look()  looks at some of them, and keeps what is found

A filing costs a few sums over its columns: only products and days are noted of which others name a pack that its maker
never filed. They are looked at once a day, all together, by ranges of the key of events.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain import subjects
from suyuan.domain.custody import alike, rhythm
from suyuan.domain.custody.alike import Mask, Rows
from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.examine import settle
from suyuan.domain.custody.forensics import PREFIX
from suyuan.domain.custody.found import Found, Kind
from suyuan.domain.custody.rhythm import Day, Strays
from suyuan.domain.life import Fact
from suyuan.services.batteries.dossier import facts_of
from suyuan.services.custody.keeping import keep
from suyuan.services.parties.queries import makers
from suyuan.storage import custody as store
from suyuan.storage import patterns

MOST = 1_000  # products and days looked at in one transaction
_MAKING = [patterns.PRODUCED, patterns.FITTED]
_USING = [patterns.FITTED, patterns.SWAPPED]


class _Packs(NamedTuple):
    """Events of packs whose makers are registered, in columns; ``own``: filed by the maker, or who was it."""

    keys: Keys
    kind: alike.Ints
    own: Mask


def note(cursor: Cursor[Any], said: Rows, rows: Rows, register: Register) -> None:
    """Note what is to be looked at. ``said``: what some filings say; ``rows``: all that stands of their subjects."""
    if not register.prefixes:
        return
    on_file, told = _packs(rows, register), _packs(said, register)
    if not on_file.own.all():
        packs, place = alike.numbered(on_file.keys)
        spoken, named = (np.zeros(len(packs), np.bool_) for _ in range(2))
        spoken[place[on_file.own]] = True
        named[place[~on_file.own]] = True
        patterns.wake(cursor, _days_of(packs[named & ~spoken]), register.today)
    making = told.own & np.isin(told.kind, _MAKING)
    using = ~making & np.isin(told.kind, _USING)
    patterns.wake_known(cursor, rhythm.near(_days_of(told.keys[making])), register.today)
    patterns.wake_known(cursor, _days_of(told.keys[using]), register.today)


def _days_of(keys: Keys) -> Keys:
    """Give the products and days of some packs, once each."""
    return alike.numbered(rhythm.stems(keys))[0]


def _packs(rows: Rows, register: Register) -> _Packs:
    """Leave the events of packs whose maker is registered."""
    keys = np.ascontiguousarray(rows["subject"])
    maker = packing.leading(keys, PREFIX)
    kept = np.isin(maker, np.array([packing.leading_of(one) for one in register.prefixes], np.uint64))
    kept[kept] = rhythm.plain(keys[kept])
    pairs = [
        packing.leading_of(prefix) << 32 | party
        for prefix in register.prefixes
        for party in _makers(prefix, register)
    ]
    filed = maker[kept].astype(np.int64) << 32 | rows["party"][kept].astype(np.int64)
    return _Packs(keys[kept], rows["kind"][kept].astype(np.int64), np.isin(filed, np.array(pairs, np.int64)))


def _makers(prefix: str, register: Register) -> set[int]:
    """Give the parties whose prefix it is or was."""
    owner = register.prefixes.get(prefix)
    return {*makers(prefix), *(() if owner is None else (owner,))}


def look(cursor: Cursor[Any], register: Register, at: datetime) -> tuple[int, int]:
    """Look at some products and days whose day has come: (how many, findings changed)."""
    asked = patterns.waking(cursor, register.today, MOST)
    if not asked:
        return 0, 0
    days = _days(cursor, packing.from_uuids(asked), register)
    told = _strays(cursor, days, register)
    words = _words(cursor, told)
    found: list[Found] = []
    again: dict[UUID, date | None] = dict.fromkeys(asked)
    for stem, strays in told.items():
        maker = register.uscc(register.prefixes[stem[:PREFIX]])
        verdict = settle(rhythm.findings(strays, maker, words, register), register.today)
        found += verdict.found
        again[packing.pack(stem)] = verdict.look_on
    looked = {subjects.name(key) for key in asked}
    on_file = [
        one
        for one in store.findings_of_kind(cursor, (Kind.SERIAL_RHYTHM.value,))
        if one.subject[: rhythm.STEM] in looked
    ]
    gone = {one.subject for one in on_file} - {one.subject for one in found}
    papers = {
        code: max(facts, key=lambda one: one.recorded_at).filing
        for code, facts in _facts(cursor, gone).items()
    }
    changed = keep(cursor, found, on_file, register, papers=papers, at=at)
    over = {key for key in asked if (day := days.get(subjects.name(key))) is not None and not day.odd}
    patterns.rest(cursor, {key: when for key, when in again.items() if key not in over})
    patterns.forget(cursor, sorted(over))
    return len(asked), changed


def _days(cursor: Cursor[Any], stems: Keys, register: Register) -> dict[str, Day]:
    """Read what is on file of products and days; not of those whose makers filed too little to say anything."""
    active = _filers(cursor, register)
    told = list(enumerate(packing.texts(stems)))
    told = [(place, name) for place, name in told if _makers(name[:PREFIX], register) & active]
    chosen = stems[[place for place, _ in told]]
    names = [name for _, name in told]
    known = [_makers(name[:PREFIX], register) for name in names]
    days = {name: Day(name) for name in names}
    for one in patterns.days(cursor, chosen, rhythm.last_of(chosen), known):
        name = names[one.place - 1]
        low, high = (subjects.name(key) if key else "" for key in (one.low, one.high))
        days[name] = Day(name, one.made, one.used, low, high, tuple(map(subjects.name, one.odd)))
    return days


def _filers(cursor: Cursor[Any], register: Register) -> set[int]:
    """Give the parties that filed enough of what they made to show a rhythm, by the sums."""
    filed: dict[int, int] = {}
    for one in store.sums(cursor, _MAKING):
        filed[one.party_id] = filed.get(one.party_id, 0) + one.number
    return {party for party, number in filed.items() if number >= register.calendar.policies.rhythm_codes}


def _strays(cursor: Cursor[Any], days: dict[str, Day], register: Register) -> dict[str, Strays]:
    """Judge days; only those that look odd by themselves are held against the days round them."""
    policies = register.calendar.policies
    suspect = [
        stem
        for stem, day in days.items()
        if rhythm.strays(day, (), policies) or (not day.made and 0 < len(day.odd) < policies.rhythm_codes)
    ]
    if not suspect:
        return {}
    around = {stem: _round(stem) for stem in suspect}
    beside = days | _days(cursor, alike.numbered(np.concatenate(list(around.values())))[0], register)
    told: dict[str, Strays] = {}
    for stem, keys in around.items():
        near = [beside[name] for name in packing.texts(keys) if name in beside]
        strays = rhythm.strays(days[stem], near, policies)
        if strays is not None:
            told[stem] = strays
    return told


def _round(stem: str) -> Keys:
    return rhythm.near(packing.from_uuids([packing.pack(stem)]))


def _words(cursor: Cursor[Any], told: dict[str, Strays]) -> dict[str, list[Fact]]:
    """Read what is filed of strays, and of the first packs of the days beside them."""
    return _facts(
        cursor,
        {code for one in told.values() for code in (*one.codes, *(day.low for day in one.beside))},
    )


def _facts(cursor: Cursor[Any], codes: Sequence[str] | set[str]) -> dict[str, list[Fact]]:
    """Read what is filed of some codes, by code."""
    found: dict[str, list[Fact]] = {}
    for one in facts_of(store.facts(cursor, [packing.pack(code) for code in codes if code])):
        found.setdefault(one.subject, []).append(one)
    return found
