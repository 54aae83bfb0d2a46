"""手续 — the permits of Article 18: on which days they hold, and when to warn of their end.

    PermitKind   project approval, environmental impact assessment, pollutant discharge permit
    Permit       one permit with its days and its proof
    entitled()   may the holder receive waste batteries on a day
    notices()    what ends soon, has ended or was never there
    kind_of()    PDF, PNG or JPEG, by the bytes and not by the name

A permit counts once the operator has seen its proof. It binds nobody but its holder: a successor needs its own
(policy ``permits_do_not_pass``). Membership of a white list is no permit and is not asked here.

Source: Article 18 of the Measures; the magic bytes of ISO 32000-1 (PDF), ISO/IEC 15948 (PNG), ISO/IEC 10918-1 (JPEG).

>>> kind_of(b"%PDF-1.7 ...").media, kind_of(b"MZ...")
('application/pdf', None)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from suyuan.law.duty import Role, Text

MOST_BYTES = 10 * 1024 * 1024  # of one proof: a scan of some pages


class PermitKind(StrEnum):
    """What Article 18 asks of who utilises waste batteries."""

    PROJECT_APPROVAL = "project_approval"
    ENVIRONMENTAL_IMPACT_ASSESSMENT = "environmental_impact_assessment"
    POLLUTANT_DISCHARGE_PERMIT = "pollutant_discharge_permit"


KIND_TEXT: dict[PermitKind, Text] = {
    PermitKind.PROJECT_APPROVAL: Text("项目核准或备案", "Project approval or filing"),
    PermitKind.ENVIRONMENTAL_IMPACT_ASSESSMENT: Text("环境影响评价", "Environmental impact assessment"),
    PermitKind.POLLUTANT_DISCHARGE_PERMIT: Text("排污许可", "Pollutant discharge permit"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """One permit. ``state``: awaiting, accepted, refused; ``document``: SHA-256 of its proof."""

    permit_id: int
    kind: PermitKind
    number: str
    valid_from: date
    valid_to: date | None
    revoked_date: date | None = None
    state: str = "accepted"
    document: str = ""
    reason: str = ""

    @property
    def last_day(self) -> date:
        """Give the last day on which it holds; ``date.max`` where it has no end."""
        until = self.valid_to or date.max
        return min(until, self.revoked_date - timedelta(days=1)) if self.revoked_date else until

    def holds(self, on: date) -> bool:
        """Tell whether it is accepted and valid on a day; a revocation counts from its own day."""
        return self.state == "accepted" and self.valid_from <= on <= self.last_day


def entitled(permits: Iterable[Permit], on: date) -> bool:
    """Tell whether all three kinds hold on a day: only then may a recycler receive (Articles 18 and 19)."""
    return {permit.kind for permit in permits if permit.holds(on)} == set(PermitKind)


class Notice(NamedTuple):
    """What to say of one kind. ``state``: missing, ended, ending; ``last_day``: of the unbroken cover."""

    kind: PermitKind
    state: str
    last_day: date | None


def notices(
    permits: Sequence[Permit], roles: frozenset[Role], *, today: date, ahead_days: int
) -> tuple[Notice, ...]:
    """Give what ends within ``ahead_days``, has ended, or (for a recycler) is missing.

    A renewal that begins before or on the day after the end continues the cover.
    """
    found: list[Notice] = []
    for kind in PermitKind:
        own = [permit for permit in permits if permit.kind is kind and permit.state == "accepted"]
        last = _covered_until(own, today)
        if last is None:
            ended = max((each.last_day for each in own if each.last_day < today), default=None)
            if ended is not None or Role.RECYCLER in roles:
                found.append(Notice(kind, "ended" if ended else "missing", ended))
        elif last < date.max and (last - today).days <= ahead_days:
            found.append(Notice(kind, "ending", last))
    return tuple(found)


def _covered_until(permits: Sequence[Permit], today: date) -> date | None:
    """Give the last day of the cover that is unbroken from today; None where nothing holds today."""
    day, last = today, None
    while True:
        reach = max((permit.last_day for permit in permits if permit.holds(day)), default=None)
        if reach is None:
            return last
        if reach == date.max:
            return reach
        last, day = reach, reach + timedelta(days=1)


class FileKind(NamedTuple):
    """A kind of file that may prove something."""

    media: str
    suffix: str
    begins: bytes


FILE_KINDS = (
    FileKind("application/pdf", "pdf", b"%PDF-"),
    FileKind("image/png", "png", b"\x89PNG\r\n\x1a\n"),
    FileKind("image/jpeg", "jpg", b"\xff\xd8\xff"),
)


def kind_of(head: bytes) -> FileKind | None:
    """Give the kind of file that these first bytes begin; None for any other."""
    return next((kind for kind in FILE_KINDS if head.startswith(kind.begins)), None)
