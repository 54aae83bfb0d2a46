"""草稿 — a submission on its way: read into columns, with its receipt number drawn; nothing stored yet."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from suyuan.codes import packing
from suyuan.domain import receipts
from suyuan.domain.table import Fault, Table
from suyuan.intake import Unreadable, read
from suyuan.law.calendar import legal_day
from suyuan.services.refusals import Refused
from suyuan.services.submission import Submission

AUTOMATIC = "file:"  # idempotency keys made from the content itself begin so


Tell = Callable[[str, float], None]


def silent(stage: str, part: float) -> None:
    """Tell nobody how far a filing has come."""


@dataclass(slots=True)
class Draft:
    """One submission on its way. ``table`` None: the file as a whole could not be taken (``unreadable`` says why)."""

    submission: Submission
    receipt: str
    filing: UUID
    day: date
    key: str
    body_hash: bytes
    table: Table | None
    unreadable: tuple[Fault, ...] = ()
    tell: Tell = silent  # hears how far the filing has come: (stage, part done)

    def renumber(self) -> None:
        """Draw another receipt number: the first one is taken."""
        self.receipt = receipts.number(self.day)
        self.filing = packing.pack(self.receipt.replace("-", ""))


def of(submission: Submission, tell: Tell = silent) -> Draft:
    """Read a submission into columns. Raises Refused ``law.role``."""
    if not submission.viewer.may_file(submission.duty):
        raise Refused("law.role", duty=submission.duty.id)
    digest = hashlib.sha256(
        f"{submission.duty.id}\0{submission.mode}\0{submission.replaces or ''}\0{submission.backfill}\0".encode()
    )
    _feed(digest, submission.content)
    body_hash = digest.digest()
    day = legal_day(submission.at)
    number = receipts.number(day)
    tell("reading", 0.1)
    table: Table | None = None
    faults: tuple[Fault, ...] = ()
    try:
        table = read(
            submission.duty,
            submission.content,
            format=submission.format,
            name=submission.name,
            content_type=submission.content_type,
        )
    except Unreadable as refusal:
        faults = refusal.faults
    return Draft(
        submission=submission,
        receipt=number,
        filing=packing.pack(number.replace("-", "")),
        day=day,
        key=submission.key or AUTOMATIC + body_hash.hex(),
        body_hash=body_hash,
        table=table,
        unreadable=faults,
        tell=tell,
    )


def _feed(digest: "hashlib._Hash", content: bytes | Path) -> None:
    """Hash the content without holding a stored upload in memory."""
    if isinstance(content, bytes):
        digest.update(content)
        return
    with content.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
