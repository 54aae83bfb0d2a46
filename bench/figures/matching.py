"""逐日配对 — the examination of one day's filings, on closed stock and on ten times as much of it.

Closed stock are packs that were made, fitted, scrapped, handed over and worked up: nothing about them is open. It is
entered by COPY; the day itself goes along the product's road, and neither is timed. What is timed is the examiner.
"""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from bench.figures import Scale
from bench.ground import Ground
from bench.measure import Figure, figure_of, say, watched

PERMITS = ("project_approval", "environmental_impact_assessment", "pollutant_discharge_permit")
NOTHING = "0" * 32
IN_ONE_FILING = 2_000


@dataclass(frozen=True)
class Cast:
    """Who files: viewers of a vehicle maker, a dismantler and a recycler."""

    maker: Any
    yard: Any
    plant: Any


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``match_day_s`` and ``match_stock_ratio``."""
    from suyuan.services.custody import operations as custody

    cast = cast_of(ground)
    took: dict[int, float] = {}
    for times in (1, 10):
        clear(ground)
        _stock(ground, cast, scale.closed_packs * times)
        _day(cast, ground.today, scale, first=scale.closed_packs * times)
        ground.run("VACUUM ANALYZE event", "VACUUM ANALYZE code", "VACUUM ANALYZE filing", "CHECKPOINT")
        with watched(0, ground.postmaster) as watch:
            custody.examine(today=ground.today, at=datetime.now(UTC))
        took[times] = watch.seconds
        say(f"  {scale.closed_packs * times} closed packs: {watch.seconds:.2f} s, {watch.cpu:.2f} s of CPU")
        assert ground.one("SELECT count(*) FROM unexamined") == 0
        assert ground.one("SELECT count(*) FROM handover WHERE state = 'matched'") == scale.day_handovers
        assert ground.one("SELECT count(*) FROM finding") == 0
    clear(ground)
    day = f"{scale.day_certificates:,} certificates and {scale.day_handovers:,} hand-overs, both sides"
    stock = f"the same beside {scale.closed_packs * 10:,} closed packs, against {scale.closed_packs:,}"
    return [
        figure_of([took[1]], name="match_day_s", what=day, unit="s", goal=1.0, lower=True),
        figure_of([took[10] / took[1]], name="match_stock_ratio", what=stock, unit="", goal=1.2, lower=True),
    ]


def clear(ground: Ground) -> None:
    ground.clear()
    ground.clear("handover", "watch", "tally", "rhythm")


def cast_of(ground: Ground) -> Cast:
    """Register a dismantler and a recycler beside the maker."""
    from suyuan.services.parties.queries import viewer_of_token
    from suyuan.storage import accounts, parties
    from suyuan.world.coding import credit_code

    now, made = datetime.now(UTC), []
    for number, role in ((2, "dismantler"), (3, "recycler")):
        permits = [
            {"kind": kind, "no": kind, "valid_from": "2020-01-01", "valid_to": None} for kind in PERMITS
        ]
        entry = {"uscc": credit_code(number), "name": role, "region_code": "310115", "roles": [role]}
        party = parties.register(entry | ({"permits": permits} if role == "recycler" else {}), at=now)
        account = accounts.create(username=f"bench {role}", password=role * 3, kind="member", party_id=party)
        made.append(viewer_of_token(accounts.issue_token(account.account_id, name="bench", at=now)))
    return Cast(ground.viewer, *made)


def _names(number: int) -> tuple[str, str]:
    """Give the code of a pack and the VIN of its vehicle."""
    from suyuan.world.coding import vin

    return f"9Z1PE0100000A1F11{number:07d}", vin(
        "LY9", f"{number // 1_000_000:04d}T", 2025, "T", number % 1_000_000
    )


def _stock(ground: Ground, cast: Cast, count: int) -> None:
    """Enter closed lives."""
    from suyuan.domain.facts import EVENT_NUMBER
    from suyuan.law.measures_2026 import RULEBOOK

    columns = (
        "subject, kind, object, party_id, duty, happened_date, counterparty, body, filing, line, recorded_at"
    )
    at = datetime.now(UTC) - timedelta(days=90)
    with (
        ground.connect() as connection,
        connection.cursor() as cursor,
        cursor.copy(f"COPY event ({columns}) FROM STDIN") as copy,
    ):
        for subject, event, other, viewer, duty, days, named, body in _lives(cast, count):
            number, day = RULEBOOK.by_id[duty].number, ground.today - timedelta(days=days)
            row = (subject, EVENT_NUMBER[event], other, viewer.party_id, number, day, named, body)
            copy.write_row((*row, f"{number:032x}", 1, at))


def _lives(cast: Cast, count: int) -> Iterator[tuple[Any, ...]]:
    """Give (subject, event, object, filer, duty, days ago, counterparty, words) of lives from end to end."""
    from suyuan.codes import packing
    from suyuan.law.duty import Event

    sent, come = (msgspec.json.encode({"mass_kg": mass}).decode() for mass in ("300", "299"))
    maker, yard, plant = cast.maker, cast.yard, cast.plant
    for number in range(count):
        pack, car = (packing.pack(name).hex for name in _names(number))
        yield pack, Event.FITTED, car, maker, "24.2.a", 400, None, None
        yield car, Event.FITTED, pack, maker, "24.2.a", 400, None, "{}"
        yield pack, Event.SCRAPPED, car, yard, "24.8.a", 130, None, None
        yield car, Event.SCRAPPED, pack, yard, "24.8.a", 130, None, "{}"
        yield pack, Event.SHIPPED, NOTHING, yard, "24.8.b", 125, plant.uscc, sent
        yield pack, Event.RECEIVED, NOTHING, plant, "24.7.a", 120, yard.uscc, come
        yield pack, Event.RECYCLED, "f" * 32, plant, "24.7.b", 100, None, None


def _day(cast: Cast, today: Any, scale: Scale, *, first: int) -> None:
    """File a day: certificates, and vehicles that were scrapped, their packs sent and received."""
    made = [_names(number) for number in range(first, first + scale.day_handovers + scale.day_certificates)]
    scrapped = made[: scale.day_handovers]
    certified, ended, left, came = ((today - timedelta(days=days)).isoformat() for days in (10, 9, 7, 5))
    model = dict.fromkeys(("vehicle_type", "vehicle_name", "brand", "vehicle_model"), "x") | {
        "swap_mode": "no"
    }
    moved = {"code_condition": "intact", "mass_kg": 300}
    sent = moved | {"out_date": left, "destination_uscc": cast.plant.uscc, "destination_name": "x"}
    come = moved | {"in_date": came, "source_uscc": cast.yard.uscc, "source_name": "x", "outcome": "accepted"}
    end = {"scrapped_date": ended, "certificate_no": "1", "pack_present": True}
    certificate = model | {"certified_date": certified}
    _file(cast.maker, "24.2.a", [{"vin": car, "pack_code": pack, **certificate} for pack, car in made])
    _file(cast.yard, "24.8.a", [{"vin": car, "pack_code": pack, **end} for pack, car in scrapped])
    _file(cast.yard, "24.8.b", [{"code": pack, **sent} for pack, _ in scrapped])
    _file(cast.plant, "24.7.a", [{"code": pack, **come} for pack, _ in scrapped])


def _file(viewer: Any, duty: str, rows: list[dict[str, Any]]) -> None:
    """File rows in filings of a usual size."""
    from suyuan.law.measures_2026 import RULEBOOK
    from suyuan.services.filings import operations
    from suyuan.services.submission import Submission

    for start in range(0, len(rows), IN_ONE_FILING):
        part = rows[start : start + IN_ONE_FILING]
        receipt = operations.file(
            Submission(
                viewer=viewer,
                duty=RULEBOOK.by_id[duty],
                content=msgspec.json.encode(part),
                at=datetime.now(UTC),
                format="json",
            )
        )
        assert receipt.accepted == len(part), receipt.notes[:3]
