"""发现 — a finding: what does not fit together, on whose word, and since when.

    Piece    one line of evidence
    Found    a finding; ``since`` is the day from which it is true
    KINDS    every kind with its article

Source: the findings of the outer contract.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from suyuan.domain.life import Fact
from suyuan.law.duty import SubjectKind


class Kind(StrEnum):
    """What a finding can be (the outer contract's kinds)."""

    LATE = "late"
    NO_INBOUND = "no_inbound"
    NO_OUTBOUND = "no_outbound"
    WRONG_PARTY = "wrong_party"
    WRONG_TIME = "wrong_time"
    CODE_SET_MISMATCH = "code_set_mismatch"
    MASS_MISMATCH = "mass_mismatch"
    NOT_ENTITLED = "not_entitled"
    FORBIDDEN_USE = "forbidden_use"
    NOT_HOLDER = "not_holder"
    TWO_VEHICLES = "two_vehicles"
    TWO_PACKS = "two_packs"
    TWO_PLACES = "two_places"
    AFTER_RECYCLING = "after_recycling"
    NOT_FITTED = "not_fitted"
    MISSING_PACK = "missing_pack"
    FOREIGN_PREFIX = "foreign_prefix"
    IMPOSSIBLE_DATE = "impossible_date"
    LEVEL_MISMATCH = "level_mismatch"
    YIELD_IMPOSSIBLE = "yield_impossible"
    TRAIL_COLD = "trail_cold"
    SILENT_REPAIRER = "silent_repairer"
    SILENT_SWAP_OPERATOR = "silent_swap_operator"
    SERIAL_PROBE = "serial_probe"
    SERIAL_RHYTHM = "serial_rhythm"
    REFUSED_ACCEPTANCE = "refused_acceptance"  # reported by who was refused; no judge finds it


class About(NamedTuple):
    """Of a kind: the article that is touched, and whether it rests on a rule or on numbers of others."""

    article: str
    statistical: bool = False


KINDS: dict[Kind, About] = {
    Kind.LATE: About("24"),
    Kind.NO_INBOUND: About("24"),
    Kind.NO_OUTBOUND: About("24"),
    Kind.WRONG_PARTY: About("24"),
    Kind.WRONG_TIME: About("24"),
    Kind.CODE_SET_MISMATCH: About("24"),
    Kind.MASS_MISMATCH: About("24"),
    Kind.NOT_ENTITLED: About("18-20"),
    Kind.FORBIDDEN_USE: About("22"),
    Kind.NOT_HOLDER: About("24"),
    Kind.TWO_VEHICLES: About("10"),
    Kind.TWO_PACKS: About("10"),
    Kind.TWO_PLACES: About("10"),
    Kind.AFTER_RECYCLING: About("12"),
    Kind.NOT_FITTED: About("24(5)"),
    Kind.MISSING_PACK: About("21"),
    Kind.FOREIGN_PREFIX: About("9"),
    Kind.IMPOSSIBLE_DATE: About("9"),
    Kind.LEVEL_MISMATCH: About("9"),
    Kind.YIELD_IMPOSSIBLE: About("24(7)"),
    Kind.TRAIL_COLD: About("4"),
    Kind.SILENT_REPAIRER: About("24(5)", statistical=True),
    Kind.SILENT_SWAP_OPERATOR: About("24(4)", statistical=True),
    Kind.SERIAL_PROBE: About("10", statistical=True),
    Kind.SERIAL_RHYTHM: About("10", statistical=True),
    Kind.REFUSED_ACCEPTANCE: About("14(3)"),
}


class Piece(Struct, frozen=True):
    """One line of evidence: who said what in which filing; ``says`` is a code, VIN, USCC, mass or day."""

    party: str
    receipt: str
    says: str
    event: str = ""
    happened_on: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """A finding. ``cause`` tells apart several of a kind on one subject, the same however the facts arrived."""

    kind: Kind
    subject_kind: SubjectKind
    subject: str
    cause: str
    parties: tuple[str, ...]  # USCCs
    evidence: tuple[Piece, ...]
    since: date = date.min
    closed: bool = False  # true once, and no longer to be acted on

    @property
    def key(self) -> tuple[Kind, str, str]:
        """Give what a finding is known by."""
        return self.kind, self.subject, self.cause


def piece(fact: Fact, uscc: str, says: str) -> Piece:
    """Give a fact as evidence."""
    return Piece(uscc, fact.filing, says, fact.event.value, fact.happened_date.isoformat())


def distinct(usccs: Iterable[str]) -> tuple[str, ...]:
    """Give parties once each, in their order, without what names nobody."""
    return tuple(dict.fromkeys(uscc for uscc in usccs if uscc))
