"""执法文书 — the documents of a case, set by typst from ``case_paper.typ``: Chinese, with English in small.

    Paper       what one document says
    case_paper  a paper -> PDF
    desk_of     a department and its territory -> the name that stands at the head

What somebody wrote is set as it is and never read as markup. Signs that cannot be seen are shown as �; a text without a
place to break breaks anywhere, and long ones run over as many pages as they need, numbered.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from suyuan.codes import region
from suyuan.exports.typeset import typeset
from suyuan.exports.words import amount_in_words, day_in_words
from suyuan.law.departments import DEPARTMENT_TEXT, Department
from suyuan.law.duty import Text

_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
_LONG_RUN = 20  # signs after which an unbroken text may break


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What one document says. ``sections``: headings with texts; ``due_date``: a day that it sets, and its name."""

    title: Text
    number: str
    department: Text
    addressee: str
    day: date
    sections: Sequence[tuple[Text, str]]
    uscc: str = ""
    due_date: date | None = None
    due_text: Text | None = None
    fine_fen: int | None = None
    rights: Text | None = None


def case_paper(paper: Paper) -> bytes:
    """Set a document as PDF."""
    told = asdict(paper) | {
        "day": day_in_words(paper.day),
        "addressee": plain(paper.addressee),
        "sections": [(heading._asdict(), plain(text)) for heading, text in paper.sections],
        "due_date": [day_in_words(paper.due_date), paper.due_date.isoformat()] if paper.due_date else None,
        "fine": [amount_in_words(paper.fine_fen), f"{paper.fine_fen / 100:,.2f}"] if paper.fine_fen else None,
    }
    told |= {
        name: value._asdict() if value else None
        for name, value in (
            ("title", paper.title),
            ("department", paper.department),
            ("rights", paper.rights),
            ("due_text", paper.due_text),
        )
    }
    return typeset("case_paper.typ", told)


def desk_of(department: str, territory: str) -> Text:
    """Name a desk, whose document it is: the organ and where it is."""
    organ = DEPARTMENT_TEXT[Department(department)]
    code = territory.ljust(6, "0")
    zh = "".join(region.path(code)) if territory else ""
    en = region.name(code, "en") if territory else ""
    return Text(f"{zh}{organ.zh}主管部门", f"{organ.en}, {en}".rstrip(", "))


def plain(text: str) -> str:
    r"""Give a text with the signs that cannot be seen shown, and places to break in what has none.

    >>> plain('a\u202eb')
    'a�b'
    """
    seen = "".join(
        sign if sign == "\n" or unicodedata.category(sign) not in _HIDDEN else "\ufffd" for sign in text
    )
    return "\n".join(" ".join(map(_breakable, line.split(" "))) for line in seen.split("\n"))


def _breakable(run: str) -> str:
    """Let a long run of signs break; Chinese breaks by itself."""
    if len(run) <= _LONG_RUN or not run.isascii():
        return run
    return "\u200b".join(run[start : start + _LONG_RUN] for start in range(0, len(run), _LONG_RUN))
