"""数字身份的读者 — who reads what of a digital identity.

    Audience     public, technical, chain, authority
    READS        data point -> audiences that read it
    audiences()  how somebody stands to a card

Anybody may scan a code. The public reads what a buyer, a passer-by or a fire brigade needs and nothing of a firm but
the maker whom the code itself names: no vehicle, no hand-over, no other firm. Repairers, dismantlers and recyclers read
what they need to handle it safely, before they hold it. What passed between firms is read by who stands in the
battery's chain, each as far as ``fields.MASKS`` lets it, and by the authorities that watch one of them.

Source: Articles 12, 25, 27 and 30 of the Measures; policy ``public_identity``.
"""

from enum import StrEnum

from suyuan.domain.access.viewer import Viewer
from suyuan.law.datapoints import POINTS
from suyuan.law.duty import Role


class Audience(StrEnum):
    """How a reader stands to a digital identity."""

    PUBLIC = "public"
    TECHNICAL = "technical"  # who takes batteries out, apart, or back
    CHAIN = "chain"
    AUTHORITY = "authority"


_ALL = frozenset(Audience)
_TECHNICAL = _ALL - {Audience.PUBLIC}
_INSIDE = frozenset({Audience.CHAIN, Audience.AUTHORITY})
_NOT_PUBLIC = {
    "composition": _TECHNICAL,
    "series": _TECHNICAL,
    "parallel": _TECHNICAL,
    "module_codes": _INSIDE,
    "cell_codes": _INSIDE,
    "predecessors": _INSIDE,
    "successors": _INSIDE,
    "events": _INSIDE,
    "label_condition": _INSIDE,
    "vin": _INSIDE,
    "vehicle_model": _INSIDE,
    "holder": _INSIDE,
    "holder_role": _INSIDE,
    "holder_region": _INSIDE,
    "handovers": _INSIDE,
    "weighed_kg": _INSIDE,
    "receipts": _INSIDE,
    "findings": _INSIDE,
}
READS: dict[str, frozenset[Audience]] = {point.id: _NOT_PUBLIC.get(point.id, _ALL) for point in POINTS}
TECHNICAL_ROLES = frozenset({Role.REPAIRER, Role.DISMANTLER, Role.RECYCLER})


def audiences(viewer: Viewer | None, *, inside: bool) -> frozenset[Audience]:
    """Tell how somebody stands to a card; ``inside``: the whole story of the battery is open to the reader."""
    found = {Audience.PUBLIC}
    if viewer is None or not viewer.may("battery.read"):
        return frozenset(found)
    if viewer.roles & TECHNICAL_ROLES and viewer.party_state == "approved":
        found.add(Audience.TECHNICAL)
    if inside:
        found.add(Audience.AUTHORITY if viewer.is_official else Audience.CHAIN)
    return frozenset(found)
