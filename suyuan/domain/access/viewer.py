"""谁在看 — who is asking, and what the asker may see or do.

A party sees its own filings and clocks, and the batteries in whose chain it stands. An official sees the
parties of the own territory (leading digits of the division code; a ministry sees all), the operator all.
A thing that may not be seen answers as a thing that does not exist.

Source: Articles 24, 27-30 of the Measures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from suyuan.domain.access.acts import ACTS, Part
from suyuan.domain.access.fields import NO_ROLE, Relation, Thing, sees
from suyuan.law import departments
from suyuan.law.duty import Duty, Role, may_file

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list and the cursor of the next one (None = this was the last)."""

    items: Sequence[Item]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A signed-in person or machine. ``kind``: member, inspector, ministry, operator, auditor.

    ``duties`` None = every duty of the party, else those that a key or a mandate allows. ``agent_id``: the party that
    files for ``party_id`` under a mandate. ``machine``: came with a key instead of at a page. ``bound``: the key is one
    firm's; a person's own speaks for every firm of the person. ``owes_factor``: the sign-in still owes the second
    factor that its standing requires (policy ``second_factor``). ``heir``: ``party_id`` is a predecessor in whose place
    ``agent_id`` stands by law and under no mandate (Article 17): for a "part" of it, or for the "whole".
    ``passed_on``: duties of ``party_id`` that a successor took over from it.
    """

    account_id: int
    user_id: int
    kind: str
    name: str = ""
    party_id: int | None = None
    uscc: str = ""
    party_name: str = ""
    roles: frozenset[Role] = frozenset()
    partner: bool = False
    territory: str = ""
    language: str = ""
    parts: frozenset[Part] = frozenset()
    department: str = ""
    level: str = ""
    duties: frozenset[str] | None = None
    agent_id: int | None = None
    party_state: str = "approved"
    post_id: int | None = None
    machine: bool = False
    bound: bool = False
    owes_factor: bool = False
    agent_uscc: str = ""
    agent_name: str = ""
    heir: str = ""
    passed_on: frozenset[str] = frozenset()

    def may(self, act: str) -> bool:
        """Tell whether the asker may do a thing at all; an act that ``ACTS`` does not list is nobody's."""
        rule = ACTS.get(act)
        if rule is None or (self.machine and not rule.machine) or (self.owes_factor and rule.strong):
            return False
        if self.kind != "member":
            return self.kind in rule.posts
        return (
            self.party_id is not None
            and bool(self.parts & rule.parts)
            and self.party_state in rule.states
            and (self.agent_id is None or rule.agent or (rule.heir and self.heir == "whole"))
            and (not rule.duties or self.holds_any(rule.duties))
        )

    def holds_any(self, duties: Iterable[str]) -> bool:
        """Tell whether the scope of the asker's key or mandate holds one of some duties; who has no scope holds all."""
        return self.duties is None or not self.duties.isdisjoint(duties)

    @property
    def standing(self) -> str:
        """Name the standing in which the asker came; a person may have several.

        ``party-12``; ``post-3``; ``mandate-12-40``: as party 12, which files for party 40.
        """
        if self.agent_id is not None:
            return f"mandate-{self.agent_id}-{self.party_id}"
        if self.party_id is not None:
            return f"party-{self.party_id}"
        return f"post-{self.post_id}" if self.post_id is not None else ""

    @property
    def needs_factor(self) -> bool:
        """Tell whether the standing is one of those for whom a password alone is too little.

        Signers bind their firm, administrators make signers and keys, and every post reads what is others'.
        """
        return self.kind != "member" or bool(self.parts & {Part.SIGNER, Part.ADMINISTRATOR})

    @property
    def is_bounded(self) -> bool:
        """Tell whether the asker is an agent whose mandate is about some duties alone."""
        return self.agent_id is not None and self.duties is not None

    @property
    def answers_as(self) -> int | None:
        """Give whose cases and inspections the asker reads: its own, or those of a party in whose whole place it is."""
        return self.party_id if self.agent_id is None or self.heir == "whole" else None

    def covers(self, duty: str) -> bool:
        """Tell whether papers of a duty are the asker's to see; an agent sees only what its mandate is about."""
        return not self.is_bounded or duty in (self.duties or ())

    def may_prepare(self, duty: Duty) -> bool:
        """Tell whether the asker may hand this duty in for a signer of its party to sign."""
        return (
            self.may("filing.check")
            and self.agent_id is None
            and (self.duties is None or duty.id in self.duties)
            and self.bears(duty)
        )

    @property
    def holds_post(self) -> bool:
        """Tell whether the asker holds a post of an authority, the platform or the audit: its reads are logged."""
        return self.kind != "member"

    @property
    def is_official(self) -> bool:
        """Tell whether the asker watches parties instead of being one."""
        return self.kind in {"inspector", "ministry", "operator"}

    @property
    def sees_all(self) -> bool:
        """Tell whether no territory bounds the asker."""
        return self.kind in {"ministry", "operator"}

    def may_file(self, duty: Duty) -> bool:
        """Tell whether the asker's party bears this duty."""
        return (
            self.may("filing.file") and (self.duties is None or duty.id in self.duties) and self.bears(duty)
        )

    def bears(self, duty: Duty) -> bool:
        """Tell whether a duty is the asker's party's by its roles, and no successor took it over."""
        return may_file(duty, self.roles, partner=self.partner) and duty.id not in self.passed_on

    @property
    def readers(self) -> frozenset[str]:
        """Give what the asker is to the tables of sight: roles of its party, a department, the operator."""
        if self.kind == "member":
            return frozenset(self.roles or {NO_ROLE}) if self.party_id is not None else frozenset()
        return frozenset({self.department if self.kind in {"inspector", "ministry"} else self.kind})

    @property
    def remit(self) -> departments.Remit | None:
        """Give the remit of the asker's department; None where there is none."""
        return departments.remit(self.department) if self.kind in {"inspector", "ministry"} else None

    @property
    def sees_everything(self) -> bool:
        """Tell whether neither a territory nor a department bounds the asker."""
        return self.kind == "operator" or (
            self.kind == "ministry" and self.remit is not None and self.remit.chain
        )

    def sees(self, thing: Thing, relation: Relation) -> bool:
        """Tell whether the asker sees a thing to which it stands in a relation."""
        return sees(self.readers, thing, relation)

    def supervises(self, roles: Iterable[Role], duty: Duty | None = None) -> bool:
        """Tell whether the department's remit covers parties of some roles, or what they file under a duty."""
        if self.kind == "operator":
            return True
        if self.remit is None:
            return False
        held = frozenset(roles)
        return self.remit.covers_party(held) if duty is None else self.remit.covers_duty(duty, held)

    def reads_entry(self, region: str, roles: Iterable[Role]) -> bool:
        """Tell whether an official reads a party's entry: territory, and roles or permits of the remit."""
        if self.kind == "operator":
            return True
        return self.watches(region) and self.remit is not None and not self.remit.listed.isdisjoint(roles)

    def reads_permit(self, kind: str) -> bool:
        """Tell whether the department's remit covers a kind of permit; who has no department is not bound by it."""
        return self.remit is None or kind in self.remit.permits

    def oversees(self, region: str, roles: Iterable[Role], duty: Duty | None = None) -> bool:
        """Tell whether territory and department cover a party, or what it files under a duty."""
        return self.watches(region) and self.supervises(roles, duty)

    @property
    def territory_pattern(self) -> str:
        """Give the division codes that an official's territory covers as a LIKE pattern; none for none."""
        return f"{self.territory}%" if self.territory else "-"

    @property
    def territory_like(self) -> str:
        """Give the same for whoever watches: no territory bounds a ministry."""
        return "%" if self.sees_all else self.territory_pattern

    def watches(self, region: str) -> bool:
        """Tell whether an official's territory covers a division; who was given no territory watches none."""
        return self.sees_all or (
            self.is_official and bool(self.territory) and region.startswith(self.territory)
        )
