"""规则目录 — every rule by its id: what is wrong, how to mend it, in both languages.

>>> RULES["code.halves_swapped"].severity
'error'
>>> RULES["auth.dead"].status
401
"""

from collections.abc import Iterable

from suyuan.law.catalogue import (
    answers,
    cases,
    decisions,
    files,
    identifiers,
    inspections,
    machines,
    notices,
    outlets,
    parties,
    people,
    posts,
    rows,
    stored,
    techinfo,
    tips,
)
from suyuan.law.rules import Rule

__all__ = ["RULES"]


def collect(*parts: Iterable[Rule]) -> dict[str, Rule]:
    """Join the parts of the catalogue by id. Raises ValueError for an id that stands twice."""
    found: dict[str, Rule] = {}
    for rule in (rule for part in parts for rule in part):
        if rule.id in found:
            raise ValueError(f"rule {rule.id} stands twice")
        found[rule.id] = rule
    return found


RULES: dict[str, Rule] = collect(
    identifiers.RULES,
    rows.RULES,
    files.RULES,
    stored.RULES,
    answers.RULES,
    cases.RULES,
    inspections.RULES,
    decisions.RULES,
    machines.RULES,
    notices.RULES,
    parties.RULES,
    outlets.RULES,
    people.RULES,
    posts.RULES,
    techinfo.RULES,
    tips.RULES,
)
