"""标签 — the symbols of battery codes, and sheets of labels to print; every symbol is read again before it leaves.

    SYMBOLS, SIZES   what may be printed, and how large on a cell, a module, a pack
    symbol()         payload -> SVG
    sheet()          labels -> PDF

GB/T 34014-2017 names Code 128, QR and Data Matrix as carriers and gives no measures; the sizes are those that fit the
three levels, as data. A symbol says the code as it is printed below it, in one piece or in two lines as on many
cells; a QR code may say the address of the battery's page instead, which an ordinary telephone opens.

Sources: GB/T 34014-2017 clause 5; GB/T 18284 (QR), ISO/IEC 16022 (Data Matrix), GB/T 15425 (Code 128).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import zxingcpp

from suyuan.codes import label
from suyuan.codes.fault import CodeFault
from suyuan.exports.typeset import typeset
from suyuan.law.duty import Text

_FORMAT = {
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "data_matrix": zxingcpp.BarcodeFormat.DataMatrix,
    "code_128": zxingcpp.BarcodeFormat.Code128,
}
SYMBOLS: dict[str, Text] = {
    "data_matrix": Text("Data Matrix", "Data Matrix"),
    "qr": Text("QR码", "QR code"),
    "code_128": Text("Code 128条码", "Code 128"),
}
_MORE: dict[str, dict[str, Any]] = {"qr": {"ec_level": "M"}, "data_matrix": {"force_square": True}}
_READ_AT = 3  # pixels of a module when a symbol is read again
_PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)


@dataclass(frozen=True)
class Size:
    """How large a label is, in millimetres, with how many side by side on A4, and how high its text is in points."""

    text: Text
    width_mm: int
    height_mm: int
    columns: int
    text_pt: float


SIZES: dict[str, Size] = {
    "cell": Size(Text("单体（30×12毫米）", "Cell (30 × 12 mm)"), 30, 12, 6, 4.5),
    "module": Size(Text("模块（60×20毫米）", "Module (60 × 20 mm)"), 60, 20, 3, 7),
    "pack": Size(Text("电池包（90×40毫米）", "Pack (90 × 40 mm)"), 90, 40, 2, 10),
}


class Unreadable(Exception):
    """A symbol does not read back as the code below it: the two must never part."""


@dataclass(frozen=True)
class Label:
    """A code as printed, and what its symbol says; empty: the code itself."""

    code: str
    payload: str = ""


def symbol(one: Label, kind: str) -> str:
    """Draw the symbol of a label as SVG. Raises Unreadable, KeyError for an unknown kind."""
    said = one.payload or one.code
    try:
        drawn = zxingcpp.create_barcode(said, _FORMAT[kind], **_MORE.get(kind, {}))
    except ValueError as error:  # a sign that the symbol has not, or too many of them
        raise Unreadable(one.code) from error
    image = np.array(drawn.to_image(scale=_READ_AT))
    formats = zxingcpp.BarcodeFormats(_FORMAT[kind])
    read = zxingcpp.read_barcodes(image, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    if len(read) != 1 or read[0].text != said or code_of(read[0].text) != one.code:
        raise Unreadable(one.code)
    return _PROLOGUE.sub("", str(drawn.to_svg()))


def code_of(payload: str) -> str:
    """Give the code that a symbol says, joined where it stands in two lines; "" where it says none."""
    try:
        return str(label.join_payload(payload))
    except CodeFault:
        return ""


def sheet(labels: Sequence[Label], kind: str, size: str) -> bytes:
    """Set labels on sheets of A4 as PDF. Raises Unreadable."""
    chosen = SIZES[size]
    data = {
        "width": chosen.width_mm,
        "height": chosen.height_mm,
        "columns": chosen.columns,
        "text": chosen.text_pt,
        "wide": kind == "code_128",
        "labels": [{"lines": lines(one.code), "svg": symbol(one, kind)} for one in labels],
    }
    return typeset("labels.typ", data)


def lines(code: str) -> list[str]:
    """Break a code as labels do: design part and production part (GB/T 34014-2017), or the whole of a short one.

    >>> lines("04QCB76836300JBC40000903")
    ['04QCB76836300J', 'BC40000903']
    """
    design = len(code) - 10
    return [code[:design], code[design:]]
