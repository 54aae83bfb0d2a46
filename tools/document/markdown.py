"""排版 — the few forms of Markdown that the generated pages use, with every cell escaped.

table()   rows as a table
both()    a pair of texts, Chinese above English
code()    a word of the program
target()  the name of a place that other pages lead to
"""

import re
from collections.abc import Iterable, Sequence

from suyuan.law.duty import Text

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|#~$])")


def escape(text: str) -> str:
    """Make a text say what it says, whatever signs it holds."""
    return _SIGNS.sub(r"\\\1", text).replace("\n", " ")


def code(text: str) -> str:
    """Set a word of the program; an empty word stays empty."""
    return f"`{text}`".replace("|", "\\|") if text else ""


def codes(words: Iterable[str]) -> str:
    """Set several words of the program."""
    return " ".join(map(code, words))


def both(text: Text | None) -> str:
    """Set both languages, Chinese above English; equal ones once."""
    if text is None:
        return ""
    if text.zh == text.en:
        return escape(text.en)
    return f"{escape(text.zh)}<br>{escape(text.en)}"


def inline(text: Text) -> str:
    """Set both languages on one line."""
    return escape(text.en) if text.zh == text.en else f"{escape(text.zh)} · {escape(text.en)}"


def target(kind: str, name: str) -> str:
    """Name the place that links from any page lead to, such as ``rule-code-length``."""
    return re.sub(r"[^a-z0-9]+", "-", f"{kind} {name}".lower())


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Set rows as a table; nothing for no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(headings)} |", "|" + " --- |" * len(headings), *lines, ""])


def page(title: str, *parts: str) -> str:
    """Set a page: its title and the parts that say something."""
    return "\n\n".join([f"# {title}", *(part.strip() for part in parts if part.strip())]) + "\n"
