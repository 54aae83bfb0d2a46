"""主体查询 — what the road of a filing must know of parties, as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from suyuan.domain.clocks import Partner
from suyuan.law.duty import Role
from suyuan.storage import outlets, queries
from suyuan.storage.models import MakerPrefix, Partnership, Party, PartyRole, Permit
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("parties")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyCard:
    """A party as others may see it."""

    party_id: int
    uscc: str
    name: str
    name_en: str
    region_code: str
    roles: frozenset[Role]
    partner: bool
    state: str


@by_register
def _cards(statement: str, **parameters: Any) -> list[PartyCard]:
    cursor = reader().execute(SQL[statement], parameters)
    return [
        PartyCard(
            party_id=party_id,
            uscc=uscc,
            name=name,
            name_en=name_en,
            region_code=region_code,
            roles=frozenset(map(Role, roles)),
            partner=partner,
            state=state,
        )
        for party_id, uscc, name, name_en, region_code, roles, partner, state in cursor.fetchall()
    ]


def cards_by_uscc(usccs: Iterable[str]) -> dict[str, PartyCard]:
    """Give the registered parties among these codes."""
    return {card.uscc: card for card in _cards("find_by_uscc", usccs=sorted(set(usccs)))}


def cards_by_id(ids: Iterable[int]) -> dict[int, PartyCard]:
    """Give parties by their number."""
    return {card.party_id: card for card in _cards("find_by_id", ids=sorted(set(ids)))}


def every_card(most: int | None = None) -> list[PartyCard]:
    """Give all parties that have not ended in the order of their registration, or the first of them."""
    return _cards("find_every", most=most)


def partners(usccs: Iterable[str]) -> dict[str, Partner]:
    """Give what a clock needs to know of the parties named in a filing."""
    return {
        uscc: Partner(card.party_id, card.roles, card.partner) for uscc, card in cards_by_uscc(usccs).items()
    }


@by_register
def makers() -> dict[str, Mapping[int, datetime | None]]:
    """Give who holds every maker prefix (None) and who held it before a takeover, until that was entered."""
    found: dict[str, dict[int, datetime | None]] = {}
    for prefix, party_id, until_at in reader().execute(SQL["makers"]):
        found.setdefault(prefix, {})[party_id] = until_at
    return dict(found)


@by_register
def register(entry: dict[str, Any], *, at: datetime) -> int:
    """Enter a party with its roles, permits, prefixes and outlets (partners later); idempotent by USCC."""
    party, _ = Party.objects.update_or_create(
        uscc=entry["uscc"],
        defaults={
            "name": entry["name"],
            "name_en": entry.get("name_en", ""),
            "region_code": entry["region_code"],
            "registered_at": at,
        },
    )
    for role in entry.get("roles", ()):
        PartyRole.objects.get_or_create(party=party, role=Role(role).value)
    for permit in entry.get("permits", ()):
        Permit.objects.get_or_create(
            party=party,
            kind=permit["kind"],
            number=permit["no"],
            defaults={
                "valid_from": date.fromisoformat(permit["valid_from"]),
                "valid_to": date.fromisoformat(permit["valid_to"]) if permit.get("valid_to") else None,
            },
        )
    for prefix in entry.get("prefixes", ()):
        MakerPrefix.objects.get_or_create(prefix=prefix, defaults={"party": party})
    outlets.keep(
        [outlets.Filed(party.id, outlet, at=party.registered_at) for outlet in entry.get("outlets", ())]
    )
    return party.id


@by_register
def join_partners(repairer: str, makers: Iterable[str]) -> None:
    """Record with which vehicle makers a repair shop works, as both have confirmed elsewhere."""
    shop = Party.objects.get(uscc=repairer)
    for maker in Party.objects.filter(uscc__in=list(makers)):
        Partnership.objects.get_or_create(
            repairer=shop, maker=maker, ended_at=None, defaults={"confirmed_at": shop.registered_at}
        )
