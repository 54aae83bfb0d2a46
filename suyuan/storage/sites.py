"""场所台账 — sites of parties on file."""

from typing import Any

from suyuan.domain.sites import Site, SiteKind
from suyuan.storage.models import Site as Row


def _site(row: Row) -> Site:
    return Site(
        site_id=row.id,
        name=row.name,
        kind=SiteKind(row.kind),
        region_code=row.region_code,
        address=row.address,
        opened_date=row.opened_date,
        closed_date=row.closed_date,
    )


def of_party(party_id: int) -> list[Site]:
    """Give a party's sites, those at work first."""
    rows = Row.objects.filter(party_id=party_id).order_by("closed_date", "opened_date", "id")
    return sorted(map(_site, rows), key=lambda site: site.closed_date is not None)


def find(site_id: int, party_id: int) -> Site | None:
    """Give one site of a party."""
    row = Row.objects.filter(id=site_id, party_id=party_id).first()
    return _site(row) if row else None


def create(party_id: int, columns: dict[str, Any]) -> int:
    """Enter a site."""
    return Row.objects.create(party_id=party_id, **columns).id


def change(site_id: int, party_id: int, columns: dict[str, Any]) -> bool:
    """Change a site of a party; False where there is none such."""
    return bool(Row.objects.filter(id=site_id, party_id=party_id).update(**columns))
