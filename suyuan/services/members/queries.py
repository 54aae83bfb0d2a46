"""成员查询 — the people of a firm, who is invited, and for whom a person may speak."""

from dataclasses import dataclass
from datetime import date, datetime

from suyuan.domain.access import Part, Viewer
from suyuan.services import clock
from suyuan.services.members.secrets import digest_of
from suyuan.services.parties import succession
from suyuan.services.refusals import Refused
from suyuan.storage import invitations, mandates, sessions
from suyuan.storage import members as store
from suyuan.storage.invitations import Offer
from suyuan.storage.members import Standing
from suyuan.storage.wall import reads

__all__ = [
    "Offer",
    "Person",
    "Standing",
    "find_invitation",
    "find_invitations",
    "find_members",
    "is_official_within",
    "lacks_signer",
    "official_by_email",
    "standings",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member as the firm's people see it. ``last``: the only administrator, who cannot go."""

    id: int
    username: str
    parts: frozenset[Part]
    since_at: datetime
    second_factor: bool
    own: bool
    last: bool


@reads
def find_members(viewer: Viewer) -> list[Person]:
    """Give the members of the viewer's firm. Raises Refused ``auth.not_allowed``."""
    if viewer.party_id is None or not viewer.may("member.read"):
        raise Refused("auth.not_allowed")
    rows = store.of_party(viewer.party_id)
    second = sessions.with_second_factor([row.user_id for row in rows])
    administrators = [row.id for row in rows if Part.ADMINISTRATOR in row.parts]
    return [
        Person(
            id=row.id,
            username=row.username,
            parts=row.parts,
            since_at=clock.shown(row.since_at),
            second_factor=row.user_id in second,
            own=row.account_id == viewer.account_id,
            last=administrators == [row.id],
        )
        for row in rows
    ]


@reads
def lacks_signer(viewer: Viewer) -> bool:
    """Tell an administrator whether nobody in the firm may file."""
    if viewer.party_id is None or Part.SIGNER in viewer.parts or not viewer.may("member.change"):
        return False
    return not any(Part.SIGNER in row.parts for row in store.of_party(viewer.party_id))


@reads
def find_invitations(viewer: Viewer) -> list[Offer]:
    """Give the invitations of the viewer's firm that wait. Raises Refused ``auth.not_allowed``."""
    if viewer.party_id is None or not viewer.may("member.invite"):
        raise Refused("auth.not_allowed")
    return invitations.waiting(viewer.party_id, at=clock.true_now())


def find_invitation(secret: str) -> Offer | None:
    """Give the waiting invitation of a link; None alike for one withdrawn, expired, taken up, or never made."""
    return invitations.by_hash(digest_of(secret), at=clock.true_now())


def standings(user_id: int) -> list[Standing]:
    """Give every firm and office for which a person may speak, and every principal of those firms."""
    own = store.of_user(user_id)
    today = clock.today()
    firms = sum(one.kind == "member" for one in own)
    held = [
        Standing(
            key=f"mandate-{agent.key.removeprefix('party-')}-{number}",
            kind="mandate",
            name=name if firms == 1 else f"{name} ({agent.name})",
            uscc=uscc,
            parts=agent.parts & mandates.HANDED,
        )
        for agent in own
        if agent.may_act
        for number, uscc, name in _principals(int(agent.key.removeprefix("party-")), today)
    ]
    return own + held


def _principals(party_id: int, today: date) -> list[tuple[int, str, str]]:
    """Give those for whom a firm may file: by mandate, or because it took over from them (Article 17)."""
    held = mandates.principals(party_id, on=today)
    return list(dict.fromkeys([*held, *succession.places(party_id, today)]))


def official_by_email(email: str) -> int | None:
    """Give the one user with a post and this e-mail address; None for none and for several."""
    return store.official_by_email(email)


def is_official_within(user_id: int, territory: str) -> bool:
    """Tell whether a user holds a post, and none outside a territory (leading digits; empty = the country)."""
    return store.has_post_within(user_id, territory)
