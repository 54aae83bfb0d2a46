"""清单 — tables that are read and checked as filings are, and that nobody files.

    listing()   columns -> something that ``intake`` reads and ``domain.checking`` checks

A list has no clock, no receipt and no effect: what is made of it is its use case's to say.
"""

from datetime import date

from suyuan.law.checks import Check
from suyuan.law.duty import Citation, Column, Duty, Promptly, SubjectKind, Text, Version

_SINCE = date(2026, 4, 1)


def listing(
    name: str,
    text: Text,
    explain: Text,
    cite: Citation,
    columns: tuple[Column, ...],
    *,
    subject: tuple[str, SubjectKind],
    checks: tuple[Check, ...] = (),
    happened: tuple[str, ...] = (),
) -> Duty:
    """Make a list: its columns and row checks, and the column that says what a row is about."""
    return Duty(
        id=name,
        number=0,
        text=text,
        explain=explain,
        cite=cite,
        who=frozenset(),
        columns=columns,
        trigger=(),
        happened=happened,
        subject=subject[0],
        subject_kind=subject[1],
        versions=(Version(since=_SINCE, deadline=Promptly(), cite=cite),),
        checks=checks,
        opens_own=False,
    )
