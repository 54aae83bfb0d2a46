"""编码树 — the forest of pack, module and cell codes that the rows of a filing spell out.

    Forest      nodes in preorder: direct cells before modules, each module followed by its cells
    Level       one key column, row by row
    build()     three levels -> Forest
    manifest    the 16-byte keys of one tree, as stored

A flat row names one lowest code with everything above it; neighbours repeat their pack and module. A level may
be absent: a pack without modules (cell-to-pack), a module or cell that is filed by itself.

Source: GB/T 34014-2017: the codes of pack, module and cell correspond to each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.codes import packing
from suyuan.codes.packing import Keys

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Forest:
    """Nodes in preorder. ``row``: the row a node is first met in; ``parent``: index of its parent, -1 = none;
    ``depth``: 0 pack, 1 module, 2 cell column; ``start``: first node of every tree (its top), with the end added.
    """

    keys: Keys
    row: Ints
    parent: Ints
    depth: npt.NDArray[np.uint8]
    start: Ints

    @property
    def tops(self) -> Ints:
        """Give the node index of every top."""
        return self.start[:-1]

    @property
    def tree(self) -> Ints:
        """Give the tree number of every node."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    @cached_property
    def order(self) -> Ints:
        """Give the nodes in the order of their keys: sought once, for doubles and for storing."""
        return packing.order(self.keys)

    def doubles(self, file: Ints) -> Ints:
        """Give the nodes whose key stands more than once in the same file."""
        if _rising(self.keys.take(self.order, axis=0)):
            return np.zeros(0, np.int64)
        frame = pl.DataFrame({"hi": self.keys[:, 0], "lo": self.keys[:, 1], "file": file[self.row]})
        return np.flatnonzero(frame.is_duplicated().to_numpy())


def _rising(keys: Keys) -> bool:
    """Tell whether the keys rise strictly: then nothing stands twice and nothing needs sorting."""
    first, second = keys[:-1], keys[1:]
    return bool(
        ((second[:, 0] > first[:, 0]) | ((second[:, 0] == first[:, 0]) & (second[:, 1] > first[:, 1]))).all()
    )


class Level(NamedTuple):
    """One column of a code tree, row by row: keys uint64[n, 2] and which rows have one, bool[n]."""

    keys: Keys
    present: Mask

    def of(self, rows: Ints) -> "Level":
        """Give the level of some rows."""
        return Level(self.keys.take(rows, axis=0), self.present[rows])


def _changes(keys: Keys, file: Ints) -> Mask:
    """Mark the rows whose key differs from the row before."""
    change = np.ones(len(keys), np.bool_)
    change[1:] = (keys[1:, 0] != keys[:-1, 0]) | (keys[1:, 1] != keys[:-1, 1]) | (file[1:] != file[:-1])
    return change


def build(levels: Sequence[Level], file: Ints) -> Forest:
    """Build the forest of n rows from their three levels (pack, module, cell): file int[n]."""
    rows = np.arange(len(file))
    forest, tangled = _emit(levels, file, rows)
    if tangled:
        module = levels[1].keys
        order = np.lexsort((module[:, 1], module[:, 0], *_top(levels).T[::-1], file))
        forest, _ = _emit([level.of(order) for level in levels], file[order], order)
    return forest


def _top(levels: Sequence[Level]) -> Keys:
    """Give each row's topmost key."""
    pack, module, cell = levels
    if pack.present.all():
        return pack.keys
    below = np.where(module.present[:, None], module.keys, cell.keys)
    return np.where(pack.present[:, None], pack.keys, below)


def _emit(levels: Sequence[Level], file: Ints, origin: Ints) -> tuple[Forest, bool]:
    """Walk the rows once: every new pack, new module and every cell becomes a node.

    Also tells whether the rows were tangled: a tree or module that is left and taken up again, or a direct
    cell after a module. Such rows are sorted and walked again.
    """
    has_pack, has_module, has_cell = (level.present for level in levels)
    new_top = _changes(_top(levels), file)
    new_module = has_module & (new_top | _changes(levels[1].keys, file))
    new = np.stack([has_pack & new_top, new_module, has_cell], axis=1)
    where = np.flatnonzero(new)
    row = where // 3
    depth = (where - row * 3).astype(np.uint8)
    module, cell = depth == 1, depth == 2  # noqa: PLR2004 - the third column
    under_pack, under_module = has_pack.take(row), has_module.take(row)
    in_module = cell & under_module
    direct = cell & ~under_module & under_pack
    parent = np.where((module & under_pack) | direct, _latest(depth == 0), -1)
    parent = np.where(in_module, _latest(module), parent)
    is_top = parent == -1
    start = np.append(np.flatnonzero(is_top), len(row))
    keys = levels[2].keys.take(row, axis=0)  # most nodes are cells: taken at one stroke, the others put right
    for place, level in enumerate(levels[:2]):
        here = np.flatnonzero(depth == place)
        keys[here] = level.keys[row[here]]
    forest = Forest(keys, origin[row], parent, depth, start)
    mixed = bool(direct.any()) and bool(module.any())
    return forest, mixed or _repeats(forest, is_top | module, file.take(row))


def _latest(marked: Mask) -> Ints:
    """Give for every place the last marked one up to it, -1 before the first."""
    places = np.flatnonzero(marked)
    spans = np.diff(places, prepend=0, append=len(marked))
    return np.repeat(np.concatenate([[-1], places]), spans)


def _repeats(forest: Forest, chosen: Mask, file: Ints) -> bool:
    """Tell whether a top or module stands twice."""
    keys = forest.keys.take(np.flatnonzero(chosen), axis=0)
    if _rising(keys) or _rising(keys.take(packing.order(keys), axis=0)):
        return False
    frame = pl.DataFrame({"hi": keys[:, 0], "lo": keys[:, 1], "file": file[chosen]})
    return bool(frame.is_duplicated().any())
