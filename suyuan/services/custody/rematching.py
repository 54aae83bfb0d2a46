"""夜间核对 — every movement on file is held against the register of hand-overs, whatever was examined before.

    rematch()   finds the batteries whose hand-overs stand otherwise than their movements have them, and has them judged

The examiner reads what is new and what is open. This reads everything, once a night: what a restored backup, another
tolerance or a fault of ours left behind shows the next morning, and not in an inspection.
"""

from datetime import date, datetime

from suyuan.domain.custody.handovers import Tolerances
from suyuan.services.custody.operations import examine, register_of
from suyuan.storage import custody as store
from suyuan.storage import handovers
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register


def rematch(*, today: date, at: datetime) -> int:
    """Hold all movements against the register, and judge what differs; give how many batteries differed."""
    with as_register(durable=True):
        cursor = reader()
        store.alone(cursor)
        register = register_of(cursor, today)
        heirs = {*register.heirs, *register.heirs.values()}
        astray = handovers.astray(
            cursor,
            Tolerances.of(register.calendar.policies),
            today,
            heirs={
                uscc: known.party_id for uscc in heirs if (known := register.by_uscc.get(uscc)) is not None
            },
        )
        store.watch(cursor, dict.fromkeys(astray, today), ())
    examine(today=today, at=at)
    return len(astray)
