"""申报请求 — one filing as a door hands it in."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from suyuan.domain.access import Viewer
from suyuan.law.duty import Duty

Mode = Literal["all", "good"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A filing before it is checked.

    ``content``: the bytes as received, or the path of a stored upload. ``key``: the Idempotency-Key; None takes
    the hash of the content. ``mode``: all = one bad line refuses the whole; good = bad lines are held back.
    ``replaces``: the receipt that this filing corrects.
    ``backfill``: legacy stock from before the cut-off day, which starts no clock and is never late.
    ``at``: the instant of receipt.
    """

    viewer: Viewer
    duty: Duty
    content: bytes | Path
    at: datetime
    format: str | None = None
    content_type: str | None = None
    name: str = ""
    key: str | None = None
    mode: Mode = "all"
    dry_run: bool = False
    replaces: str | None = None
    backfill: bool = False
