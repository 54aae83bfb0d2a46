"""装车 — which drafts may share a transaction: those that speak of different things.

Drafts that travel together are compared with the store before any of them is written. What one says can therefore
not be seen by the next, and two that name the same battery, vehicle or earlier filing would both pass as the first.
Such drafts travel one after the other, in the order in which they came; what they do not touch is not kept waiting.
"""

from collections.abc import Sequence
from itertools import chain

from suyuan.law.duty import Kind
from suyuan.services.filings.draft import Draft

_SHARED = frozenset({Kind.CODE, Kind.CODES, Kind.VIN})  # what different parties and duties speak of alike


def apart(drafts: Sequence[Draft]) -> list[list[int]]:
    """Sort drafts into loads in which no two touch the same thing: their indexes, load after load.

    A draft goes with the first load after the last one that touches anything it touches.
    """
    if len(drafts) == 1:
        return [[0]]
    touched = [_touches(one) for one in drafts]
    if len(set(chain.from_iterable(touched))) == sum(map(len, touched)):
        return [list(range(len(drafts)))]  # the usual case: nothing is named twice
    loads: list[list[int]] = []
    last: dict[str, int] = {}
    for index, mine in enumerate(touched):
        turn = max((last.get(name, -1) for name in mine), default=-1) + 1
        if turn == len(loads):
            loads.append([])
        loads[turn].append(index)
        last.update(dict.fromkeys(mine, turn))
    return loads


def _touches(one: Draft) -> list[str]:
    """Name what a draft is about: its key, the filing it replaces, its batteries, vehicles and own subjects."""
    asked = one.submission
    own = f"{asked.viewer.party_id}/"
    names = [f"{own}{one.key}"]
    if asked.replaces:
        names.append(f"{own}{asked.replaces}")
    if one.table is None:
        return names
    for column in asked.duty.columns:
        texts = one.table.columns.get(column.name)
        if texts is None:
            continue
        if column.kind is Kind.CODES:
            names += [part.strip() for text in texts.values.to_list() for part in text.upper().split(";")]
        elif column.kind in _SHARED:
            names += map(str.upper, texts.values.to_list())
        elif column.name == asked.duty.subject:
            names += [f"{own}{text}" for text in texts.values.to_list()]
    return [name for name in names if name]
