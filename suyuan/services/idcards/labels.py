"""标签清单 — codes in a file become sheets of labels; what does not fit together is named cell by cell.

    read_list()   a file with the columns code and, where the symbol says it otherwise, payload -> labels
    sheet()       labels -> PDF

A payload is what the symbol is to say: the code in two lines, with signs between them, or an address with the code in
it. It must give the code that is printed below it; a label whose text and symbol differ is refused, never mended.
"""

from typing import NamedTuple

from suyuan.codes import battery
from suyuan.codes.fault import CodeFault
from suyuan.exports import labels as export
from suyuan.exports.labels import SIZES, SYMBOLS, Label
from suyuan.intake.reading import read
from suyuan.intake.refusal import Unreadable
from suyuan.law.duty import MEASURES_2026, Citation, Column, Kind, SubjectKind, Text
from suyuan.law.lists import listing
from suyuan.services.refusals import Refused

MOST = 5_000  # labels of one file
TOO_SMALL = {
    ("code_128", "cell")
}  # its narrowest bar would be a tenth of a millimetre, which few readers see
LIST = listing(
    "labels",
    Text("标签清单", "List of labels"),
    Text("要打印的编码。", "The codes to be printed."),
    Citation(MEASURES_2026, 9),
    (
        Column(
            name="code",
            kind=Kind.TEXT,
            text=Text("动力电池编码", "Battery code"),
            also=("编码", "电池编码"),
            longest=40,
            example="9Z1PE0100000A1G510000001",
        ),
        Column(
            name="payload",
            kind=Kind.TEXT,
            required=False,
            text=Text("码内内容", "Payload"),
            also=("内容",),
            longest=200,
            example="",
        ),
    ),
    subject=("code", SubjectKind.BATTERY),
)


class Wrong(NamedTuple):
    """What is wrong in one cell of a list; ``row`` counts data rows from 1."""

    row: int
    column: str
    value: str
    text: Text


class List(NamedTuple):
    """The labels of a file, and what is wrong in it."""

    labels: list[Label]
    wrong: list[Wrong]


def read_list(content: bytes, name: str) -> List:
    """Read a file of codes. Raises Refused where it cannot be taken as a whole."""
    try:
        table = read(LIST, content, name=name)
    except Unreadable as unreadable:
        raise Refused("labels.unreadable") from unreadable
    codes = table.columns["code"].spread().to_list() if "code" in table.columns else []
    if not codes:
        raise Refused("labels.empty")
    if len(codes) > MOST:
        raise Refused("labels.too_many", limit=f"{MOST:,}")
    payloads = (
        table.columns["payload"].spread().to_list() if "payload" in table.columns else [""] * len(codes)
    )
    found = List([], [])
    for row, (code, payload) in enumerate(zip(codes, payloads, strict=True), start=1):
        wrong = _wrong(row, code, payload)
        if wrong is not None:
            found.wrong.append(wrong)
        elif code:
            found.labels.append(Label(battery.compact(code), payload))
    return found


def of_lines(text: str) -> bytes:
    """Give codes that were typed or pasted, one on each line, as a file."""
    return ("code\n" + "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n").encode()


def _wrong(row: int, code: str, payload: str) -> Wrong | None:
    """Tell what is wrong with a label."""
    try:
        text = str(battery.parse(code).text)
    except CodeFault as fault:
        return Wrong(row, "code", code, Text(fault.zh, fault.en))
    if payload and export.code_of(payload) != text:
        differs = Text(
            "码内内容读出的编码与印刷的编码不同；改正其一后重新上传",
            "the symbol would say another code than the text below it; mend one of them and upload again",
        )
        return Wrong(row, "payload", payload, differs)
    return None


def sheet(labels: list[Label], kind: str, size: str) -> bytes:
    """Set labels as PDF. Raises Refused for an unknown kind or size, or where a symbol cannot say its payload."""
    if kind not in SYMBOLS or size not in SIZES:
        raise Refused("labels.unknown_kind")
    if (kind, size) in TOO_SMALL:
        raise Refused("labels.too_small")
    try:
        return export.sheet(labels, kind, size)
    except export.Unreadable as unreadable:
        raise Refused("labels.unfit", value=str(unreadable)) from unreadable


def symbol(code: str, kind: str, payload: str = "") -> str:
    """Draw one symbol as SVG. Raises Refused for an unknown kind."""
    if kind not in SYMBOLS:
        raise Refused("labels.unknown_kind")
    try:
        return export.symbol(Label(code, payload), kind)
    except export.Unreadable as unreadable:
        raise Refused("labels.unfit", value=code) from unreadable
