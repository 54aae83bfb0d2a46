"""读取登记 — enter a privileged read before its answer leaves.

    request_id   the number of the request at work, set where it comes in
    record()     enter what an answer showed; nothing for a party reading what is its own or its neighbour's

The row is written on the connection, and so in the transaction, in which the records were read: an answer that
cannot be entered does not leave.

Source: Article 30 of the Measures (departments keep what they see to themselves); Cybersecurity Law Article 21.
"""

from collections.abc import Iterable
from contextvars import ContextVar

from suyuan.domain.access import Viewer
from suyuan.services import clock
from suyuan.storage import reads as store
from suyuan.storage.wall import as_reader

# What leads up to an inspection or a case is entered under no firm: its own log would warn it.
UNTOLD = frozenset({"signal.read", "tip.read", "inspection.read", "case.read"})

request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(
    viewer: Viewer, act: str, *, kind: str, name: str, parties: Iterable[int | None] = (), found: bool = True
) -> None:
    """Enter that a holder of a post read an object of a kind under an act, and whose records it showed.

    A look that found nothing is no read of anybody's records, and leaves no row. Nor does the platform itself
    (account 0), which looks on behalf of nobody.
    """
    if not viewer.holds_post or not viewer.account_id or not found:
        return
    row = store.Row(
        at=clock.now(),
        account_id=viewer.account_id,
        post=viewer.kind,
        department=viewer.department,
        level=viewer.level,
        territory=viewer.territory,
        act=act,
        object_kind=kind,
        object_id=name,
        parties=sorted(_told(act, parties)) or [None],
        request_id=request_id.get(),
    )
    with as_reader(viewer):
        store.add(row)


def _told(act: str, parties: Iterable[int | None]) -> set[int]:
    """Give the firms that may know of a read."""
    return set() if act in UNTOLD else {party for party in parties if party is not None}
