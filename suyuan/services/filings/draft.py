"""草稿 — a submission on its way: read into columns, with its receipt number drawn; nothing stored yet.

of()       reads a submission by itself
taken()    takes one without reading it, where it is small: it may be read with others
read()     reads what has been taken, all of a duty at once
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from suyuan.codes import packing
from suyuan.domain import receipts
from suyuan.domain.access import Viewer
from suyuan.domain.bundles import Part, alone
from suyuan.domain.table import Fault
from suyuan.intake import Unreadable, reading
from suyuan.intake.json_together import SMALL, is_small, read_together
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Duty, may_file
from suyuan.ledger.commitment import Opening
from suyuan.services import clock
from suyuan.services.filings.aside import aside
from suyuan.services.parties import succession
from suyuan.services.refusals import Refused, out_of_scope
from suyuan.services.submission import Submission

AUTOMATIC = "file:"  # idempotency keys made from the content itself begin so


Tell = Callable[[str, float], None]


def silent(stage: str, part: float) -> None:
    """Tell nobody how far a filing has come."""


@dataclass(slots=True)
class Draft:
    """One submission on its way.

    ``part`` None: not read yet, or the file as a whole could not be taken (``unreadable`` says why).
    """

    submission: Submission
    receipt: str
    filing: UUID
    day: date
    key: str
    body_hash: bytes
    part: Part | None = None
    unreadable: tuple[Fault, ...] = ()
    opening: Opening | None = None  # of its leaf, once it is accepted
    tell: Tell = silent  # hears how far the filing has come: (stage, part done)

    @property
    def weight(self) -> int:
        """Give about how many rows it has."""
        content = self.submission.content
        if self.part is None and isinstance(content, bytes):
            return len(content) // _ROW
        return self.part.rows if self.part is not None else 0

    def renumber(self) -> None:
        """Draw another receipt number: the first one is taken."""
        self.receipt = receipts.number(self.day)
        self.filing = packing.pack(self.receipt.replace("-", ""))


def of(submission: Submission, tell: Tell = silent) -> Draft:
    """Read a submission into columns. Raises Refused ``law.role``."""
    _may(submission)
    tell("reading", 0.1)
    with aside(lambda: _hash(submission), worth=_size(submission.content) > _LARGE) as hashed:
        part, faults = _read(submission)
        body_hash = hashed()
    return _draft(submission, body_hash, part, faults, tell)


def taken(submission: Submission) -> Draft:
    """Take a submission; only if it is no little JSON, it is read here. Raises Refused ``law.role``."""
    if not is_small(submission.content, submission.format):
        return of(submission)
    _may(submission)
    return _draft(submission, _hash(submission), None, (), silent)


def read(drafts: Iterable[Draft]) -> None:
    """Read what has been taken and not read: all of a duty at once, the doubtful by itself."""
    alike: dict[str, list[Draft]] = {}
    for one in drafts:
        if one.part is None and not one.unreadable:
            alike.setdefault(one.submission.duty.id, []).append(one)
    for those in alike.values():
        bundle, places = read_together(
            those[0].submission.duty,
            [content for one in those if isinstance(content := one.submission.content, bytes)],
        )
        for file, place in enumerate(places):
            those[place].part = Part(bundle, file) if bundle is not None else None
        for one in those:
            if one.part is None:
                one.part, one.unreadable = _read(one.submission)


def _may(submission: Submission) -> None:
    """Raise Refused where the duty is not the viewer's to file."""
    if not submission.viewer.may_file(submission.duty):
        raise why_not(submission.viewer, submission.duty)


def why_not(viewer: Viewer, duty: Duty) -> Refused:
    """Say why a viewer may not file under a duty: its firm, the scope of its key or mandate, or its part."""
    if viewer.kind == "member" and viewer.party_state == "terminated":
        return Refused("party.over")
    if not viewer.holds_any({duty.id}):
        return out_of_scope(viewer, {duty.id})
    if duty.id in viewer.passed_on:
        return _passed_on(viewer, duty)
    if may_file(duty, viewer.roles, partner=viewer.partner):
        return Refused("member.give_part" if viewer.may("member.change") else "member.not_signer")
    return Refused("law.role", duty=duty.id)


def _passed_on(viewer: Viewer, duty: Duty) -> Refused:
    """Say who took a duty over, to the firm that gave it away; its agents hear no more than that it is not theirs."""
    heir = succession.taken_over(viewer.party_id or 0, duty.id, clock.today())
    if heir is None or viewer.agent_id is not None:
        return Refused("law.role", duty=duty.id)
    name, uscc, since = heir
    return Refused("party.passed_on", name=name, uscc=uscc, since=since.isoformat())


def _read(submission: Submission) -> tuple[Part | None, tuple[Fault, ...]]:
    """Read one file; or tell why it cannot be taken."""
    try:
        table = reading.read(
            submission.duty,
            submission.content,
            format=submission.format,
            name=submission.name,
            content_type=submission.content_type,
        )
    except Unreadable as refusal:
        return None, refusal.faults
    return alone(table), ()


def _draft(
    submission: Submission, body_hash: bytes, part: Part | None, faults: tuple[Fault, ...], tell: Tell
) -> Draft:
    """Make a draft: its day, its number, its key."""
    day = legal_day(submission.at)
    number = receipts.number(day)
    return Draft(
        submission=submission,
        receipt=number,
        filing=packing.pack(number.replace("-", "")),
        day=day,
        key=submission.key or AUTOMATIC + body_hash.hex(),
        body_hash=body_hash,
        part=part,
        unreadable=faults,
        tell=tell,
    )


_ROW = 16  # bytes that a row takes at the least, about
_KEPT = 2047  # bytes up to which hashing keeps the interpreter's lock: to have it back would take longer
_LARGE = 4 << 20  # bytes above which hashing goes on beside reading


def _size(content: bytes | Path) -> int:
    """Give the length of the content in bytes."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _hash(submission: Submission) -> bytes:
    """Hash what is asked with its content (SHA-256), without holding a stored upload in memory."""
    asked = (submission.duty.id, submission.mode, submission.replaces or "", str(submission.backfill), "")
    digest, content = hashlib.sha256("\0".join(asked).encode()), submission.content
    if isinstance(content, Path):
        with content.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        return digest.digest()
    step = _KEPT if len(content) <= SMALL else len(content)
    for start in range(0, len(content), step):
        digest.update(content[start : start + step])
    return digest.digest()
