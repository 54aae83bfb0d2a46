"""参数 — the parameters of a call's query: read strictly and documented, both from one definition.

    Parameter   name, meaning, schema and reader
    read()      request, parameters -> values; an unknown or repeated name is refused, never overlooked

A parameter that cannot be read answers 422 with its place, its value and the mend. An unknown name is
refused, because ``?mdoe=good`` would otherwise file in another way than the sender meant.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from django.db.utils import DataError
from django.http import HttpRequest

from suyuan.api.problems import Complaint, Misread
from suyuan.codes import battery, label, packing, vin
from suyuan.codes.fault import CodeFault
from suyuan.domain import receipts, subjects
from suyuan.domain.obligations import State
from suyuan.domain.receipts import ALPHABET
from suyuan.law.duty import Text
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock

MOST_PER_PAGE = 500


class Unread(Exception):
    """A reader's refusal: why, and how to mend it."""

    def __init__(self, wrong: Text, fix: Text) -> None:
        super().__init__(wrong.en)
        self.wrong = wrong
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query; ``schema`` is its JSON schema, ``read`` raises Unread."""

    name: str
    text: Text
    read: Callable[[str], Any]
    schema: dict[str, Any]
    default: Callable[[], Any] = field(default=lambda: None)
    example: str | None = None

    def describe(self) -> dict[str, Any]:
        """Give the OpenAPI parameter object."""
        described = {
            "name": self.name,
            "in": "query",
            "required": False,
            "description": f"{self.text.en}\n\n{self.text.zh}",
            "schema": self.schema,
        }
        return described if self.example is None else described | {"example": self.example}


def read(request: HttpRequest, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Read a request's query into a value for every parameter. Raises Complaint with all mistakes."""
    values = {parameter.name: parameter.default() for parameter in parameters}
    if not request.GET:
        return values
    known = {parameter.name: parameter for parameter in parameters}
    mistakes: list[Misread] = []
    for name, texts in request.GET.lists():
        if name not in known:
            mistakes.append(_unknown(str(name), known))
        elif len(texts) > 1:
            mistakes.append(Misread(str(name), "; ".join(map(str, texts)), _TWICE, _ONCE))
        else:
            try:
                values[str(name)] = known[str(name)].read(str(texts[0]))
            except Unread as unread:
                mistakes.append(Misread(str(name), str(texts[0]), unread.wrong, unread.fix))
    if mistakes:
        raise Complaint("request.parameter", mistakes=tuple(mistakes))
    return values


_TWICE = Text("参数重复。", "The parameter stands twice.")
_ONCE = Text("每个参数只写一次。", "Give each parameter once.")


def _unknown(name: str, known: dict[str, Parameter]) -> Misread:
    """Refuse a name that this call does not know."""
    names = ", ".join(known) or "—"
    return Misread(
        name,
        "",
        Text("未知参数。", "Unknown parameter."),
        Text(f"可用的参数：{names}。", f"Known parameters: {names}."),
    )


NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}  # of a row, in an address
_DIGITS = 10  # of the largest of them


def number_of(text: str) -> int:
    """Read a number of an address. Raises Complaint: there is no such thing."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text) < 2**31):
        raise Complaint("not_found")
    return int(text)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day_of(text: str) -> date:
    """Read a day of what is known; nothing is known beyond today, so a later one is today."""
    return min(any_day_of(text), clock.today())


def any_day_of(text: str) -> date:
    """Read a day, whenever it is. Raises Unread."""
    try:
        day = date(*map(int, text.split("-"))) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Unread(
            Text("不是日期。", "This is no date."),
            Text("写作 YYYY-MM-DD，如 2026-05-01。", "Write YYYY-MM-DD, such as 2026-05-01."),
        )
    return day


def one_of(*values: str) -> Callable[[str], str]:
    """Build the reader of a closed list of words."""

    def read_word(text: str) -> str:
        if text not in values:
            shown = ", ".join(values)
            raise Unread(
                Text("不在可选值之内。", "Not one of the values."),
                Text(f"可选：{shown}。", f"One of {shown}."),
            )
        return text

    return read_word


def _states(text: str) -> set[State]:
    """Read a comma-separated set of obligation states."""
    one = one_of(*State)
    return {State(one(word.strip())) for word in text.split(",") if word.strip()}


def _number(low: int, high: int) -> Callable[[str], int]:
    """Build the reader of a whole number in a range."""

    def read_number(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and low <= int(text) <= high):  # noqa: PLR2004
            raise Unread(
                Text("不是可用的整数。", "Not a usable whole number."),
                Text(f"写 {low} 至 {high} 的整数。", f"Write a whole number from {low} to {high}."),
            )
        return int(text)

    return read_number


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def text_schema(longest: int) -> dict[str, Any]:
    """Give the schema of a short free text."""
    pattern = r"^[^\u0000-\u001f\u007f-\u009f]+$"
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": pattern}


def text_of(longest: int) -> Callable[[str], str]:
    """Build the reader of a short free text."""

    def read_text(text: str) -> str:
        if not text or len(text) > longest or _CONTROL.search(text):
            raise Unread(
                Text("为空、过长或含控制字符。", "Empty, too long, or with control characters."),
                Text(f"写 1 至 {longest} 个字符。", f"Write 1 to {longest} characters."),
            )
        return text

    return read_text


def _duty(text: str) -> str:
    """Read the id of a duty."""
    if RULEBOOK.get(text) is None:
        raise Unread(
            Text("没有这一报送事项。", "There is no such duty."),
            Text("所有事项见 GET /api/v1/duties。", "GET /api/v1/duties lists all of them."),
        )
    return text


RECEIPT_PATTERN = rf"^SY-[0-9]{{8}}-[{ALPHABET}]{{9}}$"


def _receipt(text: str) -> str:
    """Read the number of a receipt."""
    if receipts.key(text) is None:
        raise Unread(
            Text("不是回执号。", "This is no number of a receipt."),
            Text(
                "照抄回执上的编号，如 SY-20260501-7K3M9Q2XD。",
                "Copy it from the receipt, as SY-20260501-7K3M9Q2XD.",
            ),
        )
    return text


YES_NO = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def _flag(text: str) -> bool:
    """Read a yes or no."""
    return YES_NO[one_of(*YES_NO)(text.lower())]


AS_OF = Parameter(
    "as_of",
    Text(
        "按这一天所知作答；缺省为今天，未到的日子按今天作答。",
        "Answer as known on this day; today by default, and for a day that has not come.",
    ),
    day_of,
    {"type": "string", "format": "date"},
    default=clock.today,
    example="2026-05-01",
)
CURSOR = Parameter(
    "cursor",
    Text("上一页给出的 next。", "The next of the page before."),
    text_of(500),
    text_schema(500),
)
LIMIT = Parameter(
    "limit",
    Text(
        f"每页条数，1 至 {MOST_PER_PAGE}，缺省 50。", f"Items per page, 1 to {MOST_PER_PAGE}; 50 by default."
    ),
    _number(1, MOST_PER_PAGE),
    {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": 50},
    default=lambda: 50,
)
DUTY = Parameter(
    "duty",
    Text("只列这一报送事项。", "Only this duty."),
    _duty,
    {"type": "string", "enum": [duty.id for duty in RULEBOOK.duties]},
    example="24.2.a",
)
PARTY = Parameter(
    "party",
    Text("只列这一单位（统一社会信用代码）。", "Only this party (unified social credit code)."),
    text_of(40),
    {"type": "string", "pattern": "^[0-9A-Z]{9,18}$"},
    example="91999999AY10000019",
)
STATES = Parameter(
    "state",
    Text("状态，逗号分隔：" + "、".join(State), "States, separated by commas: " + ", ".join(State)),
    _states,
    {"type": "string", "pattern": f"^({'|'.join(State)})(,({'|'.join(State)}))*$"},
    example="open,overdue",
)
_WORD = {"type": "string", "pattern": "^[a-z_]{1,40}$"}
FROM = Parameter("from", Text("起始日。", "First day."), day_of, {"type": "string", "format": "date"})
UNTIL = Parameter(
    "until", Text("截止日，含当日。", "Last day, included."), day_of, {"type": "string", "format": "date"}
)
REGION = Parameter(
    "region",
    Text(
        "区划代码的开头，只计在该地登记的单位。",
        "Leading digits of a division: only parties registered there.",
    ),
    text_of(6),
    text_schema(6),
)
KIND = Parameter("kind", Text("问题种类。", "Kind of finding."), text_of(40), _WORD, example="no_inbound")
SUBJECT = Parameter(
    "subject",
    Text("编码或车架号，须完整。", "A battery code or VIN, in full."),
    text_of(40),
    text_schema(40),
)
FINDING_STATE = Parameter(
    "state",
    Text("处理状态。", "State of the finding."),
    one_of("open", "explained", "confirmed", "case", "closed"),
    {"type": "string", "enum": ["open", "explained", "confirmed", "case", "closed"]},
)
MODE = Parameter(
    "mode",
    Text(
        "all：一行有误，整份不受理；good：先受理正确的行。",
        "all: one bad line refuses the whole; good: the good lines are filed, the bad ones held back.",
    ),
    one_of("all", "good"),
    {"type": "string", "enum": ["all", "good"], "default": "all"},
    default=lambda: "all",
)
DRY_RUN = Parameter(
    "dry_run",
    Text("只检查，不受理。", "Check only, store nothing."),
    _flag,
    {"type": "boolean", "default": False},
    default=lambda: False,
)
BACKFILL = Parameter(
    "backfill",
    Text(
        "补录办法施行前的存量，不起算期限。", "Legacy stock from before the cut-off day: it starts no clock."
    ),
    _flag,
    {"type": "boolean", "default": False},
    default=lambda: False,
)
SUPERSEDES = Parameter(
    "supersedes",
    Text("本次申报所更正的回执号。", "Number of the receipt that this filing corrects."),
    _receipt,
    {"type": "string", "pattern": RECEIPT_PATTERN},
    example="SY-20260501-7K3M9Q2XD",
)


@contextmanager
def paging(asked: dict[str, Any]) -> Iterator[None]:
    """Answer a cursor that is none of ours as a mistake of the asker. Raises Complaint."""
    try:
        yield
    except (ValueError, DataError, psycopg.DataError):
        if asked["cursor"] is None:
            raise
        raise Complaint("page.cursor") from None


def code_of(text: str) -> str:
    """Read the battery code of an address; a provisional identifier passes. Raises Complaint."""
    try:
        return battery.validate(text)
    except CodeFault as fault:
        if provisional(text):
            return text
        raise _malformed("code", text, fault, label.readings(text)) from None


def provisional(text: str) -> bool:
    """Tell whether the text is an identifier that this platform gave to an unreadable label."""
    key = subjects.key(text)
    return key is not None and packing.is_provisional(key)


def vin_of(text: str) -> str:
    """Read the VIN of an address. Raises Complaint."""
    try:
        return str(vin.validate(text))
    except CodeFault as fault:
        raise _malformed("vin", text, fault, ()) from None


def _malformed(name: str, text: str, fault: CodeFault, readings: Sequence[str]) -> Complaint:
    """Explain a malformed code, with what it may have been meant to be."""
    fix = Text("请对照标签核对。", "Compare it with the label.")
    if readings:
        shown = ", ".join(readings[:3])
        fix = Text(f"易混字符：可能是 {shown}。", f"Look-alike letters: it may be {shown}.")
    misread = Misread(
        name, text, Text(fault.zh, fault.en), fix, rule=f"{fault.standard}.{fault.reason}", place="path"
    )
    return Complaint("request.code", mistakes=(misread,))
