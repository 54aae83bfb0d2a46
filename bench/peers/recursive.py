"""对照：递归查询 — one row per code with its parent, as every textbook draws it: trace by recursive CTE.

The code's row is found by its unique index, the walk goes up to the pack and down over the parent index, and
the history joins the events of every code of the tree. The connection prepares its statements by itself after
a few calls. The answer is made of the same objects as the product's.
"""

from collections.abc import Iterable
from datetime import date
from io import StringIO
from typing import Any

from psycopg import Connection

from bench.inputs import Fleet
from suyuan.domain.trace import Battery, Happening, Node, Trace

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


def trace(connection: Connection[Any], code: str, *, as_of: date) -> Trace | None:
    """Give the whole tree and history of a code."""
    rows = connection.execute(TREE, [code]).fetchall()
    if not rows:
        return None
    below: dict[int | None, list[tuple[Any, ...]]] = {}
    for row in rows:
        below.setdefault(row[3], []).append(row)
    top = below[None][0]
    history = tuple(_happenings(connection, [row[0] for row in rows], as_of))
    mine = next(row for row in rows if row[1] == code)
    above = next((row[1] for row in rows if row[0] == mine[3]), None)
    vehicle = history[-1].vehicle if history else None
    battery = Battery(
        code=code, kind=KINDS[mine[2]], parts=len(below.get(mine[0], ())), state="fitted", holder=None,
        holder_name=None, vehicle=vehicle, parent=above, idcard=top[1], as_of=as_of,
    )  # fmt: skip
    return Trace(
        battery=battery, tree=_node(top, below), history=history, successors=(), predecessors=(), findings=()
    )


def _happenings(connection: Connection[Any], items: list[int], as_of: date) -> Iterable[Happening]:
    for kind, day, at, uscc, name, receipt, subject, vin, body in connection.execute(HISTORY, [items, as_of]):
        yield Happening(
            event=kind, happened_on=day, recorded_at=at, party=uscc, party_name=name, receipt=receipt,
            duty="24.2.a", article="24(2)", subject=subject, vehicle=vin, body=body,
        )  # fmt: skip


def _node(row: tuple[Any, ...], below: dict[int | None, list[tuple[Any, ...]]]) -> Node:
    return Node(row[1], KINDS[row[2]], tuple(_node(part, below) for part in below.get(row[0], ())))
