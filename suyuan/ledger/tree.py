"""树 — the tree of RFC 6962 from the side of who keeps it: tiles grow, proofs are cut out of them.

    grow            new leaf hashes on top of a size -> the tiles to write, and the new root
    inclusion       the hashes that lead from a leaf to a root
    consistency     the hashes that show one tree to be the beginning of another
    paths           the inclusion proofs of all leaves of a small tree at once

Nothing is kept in memory: every hash is read from a tile, or made from the 256 of one. ``read`` gives the hashes of a
tile by (level, number, width) and may be a file, a cache or a dictionary.

>>> from suyuan.ledger.verifier import leaf_hash
>>> tiles, root = grow(0, [leaf_hash(b"a"), leaf_hash(b"b")], read=lambda *_: b"")
>>> root == node_hash(leaf_hash(b"a"), leaf_hash(b"b")), [(t.level, t.number, t.width) for t in tiles]
(True, [(0, 0, 2)])

Source: RFC 6962, sections 2.1 to 2.1.2; C2SP tlog-tiles.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

from suyuan.ledger.verifier import HASH, node_hash
from suyuan.ledger.whole import TILE

_HEIGHT = 8  # levels of the tree in one level of tiles

Read = Callable[[int, int, int], bytes]


class Tile(NamedTuple):
    """A tile to be written."""

    level: int
    number: int
    width: int
    hashes: bytes


def grow(size: int, leaves: Sequence[bytes], *, read: Read) -> tuple[list[Tile], bytes]:
    """Give the tiles that change when leaves are added to a tree of ``size``, and the root of the larger tree.

    ``leaves``: hashes of 32 bytes, one by one or several side by side.
    """
    tiles: list[Tile] = []
    fresh, level, edge = b"".join(leaves), 0, b""
    while True:
        number, width = divmod(size, TILE)
        whole = (read(level, number, width) if width else b"") + fresh
        above: list[bytes] = []
        for start in range(0, len(whole), TILE * HASH):
            piece = whole[start : start + TILE * HASH]
            tile = Tile(level, number + start // (TILE * HASH), len(piece) // HASH, piece)
            if fresh:
                tiles.append(tile)
            if tile.width == TILE:
                above.append(root_of(piece))
            else:
                edge = root_of(piece + edge)
        fresh, size, level = b"".join(above), size // TILE, level + 1
        if not fresh and not size:
            return tiles, edge or hashlib.sha256().digest()


def root_of(hashes: bytes) -> bytes:
    """Give the root over neighbouring subtrees of one size, 32 bytes each; the last alone may be smaller."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH:
        even = len(hashes) & ~(2 * HASH - 1)
        pairs = [sha256(b"\1" + hashes[at : at + 64]).digest() for at in range(0, even, 64)]
        hashes = b"".join([*pairs, hashes[even:]])
    return hashes


def inclusion(index: int, size: int, *, read: Read) -> list[bytes]:
    """Give the proof that the leaf at ``index`` is in the tree of ``size`` leaves, from its sibling upwards."""
    tree = _Tree(size, read)
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _half(high - low)
        if index < middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    return [tree.hash(*step) for step in reversed(path)]


def consistency(old: int, new: int, *, read: Read) -> list[bytes]:
    """Give the proof that the tree of ``old`` leaves is the beginning of that of ``new``."""
    if old in {0, new}:
        return []
    tree = _Tree(new, read)
    low, high, path, whole = 0, new, [], True
    while high != old:
        middle = low + _half(high - low)
        if old <= middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low, whole = middle, False
    return [tree.hash(*step) for step in [*([] if whole else [(low, high)]), *reversed(path)]]


def paths(leaves: Sequence[bytes]) -> tuple[bytes, list[list[bytes]]]:
    """Give the root of a small tree, and for each leaf the hashes that lead to it. There is one leaf at least."""
    levels = [list(leaves)]
    while len(below := levels[-1]) > 1:
        above = [node_hash(*pair) for pair in zip(below[::2], below[1::2], strict=False)]
        levels.append(above + below[len(above) * 2 :])
    found = [
        [
            level[at ^ 1]
            for height, level in enumerate(levels[:-1])
            if (at := index >> height) ^ 1 < len(level)
        ]
        for index in range(len(leaves))
    ]
    return levels[-1][0], found


def root(size: int, *, read: Read) -> bytes:
    """Give the root of the tree of ``size`` leaves."""
    return _Tree(size, read).hash(0, size) if size else hashlib.sha256().digest()


def _half(count: int) -> int:
    """Give the largest power of two below a count: there RFC 6962 splits."""
    return 1 << (count - 1).bit_length() - 1


class _Tree:
    """Hashes of ranges of leaves of a tree of ``size``, each tile read once."""

    def __init__(self, size: int, read: Read) -> None:
        self.size, self.read = size, read
        self.tiles: dict[tuple[int, int], bytes] = {}

    def hash(self, low: int, high: int) -> bytes:
        """Give the hash over leaves low to high, a range that the splitting of the tree leads to."""
        count = high - low
        if count & (count - 1):
            middle = low + _half(count)
            return node_hash(self.hash(low, middle), self.hash(middle, high))
        height = count.bit_length() - 1
        level = height // _HEIGHT
        first, wide = low >> level * _HEIGHT, 1 << height % _HEIGHT
        number, at = divmod(first, TILE)
        return root_of(self._tile(level, number)[at * HASH : (at + wide) * HASH])

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self.tiles:
            width = min(TILE, (self.size >> level * _HEIGHT) - number * TILE)
            self.tiles[level, number] = self.read(level, number, width)
        return self.tiles[level, number]
