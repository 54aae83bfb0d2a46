"""疑似同一 — two one-sided hand-overs between the same parties that may be one, told with different codes.

    Single      one side of which the other is missing
    Why         what speaks for it
    evidence()  two sides -> what both say, as a digest: a clerk who has said no to it is not asked again
    propose()   singles of two parties -> the pairs that a clerk should look at, each single in one at most

Nothing is repaired here: whoever wrote the wrong code corrects it by a filing, or leaves it.

Source: Article 24 and its paragraph on the content of outbound and inbound information.
"""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec
from msgspec import Struct

from suyuan.domain.subjects import TEMPORARY

MOST_CHARACTERS = 2  # in which two codes may differ


class Single(Struct, frozen=True, kw_only=True):
    """One side: ``code`` as filed or the temporary name, mass in grams, by which filing."""

    code: str
    day: date
    mass_g: int | None
    transfer_no: str
    filing: str


class Why(StrEnum):
    """What speaks for two sides being one hand-over."""

    CHARACTERS = "characters"  # the codes differ by one or two of them
    LABEL = "label"  # one label could not be read
    TRANSFER = "transfer"  # the only ones left over under one number


class Proposal(NamedTuple):
    """An outbound and an inbound that may be one."""

    out: Single
    into: Single
    why: Why


def evidence(out: Single, into: Single) -> bytes:
    """Give 32 bytes that change when either side is told otherwise, and not when the same is filed anew."""
    told = [(one.code, one.day, one.mass_g, one.transfer_no) for one in (out, into)]
    return hashlib.sha256(msgspec.json.encode(told)).digest()


def propose(
    outs: Sequence[Single], ins: Sequence[Single], window_days: int, rejected: Collection[bytes] = frozenset()
) -> list[Proposal]:
    """Give the pairs that may be one hand-over, the likeliest first.

    ``rejected``: evidence that was looked at and found to be of two; what it set free may go with another.
    """
    ranked = sorted(
        (_rank(out, into, why), Proposal(out, into, why))
        for out in outs
        for into in ins
        if abs((into.day - out.day).days) <= window_days
        and (why := _why(out, into, outs, ins)) is not None
        and not (rejected and evidence(out, into) in rejected)
    )
    found: list[Proposal] = []
    used: set[tuple[str, str]] = set()
    for _, one in ranked:
        ends = {("out", one.out.code + one.out.filing), ("into", one.into.code + one.into.filing)}
        if not ends & used:
            used |= ends
            found.append(one)
    return found


def _why(out: Single, into: Single, outs: Sequence[Single], ins: Sequence[Single]) -> Why | None:
    """Tell what speaks for two sides being one; None where nothing does."""
    if apart(out.code, into.code) <= MOST_CHARACTERS:
        return Why.CHARACTERS
    if out.code.startswith(TEMPORARY) != into.code.startswith(TEMPORARY):
        return Why.LABEL if _alone(out, outs) and _alone(into, ins) else None
    same = out.transfer_no and out.transfer_no == into.transfer_no
    return Why.TRANSFER if same and _alone(out, outs) and _alone(into, ins) else None


def _alone(one: Single, side: Sequence[Single]) -> bool:
    """Tell whether a single is the only one left over of its load: of its number, or of its day without one."""
    mark = one.transfer_no or one.day
    return sum((other.transfer_no or other.day) == mark for other in side) == 1


def apart(one: str, other: str) -> int:
    """Count the places in which two codes of one length differ; of other lengths, all.

    >>> apart("9Z1PE0100000A1G510000001", "9Z1PE0100000A1G51000000I")
    1
    """
    if len(one) != len(other) or one.startswith(TEMPORARY) or other.startswith(TEMPORARY):
        return max(len(one), len(other))
    return sum(first != second for first, second in zip(one, other, strict=True))


def _rank(out: Single, into: Single, why: Why) -> tuple[object, ...]:
    """Give the order: fewer characters apart first, then the same number, the nearest day, the nearest mass."""
    days, grams = abs((into.day - out.day).days), abs((out.mass_g or 0) - (into.mass_g or 0))
    numbers = out.transfer_no != into.transfer_no
    return list(Why).index(why), apart(out.code, into.code), numbers, days, grams, out.code, into.code
