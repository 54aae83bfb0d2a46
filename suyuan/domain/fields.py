"""字段 — text columns become typed columns: one whole-column reader for each kind of cell.

    Field    a typed column: for every run of the text, whether it is filled, readable, and its value
    read()   (law's column, text column) -> Field and its faults

    kind       data (m = runs)                     unit
    CODE       uint64[m, 2] keys, level, made      made: days since 1970-01-01
    VIN        uint64[m, 2] keys
    DATE       datetime64[D]                       legal day, Asia/Shanghai
    INSTANT    datetime64[s]                       UTC; written without an offset it is read as +08:00
    MONTH      datetime64[M]
    MASS       int64                               grams
    INTEGER    int64                               as the column's name says
    DEGREES    int64                               millionths of a degree
    BOOLEAN    bool
    CODES      list of uint64[k, 2]
    TEXTS      list of tuple of text
    SHARES     list of dict element -> text of a decimal fraction
    others     the text itself

Reading is not repairing: a form that means one thing only is understood (2026/5/1), anything else is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.codes import battery, kernel, label, matrix, region, uscc, vin
from suyuan.codes.packing import Keys
from suyuan.domain import cells, table
from suyuan.domain.table import Fault
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Column, Kind

Mask = npt.NDArray[np.bool_]
_CODE_REMARKS = tuple((bit, f"code.{remark}") for remark, bit in battery.REMARK_BIT.items())


@dataclass(frozen=True, slots=True)
class Field:
    """A typed column. ``filled`` and ``ok`` (readable) are bool[m]; ``data`` as the module's table says."""

    column: Column
    raw: table.Column
    filled: Mask
    ok: Mask
    data: Any
    level: npt.NDArray[np.uint8] | None = None
    made: npt.NDArray[np.int32] | None = None

    def rows(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Spread per-run values over the rows: [m, ...] -> [n, ...]; of keys ``take`` does ten in the time of one."""
        return values if self.raw.at is None else values.take(self.raw.at, axis=0)

    @property
    def good(self) -> Mask:
        """Tell per row whether the cell is filled and readable: bool[n]."""
        return self.rows(self.ok)


class _Findings:
    """Collects the faults of one column, grouped by the run that shows them."""

    def __init__(self, column: Column, raw: table.Column) -> None:
        self.column, self.raw = column, raw
        self.faults: list[Fault] = []
        self.bad = np.zeros(len(raw.values), np.bool_)

    def add(self, mask: Mask, rule: str, **detail: str) -> None:
        """Note every run under the mask; errors make it unreadable."""
        if not mask.any():
            return
        indexes = np.flatnonzero(mask)
        severity = RULES[rule].severity
        if severity == "error":
            self.bad[indexes] = True
        if len(indexes) > _TOLD_APART:
            rows = np.flatnonzero(mask if self.raw.at is None else mask[self.raw.at]).astype(np.int32)
            self.faults.append(
                Fault(rule, self.column.name, str(self.raw.values[int(indexes[0])]), rows, severity, detail)
            )
            return
        for index, rows in zip(indexes.tolist(), self.raw.rows_of_many(indexes), strict=True):
            value = str(self.raw.values[index])
            self.faults.append(Fault(rule, self.column.name, value, rows, severity, detail))


def read(column: Column, raw: table.Column) -> tuple[Field, list[Fault]]:
    """Read a text column as the kind that the law's column says."""
    found = _Findings(column, raw)
    filled = cells.filled(raw.values)
    if column.required:
        found.add(~filled, "field.missing")
    if column.kind is not Kind.CODE:  # whose reader measures the cells anyway
        _short(column, cells.longer(raw.values, column.longest), found)
    data, level, made = _READERS[column.kind](column, raw.values, filled, found)
    return Field(column, raw, filled, filled & ~found.bad, data, level, made), found.faults


def _short(column: Column, long: Mask, found: _Findings) -> None:
    """Refuse cells that are too long."""
    found.add(long, "field.too_long", longest=str(column.longest))


_TOLD_APART = (
    20_000  # distinct wrong values of one column told one by one; beyond that, the rule and its rows
)

Answer = tuple[Any, npt.NDArray[np.uint8] | None, npt.NDArray[np.int32] | None]
Reader = Callable[[Column, pl.Series, Mask, _Findings], Answer]


def matrix_of(values: pl.Series) -> tuple[matrix.Bytes, matrix.Counts]:
    """Lay a String series out as the rectangle of bytes that the column checks of ``codes`` read."""
    if len(values) < 4096:  # noqa: PLR2004 - below this a list is quicker than two passes of the engine
        return matrix.matrix_of(values.to_list())
    length = values.str.len_bytes()
    offsets = np.zeros(len(values) + 1, np.int64)
    np.cumsum(length.to_numpy(), out=offsets[1:])
    if (length == matrix.WIDTH).all():  # what a column of codes mostly is
        return matrix.matrix_of_buffers(_side_by_side(values), offsets)
    return matrix.matrix_of_buffers(values.str.join("").cast(pl.Binary)[0], offsets)


def _side_by_side(values: pl.Series) -> matrix.Bytes:
    """Join texts of 24 bytes, a chunk at a time: memory that is used again costs less than memory that is new."""
    rows = np.empty((len(values), matrix.WIDTH), np.uint8)
    start = 0
    for chunk in values.cast(pl.Binary).get_chunks():
        piece = chunk.bin.reinterpret(dtype=pl.Array(pl.UInt8, matrix.WIDTH)).to_numpy()
        rows[start : start + len(piece)] = piece
        start += len(piece)
    return rows.reshape(-1)


def _code(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """GB/T 34014 codes."""
    rows, length = matrix_of(values)
    _short(column, length > column.longest, found)
    answer = kernel.check(rows, length)
    wrong = filled & (answer.reason != 0)
    for place in np.unique(answer.reason[wrong]).tolist():
        found.add(wrong & (answer.reason == place), f"code.{battery.REASONS[place]}")
    fine = filled & (answer.reason == 0)
    found.add(fine & ~_among(column.levels).take(answer.level), "code.wrong_level", levels=column.levels)
    if answer.remarks.any():
        for bit, rule in _CODE_REMARKS:
            found.add(fine & ((answer.remarks & np.uint8(bit)) != 0), rule)
    odd = wrong | (fine & ((answer.remarks & _SERIAL_ODD) != 0))
    for index in np.flatnonzero(odd)[:_EXPLAINED].tolist():
        if readings := label.readings(str(values[index]))[:3]:
            one = np.zeros(len(odd), np.bool_)
            one[index] = True
            found.add(one, "code.lookalike", readings=", ".join(readings))
    return answer.keys, answer.level, answer.made


@cache
def _among(levels: str) -> Mask:
    """Mark, by byte, the letters of some levels: bool[256]."""
    return np.isin(np.arange(256), list(levels.encode("ascii")))


_SERIAL_ODD = np.uint8(battery.REMARK_BIT["serial_not_numeric"])
_EXPLAINED = 200  # odd codes whose look-alikes are sought; beyond that the rule alone is told


def _codes(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Several codes in a cell, ';' between them."""
    parts = values.str.split(";").list.eval(pl.element().str.strip_chars()).to_list()
    flat = pl.Series([text for cell in parts for text in cell], dtype=pl.String)
    answer = kernel.check(*matrix_of(flat))
    owner = np.repeat(np.arange(len(parts)), [len(cell) for cell in parts])
    wrong = (answer.reason != 0) & filled[owner]
    for place in np.unique(answer.reason[wrong]).tolist():
        mask = np.zeros(len(values), np.bool_)
        mask[owner[wrong & (answer.reason == place)]] = True
        found.add(mask, f"code.{battery.REASONS[place]}")
    off = np.zeros(len(values), np.bool_)
    off[owner[(answer.reason == 0) & ~_among(column.levels).take(answer.level) & filled[owner]]] = True
    found.add(off, "code.wrong_level", levels=column.levels)
    bounds = np.cumsum([0, *(len(cell) for cell in parts)])
    return [_once(answer.keys[a:b]) for a, b in pairwise(bounds)], None, None


def _once(keys: Keys) -> Keys:
    """Keep the first of equal keys: a code named twice in one cell is named."""
    if len(keys) < 2:  # noqa: PLR2004 - one key cannot repeat
        return keys
    _, first = np.unique(keys, axis=0, return_index=True)
    return keys if len(first) == len(keys) else keys[np.sort(first)]


def _vin(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Vehicle identification numbers; a wrong check digit is an error for domestic makers only."""
    del column
    rows, length = matrix_of(values)
    answer = vin.check_column(rows, length)
    for place in np.unique(answer.reason[filled]).tolist():
        if place:
            found.add(filled & (answer.reason == place), f"vin.{vin.REASONS[place]}")
    found.add(filled & (answer.remarks != 0), "vin.check_digit_import")
    return answer.keys, None, None


def _uscc(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Unified social credit codes; a foreign unit gives its nine-digit DUNS number."""
    del column
    answer = uscc.check_column(*matrix_of(values))
    foreign = values.str.contains(r"^[0-9]{9}$").to_numpy()
    for place in np.unique(answer.reason[filled & ~foreign]).tolist():
        if place:
            found.add(filled & ~foreign & (answer.reason == place), f"uscc.{uscc.REASONS[place]}")
    return cells.capitals(values), None, None


def _region(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """GB/T 2260 division codes; whether one was in use on the day is checked beside the row's date."""
    del column
    known = {code: bool(region.spans(code)) for code in values.unique().to_list() if code}
    unknown = np.array([bool(code) and not known[code] for code in values.to_list()], np.bool_)
    found.add(filled & unknown, "region.unknown")
    return values, None, None


def _date(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Legal days: 2026-05-01, 2026/5/1, 2026年5月1日, or with a midnight that a spreadsheet added."""
    del column
    days = cells.days(values)
    return _bounded(days, "date", filled, found), None, None


_FIRST_DAY = np.datetime64("1990-01-01")
_LAST_DAY = np.datetime64("2199-12-31")  # beyond it no calendar counts, and what is meant is "for ever"


def _bounded(
    days: npt.NDArray[np.datetime64], kind: str, filled: Mask, found: _Findings
) -> npt.NDArray[np.datetime64]:
    """Refuse what is no day, one from before any battery, and one that no calendar reaches; such read as NaT."""
    far = days > _LAST_DAY
    found.add(filled & far, f"{kind}.future")
    found.add(filled & (np.isnat(days) | (days < _FIRST_DAY)), f"{kind}.format")
    days = days.copy()
    days[far] = np.datetime64("NaT")
    return days


def _instant(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Instants of RFC 3339; without an offset Asia/Shanghai; a bare day means its beginning."""
    del column
    text = (
        cells.dashed(values.str.to_uppercase())
        .str.replace(r"^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})$", "${1}T00:00:00")
        .str.replace(" ", "T", literal=True)
        .str.replace(r"T([0-9]{1,2}:[0-9]{2})($|[Z+-])", "T${1}:00${2}")
        .str.replace(r"\.[0-9]+", "")
        .str.replace("Z$", "+00:00")
    )
    text = pl.select(
        pl.when(text.str.contains(r"[+-][0-9]{2}:[0-9]{2}$")).then(text).otherwise(text + "+08:00")
    ).to_series()
    moments = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%z", strict=False, time_unit="ms")
    seconds = moments.dt.replace_time_zone(None).to_numpy().astype("datetime64[s]")
    return _bounded(seconds, "instant", filled, found), None, None


def _month(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Months: 2026-05."""
    del column
    plain = values.str.replace(r"^([0-9]{4})[/.年]([0-9]{1,2})月?$", "${1}-${2}").str.replace(
        r"^([0-9]{4})-([0-9])$", "${1}-0${2}"
    )
    days = cells.days(plain + "-01")
    return _bounded(days, "month", filled, found).astype("datetime64[M]"), None, None


def _text(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Text as it stands."""
    del column, filled
    found.add(cells.hidden(values), "field.hidden_text")
    return values, None, None


def _texts(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Texts, ';' between them."""
    del column, filled
    found.add(cells.hidden(values), "field.hidden_text")
    return (
        [tuple(part.strip() for part in text.split(";") if part.strip()) for text in values.to_list()],
        None,
        None,
    )


def _boolean(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Yes or no, in either language."""
    del column
    yes = cells.among(values, ("yes", "true", "是", "y"))
    no = cells.among(values, ("no", "false", "否", "n"))
    found.add(filled & ~yes & ~no, "boolean.unknown")
    return yes, None, None


def _choice(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """One of the options, by its value or its name in either language."""
    names = {option.value.lower(): option.value for option in column.options}
    names |= {text.lower(): option.value for option in column.options for text in option.text}
    plain = cells.worded(values, names)
    permitted = ", ".join(option.value for option in column.options)
    found.add(filled & plain.is_null().to_numpy(), "choice.unknown", options=permitted)
    return plain.fill_null("") if plain.null_count() else plain, None, None


def _number(
    column: Column, values: pl.Series, filled: Mask, found: _Findings, places: int
) -> npt.NDArray[np.int64]:
    """Read decimals exactly as integers of 10**-places; more places than that are refused."""
    shape, data = cells.decimals(values, places)
    found.add(filled & ~shape, "number.format", places=str(places))
    low = column.minimum if column.minimum is not None else -(2**62)
    high = column.maximum if column.maximum is not None else 2**62
    rule = {Kind.MASS: "mass.range", Kind.DEGREES: "degrees.range"}.get(column.kind, "number.range")
    scale = 10**places
    found.add(
        filled & shape & ((data < low) | (data > high)),
        rule,
        low=f"{low / scale:.12g}",
        high=f"{high / scale:.12g}",
    )
    return data


def _scaled(places: int) -> Reader:
    """Make the reader of a number with so many decimal places."""

    def reader(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
        return _number(column, values, filled, found, places), None, None

    return reader


def _prefix(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """The first seven positions of a code."""
    del column
    upper = values.str.to_uppercase()
    found.add(filled & ~upper.str.contains("^[0-9A-Z]{3}[PMC][0-9A-Z]{3}$").to_numpy(), "prefix.format")
    return upper, None, None


def _shares(column: Column, values: pl.Series, filled: Mask, found: _Findings) -> Answer:
    """Fractions of mass by element: Li:0.031;Ni:0.12; together at most 1."""
    del column
    data: list[dict[str, str]] = []
    wrong = {"shares.format": np.zeros(len(values), np.bool_), "shares.sum": np.zeros(len(values), np.bool_)}
    for index, text in enumerate(values.to_list()):
        shares: dict[str, str] = {}
        total = 0
        for part in filter(None, (part.strip() for part in text.split(";"))):
            element, _, share = (piece.strip() for piece in part.partition(":"))
            fine = element.isascii() and element.isalpha() and element.istitle() and len(element) <= 2  # noqa: PLR2004
            plain = share.replace(".", "", 1)
            if not fine or element in shares or not (plain.isascii() and plain.isdigit()) or len(share) > 12:  # noqa: PLR2004
                wrong["shares.format"][index] = True
                continue
            shares[element] = share
            total += round(float(share) * 10**9)
        wrong["shares.format"][index] |= not shares
        wrong["shares.sum"][index] = total > 10**9
        data.append(shares)
    for rule, mask in wrong.items():
        found.add(filled & mask, rule)
    return data, None, None


_READERS: dict[Kind, Reader] = {
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.PREFIX: _prefix,
    Kind.VIN: _vin,
    Kind.USCC: _uscc,
    Kind.REGION: _region,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.MONTH: _month,
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
    Kind.MASS: _scaled(3),
    Kind.INTEGER: _scaled(0),
    Kind.DEGREES: _scaled(6),
    Kind.SHARES: _shares,
}
