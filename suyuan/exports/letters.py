"""告知信函 — notices to users as letters: one page each, Chinese with English below, set by typst from ``letters.typ``.

A letter names a vehicle and no person: whoever sends it knows the address.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from suyuan.exports.typeset import typeset
from suyuan.law.duty import Text

Place = tuple[str, str, str, str]  # name, address, telephone, hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one letter says; ``why``: which limit was reached, ``value``: what was read, ``bound``: the limit."""

    number: str
    vin: str
    code: str
    model: str
    why: Text
    value: int
    bound: int
    seen: date
    procedure_zh: str
    procedure_en: str
    contact: str
    outlets: Sequence[Place]


def letters(some: Sequence[Letter], *, firm: str, day: date) -> bytes:
    """Set letters as PDF, a page each."""
    told = {
        "firm": firm,
        "day": f"{day:%Y-%m-%d}",
        "letters": [asdict(one) | {"why": one.why._asdict(), "seen": f"{one.seen}"} for one in some],
    }
    return typeset("letters.typ", told)
