"""矛盾 — two parties' words that cannot both be true, kept with both pieces of evidence."""

from typing import NamedTuple
from uuid import UUID


class Contradiction(NamedTuple):
    """``parties``, ``filings`` and ``says`` give the earlier word first; ``row`` is where the later one stands."""

    kind: str
    subject: str
    parties: tuple[int, int]
    filings: tuple[UUID, UUID]
    says: tuple[str, str]
    file: int
    row: int
