"""演示账号 — sign-ins of a demonstration, as ``demo.json`` lists them: every party, and officials of three levels.

A token can be read only when it is made, so entries that were written before are kept as they are and only what is
missing is added. All share one password that is drawn anew for each demonstration and stretched once: forty
separate hashes would take longer than loading the world.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from suyuan.codes import region
from suyuan.law.departments import DEPARTMENT_TEXT, Department
from suyuan.law.duty import Role
from suyuan.storage import accounts, parties
from suyuan.storage.parties import PartyCard

Entry = dict[str, Any]
# Two who look into a case and one who decides it: nobody decides what he investigated.
_LEVELS = {"inspector_county": 6, "inspector_province": 2}


def complete(written: Sequence[Entry], *, at: datetime) -> list[Entry]:
    """Give all sign-ins: those written before, and new ones for whoever has none. ``at``: when tokens are made."""
    made = [entry for entry in written if accounts.by_token(entry["token"]) is not None]
    password = made[0]["password"] if made else secrets.token_urlsafe(12)
    stretched = accounts.stretch(password)
    there = {(entry["role"], entry["uscc"]) for entry in made}
    names = {entry["username"] for entry in made}
    for wanted in _wanted(parties.every_card()):
        if (wanted.role, wanted.uscc) in there:
            continue
        name = next(name for name in _names(wanted.role) if name not in names)
        names.add(name)
        viewer = accounts.create_stretched(
            username=name,
            stretched=stretched,
            kind=wanted.kind,
            party_id=wanted.party_id,
            territory=wanted.territory,
            department=wanted.department,
        )
        token = accounts.issue_token(viewer.account_id, name="demo.json", at=at)
        made.append(
            {
                "role": wanted.role,
                "party": wanted.name,
                "uscc": wanted.uscc,
                "username": name,
                "password": password,
                "token": token,
            }
        )
    return made


class _Wanted(NamedTuple):
    """A sign-in that there should be: of a party, or of an authority with its territory."""

    role: str
    name: str
    uscc: str = ""
    party_id: int | None = None
    kind: str = "member"
    territory: str = ""
    department: str = "industry"


def _names(role: str) -> Iterator[str]:
    """Give usernames for a role: recycler, recycler_2, recycler_3, ..."""
    yield role
    yield from (f"{role}_{number}" for number in count(2))


def _wanted(cards: Sequence[PartyCard]) -> Iterator[_Wanted]:
    """Give every sign-in there should be."""
    for card in cards:
        for role in _roles(card):
            yield _Wanted(role, card.name, card.uscc, card.party_id)
    for role, digits in _LEVELS.items():
        stems = Counter(card.region_code[:digits] for card in cards)
        if stems:
            # two investigate, one checks the law, one decides: a case that was heard takes four
            for name in (role, f"{role}_second", f"{role}_lawyer", f"{role}_head"):
                yield _inspector(name, _most(stems), Department.INDUSTRY)
            # and two of another department, to whom a case can be referred
            for name in (f"{role}_environment", f"{role}_environment_second"):
                yield _inspector(name, _most(stems), Department.ENVIRONMENT)
    yield _Wanted("ministry", "工业和信息化部（演示）", kind="ministry")
    yield _Wanted("operator", "平台运营方（演示）", kind="operator")
    yield _Wanted("auditor", "平台审计（演示）", kind="auditor")
    works = Counter(card.region_code[:2] for card in cards if Role.RECYCLER in card.roles)
    if works:
        yield _inspector("inspector_environment", _most(works), Department.ENVIRONMENT)


def _most(stems: Counter[str]) -> str:
    """Give the territory with the most parties, the first by code of several."""
    return min(stems, key=lambda stem: (-stems[stem], stem))


def _inspector(role: str, territory: str, department: Department) -> _Wanted:
    """Give the sign-in of a department in a territory."""
    place = "".join(region.path(territory.ljust(6, "0")))
    name = f"{place}{DEPARTMENT_TEXT[department].zh}主管部门（演示）"
    return _Wanted(role, name, kind="inspector", territory=territory, department=department)


def _roles(card: PartyCard) -> list[str]:
    """Name a party's roles; a repairer that works with vehicle makers is told apart."""
    return [
        "repairer_partner" if role is Role.REPAIRER and card.partner else role.value
        for role in Role
        if role in card.roles
    ]
