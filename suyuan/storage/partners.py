"""合作台账 — repair shops and the vehicle makers they work with (Article 24(5)).

Row        one partnership on file, since both sides said so
served()   which makers let which shops report for them: one filing serves both clocks
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from psycopg import Cursor

from suyuan.storage import queries
from suyuan.storage.models import Partnership

SQL = queries.load("partners")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One partnership on file. ``serves_maker``: the shop's report counts as the maker's own."""

    id: int
    repairer_id: int
    repairer_uscc: str
    repairer_name: str
    maker_id: int
    maker_uscc: str
    maker_name: str
    serves_maker: bool
    confirmed_at: datetime | None
    ended_at: datetime | None


def _row(found: Partnership) -> Row:
    return Row(
        id=found.id,
        repairer_id=found.repairer_id,
        repairer_uscc=found.repairer.uscc,
        repairer_name=found.repairer.name,
        maker_id=found.maker_id,
        maker_uscc=found.maker.uscc,
        maker_name=found.maker.name,
        serves_maker=found.serves_maker,
        confirmed_at=found.confirmed_at,
        ended_at=found.ended_at,
    )


def of_party(party_id: int) -> list[Row]:
    """Give a party's partnerships on either side: those that stand first."""
    agreed = Partnership.objects.select_related("repairer", "maker").exclude(confirmed_at=None)
    found = agreed.filter(Q(repairer_id=party_id) | Q(maker_id=party_id))
    return sorted(map(_row, found.order_by("-id")), key=lambda row: row.ended_at is not None)


def find(partnership_id: int, party_id: int) -> Row | None:
    """Give a partnership of a party, held until the transaction ends."""
    found = (
        Partnership.objects.select_related("repairer", "maker")
        .select_for_update(of=("self",))
        .filter(Q(repairer_id=party_id) | Q(maker_id=party_id), id=partnership_id)
        .first()
    )
    return _row(found) if found else None


def agree(
    *,
    repairer_id: int,
    maker_id: int,
    declared_by: int,
    declared_at: datetime,
    serves_maker: bool,
    at: datetime,
) -> bool:
    """Enter a partnership that one side declared and the other confirms; False where one stands already."""
    if Partnership.objects.filter(
        repairer_id=repairer_id, maker_id=maker_id, ended_at=None, confirmed_at__isnull=False
    ).exists():
        return False
    Partnership.objects.update_or_create(
        repairer_id=repairer_id,
        maker_id=maker_id,
        ended_at=None,
        defaults={
            "declared_by_id": declared_by,
            "declared_at": declared_at,
            "confirmed_at": at,
            "serves_maker": serves_maker,
        },
    )
    return True


def let_serve(row: Row, *, serves_maker: bool) -> None:
    """Change whether the shop's report counts as the maker's own, from now on."""
    Partnership.objects.filter(id=row.id).update(serves_maker=serves_maker)


def end(row: Row, *, by: int, at: datetime) -> None:
    """End a partnership."""
    Partnership.objects.filter(id=row.id, ended_at=None).update(ended_at=at, ended_by_id=by)


def served(cursor: Cursor[Any], repairers: Iterable[int]) -> frozenset[tuple[int, int]]:
    """Give (shop, maker) for the makers that let these shops report for them."""
    cursor.execute(SQL["served"], {"repairers": sorted(set(repairers))})
    return frozenset(cursor.fetchall())
