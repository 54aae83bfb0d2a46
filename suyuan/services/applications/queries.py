"""申请查询 — the operator's queue, what an application looks like, and how an applicant's stands.

Source: policy ``party_begins``; what collides is shown to the operator alone.
"""

from dataclasses import dataclass
from datetime import datetime

from suyuan.domain import likeness
from suyuan.domain.access import Page, Viewer
from suyuan.domain.likeness import Marks
from suyuan.domain.permits import FileKind, PermitKind
from suyuan.services import originals
from suyuan.services.applications.applicants import hindrance
from suyuan.services.members.secrets import digest_of
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import applications as store
from suyuan.storage import members, profiles
from suyuan.storage.applications import Asked
from suyuan.storage.profiles import Profile
from suyuan.storage.wall import reads

MOST_ALIKE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How an application stands, as its applicant reads it: what was asked for, the state and the reason."""

    name: str
    uscc: str
    state: str
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    by_invitation: bool  # approved, and the administrator's part waits under the same secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another firm or application that may be the same. ``reasons`` as in ``domain.likeness``."""

    reasons: tuple[str, ...]
    name: str
    uscc: str
    state: str
    application_id: int | None = None  # None: a registered party


def follow(secret: str) -> Followed | None:
    """Give how an application stands, by the secret that its applicant was given."""
    asked = store.by_hash(digest_of(secret))
    if asked is None:
        return None
    return Followed(
        name=asked.entry.name,
        uscc=asked.entry.uscc,
        state=asked.state,
        reason=asked.reason,
        asked_at=asked.asked_at,
        decided_at=asked.decided_at,
        by_invitation=asked.state == "approved" and asked.user_id is None,
    )


def _desk(viewer: Viewer) -> None:
    if not viewer.may("party.approve"):
        raise Refused("auth.not_allowed")


@reads
def find_waiting(viewer: Viewer, *, cursor: str | None = None, limit: int = 50) -> Page[Asked]:
    """Give one page of undecided applications, the oldest first. Raises Refused, ValueError for a bad cursor."""
    _desk(viewer)
    rows = store.waiting(after=int(cursor) if cursor else 0, limit=limit + 1)
    _listed(viewer, "waiting", rows[:limit])
    following = str(rows[limit - 1].application_id) if len(rows) > limit else None
    return Page(tuple(rows[:limit]), following)


@reads
def find_decided(viewer: Viewer) -> list[Asked]:
    """Give the latest decided applications. Raises Refused."""
    _desk(viewer)
    rows = store.decided()
    _listed(viewer, "decided", rows)
    return rows


def _listed(viewer: Viewer, name: str, rows: list[Asked]) -> None:
    """Enter that applications were listed, and of which parties those are that have one."""
    concerned = {each.party_id for each in rows}
    record(viewer, "party.approve", kind="applications", name=name, parties=concerned, found=bool(rows))


@reads
def count_waiting(viewer: Viewer) -> int:
    """Count undecided applications; 0 for who may not decide them."""
    return store.count_waiting() if viewer.may("party.approve") else 0


@reads
def get(application_id: int, viewer: Viewer) -> tuple[Asked, Profile | None]:
    """Give an application, and the present entry of the party whose USCC it names. Raises Refused."""
    asked, present = _found(application_id, viewer)
    _entered(asked, present, viewer)
    return asked, present


def _found(application_id: int, viewer: Viewer) -> tuple[Asked, Profile | None]:
    """Find an application and the party that it names. Raises Refused."""
    _desk(viewer)
    asked = store.find(application_id)
    if asked is None:
        raise Refused("not_found")
    return asked, profiles.by_uscc([asked.entry.uscc]).get(asked.entry.uscc)


def _entered(asked: Asked, present: Profile | None, viewer: Viewer) -> None:
    """Enter that an application was read."""
    concerned = [present.party_id] if present else []
    record(viewer, "party.approve", kind="application", name=str(asked.application_id), parties=concerned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The account that applied: its name, empty once it was erased, and the rule that keeps it from a firm."""

    name: str
    hindrance: str = ""


@reads
def applicant(asked: Asked, viewer: Viewer) -> Applicant | None:
    """Give the account that applied; None where nobody was signed in. Raises Refused."""
    _desk(viewer)
    if asked.user_id is None:
        return None
    name = members.names([asked.user_id]).get(asked.user_id, "")
    waits = asked.kind == "registration" and asked.state == "pending"
    return Applicant(name=name, hindrance=hindrance(asked.user_id) if waits else "")


@reads
def likenesses(asked: Asked, viewer: Viewer) -> list[Alike]:
    """Give the parties and other applications that may be the same firm, the strongest reason first. Raises Refused."""
    _desk(viewer)
    own = _marks(asked)
    found: list[Alike] = []
    alike = {
        party_id: reasons
        for party_id, marks in profiles.marks()
        if party_id != asked.party_id and (reasons := likeness.reasons(own, marks))
    }
    found += [
        Alike(reasons=alike[party_id], name=party.name, uscc=party.uscc, state=party.state)
        for party_id, party in profiles.by_id(alike).items()
    ]
    others = {each.application_id: each for each in (*store.waiting(limit=1000), *store.decided(limit=200))}
    found += [
        Alike(
            reasons=reasons,
            name=each.entry.name,
            uscc=each.entry.uscc,
            state=each.state,
            application_id=each.application_id,
        )
        for each in others.values()
        if each.application_id != asked.application_id
        and each.state != "approved"
        and (reasons := likeness.reasons(own, _marks(each)))
    ]
    found.sort(key=lambda each: likeness.REASONS.index(each.reasons[0]))
    return found[:MOST_ALIKE]


def _marks(asked: Asked) -> Marks:
    entry = asked.entry
    return Marks(
        entry.uscc,
        entry.name,
        entry.legal_person,
        entry.contact,
        frozenset(entry.prefixes),
        frozenset(paper.number for paper in entry.papers),
    )


@reads
def proof(application_id: int, kind: str, viewer: Viewer) -> tuple[bytes, FileKind]:
    """Give the proof of one permit of an application, with its kind of file. Raises Refused."""
    asked, present = _found(application_id, viewer)
    paper = next((each for each in asked.entry.papers if each.kind == kind and kind in set(PermitKind)), None)
    content = originals.read_kind(paper.document if paper else "")
    _entered(asked, present, viewer)
    return content
