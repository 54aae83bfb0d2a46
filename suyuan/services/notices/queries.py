"""告知查询 — a maker sees its notices and what was handed over; anybody sees when a model's battery should be retired.

    find_notices()      a firm's own, page by page
    count_notices()     how many stand where
    get_handing()       what was handed over, as it was
    find_conditions()   what makers publish of their models

Source: Article 15(3) of the Measures.
"""

from datetime import date

from suyuan.domain.access import Page, Viewer
from suyuan.domain.retirement import Channel, Conditions, Notice, State
from suyuan.intake import media
from suyuan.services import originals
from suyuan.services.notices.readings import MAKERS
from suyuan.services.refusals import Refused
from suyuan.storage import notices as store
from suyuan.storage.notices import Address, Handing
from suyuan.storage.wall import as_reader

MOST = 200
MEDIA = {
    Channel.FILE: (media.XLSX, "xlsx"),
    Channel.LETTERS: (media.PDF, "pdf"),
    Channel.WEBHOOK: (media.JSON, "json"),
}
_DIGITS = 18


def may_read(viewer: Viewer) -> bool:
    """Tell whether somebody reads its firm's notices."""
    return viewer.may("notice.read") and bool(viewer.roles & MAKERS)


def find_notices(
    viewer: Viewer, *, state: State | None = None, cursor: str = "", limit: int = 50
) -> Page[Notice]:
    """Give the firm's notices, the latest first. Raises Refused, also for a cursor that no page gave."""
    if not may_read(viewer):
        raise Refused("auth.not_allowed")
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= _DIGITS):
        raise Refused("not_found")
    with as_reader(viewer):
        found = store.own(
            viewer.party_id or 0,
            state=state.value if state else "",
            before=int(cursor) if cursor else None,
            most=min(limit, MOST) + 1,
        )
    more = len(found) > limit
    return Page(found[:limit], str(found[limit - 1].notice_id) if more else None)


def count_notices(viewer: Viewer) -> dict[State, int]:
    """Count the firm's notices by state; nothing for who may not read them."""
    if not may_read(viewer):
        return {}
    with as_reader(viewer):
        return store.count(viewer.party_id or 0)


def count_due(viewer: Viewer) -> int:
    """Count the notices that wait for the firm; none for who may not read them."""
    if not may_read(viewer):
        return 0
    with as_reader(viewer):
        return store.count_due(viewer.party_id or 0)


def find_handings(viewer: Viewer) -> list[Handing]:
    """Give what the firm was handed, the latest first."""
    with as_reader(viewer):
        return store.handings(viewer.party_id or 0)


def get_handing(viewer: Viewer, handing_id: int) -> tuple[Handing, bytes]:
    """Give one handing-over with its content. Raises Refused."""
    if not may_read(viewer):
        raise Refused("auth.not_allowed")
    with as_reader(viewer):
        found = store.handing(handing_id)
    if found is None:
        raise Refused("not_found")
    return found, originals.read(found.digest)


def as_file(handing: Handing) -> tuple[str, str]:
    """Give the media type and the file name of what was handed over."""
    media, ending = MEDIA[handing.channel]
    return media, f"notices-{handing.handing_id}.{ending}"


def get_channel(viewer: Viewer) -> Address | None:
    """Give where the firm's notices are sent."""
    with as_reader(viewer):
        return store.channel(viewer.party_id or 0)


def find_conditions(words: str, *, on: date, limit: int = 100) -> list[Conditions]:
    """Give what makers publish of their models: all, or those with some words in model or firm."""
    return store.conditions(on, words=words.strip()[:60], most=limit)
