"""举报 — what somebody saw: the kinds of things that are told, and what becomes of a tip.

    Topic     what it is about, with the article that is touched
    State     open, taken up, dismissed
    number()  a fresh number, by which alone whoever told it comes back

Nobody signs a tip and nobody is asked for a name: there is nothing that could be handed on. The number is drawn,
so that it cannot be guessed.

Source: Articles 6, 10, 14, 15, 18 to 22, 27 of the Measures; policy ``tip_readers``.

>>> len(number()), number() == number()
(14, False)
"""

import secrets
from enum import StrEnum

from suyuan.law.duty import Text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # of Crockford: no letter that is read as a digit
LONGEST = 2_000
MOST_IN_AN_HOUR = 5  # of one address


class Topic(StrEnum):
    """What a tip is about."""

    UNLAWFUL_PLACE = "unlawful_place"
    HANDED_ON = "handed_on"
    FORBIDDEN_USE = "forbidden_use"
    REFUSED = "refused"
    CODES = "codes"
    POLLUTION = "pollution"
    OTHER = "other"


class State(StrEnum):
    """What became of a tip."""

    OPEN = "open"
    TAKEN = "taken"
    DISMISSED = "dismissed"


TOPIC_TEXT = {
    Topic.UNLAWFUL_PLACE: Text(
        "无资质的场所拆解、利用废旧电池", "Waste batteries worked on by a place that may not"
    ),
    Topic.HANDED_ON: Text("废旧电池交给了不该接收的人", "Waste batteries handed to who may not receive them"),
    Topic.FORBIDDEN_USE: Text("废旧电池用于电动自行车等禁止的领域", "Waste batteries put to a forbidden use"),
    Topic.REFUSED: Text("应当回收而拒绝接收", "Somebody refused to take a battery back"),
    Topic.CODES: Text("编码、标签被损毁、伪造或者冒用", "Codes or labels damaged, forged or borrowed"),
    Topic.POLLUTION: Text("起火、泄漏、倾倒等污染或者危险", "Fire, leaks, dumping: pollution or danger"),
    Topic.OTHER: Text("其他", "Something else"),
}
TOPIC_ARTICLE = {
    Topic.UNLAWFUL_PLACE: "18",
    Topic.HANDED_ON: "20",
    Topic.FORBIDDEN_USE: "22",
    Topic.REFUSED: "15",
    Topic.CODES: "10",
    Topic.POLLUTION: "6",
    Topic.OTHER: "27",
}
STATE_TEXT = {
    State.OPEN: Text("待处理", "to be looked at"),
    State.TAKEN: Text("已受理", "taken up"),
    State.DISMISSED: Text("不予受理", "not taken up"),
}


def number() -> str:
    """Draw the number of a tip: twelve signs, 60 bits."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"
