"""The tables of sight, cell by cell, against ``sight.csv``, and what must hold of them whatever the cells say.

Each line of the file is a thing or field in a relation; an ``x`` stands under whoever sees it. A cell is changed there
first, on purpose, and then in ``domain.access.fields``.
"""

import csv
from pathlib import Path

import pytest

from suyuan.domain.access.fields import (
    COLUMNS,
    FIRMS,
    MASKS,
    READERS,
    SIGHT,
    Field,
    Relation,
    Thing,
    reads,
    sees,
)
from suyuan.law.departments import REMITS, Department
from suyuan.law.measures_2026 import RULEBOOK

GOLDEN = Path(__file__).with_name("sight.csv")


def cells():
    """Give (table, row, relation, reader, seen) of every cell of the file."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            for reader in READERS:
                yield line["table"], line["row"], line["relation"], reader, line[reader] == "x"


CELLS = list(cells())


def shown(table, row, relation, reader):
    if table == "sight":
        return sees({reader}, Thing(row), Relation(relation))
    return reads({reader}, Field(row), Relation(relation))


def test_every_cell_is_in_the_file_once():
    wanted = {
        (table, row.value, relation.value, reader)
        for table, rows in (("sight", Thing), ("masks", Field))
        for row in rows
        for relation in Relation
        for reader in READERS
    }
    assert {cell[:4] for cell in CELLS} == wanted
    assert len(CELLS) == len(wanted) == (len(Thing) + len(Field)) * len(Relation) * len(READERS)


def test_every_cell_is_as_the_file_says():
    assert [cell for cell in CELLS if shown(*cell[:4]) != cell[4]] == []


@pytest.mark.parametrize("table", ["sight", "masks"])
def test_a_flipped_cell_is_noticed(monkeypatch, table):
    """One cell at a time is turned over; the comparison above must fail for every one."""
    kept = {"sight": SIGHT, "masks": MASKS}[table]
    rows = {"sight": Thing, "masks": Field}[table]
    caught = turned = 0
    for row in rows:
        for relation in Relation:
            for reader in READERS:
                before = kept[row].get(relation, frozenset())
                monkeypatch.setitem(kept[row], relation, before ^ {reader})
                place = (table, row.value, relation.value)
                caught += any(
                    shown(*place, cell[3]) != cell[4] for cell in CELLS if cell[:4] == (*place, reader)
                )
                turned += 1
                monkeypatch.undo()
    assert caught == turned


def test_what_holds_whatever_the_cells_say():
    for row in (*SIGHT.values(), *MASKS.values()):
        assert not row.get(Relation.FOREIGN)
        assert not any({"auditor", Department.REFORM} & set(readers) for readers in row.values())
    for field in (Field.OWNER, Field.PRICE):
        assert set(MASKS[field]) == {Relation.OWN}
    for field in (Field.PARTY, Field.RECEIPT, Field.COUNTERPARTY, Field.MASS, Field.PAPERS):
        assert not FIRMS & MASKS[field].get(Relation.CHAIN, frozenset())
    for thing in Thing:
        assert not FIRMS & SIGHT[thing].get(Relation.CHAIN, frozenset())
    for relation in Relation:  # a field is never hidden from its filer
        assert all(MASKS[field].get(Relation.OWN, frozenset()) >= FIRMS for field in Field), relation


def test_every_column_of_every_duty_belongs_to_a_field():
    columns = {column.name for duty in RULEBOOK.duties for column in duty.columns}
    assert columns == set(COLUMNS)


def test_every_department_has_its_remit_with_a_reason_and_an_article_and_every_duty_a_department():
    assert set(REMITS) == set(Department)
    for remit in REMITS.values():
        assert all(remit.reason)
        assert any(cite.article == 27 for cite in remit.cites)
    for duty in RULEBOOK.duties:
        assert any(remit.covers_duty(duty, duty.who) for remit in REMITS.values())
