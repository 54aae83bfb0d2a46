"""签名图片 — whether anything is written in the picture of a signature.

    is_blank()   a PNG or JPEG -> True where there is not a stroke of ink in it, or where it is no picture

A stroke is enough of dark dots over enough of an extent: a name in the smallest hand has it, a tap of a finger has not.

Source: Administrative Penalty Law (2021 revision) Article 55 (who was questioned signs the record).
"""

import io
from typing import cast

from PIL import Image

_MOST_DOTS = 4_000_000  # of a signature; asked before anything is unpacked
_LEAST_INK = 64  # by which it is darker than its paper, of 255
_LEAST_DOTS = 50  # of a stroke: the page of a visit draws three wide
_LEAST_EXTENT = (
    24  # dots from end to end; the page asks for a little more, so that what it takes is taken here
)


def is_blank(signature: bytes) -> bool:
    """Tell whether there is no stroke in a picture, or no picture."""
    try:
        with Image.open(io.BytesIO(signature), formats=("PNG", "JPEG")) as drawn:
            if drawn.width * drawn.height > _MOST_DOTS:
                return True
            paper = Image.new("RGBA", drawn.size, "white")
            paper.alpha_composite(drawn.convert("RGBA"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return True
    grey = paper.convert("L")
    _darkest, lightest = cast("tuple[int, int]", grey.getextrema())
    ink = grey.point([255 * (lightest - light >= _LEAST_INK) for light in range(256)])
    dots, box = ink.histogram()[255], ink.getbbox()
    if (
        box is None or min(dots, drawn.width * drawn.height - dots) < _LEAST_DOTS
    ):  # as few light ones are no paper
        return True
    left, upper, right, lower = box
    return max(right - left, lower - upper) < _LEAST_EXTENT
