"""告知台账 — what makers call the end of a battery, and the notices that follow from it.

keep, drop             conditions that a filing brings; those of a filing that is taken back
conditions             what holds of models on a day
enter, known           new notices; numbers that a firm's notices have
own, count             a firm's notices as they stand
due, hand, lapse       what is to be handed over, that it was, that it need not be
handing, handings      what was handed over, by which way
channel, set_channel   where a firm wants its notices sent;  awaiting, tried: what waits to be sent
aging, sold, orphans   what a day makes due; whose notices have to change hands
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from psycopg import Cursor

from suyuan.codes import packing
from suyuan.domain import subjects
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.domain.retirement import Channel, Conditions, Notice, Reached, State, Why
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import queries
from suyuan.storage.filings import spelt
from suyuan.storage.models import Handing as HandingRow
from suyuan.storage.models import Notice as Row
from suyuan.storage.models import NoticeChannel, Retirement
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("notices")
TOLD, SOLD = EVENT_NUMBER[Event.TOLD], EVENT_NUMBER[Event.SOLD]
MOST = 2_000
_LIMITS = ("soh_below_percent", "months_over", "mileage_over_km")


class Filed(NamedTuple):
    """The columns of a line of 15.3.a, with the filing that brought it."""

    party_id: int
    columns: Mapping[str, Any]
    filing: UUID
    at: datetime


def keep(filed: Sequence[Filed]) -> None:
    """Enter conditions."""
    Retirement.objects.bulk_create([_row(one) for one in filed], batch_size=1000)


def _row(one: Filed) -> Retirement:
    said = one.columns
    return Retirement(
        party_id=one.party_id,
        vehicle_model=said["vehicle_model"],
        from_date=date.fromisoformat(said["from_date"]),
        procedure_zh=said["procedure_zh"],
        procedure_en=said["procedure_en"],
        contact=said["contact"],
        filing=one.filing,
        recorded_at=one.at,
        **{name: int(said[name]) if said.get(name) else None for name in _LIMITS},
    )


def drop(cursor: Cursor[Any], filing: UUID) -> None:
    """Take back what a filing said of models: what was said before holds again."""
    cursor.execute(SQL["drop_conditions"], {"filing": filing})


@by_register
def conditions(
    on: date, *, parties: Collection[int] | None = None, words: str = "", most: int = MOST
) -> list[Conditions]:
    """Give what holds of models on a day: of some firms, or of all; with some words in model or firm."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    asked = {
        "on": on,
        "parties": None if parties is None else sorted(parties),
        "words": f"%{escaped}%" if words else "",
        "most": most,
    }
    names = (
        *("vehicle_model", "from_date", *_LIMITS, "procedure_zh", "procedure_en", "contact"),
        *("receipt", "party_id", "uscc", "firm"),
    )
    found = []
    for row in reader().execute(SQL["conditions"], asked).fetchall():
        told = dict(zip(names, row, strict=True))
        found.append(Conditions(**told | {"receipt": _spelt(told["receipt"])}))
    return found


def _spelt(filing: bytes) -> str:
    return spelt(packing.texts(packing.from_bytes(filing))[0].strip())


class New(NamedTuple):
    """A notice to be entered. ``vehicle``, ``battery``: keys; ``subject``: under which 15.3.b is filed."""

    party_id: int
    notice_no: str
    subject: UUID
    vehicle: UUID
    battery: UUID
    vehicle_model: str
    reached: Reached
    seen_date: date
    region_code: str


def enter(notices: Sequence[New], *, at: datetime) -> set[str]:
    """Enter notices; give the numbers of those that are new."""
    if not notices:
        return set()
    told = {
        "parties": [one.party_id for one in notices],
        "numbers": [one.notice_no for one in notices],
        "subjects": [one.subject for one in notices],
        "vehicles": [one.vehicle for one in notices],
        "batteries": [one.battery for one in notices],
        "models": [one.vehicle_model for one in notices],
        "whys": [one.reached.why.value for one in notices],
        "values": [one.reached.value for one in notices],
        "bounds": [one.reached.bound for one in notices],
        "days": [one.seen_date for one in notices],
        "regions": [one.region_code for one in notices],
        "made": [at] * len(notices),
    }
    return {number for (number,) in reader().execute(SQL["enter"], told).fetchall()}


def known(cursor: Cursor[Any], numbers: Collection[str]) -> set[tuple[int, str]]:
    """Give those of some numbers that notices have, each with its firm."""
    return set(cursor.execute(SQL["known"], {"numbers": sorted(numbers)}).fetchall())


def own(
    party_id: int,
    *,
    state: str = "",
    ids: Collection[int] | None = None,
    before: int | None = None,
    most: int = 50,
) -> list[Notice]:
    """Give a firm's notices that the asker may read, the latest first; ``ids``: these alone."""
    asked = {
        "party": party_id,
        "state": state,
        "ids": None if ids is None else list(ids),
        "before": before,
        "most": most,
        "told": TOLD,
    }
    found = []
    for row in reader().execute(SQL["notices"], asked).fetchall():
        (
            number,
            no,
            party,
            vehicle,
            battery,
            model,
            why,
            value,
            bound,
            seen,
            region,
            handed,
            told,
            filing,
            now,
        ) = row
        found.append(
            Notice(
                notice_id=number,
                notice_no=no,
                party_id=party,
                vin=subjects.read(vehicle),
                code=subjects.read(battery),
                vehicle_model=model,
                reached=Reached(Why(why), value, bound),
                seen_date=seen,
                region_code=region,
                state=State(now),
                handing_id=handed,
                told_date=told,
                told_receipt=_spelt(filing) if filing else "",
            )
        )
    return found


def count(party_id: int) -> dict[State, int]:
    """Count a firm's notices by state."""
    rows = reader().execute(SQL["count"], {"party": party_id, "told": TOLD}).fetchall()
    return {State(state): number for state, number in rows}


def due(party_id: int, most: int) -> list[int]:
    """Give the notices that a firm has not been handed, and keep others from handing them over meanwhile."""
    rows = reader().execute(SQL["due"], {"party": party_id, "most": most, "told": TOLD}).fetchall()
    return [number for (number,) in rows]


def count_due(party_id: int) -> int:
    """Count the notices that a firm has not been handed: few, whatever it was handed before."""
    found = reader().execute(SQL["count_due"], {"party": party_id, "told": TOLD}).fetchone()
    return int(found[0]) if found else 0


def hand(
    ids: Collection[int],
    *,
    whose: tuple[int, int | None],
    channel: Channel,
    digest: str,
    at: datetime,
    answer: str = "",
) -> int:
    """Note that notices were handed over. ``whose``: the firm, and who took them, None where they were sent."""
    row = HandingRow.objects.create(
        party_id=whose[0],
        user_id=whose[1],
        channel=channel.value,
        number=len(ids),
        digest=digest,
        answer=answer,
        made_at=at,
    )
    Row.objects.filter(id__in=list(ids), handing=None).update(handing_id=row.id)
    return row.id


def lapse(ids: Collection[int], *, at: datetime) -> None:
    """Note that some notices need not be given any more."""
    Row.objects.filter(id__in=list(ids), lapsed_at=None).update(lapsed_at=at)


def pass_on(notice_id: int, party_id: int, subject: UUID) -> None:
    """Give a notice to the firm that answers now."""
    Row.objects.filter(id=notice_id).update(party_id=party_id, subject=subject)


class Handing(NamedTuple):
    """What was handed over at once: by which way, how many, and the SHA-256 under which it is kept."""

    handing_id: int
    party_id: int
    channel: Channel
    number: int
    digest: str
    answer: str
    made_at: datetime


def _handing(row: HandingRow) -> Handing:
    return Handing(
        row.id, row.party_id, Channel(row.channel), row.number, row.digest, row.answer, row.made_at
    )


def handing(handing_id: int) -> Handing | None:
    """Give one handing-over that the asker may read."""
    row = HandingRow.objects.filter(id=handing_id).first()
    return _handing(row) if row else None


def handings(party_id: int, most: int = 50) -> list[Handing]:
    """Give what a firm was handed, the latest first."""
    return [_handing(row) for row in HandingRow.objects.filter(party_id=party_id).order_by("-id")[:most]]


class Address(NamedTuple):
    """Where a firm wants its notices sent, and how that went. ``uscc`` is empty where the firm itself asks."""

    party_id: int
    url: str
    failures: int
    uscc: str = ""
    problem: str = ""

    @property
    def host(self) -> str:
        """Give what of it anybody of the firm may know: its path and query may hold a secret."""
        return urlsplit(self.url).hostname or ""


def channel(party_id: int) -> Address | None:
    """Give a firm's address that the asker may read; None where it has none."""
    row = NoticeChannel.objects.filter(party_id=party_id).first()
    return Address(row.party_id, row.url, row.failures, "", row.problem) if row else None


@by_register
def set_channel(party_id: int, url: str, *, user_id: int | None, at: datetime) -> None:
    """Keep a firm's address, or forget it where it is empty."""
    if not url:
        NoticeChannel.objects.filter(party_id=party_id).delete()
        return
    NoticeChannel.objects.update_or_create(
        party_id=party_id,
        defaults={"url": url, "failures": 0, "problem": "", "next_at": at, "user_id": user_id},
    )


@by_register
def awaiting(at: datetime) -> list[Address]:
    """Give the addresses for which notices wait, and whose next attempt has come."""
    return [Address(*row) for row in reader().execute(SQL["channels"], {"at": at}).fetchall()]


@by_register
def tried(party_id: int, *, failures: int, problem: str, next_at: datetime) -> None:
    """Note how an attempt went."""
    NoticeChannel.objects.filter(party_id=party_id).update(
        failures=failures, problem=problem[:200], next_at=next_at
    )


@by_register
def aging() -> dict[int, int]:
    """Give the firms that set an age for a model, each with the youngest, in months."""
    return dict(reader().execute(SQL["aging"]).fetchall())


@by_register
def sold(parties: Collection[int], until: date) -> list[tuple[str, date]]:
    """Give (VIN, day) of vehicles that some firms sold by a day, and for which there is no notice."""
    asked = {
        "parties": sorted(parties),
        "duty": RULEBOOK.by_id["24.2.b"].number,
        "kind": SOLD,
        "until": until,
    }
    return [(subjects.read(vehicle), day) for vehicle, day in reader().execute(SQL["sold"], asked).fetchall()]


@by_register
def orphans() -> list[tuple[int, int, str]]:
    """Give (notice, firm, number) of notices to be handed to firms that have ended."""
    return reader().execute(SQL["orphans"]).fetchall()
