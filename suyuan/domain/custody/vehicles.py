"""报废车核对 — a scrapped vehicle against the batteries that should be in it.

Not for vehicles that swap; a documented replacement puts another battery in the place of the first. A battery that is
simply not listed counts once a replacement could no longer be reported in time; one that is said to be missing at once.

Source: Article 21; Article 24(5) and (8).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.found import Found, Kind, distinct, piece
from suyuan.domain.life import Fact, in_order
from suyuan.domain.lived import intervals
from suyuan.domain.trace import kind_of
from suyuan.law.duty import Event, SubjectKind

_REPLACEMENT = "24.5.c"
_YES = frozenset({"yes", "true", "是", "y"})


def swaps(facts: Sequence[Fact]) -> bool:
    """Tell whether a vehicle is known to swap its batteries."""
    return any(
        one.event is Event.SWAPPED or str(one.body.get("swap_mode") or "").strip().lower() in _YES
        for one in facts
    )


def findings(vin: str, facts: Sequence[Fact], register: Register) -> Iterator[Found]:
    """Give the batteries that a scrapped vehicle came without; ``facts``: all that is on file about the vehicle."""
    scrapped = [one for one in facts if one.event is Event.SCRAPPED]
    if not scrapped or swaps(facts):
        return
    day = min(one.happened_date for one in scrapped)
    present = {one.object for one in scrapped if one.object}
    absent = [one for one in scrapped if not one.object]
    missing = [code for code in _inside(facts, day) if code not in present]
    if not absent and not missing:
        return
    said = in_order(absent or scrapped)[0]
    fitted = [one for one in in_order(facts) if one.event is Event.FITTED and one.object in missing]
    late = register.due(_REPLACEMENT, day) + timedelta(days=1)
    yield Found(
        kind=Kind.MISSING_PACK,
        subject_kind=SubjectKind.VEHICLE,
        subject=vin,
        cause="/".join(sorted(missing)) or day.isoformat(),
        parties=distinct([register.uscc(said.party_id), *(register.uscc(one.party_id) for one in fitted)]),
        evidence=(
            *(piece(one, register.uscc(one.party_id), one.object) for one in fitted),
            piece(said, register.uscc(said.party_id), "/".join(sorted(present))),
        ),
        since=date.min if absent else late,
    )


def _inside(facts: Sequence[Fact], day: date) -> list[str]:
    """Give the packs that were in a vehicle on a day, by what is on file of it but its scrapping."""
    before = [one for one in facts if one.event is not Event.SCRAPPED and one.happened_date <= day]
    return [code for code, _, until in intervals(before) if until is None and kind_of(code) == "pack"]
