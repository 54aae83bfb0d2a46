"""夜间核对 — every movement of a country's packs against the register of hand-overs.

The packs were fitted, sent and received; their events and the register are entered by COPY and by one statement, which
is not timed. Some lines are then spoilt, and the night has to find exactly those.
"""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

import numpy as np

from bench.figures import Scale
from bench.figures.matching import Cast, cast_of, clear
from bench.ground import Ground
from bench.measure import Figure, figure_of, say

_EPOCH = date(2000, 1, 1)
_CHUNK = 200_000
_SPOILT = 90
_ENTER = """
INSERT INTO handover (subject, ordinal, state, sender, receiver, sender_id, receiver_id, out_duty, into_duty,
                      out_filing, into_filing, out_date, into_date, out_mass_g, into_mass_g, refused, transfer_no)
SELECT subject, 0, 'matched', come.counterparty, sent.counterparty, sent.party_id, come.party_id, sent.duty, come.duty,
       sent.filing, come.filing, sent.happened_date, come.happened_date, 300000, 299000, false, ''
FROM event AS sent JOIN event AS come USING (subject) WHERE sent.kind = 9 AND come.kind = 10
"""
_SPOIL = (
    "DELETE FROM handover WHERE subject IN (SELECT subject FROM handover ORDER BY subject LIMIT %(n)s)",
    """UPDATE handover SET out_mass_g = 1
       WHERE subject IN (SELECT subject FROM handover ORDER BY subject DESC LIMIT %(n)s)""",
    """UPDATE event SET replaced_at = now() WHERE kind = 10
       AND subject IN (SELECT subject FROM handover ORDER BY subject OFFSET 1000 LIMIT %(n)s)""",
)


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``match_5m_s``."""
    from suyuan.services.custody.rematching import rematch
    from suyuan.storage.queries import reader
    from suyuan.storage.wall import as_register

    cast = cast_of(ground)
    clear(ground)
    ground.run("DROP INDEX handover_sent, handover_come")
    began = perf_counter()
    _packs(ground, cast, scale.matched_packs)
    say(f"  {scale.matched_packs:,} packs with their movements entered in {perf_counter() - began:.0f} s")
    began = perf_counter()
    ground.run(_ENTER)
    say(f"  matched from nothing by one statement in {perf_counter() - began:.0f} s")
    ground.run(*_INDEXES, "VACUUM ANALYZE event", "VACUUM ANALYZE handover", "CHECKPOINT")
    now = datetime.now(UTC)
    took: list[float] = []
    for spoilt in (0, 3 * _SPOILT):
        if spoilt:
            with ground.connect() as connection:
                for statement in _SPOIL:
                    connection.execute(statement, {"n": _SPOILT})
        began = perf_counter()
        found = rematch(today=ground.today, at=now)
        took.append(perf_counter() - began)
        say(f"  {found} astray of {scale.matched_packs:,} in {took[-1]:.1f} s")
        assert found == spoilt
    with as_register():
        row = (
            reader()
            .execute("SELECT count(*) FILTER (WHERE state = 'matched'), count(*) FROM handover")
            .fetchone()
        )
    assert row == (scale.matched_packs - _SPOILT, scale.matched_packs)
    clear(ground)
    what = f"all movements of {scale.matched_packs:,} packs against the register, {3 * _SPOILT} mended"
    return [figure_of(took, name="match_5m_s", what=what, unit="s", goal=60.0, lower=True)]


_INDEXES = (
    "CREATE INDEX handover_sent ON handover (sender_id, coalesce(due_date, 'infinity'), subject, ordinal)",
    "CREATE INDEX handover_come ON handover (receiver_id, coalesce(due_date, 'infinity'), subject, ordinal)",
)


def _packs(ground: Ground, cast: Cast, count: int) -> None:
    """Enter packs that were fitted, sent and received."""
    from suyuan.codes import packing
    from suyuan.domain.facts import EVENT_NUMBER
    from suyuan.law.duty import Event

    columns = (
        "subject, kind, object, party_id, duty, happened_date, counterparty, body, filing, line, recorded_at"
    )
    with ground.connect() as connection, connection.cursor() as cursor:
        for start in range(0, count, _CHUNK):
            numbers = np.arange(start, min(start + _CHUNK, count))
            packs, cars = _keys(numbers)
            rows = (
                (packs, Event.FITTED, cars, cast.maker, "24.2.a", 400, "", ""),
                (cars, Event.FITTED, packs, cast.maker, "24.2.a", 400, "", "{}"),
                (packs, Event.SHIPPED, None, cast.yard, "24.8.b", 125, cast.plant.uscc, '{"mass_kg": "300"}'),
                (
                    packs,
                    Event.RECEIVED,
                    None,
                    cast.plant,
                    "24.7.a",
                    120,
                    cast.yard.uscc,
                    '{"mass_kg": "299"}',
                ),
            )
            with cursor.copy(f"COPY event ({columns}) FROM STDIN (FORMAT binary)") as copy:
                copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
                for subject, event, other, viewer, duty, days, named, body in rows:
                    head = (EVENT_NUMBER[event], viewer.party_id, _number(duty), _day(ground, days))
                    copy.write(_laid(packing.to_bytes(subject), other, head, named, body))
                copy.write(b"\xff\xff")


def _keys(numbers: Any) -> tuple[Any, Any]:
    """Give the keys of packs and of their vehicles."""
    from suyuan.codes import packing

    digits = (numbers[:, None] // 10 ** np.arange(6, -1, -1) % 10 + ord("0")).astype(np.uint8)
    packs = np.empty((len(numbers), 24), np.uint8)
    packs[:, :17], packs[:, 17:] = np.frombuffer(b"9Z1PE0100000A1F11", np.uint8), digits
    cars = np.zeros((len(numbers), 24), np.uint8)
    cars[:, :10], cars[:, 10:17] = np.frombuffer(b"LY90000T0S", np.uint8), digits
    return packing.pack_matrix(packs), packing.pack_matrix(cars)


def _laid(subject: Any, other: Any, head: tuple[int, int, int, int], named: str, body: str) -> bytes:
    """Lay rows of one kind out for a binary COPY."""
    from suyuan.codes import packing

    fields: list[tuple[str, str, Any]] = [
        ("subject", "V16", subject.view("V16").ravel()),
        ("kind", ">i2", head[0]),
        (
            "object",
            "V16",
            np.void(bytes(16)) if other is None else packing.to_bytes(other).view("V16").ravel(),
        ),
        ("party", ">i4", head[1]),
        ("duty", ">i2", head[2]),
        ("day", ">i4", head[3]),
        ("named", f"S{len(named)}", named.encode()),
        ("body", f"S{len(body) + 1}", b"\x01" + body.encode()),
        ("filing", "V16", np.void(b"\x80" + head[2].to_bytes(15, "big"))),
        ("line", ">i4", 1),
        ("recorded", ">i8", (head[3] + 1) * 86_400_000_000),
    ]
    layout: list[tuple[str, str]] = [("count", ">i2")]
    for name, kind, _ in fields:
        layout.append((f"{name}_length", ">i4"))
        if name not in {"named", "body"} or (named if name == "named" else body):
            layout.append((name, kind))
    rows = np.empty(len(subject), np.dtype(layout))
    rows["count"] = len(fields)
    for name, kind, value in fields:
        given = name in (rows.dtype.names or ())
        rows[f"{name}_length"] = np.dtype(kind).itemsize if given else -1
        if given:
            rows[name] = value
    return rows.tobytes()


def _number(duty: str) -> int:
    from suyuan.law.measures_2026 import RULEBOOK

    number: int = RULEBOOK.by_id[duty].number
    return number


def _day(ground: Ground, days: int) -> int:
    return (ground.today - _EPOCH).days - days
