"""Fills the ORM peer's tables with a fleet, by COPY: what it is given is what the product has on file."""

from io import StringIO
from typing import Any

import msgspec

from bench.ground import Ground
from bench.inputs import CELLS, MODULES, Fleet

TABLES = ("cell", "module", "event", "pack", "specification", "party", "log")
SCHEMA = """
CREATE TABLE orm_party (id bigint PRIMARY KEY, name varchar(100) NOT NULL, region_code varchar(6) NOT NULL);
CREATE TABLE orm_specification (
    id bigint PRIMARY KEY, prefix varchar(7) NOT NULL UNIQUE, maker_id bigint NOT NULL REFERENCES orm_party,
    capacity_mah int NOT NULL, voltage_mv int NOT NULL, mass_g int NOT NULL, composition jsonb NOT NULL
);
CREATE TABLE orm_pack (
    id bigint PRIMARY KEY, code varchar(24) NOT NULL, specification_id bigint NOT NULL REFERENCES orm_specification,
    made_date date NOT NULL, issued_at timestamptz NOT NULL, log_index int NOT NULL
);
CREATE TABLE orm_module (id bigint PRIMARY KEY, code varchar(24) NOT NULL, pack_id bigint NOT NULL);
CREATE TABLE orm_cell (id bigint PRIMARY KEY, code varchar(24) NOT NULL, module_id bigint NOT NULL);
CREATE TABLE orm_event (
    id bigint PRIMARY KEY, pack_id bigint NOT NULL, kind varchar(20) NOT NULL, happened_on date NOT NULL,
    recorded_at timestamptz NOT NULL, party_id bigint NOT NULL, vin varchar(17) NOT NULL, body jsonb NOT NULL
);
CREATE TABLE orm_log (id bigint PRIMARY KEY, origin varchar(100) NOT NULL, size int NOT NULL);
"""
INDEXES = """
CREATE UNIQUE INDEX ON orm_pack (code);
CREATE UNIQUE INDEX ON orm_module (code);
CREATE INDEX ON orm_module (pack_id);
CREATE UNIQUE INDEX ON orm_cell (code);
CREATE INDEX ON orm_cell (module_id);
CREATE INDEX ON orm_event (pack_id);
"""


def load(ground: Ground, fleet: Fleet, specified: dict[str, Any]) -> None:
    """Make the tables and fill them."""
    from suyuan.codes import battery, packing  # noqa: PLC0415 - Django is set up by now
    from suyuan.services.ledger import queries  # noqa: PLC0415 - as above

    published = queries.published()
    assert published is not None
    places = {
        packing.unpack(code): (place, at)
        for code, place, at in _rows(ground, "SELECT about, place, queued_at FROM leaf WHERE kind = 3")
    }
    shares = dict(pair.split(":") for pair in specified["composition"].split(";"))
    composition = msgspec.json.encode({name: float(share) for name, share in shares.items()}).decode()
    packs, modules, cells, events = (StringIO() for _ in range(4))
    for number in range(fleet.first, fleet.first + fleet.count):
        pack, inner = fleet.packs(number)
        place, at = places[pack]
        vehicle = fleet.vehicle(number)
        packs.write(f"{number}\t{pack}\t1\t{battery.parse(pack).made}\t{at}\t{place}\n")
        events.write(f"{number}\t{number}\tfitted\t{vehicle[5]}\t{at}\t1\t{vehicle[0]}\t{{}}\n")
        for nth, (module, codes) in enumerate(inner, number * MODULES):
            modules.write(f"{nth}\t{module}\t{number}\n")
            cells.write("".join(f"{one}\t{code}\t{nth}\n" for one, code in enumerate(codes, nth * CELLS)))
    with ground.connect() as connection:
        connection.execute("".join(f"DROP TABLE IF EXISTS orm_{table} CASCADE;" for table in TABLES) + SCHEMA)
        connection.execute("INSERT INTO orm_party VALUES (1, %s, '310115')", [ground.viewer.party_name])
        connection.execute(
            "INSERT INTO orm_specification VALUES (1, %s, 1, %s, %s, %s, %s)",
            [
                specified["prefix"],
                specified["nominal_capacity_mah"],
                specified["nominal_voltage_mv"],
                specified["mass_g"],
                composition,
            ],
        )
        connection.execute("INSERT INTO orm_log VALUES (1, %s, %s)", [published[0].origin, published[0].size])
        for table, text in (("pack", packs), ("module", modules), ("cell", cells), ("event", events)):
            with connection.cursor() as cursor, cursor.copy(f"COPY orm_{table} FROM STDIN") as copy:
                copy.write(text.getvalue())
        connection.execute(INDEXES)


def _rows(ground: Ground, statement: str) -> list[tuple[Any, ...]]:
    with ground.connect() as connection:
        return connection.execute(statement).fetchall()
