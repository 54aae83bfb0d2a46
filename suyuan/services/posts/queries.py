"""职务查询 — who holds and who held which post."""

from dataclasses import replace

from suyuan.domain.access import Viewer
from suyuan.services import clock
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import posts as store
from suyuan.storage.posts import Row
from suyuan.storage.wall import reads

MOST_ENDED = 50


@reads
def find_posts(viewer: Viewer) -> list[Row]:
    """Give all posts that are held. Raises Refused."""
    if not viewer.may("post.read"):
        raise Refused("auth.not_allowed")
    return _listed(viewer, "held", store.held(at=clock.true_now()))


@reads
def find_ended(viewer: Viewer) -> list[Row]:
    """Give the posts that ended last. Raises Refused."""
    if not viewer.may("post.read"):
        raise Refused("auth.not_allowed")
    return _listed(viewer, "ended", store.ended(at=clock.true_now(), most=MOST_ENDED))


def _listed(viewer: Viewer, name: str, rows: list[Row]) -> list[Row]:
    """Enter that posts were listed, and give them as they are shown."""
    record(viewer, "post.read", kind="posts", name=name, found=bool(rows))
    return [_shown(row) for row in rows]


def _shown(row: Row) -> Row:
    """Give a post with the days on which it was given and ended, as the database's clock read them."""
    until = clock.shown(row.until_at) if row.until_at is not None and row.was_ended else row.until_at
    return replace(row, since_at=clock.shown(row.since_at), until_at=until)


@reads
def find_post(viewer: Viewer, post_id: int) -> Row:
    """Give one post that is held. Raises Refused."""
    row = store.find(post_id, at=clock.true_now()) if viewer.may("post.read") else None
    if row is None:
        raise Refused("not_found" if viewer.may("post.read") else "auth.not_allowed")
    record(viewer, "post.read", kind="post", name=str(post_id))
    return row
