"""表头拼写 — the key by which headings are compared. Imports nothing, for the workbook child must start fast.

    normal  heading -> key: NFKC, lower case, letters and digits alone
    bare    the same without bracketed remarks such as （必填） or (kg)

>>> normal("电池包编码 (必填)*"), bare("电池包编码 (必填)*")
('电池包编码必填', '电池包编码')
"""

import re
import unicodedata

BRACKETS = re.compile(r"[(\[【〔<《{][^)\]】〕>》}]*[)\]】〕>》}]")


def folded(heading: str) -> str:
    """Give the heading with full-width forms made plain: （必填） -> (必填)."""
    return unicodedata.normalize("NFKC", heading)


def normal(heading: str) -> str:
    """Give the key of a heading."""
    return "".join(character for character in folded(heading).casefold() if character.isalnum())


def bare(heading: str) -> str:
    """Give the key of a heading without its bracketed remarks."""
    return normal(BRACKETS.sub("", folded(heading)))
