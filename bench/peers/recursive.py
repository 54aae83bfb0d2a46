"""对照：递归查询 — one row per code with its parent, as every textbook draws it: trace by recursive CTE.

The code's row is found by its unique index, the walk goes up to the pack and down over the parent index; the
history joins what was filed of the code, of what it stands in, and of the vehicles that these lines name; a third
statement looks for findings. The connection prepares its statements by itself after a few calls. The tree is nested
from its rows in one pass and the answer is a dict, encoded in C: as a team would write it that knows its trade, has
read the plans, and masks nothing from anybody.
"""

from collections.abc import Sequence
from datetime import date
from io import StringIO
from typing import Any

import msgspec
from psycopg import Connection

from bench.inputs import Fleet

TABLES = ("peer_party", "peer_vehicle", "peer_item", "peer_event", "peer_finding")
SCHEMA = """
CREATE TABLE peer_party (id int PRIMARY KEY, uscc varchar(18) UNIQUE NOT NULL, name varchar(100) NOT NULL);
CREATE TABLE peer_vehicle (id bigint PRIMARY KEY, vin varchar(17) NOT NULL);
CREATE TABLE peer_item (
    id bigint PRIMARY KEY, code varchar(24) NOT NULL, level char(1) NOT NULL, parent_id bigint
);
CREATE TABLE peer_event (
    id bigint PRIMARY KEY, item_id bigint, vehicle_id bigint, kind varchar(20) NOT NULL, happened_on date NOT NULL,
    recorded_at timestamptz NOT NULL, party_id int NOT NULL REFERENCES peer_party, duty varchar(8) NOT NULL,
    article varchar(20) NOT NULL, receipt varchar(30) NOT NULL, counterparty varchar(18), body jsonb NOT NULL
);
CREATE TABLE peer_finding (
    id bigint PRIMARY KEY, item_id bigint NOT NULL, kind varchar(30) NOT NULL, state varchar(20) NOT NULL,
    article varchar(20) NOT NULL, found_at timestamptz NOT NULL
);
"""
INDEXES = """
CREATE UNIQUE INDEX peer_vehicle_vin ON peer_vehicle (vin);
CREATE UNIQUE INDEX peer_item_code ON peer_item (code);
CREATE INDEX peer_item_parent ON peer_item (parent_id);
CREATE INDEX peer_event_item ON peer_event (item_id);
CREATE INDEX peer_event_vehicle ON peer_event (vehicle_id);
CREATE INDEX peer_finding_item ON peer_finding (item_id);
"""
TREE = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM peer_item WHERE code = %s
    UNION ALL SELECT item.id, item.parent_id FROM peer_item item JOIN up ON item.id = up.parent_id
), down AS (
    SELECT id, code, level, parent_id FROM peer_item WHERE id = (SELECT id FROM up WHERE parent_id IS NULL)
    UNION ALL SELECT item.id, item.code, item.level, item.parent_id
    FROM peer_item item JOIN down ON item.parent_id = down.id
)
SELECT id, code, level, parent_id FROM down
"""
HISTORY = """
SELECT event.kind, event.happened_on, event.recorded_at, party.uscc, party.name, event.receipt, event.duty,
       event.article, item.code, vehicle.vin, event.counterparty, event.body
FROM peer_event event JOIN peer_party party ON party.id = event.party_id JOIN peer_item item ON item.id = event.item_id
LEFT JOIN peer_vehicle vehicle ON vehicle.id = event.vehicle_id
WHERE event.item_id = ANY(%(items)s) AND event.happened_on <= %(as_of)s
UNION ALL
SELECT event.kind, event.happened_on, event.recorded_at, party.uscc, party.name, event.receipt, event.duty,
       event.article, vehicle.vin, vehicle.vin, event.counterparty, event.body
FROM peer_event event JOIN peer_party party ON party.id = event.party_id
JOIN peer_vehicle vehicle ON vehicle.id = event.vehicle_id
WHERE event.vehicle_id = ANY(ARRAY(SELECT vehicle_id FROM peer_event WHERE item_id = ANY(%(items)s)))
  AND event.item_id IS NULL AND event.happened_on <= %(as_of)s
ORDER BY 2, 3
"""
FINDINGS = "SELECT kind, state, article, found_at FROM peer_finding WHERE item_id = %s ORDER BY found_at"
KINDS = {"P": "pack", "M": "module", "C": "cell"}
LINE = (
    *("event", "happened_on", "recorded_at", "party", "party_name", "receipt", "duty", "article", "subject"),
    *("vehicle", "counterparty", "body"),
)
FINDING = ("kind", "state", "article", "found_at")
STATES = {"fitted": "fitted", "removed": "removed", "shipped": "in_transit", "received": "held"}
OPEN = {"masked": False, "party_role": None, "party_region": None}  # it masks nothing


def load(connection: Connection[Any], fleet: Fleet, lines: Sequence[dict[str, Any]]) -> None:
    """Fill the tables with a fleet; each pack was fitted and its vehicle sold, filed as the two ``lines`` tell."""
    connection.execute(SCHEMA)
    connection.execute(
        "INSERT INTO peer_party VALUES (1, %s, %s)", [lines[0]["party"], lines[0]["party_name"]]
    )
    vehicles, items, events = StringIO(), StringIO(), StringIO()
    number = 0
    for vehicle in fleet.order():
        vin = fleet.vehicle(vehicle)[0]
        pack, modules = fleet.packs(vehicle)
        top = number = number + 1
        items.write(f"{top}\t{pack}\tP\t\\N\n")
        for module, cells in modules:
            above = number = number + 1
            items.write(f"{above}\t{module}\tM\t{top}\n")
            items.write("".join(f"{above + nth}\t{cell}\tC\t{above}\n" for nth, cell in enumerate(cells, 1)))
            number += len(cells)
        vehicles.write(f"{top}\t{vin}\n")
        for nth, line in enumerate(lines):
            body = msgspec.json.encode(
                line["body"] | ({"vin": vin} if "vin" in line["body"] else {})
            ).decode()
            about = top if line["event"] == "fitted" else r"\N"
            told = "\t".join(line[name] for name in ("event", "happened_on", "recorded_at"))
            filed = "\t".join(line[name] for name in ("duty", "article", "receipt"))
            events.write(f"{2 * top + nth}\t{about}\t{top}\t{told}\t1\t{filed}\t\\N\t{body}\n")
    for table, rows in (("peer_vehicle", vehicles), ("peer_item", items), ("peer_event", events)):
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(rows.getvalue())
    connection.execute(INDEXES)
    for table in TABLES:
        connection.execute(f"VACUUM ANALYZE {table}")


def answer(connection: Connection[Any], code: str, *, as_of: date) -> bytes:
    """Give the JSON of the whole tree of a code and the history of what it stands in; IndexError where unknown."""
    rows = connection.execute(TREE, [code]).fetchall()
    nodes: dict[int | None, dict[str, Any]] = {}
    for number, name, level, above in rows:  # what stands above comes first
        node = nodes[number] = {"code": name, "kind": KINDS[level], "parts": []}
        if above is not None:
            nodes[above]["parts"].append(node)
    mine = next(row for row in rows if row[1] == code)
    top, (number, _, _, above) = rows[0], mine
    asked = {"items": list({number, above or number, top[0]}), "as_of": as_of}
    history = [dict(zip(LINE, row, strict=True)) | OPEN for row in connection.execute(HISTORY, asked)]
    findings = [dict(zip(FINDING, row, strict=True)) for row in connection.execute(FINDINGS, [number])]
    state, vehicle, holder = "registered", None, None
    for line in history:
        if line["event"] in STATES:
            state = STATES[line["event"]]
            vehicle, holder = (line["vehicle"], None) if state == "fitted" else (None, line)
    return msgspec.json.encode(
        {
            "code": code,
            "kind": nodes[number]["kind"],
            "parts": len(nodes[number]["parts"]),
            "state": state,
            "holder": holder and holder["party"],
            "holder_name": holder and holder["party_name"],
            "vehicle": vehicle,
            "parent": nodes[above]["code"] if above else None,
            "idcard": top[1],
            "as_of": as_of,
            "masked": False,
            "holder_role": None,
            "holder_region": None,
            "tree": nodes[top[0]],
            "history": history,
            "successors": [line["body"]["into"] for line in history if line["event"] == "recoded"],
            "predecessors": [line["body"]["from"] for line in history if line["event"] == "made_from"],
            "findings": findings,
        }
    )
