"""装车 — which drafts may share a transaction: those that speak of different things.

Drafts that travel together are compared with the store before any of them is written. What one says can therefore
not be seen by the next, and two that name the same battery, vehicle or earlier filing would both pass as the first.
Such drafts travel one after the other, in the order in which they came; what they do not touch is not kept waiting.
"""

from collections.abc import Sequence
from itertools import chain

import polars as pl

from suyuan.domain.bundles import Bundle
from suyuan.law.duty import Duty, Kind
from suyuan.services.filings.draft import Draft

_SHARED = frozenset({Kind.CODE, Kind.CODES, Kind.VIN})  # what different parties and duties speak of alike


def apart(drafts: Sequence[Draft]) -> list[list[int]]:
    """Sort drafts into loads in which no two touch the same thing: their indexes, load after load.

    A draft goes with the first load after the last one that touches anything it touches.
    """
    if len(drafts) == 1:
        return [[0]]
    if _nothing_twice(drafts):
        return [list(range(len(drafts)))]
    touched = [_touches(one) for one in drafts]
    loads: list[list[int]] = []
    last: dict[str, int] = {}
    for index, mine in enumerate(touched):
        turn = max((last.get(name, -1) for name in mine), default=-1) + 1
        if turn == len(loads):
            loads.append([])
        loads[turn].append(index)
        last.update(dict.fromkeys(mine, turn))
    return loads


def _nothing_twice(drafts: Sequence[Draft]) -> bool:
    """Tell, at one stroke, whether nothing is named twice at all: so it is with nearly all loads."""
    own = [name for one in drafts for name in _own(one)]
    bundles: dict[int, tuple[Bundle, Duty]] = {}
    for one in drafts:
        if one.part is not None:
            bundles[id(one.part.bundle)] = (one.part.bundle, one.submission.duty)
    named = [
        texts.values
        for bundle, duty in bundles.values()
        for column in duty.columns
        if (column.kind in _SHARED or column.name == duty.subject)
        and (texts := bundle.table.columns.get(column.name)) is not None
    ]
    lists = any(column.kind is Kind.CODES for _, duty in bundles.values() for column in duty.columns)
    if lists:
        return False
    if sum(map(len, named)) > _MANY:
        said = pl.concat([*named, pl.Series(own, dtype=pl.String)]).str.to_uppercase()
        said = said.filter(said != "")
        return said.n_unique() == len(said)
    every = list(filter(None, chain.from_iterable(texts.to_list() for texts in named)))
    if not "\n".join(every).isupper():  # as they mostly are: to ask once is quicker than to change each
        every = [text.upper() for text in every]
    return len({*every, *own}) == len(every) + len(own)


_MANY = 20_000  # texts above which the engine is quicker than a set


def _own(one: Draft) -> list[str]:
    """Name a draft's key and the filing it replaces."""
    own, asked = f"{one.submission.viewer.party_id}/", one.submission
    return [f"{own}{one.key}"] + ([f"{own}{asked.replaces}"] if asked.replaces else [])


def _touches(one: Draft) -> list[str]:
    """Name what a draft is about: its key, the filing it replaces, its batteries, vehicles and own subjects."""
    asked = one.submission
    own, names = f"{asked.viewer.party_id}/", _own(one)
    if one.part is None:
        return names
    table = one.part.table
    for column in asked.duty.columns:
        texts = table.columns.get(column.name)
        if texts is None:
            continue
        if column.kind is Kind.CODES:
            names += [part.strip() for text in texts.values.to_list() for part in text.upper().split(";")]
        elif column.kind in _SHARED:
            names += map(str.upper, texts.values.to_list())
        elif column.name == asked.duty.subject:
            names += [f"{own}{text}" for text in texts.values.to_list()]
    return [name for name in names if name]
