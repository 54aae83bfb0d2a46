"""网点台账 — the register of outlets: what was filed under 24.6.a, by version, and what firms say of it since.

keep, drop        a version that a filing brings; those of a filing that is taken back
stands            whether outlets that lines name stood open, and when
find              outlets that stand on a day, as the public may see them
versions          all of one outlet, the newest first
of_party          a firm's own as they stand, held and closed ones too
say, words        what a firm says of an outlet between filings
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.domain.outlets import Asked, Outlet, Point, box, distance_m
from suyuan.law.measures_2026.art_24_6_a_outlets import CLOSED, OPEN
from suyuan.storage import queries
from suyuan.storage.filings import spelt
from suyuan.storage.models import Outlet as Row
from suyuan.storage.models import OutletWord, Party
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("outlets")
MOST = 500
CONFIRMED = "confirmed"
_ALIVE = """outlet.effective_date <= %(today)s AND (outlet.until_date IS NULL OR outlet.until_date > %(today)s)
    AND NOT outlet.held AND party.state <> 'terminated'
    AND (outlet.status = ANY (%(open)s::text[]) OR lower(trim(outlet.status)) <> ALL (%(closed)s::text[]))"""


class Filed(NamedTuple):
    """An outlet as it was filed: the columns of 24.6.a, degrees as text or numbers.

    ``filing`` None: it came with the register.
    """

    party_id: int
    columns: dict[str, Any]
    filing: UUID | None = None
    at: datetime | None = None


def keep(filed: Sequence[Filed]) -> None:
    """Enter versions of outlets.

    What a suspended party opens is on file and held back from the list (policy ``suspended_party``).
    """
    if not filed:
        return
    parties = {one.party_id for one in filed}
    suspended = set(Party.objects.filter(id__in=parties, state="suspended").values_list("id", flat=True))
    known = set(Row.objects.filter(party_id__in=suspended, held=False).values_list("party_id", "outlet_no"))
    Row.objects.bulk_create([_row(one, suspended, known) for one in filed], batch_size=1000)
    _settle({(one.party_id, one.columns["outlet_no"]) for one in filed})


def _row(one: Filed, suspended: set[int], known: set[tuple[int, str]]) -> Row:
    said = one.columns
    row = Row(
        party_id=one.party_id,
        outlet_no=said["outlet_no"],
        name=said["name"],
        kind=said["kind"],
        region_code=said["region_code"],
        address=said["address"],
        longitude_udeg=round(float(said["longitude"]) * 1_000_000),
        latitude_udeg=round(float(said["latitude"]) * 1_000_000),
        phone=str(said["phone"]),
        hours=said["hours"],
        status=said["status"],
        accepts=said.get("accepts") or "",
        effective_date=date.fromisoformat(said["effective_date"]),
        held=one.party_id in suspended and (one.party_id, said["outlet_no"]) not in known,
        filing=one.filing,
    )
    if one.at is not None:
        row.recorded_at = one.at
    return row


def drop(cursor: Cursor[Any], filing: UUID) -> None:
    """Take the versions back that a filing brought: those before them hold again."""
    gone = cursor.execute(SQL["drop"], {"filing": filing}).fetchall()
    if gone:
        _settle(gone)


def _settle(whose: Iterable[tuple[int, str]]) -> None:
    parties, numbers = zip(*whose, strict=True)
    reader().execute(SQL["settle"], {"parties": list(parties), "numbers": list(numbers)})


class Stand(NamedTuple):
    """A version of an outlet: from when until when (exclusive) it holds, and whether it stands open."""

    since: date
    until: date | None
    stands_open: bool

    def is_open(self, day: date) -> bool:
        """Tell whether the outlet stands open on a day by this version."""
        return self.stands_open and self.since <= day and (self.until is None or day < self.until)


def stands(
    cursor: Cursor[Any], *, numbers: AbstractSet[str], parties: AbstractSet[int], usccs: AbstractSet[str]
) -> dict[tuple[int | str, str], list[Stand]]:
    """Give how outlets of these numbers stood: by (number of the firm here, and its credit code, each; outlet)."""
    asked = {
        "numbers": sorted(numbers),
        "parties": sorted(parties),
        "usccs": sorted(usccs),
        "closed": sorted(CLOSED),
    }
    found: dict[tuple[int | str, str], list[Stand]] = {}
    for party, uscc, number, *stand in cursor.execute(SQL["stands"], asked).fetchall():
        for whose in (party, uscc):
            found.setdefault((whose, number), []).append(Stand(*stand))
    return found


@by_register
def find(asked: Asked, *, today: date, after: tuple[str, str, str] | None, most: int) -> list[Outlet]:
    """Give outlets that stand today: the nearest where a place is given, else by division, firm and number.

    ``after``: (division, credit code, number) of the last one seen, where no place is given.
    """
    told: dict[str, Any] = {
        "today": today,
        "most": min(most, MOST),
        "open": sorted(OPEN),
        "closed": sorted(CLOSED),
    }
    where = [_ALIVE, *_wanted(asked, told)]
    if asked.near is not None:
        return _nearest(asked.near, where, told)
    if after is not None:
        told |= dict(zip(("region_after", "uscc_after", "number_after"), after, strict=True))
        where.append(
            "(outlet.region_code, party.uscc, outlet.outlet_no)"
            " > (%(region_after)s, %(uscc_after)s, %(number_after)s)"
        )
    order = "ORDER BY outlet.region_code, party.uscc, outlet.outlet_no LIMIT %(most)s"
    return _read(f"{SQL['columns']} WHERE {' AND '.join(where)} {order}", told)


def _wanted(asked: Asked, told: dict[str, Any]) -> list[str]:
    """Give the conditions of what is looked for; the values go into ``told``."""
    where: list[str] = []
    if asked.region:
        where.append(_within(asked.region, told))
    for name, value, is_like in (
        ("kind", asked.kind, "outlet.kind = %(kind)s"),
        ("accepts", asked.accepts, "outlet.accepts = %(accepts)s"),
        ("uscc", asked.uscc, "party.uscc = %(uscc)s"),
    ):
        if value:
            told[name] = value
            where.append(is_like)
    if asked.words:
        escaped = asked.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        told["words"] = f"%{escaped}%"
        # each by itself: what is asked of the outlet alone is asked before it is joined
        firms = "SELECT id FROM party WHERE name ILIKE %(words)s"
        meant = [
            "outlet.name ILIKE %(words)s",
            "outlet.address ILIKE %(words)s",
            f"outlet.party_id IN ({firms})",
        ]
        meant += [_within(place, told) for place in asked.places]
        where.append(f"({' OR '.join(meant)})")
    return where


def _within(place: str, told: dict[str, Any]) -> str:
    """Give the condition that an outlet lies in a division, by its leading digits."""
    told[f"from_{place}"], told[f"to_{place}"] = place.ljust(6, "0"), place.ljust(6, "9")
    return f"outlet.region_code BETWEEN %(from_{place})s AND %(to_{place})s"


def _nearest(place: Point, where: Sequence[str], told: dict[str, Any]) -> list[Outlet]:
    """Give the nearest outlets, the nearest first.

    The index finds the nearest in degrees; no other can be nearer in metres than the furthest of them, so a box of
    that radius holds them all.
    """
    standing = " AND ".join(where)
    told |= {"east": place[0], "north": place[1]}
    some = reader().execute(SQL["near"].format(standing=standing), told).fetchall()
    if not some:
        return []
    (west, south), (east, north) = box(place, max(distance_m(place, at) for at in some))
    told |= {"west": west, "south": south, "east": east, "north": north}
    inside = """point(outlet.longitude_udeg, outlet.latitude_udeg)
        <@ box(point(%(west)s, %(south)s), point(%(east)s, %(north)s))"""
    found = _read(f"{SQL['columns']} WHERE {standing} AND {inside}", told)
    found.sort(key=lambda one: (distance_m(place, one.place), one.uscc, one.outlet_no))
    return found[: told["most"]]


@by_register
def versions(uscc: str, outlet_no: str) -> list[Outlet]:
    """Give every version of one outlet, the latest first."""
    told = {"uscc": uscc, "outlet_no": outlet_no}
    where = "party.uscc = %(uscc)s AND outlet.outlet_no = %(outlet_no)s"
    return _read(
        f"{SQL['columns']} WHERE {where} ORDER BY outlet.effective_date DESC, outlet.recorded_at DESC, outlet.id DESC",
        told,
    )


def of_party(party_id: int, *, today: date) -> list[Outlet]:
    """Give a firm's outlets that the asker may see, as they stand today or will; closed and held ones too."""
    where = """outlet.party_id = %(party)s AND (outlet.until_date IS NULL OR outlet.until_date > %(today)s)
        AND (outlet.until_date IS NULL OR outlet.until_date > outlet.effective_date)"""
    rows = _read(
        f"{SQL['columns']} WHERE {where} ORDER BY outlet.outlet_no, outlet.effective_date",
        {"party": party_id, "today": today},
    )
    return list({one.outlet_no: one for one in reversed(rows)}.values())[::-1]


def _read(statement: str, told: dict[str, Any]) -> list[Outlet]:
    names = (
        *("outlet_no", "uscc", "firm", "name", "kind", "region_code", "address", "longitude_udeg"),
        *(
            "latitude_udeg",
            "phone",
            "hours",
            "status",
            "accepts",
            "effective_date",
            "until_date",
            "said_at",
            "held",
        ),
    )
    found = []
    for *values, filing in reader().execute(statement, told).fetchall():
        receipt = spelt(packing.texts(packing.from_bytes(filing))[0].strip()) if filing else ""
        found.append(Outlet(**dict(zip(names, values, strict=True)), receipt=receipt))
    return found


@by_register
def say(
    party_id: int, outlet_no: str, answers: dict[str, bool], *, user_id: int | None, at: datetime
) -> None:
    """Keep what a firm says of an outlet; the newest word counts."""
    for item, answer in answers.items():
        OutletWord.objects.update_or_create(
            party_id=party_id,
            outlet_no=outlet_no,
            item=item,
            defaults={"answer": answer, "said_at": at, "user_id": user_id},
        )


def words(party_id: int, outlet_no: str) -> dict[str, tuple[bool, datetime]]:
    """Give what a firm said of an outlet: by line of the checklist, what and when."""
    rows = OutletWord.objects.filter(Q(party_id=party_id), outlet_no=outlet_no).exclude(item=CONFIRMED)
    return {row.item: (row.answer, row.said_at) for row in rows}
