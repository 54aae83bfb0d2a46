"""装车 — which drafts may share a transaction: those that speak of different things.

Drafts that travel together are compared with the store before any of them is written. What one says can therefore
not be seen by the next, and two that name the same battery, vehicle or earlier filing would both pass as the first.
Such drafts travel one after the other, in the order in which they came; what they do not touch is not kept waiting.
"""

from collections.abc import Sequence

from suyuan.law.duty import Kind
from suyuan.services.filings.draft import Draft

_SHARED = frozenset({Kind.CODE, Kind.CODES, Kind.VIN})  # what different parties and duties speak of alike


def apart(drafts: Sequence[Draft]) -> list[list[int]]:
    """Sort drafts into loads in which no two touch the same thing: their indexes, load after load.

    A draft goes with the first load after the last one that touches anything it touches.
    """
    if len(drafts) == 1:
        return [[0]]
    loads: list[list[int]] = []
    last: dict[str, int] = {}
    for index, one in enumerate(drafts):
        touched = _touches(one)
        turn = max((last.get(name, -1) for name in touched), default=-1) + 1
        if turn == len(loads):
            loads.append([])
        loads[turn].append(index)
        last.update(dict.fromkeys(touched, turn))
    return loads


def _touches(one: Draft) -> set[str]:
    """Name what a draft is about: its key, the filing it replaces, its batteries, vehicles and own subjects."""
    asked = one.submission
    own = f"{asked.viewer.party_id}/"
    names = {f"{own}{one.key}", f"{own}{asked.replaces}" if asked.replaces else f"{own}{one.key}"}
    if one.table is None:
        return names
    for column in asked.duty.columns:
        texts = one.table.columns.get(column.name)
        if texts is None:
            continue
        if column.kind in _SHARED:
            upper = map(str.upper, texts.values.to_list())
            if column.kind is Kind.CODES:
                names.update(part.strip() for text in upper for part in text.split(";"))
            else:
                names.update(upper)
        elif column.name == asked.duty.subject:
            names.update(f"{own}{text}" for text in texts.values.to_list())
    names.discard("")
    return names
