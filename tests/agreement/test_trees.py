"""The forest that is built by the column is the one that a reader of the rows would write down, row by row."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.codes import packing
from suyuan.domain import subjects, trees


def code(level, number):
    return f"9Z1{level}E0100000A1G51{number:07d}"


def columns(rows):
    """Rows of (file, pack, module, cell) as the levels and files that build() reads; an absent code is None."""
    keys = np.zeros((len(rows), 3, 2), np.uint64)
    for index, (_, *codes) in enumerate(rows):
        for level, text in enumerate(codes):
            if text is not None:
                keys[index, level] = packing.from_uuids([packing.pack(text)])[0]
    present = np.array([[text is not None for text in codes] for _, *codes in rows], np.bool_).reshape(-1, 3)
    levels = [trees.Level(keys[:, level], present[:, level]) for level in range(3)]
    return levels, np.array([file for file, *_ in rows], np.int64)


def written_down(rows):
    """The reference: (file, top, parent, code, depth) of every node; a cell counts once for every row naming it."""
    groups, cells = set(), []
    for file, pack, module, cell in rows:
        top = pack or module or cell
        if pack:
            groups.add((file, top, None, pack, 0))
        if module:
            groups.add((file, top, pack, module, 1))
        if cell:
            cells.append((file, top, module or pack, cell, 2))
    return Counter(groups) + Counter(cells)


def nodes(forest, files):
    """The same of a forest."""
    names = subjects.names(forest.keys)
    tops = [names[index] for index in forest.tops]
    return Counter(
        (
            int(files[row]),
            tops[tree],
            names[parent] if parent >= 0 else None,
            names[index],
            int(depth),
        )
        for index, (row, tree, parent, depth) in enumerate(
            zip(
                forest.row.tolist(),
                forest.tree.tolist(),
                forest.parent.tolist(),
                forest.depth.tolist(),
                strict=True,
            )
        )
    )


def assert_preorder(forest):
    """A parent stands before its parts, direct cells before modules, a module's cells right behind it."""
    assert forest.start[0] == 0
    assert forest.start[-1] == len(forest.keys)
    assert (forest.parent[forest.tops] == -1).all()
    assert np.count_nonzero(forest.parent == -1) == len(forest.tops)
    for low, high in zip(forest.start[:-1].tolist(), forest.start[1:].tolist(), strict=True):
        module = -1
        for index in range(low + 1, high):
            parent = int(forest.parent[index])
            assert low <= parent < index
            if forest.depth[index] == 1:
                assert parent == low
                module = index
            else:
                assert parent == (module if module >= 0 else low)


def check(rows):
    levels, files = columns(rows)
    forest = trees.build(levels, files)
    assert nodes(forest, files) == written_down(rows)
    assert_preorder(forest)
    for index, row in enumerate(forest.row.tolist()):
        assert rows[row][1 + int(forest.depth[index])] == subjects.names(forest.keys[index : index + 1])[0]
    return forest


packs = st.none() | st.integers(1, 3).map(lambda number: code("P", number))
modules = st.none() | st.integers(1, 3).map(lambda number: code("M", number))
cells = st.none() | st.integers(1, 6).map(lambda number: code("C", number))
row = st.tuples(st.integers(0, 1), packs, modules, cells).filter(lambda one: any(one[1:]))


def by_file(rows):
    return sorted(rows, key=lambda one: one[0])


@settings(max_examples=200, deadline=None)
@given(st.lists(row, min_size=1, max_size=14).map(by_file))
def test_any_rows_in_any_order_make_the_forest_that_they_spell_out(rows):
    check(rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(row, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_shuffled_rows_make_the_same_forest(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    levels, files = columns(by_file(rows))
    others, other_files = columns(by_file(shuffled))
    assert nodes(trees.build(levels, files), files) == nodes(trees.build(others, other_files), other_files)


@settings(max_examples=60, deadline=None)
@given(st.lists(row, min_size=1, max_size=14).map(by_file))
def test_doubles_are_the_codes_that_stand_more_than_once_in_a_file(rows):
    forest = check(rows)
    _, files = columns(rows)
    counts = Counter()
    for (file, _, _, name, _), number in written_down(rows).items():
        counts[file, name] += number
    names = subjects.names(forest.keys)
    found = {(int(files[forest.row[index]]), names[index]) for index in forest.doubles(files).tolist()}
    assert found == {place for place, number in counts.items() if number > 1}


def test_neighbouring_rows_keep_their_order():
    rows = [
        (0, code("P", pack), code("M", 10 * pack + module), code("C", 100 * pack + 10 * module + cell))
        for pack in (3, 1, 2)
        for module in (2, 1)
        for cell in (9, 1, 5)
    ]
    forest = check(rows)
    names = subjects.names(forest.keys)
    assert [names[top] for top in forest.tops] == [code("P", 3), code("P", 1), code("P", 2)]
    assert forest.row[forest.tops].tolist() == [0, 6, 12]
    assert names[:5] == [code("P", 3), code("M", 32), code("C", 329), code("C", 321), code("C", 325)]


def test_direct_cells_of_a_pack_come_before_its_modules():
    rows = [
        (0, code("P", 1), code("M", 1), code("C", 1)),
        (0, code("P", 1), None, code("C", 2)),
        (0, code("P", 1), code("M", 1), code("C", 3)),
    ]
    names = subjects.names(check(rows).keys)
    assert names == [code("P", 1), code("C", 2), code("M", 1), code("C", 1), code("C", 3)]


def test_the_same_codes_in_two_files_are_two_trees_and_no_doubles():
    rows = [(file, code("P", 1), code("M", 1), code("C", 1)) for file in (0, 1)]
    forest = check(rows)
    assert len(forest.tops) == 2
    assert not len(forest.doubles(np.array([0, 1])))


def test_no_rows_make_no_trees():
    levels, files = columns([])
    forest = trees.build(levels, files)
    assert len(forest.keys) == 0
    assert forest.start.tolist() == [0]
    assert not len(forest.doubles(files))


def test_modules_and_cells_filed_by_themselves_are_tops():
    forest = check([(0, None, code("M", 1), code("C", 1)), (0, None, None, code("C", 2))])
    assert forest.depth[forest.tops].tolist() == [1, 2]
