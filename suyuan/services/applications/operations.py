"""申请用例 — apply, and decide.

    register()   anybody asks to be registered; the answer is the same whatever the USCC is or was
    ask_change() a firm asks for another name, division, role or maker code
    approve()    the party comes to be (or changes); the applicant becomes its administrator
    reject()     with a reason that the applicant reads

Applying never looks whether the USCC is registered, pending or was ended: one statement enters the application, and
neither words nor time tell a stranger anything. What collides is shown to the operator alone (``queries.likenesses``).

Source: Articles 17, 18 and 24 of the Measures; policy ``party_begins``.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError

from suyuan.domain import applications
from suyuan.domain.access import Part, Viewer
from suyuan.domain.applications import Entry, Given, Problem
from suyuan.domain.permits import MOST_BYTES, PermitKind, kind_of
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.applications.applicants import require_free
from suyuan.services.members.secrets import digest_of, draw
from suyuan.services.parties.succession import duties_of
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage import applications as store
from suyuan.storage import documents, invitations, members, obligations, permits, profiles, settings
from suyuan.storage.applications import Asked
from suyuan.storage.profiles import Profile
from suyuan.storage.wall import as_register, as_writer

INVITED_FOR = timedelta(days=30)  # so long the applicant may take up the administrator's part
_PRIVATE = ("contact_name", "contact")  # personal data: they stay with the application, not in the trail


def proofs(files: Mapping[str, bytes]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Judge files by their bytes and size: (field -> SHA-256, problems). Nothing is kept yet."""
    problems: list[Problem] = []
    for field, content in files.items():
        if len(content) > MOST_BYTES:
            problems.append(Problem(field, "permit.proof_size", limit=MOST_BYTES >> 20))
        elif kind_of(content[:16]) is None:
            problems.append(Problem(field, "permit.proof_kind"))
    return {field: hashlib.sha256(content).hexdigest() for field, content in files.items()}, tuple(problems)


def register(
    given: Given,
    roles: Sequence[str],
    files: Mapping[PermitKind, bytes],
    *,
    user_id: int | None,
    at: datetime,
) -> str:
    """Ask to be registered; give the secret by which the applicant asks after it.

    Raises Refused for who holds a post, Unfit for a bad form.
    """
    require_free(user_id)
    digests, bad = proofs({f"{kind}-document": content for kind, content in files.items()})
    entry, problems = applications.read(
        given,
        roles,
        today=legal_day(at),
        demonstration=settings.is_demonstration(),
        documents={kind: digests[f"{kind}-document"] for kind in files},
    )
    if problems or bad:
        raise Unfit(problems + bad)
    for content in files.values():
        documents.keep(content)
    secret = draw()
    with as_register():
        store.create(
            kind="registration",
            entry=entry,
            digest=digest_of(secret),
            user_id=user_id,
            party_id=None,
            at=at,
        )
    return secret


def ask_change(viewer: Viewer, given: Given, roles: Sequence[str], *, at: datetime) -> int:
    """Ask for a change of the firm's entry. Raises Unfit, Refused."""
    if viewer.party_id is None or not viewer.may("party.change"):
        raise Refused("auth.not_allowed")
    entry, problems = applications.read_change(given, roles, code=viewer.uscc, today=legal_day(at))
    if problems:
        raise Unfit(problems)
    with as_writer(viewer):
        return store.create(
            kind="change",
            entry=entry,
            digest=digest_of(draw()),
            user_id=viewer.user_id,
            party_id=viewer.party_id,
            at=at,
        )


def approve(application_id: int, *, viewer: Viewer, at: datetime) -> int:
    """Approve an application; give the number of its party. Raises Refused."""
    if not viewer.may("party.approve"):
        raise Refused("auth.not_allowed")
    try:
        with as_writer(viewer):
            asked = _undecided(application_id)
            party_id = _change(asked, viewer, at) if asked.kind == "change" else _enter(asked, viewer, at)
            store.decide(
                application_id, state="approved", reason="", by=viewer.user_id, party_id=party_id, at=at
            )
    except IntegrityError as error:  # somebody was quicker
        raise Refused("application.taken") from error
    return party_id


def reject(application_id: int, *, viewer: Viewer, reason: str, at: datetime) -> None:
    """Reject an application; the applicant reads the reason. Raises Refused."""
    if not viewer.may("party.reject"):
        raise Refused("auth.not_allowed")
    with as_writer(viewer):
        asked = _undecided(application_id)
        store.decide(
            application_id,
            state="rejected",
            reason=said(reason),
            by=viewer.user_id,
            party_id=asked.party_id,
            at=at,
        )


def said(reason: str) -> str:
    """Give a reason that can be kept. Raises Refused ``party.no_reason``, Unfit."""
    if not reason.strip():
        raise Refused("party.no_reason")
    problems: list[Problem] = []
    text = applications.text({"reason": reason}, "reason", problems)
    if problems:
        raise Unfit(tuple(problems))
    return text


def _undecided(application_id: int) -> Asked:
    asked = store.find(application_id, locked=True)
    if asked is None:
        raise Refused("not_found")
    if asked.state != "pending":
        raise Refused("application.decided")
    return asked


def _enter(asked: Asked, viewer: Viewer, at: datetime) -> int:
    """Let a party come to be, with its permits, its trail and its first administrator."""
    entry = asked.entry
    if profiles.by_uscc([entry.uscc]):
        raise Refused("application.taken")
    if profiles.holders(entry.prefixes):
        raise Refused("application.prefix_taken")
    party_id = profiles.create(entry, at=at)
    permits.create(party_id, entry.papers, state="accepted", at=asked.asked_at)
    asked_for = {name: value for name, value in entry.body().items() if name not in _PRIVATE}
    profiles.note(
        party_id,
        "registered",
        day=legal_day(asked.asked_at),
        at=asked.asked_at,
        by=asked.user_id,
        detail=asked_for,
    )
    profiles.note(party_id, "approved", day=legal_day(at), at=at, by=viewer.user_id)
    _appoint(asked, party_id, viewer)
    return party_id


def _appoint(asked: Asked, party_id: int, viewer: Viewer) -> None:
    """Make the applicant administrator: at once who was signed in, else by an invitation under the same secret.

    Raises Refused where the account that applied was erased or given a post meanwhile.
    """
    now = clock.true_now()
    if asked.user_id is not None:
        account_id = members.account_of(asked.user_id)
        require_free(asked.user_id)
        members.begin(account_id, party_id, [Part.ADMINISTRATOR], by=viewer.account_id, at=now)
        return
    invitations.create(
        party_id=party_id,
        digest=asked.digest,
        addressee=asked.entry.contact,
        parts=[Part.ADMINISTRATOR],
        invited_by=viewer.account_id,
        at=now,
        expires_at=now + INVITED_FOR,
    )


def _change(asked: Asked, viewer: Viewer, at: datetime) -> int:
    """Let a party be as it asked, and note what was before."""
    before = profiles.get(asked.party_id or 0, locked=True)
    if before is None or before.state == "terminated":
        raise Refused("party.other_state")
    entry = replace(asked.entry, uscc=before.uscc)
    held = profiles.holders(entry.prefixes)
    if any(party_id != before.party_id for party_id in held.values()):
        raise Refused("application.prefix_taken")
    _keep_running(before, entry)
    profiles.change(before.party_id, entry)
    profiles.note(
        before.party_id,
        "changed",
        day=legal_day(at),
        at=at,
        by=viewer.user_id,
        reason=entry.reason,
        detail=differences(before, entry),
    )
    return before.party_id


def _keep_running(before: Profile, entry: Entry) -> None:
    """Refuse to take a role away whose duties still run: nobody could meet them any more."""
    left = duties_of(map(Role, entry.roles))
    lost = [RULEBOOK.by_id[duty].number for duty in duties_of(before.roles) - left]
    if lost and obligations.any_unmet(before.party_id, lost):
        raise Refused("party.role_runs")


def differences(before: Profile, entry: Entry) -> dict[str, Any]:
    """Give what an approved change alters: column -> [before, after]."""
    pairs: dict[str, tuple[Any, Any]] = {
        name: (getattr(before, name), getattr(entry, name))
        for name in ("name", "name_en", "legal_person", "region_code")
    }
    pairs["roles"] = (sorted(before.roles), sorted(entry.roles))
    pairs["prefixes"] = (sorted(before.prefixes), sorted(before.prefixes | set(entry.prefixes)))
    return {name: [old, new] for name, (old, new) in pairs.items() if old != new}
