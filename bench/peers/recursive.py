"""对照：递归查询 — one row per code with its parent, as every textbook draws it: trace by recursive CTE.

The code's row is found by its unique index, the walk goes up to the pack and down over the parent index, and
the history joins the events of the code and of what it stands in. The connection prepares its statements by itself
after a few calls. The answer is JSON in the product's shapes, made of them without a step between.
"""

from collections.abc import Iterable
from datetime import date
from io import StringIO
from typing import Any

import msgspec
from psycopg import Connection

from bench.inputs import Fleet
from suyuan.api import shapes

TABLES = ("peer_party", "peer_item", "peer_event")
SCHEMA = """
CREATE TABLE peer_party (id int PRIMARY KEY, uscc varchar(18) UNIQUE NOT NULL, name varchar(100) NOT NULL);
CREATE TABLE peer_item (
    id bigint PRIMARY KEY, code varchar(24) NOT NULL, level char(1) NOT NULL, parent_id bigint
);
CREATE TABLE peer_event (
    id bigint PRIMARY KEY, item_id bigint NOT NULL, kind varchar(20) NOT NULL, happened_on date NOT NULL,
    recorded_at timestamptz NOT NULL, party_id int NOT NULL REFERENCES peer_party, vin varchar(17) NOT NULL,
    receipt varchar(30) NOT NULL, body jsonb NOT NULL
);
"""
INDEXES = """
CREATE UNIQUE INDEX peer_item_code ON peer_item (code);
CREATE INDEX peer_item_parent ON peer_item (parent_id);
CREATE INDEX peer_event_item ON peer_event (item_id);
ANALYZE peer_party, peer_item, peer_event;
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
SELECT event.kind, event.happened_on, event.recorded_at, party.uscc, party.name, event.receipt, item.code,
       event.vin, event.body
FROM peer_event event JOIN peer_item item ON item.id = event.item_id JOIN peer_party party ON party.id = event.party_id
WHERE event.item_id = ANY(%s) AND event.happened_on <= %s ORDER BY event.happened_on, event.recorded_at
"""
KINDS = {"P": "pack", "M": "module", "C": "cell"}


def load(connection: Connection[Any], fleet: Fleet, uscc: str) -> None:
    """Fill the tables with a fleet and the two events of every pack: fitted and sold."""
    connection.execute(SCHEMA)
    connection.execute("INSERT INTO peer_party VALUES (1, %s, '示例汽车')", [uscc])
    items, events = StringIO(), StringIO()
    number = 0
    for vehicle in fleet.order():
        columns = fleet.vehicle(vehicle)
        pack, modules = fleet.packs(vehicle)
        top = number = number + 1
        items.write(f"{top}\t{pack}\tP\t\\N\n")
        for module, cells in modules:
            above = number = number + 1
            items.write(f"{above}\t{module}\tM\t{top}\n")
            items.write("".join(f"{above + nth}\t{cell}\tC\t{above}\n" for nth, cell in enumerate(cells, 1)))
            number += len(cells)
        body = "{" + ",".join(f'"{nth}": "{text}"' for nth, text in enumerate(columns)) + "}"
        for nth, kind in enumerate(("fitted", "sold")):
            at = f"{fleet.today} 00:00:0{nth}+00"
            events.write(
                f"{2 * top + nth}\t{top}\t{kind}\t{columns[5]}\t{at}\t1\t{columns[0]}\tSY-{top}\t{body}\n"
            )
    for table, rows in (("peer_item", items), ("peer_event", events)):
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(rows.getvalue())
    connection.execute(INDEXES)
    connection.execute("VACUUM peer_item")
    connection.execute("VACUUM peer_event")


def answer(connection: Connection[Any], code: str, *, as_of: date) -> bytes:
    """Give the JSON of the whole tree of a code and the history of what it stands in; IndexError where unknown."""
    rows = connection.execute(TREE, [code]).fetchall()
    nodes: dict[int | None, shapes.Node] = {}
    mine: list[tuple[Any, ...]] = []
    for row in rows:  # what stands above comes first
        number, name, level, above = row
        node = nodes[number] = shapes.Node(name, KINDS[level], [])
        if above is not None:
            nodes[above].parts.append(node)
        if name == code:
            mine.append(row)
    top, (number, _, _, above) = rows[0], mine[0]
    history = list(_happenings(connection, sorted({number, above or number, top[0]}), as_of))
    return msgspec.json.encode(
        shapes.Trace(
            code=code, kind=nodes[number].kind, parts=len(nodes[number].parts), state="fitted", holder=None,
            holder_name=None, vehicle=history[-1].vehicle if history else None,
            parent=nodes[above].code if above else None, idcard=top[1], as_of=as_of,
            tree=nodes[top[0]], history=history, successors=[], predecessors=[], findings=[],
        )
    )  # fmt: skip


def _happenings(connection: Connection[Any], items: list[int], as_of: date) -> Iterable[shapes.Happening]:
    for kind, day, at, uscc, name, receipt, subject, vin, body in connection.execute(HISTORY, [items, as_of]):
        yield shapes.Happening(
            event=kind, happened_on=day, recorded_at=at, party=uscc, party_name=name, receipt=receipt,
            duty="24.2.a", article="24(2)", subject=subject, vehicle=vin, counterparty=None, body=body,
        )  # fmt: skip
