"""整本验证 — checks a whole log: every entry makes its leaf, the leaves make the tiles, the tiles the root.

    check_log       all tiles and entries against the checkpoint
    tile_path       where a tile or a bundle of entries lies
    split_bundle    a bundle -> its entries

>>> tile_path(0, 1234067), tile_path("entries", 0, 12)
('tile/0/x001/x234/067', 'tile/entries/000.p/12')

Source: C2SP tlog-tiles; RFC 6962, section 2.1.
"""

import hashlib
from collections.abc import Callable, Sequence

from suyuan.ledger.verifier import HASH, Checkpoint, Policy, Rejected, leaf_hash, node_hash, utf8

TILE = 256  # hashes of a full tile, entries of a full bundle


def check_log(read: Callable[[str], bytes], policy: Policy) -> Checkpoint:
    """Check a whole log: every entry makes its leaf, the leaves make the tiles, the tiles the root. Raises Rejected.

    ``read``: path such as ``tile/0/x001/067`` -> bytes; raises OSError where there is nothing.
    """
    checkpoint, _ = policy.check(utf8(read("checkpoint"), "checkpoint.form"))
    if checkpoint.by is not None:
        raise Rejected("log.promise", "a promise is no checkpoint: no witness has seen it")
    left, level = checkpoint.size, 0
    edges: list[bytes] = []
    below: list[bytes] = []
    while left:
        hashes: list[bytes] = []
        for start in range(0, left, TILE):
            width = min(TILE, left - start)
            tile = _tile(read, level, start // TILE, width)
            made = below[start : start + width] if level else _leaves(read, start // TILE, width)
            if made != tile:
                first = next(at for at, pair in enumerate(zip(made, tile, strict=True)) if pair[0] != pair[1])
                where = f"level {level}, index {start + first}"
                raise Rejected("log.tile", f"a hash is not what stands below it: {where}")
            if width == TILE:
                hashes.append(_root(tile))
            else:
                edges = [_root([*tile, *edges])]
        below, left, level = hashes, left // TILE, level + 1
    if (edges[0] if edges else hashlib.sha256().digest()) != checkpoint.root:
        raise Rejected("log.root", "the entries make another root than the checkpoint's")
    return checkpoint


def _root(hashes: Sequence[bytes]) -> bytes:
    """Give the hash over some neighbouring subtrees; only the last may be smaller than the others."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(_root(hashes[:half]), _root(hashes[half:]))


def tile_path(level: int | str, number: int, width: int = TILE) -> str:
    """Give the path of a tile (level ``entries``: of a bundle): number 1234067 is ``x001/x234/067``."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(reversed(parts))}" + (f".p/{width}" if width < TILE else "")


def _tile(read: Callable[[str], bytes], level: int, number: int, width: int) -> list[bytes]:
    raw = _got(read, level, number, width)
    if len(raw) != width * HASH:
        raise Rejected("log.tile", f"a tile has another length: {tile_path(level, number, width)}")
    return [raw[at : at + HASH] for at in range(0, len(raw), HASH)]


def _leaves(read: Callable[[str], bytes], number: int, width: int) -> list[bytes]:
    """Give the hashes of the entries of one bundle."""
    return [leaf_hash(entry) for entry in split_bundle(_got(read, "entries", number, width), width)]


def split_bundle(raw: bytes, width: int) -> list[bytes]:
    """Give the entries of a bundle. Raises Rejected."""
    found: list[bytes] = []
    at = 0
    while at + 2 <= len(raw) and len(found) < width:
        end = at + 2 + int.from_bytes(raw[at : at + 2])
        found.append(raw[at + 2 : end])
        at = end
    if at != len(raw) or len(found) != width:
        raise Rejected("log.bundle", "a bundle has another length than its entries")
    return found


def _got(read: Callable[[str], bytes], level: int | str, number: int, width: int) -> bytes:
    path = tile_path(level, number, width)
    try:
        return read(path)
    except OSError:
        if width < TILE:  # a partial tile may be gone once the full one is there
            try:
                whole = read(tile_path(level, number))
            except OSError:
                pass
            else:
                return _cut(whole, level, width)
        raise Rejected("log.missing", f"the log does not have {path}") from None


def _cut(whole: bytes, level: int | str, width: int) -> bytes:
    if level != "entries":
        return whole[: width * HASH]
    return b"".join(len(one).to_bytes(2) + one for one in split_bundle(whole, TILE)[:width])
