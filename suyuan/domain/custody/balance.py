"""物料平衡 — a recycler cannot ship more of an element, or more mass, than it took in.

    Batch       one product that left, or one battery that came in
    findings()  what came in and what went out, by day -> the first day on which more went out than ever came in

Where the composition of a battery is not on file, it may be as rich as the richest that this recycler took in; where
none is on file, all of it may be any element: no alarm rests on what nobody knows.

Source: Article 24(7); policy ``yield_window``; compositions as filed under 9.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.found import Found, Kind, Piece
from suyuan.law.duty import SubjectKind

MASS = "mass"


class Batch(Struct, frozen=True, kw_only=True):
    """Mass in grams with its shares by element (None: nobody knows), or with the grams of each."""

    day: date
    mass_g: int
    shares: Mapping[str, float] | None
    elements_g: Mapping[str, int] = {}


def findings(
    uscc: str, taken: Sequence[Batch], shipped: Sequence[Batch], receipt: str, register: Register
) -> Iterator[Found]:
    """Give the elements of which a recycler shipped more than it took in. ``receipt``: its latest report."""
    window = register.calendar.policies.yield_window
    since = register.today - timedelta(days=window) if window is not None else date.min
    came = [one for one in taken if one.day >= since]
    left = [one for one in shipped if one.day >= since]
    if not left:
        return
    elements = sorted({name for one in left for name in one.elements_g} | {MASS})
    over = [
        (name, out_g, in_g)
        for name in elements
        if (out_g := sum(_of(one, name, unknown=0.0) for one in left))
        > (in_g := sum(_of(one, name, unknown=_richest(came, name)) for one in came)) + _slack(in_g, register)
    ]
    if not over:
        return
    yield Found(
        kind=Kind.YIELD_IMPOSSIBLE,
        subject_kind=SubjectKind.PARTY,
        subject=uscc,
        cause="/".join(name for name, _, _ in over),
        parties=(uscc,),
        evidence=tuple(
            Piece(
                uscc,
                receipt,
                f"{name}: {out_g / 1000:.1f} kg > {in_g / 1000:.1f} kg",
                "",
                max(one.day for one in left).isoformat(),
            )
            for name, out_g, in_g in over
        ),
    )


def _richest(came: Sequence[Batch], name: str) -> float:
    """Give the highest share of an element among the compositions on file; 1.0 where there is none."""
    return max((one.shares.get(name, 0.0) for one in came if one.shares), default=1.0)


def _of(one: Batch, name: str, *, unknown: float) -> float:
    """Give the grams of an element, or of everything, in a batch."""
    if name == MASS:
        return one.mass_g
    if one.elements_g:
        return one.elements_g.get(name, 0)
    return one.mass_g * (unknown if one.shares is None else one.shares.get(name, 0.0))


def _slack(in_g: float, register: Register) -> float:
    """Give the grams by which scales may err."""
    tolerance = register.calendar.policies.mass_tolerance
    return max(in_g * tolerance.percent / 100, tolerance.least_g)


def shares(text: object) -> dict[str, float]:
    """Read shares by element as filed: Li:0.031;Ni:0.12.

    >>> shares("Li:0.031; Ni:0.12")
    {'Li': 0.031, 'Ni': 0.12}
    """
    parts = (part.partition(":") for part in str(text or "").split(";") if ":" in part)
    return {element.strip(): float(share) for element, _, share in parts}
