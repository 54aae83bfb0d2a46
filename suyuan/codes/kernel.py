r"""Battery codes by the column (整列校验): the verdicts of ``battery``, for millions of codes at once.

Parts of an answer, one entry for each row:

* ``reason``: uint8, place in ``battery.REASONS``; 0 for a code
* ``remarks``: uint8, the bits of ``battery.REMARK_BIT``
* ``keys``: uint64[n, 2], the packed key (``packing``); 0, 0 for a refused row
* ``level``: uint8, the letter P, M or C; 0 for a refused row
* ``made``: int32, days since 1970-01-01, or ``UNDATED``

How: a well-formed code is recognised by arithmetic on whole columns of bytes, so nothing is looked up per
character and nothing loops per row. Only rows that fail get the second, slower look that names the reason; it
too works on columns, so a file of nothing but bad codes stays fast. The scalar reference and this module
judge alike: the agreement test holds both against a million codes.

Source: as ``battery``.

>>> rows, length = matrix.matrix_of(["04QCB76836300JBC40000903", "A765101015", "03UPE01000011C85A00FTY20"])
>>> answer = check(rows, length)
>>> [battery.REASONS[place] for place in answer.reason]
['', 'length', '']
>>> answer.remarks.tolist(), answer.made.astype("datetime64[D]")[0]
([0, 0, 8], np.datetime64('2021-12-04'))
>>> answer.maker.tolist(), answer.level.tobytes()
([b'04Q', b'', b'03U'], b'C\x00P')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

from suyuan.codes import battery, matrix, packing
from suyuan.codes.battery import FORMS, REASONS, REMARK_BIT, Form
from suyuan.codes.letters import LETTERS, Letters
from suyuan.codes.matrix import WIDTH, Bytes, Counts
from suyuan.codes.packing import ALPHABET, BASE, Keys

UNDATED = -(2**31)
_IMPOSSIBLE = UNDATED + 1
_NO_LEVEL = 2

_REASON = {reason: place for place, reason in enumerate(REASONS)}
_FLAGS = np.dtype("<u8")
Flags = npt.NDArray[np.uint64]
Chosen = slice | npt.NDArray[np.intp]


@dataclass(frozen=True)
class Column:
    """What a column of codes says, row by row; see the head of this module."""

    reason: Bytes
    remarks: Bytes
    keys: Keys
    level: Bytes
    made: npt.NDArray[np.int32]

    @property
    def maker(self) -> npt.NDArray[np.bytes_]:
        """The manufacturer codes (``S3``); empty for a refused row."""
        return _makers().take(self.maker_number)

    @property
    def maker_number(self) -> npt.NDArray[np.uint16]:
        """The manufacturer codes as numbers, as ``packing.leading_of`` gives them; 0 for a refused row."""
        return packing.leading(self.keys, 3).astype(np.uint16)


@lru_cache(maxsize=1)
def _makers() -> npt.NDArray[np.bytes_]:
    """List every text of three characters by its number."""
    keys = np.zeros((BASE**3, 2), np.uint64)
    keys[:, 0] = np.arange(BASE**3, dtype=np.uint64) * np.uint64(BASE**9)
    return packing.unpack_column(keys).astype("S3")


@dataclass(frozen=True)
class _Tables:
    """A letter table as arrays: indexed by base-37 digits, or by flags of whole rows."""

    kind: npt.NDArray[np.uint8]  # [37 * 37] of positions 4 and 5: 0 fine, 1 chemistry unknown, or _NO_LEVEL
    days: npt.NDArray[np.int32]  # [37 ** 3] of the three date letters


@lru_cache(maxsize=4)
def _tables(letters: Letters) -> _Tables:
    digit = {sign: place for place, sign in enumerate(ALPHABET, start=1)}
    kinds = np.full((BASE, BASE), _NO_LEVEL, np.uint8)
    for level in letters.levels:
        kinds[digit[level]] = REMARK_BIT["chemistry_unknown"]
        for chemistry in letters.chemistries:
            kinds[digit[level], digit[chemistry]] = 0
    days = np.full((BASE, BASE, BASE), UNDATED, np.int32)
    epoch = date(1970, 1, 1).toordinal()
    for signs in product(letters.years, letters.months, letters.days):
        made = letters.made("".join(signs))
        days[tuple(digit[sign] for sign in signs)] = made.toordinal() - epoch if made else _IMPOSSIBLE
    return _Tables(kinds.ravel(), days.ravel())


def _row_flags(marks: list[bool]) -> Flags:
    return np.array(marks, np.bool_).view(_FLAGS)


# Flags of a row whose first L characters are permitted and whose rest is padding; and those of its serial.
_FILLED = {length: _row_flags([place < length for place in range(WIDTH)]) for length in FORMS}
_SERIAL = {
    length: _row_flags([place in range(WIDTH)[form.field("serial").span] for place in range(WIDTH)])
    for length, form in FORMS.items()
}
_R = np.uint8(packing.leading_of("R"))


def check(rows: Bytes, length: Counts, *, letters: Letters = LETTERS) -> Column:
    """This will judge, read and pack a column of codes laid out by ``matrix.matrix_of``."""
    count = len(rows)
    answer = Column(
        reason=np.zeros(count, np.uint8),
        remarks=np.zeros(count, np.uint8),
        keys=np.empty((count, 2), np.uint64),
        level=np.zeros(count, np.uint8),
        made=np.full(count, UNDATED, np.int32),
    )
    reader = packing.Reader(min(packing.CHUNK, max(1, count)))
    for part in packing.chunks(count):
        chunk = matrix.capitals(np.ascontiguousarray(rows[part]))
        _check_chunk(chunk, length[part], reader, letters, _cut(answer, part))
    return answer


def _cut(answer: Column, part: slice) -> Column:
    return Column(
        answer.reason[part], answer.remarks[part], answer.keys[part], answer.level[part], answer.made[part]
    )


def _check_chunk(rows: Bytes, length: Counts, reader: packing.Reader, letters: Letters, out: Column) -> None:
    reader.read(rows)
    reader.words(out.keys)
    bad = np.ones(len(rows), np.bool_)
    for size, form in FORMS.items():
        here = length == size
        if here.all():
            bad = _read_form(form, rows, reader, letters, out=out, chosen=slice(None))
        elif here.any():
            chosen = np.flatnonzero(here)
            bad[chosen] = _read_form(form, rows, reader, letters, out=out, chosen=chosen)
    refused = np.flatnonzero(bad)
    if refused.size:
        out.reason[refused] = _reasons(rows[refused], length[refused], letters)
        out.remarks[refused] = 0
        out.keys[refused] = 0
        out.level[refused] = 0
        out.made[refused] = UNDATED


def _read_form(
    form: Form,
    rows: Bytes,
    reader: packing.Reader,
    letters: Letters,
    *,
    out: Column,
    chosen: Chosen,
) -> npt.NDArray[np.bool_]:
    """Read the fields of the chosen rows, all of one form; answer which of them are refused."""
    tables, digit = _tables(letters), reader.digit
    bad = np.zeros(len(rows[chosen]), np.bool_)
    wordy = np.zeros_like(bad)
    for word in range(WIDTH // 8):
        bad |= reader.known[chosen, word] != _FILLED[form.length][word]
        if mask := _SERIAL[form.length][word]:
            wordy |= (reader.letter[chosen, word] & mask) != 0
    kind = tables.kind.take(_joined(digit, chosen, 3, 2))
    bad |= kind == _NO_LEVEL
    if form is battery.REUSE:
        bad |= digit[chosen, 17] != _R
        bad |= tables.kind.take(_joined(digit, chosen, 18, 1) * BASE) == _NO_LEVEL
    made = tables.days.take(_joined(digit, chosen, form.field("made").start - 1, 3))
    remarks = kind & REMARK_BIT["chemistry_unknown"]
    remarks |= wordy.view(np.uint8) * np.uint8(REMARK_BIT["serial_not_numeric"])
    undated = np.flatnonzero(made < 0)
    if undated.size:
        impossible = made[undated] == _IMPOSSIBLE
        bits = np.where(impossible, REMARK_BIT["date_impossible"], REMARK_BIT["date_unknown"])
        remarks[undated] |= bits.astype(np.uint8)
        made[undated] = UNDATED
    out.remarks[chosen] = remarks
    out.made[chosen] = made
    out.level[chosen] = rows[chosen, 3]
    return bad


def _joined(digit: Bytes, chosen: Chosen, start: int, count: int) -> npt.NDArray[np.uint16]:
    """Join one to three neighbouring digits of the chosen rows into one number (37^3 fits 16 bits)."""
    number = digit[chosen, start].astype(np.uint16)
    for place in range(start + 1, start + count):
        number *= BASE
        number += digit[chosen, place]
    return number


@lru_cache(maxsize=8)
def _permitted(form: Form, letters: Letters) -> npt.NDArray[np.bool_]:
    """Position by byte: the characters of a code without remarks."""
    table = np.zeros((form.length, 256), np.bool_)
    for place, signs in enumerate(battery.alphabets(form, letters)):
        table[place, list(signs.encode("ascii"))] = True
    return table


def _reasons(rows: Bytes, length: Counts, letters: Letters) -> Bytes:
    """Name what is wrong with refused rows; where ``battery`` would stop first, that reason stays."""
    reason = np.full(len(rows), _REASON["character"], np.uint8)
    inside = np.arange(WIDTH) < length[:, None]
    blank = (matrix.blanks(rows) & inside).sum(axis=1)
    strange = (~_IS_SIGN[rows] & inside).any(axis=1)
    sizes = list(FORMS)
    right_length = np.isin(length, sizes)
    clean = np.flatnonzero(right_length & ~strange)
    levels = np.frombuffer("".join(letters.levels).encode("ascii"), np.uint8)
    wrong_level = ~np.isin(rows[clean, 3], levels)
    reason[clean] = np.where(wrong_level, _REASON["level"], _REASON["reuse_suffix"])
    misplaced = clean[wrong_level]
    for form in FORMS.values():
        here = misplaced[length[misplaced] == form.length]
        reason[here[_swapped(rows[here, : form.length], form, letters)]] = _REASON["halves_swapped"]
    reason[~right_length] = _REASON["length"]
    reason[(blank > 0) & (right_length | np.isin(length - blank, sizes))] = _REASON["inner_blank"]
    return reason


_IS_SIGN = np.isin(np.arange(256), list(ALPHABET.encode("ascii")))


def _swapped(rows: Bytes, form: Form, letters: Letters) -> npt.NDArray[np.bool_]:
    """Find the rows that would be plain codes with their halves the other way round."""
    permitted, places = _permitted(form, letters), np.arange(form.length)
    swapped = np.zeros(len(rows), np.bool_)
    for size in form.second_halves:
        # the level letter is the rarest: one column of it spares most rows the full look
        likely = np.flatnonzero(permitted[3, rows[:, (size + 3) % form.length]])
        swapped[likely] |= permitted[places, np.roll(rows[likely], -size, axis=1)].all(axis=1)
    return swapped
