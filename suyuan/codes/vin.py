"""Vehicle identification number (车辆识别代号, VIN), GB 16735 (ISO 3779, weights of ISO 3779 annex).

Seventeen characters of 0-9 and A-Z without I, O and Q:

* 1-3 world manufacturer identifier (世界制造厂识别代号, WMI); region L is China
* 4-8 vehicle descriptor (车辆说明部分)
* 9 check character (检验位): 0-9 or X
* 10 model year (车型年份), 11 plant (装配厂), 12-17 serial number (生产顺序号)

Makers outside North America and China may use position 9 freely, so a wrong check character refuses a vehicle
made in China and is only a remark on an imported one.

Sources: GB 16735-2019 clauses 4 to 6; names of manufacturers from the ``vininfo`` package.

>>> validate("UU6JA69691D713820")
'UU6JA69691D713820'
>>> check_character("1M8GDM9AXKP042788")
'X'
>>> validate("LSVAA4182E2184848")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: the check character at position 9 should be '4', found '2'
>>> validate("WP0ZZZ99ZTS392124")
'WP0ZZZ99ZTS392124'
>>> remarks("WP0ZZZ99ZTS392124")
('check_digit',)
>>> validate("LSVAA4182E218484O")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: 0-9 and A-Z without I, O, Q only, found 'O' at position 17
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

import numpy as np
import numpy.typing as npt
from vininfo.dicts import WMI

from suyuan.codes import matrix, packing
from suyuan.codes.fault import CodeFault
from suyuan.codes.matrix import Bytes, Counts
from suyuan.codes.packing import Keys

Vin = NewType("Vin", str)

REASONS = ("", "length", "character", "check_digit")
REMARKS = ("check_digit",)

LENGTH = 17
CHINA = "L"
_CHECK_AT = 8
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_CHECK_CHARACTERS = "0123456789X"
_STRANGE = 0xFF


def compact(text: str) -> str:
    """This will return the text without surrounding blanks and with capital letters."""
    return matrix.compact(text)


def check_character(text: str) -> str:
    """This will compute what position 9 should hold.

    Raises: CodeFault ``length`` or ``character``. Source: GB 16735-2019, 检验位.
    """
    code = _spelled(compact(text))
    return _CHECK_CHARACTERS[
        sum(_VALUES[sign] * weight for sign, weight in zip(code, _WEIGHTS, strict=True)) % 11
    ]


def validate(text: str) -> Vin:
    """This will return the number as it is stored.

    Raises: CodeFault ``length``, ``character``, or (vehicles made in China only) ``check_digit``.
    """
    code = _spelled(compact(text))
    wanted, found = check_character(code), code[_CHECK_AT]
    if found != wanted and is_domestic(code):
        raise CodeFault(
            "vin",
            "check_digit",
            zh=f"第9位检验位应为{wanted!r},实为{found!r}",
            en=f"the check character at position 9 should be {wanted!r}, found {found!r}",
            text=code,
            start=9,
            end=9,
        )
    return Vin(code)


def is_valid(text: str) -> bool:
    """This will tell whether the text is a VIN, with or without remarks."""
    try:
        validate(text)
    except CodeFault:
        return False
    return True


def remarks(text: str) -> tuple[str, ...]:
    """This will list the remarks on a valid number: ``check_digit`` for an import whose position 9 does not
    fit.
    """
    code = validate(text)
    return () if code[_CHECK_AT] == check_character(code) else ("check_digit",)


def is_domestic(text: str) -> bool:
    """This will tell whether the manufacturer's region is China (first character L)."""
    return compact(text).startswith(CHINA)


def manufacturer(text: str) -> str | None:
    """This will name the manufacturer in English, if the WMI is in vininfo's list."""
    code = compact(text)
    found = WMI.get(code[:3]) or WMI.get(code[:2])
    return found if isinstance(found, str) or found is None else str(found.manufacturer)


def _spelled(code: str) -> str:
    if len(code) != LENGTH:
        raise CodeFault(
            "vin",
            "length",
            zh=f"长度应为17位,实为{len(code)}位",
            en=f"17 characters are needed, found {len(code)}",
            text=code,
        )
    for at, sign in enumerate(code, start=1):
        if sign not in _VALUES:
            raise CodeFault(
                "vin",
                "character",
                zh=f"只能使用0-9和除I、O、Q外的字母,第{at}位为{sign!r}",
                en=f"0-9 and A-Z without I, O, Q only, found {sign!r} at position {at}",
                text=code,
                start=at,
                end=at,
            )
    return code


@dataclass(frozen=True)
class Column:
    """A column of VINs: place in REASONS, remark bits (1 check_digit), key (0, 0 when refused), region L."""

    reason: Bytes
    remarks: Bytes
    keys: Keys
    domestic: npt.NDArray[np.bool_]


_VALUE_OF = np.full(256, _STRANGE, np.uint8)
_VALUE_OF[[ord(sign) for sign in _VALUES]] = list(_VALUES.values())
_CHECK_SIGN = np.frombuffer(_CHECK_CHARACTERS.encode("ascii"), np.uint8)


def check_column(rows: Bytes, length: Counts) -> Column:
    """This will judge and pack a column laid out by ``matrix.matrix_of``, as ``validate`` judges one VIN."""
    count = len(rows)
    reason, remark = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
    domestic = np.zeros(count, np.bool_)
    keys = np.zeros((count, 2), np.uint64)
    weights = np.array(_WEIGHTS, np.int32)
    for part in packing.chunks(count):
        chunk = matrix.capitals(rows[part])
        values = _VALUE_OF[chunk[:, :LENGTH]]
        wanted = _CHECK_SIGN[(values @ weights) % 11]
        wrong = wanted != chunk[:, _CHECK_AT]
        domestic[part] = chunk[:, 0] == ord(CHINA)
        reason[part] = np.where(wrong & domestic[part], REASONS.index("check_digit"), 0)
        remark[part] = wrong & ~domestic[part]
        reason[part][(values == _STRANGE).any(axis=1)] = REASONS.index("character")
    reason[length != LENGTH] = REASONS.index("length")
    good = np.flatnonzero(reason == 0)
    remark[reason != 0] = 0
    keys[good] = packing.pack_matrix(rows[good])
    return Column(reason, remark, keys, domestic)
