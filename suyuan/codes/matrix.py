"""Code matrix (编码矩阵): texts as one rectangle of bytes, the form every column check reads.

Parts:

* ``matrix``: ``uint8[n, 24]``, one row per text, one byte per *character*, zero padded at the right. A
  character outside ASCII becomes 0xFF (a blank outside ASCII becomes 0x20), so a position in the row is a
  position in the text, and such a row can only be refused. Longer texts keep their first 24 characters.
* ``length``: ``int64[n]``, the true number of characters of each text, before any cut.

Texts are stripped of surrounding blanks. Letters are left as they are: the checks themselves read ``a`` as
``A``. Bytes come as Arrow lays out large strings (one buffer of data, ``n + 1`` offsets), so that a
data-frame column is handed over without a Python loop.

>>> rows, length = matrix_of(["04QCB76836300JBC40000903", " 12ü "])
>>> rows[0].tobytes()
b'04QCB76836300JBC40000903'
>>> rows[1][:4].tolist(), length.tolist()
([49, 50, 255, 0], [24, 3])
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

WIDTH = 24

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]

# str.upper() would turn "ß" into "SS" and the dotless "ı" into "I": only ASCII letters have a capital here.
_CAPITALS = {lower: lower - 32 for lower in range(ord("a"), ord("z") + 1)}
_FOREIGN = 0xFF
_ASCII = 128
_BLANKS = np.array([byte < _ASCII and chr(byte).isspace() for byte in range(256)])


def compact(text: str) -> str:
    """This will strip surrounding blanks and make ASCII letters capitals; nothing else is changed.

    >>> compact("  04qcb76836300jbc40000903 ")
    '04QCB76836300JBC40000903'
    >>> compact("ı")
    'ı'
    """
    text = text.strip()
    return text.upper() if text.isascii() else text.translate(_CAPITALS)


def blanks(rows: Bytes) -> npt.NDArray[np.bool_]:
    """This will mark the bytes that are blanks."""
    return _BLANKS[rows]


def capitals(rows: Bytes) -> Bytes:
    """This will return the rows with a-z as A-Z; the same array when there is nothing to change."""
    if not rows.size or rows.max() < ord("a"):
        return rows
    return rows - ((rows >= ord("a")) & (rows <= ord("z"))).view(np.uint8) * np.uint8(32)


def matrix_of(texts: Sequence[str]) -> tuple[Bytes, Counts]:
    """This will lay out a sequence of texts as a matrix and their lengths."""
    joined = "".join(texts)
    if joined.isascii():
        offsets = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offsets[1:])
        return matrix_of_buffers(joined.encode("ascii"), offsets)
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=offsets[1:])
    return matrix_of_buffers(b"".join(parts), offsets)


def matrix_of_buffers(data: bytes | memoryview | Bytes, offsets: Counts) -> tuple[Bytes, Counts]:
    """This will lay out UTF-8 texts as a matrix and lengths; text i is ``data[offsets[i]:offsets[i + 1]]``.

    When every text is exactly 24 bytes the matrix is a view of ``data``: treat it as read-only.
    """
    buffer = np.frombuffer(data, np.uint8)
    offsets = np.ascontiguousarray(offsets, np.int64)
    length = np.diff(offsets)
    if not length.size:
        return np.zeros((0, WIDTH), np.uint8), length
    used = buffer[offsets[0] : offsets[-1]]
    if used.size == WIDTH * length.size and bool((length == WIDTH).all()):
        rows = used.reshape(-1, WIDTH)
    else:
        rows = _gather(buffer, offsets[:-1], length)
    odd = _needs_care(used, buffer, offsets, length)
    if odd.size:
        rows = rows.copy()
        for row in odd:
            rows[row], length[row] = _careful(used_bytes(buffer, offsets, int(row)))
    return rows, length


def used_bytes(buffer: Bytes, offsets: Counts, row: int) -> bytes:
    """This will return the bytes of one text."""
    return buffer[offsets[row] : offsets[row + 1]].tobytes()


def _gather(buffer: Bytes, starts: Counts, length: Counts) -> Bytes:
    """Cut a window of 24 bytes at every start, then blank out what lies beyond each text."""
    padded = np.concatenate([buffer, np.zeros(WIDTH, np.uint8)])
    # one 24-byte item may begin at any byte: overlapping items let numpy move a row with one copy
    windows = np.ndarray(len(padded) - WIDTH + 1, f"V{WIDTH}", padded, strides=(1,))
    rows = windows[starts].view(np.uint8).reshape(-1, WIDTH)
    short = np.flatnonzero(length < WIDTH)
    if short.size:
        keep = np.arange(WIDTH, dtype=np.uint8) < length[short].astype(np.uint8)[:, None]
        rows[short] = rows[short] * keep
    return rows


def _needs_care(used: Bytes, buffer: Bytes, offsets: Counts, length: Counts) -> Counts:
    """Find the rows that begin or end with a blank, or hold anything but ASCII."""
    filled = np.flatnonzero(length)
    first, last = buffer[offsets[:-1][filled]], buffer[offsets[1:][filled] - 1]
    odd = filled[(first <= ord(" ")) | (last <= ord(" "))]
    if used.size and used.max() >= _ASCII:
        foreign = np.flatnonzero(used >= _ASCII) + offsets[0]
        odd = np.union1d(odd, np.searchsorted(offsets, foreign, side="right") - 1)
    return odd.astype(np.int64)


def _careful(raw: bytes) -> tuple[Bytes, int]:
    """Lay out one text character by character."""
    try:
        text = raw.decode("utf-8", "surrogatepass").strip()
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace").strip()
    row = np.zeros(WIDTH, np.uint8)
    for position, character in enumerate(text[:WIDTH]):
        foreign = ord(" ") if character.isspace() else _FOREIGN
        row[position] = ord(character) if character.isascii() else foreign
    return row, len(text)
