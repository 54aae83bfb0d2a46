"""排版 — documents are set by typst from the templates beside this file, in fonts that are the same everywhere.

    FONTS      families, the first that there is: our own, fetched at set-up, before those of the machine
    typeset()  template, what it says -> PDF

Few servers have a Chinese font, and typst prints empty boxes for what it cannot draw, without a word.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

FONTS = (
    *("Noto Sans S Chinese", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"),
    "Libertinus Serif",
)
HERE = Path(__file__).parent


def typeset(template: str, told: Mapping[str, Any]) -> bytes:
    """Set a template as PDF; it finds what it says in ``told``, with the fonts. Raises RuntimeError, of typst."""
    data = json.dumps({"fonts": FONTS, **told}, ensure_ascii=False)
    return bytes(
        typst.compile(_template(template), format="pdf", sys_inputs={"data": data}, font_paths=_fonts())
    )


@cache
def _fonts() -> typst.Fonts:
    """Find the fonts once: a search takes longer than a page."""
    return typst.Fonts(font_paths=[HERE / "fonts"])


@cache
def _template(name: str) -> bytes:
    return (HERE / name).read_bytes()
