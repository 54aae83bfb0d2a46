"""拒绝 — what a person can mend: a stable code, words in both languages, an HTTP status and an exit code.

``Refused`` is raised by services and turned into a page, a problem document or an exit code by the doors.
``Broken`` is ours to mend.
"""

from collections.abc import Iterable
from dataclasses import replace

from suyuan.domain.access import ACTS, Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.receipts import Note, Receipt
from suyuan.law.catalogue import RULES


class SuyuanError(Exception):
    """Any error of ours."""


class Broken(SuyuanError):
    """A fault of the platform, not of the person."""


class Refused(SuyuanError):
    """The request cannot be carried out as it stands; ``code`` is an entry of the rule catalogue."""

    def __init__(
        self, code: str, *, notes: tuple[Note, ...] = (), receipt: Receipt | None = None, **detail: str
    ) -> None:
        super().__init__(code)
        self.code = code
        self.notes = notes
        self.receipt = receipt
        self.detail = detail

    @property
    def status(self) -> int:
        """Give the HTTP status."""
        return RULES[self.code].status

    def words(self, language: str) -> tuple[str, str]:
        """Give (what is wrong, how to mend it) in the language."""
        rule = RULES[self.code]
        return (
            rule.wrong.get(language).format_map(self.detail),
            rule.fix.get(language).format_map(self.detail),
        )


def told(refused: Refused, viewer: Viewer) -> Refused:
    """Give a refusal as its asker needs it: people of a firm that has ended hear that this is why."""
    ended = viewer.kind == "member" and viewer.party_state == "terminated"
    return Refused("party.over") if ended and refused.code == "auth.not_allowed" else refused


def out_of_scope(viewer: Viewer, duties: Iterable[str]) -> Refused:
    """Give the refusal for a key or mandate that holds none of some duties; ``all``: it belongs to none by itself."""
    scope = ", ".join(sorted(viewer.duties or ()))
    needed = " / ".join(sorted(duties)) or "all"
    return Refused("key.scope", duty=needed, scope=scope) if scope else Refused("key.read_only")


def denied(viewer: Viewer, act: str) -> Refused:
    """Say why somebody may not do an act: for want of scope, or because it is not theirs at all."""
    scoped = viewer.machine and viewer.duties is not None
    if scoped and (not viewer.duties or replace(viewer, duties=None).may(act)):
        return out_of_scope(viewer, ACTS[act].duties)
    return Refused("auth.not_allowed")


class Unfit(Refused):
    """A form that cannot be taken; ``problems`` name its fields."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("application.unfit")
        self.problems = problems
