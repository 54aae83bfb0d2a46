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
from suyuan.services.filings.aside import aside
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
    day = legal_day(submission.at)
    number = receipts.number(day)
    tell("reading", 0.1)
    table: Table | None = None
    faults: tuple[Fault, ...] = ()
    with aside(lambda: _hash(submission), worth=_size(submission.content) > _LARGE) as hashed:
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
        body_hash = hashed()
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


_LARGE = 4 << 20  # bytes above which hashing goes on beside reading


def _size(content: bytes | Path) -> int:
    """Give the length of the content in bytes."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _hash(submission: Submission) -> bytes:
    """Hash what is asked with its content (SHA-256), without holding a stored upload in memory."""
    asked = (submission.duty.id, submission.mode, submission.replaces or "", str(submission.backfill), "")
    digest = hashlib.sha256("\0".join(asked).encode())
    if isinstance(submission.content, bytes):
        digest.update(submission.content)
        return digest.digest()
    with submission.content.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.digest()
