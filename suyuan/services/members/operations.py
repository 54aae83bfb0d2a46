"""成员用例 — invite, take up, change what somebody may do, let go. A firm never loses its last administrator.

    invite()             an invitation and, once, the secret of its link
    withdraw()           takes an invitation back
    take_up()            a signed-in person comes in by it
    take_up_as_new()     a person without an account makes one and comes in, both or neither
    change()             other parts for a member
    leave()              ends a membership: at the next request of that person it is felt

Who is no administrator any more invites nobody: with the part end the invitations given, or a link would lead back in.

Instants here are of the true clock: the clock of a demonstration moves filings, not secrets.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NamedTuple, TypeVar

from suyuan.domain.access import Part, Viewer
from suyuan.services import clock
from suyuan.services.members.secrets import digest_of, draw
from suyuan.services.parties.queries import forget_user
from suyuan.services.refusals import Refused
from suyuan.storage import invitations, posts
from suyuan.storage import members as store
from suyuan.storage.invitations import Offer
from suyuan.storage.members import Member
from suyuan.storage.wall import as_register, as_writer

HOLDS = timedelta(days=7)
LONGEST = 200
User = TypeVar("User")


class Invited(NamedTuple):
    """An invitation and the secret of its link, which can be read this once."""

    offer: Offer
    secret: str


def _firm(viewer: Viewer, act: str) -> int:
    """Give the viewer's firm if it may do this there. Raises Refused ``auth.not_allowed``."""
    if viewer.party_id is None or not viewer.may(act):
        raise Refused("auth.not_allowed")
    return viewer.party_id


def _parts(parts: Iterable[str]) -> frozenset[Part]:
    """Read the parts that were chosen. Raises Refused ``member.no_part`` for none or an unknown one."""
    chosen = frozenset(parts)
    if not chosen or chosen - set(Part):
        raise Refused("member.no_part")
    return frozenset(map(Part, chosen))


def invite(viewer: Viewer, *, addressee: str, parts: Iterable[str]) -> Invited:
    """Invite a person. ``addressee``: a name or an e-mail address. Raises Refused."""
    party_id = _firm(viewer, "member.invite")
    chosen, name = _parts(parts), addressee.strip()[:LONGEST]
    if not name:
        raise Refused("member.no_addressee")
    secret, now = draw(), clock.true_now()
    with as_writer(viewer):
        offer = invitations.create(
            party_id=party_id,
            digest=digest_of(secret),
            addressee=name,
            parts=chosen,
            invited_by=viewer.account_id,
            at=now,
            expires_at=now + HOLDS,
        )
    return Invited(offer, secret)


def withdraw(viewer: Viewer, invitation_id: int) -> None:
    """Take an invitation back. Raises Refused ``not_found`` where none waits."""
    party_id = _firm(viewer, "member.invite")
    with as_writer(viewer):
        if not invitations.withdraw(invitation_id, party_id, at=clock.true_now()):
            raise Refused("not_found")


def take_up(secret: str, user_id: int) -> Offer:
    """Let a person come into the firm of an invitation. Raises Refused ``invitation.gone``, ``post.conflict``.

    Who is a member already gains the parts offered and keeps those held.
    """
    with as_register():
        offer = _taken(secret, user_id)
    forget_user(user_id)
    return offer


def take_up_as_new(secret: str, make: Callable[[], User], number: Callable[[User], int]) -> User:
    """Make an account and let it come into the firm: both or neither. Raises Refused ``invitation.gone``."""
    with as_register():
        user = make()
        _taken(secret, number(user))
    return user


def _taken(secret: str, user_id: int) -> Offer:
    now = clock.true_now()
    offer = invitations.by_hash(digest_of(secret), at=now, locked=True)
    if offer is None:
        raise Refused("invitation.gone")
    account_id = store.account_of(user_id)
    if posts.kinds_of(account_id, at=now) - {"member"}:
        raise Refused("post.conflict")
    parts = offer.parts
    for member in store.lock(offer.party_id):
        if member.account_id == account_id:
            parts |= member.parts
            store.end(member.id, by=account_id, at=now)
    store.begin(account_id, offer.party_id, parts, by=offer.invited_by, at=now)
    invitations.take(offer.id, account_id, at=now)
    return offer


def change(viewer: Viewer, member_id: int, parts: Iterable[str]) -> None:
    """Give a member other parts. Raises Refused ``not_found``, ``member.no_part``, ``member.last_administrator``."""
    party_id = _firm(viewer, "member.change")
    chosen = _parts(parts)
    with as_writer(viewer):
        member, others = _among(party_id, member_id)
        if chosen == member.parts:
            return
        now = clock.true_now()
        if Part.ADMINISTRATOR not in chosen:
            _keep_one(member, others)
            invitations.end_of(member.account_id, party_id, at=now)
        store.end(member.id, by=viewer.account_id, at=now)
        store.begin(member.account_id, party_id, chosen, by=viewer.account_id, at=now)
    forget_user(member.user_id)


def leave(viewer: Viewer, member_id: int) -> str:
    """End a membership; give the user name. Raises Refused ``not_found``, ``member.last_administrator``."""
    party_id = _firm(viewer, "member.end")
    with as_writer(viewer):
        member, others = _among(party_id, member_id)
        _keep_one(member, others)
        now = clock.true_now()
        invitations.end_of(member.account_id, party_id, at=now)
        store.end(member.id, by=viewer.account_id, at=now)
    forget_user(member.user_id)
    return member.username


def _among(party_id: int, member_id: int) -> tuple[Member, list[Member]]:
    """Give a member and the others of its firm, locked. A member of another firm is none."""
    rows = store.lock(party_id)
    found = next((row for row in rows if row.id == member_id), None)
    if found is None:
        raise Refused("not_found")
    return found, [row for row in rows if row.id != member_id]


def _keep_one(member: Member, others: Iterable[Member]) -> None:
    if Part.ADMINISTRATOR in member.parts and not any(Part.ADMINISTRATOR in row.parts for row in others):
        raise Refused("member.last_administrator")
