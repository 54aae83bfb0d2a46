"""主体档案 — the whole entry of a party, its trail and who took over from it.

Profile    a party with its state, roles and maker prefixes
Outline    as much of it as says who may read the rest
Change     one line of its trail
get() outline() by_uscc() find() marks()   read;  create() change() set_state() ...   write
note()     adds a line to the trail; lines are never edited
takeovers() enter_takeovers()    successions, as ``domain.succession`` reads them
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q, QuerySet

from suyuan.domain.applications import Entry
from suyuan.domain.likeness import Marks
from suyuan.domain.succession import Takeover
from suyuan.law.duty import Role
from suyuan.storage import queries
from suyuan.storage.models import MakerPrefix, Outlet, Party, PartyChange, PartyRole, Succession
from suyuan.storage.wall import by_register

SQL = queries.load("succession")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A party as its own people and the operator see it. ``state``: approved, suspended, terminated."""

    party_id: int
    uscc: str
    name: str
    name_en: str
    legal_person: str
    region_code: str
    state: str
    white_listed: bool
    registered_at: datetime
    roles: frozenset[Role]
    prefixes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One act about a party: what, from which day, why, and when it was entered."""

    change_id: int
    kind: str
    day: date
    reason: str
    detail: dict[str, Any]
    recorded_at: datetime


def _profile(row: Party) -> Profile:
    return Profile(
        party_id=row.id,
        uscc=row.uscc,
        name=row.name,
        name_en=row.name_en,
        legal_person=row.legal_person,
        region_code=row.region_code,
        state=row.state,
        white_listed=row.white_listed,
        registered_at=row.registered_at,
        roles=frozenset(Role(each.role) for each in row.roles.all()),
        prefixes=frozenset(each.prefix for each in row.prefixes.all()),
    )


def _rows() -> "QuerySet[Party]":
    return Party.objects.prefetch_related("roles", "prefixes")


def get(party_id: int, *, locked: bool = False) -> Profile | None:
    """Give a party; ``locked`` lets nobody else change its state before this transaction ends."""
    rows = _rows().filter(id=party_id)
    row = (rows.select_for_update() if locked else rows).first()
    return _profile(row) if row else None


class Outline(NamedTuple):
    """As much of a party as says who may read the rest."""

    party_id: int
    region_code: str
    roles: frozenset[Role]


def outline(uscc: str) -> Outline | None:
    """Give the outline of a party in one look, whether there is such a party or not."""
    rows = Party.objects.filter(uscc=uscc).values_list("id", "region_code", ArrayAgg("roles__role"))
    found = rows.first()
    if found is None:
        return None
    party_id, region_code, roles = found
    return Outline(party_id, region_code, frozenset(Role(role) for role in roles if role))


def by_uscc(usccs: Iterable[str], *, locked: bool = False) -> dict[str, Profile]:
    """Give the parties among these USCCs, whatever their state."""
    rows = _rows().filter(uscc__in=list(usccs)).order_by("id")
    return {row.uscc: _profile(row) for row in (rows.select_for_update() if locked else rows)}


def by_id(ids: Iterable[int]) -> dict[int, Profile]:
    """Give parties by their number."""
    return {row.id: _profile(row) for row in _rows().filter(id__in=list(ids))}


def find(
    *,
    text: str = "",
    state: str = "",
    regions: str = "",
    roles: Iterable[Role] | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Profile]:
    """Find parties by a piece of the name or the beginning of the USCC, in the order of registration.

    ``regions``: leading digits of a territory; empty = everywhere. ``roles``: any of which a party holds; None = any.
    """
    wanted = Q(id__gt=after, region_code__startswith=regions)
    if roles is not None:
        wanted &= Q(id__in=PartyRole.objects.filter(role__in=list(roles)).values("party_id"))
    if text:
        wanted &= Q(name__icontains=text) | Q(name_en__icontains=text) | Q(uscc__startswith=text.upper())
    if state:
        wanted &= Q(state=state)
    return [_profile(row) for row in _rows().filter(wanted).order_by("id")[:limit]]


def marks() -> list[tuple[int, Marks]]:
    """Give by what every party may be known again."""
    numbers: dict[int, set[str]] = {}
    for party_id, number in Party.objects.values_list("id", "permits__number").exclude(permits=None):
        numbers.setdefault(party_id, set()).add(f"{number}")
    codes: dict[int, set[str]] = {}
    for party_id, prefix in MakerPrefix.objects.values_list("party_id", "prefix"):
        codes.setdefault(party_id, set()).add(prefix)
    return [
        (
            party_id,
            Marks(
                uscc,
                name,
                legal_person,
                prefixes=frozenset(codes.get(party_id, ())),
                permits=frozenset(numbers.get(party_id, ())),
            ),
        )
        for party_id, uscc, name, legal_person in Party.objects.values_list(
            "id", "uscc", "name", "legal_person"
        )
    ]


def create(entry: Entry, *, at: datetime) -> int:
    """Enter an approved party with its roles and maker prefixes. Raises IntegrityError for a taken USCC or prefix."""
    row = Party.objects.create(
        uscc=entry.uscc,
        name=entry.name,
        name_en=entry.name_en,
        legal_person=entry.legal_person,
        region_code=entry.region_code,
        registered_at=at,
    )
    PartyRole.objects.bulk_create([PartyRole(party=row, role=role) for role in entry.roles])
    MakerPrefix.objects.bulk_create([MakerPrefix(prefix=prefix, party=row) for prefix in entry.prefixes])
    return row.id


def change(party_id: int, entry: Entry) -> None:
    """Let a party be as an approved change says; prefixes are added, never taken away here."""
    Party.objects.filter(id=party_id).update(
        name=entry.name,
        name_en=entry.name_en,
        legal_person=entry.legal_person,
        region_code=entry.region_code,
    )
    PartyRole.objects.filter(party_id=party_id).exclude(role__in=entry.roles).delete()
    for role in entry.roles:
        PartyRole.objects.get_or_create(party_id=party_id, role=role)
    for prefix in entry.prefixes:
        MakerPrefix.objects.get_or_create(prefix=prefix, defaults={"party_id": party_id})


def holders(prefixes: Iterable[str]) -> dict[str, int]:
    """Give who holds these maker prefixes."""
    return dict(MakerPrefix.objects.filter(prefix__in=list(prefixes)).values_list("prefix", "party_id"))


def set_state(party_id: int, state: str) -> None:
    """Set the state of a party; a resumed party's outlets that were held back are listed."""
    Party.objects.filter(id=party_id).update(state=state)
    if state == "approved":
        Outlet.objects.filter(party_id=party_id, held=True).update(held=False)


def set_white_listed(party_id: int, *, listed: bool) -> None:
    """Note whether an announcement lists the party; it permits nothing."""
    Party.objects.filter(id=party_id).update(white_listed=listed)


def note(
    party_id: int,
    kind: str,
    *,
    day: date,
    at: datetime,
    by: int | None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> int:
    """Add a line to a party's trail; give its number."""
    row = PartyChange.objects.create(
        party_id=party_id,
        kind=kind,
        day=day,
        reason=reason,
        detail=detail or {},
        user_id=by,
        recorded_at=at,
    )
    return row.id


def trail(party_id: int) -> list[Change]:
    """Give everything that was done about a party, the latest first."""
    rows = PartyChange.objects.filter(party_id=party_id).order_by("-recorded_at", "-id")
    return [
        Change(
            change_id=row.id,
            kind=row.kind,
            day=row.day,
            reason=row.reason,
            detail=row.detail,
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]


@by_register
def roles_since(party_id: int, day: date) -> frozenset[Role]:
    """Give the roles that a party holds, and those that it gave up on ``day`` or later."""
    held = set(PartyRole.objects.filter(party_id=party_id).values_list("role", flat=True))
    return frozenset(map(Role, held.union(*_left(party_id, "roles", day))))


@by_register
def regions_since(party_id: int, day: date) -> frozenset[str]:
    """Give the division in which a party is, and those that it left on ``day`` or later."""
    here = Party.objects.values_list("region_code", flat=True).get(id=party_id)
    return frozenset({here, *_left(party_id, "region_code", day)})


def _left(party_id: int, column: str, day: date) -> list[Any]:
    """Give what stood in a column before each change of it on ``day`` or later."""
    changes = PartyChange.objects.filter(party_id=party_id, kind="changed", day__gte=day)
    pairs = changes.filter(detail__has_key=column).values_list(f"detail__{column}", flat=True)
    return [before for before, _ in pairs]


def enter_takeovers(change_id: int, takeovers: Iterable[Takeover]) -> None:
    """Enter who takes over, and hand the maker prefixes on."""
    for each in takeovers:
        codes = MakerPrefix.objects.filter(party_id=each.party_id)
        if each.prefixes is not None:
            codes = codes.filter(prefix__in=each.prefixes)
        Succession.objects.create(
            change_id=change_id,
            party_id=each.party_id,
            successor_id=each.successor_id,
            from_date=each.from_date,
            duties=None if each.duties is None else sorted(each.duties),
            prefixes=sorted(codes.values_list("prefix", flat=True)),  # by name: who held what is asked later
        )
        codes.update(party_id=each.successor_id)


def lock_takeovers() -> None:
    """Let nobody else enter a succession before this transaction ends: two together could close a circle."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["lock"])


@by_register
def takeovers_after(party_id: int) -> list[Takeover]:
    """Give every takeover on the lines that lead on from a party."""
    return _takeovers("find_after", party_id)


@by_register
def takeovers_before(party_id: int) -> list[Takeover]:
    """Give every takeover of those whose lines lead to a party, so that each can be followed from its beginning."""
    return _takeovers("find_before", party_id)


@by_register
def every_takeover() -> list[Takeover]:
    """Give every takeover there is: they are few, and a list over all firms follows all of them."""
    return _takeovers("find_every")


def _takeovers(statement: str, party_id: int | None = None) -> list[Takeover]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[statement], {"party_id": party_id})
        rows = cursor.fetchall()
    return [
        Takeover(
            party_id=party,
            successor_id=successor,
            from_date=day,
            duties=None if duties is None else frozenset(duties),
            prefixes=None if prefixes is None else frozenset(prefixes),
            ends=ends,
        )
        for party, successor, day, duties, prefixes, ends in rows
    ]
