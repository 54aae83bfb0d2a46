"""拒收之后又接收 — a refusal is over once the firm that refused has taken the battery in after all.

    accepted()   filings that are examined -> refusals that they end

Source: Articles 14(3), 15(4) and 24(6) of the Measures.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.domain import subjects
from suyuan.domain.custody.alike import EPOCH, Rows
from suyuan.domain.custody.found import Kind
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.law.duty import Event
from suyuan.storage import custody as store
from suyuan.storage.filings import number

_RECEIVED = EVENT_NUMBER[Event.RECEIVED]


def accepted(cursor: Cursor[Any], said: Rows, *, at: datetime) -> int:
    """Close the refusals of batteries that who refused them has received since; give how many.

    The receipt of the inbound explains each. What an authority has taken up stays with it.
    """
    came = said[said["kind"] == _RECEIVED]
    if not len(came):
        return 0
    waiting = store.findings_of_kind(cursor, (Kind.REFUSED_ACCEPTANCE.value,))
    over: dict[UUID, str] = {}
    for one in waiting:
        key = subjects.key(one.subject)
        if key is None:
            continue
        refused_on = date.fromisoformat(one.cause.rpartition("/")[2])
        mine = came[
            (came["subject"] == packing.from_uuids([key])[0]).all(axis=1)
            & np.isin(came["party"], one.parties[1:])
            & (came["day"] >= (refused_on - EPOCH).days)
        ]
        if len(mine):
            over[one.id] = number(UUID(bytes=mine[0]["filing"].tobytes()))
    store.close_findings(cursor, over, at=at)
    return len(over)
