"""The first wall lowered: every check of the application answers yes, and every condition on a party is left out.

    lowered()   for the length of a test;  what is then still held back, PostgreSQL holds back
    fallen()    which of the checks were asked meanwhile: one that nobody asks any more is no check

The platform itself has no such switch: one that opens the first wall would be a hole in it.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from suyuan.domain.access import Viewer, sight
from suyuan.domain.access.sight import Story
from suyuan.services.filings import queries as filings
from suyuan.services.findings import queries as findings
from suyuan.services.parties import firm
from suyuan.storage import bounds, events, jobs, reads, wall
from suyuan.storage import filings as filing_store
from suyuan.storage import findings as finding_store

SIDES = {"party_id", "party", "principal_id", "agent_id", "repairer_id", "maker_id", "successor_id"}
CHECKS = (
    "may",
    "covers",
    "sees",
    "supervises",
    "reads_entry",
    "reads_permit",
    "oversees",
    "watches",
    "may_file",
    "may_prepare",
)
ASKED: Counter[str] = Counter()


class Anybody(int):
    """The number of a party that equals every other."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Be the same."""
        ASKED["party"] += 1
        return True

    def __ne__(self, other: object) -> bool:
        """Be no other."""
        return False

    __hash__ = int.__hash__


def _yes(name: str) -> Callable[..., bool]:
    def answer(*_: object, **__: object) -> bool:
        ASKED[name] += 1
        return True

    return answer


def lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the wall."""
    ASKED.clear()
    for name in CHECKS:
        monkeypatch.setattr(Viewer, name, _yes(name))
    monkeypatch.setattr(Story, "opens", _yes("opens"))
    monkeypatch.setattr(sight, "reads", _yes("reads"))
    for room, names in {
        filings: ("_visible",),
        findings: ("_may",),
        firm: ("_opens",),
    }.items():
        for name in names:
            monkeypatch.setattr(room, name, _yes(name))
    monkeypatch.setattr(findings, "_shown", lambda _, involved: involved)
    monkeypatch.setattr(bounds, "of", lambda *_: ([], {}))
    monkeypatch.setattr(bounds, "territory", lambda _: ([], {}))
    page = finding_store.page
    monkeypatch.setattr(
        finding_store, "page", lambda **asked: page(**asked | {"party_id": None, "watched": None})
    )
    for statements, name, condition in (
        (events.SQL, "find_filed_about", "filing.party_id = %(party_id)s"),
        (reads.SQL, "find_of_party", "access_log.party_id = %(party_id)s"),
    ):
        assert condition in statements[name]
        monkeypatch.setitem(statements, name, statements[name].replace(condition, "true"))
    _of_anybody(monkeypatch, filing_store, "_stored")
    _of_anybody(monkeypatch, jobs, "_row")
    _without_parties(monkeypatch)


def _of_anybody(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> None:
    """Let a row that was read be everybody's own."""
    made = getattr(room, name)

    def opened(row: Any) -> Any:
        found = made(row)
        object.__setattr__(found, "party_id", Anybody(found.party_id))
        return found

    monkeypatch.setattr(room, name, opened)


def _without_parties(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what a reader's look-up of small tables says of parties; not what the register looks up."""
    chosen = QuerySet._filter_or_exclude  # type: ignore[attr-defined]  # noqa: SLF001 - every filter passes here

    def opened(self: Any, negate: bool, args: Any, kwargs: Any) -> Any:  # noqa: FBT001 - Django's own
        passes = wall._stack()  # noqa: SLF001 - who asks
        if passes and passes[-1].role in {"suyuan_member", "suyuan_official", "suyuan_auditor"}:
            kwargs = {name: value for name, value in kwargs.items() if name not in SIDES}
            args = tuple(each for each in args if not (isinstance(each, Q) and _speaks_of_parties(each)))
        return chosen(self, negate, args, kwargs)

    monkeypatch.setattr(QuerySet, "_filter_or_exclude", opened)


def _speaks_of_parties(condition: Q) -> bool:
    return any(
        _speaks_of_parties(child) if isinstance(child, Q) else child[0] in SIDES
        for child in condition.children
    )
