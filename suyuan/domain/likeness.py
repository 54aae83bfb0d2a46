"""相似 — does an application look like a party that is there already, or like another application.

    key()      a firm's name without legal form, blanks and brackets
    reasons()  why two entries look like the same firm: words of ``REASONS``, strongest first

A likeness decides nothing: the operator reads it beside the application, and nobody else sees it.

>>> key("示例 动力电池（宁德）有限责任公司") == key("示例动力电池(宁德)有限公司")
True
>>> reasons(Marks("A", "示例电池有限公司"), Marks("B", "示例电池有限责任公司"))
('name',)
"""

import re
import unicodedata
from typing import NamedTuple

REASONS = ("uscc", "prefix", "permit", "name", "similar_name", "contact", "legal_person")
_FORM = re.compile(
    "(股份有限公司|有限责任公司|有限公司|公司|集团|co\\.?,?\\s?ltd\\.?|limited|inc\\.?|corp\\.?)"
)
_ODD = re.compile(r"[\W_]+")
_ENOUGH = 0.75  # of the letter pairs of both names


class Marks(NamedTuple):
    """By what a firm may be known again."""

    uscc: str
    name: str
    legal_person: str = ""
    contact: str = ""
    prefixes: frozenset[str] = frozenset()
    permits: frozenset[str] = frozenset()


def key(name: str) -> str:
    """Give what is left of a name when form, blanks, brackets and capitals are gone."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return _ODD.sub("", _FORM.sub("", plain)) or _ODD.sub("", plain)


def reasons(one: Marks, other: Marks) -> tuple[str, ...]:
    """Give why two may be the same firm; a shared legal person alone is told only beside another reason."""
    first, second = key(one.name), key(other.name)
    found = {
        "uscc": one.uscc == other.uscc,
        "prefix": bool(one.prefixes & other.prefixes),
        "permit": bool(one.permits & other.permits),
        "name": first == second,
        "similar_name": first != second and _similar(first, second),
        "contact": bool(one.contact) and one.contact.lower() == other.contact.lower(),
        "legal_person": bool(one.legal_person) and one.legal_person == other.legal_person,
    }
    told = tuple(reason for reason in REASONS if found[reason])
    return () if told == ("legal_person",) else told


def _similar(one: str, other: str) -> bool:
    """Compare the letter pairs of two names (Dice)."""
    first = {one[index : index + 2] for index in range(len(one) - 1)}
    second = {other[index : index + 2] for index in range(len(other) - 1)}
    return bool(first and second) and 2 * len(first & second) >= _ENOUGH * (len(first) + len(second))
