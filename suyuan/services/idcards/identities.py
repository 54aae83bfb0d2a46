"""身份登记 — what becomes of the digital identities of packs by a filing, as leaves of the ledger in its transaction.

issued()     packs that are registered for the first time
ended()      packs whose material was recovered, or that go on under a new code
reopen()     what a filing ended, where it is taken back
leaves_of()  turns -> leaves that wait for the log

There is no table of identity cards: the leaves are the register of them, so that it cannot say anything else than the
public log does. What a card shows beside is read from what is on file (``services.idcards.queries``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain import leaves
from suyuan.domain.facts import EVENT_NUMBER, Acts
from suyuan.domain.idcards import IdentityEvent, Turn, are_packs
from suyuan.domain.leaves import Kind
from suyuan.domain.trees import Ints
from suyuan.law.duty import Event
from suyuan.ledger.commitment import commit
from suyuan.storage import events, ledger
from suyuan.storage.ledger import Leaf

_ENDS = {EVENT_NUMBER[Event.RECYCLED]: Event.RECYCLED, EVENT_NUMBER[Event.RECODED]: Event.RECODED}
LIFTED = "revocation lifted"  # and why, behind a colon
_NEXT, _APART = (
    timedelta(microseconds=1),
    997,
)  # a microsecond, and how many of them lie between two filings at most


def is_revoked(known: Iterable[Leaf]) -> bool:
    """Tell from the leaves of an identity whether the operator has revoked it and not taken that back."""
    told = [msgspec.json.decode(leaf.fact or "{}") for leaf in known]
    turns = [
        one.get("event")
        for one in told
        if one.get("event") == IdentityEvent.REVOKED or str(one.get("why", "")).startswith(LIFTED)
    ]
    return bool(turns) and turns[-1] == IdentityEvent.REVOKED


def issued(keys: Keys, files: Ints, acts: Acts) -> list[tuple[str, Turn]]:
    """Give the turns of packs that are registered for the first time: (filing, turn)."""
    packs = are_packs(keys)
    fitted = any(effect.event is Event.FITTED for effect in acts.duty.effects)
    why = Event.FITTED if fitted else "registered"
    return [
        (acts.filings[file].hex, Turn(code, IdentityEvent.ISSUED, why))
        for code, file in zip(packing.texts(keys[packs]), files[packs].tolist(), strict=True)
    ]


def ended(columns: Mapping[str, Any]) -> list[tuple[str, Turn]]:
    """Give the turns of packs that end, from rows of events as ``domain.facts.events`` lays them out."""
    kinds = np.asarray(columns["kind"])
    if not np.isin(kinds, list(_ENDS)).any():
        return []
    rows = np.flatnonzero(np.isin(kinds, list(_ENDS))).tolist()
    bodies, subjects, filings = columns["body"], columns["subject"], columns["filing"]
    told = [(bytes.fromhex(subjects[row]), int(kinds[row]), bodies[row] is not None) for row in rows]
    found = {(filings[rows[nth]], turn.code): turn for nth, turn in _ends(told)}
    return [(filing, turn) for (filing, _), turn in found.items()]


def _ends(told: Sequence[tuple[bytes, int, bool]]) -> Iterator[tuple[int, Turn]]:
    """Give the ends of packs among events (subject, kind, whether the words stand there): (number of the event, turn).

    A recoding ends its old code, which has no words (``domain.life.is_end``).
    """
    keys = packing.from_bytes(b"".join(subject for subject, _, _ in told))
    packs = np.flatnonzero(are_packs(keys))
    for nth, code in zip(packs.tolist(), packing.texts(keys[packs]), strict=True):
        _, kind, worded = told[nth]
        if not (_ENDS[kind] is Event.RECODED and worded):
            yield nth, Turn(code, IdentityEvent.ENDED, _ENDS[kind])


def reopen(cursor: Cursor[Any], filing: UUID, *, at: datetime) -> None:
    """Let the identities go on that a filing ended which is taken back."""
    told = events.ended_by(cursor, filing, list(_ENDS))
    for code in sorted({turn.code for _, turn in _ends(told)}):
        queue(cursor, Turn(code, IdentityEvent.RESTORED, "corrected"), at=at)


def queue(cursor: Cursor[Any], turn: Turn, *, at: datetime) -> None:
    """Queue the leaf of one turn."""
    fact = leaves.identity_fact(turn.code, turn.event, turn.why, at=at)
    ledger.queue(cursor, packing.pack(turn.code), Kind.IDENTITY, fact, at=at)


def leaves_of(turns: Iterable[Turn], *, filing: UUID, at: datetime) -> list[dict[str, Any]]:
    """Give the leaves of the turns of a filing under the column names of the table.

    What is issued has the filing's instant, an end some microseconds more: so each has its place in the order, and two
    who report the end of one battery at the same instant do not take each other's.
    """
    rows, later = [], _NEXT * (1 + filing.int % _APART)
    for turn in turns:
        when = at if turn.event is IdentityEvent.ISSUED else at + later
        fact = leaves.identity_fact(turn.code, turn.event, turn.why, at=when)
        salt, commitment = commit(fact)
        rows.append(
            {
                "about": packing.pack(turn.code).hex,
                "kind": Kind.IDENTITY,
                "queued_at": when,
                "salt": "\\x" + salt.hex(),
                "commitment": "\\x" + commitment.hex(),
                "fact": fact.decode(),
            }
        )
    return rows
