"""拒收 — why a file cannot be taken as a whole, and the small builders of faults that its readers share.

    Limits      how large a file may be, in every sense a reader can be made to work or remember
    Unreadable  the file as a whole is refused; ``faults`` say why
    refuse      build the exception from one rule
    cell_fault  one broken rule at given rows

A fault that has no row yet (the file could not be cut into rows) carries its place in ``detail``.
"""

from dataclasses import dataclass

import numpy as np

from suyuan.domain.table import Fault, Rows

NO_ROWS: Rows = np.zeros(0, np.int32)
NO_ROWS.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. All are upper bounds, inclusive; exceeding one is a refusal, never a crash.

    ``size`` bytes as received; ``rows`` and ``columns`` of data; ``unzipped`` bytes of a workbook or Parquet
    file once expanded; ``seconds`` of reading (wall clock, and processor time of the workbook child);
    ``memory`` bytes of address space of the workbook child (its libraries reserve up to 1 GB of it).
    """

    size: int = 1_000_000_000
    rows: int = 2_000_000
    columns: int = 64
    unzipped: int = 2_000_000_000
    seconds: float = 60.0
    memory: int = 3_000_000_000


class IntakeError(Exception):
    """Base of what this room raises."""


class Unreadable(IntakeError):
    """The file as a whole cannot be taken; the person can mend it. ``faults`` hold at least one error."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.rule}: {fault.value} {fault.detail}".strip() for fault in faults))
        self.faults: tuple[Fault, ...] = faults


def refuse(rule: str, value: str = "", column: str | None = None, **detail: str) -> Unreadable:
    """Build the refusal of a whole file by one rule."""
    return Unreadable(Fault(rule, column, value, NO_ROWS, "error", detail))


def cell_fault(rule: str, column: str | None, value: str, rows: Rows, **detail: str) -> Fault:
    """Build one error that stands at the given rows of the table."""
    return Fault(rule, column, value, rows, "error", detail)
