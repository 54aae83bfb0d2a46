"""签名图片 — whether anything is written in the picture of a signature.

    is_blank()   a PNG or JPEG -> True where no ink is in it, or where it is no picture that can be opened

Source: Administrative Penalty Law (2021 revision) Article 55 (who was questioned signs the record).
"""

import io
from typing import cast

from PIL import Image

_MOST_DOTS = 4_000_000  # of a signature; asked before anything is unpacked
_LEAST_INK = 64  # by which it is darker than its paper, of 255


def is_blank(signature: bytes) -> bool:
    """Tell whether there is no ink in a picture, or no picture."""
    try:
        with Image.open(io.BytesIO(signature), formats=("PNG", "JPEG")) as drawn:
            if drawn.width * drawn.height > _MOST_DOTS:
                return True
            paper = Image.new("RGBA", drawn.size, "white")
            paper.alpha_composite(drawn.convert("RGBA"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return True
    darkest, lightest = cast("tuple[int, int]", paper.convert("L").getextrema())
    return lightest - darkest < _LEAST_INK
