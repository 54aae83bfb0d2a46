"""标记 — a copy of technical information says for whom it was made: to the eye, to a reader of symbols, in the file.

    Mark      what a copy says of itself
    overlays() pages to lay over those of a PDF
    read()    the marks that an image or a PDF shows

The symbol stands in two corners and is large enough to survive a print and a photograph; the words run across the
page, so that a corner cut off does not free the rest.

Source: Article 25 of the Measures (information for the own work alone); GB/T 18284 (QR).
"""

import io
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import zxingcpp

from suyuan.exports.typeset import typeset

SAYS = "SYM1"  # before a mark, so that it is known among other symbols
PATTERN = re.compile(r"SYM1:([0-9A-Z]{16})")
_PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a copy says of itself. ``mark``: sixteen letters and digits; ``day``: when it was made, as text."""

    mark: str
    firm: str
    day: str


def overlays(one: Mark) -> tuple[bytes, bytes]:
    """Draw the pages that are laid over those of a copy: over upright ones, over wide ones."""
    upright, wide = (_overlay(one, flipped=flipped) for flipped in (False, True))
    return upright, wide


def _overlay(one: Mark, *, flipped: bool) -> bytes:
    symbol = zxingcpp.create_barcode(f"{SAYS}:{one.mark}", zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    data = {
        "flipped": flipped,
        "firm": one.firm,
        "day": one.day,
        "mark": one.mark,
        "symbol": _PROLOGUE.sub("", str(symbol.to_svg())),
        "foot": f"仅供 {one.firm} 用于本单位拆卸、拆解 · for its own work alone · {one.day} · {one.mark}",
    }
    return typeset("marks.typ", data)


def read(image: npt.NDArray[np.uint8]) -> list[str]:
    """Give the marks that an image shows: rows and columns of grey or of colours."""
    found = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    return list(dict.fromkeys(mark for one in found for mark in PATTERN.findall(one.text)))


def read_file(content: bytes) -> list[str]:
    """Give the marks that a PDF carries in itself."""
    from pypdf import PdfReader  # noqa: PLC0415 - the operator's command alone needs it here

    told: Any = PdfReader(io.BytesIO(content)).metadata or {}
    mark = str(told.get("/SuyuanMark", ""))
    return [mark] if mark else []
