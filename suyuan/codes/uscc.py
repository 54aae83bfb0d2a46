"""Unified social credit code (统一社会信用代码, USCC), GB 32100-2015: the name of an enterprise.

Eighteen characters of 0-9 and A-Z without I, O, S, V and Z:

* 1 registering department (登记管理部门代码): 9 for market regulation
* 2 kind of organisation (机构类别代码): 1 enterprise, 2 sole trader, 3 farmers' cooperative
* 3-8 division of the registering office (登记管理机关行政区划码), GB/T 2260 - of the day of registration, so
  an abolished division is no fault
* 9-17 subject (主体标识码), the former organisation code of GB 11714 with its own check character
* 18 check character (校验码)

The check character is python-stdnum's. Unlike there, letters are let pass in positions 1 and 2, where the
standard has them (N rural collectives, Y others), and separators inside a code are refused, not removed.

Source: GB 32100-2015 clauses 4 and 5; GB 11714 for the inner check character of made-up codes.

>>> validate("91330800575349959f")
'91330800575349959F'
>>> validate("91310115MA1H8R7C6D")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: the check character should be '7', found 'D'
>>> validate("9133080057534995")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: 18 characters are needed, found 16
>>> make_fictitious(1)
'91999999000000019D'
>>> is_fictitious(make_fictitious(1)), is_fictitious("91330800575349959F")
(True, False)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

import numpy as np
from stdnum.cn import uscc as reference

from suyuan.codes import matrix, packing
from suyuan.codes.fault import CodeFault
from suyuan.codes.matrix import Bytes, Counts
from suyuan.codes.packing import Keys

Uscc = NewType("Uscc", str)
Duns = NewType("Duns", str)

REASONS = ("", "length", "character", "check_character")

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# No province is numbered 99 in GB/T 2260, so no registration office can issue this block: codes of the
# demonstration world live here, pass every check, and can never be mistaken for (or collide with) an
# enterprise.
FICTITIOUS_DIVISION = "999999"

_DIVISION = slice(2, 8)
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SUBJECTS = 10**8
_STRANGE = 0xFF
_DUNS_LENGTH = 9


def compact(text: str) -> str:
    """This will return the text without surrounding blanks and with capital letters."""
    return matrix.compact(text)


def validate(text: str) -> Uscc:
    """This will return the code as it is stored.

    Raises: CodeFault with one of ``REASONS``. Source: GB 32100-2015 clauses 4 and 5.
    """
    code = compact(text)
    if len(code) != LENGTH:
        raise CodeFault(
            "uscc",
            "length",
            zh=f"长度应为18位,实为{len(code)}位",
            en=f"18 characters are needed, found {len(code)}",
            text=code,
        )
    for at, sign in enumerate(code, start=1):
        in_division = _DIVISION.start < at <= _DIVISION.stop
        if sign not in ALPHABET or (in_division and not sign.isdigit()):
            raise CodeFault(
                "uscc",
                "character",
                zh=f"第{at}位不能为{sign!r}(第3至8位为数字,其余为0-9和除I、O、S、V、Z外的字母)",
                en=f"position {at} cannot be {sign!r} (3-8 digits, else 0-9 and A-Z without I, O, S, V, Z)",
                text=code,
                start=at,
                end=at,
            )
    wanted = reference.calc_check_digit(code[:-1])
    if code[-1] != wanted:
        raise CodeFault(
            "uscc",
            "check_character",
            zh=f"校验码应为{wanted!r},实为{code[-1]!r}",
            en=f"the check character should be {wanted!r}, found {code[-1]!r}",
            text=code,
            start=LENGTH,
            end=LENGTH,
        )
    return Uscc(code)


def is_valid(text: str) -> bool:
    """This will tell whether the text is a unified social credit code."""
    try:
        validate(text)
    except CodeFault:
        return False
    return True


def is_fictitious(code: str) -> bool:
    """This will tell whether a code lies in the block kept for demonstrations, which no registry issues."""
    return compact(code)[_DIVISION] == FICTITIOUS_DIVISION


def make_fictitious(number: int, *, kind: str = "91") -> Uscc:
    """This will make up the valid code of an enterprise that cannot exist; ``number`` is 0 to 99,999,999.

    ``kind`` is positions 1 and 2. The subject part carries its own check character (GB 11714), so stricter
    validators than this one accept it too, save those that look the division up.
    """
    if not 0 <= number < _SUBJECTS:
        message = f"number must be 0 to {_SUBJECTS - 1}, found {number}"
        raise ValueError(message)
    subject = f"{number:08d}"
    remainder = (
        11 - sum(int(digit) * weight for digit, weight in zip(subject, _SUBJECT_WEIGHTS, strict=True)) % 11
    )
    # GB 11714: 10 is written X, 11 is written 0
    inner = {10: "X", 11: "0"}.get(remainder, str(remainder))
    body = f"{kind}{FICTITIOUS_DIVISION}{subject}{inner}"
    return validate(body + reference.calc_check_digit(body))


def validate_duns(text: str) -> Duns:
    """This will return the D-U-N-S number that names a foreign unit without a Chinese code.

    Nine digits; hyphens are dropped, as it is commonly printed ``15-048-3782``. There has been no check digit
    since 2006.

    Raises: CodeFault ``length`` or ``character``.

    >>> validate_duns("15-048-3782")
    '150483782'
    """
    number = compact(text).replace("-", "")
    if len(number) != _DUNS_LENGTH:
        zh, en = f"应为9位数字,实为{len(number)}位", f"nine digits are needed, found {len(number)}"
        raise CodeFault("duns", "length", zh=zh, en=en, text=number)
    if not (number.isascii() and number.isdigit()):
        raise CodeFault("duns", "character", zh="只能使用数字", en="digits only", text=number)
    return Duns(number)


def is_abroad(code: str) -> bool:
    """This will tell whether a code is the nine digits of a D-U-N-S number: such a unit registers nowhere here.

    >>> is_abroad("150483782"), is_abroad("91330800575349959F")
    (True, False)
    """
    return len(code) == _DUNS_LENGTH and code.isascii() and code.isdigit()


@dataclass(frozen=True)
class Column:
    """A column of codes: place in REASONS, and the packed key (0, 0 when refused)."""

    reason: Bytes
    keys: Keys


_VALUE_OF = np.full(256, _STRANGE, np.uint8)
_VALUE_OF[list(ALPHABET.encode("ascii"))] = range(len(ALPHABET))
_SIGN_OF = np.frombuffer(ALPHABET.encode("ascii"), np.uint8)


def check_column(rows: Bytes, length: Counts) -> Column:
    """This will judge and pack a column laid out by ``matrix.matrix_of``, as ``validate`` judges one code."""
    count, modulus = len(rows), len(ALPHABET)
    reason = np.zeros(count, np.uint8)
    keys = np.zeros((count, 2), np.uint64)
    weights = np.array(_WEIGHTS, np.int32)
    for part in packing.chunks(count):
        chunk = matrix.capitals(rows[part])
        values = _VALUE_OF[chunk[:, :LENGTH]]
        wanted = _SIGN_OF[(-(values[:, :-1] @ weights)) % modulus]
        reason[part] = np.where(wanted != chunk[:, LENGTH - 1], REASONS.index("check_character"), 0)
        strange = (values == _STRANGE).any(axis=1) | (values[:, _DIVISION] > 9).any(axis=1)  # noqa: PLR2004
        reason[part][strange] = REASONS.index("character")
    reason[length != LENGTH] = REASONS.index("length")
    good = np.flatnonzero(reason == 0)
    keys[good] = packing.pack_matrix(rows[good])
    return Column(reason, keys)
