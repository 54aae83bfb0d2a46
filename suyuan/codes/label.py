r"""Battery label (电池标签): from what a scanner or an eye reads to a code, nothing rewritten in silence.

Parts: ``join_payload`` for the content of a carrier (two lines, blanks, lower case, extra characters, a web
address around the code); ``lookalikes`` and ``readings`` for letters that are taken for one another; ``fold``
for comparing codes that may have been misread.

None of this happens unless it is asked for: a filed code is judged as it stands.

Sources: GB/T 34014-2017 clause 5 (carriers: Code 128, QR, Data Matrix); the look-alikes are those met in
practice.

>>> join_payload("04QCB76836300\r\nJBC40000903")
'04QCB76836300JBC40000903'
>>> join_payload("https://example.org/b/04QCB76836300JBC40000903?s=1")
'04QCB76836300JBC40000903'
>>> readings("O4QCB76836300JBC4OOO09O3")
('O4QCB76836300JBC40000903',)
>>> hint = lookalikes("04QCB76836300JBC400009O3")[-1]
>>> hint.position, hint.found, hint.similar, hint.reading
(23, 'O', '0Q', '04QCB76836300JBC40000903')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, product

from suyuan.codes import battery
from suyuan.codes.battery import FORMS, Code
from suyuan.codes.fault import CodeFault
from suyuan.codes.letters import LETTERS, Letters
from suyuan.codes.matrix import compact

# Each set of signs that are taken for one another; the first is what the others fold to.
LOOKALIKES = ("0OQ", "1I", "2Z", "5S", "8B", "VU")
_FOLD = str.maketrans({sign: signs[0] for signs in LOOKALIKES for sign in signs})
_SIMILAR = {sign: signs.replace(sign, "") for signs in LOOKALIKES for sign in signs}
_MOST_READINGS = 64
_MOST_TRIED = 4096
_NOT_SIGNS = re.compile(r"[^0-9A-Z]+", re.ASCII)
# Line breaks and blanks, and what Data Matrix and Code 128 readers put between (FS, GS, RS, US, EOT).
_GAPS = re.compile(r"[\s\x04\x1c-\x1f]+")


@dataclass(frozen=True)
class Hint:
    """A sign that may be another: its place, what it looks like, and the plain code that would give."""

    position: int
    found: str
    similar: str
    zh: str
    en: str
    reading: str | None


def fold(text: str) -> str:
    """This will return a key under which look-alike codes are equal: for searching, never for storing.

    >>> fold("O4QCB7683630I") == fold("04QCB76836301")
    True
    """
    return compact(text).translate(_FOLD)


def lookalikes(text: str, *, letters: Letters = LETTERS) -> list[Hint]:
    """This will explain every sign of a 24- or 19-character code that is often taken for another.

    ``reading`` is set where reading this one sign otherwise makes plain a code that is not.
    """
    code = compact(text)
    if len(code) not in FORMS:
        return []
    plain = battery.is_plain(code, letters)
    hints = []
    for position, found in enumerate(code, start=1):
        if not (similar := _SIMILAR.get(found, "")):
            continue
        others = [code[: position - 1] + sign + code[position:] for sign in similar]
        reading = (
            None if plain else next((other for other in others if battery.is_plain(other, letters)), None)
        )
        shown = "、".join(similar)
        zh = f"第{position}位的{found}容易与{shown}混淆"
        en = f"{found} at position {position} is easily taken for {' or '.join(similar)}"
        hints.append(Hint(position, found, similar, zh, en, reading))
    return hints


def readings(text: str, *, letters: Letters = LETTERS) -> tuple[str, ...]:
    """This will list the plain codes a text may stand for, changing only signs that do not fit their place.

    Empty when the text is plain already or no change of look-alikes helps; at most 64 are given.
    """
    code = compact(text)
    form = FORMS.get(len(code))
    if form is None or battery.is_plain(code, letters):
        return ()
    choices = []
    for sign, permitted in zip(code, battery.alphabets(form, letters), strict=True):
        fitting = [other for other in _SIMILAR.get(sign, "") if other in permitted]
        choices.append([sign] if sign in permitted else fitting)
    tried = islice(product(*choices), _MOST_TRIED)
    return tuple(islice(map("".join, tried), _MOST_READINGS))


def join_payload(payload: str, *, letters: Letters = LETTERS) -> Code:
    """This will take the code out of what a carrier holds, by the first rule that gives exactly one.

    1. all gaps (blanks, line breaks, separators) removed, the whole is a code of 24 or 19 characters;
    2. one of the pieces between other signs (as in a web address) is a code without remarks;
    3. inside the longer whole, one run of 24 characters, else one of 19, is a code without remarks
       (carriers with one or two characters before or after).

    Swapped halves are explained, not mended.

    Raises: CodeFault as ``battery.validate``; ``length`` when no rule, or more than one reading, applies.
    """
    whole = _GAPS.sub("", compact(payload))
    if len(whole) in FORMS:
        return battery.validate(whole, letters=letters)
    pieces = [piece for piece in _NOT_SIGNS.split(compact(payload)) if battery.is_plain(piece, letters)]
    found = set(pieces) or next(filter(None, (_runs(whole, size, letters) for size in FORMS)), set())
    if len(found) == 1:
        return battery.validate(found.pop(), letters=letters)
    zh = f"载体内容中有{len(found)}个可能的编码,应恰有一个"
    en = f"the carrier holds {len(found)} possible codes, one is needed"
    raise CodeFault("code", "length", zh=zh, en=en, text=whole)


def _runs(whole: str, size: int, letters: Letters) -> set[str]:
    runs = (whole[start : start + size] for start in range(len(whole) - size + 1))
    return {run for run in runs if battery.is_plain(run, letters)}
