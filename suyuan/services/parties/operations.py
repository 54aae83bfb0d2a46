"""主体用例 — what is done about a registered party; each act leaves a line in its trail.

    suspend() resume()          policy ``suspended_party``: it reports on, and gets no new keys, mandates, outlets
    succeed()                   merger, split or end, with who takes over which duties and maker codes (Article 17)
    mark_white_listed()         information from an announcement; it permits nothing
    file_permit() decide_permit() revoke_permit()    proofs of Article 18
    add_site() change_site()    places of work

Source: Articles 17, 18, 24 and 42 of the Measures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from suyuan.domain import applications, sites, succession
from suyuan.domain.access import Viewer
from suyuan.domain.applications import Given, Problem
from suyuan.domain.permits import PermitKind
from suyuan.domain.succession import Proposal, Takeover
from suyuan.law.calendar import legal_day
from suyuan.services import clock
from suyuan.services.applications.operations import proofs, said
from suyuan.services.cases.queries import last_barred
from suyuan.services.parties.succession import duties_of
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage import documents, keys, profiles, programs
from suyuan.storage import permits as permit_store
from suyuan.storage import sites as site_store
from suyuan.storage.profiles import Profile
from suyuan.storage.wall import as_writer

ENDING = frozenset({"merged", "terminated"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heir:
    """Who is to take over; ``duties`` and ``prefixes``: None = everything."""

    uscc: str
    duties: frozenset[str] | None = None
    prefixes: frozenset[str] | None = None


def _asked(viewer: Viewer, act: str) -> None:
    if not viewer.may(act):
        raise Refused("auth.not_allowed")


def _held(party_id: int, states: Iterable[str]) -> Profile:
    """Give a party in one of these states, locked. Raises Refused ``not_found``, ``party.other_state``."""
    found = profiles.get(party_id, locked=True)
    if found is None:
        raise Refused("not_found")
    if found.state not in set(states):
        raise Refused("party.other_state")
    return found


def suspend(party_id: int, *, viewer: Viewer, reason: str, at: datetime) -> None:
    """Suspend an approved party. Raises Refused."""
    _asked(viewer, "party.suspend")
    _turn(party_id, ("approved", "suspended", "suspended"), viewer=viewer, reason=reason, at=at)


def resume(party_id: int, *, viewer: Viewer, reason: str, at: datetime) -> None:
    """Resume a suspended party; outlets that were held back are listed. Raises Refused."""
    _asked(viewer, "party.resume")
    _turn(party_id, ("suspended", "approved", "resumed"), viewer=viewer, reason=reason, at=at)


def _turn(party_id: int, turn: tuple[str, str, str], *, viewer: Viewer, reason: str, at: datetime) -> None:
    """Let a party go from one state to another, under the name of the change."""
    before, after, kind = turn
    with as_writer(viewer):
        _held(party_id, [before])
        profiles.set_state(party_id, after)
        profiles.note(party_id, kind, day=legal_day(at), at=at, by=viewer.user_id, reason=said(reason))


def succeed(
    party_id: int,
    kind: str,
    *,
    viewer: Viewer,
    heirs: Sequence[Heir],
    day: date,
    reason: str,
    at: datetime,
    survives: bool = False,
) -> None:
    """Enter a merger (``merged``), a split (``split``) or an end (``terminated``) from a day on. Raises Refused.

    A merged or terminated party is no more, and its keys and programs end with it; one that was split stays where
    ``survives``. An end may have no heirs:
    then nobody answers, and the register says so.
    """
    _asked(viewer, "party.succeed" if kind != "terminated" else "party.terminate")
    ends = kind in ENDING or not survives
    why = said(reason)
    with as_writer(viewer):
        profiles.lock_takeovers()
        party = _held(party_id, ["approved", "suspended"])
        takeovers = _takeovers(party, heirs, day)
        _check(party, kind, takeovers, day=day, ends=ends, today=legal_day(at))
        names = {"kind": kind, "ends": ends, "heirs": [_told(heir) for heir in heirs]}
        change = profiles.note(party_id, kind, day=day, at=at, by=viewer.user_id, reason=why, detail=names)
        profiles.enter_takeovers(change, takeovers)
        if ends:
            profiles.set_state(party_id, "terminated")
            # its machines ask nobody whether the firm is still there: their credentials end in the same breath
            for machines in (keys, programs):
                machines.end_of_firm(party_id, account_id=viewer.account_id, at=clock.true_now())


def _takeovers(party: Profile, heirs: Sequence[Heir], day: date) -> tuple[Takeover, ...]:
    """Find the heirs. Raises Refused ``succession.unknown`` for one that is not there or has ended."""
    found = profiles.by_uscc([heir.uscc for heir in heirs], locked=True)
    if any(heir.uscc not in found or found[heir.uscc].state == "terminated" for heir in heirs):
        raise Refused("succession.unknown")
    return tuple(
        Takeover(
            party_id=party.party_id,
            successor_id=found[heir.uscc].party_id,
            from_date=day,
            duties=heir.duties,
            prefixes=heir.prefixes,
        )
        for heir in heirs
    )


def _check(
    party: Profile, kind: str, takeovers: tuple[Takeover, ...], *, day: date, ends: bool, today: date
) -> None:
    """Refuse a succession that cannot be. Raises Refused with its first fault."""
    known = [
        *profiles.takeovers_after(party.party_id),
        *(each for heir in takeovers for each in profiles.takeovers_after(heir.successor_id)),
    ]
    held = duties_of(party.roles)
    for earlier in known:
        if earlier.party_id == party.party_id:
            held -= held if earlier.duties is None else earlier.duties
    proposal = Proposal(
        kind=kind,
        party_id=party.party_id,
        day=day,
        ends=ends,
        since=legal_day(party.registered_at),
        held_duties=held,
        held_prefixes=party.prefixes,
        takeovers=takeovers,
    )
    for fault in succession.faults(proposal, known, today=today):
        raise Refused(fault)


def _told(heir: Heir) -> dict[str, Any]:
    return {
        "uscc": heir.uscc,
        "duties": None if heir.duties is None else sorted(heir.duties),
        "prefixes": None if heir.prefixes is None else sorted(heir.prefixes),
    }


def mark_white_listed(party_id: int, *, listed: bool, viewer: Viewer, reason: str, at: datetime) -> None:
    """Note whether an announcement lists a party; ``reason`` names the announcement. Raises Refused.

    None is noted as listed in the two years after a penalty: it may not apply, and loses its place (Article 42).
    """
    _asked(viewer, "party.note")
    with as_writer(viewer):
        before = _held(party_id, ["approved", "suspended"])
        if listed and (until := last_barred(party_id, today=legal_day(at))):
            raise Refused("party.barred", until=until.isoformat())
        profiles.set_white_listed(party_id, listed=listed)
        detail = {"white_listed": [before.white_listed, listed]}
        profiles.note(
            party_id,
            "changed",
            day=legal_day(at),
            at=at,
            by=viewer.user_id,
            reason=said(reason),
            detail=detail,
        )


def file_permit(viewer: Viewer, given: Given, content: bytes | None, *, at: datetime) -> int:
    """File a permit with its proof; it counts once the operator has seen it. Raises Unfit, Refused."""
    party_id = _own(viewer, "permit.file")
    kind = given.get("kind", "")
    if kind not in set(PermitKind):
        raise Unfit((Problem("kind", "field.missing"),))
    digests, bad = proofs({"document": content} if content else {})
    problems: list[Problem] = []
    own = {f"{kind}-{name}": given.get(name, "") for name in ("number", "valid_from", "valid_to")}
    paper = applications.paper(
        own, PermitKind(kind), problems, today=legal_day(at), document=digests.get("document", "")
    )
    if paper is None:
        problems = [Problem("number", "permit.number"), Problem("document", "permit.no_proof")]
    plain = tuple(each._replace(field=each.field.rpartition("-")[2]) for each in problems)
    if paper is None or plain or bad or content is None:
        raise Unfit(plain + bad)
    documents.keep(content)
    with as_writer(viewer):
        (permit_id,) = permit_store.create(party_id, [paper], state="awaiting", at=at)
    return permit_id


def decide_permit(permit_id: int, *, viewer: Viewer, accepted: bool, reason: str, at: datetime) -> int:
    """Accept a permit whose proof was looked at, or refuse it with a reason; give its party. Raises Refused."""
    _asked(viewer, "permit.decide")
    why = "" if accepted else said(reason)
    with as_writer(viewer):
        filed = permit_store.find(permit_id, locked=True)
        if filed is None:
            raise Refused("not_found")
        if filed.permit.state != "awaiting":
            raise Refused("permit.decided")
        state = "accepted" if accepted else "refused"
        permit_store.decide(permit_id, state=state, reason=why)
        detail = {"permit": [filed.permit.kind.value, filed.permit.number], "state": ["awaiting", state]}
        profiles.note(
            filed.party_id,
            "changed",
            day=legal_day(at),
            at=at,
            by=viewer.user_id,
            reason=why,
            detail=detail,
        )
    return filed.party_id


def revoke_permit(permit_id: int, *, viewer: Viewer, day: date, reason: str, at: datetime) -> int:
    """Note that an authority withdrew a permit from a day on; give its party. Raises Refused."""
    _asked(viewer, "permit.revoke")
    why = said(reason)
    with as_writer(viewer):
        filed = permit_store.find(permit_id, locked=True)
        if filed is None:
            raise Refused("not_found")
        permit = filed.permit
        if permit.state != "accepted" or permit.revoked_date is not None:
            raise Refused("permit.decided")
        if not permit.valid_from <= day <= legal_day(at):
            raise Refused("succession.day")
        permit_store.revoke(permit_id, day=day, reason=why)
        detail = {"permit": [permit.kind.value, permit.number], "revoked_date": [None, day.isoformat()]}
        profiles.note(filed.party_id, "changed", day=day, at=at, by=viewer.user_id, reason=why, detail=detail)
    return filed.party_id


def _own(viewer: Viewer, act: str) -> int:
    """Give the viewer's party if it may do this there. Raises Refused."""
    if viewer.party_id is None or not viewer.may(act):
        raise Refused("auth.not_allowed")
    return viewer.party_id


def add_site(viewer: Viewer, given: Given, *, at: datetime) -> int:
    """Enter a place of work. Raises Unfit, Refused."""
    party_id = _own(viewer, "site.change")
    columns, problems = sites.read(given, today=legal_day(at))
    if problems:
        raise Unfit(problems)
    with as_writer(viewer):
        site_id = site_store.create(party_id, columns)
        _note_site(party_id, None, columns, viewer, at)
    return site_id


def change_site(viewer: Viewer, site_id: int, given: Given, *, at: datetime) -> None:
    """Change or close a place of work. Raises Unfit, Refused ``not_found``."""
    party_id = _own(viewer, "site.change")
    columns, problems = sites.read(given, today=legal_day(at))
    if problems:
        raise Unfit(problems)
    with as_writer(viewer):
        before = site_store.find(site_id, party_id)
        if before is None:
            raise Refused("not_found")
        site_store.change(site_id, party_id, columns)
        _note_site(party_id, before, columns, viewer, at)


def _note_site(
    party_id: int, before: sites.Site | None, after: dict[str, Any], viewer: Viewer, at: datetime
) -> None:
    """Leave a line about a site in the trail: what changed of it."""
    changed = {
        name: [None if before is None else _plain(getattr(before, name)), _plain(value)]
        for name, value in after.items()
        if before is None or _plain(getattr(before, name)) != _plain(value)
    }
    if changed:
        profiles.note(
            party_id,
            "changed",
            day=legal_day(at),
            at=at,
            by=viewer.user_id,
            detail={
                "site": [None, after["name"]],
                **{f"site_{name}": pair for name, pair in changed.items()},
            },
        )


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
