"""企业查询 — everything about one party that its own people, its successors and the officials may read.

    Firm            entry, permits, sites, outlets, trail, successions, applications
    get_firm()      by USCC, or None for a party that is unknown or not the viewer's to see
    find_firms()    the register, for officials within their territory
    permit_notices() what to warn of: permits that end soon, have ended or are missing
    proof()         the file behind a permit

Source: Articles 17, 18 and 24 of the Measures; white-list membership is information (policy ``white_list``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from suyuan.domain.access import Page, Viewer
from suyuan.domain.outlets import Outlet
from suyuan.domain.permits import FileKind, Notice, Permit, notices
from suyuan.domain.sites import Site
from suyuan.domain.succession import Answering
from suyuan.law.policies import Policies
from suyuan.services import originals
from suyuan.services.parties import succession
from suyuan.services.parties.succession import Predecessor
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import applications, outlets, permits, profiles, sites
from suyuan.storage.applications import Asked
from suyuan.storage.permits import Filed
from suyuan.storage.profiles import Change, Outline, Profile
from suyuan.storage.wall import as_reader, by_register, reads

__all__ = [
    "Answers",
    "Change",
    "Firm",
    "find_firms",
    "get_firm",
    "get_permit",
    "permit_notices",
    "proof",
    "waiting_permits",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Who answers for a party today, or for whom it answers: the other party, its duties, since when."""

    party: Profile
    duties: tuple[str, ...]
    since: date | None
    whole: bool  # every duty there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A party with everything that hangs on it; an agent gets the entry alone (``whole`` false)."""

    profile: Profile
    whole: bool
    permits: tuple[Permit, ...]
    notices: tuple[Notice, ...]
    sites: tuple[Site, ...]
    outlets: tuple[Outlet, ...]
    trail: tuple[Change, ...]
    successors: tuple[Answers, ...]
    predecessors: tuple[Answers, ...]
    unanswered: bool  # it has ended, and nobody answers for some duty
    applications: tuple[Asked, ...]  # changes that were asked for


def _opens(profile: Outline | Profile, viewer: Viewer, before: frozenset[int]) -> bool:
    """Tell whether the viewer may read a party's whole entry: its own, a predecessor's, or one it watches."""
    if not viewer.may("party.read"):
        return False
    if viewer.is_official:
        return viewer.reads_entry(profile.region_code, profile.roles)
    return viewer.party_id is not None and profile.party_id in {viewer.party_id, *before}


def _before(viewer: Viewer, on: date) -> frozenset[int]:
    """Give the parties for which the viewer's party answers; an agent stands in no further place."""
    if viewer.party_id is None or viewer.agent_id is not None:
        return frozenset()
    return frozenset(each.party_id for each in succession.answers_for(viewer.party_id, on))


def get_firm(uscc: str, viewer: Viewer, *, today: date, act: str = "party.read") -> Firm | None:
    """Give a party, or None where there is none or the viewer may not see it.

    ``act``: what it is asked for. Raises Refused where the viewer sees it and may not do that: it is then not shown,
    and nothing is entered as read.

    Both take the same way: what is asked of the database for a foreign code is asked for a missing one too.
    """
    code = uscc.strip().upper()
    with as_reader(viewer):
        outline, before = profiles.outline(code), _before(viewer, today)
    if outline is None or not _opens(outline, viewer, before):
        return None
    if not viewer.may(act):
        raise Refused("auth.not_allowed")
    with as_reader(_in_place_of(outline.party_id, viewer, before)):
        if not viewer.may("house.read"):
            return _entry(profiles.by_uscc([code])[code])
        return _firm(profiles.by_uscc([code])[code], viewer, today, act)


def _entry(profile: Profile) -> Firm:
    """Give what an agent must know of its principal to file for it: who it is, and nothing of its house."""
    return Firm(
        profile=replace(profile, legal_person="", prefixes=frozenset()),
        whole=False,
        permits=(),
        notices=(),
        sites=(),
        outlets=(),
        trail=(),
        successors=(),
        predecessors=(),
        unanswered=False,
        applications=(),
    )


def _in_place_of(party_id: int, viewer: Viewer, before: frozenset[int]) -> Viewer:
    """Give a successor's member as it stands in the place of the party for which it answers; anybody else as they are.

    What the predecessor filed came over to the successor (Article 17).
    """
    return replace(viewer, party_id=party_id) if party_id in before else viewer


def _firm(profile: Profile, viewer: Viewer, today: date, act: str) -> Firm:
    """Put a party together for who may read it, and enter that it was read."""
    record(viewer, act, kind="party", name=profile.uscc, parties=[profile.party_id])
    own = permits.of_party(profile.party_id)
    whole = not viewer.is_official or viewer.supervises(
        profile.roles
    )  # else the department reads permits alone
    successors, unanswered = _successors(profile, today)
    return Firm(
        profile=profile,
        whole=whole,
        permits=tuple(permit for permit in own if viewer.reads_permit(permit.kind)),
        notices=tuple(notice for notice in _notices(own, profile, today) if viewer.reads_permit(notice.kind)),
        sites=tuple(sites.of_party(profile.party_id)) if whole else (),
        outlets=tuple(outlets.of_party(profile.party_id, today=today)),
        trail=tuple(profiles.trail(profile.party_id)) if whole else (),
        successors=successors,
        predecessors=_predecessors(profile, today),
        unanswered=unanswered,
        applications=tuple(each for each in applications.of_party(profile.party_id) if each.kind == "change"),
    )


def _notices(own: list[Permit], profile: Profile, today: date) -> tuple[Notice, ...]:
    return notices(own, profile.roles, today=today, ahead_days=Policies().permit_warning_days)


def _successors(profile: Profile, today: date) -> tuple[tuple[Answers, ...], bool]:
    answering: tuple[Answering, ...] = succession.answerable(profile.party_id, today)
    others = [each for each in answering if each.party_id != profile.party_id]
    known = _named(each.party_id for each in answering)
    ended = any(known[each.party_id].state == "terminated" for each in answering)
    return tuple(
        Answers(
            party=known[each.party_id],
            duties=tuple(sorted(each.duties)),
            since=each.since,
            whole=each.duties == succession.EVERY_DUTY,
        )
        for each in others
    ), ended


def _predecessors(profile: Profile, today: date) -> tuple[Answers, ...]:
    before: tuple[Predecessor, ...] = succession.answers_for(profile.party_id, today)
    known = _named(each.party_id for each in before)
    return tuple(
        Answers(
            party=known[each.party_id],
            duties=tuple(sorted(each.duties)),
            since=each.since,
            whole=each.duties == succession.EVERY_DUTY,
        )
        for each in before
    )


@by_register
def _named(ids: Iterable[int]) -> dict[int, Profile]:
    """Give the entries of those who answer for a party, wherever they are: their names belong to its entry."""
    return profiles.by_id(ids)


@reads
def find_firms(
    viewer: Viewer, *, text: str = "", state: str = "", cursor: str | None = None, limit: int = 50
) -> Page[Profile]:
    """Give one page of the register within territory and remit. Raises Refused, ValueError for a bad cursor."""
    if not viewer.may("party.list"):
        raise Refused("auth.not_allowed")
    if not viewer.sees_all and not viewer.territory:
        return Page(())
    rows = profiles.find(
        text=text,
        state=state,
        regions="" if viewer.sees_all else viewer.territory,
        roles=None if viewer.sees_everything else (viewer.remit.listed if viewer.remit else frozenset()),
        after=int(cursor) if cursor else 0,
        limit=limit + 1,
    )
    listed = [each.party_id for each in rows[:limit]]
    record(viewer, "party.list", kind="party", name=text, parties=listed, found=bool(listed))
    following = str(rows[limit - 1].party_id) if len(rows) > limit else None
    return Page(tuple(rows[:limit]), following)


@reads
def permit_notices(viewer: Viewer, *, today: date) -> tuple[Notice, ...]:
    """Give what a member is to be warned of on the first page; nothing for others."""
    profile = profiles.get(viewer.party_id) if viewer.party_id is not None else None
    if profile is None or not viewer.may("permit.read"):
        return ()
    return _notices(permits.of_party(profile.party_id), profile, today)


@reads
def waiting_permits(viewer: Viewer) -> list[Filed]:
    """Give the permits whose proofs the operator has to look at. Raises Refused."""
    if not viewer.may("permit.decide"):
        raise Refused("auth.not_allowed")
    found = permits.waiting()
    concerned = {each.party_id for each in found}
    record(viewer, "permit.read", kind="permits", name="waiting", parties=concerned, found=bool(found))
    return found


def get_permit(permit_id: int, viewer: Viewer, *, today: date, act: str = "permit.read") -> Filed:
    """Give one permit with its party; ``act`` as above. Raises Refused ``not_found``, for a foreign one too."""
    filed = _permit(permit_id, viewer, today)
    if not viewer.may(act):
        raise Refused("auth.not_allowed")
    _entered(filed, viewer)
    return filed


def _permit(permit_id: int, viewer: Viewer, today: date) -> Filed:
    """Find a permit that the viewer may read. Raises Refused ``not_found``."""
    filed, profile = _filed(permit_id, viewer, today)
    if (
        filed is None
        or profile is None
        or not viewer.may("permit.read")
        or not _opens(profile, viewer, _before(viewer, today))
        or not viewer.reads_permit(filed.permit.kind)
    ):
        raise Refused("not_found")
    return filed


def _entered(filed: Filed, viewer: Viewer) -> None:
    """Enter that a permit was read."""
    name = str(filed.permit.permit_id)
    record(viewer, "permit.read", kind="permit", name=name, parties=[filed.party_id])


def _filed(permit_id: int, viewer: Viewer, on: date) -> tuple[Filed | None, Profile | None]:
    """Find a permit with its party, as the viewer or as the predecessors for which it answers."""
    places = (replace(viewer, party_id=each) for each in sorted(_before(viewer, on)))
    for place in (viewer, *places):
        with as_reader(place):
            if filed := permits.find(permit_id):
                return filed, profiles.get(filed.party_id)
    return None, None


def proof(permit_id: int, viewer: Viewer, *, today: date) -> tuple[bytes, FileKind]:
    """Give the file behind a permit, with its kind. Raises Refused ``not_found``."""
    filed = _permit(permit_id, viewer, today)
    content = originals.read_kind(filed.permit.document)
    _entered(filed, viewer)
    return content
