"""Every cell of the policy's tables turned over: the matrix or the golden files of the tables notice it.

A fixed sample in the test run; all of them by ``make fire``.
"""

import random
from collections import Counter

import pytest

from suyuan.domain.access import ACTS
from tests.authorization.mutating import applied, of_acts, of_masks, of_sight, seen
from tests.spec import test_acts as acts
from tests.spec import test_sight as sight

SAMPLE, LEAST = 60, 0.99


def written(mutant):
    """Tell whether a golden file notices a mutant that was applied."""
    if mutant.table == "acts":
        return acts.marks(ACTS[mutant.row]) != acts.read()[mutant.row]
    relation, reader = mutant.column.split()
    place = (mutant.table, mutant.row, relation, reader)
    return any(sight.shown(*place) != cell[4] for cell in sight.CELLS if cell[:4] == place)


def hunted(stage, monkeypatch, mutants):
    """Give (noticed by the matrix, noticed by a golden file, noticed by neither)."""
    by_matrix, by_file, alive = [], [], []
    for mutant in mutants:
        with monkeypatch.context() as turned:
            applied(mutant, turned)
            noticed, told = seen(mutant, stage, turned), written(mutant)
        by_matrix += [mutant.name] * noticed
        by_file += [mutant.name] * told
        alive += [mutant.name] * (not noticed and not told)
    return by_matrix, by_file, alive


def test_a_sample_of_turned_cells_is_noticed(remembering, monkeypatch):
    every = [*of_acts(), *of_sight(), *of_masks()]
    check(remembering, monkeypatch, random.Random(73).sample(every, SAMPLE))  # noqa: S311 - always the same


@pytest.mark.slow
def test_every_turned_cell_is_noticed(remembering, monkeypatch):
    check(remembering, monkeypatch, [*of_acts(), *of_sight(), *of_masks()])


def check(stage, monkeypatch, mutants):
    by_matrix, by_file, alive = hunted(stage, monkeypatch, mutants)
    killed = len(mutants) - len(alive)
    seen_of = Counter(name.partition(" ")[0] for name in by_matrix)
    tables = Counter(mutant.table for mutant in mutants)
    by_table = ", ".join(f"{table} {seen_of[table]} of {tables[table]}" for table in tables)
    told = f"{killed} of {len(mutants)} mutants killed, {100 * killed / len(mutants):.2f} %: {len(by_file)} by a file"
    print(f"\n{told}, {len(by_matrix)} by what somebody got ({by_table})")  # noqa: T201 - the record of it
    assert killed >= LEAST * len(mutants), alive
