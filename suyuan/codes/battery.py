"""Battery code (汽车动力蓄电池编码), GB/T 34014-2017 clause 4: the name a power battery carries for life.

A new product has 24 characters, in two halves that a label may print on two lines:

* 1-3 manufacturer code (厂商代码), assigned on filing
* 4 kind of product (产品类型代码): P pack 电池包, M module 模块, C cell 单体
* 5 kind of battery (电池类型代码): A-G or Z
* 6-7 specification (规格代码), filed by the manufacturer
* 8-14 tracing information (追溯信息代码), filed by the manufacturer
* 15-17 date of production (生产日期代码): year, month, day
* 18-24 serial number (序列号), per day

A product for second life (梯级利用) is coded anew with 19 characters: positions 1-7 as above, 8-10 the date,
11-17 the serial number, 18 the letter R, 19 the kind of product it was made from. The old code is kept.

There is no check character, so a typing error shows itself only where a position leaves its table. Marking a
real code invalid is worse than the reverse: only the length, a character outside 0-9 A-Z, position 4 and the
ending of a 19-character code can refuse one. Everything else is a remark, and the code stays. Nothing is
silently rewritten; ``suyuan.codes.label`` explains look-alike letters and joins what a scanner reads, when
asked to.

Sources: GB/T 34014-2017 (clauses 4 and 5, Annex A); the letters are data, see ``suyuan.codes.letters``.

>>> cell = parse("04QCB76836300JBC40000903")
>>> cell.maker, cell.level, cell.chemistry, cell.spec, cell.made, cell.serial
('04Q', 'C', 'B', '76', datetime.date(2021, 12, 4), '0000903')
>>> parse("03UPE01000011C85A00FTY20").remarks
('serial_not_numeric',)
>>> validate(" 001cb240000003b3c0221953 ")
'001CB240000003B3C0221953'
>>> validate("A765101015")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: 24 characters are needed (19 for a second-life product), found 10
>>> validate("jbc4000090304qcb76836300")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: the two halves are swapped: '04QCB76836300' belongs before 'JBC40000903'
>>> validate("04QXB76836300JBC40000903")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: position 4 must be P, M or C (pack, module, cell), found 'X'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NewType

from suyuan.codes import matrix
from suyuan.codes.fault import CodeFault
from suyuan.codes.letters import LETTERS, Letters, Meaning

Code = NewType("Code", str)

# Both orders are public: a column check answers with places in REASONS and bits in the order of REMARKS.
REASONS = ("", "length", "inner_blank", "character", "level", "halves_swapped", "reuse_suffix")
REMARKS = ("chemistry_unknown", "date_unknown", "date_impossible", "serial_not_numeric")
REMARK_BIT = {remark: 1 << place for place, remark in enumerate(REMARKS)}

REMARK_TEXTS = {
    "chemistry_unknown": Meaning("第5位不在已知电池类型之内", "position 5 is no known kind of battery"),
    "date_unknown": Meaning(
        "生产日期含有未知代码,日期不详", "the date has a letter outside the table: date unknown"
    ),
    "date_impossible": Meaning("生产日期在日历上不存在", "the calendar has no such production date"),
    "serial_not_numeric": Meaning("序列号不全是数字", "the serial number is not all digits"),
}


@dataclass(frozen=True)
class Field:
    """One named run of positions, 1-based and inclusive."""

    id: str
    zh: str
    en: str
    start: int
    end: int

    @property
    def span(self) -> slice:
        """The run as a slice of the text."""
        return slice(self.start - 1, self.end)


@dataclass(frozen=True)
class Form:
    """The layout of one kind of code, and where a label may break it into two lines."""

    id: str
    zh: str
    en: str
    length: int
    fields: tuple[Field, ...]
    # lengths the second half may have: the standard's own (production part), then those seen on labels
    second_halves: tuple[int, ...]

    def field(self, field_id: str) -> Field:
        """This will find a field by its id."""
        return next(field for field in self.fields if field.id == field_id)


_DESIGN = (
    Field("maker", "厂商代码", "manufacturer", 1, 3),
    Field("level", "产品类型代码", "kind of product", 4, 4),
    Field("chemistry", "电池类型代码", "kind of battery", 5, 5),
    Field("spec", "规格代码", "specification", 6, 7),
)
FULL = Form(
    "full",
    "新产品编码",
    "code of a new product",
    24,
    (
        *_DESIGN,
        Field("trace", "追溯信息代码", "tracing information", 8, 14),
        Field("made", "生产日期代码", "date of production", 15, 17),
        Field("serial", "序列号", "serial number", 18, 24),
    ),
    (10, 11, 12),
)
REUSE = Form(
    "reuse",
    "梯级利用产品编码",
    "code of a second-life product",
    19,
    (
        *_DESIGN,
        Field("made", "生产日期代码", "date of production", 8, 10),
        Field("serial", "序列号", "serial number", 11, 17),
        Field("reuse", "梯级利用标志", "second-life mark", 18, 18),
        Field("source_level", "来源产品类型代码", "kind of the source product", 19, 19),
    ),
    (12,),
)
FORMS = {form.length: form for form in (FULL, REUSE)}


@dataclass(frozen=True)
class Segment:
    """One part of a code as people read it: its name, its place, its text and what the text means."""

    id: str
    zh: str
    en: str
    start: int
    end: int
    text: str
    meaning_zh: str
    meaning_en: str


@dataclass(frozen=True)
class BatteryCode:
    """A battery code, read; ``made`` is None when unknown.

    ``trace`` is empty in a second-life code, ``source_level`` None in any other.
    """

    text: Code
    form: str
    maker: str
    level: str
    chemistry: str
    spec: str
    trace: str
    made: date | None
    serial: str
    source_level: str | None
    remarks: tuple[str, ...]
    letters: Letters

    @property
    def prefix(self) -> str:
        """The first seven characters: what the manufacturer filed as one product."""
        return self.text[:7]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Every part of the code with its meaning, in order."""
        form = FORMS[len(self.text)]
        meanings = [self._meaning(field) for field in form.fields]
        return tuple(
            Segment(field.id, field.zh, field.en, field.start, field.end, self.text[field.span], *meaning)
            for field, meaning in zip(form.fields, meanings, strict=True)
        )

    def _meaning(self, field: Field) -> Meaning:
        text = self.text[field.span]
        tables: dict[str, Mapping[str, Meaning]] = {
            "level": self.letters.levels,
            "source_level": self.letters.levels,
            "chemistry": self.letters.chemistries,
            "reuse": {"R": Meaning("梯级利用", "second life")},
        }
        if field.id in tables:
            return tables[field.id].get(text, Meaning("未知", "unknown"))
        if field.id == "made":
            problem = next((REMARK_TEXTS[r] for r in self.remarks if r.startswith("date_")), None)
            return problem or Meaning(str(self.made), str(self.made))
        return Meaning(text, text)


def compact(text: str) -> str:
    """This will return the text without surrounding blanks and with capital letters."""
    return matrix.compact(text)


def parse(text: str, *, letters: Letters = LETTERS) -> BatteryCode:
    """This will read every part of a code.

    Raises: CodeFault with one of ``REASONS``. Source: GB/T 34014-2017 clause 4.
    """
    code = _checked(compact(text), letters)
    form = FORMS[len(code)]
    part = {field.id: code[field.span] for field in form.fields}
    return BatteryCode(
        text=code,
        form=form.id,
        maker=part["maker"],
        level=part["level"],
        chemistry=part["chemistry"],
        spec=part["spec"],
        trace=part.get("trace", ""),
        made=letters.made(part["made"]),
        serial=part["serial"],
        source_level=part.get("source_level"),
        remarks=tuple(_remarks(part, letters)),
        letters=letters,
    )


def validate(text: str, *, letters: Letters = LETTERS) -> Code:
    """This will return the code as it is stored.

    Raises: CodeFault with one of ``REASONS``.
    """
    return _checked(compact(text), letters)


def is_valid(text: str) -> bool:
    """This will tell whether the text is a battery code, with or without remarks."""
    try:
        validate(text)
    except CodeFault:
        return False
    return True


@lru_cache(maxsize=8)
def alphabets(form: Form, letters: Letters) -> tuple[str, ...]:
    """This will list, position by position, the characters of a code nobody would remark on."""
    any_sign = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    levels = "".join(letters.levels)
    design = [any_sign] * 3 + [levels, "".join(letters.chemistries)] + [any_sign] * 2
    made = ["".join(letters.years), "".join(letters.months), "".join(letters.days)]
    serial = ["0123456789"] * 7
    if form is REUSE:
        return (*design, *made, *serial, "R", levels)
    return (*design, *[any_sign] * 7, *made, *serial)


@lru_cache(maxsize=8)
def pattern(form: Form, letters: Letters = LETTERS) -> re.Pattern[str]:
    """This will return the strict pattern of a form: every letter in its table, the serial all digits."""
    return re.compile("".join(f"[{signs}]" for signs in alphabets(form, letters)), re.ASCII)


def is_plain(code: str, letters: Letters = LETTERS) -> bool:
    """This will tell whether a compact code fits its form without any remark on its letters."""
    form = FORMS.get(len(code))
    return form is not None and pattern(form, letters).fullmatch(code) is not None


def unswapped(code: str, letters: Letters = LETTERS) -> tuple[str, str] | None:
    """This will return the two halves in their right order when a code was written second half first."""
    form = FORMS.get(len(code))
    for size in form.second_halves if form else ():
        first, second = code[size:], code[:size]
        if is_plain(first + second, letters):
            return first, second
    return None


_SIGN = re.compile(r"[0-9A-Z]*", re.ASCII)


def _checked(code: str, letters: Letters) -> Code:
    """Judge in the order of REASONS; the column check in ``kernel`` takes the same steps."""
    count = len(code)
    blanks = sum(map(str.isspace, code[: matrix.WIDTH]))
    if blanks and (count in FORMS or count - blanks in FORMS):
        at = next(place for place, sign in enumerate(code, 1) if sign.isspace())
        raise _fault("inner_blank", code, (f"第{at}位是空白", f"there is a blank at position {at}"), at, at)
    if count not in FORMS:
        zh = f"长度应为24位(梯级利用产品19位),实为{count}位"
        en = f"24 characters are needed (19 for a second-life product), found {count}"
        raise _fault("length", code, (zh, en))
    if (clean := _SIGN.match(code)) and (at := clean.end() + 1) <= count:
        sign = code[at - 1]
        zh, en = f"只能使用0-9和A-Z,第{at}位为{sign!r}", f"0-9 and A-Z only, found {sign!r} at position {at}"
        raise _fault("character", code, (zh, en), at, at)
    if code[3] not in letters.levels:
        if halves := unswapped(code, letters):
            first, second = halves
            zh = f"前后两段颠倒:{first!r}应在{second!r}之前"
            en = f"the two halves are swapped: {first!r} belongs before {second!r}"
            raise _fault("halves_swapped", code, (zh, en))
        zh = f"第4位应为P、M或C(电池包、模块、单体),实为{code[3]!r}"
        en = f"position 4 must be P, M or C (pack, module, cell), found {code[3]!r}"
        raise _fault("level", code, (zh, en), 4, 4)
    if count == REUSE.length and (code[17] != "R" or code[18] not in letters.levels):
        zh = f"19位编码应以R加P、M或C结尾,实为{code[17:]!r}"
        en = f"a 19-character code ends in R and P, M or C, found {code[17:]!r}"
        raise _fault("reuse_suffix", code, (zh, en), 18, 19)
    return Code(code)


def _fault(
    reason: str, code: str, texts: tuple[str, str], start: int | None = None, end: int | None = None
) -> CodeFault:
    return CodeFault("code", reason, zh=texts[0], en=texts[1], text=code, start=start, end=end)


def _remarks(part: dict[str, str], letters: Letters) -> list[str]:
    remarks: list[str] = []
    if part["chemistry"] not in letters.chemistries:
        remarks.append("chemistry_unknown")
    if not letters.knows_date(part["made"]):
        remarks.append("date_unknown")
    elif letters.made(part["made"]) is None:
        remarks.append("date_impossible")
    if not part["serial"].isdigit():  # already known to be ASCII
        remarks.append("serial_not_numeric")
    return remarks
