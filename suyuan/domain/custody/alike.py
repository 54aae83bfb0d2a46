"""同形 — lives that differ in their codes, numbers and masses alone are judged once, for all of them.

    EVENT     an event as one row of a table of numbers
    alike()   the events of many subjects -> lives in groups, and which of each group is to be judged
    subjects()   whom events are about or name;   named()  whom they name without being about them
    parts()   the modules and cells among them that moved or ended
    among()   which keys are among others;   numbered()  keys once each
    weighs()  masses in columns, beside the tolerance

A pack that a dismantler took out of a vehicle and sent to a recycler lived what the next pack of the same consignment
lived. Of a group one is laid out and judged; where nothing is found of it, nothing is found of the others. What a
judge could tell apart is in the likeness: who did what under which duty, in which order, on which days something
moved, whether two masses agree. What is not laid out so (replacements, swaps, parts, labels that could not be read,
successors of firms) is in no group and is judged by itself.

Source: the findings of the outer contract; Article 24 (hand-overs told by both sides).
"""

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from suyuan.codes import packing
from suyuan.codes.matrix import WIDTH
from suyuan.codes.packing import BASE, Keys
from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.forensics import PREFIX, made_on
from suyuan.domain.facts import EVENT_NUMBER, EVENT_OF
from suyuan.domain.life import step_of
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import MassTolerance

EVENT = np.dtype(
    [
        ("subject", "<u8", 2),
        ("object", "<u8", 2),
        ("filing", "V16"),
        ("kind", "<i2"),
        ("party", "<i4"),
        ("duty", "<i2"),
        ("day", "<i4"),  # days since EPOCH
        ("other", "<i4"),  # the counterparty; NOBODY where none is named, STRANGER where it is not registered
        ("mass", "<i8"),  # grams; UNWEIGHED, or UNREAD where what is given is no number
        ("transfer", "<i8"),  # tells transfer numbers apart; 0 where there is none
        (
            "marks",
            "<i2",
        ),  # USED: a use is named; SWAPS: the vehicle is said to swap; WORDED: its words are here
    ]
)
EPOCH = date(2000, 1, 1)
NOBODY, STRANGER = 0, -1
UNWEIGHED, UNREAD = -1, -2
USED, SWAPS, WORDED = 1, 2, 4

Rows = npt.NDArray[np.void]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_PRODUCED, _FITTED, _SOLD, _SCRAPPED, _SHIPPED, _RECEIVED, _REFUSED, _RECYCLED = (
    EVENT_NUMBER[event]
    for event in (
        *(Event.PRODUCED, Event.FITTED, Event.SOLD, Event.SCRAPPED),
        *(Event.SHIPPED, Event.RECEIVED, Event.REFUSED, Event.RECYCLED),
    )
)
_LEAVES = (_SHIPPED, _RECEIVED, _RECYCLED, EVENT_NUMBER[Event.RECODED])
_LAID_OUT = np.zeros(max(EVENT_OF) + 1, np.bool_)
_LAID_OUT[[_PRODUCED, _FITTED, _SOLD, _SCRAPPED, _SHIPPED, _RECEIVED, _REFUSED, _RECYCLED]] = True
_OTHER, _NOTHING, _PACK, _CAR = range(4)
_P = np.uint64(1 + packing.ALPHABET.index("P"))
_AFTER_LEVEL = np.uint64(BASE ** (packing.HALF - 4))
_AFTER_VIN = np.uint64(BASE ** (WIDTH - 17))
_MADE, _SERIAL = np.uint64(BASE**3), np.uint64(BASE**7)  # positions 15 to 17 of a code; those behind them


class Alike(NamedTuple):
    """Lives in groups. ``packs`` and ``cars`` are keys (a car of zeros: in none); ``group`` the group of each.

    ``first``: of each group, the life to be judged; ``out`` and ``into``: the row of either side of its hand-over, -1
    where it is not on file; ``ended``: whether it was worked up.
    """

    packs: Keys
    cars: Keys
    group: Ints
    first: Ints
    out: Ints
    into: Ints
    ended: Mask


class Subjects(NamedTuple):
    """Everything that rows are about or name, once each: its key, its sort; per row, the places of both there."""

    keys: Keys
    sort: Ints
    own: Ints
    other: Ints


def alike(rows: Rows, about: Subjects, register: Register) -> Alike:
    """Give the lives that some events tell whole, those alike together.

    ``rows``: all that stands of each subject; ``about``: their ``subjects``.
    """
    lives, mate = _lives(rows, about, register)
    out, into = _sides(rows, about)
    lives &= _plain_codes(rows, about, register)
    kept = _kept(about, mate)
    kept = kept[lives[kept[:, 1]]]
    told, torn = _told(rows[kept[:, 0]], kept[:, 1], _last(rows, about))
    lives[torn] = False
    likeness = np.zeros(len(lives), np.uint64)
    np.add.at(likeness, kept[:, 1], told)
    likeness += _between(rows, out, into, register.calendar.policies.mass_tolerance)
    likeness[mate[about.own[rows["marks"] & SWAPS != 0]]] += _SEEDS[-2]
    found = np.flatnonzero(lives)
    _, first, group = np.unique(likeness[found], return_index=True, return_inverse=True)
    cars = np.where((mate >= 0)[:, None], about.keys[mate], np.uint64(0))
    ended = np.zeros(len(lives), np.bool_)
    ended[about.own[rows["kind"] == _RECYCLED]] = True
    return Alike(about.keys[found], cars[found], group, first, out[found], into[found], ended[found])


def named(about: Subjects) -> Keys:
    """Give the packs and vehicles that some events name and are not about: their mates are to be read as well."""
    told = np.zeros(len(about.keys), np.bool_)
    told[about.own] = True
    return about.keys[~told & np.isin(about.sort, (_PACK, _CAR))]


def parts(rows: Rows) -> Keys:
    """Give the modules and cells that some events move or end by their own codes."""
    keys, _ = numbered(rows["subject"][np.isin(rows["kind"], _LEAVES)])
    full = keys[:, 1] % np.uint64(BASE) != 0
    found: Keys = keys[full & (packing.are_at(keys, 4, "M") | packing.are_at(keys, 4, "C"))]
    return found


def numbered(keys: Keys) -> tuple[Keys, Ints]:
    """Give distinct keys in their order, and the place of each there."""
    order = packing.order(keys)
    ranked = keys.take(order, axis=0)
    new = np.ones(len(keys), np.bool_)
    new[1:] = (ranked[1:, 0] != ranked[:-1, 0]) | (ranked[1:, 1] != ranked[:-1, 1])
    place = np.empty(len(keys), np.int64)
    place[order] = np.cumsum(new) - 1
    return ranked.compress(new, axis=0), place


def among(keys: Keys, known: Keys) -> Mask:
    """Tell which keys are among others."""
    numbers, place = numbered(np.concatenate([known, keys]))
    told = np.zeros(len(numbers), np.bool_)
    told[place[: len(known)]] = True
    found: Mask = told[place[len(known) :]]
    return found


def subjects(rows: Rows) -> Subjects:
    """Give whom some events are about or name."""
    keys, place = numbered(np.concatenate([rows["subject"], rows["object"]]))
    return Subjects(keys, _sorts(keys), place[: len(rows)], place[len(rows) :])


def _sorts(keys: Keys) -> Ints:
    """Tell packs by their full length and level, vehicles by their seventeen characters."""
    high, low = keys[:, 0], keys[:, 1]
    printed = high < np.uint64(packing.TOP_BIT)
    sort = np.full(len(keys), _OTHER)
    sort[(high == 0) & (low == 0)] = _NOTHING
    full = printed & (low % np.uint64(BASE) != 0)
    sort[full & (high // _AFTER_LEVEL % np.uint64(BASE) == _P)] = _PACK
    sort[printed & (low % _AFTER_VIN == 0) & (low // _AFTER_VIN % np.uint64(BASE) != 0)] = _CAR
    return sort


def _lives(rows: Rows, about: Subjects, register: Register) -> tuple[Mask, Ints]:
    """Tell which subjects are packs whose life is laid out so, in one vehicle or none; give the mate of each subject.

    What is on file of a pack and a vehicle is on file of both: where the two do not say it equally often, not all of
    it was read.
    """
    own, other, count = about.own, about.other, len(about.keys)
    sort, named = about.sort[own], about.sort[other]
    into_car, into_pack = (sort == _PACK) & (named == _CAR), (sort == _CAR) & (named == _PACK)
    packs = np.concatenate([own[into_car], other[into_pack]])
    cars = np.concatenate([other[into_car], own[into_pack]])
    mate = np.full(count, -1)
    mate[packs], mate[cars] = cars, packs
    torn = np.zeros(count, np.bool_)
    torn[packs[mate[packs] != cars]] = True
    torn[packs[mate[cars] != packs]] = True
    torn |= np.bincount(own[into_car], minlength=count) != np.bincount(other[into_pack], minlength=count)
    strange = ~_fits(rows, sort, named, register)
    torn[own[strange]] = True
    torn[mate[own[strange & (sort == _CAR)]]] = (
        True  # of a car without a pack: the last subject, which is judged alone
    )
    for side in (rows["kind"] == _SHIPPED, np.isin(rows["kind"], (_RECEIVED, _REFUSED))):
        torn |= np.bincount(own[side], minlength=count) > 1
    spoken = np.zeros(count, np.bool_)
    spoken[own] = True
    return (about.sort == _PACK) & spoken & ~torn, mate


def _fits(rows: Rows, sort: Ints, named: Ints, register: Register) -> Mask:
    """Tell which rows say nothing but what a likeness holds."""
    aside = _aside(register)
    knows = (rows["other"] != STRANGER) & (rows["mass"] != UNREAD) & (rows["marks"] & USED == 0)
    knows &= ~np.isin(rows["party"], aside) & ~np.isin(rows["other"], aside)
    of_pack = (sort == _PACK) & ((named == _CAR) | (named == _NOTHING) | (rows["kind"] == _RECYCLED))
    of_car = (sort == _CAR) & ((named == _PACK) | (named == _NOTHING))
    fits: Mask = _LAID_OUT[rows["kind"]] & knows & (of_pack | of_car)
    return fits


def _aside(register: Register) -> list[int]:
    """Give the parties that passed over to another, and those to which they passed."""
    names = {*register.heirs, *register.heirs.values()}
    return [known.party_id for uscc in names if (known := register.by_uscc.get(uscc)) is not None]


def _sides(rows: Rows, about: Subjects) -> tuple[Ints, Ints]:
    """Give the row of the outbound and of the inbound of each subject; -1 where there is none."""
    out, into = np.full(len(about.keys), -1), np.full(len(about.keys), -1)
    sent = np.flatnonzero(rows["kind"] == _SHIPPED)
    come = np.flatnonzero(np.isin(rows["kind"], (_RECEIVED, _REFUSED)))
    out[about.own[sent]] = sent
    into[about.own[come]] = come
    return out, into


def _plain_codes(rows: Rows, about: Subjects, register: Register) -> Mask:
    """Tell whose code is of a registered maker and was made before anything was filed of it."""
    first = np.full(len(about.keys), np.iinfo(np.int64).max)
    np.minimum.at(first, about.own, rows["day"].astype(np.int64))
    return plain_codes(about.keys, first, register)


def plain_codes(keys: Keys, first: Ints, register: Register) -> Mask:
    """Tell which codes are of a registered maker and were made no later than on a day (days since EPOCH) of each.

    The day of production is read of one code for all that have the same; where it cannot be read, none is plain.
    """
    prefixes = [packing.leading_of(prefix) for prefix in register.prefixes if prefix]
    plain = np.isin(packing.leading(keys, PREFIX), np.array(prefixes, np.uint64))
    days, sample, place = np.unique(keys[:, 1] // _SERIAL % _MADE, return_index=True, return_inverse=True)
    names = packing.texts(keys[sample])
    made = (
        np.array([_days(made_on(name)) for name in names], np.int64) if len(days) else np.zeros(0, np.int64)
    )
    return plain & (made[place] <= first)


def _days(day: date | None) -> int:
    return np.iinfo(np.int64).max if day is None else (day - EPOCH).days


def _kept(about: Subjects, mate: Ints) -> Ints:
    """Give (row, life) of the rows that tell a life once: those of the pack, those of its vehicle that name nothing."""
    sort, named = about.sort[about.own], about.sort[about.other]
    of_car = (sort == _CAR) & (named == _NOTHING)
    life = np.where(sort == _PACK, about.own, np.where(of_car, mate[about.own], -1))
    row = np.flatnonzero(life >= 0)
    return np.stack([row, life[row]], axis=1)


def _last(rows: Rows, about: Subjects) -> Ints:
    """Give the last day on which anything was filed of each subject itself."""
    last = np.full(len(about.keys), np.iinfo(np.int64).min)
    np.maximum.at(last, about.own, rows["day"].astype(np.int64))
    return last


def _told(rows: Rows, life: Ints, last: Ints) -> tuple[npt.NDArray[np.uint64], Ints]:
    """Give what each row adds to the likeness of its life, and the lives in which two things could be told either way.

    Days count by their order; the day itself where something moved, and the last one: clocks run from there.
    """
    step = _STEP[rows["kind"], rows["duty"]]
    what = [rows["kind"], rows["duty"], rows["party"], rows["other"]]
    order = np.lexsort((*what, step, rows["day"], life))
    rows, step, ranked = rows[order], step[order], life[order]
    same_life = ranked[1:] == ranked[:-1]
    same_day = same_life & (rows["day"][1:] == rows["day"][:-1])
    tied = same_day & (step[1:] == step[:-1])
    differs = np.zeros(len(tied), np.bool_)
    for name in ("kind", "duty", "party", "other"):
        differs |= rows[name][1:] != rows[name][:-1]
    torn = ranked[1:][tied & differs]
    start = np.concatenate([[True], ~same_life]) if len(rows) else np.zeros(0, np.bool_)
    day = np.cumsum(np.concatenate([[0], ~same_day])) if len(rows) else np.zeros(0, np.int64)
    place = np.arange(len(rows))
    opened = np.maximum.accumulate(np.where(start, place, 0))
    clocked = np.isin(rows["kind"], (_SHIPPED, _RECEIVED, _REFUSED, _RECYCLED)) | (
        rows["day"] == last[ranked]
    )
    named = (rows["object"] != 0).any(axis=1)
    columns = [rows["kind"], rows["duty"], rows["party"], rows["other"], day - day[opened], place - opened]
    added = np.empty(len(rows), np.uint64)
    added[order] = _mixed([*columns, named, np.where(clocked, rows["day"].astype(np.int64), -1)])
    return added, torn


_STEP = np.zeros((max(EVENT_OF) + 1, max(RULEBOOK.by_number) + 1), np.int64)
for _kind, _event in EVENT_OF.items():
    for _number, _duty in RULEBOOK.by_number.items():
        _STEP[_kind, _number] = step_of(_event, _duty.id)

# Drawn anew for every process: nobody can file two different lives that are taken for alike.
_SEEDS = np.array([secrets.randbits(64) | 1 for _ in range(16)], np.uint64)
_STIR = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # of splitmix64


def _mixed(columns: Collection[npt.NDArray[np.generic]]) -> npt.NDArray[np.uint64]:
    """Give one number for each row of some columns, another for every other row."""
    total = np.full(len(next(iter(columns))), _SEEDS[-1])
    for seed, column in zip(_SEEDS, columns, strict=False):
        total = _stirred((total ^ column.astype(np.int64).view(np.uint64)) * seed)
    return total


def _stirred(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    for shift, factor in zip((30, 27), _STIR, strict=True):
        words = (words ^ (words >> np.uint64(shift))) * factor
    return words ^ (words >> np.uint64(31))


def _between(rows: Rows, out: Ints, into: Ints, tolerance: MassTolerance) -> npt.NDArray[np.uint64]:
    """Give what the two sides of a hand-over add to a likeness: whether they weigh alike and bear the same number."""
    sent, come = (np.where(side >= 0, rows["mass"][side], UNWEIGHED) for side in (out, into))
    number, answer = (np.where(side >= 0, rows["transfer"][side], 0) for side in (out, into))
    both = (number != 0) & (answer != 0)
    columns = [
        (sent >= 0) * 2 + (come >= 0),
        weighs(sent, come, tolerance),
        (number != 0) * 2 + (answer != 0),
        both & (number == answer),
    ]
    return _mixed(columns)


def weighs(one: Ints, other: Ints, tolerance: MassTolerance) -> Mask:
    """Tell which masses agree, in columns as ``MassTolerance.agrees`` of two; what is not weighed agrees."""
    allowed = np.maximum(np.maximum(one, other) * tolerance.percent, tolerance.least_g * 100)
    agrees: Mask = (one < 0) | (other < 0) | (np.abs(one - other) * 100 <= allowed)
    return agrees


def day_of(number: int) -> date:
    """Give the day behind a number of days since EPOCH."""
    return EPOCH + timedelta(days=number)
