"""Packed code (编码键): any code of up to 24 characters as the 16-byte key it is stored under.

Parts, most significant first:

* 1 bit: provisional; 0 for a printed code, 1 for an identifier this platform gave to a label nobody can read
* 63 bits: characters 1 to 12 as base-37 digits (37^12 < 2^63)
* 1 bit: always 0 for a printed code
* 63 bits: characters 13 to 24 as base-37 digits

A digit is 0 for "no character here", 1 to 10 for ``0`` to ``9`` and 11 to 36 for ``A`` to ``Z``. As the empty
digit sorts below ``0``, the order of the keys (as bytes, as two unsigned words, as ``uuid`` in PostgreSQL) is
the order of the texts, so codes of one maker, product and day lie side by side; and a key reads back as its
text.

Source: this platform's own form; no standard defines one. What makes a *valid* code is the business of the
module of each standard, never of the packing.

>>> key = pack("04QCB76836300JBC40000903")
>>> key
UUID('02da2404-1b91-1976-03d3-7721e3874eaa')
>>> unpack(key)
'04QCB76836300JBC40000903'
>>> pack("04QCB7") < pack("04QCB70") < pack("04QCB71")
True
>>> is_provisional(provisional(b"label 17 of filing 2026-000001"))
True
>>> pack("04QCB7-6836300")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: 0-9 and A-Z only, found '-' at position 7
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from suyuan.codes.fault import CodeFault
from suyuan.codes.matrix import WIDTH, Bytes, capitals, compact

Keys = npt.NDArray[np.uint64]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE = 37
HALF = 12
TOP_BIT = 1 << 63
# Rows handled at once: the scratch arrays (about 70 bytes a row) then stay in the second-level cache.
CHUNK = 8192

_FORBIDDEN = re.compile(r"[^0-9A-Z]", re.ASCII)
# The two characters of every pair of digits.
_PAIRS = [a + b for a in "\0" + ALPHABET for b in "\0" + ALPHABET]
_PAIR_TEXT = np.array(_PAIRS, "S2").view(np.uint16)
_PAIR_WIDE = np.array(_PAIRS, "U2").view(np.uint64)
_PAIR_LISTED = np.array([pair.replace("\0", " ") for pair in _PAIRS], "S2").view(np.uint16)
_PAIR_NUMBER = {pair: number for number, pair in enumerate(_PAIRS)}
LISTED = WIDTH + 1  # characters of a listed code with its comma
# Little-endian by name: the byte-pair tricks below hold on any machine.
_PAIR, _QUAD, _OCT = np.dtype("<u2"), np.dtype("<u4"), np.dtype("<u8")
_BASE_4 = BASE**4
_WORD_2, _WORD_4 = np.uint32(BASE**2), np.uint64(BASE**4)


def pack(text: str) -> uuid.UUID:
    """This will return the key of a printed code; surrounding blanks are dropped and letters made capitals.

    Raises: CodeFault ``character`` or ``length`` (over 24 characters, or none).
    """
    code = compact(text)
    if bad := _FORBIDDEN.search(code):
        found, at = bad.group(), bad.start() + 1
        raise CodeFault(
            "packing",
            "character",
            zh=f"只能使用0-9和A-Z,第{at}位为{found!r}",
            en=f"0-9 and A-Z only, found {found!r} at position {at}",
            text=code,
            start=at,
            end=at,
        )
    if not 0 < len(code) <= WIDTH:
        raise CodeFault(
            "packing",
            "length",
            zh=f"长度应为1至{WIDTH}位,实为{len(code)}位",
            en=f"1 to {WIDTH} characters are needed, found {len(code)}",
            text=code,
        )
    code = code.ljust(WIDTH, "\0")
    return uuid.UUID(int=_number(code[:HALF]) << 64 | _number(code[HALF:]))


def _number(half: str) -> int:
    number = 0
    for start in range(0, HALF, 2):
        number = number * BASE**2 + _PAIR_NUMBER[half[start : start + 2]]
    return number


def unpack(key: uuid.UUID) -> str:
    """This will return the printed code behind a key.

    Raises: ValueError for a provisional key, and for 16 bytes that are no packed code at all.
    """
    if is_provisional(key):
        message = f"{key} is provisional: no printed code is behind it"
        raise ValueError(message)
    text = _half(key.int >> 64) + _half(key.int & (2**64 - 1))
    code = text.rstrip("\0")
    if not code or "\0" in code:
        message = f"{key} is not a packed code"
        raise ValueError(message)
    return code


def _half(number: int) -> str:
    if number >= BASE**HALF:
        message = f"{number} does not fit {HALF} base-{BASE} digits"
        raise ValueError(message)
    text = ""
    for _ in range(HALF // 2):
        number, pair = divmod(number, BASE**2)
        text = _PAIRS[pair] + text
    return text


def provisional(seed: bytes) -> uuid.UUID:
    """This will derive the identifier of an unreadable label from what is known of it: 127 bits of SHA-256.

    The same seed gives the same identifier, so filing the same thing twice does not make two batteries.
    """
    return uuid.UUID(int=int.from_bytes(hashlib.sha256(seed).digest()[:16], "big") | TOP_BIT << 64)


def is_provisional(key: uuid.UUID) -> bool:
    """This will tell whether the key stands for a label nobody could read."""
    return bool(key.int >> 127)


# By length: the flags of a row with that many permitted characters and padding behind them.
_FILLED = np.tri(WIDTH + 1, WIDTH, -1, dtype=np.bool_).view(_OCT)


class Reader:
    """The chunk-sized scratch in which a matrix becomes base-37 digits and the digits become words.

    After ``read``: ``digit`` (uint8[m, 24]) are the base-37 digits, ``letter`` and ``known`` (0 or 1 a byte,
    seen as uint64[m, 3]) mark letters and permitted characters. Everything is overwritten by the next
    ``read``.
    """

    def __init__(self, rows: int = CHUNK) -> None:
        """This will reserve the scratch for chunks of at most ``rows`` rows."""
        self._digit = np.empty((rows, WIDTH), np.uint8)
        self._work = np.empty((rows, WIDTH), np.uint8)
        self._letter = np.empty((rows, WIDTH), np.bool_)
        self._known = np.empty((rows, WIDTH), np.bool_)
        self._pairs = np.empty((rows, WIDTH // 2), _PAIR)
        self._quads = np.empty((rows, WIDTH // 4), _QUAD)

    def read(self, rows: Bytes) -> None:
        """This will turn a chunk of rows, capitals only, into digits and marks: nine passes, no look-up."""
        count = len(rows)
        digit, work = self._digit[:count], self._work[:count]
        letter, known = self._letter[:count], self._known[:count]
        np.subtract(rows, ord("A"), out=work)
        np.less(work, 26, out=letter)
        np.subtract(rows, ord("0"), out=digit)
        np.less(digit, 10, out=known)
        np.bitwise_or(known, letter, out=known)
        np.add(digit, 1, out=digit)
        np.multiply(letter.view(np.uint8), 7, out=work)  # seven signs of ASCII lie between 9 and A
        np.subtract(digit, work, out=digit)
        np.multiply(
            digit, known.view(np.uint8), out=digit
        )  # padding, and all that is not permitted, counts 0
        self.digit = digit
        self.letter = letter.view(_OCT)
        self.known = known.view(_OCT)

    def words(self, out: Keys) -> None:
        """This will write the two words of every row just read: digits to pairs, to quads, to halves.

        Neighbouring digits share one wider number, so one multiplication joins many of them at once.
        """
        count = len(self.digit)
        digits, pairs = self.digit.view(_PAIR), self._pairs[:count]
        work = self._work[:count].view(_PAIR)
        np.bitwise_and(digits, 0xFF, out=pairs)
        np.multiply(pairs, BASE, out=pairs)
        np.right_shift(digits, 8, out=work)
        np.add(pairs, work, out=pairs)
        two, quads = pairs.view(_QUAD), self._quads[:count]
        rest = self._work[:count].view(_QUAD)
        np.bitwise_and(two, 0xFFFF, out=quads)
        np.multiply(quads, BASE**2, out=quads)
        np.right_shift(two, 16, out=rest)
        np.add(quads, rest, out=quads)
        halves = quads.reshape(count, 2, 3)
        np.multiply(halves[:, :, 0], np.uint64(_BASE_4), out=out)
        np.add(out, halves[:, :, 1], out=out)
        np.multiply(out, np.uint64(_BASE_4), out=out)
        np.add(out, halves[:, :, 2], out=out)


def chunks(count: int) -> Iterator[slice]:
    """This will cut ``count`` rows into slices that fit a Reader."""
    for start in range(0, count, CHUNK):
        yield slice(start, min(start + CHUNK, count))


def pack_matrix(matrix: Bytes) -> Keys:
    """This will return the keys (uint64[n, 2], native words) of a whole column of codes.

    Raises: CodeFault ``character`` naming the first row that holds anything but 0-9, A-Z and zero padding.
    """
    keys = np.empty((len(matrix), 2), np.uint64)
    reader = Reader(min(CHUNK, max(1, len(matrix))))
    for part in chunks(len(matrix)):
        rows = capitals(np.ascontiguousarray(matrix[part]))
        reader.read(rows)
        first, second, third = reader.known.T
        odd = np.flatnonzero((first & second & third) != _FILLED[WIDTH][0])
        # the permitted characters of a shorter row must be its first, and nothing may follow them
        known = reader.known[odd]
        filled = (known == _FILLED[known.view(np.uint8).sum(axis=1)]).all(axis=1)
        filled &= ((rows[odd] != 0).view(_OCT) == known).all(axis=1)
        if not filled.all():
            row = part.start + int(odd[filled.argmin()])
            raise CodeFault(
                "packing",
                "character",
                zh=f"第{row + 1}行含有0-9和A-Z以外的字符",
                en=f"row {row + 1} holds a character other than 0-9 and A-Z",
                text=bytes(matrix[row]).rstrip(b"\0").decode("latin-1"),
            )
        reader.words(keys[part])
    return keys


def _pairs(keys: Keys) -> npt.NDArray[np.intp]:
    """Give the numbers (intp[n, 12]) of the pairs of digits behind the keys. Divisions by what is known beforehand,
    and subtractions: twice as fast as divmod.
    """
    upper = keys // _WORD_4
    top = upper // _WORD_4
    quads = np.empty((len(keys), 2, 3), np.uint32)
    quads[:, :, 0] = top
    np.subtract(upper, top * _WORD_4, out=quads[:, :, 1], casting="unsafe")
    np.subtract(keys, upper * _WORD_4, out=quads[:, :, 2], casting="unsafe")
    pairs = np.empty((len(keys), 2, 3, 2), np.intp)
    pairs[..., 0] = first = quads // _WORD_2
    np.subtract(quads, first * _WORD_2, out=pairs[..., 1])
    return pairs.reshape(len(keys), WIDTH // 2)


def unpack_column(keys: Keys) -> npt.NDArray[np.bytes_]:
    """This will return the printed codes (``S24``, ASCII) behind the keys; provisional ones read as empty."""
    pairs = _pairs(np.where(keys[:, :1] >> np.uint64(63), np.uint64(0), keys))
    text: npt.NDArray[np.bytes_] = _PAIR_TEXT[pairs].view(f"S{WIDTH}").ravel()
    return text


def texts(keys: Keys) -> list[str]:
    """This will return the printed codes behind a few hundred keys as text; what provisional ones read as is nothing
    to go by.
    """
    if not len(keys):
        return []
    found: list[str] = _PAIR_WIDE.take(_pairs(keys), mode="clip").view(f"U{WIDTH}").ravel().tolist()
    return found


def listing(keys: Keys) -> Bytes:
    """This will return the printed codes side by side (uint8[n, 25]): each filled up with blanks to 24 characters and
    closed by a comma. Trees are stored so: read for every trace, they need not be converted.
    """
    listed = np.empty((len(keys), LISTED), np.uint8)
    listed[:, WIDTH] = ord(",")
    for part in chunks(len(keys)):
        listed[part, :WIDTH] = _PAIR_LISTED.take(_pairs(keys[part]), mode="clip").view(np.uint8)
    return listed


def from_listing(text: str) -> Keys:
    """This will return the keys of codes that are listed side by side."""
    listed = np.frombuffer(text.encode("ascii"), np.uint8).reshape(-1, LISTED)[:, :WIDTH]
    return pack_matrix(np.where(listed == ord(" "), np.uint8(0), listed))


def order(keys: Keys) -> npt.NDArray[np.intp]:
    """This will return the order that sorts the keys; serials that rise in runs, as they do, take it quickly."""
    return np.lexsort((keys[:, 1], keys[:, 0]))


def to_bytes(keys: Keys) -> Bytes:
    """This will return the keys as contiguous big-endian bytes (uint8[n, 16]), as binary COPY takes them."""
    return np.ascontiguousarray(keys).astype(">u8").view(np.uint8).reshape(-1, 16)


def from_bytes(raw: bytes | memoryview | Bytes) -> Keys:
    """This will return the keys behind big-endian bytes (16 for each key)."""
    return np.frombuffer(raw, ">u8").reshape(-1, 2).astype(np.uint64)


def hexes(raw: bytes) -> list[str]:
    """This will return keys, 16 bytes for each, as texts of 32 hex digits."""
    text = raw.hex()
    return [text[start : start + 32] for start in range(0, len(text), 32)]


def to_uuids(keys: Keys) -> list[uuid.UUID]:
    """This will return the keys as UUID objects, for small columns and for people."""
    raw = to_bytes(keys).tobytes()
    return [uuid.UUID(bytes=raw[start : start + 16]) for start in range(0, len(raw), 16)]


def from_uuids(uuids: list[uuid.UUID]) -> Keys:
    """This will return UUID objects as a column of keys."""
    return from_bytes(b"".join(key.bytes for key in uuids))


def leading(keys: Keys, count: int) -> Keys:
    """This will return the first ``count`` (1 to 12) characters of every key as one number, order kept.

    Three characters are the maker, seven the product: codes of one prefix share one number, so a register of
    prefixes is joined without reading a character back.
    """
    return (keys[:, 0] & np.uint64(TOP_BIT - 1)) // np.uint64(BASE ** (HALF - count))


def leading_of(prefix: str) -> int:
    """This will return the number ``leading`` gives to codes with this prefix (1 to 12 characters)."""
    step: int = BASE ** (HALF - len(compact(prefix)))
    return (pack(prefix).int >> 64) // step


def are_at(keys: Keys, place: int, sign: str) -> npt.NDArray[np.bool_]:
    """This will tell of every printed code whether a sign stands at a place (1 to 12); of other keys it says no.

    >>> are_at(from_uuids([pack("04QPB76836300JBC40000903"), pack("04QCB7"), provisional(b"a")]), 4, "P").tolist()
    [True, False, False]
    """
    found = leading(keys, place) % np.uint64(BASE) == np.uint64(ALPHABET.index(sign) + 1)
    return np.asarray(found & (keys[:, 0] < np.uint64(TOP_BIT)))
