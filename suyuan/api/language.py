"""语言 — the language of an answer, by the reader's Accept-Language.

Two are spoken: ``zh-Hans`` and ``en``. Any zh range is answered in ``zh-Hans``; where nothing fits, or
nothing is asked for, the answer is in English, since a program that sends no header is read by programmers.

Source: RFC 9110, section 12.5.4; RFC 4647 for the ranges.
"""

from functools import lru_cache

CHINESE = "zh-Hans"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)
_LONGEST = 400  # characters of a header that are read
_MOST = 20  # ranges that are read


@lru_cache(maxsize=256)
def negotiate(header: str) -> str:
    """Choose the language of an Accept-Language header.

    >>> negotiate("zh-CN,zh;q=0.9,en;q=0.8"), negotiate("fr, en;q=0.5, zh;q=0.1"), negotiate("")
    ('zh-Hans', 'en', 'en')
    >>> negotiate("en;q=0, *;q=0.5"), negotiate("fr")
    ('zh-Hans', 'en')
    """
    weights: dict[str, float] = {}
    others = 0.0
    for part in header[:_LONGEST].split(",")[:_MOST]:
        tag, weight = _range(part)
        primary = tag.partition("-")[0]
        if primary == "*":
            others = max(others, weight)
        elif primary in {"zh", "en"}:
            weights[primary] = max(weights.get(primary, 0.0), weight)
    chinese, english = weights.get("zh", others), weights.get("en", others)
    return CHINESE if chinese > english else ENGLISH


def _range(part: str) -> tuple[str, float]:
    """Read one range and its weight; what cannot be read weighs nothing."""
    tag, *parameters = (piece.strip() for piece in part.split(";"))
    weight = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                weight = min(max(float(value), 0.0), 1.0)
            except ValueError:
                weight = 0.0
    return (tag.lower(), weight)
