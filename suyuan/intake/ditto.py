"""同上 — separated text in which most lines repeat the line above up to their last field.

A file with one row per cell says vehicle, pack and module over and over; only the cell's code is new. To cut such
lines into fields, store each field and fold what is equal costs more than half as much again as to compare whole
lines as words of eight bytes and to cut only those that begin anew.

    Ditto  what is left to be cut: the lines that begin anew, and the last field of every line
    fold   separated text -> Ditto, or None where the file is not of this kind

Only what is beyond doubt is taken: no quotes, every line ends in a field of one width made of letters and digits.
Anything else is read in the ordinary way.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

LEAST = 1 << 20  # bytes below which nothing is gained
_BLOCK = 1 << 18  # bytes looked at together
_LINES = 1 << 11  # lines compared together: they stay in the cache
_LENGTHS = 64  # of lines; a file with more of them is not worth the trouble
_WORD = 8  # bytes


class Ditto(NamedTuple):
    """``text``: the lines that begin anew; ``lines``: how many lines stand under each of them, itself included;
    ``last``: the last field of every line.
    """

    text: bytes
    lines: Ints
    last: pl.Series


def fold(text: bytes, start: int, separator: str) -> Ditto | None:
    """Fold the lines from byte ``start`` on."""
    if len(text) - start <= LEAST or b'"' in text or not text.endswith(b"\n"):
        return None
    first = text[start : text.index(b"\n", start) + 1]
    tail = len(first) - first.rfind(separator.encode()) - 1
    edge = np.concatenate([[start], _ends(text, start)])
    last = _last_fields(text, edge[1:], tail, separator)
    if last is None:
        return None
    fresh = np.flatnonzero(_fresh(text, edge, tail))
    if len(fresh) * 2 > len(last):
        return None
    lines = zip(edge[fresh].tolist(), edge[fresh + 1].tolist(), strict=True)
    leading = b"".join([text[low:high] for low, high in lines])
    return Ditto(leading, np.diff(fresh, append=len(last)), last)


def _ends(text: bytes, start: int) -> Ints:
    """Give the place after every line's end, from a byte on; block by block in the cache."""
    signs = np.frombuffer(text, np.uint8)
    found = [
        np.flatnonzero(signs[low : low + _BLOCK] == ord("\n")) + (low + 1)
        for low in range(start, len(signs), _BLOCK)
    ]
    return np.concatenate(found)


def _windows(text: bytes, size: int) -> npt.NDArray[np.void]:
    """See the bytes from every place on as one item: numpy then moves a piece of a line with one copy."""
    return np.ndarray((len(text) - size + 1,), f"V{size}", text, strides=(1,))


def _last_fields(text: bytes, ends: Ints, tail: int, separator: str) -> pl.Series | None:
    """Cut ``tail`` bytes, line end included, off every line; None unless each is one field of letters and digits."""
    before = ends - (tail + 1)
    if tail <= _WORD or before[0] < 0 or np.diff(ends).min(initial=tail + 1) <= tail:
        return None
    if (np.frombuffer(text, np.uint8)[before] != ord(separator)).any():
        return None
    fields = _windows(text, tail)[before + 1]
    signs = fields.view(np.uint8)
    rows = signs.reshape(-1, tail)
    close = 2 if rows[0, -2] == ord("\r") else 1
    if close > 1 and (rows[:, -2] != ord("\r")).any():
        return None
    plain = np.count_nonzero(signs < ord("0")) == close * len(rows) and signs.max() <= ord("z")
    if not plain or (ord("0") <= ord(separator) and (signs == ord(separator)).any()):
        return None
    frame = pl.read_csv(fields.tobytes(), has_header=False, schema={"0": pl.String}, infer_schema=False)
    return frame["0"] if len(frame) == len(rows) else None


def _fresh(text: bytes, edge: Ints, tail: int) -> Mask:
    """Mark the lines that do not repeat the line above up to their last field; ``edge`` has the end added."""
    length = np.diff(edge)
    fresh = np.ones(len(length), np.bool_)
    lengths = np.flatnonzero(np.bincount(length))
    if len(lengths) > _LENGTHS:
        return fresh
    for size in lengths.tolist():
        lines = np.flatnonzero(length == size)
        again = _again(text, edge[lines], size - tail)
        again[1:] &= lines[1:] == lines[:-1] + 1
        fresh[lines] = ~again
    return fresh


def _again(text: bytes, starts: Ints, size: int) -> Mask:
    """Mark the pieces of ``size`` bytes that are equal to the piece before them."""
    words = -(-size // _WORD)
    windows = _windows(text, words * _WORD)  # may reach into the last field, which is longer than a word
    rest = np.uint64((1 << 8 * (size - (words - 1) * _WORD)) - 1)
    again = np.zeros(len(starts), np.bool_)
    for low in range(1, len(starts), _LINES):
        pieces = windows[starts[low - 1 : low + _LINES]].view("<u8").reshape(-1, words)
        pieces[:, -1] &= rest
        differ = np.bitwise_or.reduce(pieces[1:] ^ pieces[:-1], axis=1)
        again[low : low + _LINES] = differ == 0
    return again
