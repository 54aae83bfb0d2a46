"""签署查询 — what waits to be signed, and how it would be filed now; a check stores nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from suyuan.domain.access import Part, Viewer
from suyuan.domain.receipts import Receipt
from suyuan.services import clock
from suyuan.services.filings import operations as filings
from suyuan.services.filings.draft import why_not
from suyuan.services.jobs import requests
from suyuan.services.refusals import Refused
from suyuan.services.submission import Submission
from suyuan.storage import documents, members
from suyuan.storage import jobs as store
from suyuan.storage.wall import reads

TO_SIGN = "to_sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A filing that waits for a signer, or came back. ``word``: why it was returned."""

    id: str
    duty: str
    name: str
    state: str
    prepared_by: str
    prepared_at: datetime
    accepted: int
    rejected: int
    word: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a signer looks at. ``receipt``: the check as of now; None where the file is too long to check at once."""

    waiting: Waiting
    receipt: Receipt | None
    file: Path


def check(submission: Submission) -> Receipt:
    """Check a preparer's submission as it would be filed; nothing is stored. Raises Refused."""
    if not submission.viewer.may_prepare(submission.duty):
        raise why_not(submission.viewer, submission.duty)
    # A check binds nobody, so the road may take the preparer for a signer here, and only here.
    as_signer = replace(submission.viewer, parts=submission.viewer.parts | {Part.SIGNER}, owes_factor=False)
    return filings.file(replace(submission, viewer=as_signer, dry_run=True))


@reads
def of_firm(job_id: str, viewer: Viewer) -> store.Row:
    """Give a job of the viewer's firm; what waits for its signers is no agent's. Raises Refused ``job.unknown``."""
    row = store.find(job_id)
    own = row is not None and viewer.party_id is not None and row.party_id == viewer.party_id
    if row is None or not own or viewer.agent_id is not None:
        raise Refused("job.unknown")
    return row


@reads
def waiting(viewer: Viewer, *, state: str = TO_SIGN, most: int = 20) -> list[Waiting]:
    """Give what waits in the viewer's firm (or was returned), the oldest first."""
    if viewer.party_id is None or not viewer.may("filing.check"):
        return []
    rows = store.in_state(viewer.party_id, state, most)
    names = members.names({int(row.request.get("prepared_by") or 0) for row in rows})
    return [_waiting(row, viewer, names) for row in rows]


def _waiting(row: store.Row, viewer: Viewer, names: dict[int, str]) -> Waiting:
    answer, by = row.answer or {}, int(row.request.get("prepared_by") or 0)
    return Waiting(
        id=str(row.id),
        duty=row.duty,
        name=row.request.get("name", ""),
        state=row.state,
        prepared_by=names.get(by, ""),
        prepared_at=row.created_at,
        accepted=int(answer.get("accepted", 0)),
        rejected=int(answer.get("rejected", 0)),
        word=str(answer.get("word", "")),
        own=by == viewer.user_id,
    )


def look(job_id: str, viewer: Viewer) -> Look:
    """Give what waits with its file and the check as of now. Raises Refused ``job.unknown``, ``job.lost``."""
    row = of_firm(job_id, viewer)
    place = documents.path(row.request["document"])
    if not viewer.may("filing.check") or "prepared_by" not in row.request:
        raise Refused("job.unknown")
    if place is None:
        raise Refused("job.lost")
    shown = _waiting(row, viewer, members.names({int(row.request["prepared_by"])}))
    submission = requests.submission(row, viewer, place, at=clock.now())
    long = filings.is_long(place, submission.name)
    fresh = None if long or row.state != TO_SIGN else check(submission)
    return Look(waiting=shown, receipt=fresh, file=place)
