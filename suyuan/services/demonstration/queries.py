"""演示查询 — what stands in a demonstration: who may file, when the last filing came, what was found."""

from collections.abc import Iterator
from datetime import datetime

from suyuan.domain.access import Part, Viewer
from suyuan.services.findings import queries as findings
from suyuan.services.findings.queries import Finding
from suyuan.storage import filings as filing_store
from suyuan.storage import parties, settings

# Whoever looks on behalf of the platform itself: no account stands behind it.
_PLATFORM = Viewer(account_id=0, user_id=0, kind="operator", name="suyuan-ops")


def is_demonstration() -> bool:
    """Tell whether this database is marked as a demonstration."""
    return settings.is_demonstration()


def has_parties() -> bool:
    """Tell whether any party is registered."""
    return bool(parties.every_card(most=1))


def filers() -> dict[str, Viewer]:
    """Give every registered party as one that files, by USCC; the platform itself holds the pen."""
    return {
        card.uscc: Viewer(
            account_id=0,
            user_id=0,
            kind="member",
            party_id=card.party_id,
            uscc=card.uscc,
            party_name=card.name,
            roles=card.roles,
            partner=card.partner,
            parts=frozenset(Part),
        )
        for card in parties.every_card()
    }


def last_filed_at() -> datetime | None:
    """Give the instant of the latest filing."""
    return filing_store.last_filed_at()


def every_finding(*, kind: str | None = None) -> Iterator[Finding]:
    """Give all findings, with both sides' evidence."""
    cursor: str | None = None
    while True:
        page = findings.find_findings(_PLATFORM, choice=findings.Choice(kind=kind), cursor=cursor, limit=500)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return
