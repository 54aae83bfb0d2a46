"""举报查询 — tips as the officials of the place read them, and as whoever told one does.

    find_tips(), get_tip()   for officials;  told()  for who has the number

Source: Articles 27 and 30 of the Measures; policy ``tip_readers``.
"""

from dataclasses import dataclass

from suyuan.domain.access import Page, Viewer
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import tips as store
from suyuan.storage.parties import PartyCard
from suyuan.storage.tips import Stored
from suyuan.storage.wall import as_reader

MOST = 200
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A tip with the firm that it names, if any."""

    tip: Stored
    card: PartyCard | None


def find_tips(viewer: Viewer, *, state: str = "", cursor: str = "", limit: int = 50) -> Page[Listed]:
    """Give one page of tips, the latest first. Raises Refused."""
    _may(viewer)
    limit = min(limit, MOST)
    with as_reader(viewer):
        rows = list(store.page(state, after=cursor, limit=limit + 1))
    cards = cards_by_id({row.party_id for row in rows if row.party_id is not None})
    record(viewer, "tip.read", kind="tips", name=state, found=bool(rows))
    found = [Listed(row, cards.get(row.party_id or 0)) for row in rows[:limit]]
    return Page(found, rows[limit - 1].number if len(rows) > limit else None)


def get_tip(viewer: Viewer, number: str) -> Listed | None:
    """Give one tip, or None where there is none for the viewer. Raises Refused."""
    _may(viewer)
    with as_reader(viewer):
        found = store.find(number)
    record(viewer, "tip.read", kind="tip", name=number[:_LONGEST], found=found is not None)
    if found is None:
        return None
    cards = cards_by_id([found.party_id]) if found.party_id is not None else {}
    return Listed(found, cards.get(found.party_id or 0))


def count_open(viewer: Viewer) -> int:
    """Give how many tips wait for the viewer; 0 where it reads none."""
    if not viewer.may("tip.read"):
        return 0
    with as_reader(viewer):
        return store.count_open()


def told(number: str) -> Stored | None:
    """Give a tip to whoever has its number."""
    plain = number.strip().upper()
    return store.told(plain) if plain.isascii() and len(plain) <= _LONGEST and plain.isprintable() else None


def _may(viewer: Viewer) -> None:
    if not viewer.may("tip.read"):
        raise Refused("auth.not_allowed")
