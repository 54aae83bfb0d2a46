"""时限的开启与了结 — the clocks that acts meet or start, as columns.

    Partner      what must be known of a party to give it a clock
    Known        who can bear a clock
    Clocks       obligations as columns
    own_clocks() the filer's own clock, met by the act
    openings()   clocks of the same or another party that the act starts

Source: the opens and versions of the duty modules; Article 24 of the Measures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain import subjects
from suyuan.domain.facts import Acts
from suyuan.domain.table import firsts, picked
from suyuan.law import calendar
from suyuan.law.calendar import Calendar
from suyuan.law.duty import Bearer, Duty, Opens, Role, SubjectKind, may_file

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Partner:
    """What must be known of a party to give it a clock."""

    party_id: int
    roles: frozenset[Role]
    partner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Obligations as columns (one entry each). ``met`` NaT = unmet; ``due`` NaT = none; ``duty`` their numbers."""

    party: Ints
    duty: Ints
    subject: Keys
    kind: SubjectKind
    name: list[str]
    cause: npt.NDArray[np.datetime64]
    opened: npt.NDArray[np.datetime64]
    due: npt.NDArray[np.datetime64]
    met: npt.NDArray[np.datetime64]
    file: Ints
    line: Ints

    def __len__(self) -> int:
        return len(self.party)

    @property
    def late(self) -> Mask:
        """Tell which were met after their due day."""
        return ~np.isnat(self.met) & ~np.isnat(self.due) & (self.met > self.due)


_NEVER = np.datetime64("NaT", "D")


def own_clocks(acts: Acts, counting: Calendar) -> Clocks | None:
    """Give the clock of the filer's own duty that each subject meets by being filed."""
    duty = acts.duty
    if not duty.opens_own:
        return None
    keys, filled = acts.keys(duty.subject, duty.subject_kind)
    act = np.flatnonzero(filled)
    act = act[_first(keys[act], acts.party[act], acts.trigger[act])]
    trigger = acts.trigger[act]
    return Clocks(
        party=acts.party[act],
        duty=np.full(len(act), duty.number),
        subject=keys[act],
        kind=duty.subject_kind,
        name=_names(acts, duty.subject, keys, act, duty.subject_kind),
        cause=trigger,
        opened=trigger,
        due=calendar.due_column(duty, trigger, counting),
        met=acts.received[acts.row[act]],
        file=acts.file[act],
        line=acts.line[act],
    )


def _names(acts: Acts, column: str, keys: Keys, act: Ints, kind: SubjectKind) -> list[str]:
    if kind in subjects.PACKED:
        return subjects.names(keys[act])
    return list(picked(acts.said(column), act).to_list())


def _first(keys: Keys, party: Ints, day: npt.NDArray[np.datetime64]) -> Ints:
    """Give the first act of every (party, subject, day)."""
    return np.flatnonzero(firsts([keys[:, 0], keys[:, 1], party, day]))


@dataclass(frozen=True, slots=True)
class Known:
    """Who can bear a clock: ``partners`` by USCC, ``vehicle_filers`` by the VIN's 16 bytes, ``filers`` per file.

    ``served``: (filer, bearer) where the bearer lets the filer's report count as its own.
    """

    duties: Mapping[str, Duty]
    partners: Mapping[str, Partner]
    vehicle_filers: Mapping[bytes, Partner]
    filers: Sequence[Partner]
    served: frozenset[tuple[int, int]] = frozenset()


def openings(acts: Acts, opens: Opens, counting: Calendar, known: Known) -> Clocks | None:
    """Give the clocks that the acts start under one ``Opens``, on whoever bears them."""
    keys, filled = acts.keys(opens.subject, opens.kind)
    act = np.flatnonzero(filled & acts.stands(opens.when))
    candidates = [known.duties[name] for name in opens.duties]
    borne = [
        (index, bearer.party_id, duty)
        for index, bearer in zip(act.tolist(), _bearers(acts, opens.bearer, act, known), strict=True)
        if bearer is not None and (duty := _borne(candidates, bearer)) is not None
    ]
    if not borne:
        return None
    act = np.array([index for index, _, _ in borne])
    opened, due = _spans(acts, opens, act, [duty for _, _, duty in borne], counting)
    met = np.full(len(act), _NEVER)
    if opens.meets_for_partner and known.served:
        filers = acts.party[act].tolist()
        served = [pair in known.served for pair in zip(filers, (party for _, party, _ in borne), strict=True)]
        met[served] = acts.received[acts.row[act[served]]]
    return Clocks(
        party=np.array([party for _, party, _ in borne]),
        duty=np.array([duty.number for _, _, duty in borne]),
        subject=keys[act],
        kind=opens.kind,
        name=_names(acts, opens.subject, keys, act, opens.kind),
        cause=acts.trigger[act],
        opened=opened,
        due=due,
        met=met,
        file=acts.file[act],
        line=acts.line[act],
    )


def _borne(candidates: Sequence[Duty], bearer: Partner) -> Duty | None:
    """Give the first duty that the bearer's roles may file."""
    return next((duty for duty in candidates if may_file(duty, bearer.roles, partner=bearer.partner)), None)


def _spans(
    acts: Acts, opens: Opens, act: Ints, duties: list[Duty], counting: Calendar
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.datetime64]]:
    """Give (opened, due) of each clock; awaiting ones have no due day."""
    opened = acts.trigger[act]
    due = np.full(len(act), _NEVER)
    if opens.trigger is None:
        return opened, due
    if opens.presumed is not None:
        opened = opened + np.timedelta64(int(getattr(counting.policies, opens.presumed)), "D")
    for duty in dict.fromkeys(duty.id for duty in duties):
        mine = np.array([other.id == duty for other in duties])
        law = next(other for other in duties if other.id == duty)
        due[mine] = calendar.due_column(law, opened[mine], counting)
    return opened, due


def _bearers(acts: Acts, bearer: Bearer, act: Ints, known: Known) -> list[Partner | None]:
    """Find on whom each clock falls."""
    if bearer is Bearer.FILER:
        return [known.filers[file] for file in acts.file[act].tolist()]
    if bearer is Bearer.VEHICLE_FILER:
        keys, _ = acts.keys("vin", SubjectKind.VEHICLE)
        raw = packing.to_bytes(keys[act])
        return [known.vehicle_filers.get(raw[index].tobytes()) for index in range(len(act))]
    column = "destination_uscc" if bearer is Bearer.DESTINATION else "source_uscc"
    named = picked(acts.said(column), act).to_list()
    return [known.partners.get(uscc) for uscc in named]
