"""数字身份办理 — what is done to identities beside filings.

revoke()    by the operator: the code is not genuine;  or a revocation is lifted
complete()  packs that are older than identities get theirs
"""

from datetime import datetime
from uuid import UUID

from suyuan.codes import packing
from suyuan.domain.access import Viewer
from suyuan.domain.idcards import IdentityEvent, Turn, are_packs
from suyuan.domain.leaves import Kind
from suyuan.services.idcards.identities import LIFTED, is_revoked, leaves_of, queue
from suyuan.services.refusals import Refused
from suyuan.storage import idcards as store
from suyuan.storage import ledger
from suyuan.storage.outbox import Outbox
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register, as_writer

_STEP = 10_000
LONGEST = 200  # signs of a reason that stands in the log for good, as the refusal says


def revoke(code: str, reason: str, *, viewer: Viewer, at: datetime, lifted: bool = False) -> None:
    """Revoke the identity of a pack, or lift a revocation; the reason stands in the public log. Raises Refused."""
    if not viewer.may("idcard.revoke"):
        raise Refused("auth.not_allowed")
    why = reason.strip()
    if not why or len(why) > LONGEST:
        raise Refused("identity.no_reason")
    key = packing.pack(code)
    if not are_packs(packing.from_uuids([key])).all():
        raise Refused("identity.unknown")
    event, said = (IdentityEvent.RESTORED, f"{LIFTED}: {why}") if lifted else (IdentityEvent.REVOKED, why)
    with as_writer(viewer, durable=True):
        known = ledger.find(key, Kind.IDENTITY)
        if not known:
            raise Refused("identity.unknown")
        if is_revoked(known) != lifted:
            raise Refused("identity.turned")
        queue(reader(), Turn(packing.unpack(key), event, said), at=at)


def complete(*, at: datetime) -> int:
    """Issue the identities of packs that were registered before there were any; give how many."""
    issued, after = 0, UUID(int=0)
    while True:
        with as_register(durable=True):
            cursor = reader()
            found = store.without_identity(cursor, after, _STEP)
            if not found:
                return issued
            after = found[-1]
            packs = are_packs(packing.from_uuids(found))
            turns = [
                Turn(packing.unpack(key), IdentityEvent.ISSUED, "registered")
                for key, is_pack in zip(found, packs.tolist(), strict=True)
                if is_pack
            ]
            outbox = Outbox(cursor)
            outbox.put_rows("leaf", leaves_of(turns, filing=after, at=at))
            outbox.send()
            issued += len(turns)
