"""行规则 — checks over a row or a file, as data; ``domain.row_checks`` executes them for whole columns.

    RequiredWhen  AtLeastOne   what must be filled
    NotBefore     SameMonth    days
    Different     SameLevel    codes
    NotFiler                   parties
    UniqueInFile  SameWithin   rows against rows

Each names the rule of the catalogue that it breaks; severity and words stand there.

Source: the duty modules, which use them, say which article asks for each.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredWhen:
    """``column`` may not be empty where ``when`` holds one of ``values`` (``negate``: none of them)."""

    column: str
    when: str
    values: tuple[str, ...]
    negate: bool = False
    rule: str = "check.required_when"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBefore:
    """The day in ``later`` may not lie before the day in ``earlier`` (both present)."""

    later: str
    earlier: str
    rule: str = "check.date_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class SameMonth:
    """The day in ``column`` must lie in the month in ``month``."""

    column: str
    month: str
    rule: str = "check.other_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """Two columns of a row may not hold the same value."""

    first: str
    second: str
    rule: str = "check.same_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFiler:
    """A USCC column may not name the filer itself (a transfer to oneself)."""

    column: str
    rule: str = "check.self_transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class SameLevel:
    """Two code columns should be of the same level (warning; opens ``level_mismatch`` later)."""

    first: str
    second: str
    rule: str = "check.level_mismatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeastOne:
    """One of the columns must be filled."""

    columns: tuple[str, ...]
    rule: str = "check.at_least_one"


@dataclass(frozen=True, slots=True, kw_only=True)
class UniqueInFile:
    """The combination of columns may stand only once in a file."""

    columns: tuple[str, ...]
    rule: str = "file.duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class SameWithin:
    """Rows that share ``group`` must agree in ``columns``."""

    group: str
    columns: tuple[str, ...]
    rule: str = "file.contradiction"


Check = (
    RequiredWhen
    | NotBefore
    | SameMonth
    | Different
    | NotFiler
    | SameLevel
    | AtLeastOne
    | UniqueInFile
    | SameWithin
)
