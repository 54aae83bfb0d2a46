"""同形同判 — subjects whose lives are alike are judged by one of them.

    judge_alike()   subjects -> those that are left to be judged by themselves

One life of every group is laid out and judged like any other. Where nothing is found of it, its hand-overs and the day
on which to look again are entered for the whole group. Where anything is found, or on file from before, every life of
the group is judged by itself: findings name their codes.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from msgspec import Struct
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain.custody import alike, examine
from suyuan.domain.custody.alike import Alike, Mask, Rows
from suyuan.domain.custody.evidence import Register
from suyuan.services.custody import register as handovers
from suyuan.services.custody.lives import gather, lives, parts_spoken_of
from suyuan.storage import columns
from suyuan.storage import custody as store
from suyuan.storage import handovers as handover_store


class Left(Struct):
    """What is to be judged by itself: subjects, and the transfers whose two sides do not list the same."""

    subjects: set[UUID]
    transfers: set[str]


def judge_alike(
    cursor: Cursor[Any], rows: Rows, asked: Keys, contested: Iterable[UUID], register: Register
) -> Left:
    """Judge subjects group by group, and enter what is true of them; give what is left.

    ``rows``: what stands on file of them, if it was read already.
    """
    if len(unread := asked[~alike.among(asked, rows["subject"])]):
        rows = np.concatenate([rows, columns.events_about(cursor, unread)])
    about = alike.subjects(rows)
    if len(mates := alike.named(about)):
        rows = np.concatenate([rows, columns.events_about(cursor, mates)])
        about = alike.subjects(rows)
    found = alike.alike(rows, about, register)
    if not len(found.packs):
        return Left(set(packing.to_uuids(asked)), set())
    aside, transfers, spoken = _aside(cursor, found, rows, set(contested), register)
    found = _without(found, aside)
    settled, patterns, days = _patterns(cursor, found, register)
    chosen = np.flatnonzero(settled[found.group])
    _enter(cursor, found, rows, chosen, patterns)
    _watch(cursor, found, chosen, days)
    known = np.concatenate([found.packs[chosen], found.cars[chosen]])
    left = asked[~alike.among(asked, known)]
    return Left({*packing.to_uuids(left), *spoken}, transfers)


def _aside(
    cursor: Cursor[Any], found: Alike, rows: Rows, contested: set[UUID], register: Register
) -> tuple[Mask, set[str], set[UUID]]:
    """Tell which lives are to be judged by themselves, whatever they are like; give uneven transfers, parts spoken of.

    Findings may be on file of them, or their place be contested; a label of their transfer could not be read.
    """
    names, _ = alike.numbered(np.concatenate([found.packs, found.cars[(found.cars != 0).any(axis=1)]]))
    on_file = store.with_findings(cursor, names)
    aside = alike.among(found.packs, on_file) | alike.among(found.cars, on_file)
    moving = found.packs[(_transfer(rows, found.out) | _transfer(rows, found.into)) != 0]
    uneven: set[str] = set()
    beside = set(contested)
    for one in store.transfers_of(cursor, moving, register.calendar.policies.mass_tolerance):
        if one.unread:
            beside.update(one.subjects)
        elif one.uneven:
            uneven.add(one.number)
    ended = packing.texts(found.packs[found.ended])
    spoken = parts_spoken_of(cursor, ended) if ended else set()
    if beside:
        aside |= alike.among(found.packs, packing.from_uuids(list(beside)))
    return aside, uneven, spoken


def _transfer(rows: Rows, side: alike.Ints) -> alike.Ints:
    """Give the transfer number of each life's row, as a number; 0 where it has none."""
    given: alike.Ints = np.where(side >= 0, rows["transfer"][side], 0)
    return given


def _without(found: Alike, aside: Mask) -> Alike:
    """Leave lives out; of each group that is left, its first life is judged."""
    kept = Alike._make(
        column if name == "first" else column[~aside] for name, column in found._asdict().items()
    )
    _, first, group = np.unique(kept.group, return_index=True, return_inverse=True)
    return kept._replace(first=first, group=group)


def _patterns(
    cursor: Cursor[Any], found: Alike, register: Register
) -> tuple[Mask, list[dict[str, Any]], list[date | None]]:
    """Judge the first life of every group: (whether nothing is found, its hand-overs, when to look again)."""
    settled = np.zeros(len(found.first), np.bool_)
    days: list[date | None] = [None] * len(found.first)
    patterns: list[dict[str, Any]] = []
    codes = {code: place for place, code in enumerate(packing.texts(found.packs[found.first]))}
    cars = packing.texts(found.cars[found.first])
    ground = gather(cursor, packing.to_uuids(found.packs[found.first]))
    for life in lives(ground):
        place = codes.get(life.code)
        if place is None:
            continue
        verdict = examine.battery(life, register)
        car = examine.vehicle(cars[place], ground.facts.get(cars[place], ()), register)
        if verdict.found or car.found or car.look_on:
            continue
        settled[place], days[place] = True, verdict.look_on
        patterns += [{**row, "pattern": place} for row in handovers.rows(life, register)]
    return settled, patterns, days


def _enter(
    cursor: Cursor[Any], found: Alike, rows: Rows, chosen: alike.Ints, patterns: Sequence[dict[str, Any]]
) -> None:
    """Enter the hand-overs of the lives of some groups."""
    handover_store.clear(cursor, found.packs[chosen])
    moved = chosen[np.isin(found.group[chosen], [one["pattern"] for one in patterns])]
    if not len(moved):
        return
    out, into = found.out[moved], found.into[moved]
    handover_store.enter_alike(
        cursor,
        patterns,
        subjects=found.packs[moved],
        pattern=found.group[moved],
        out=rows[out],
        into=rows[into],
        numbered=(_transfer(rows, out) | _transfer(rows, into)) != 0,
    )


def _watch(cursor: Cursor[Any], found: Alike, chosen: alike.Ints, days: Sequence[date | None]) -> None:
    """Set the day on which to look at lives again; look at others, and at their vehicles, no more."""
    later = np.array([day is not None for day in days], np.bool_)[found.group[chosen]]
    watched = chosen[later]
    over = np.concatenate([found.packs[chosen[~later]], found.cars[chosen]])
    store.watch_columns(cursor, found.packs[watched], [days[group] for group in found.group[watched]], over)
