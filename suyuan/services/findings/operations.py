"""处理发现 — a finding is answered by who is named in it, and decided by who watches: nothing vanishes.

    act()   explain, confirm, reopen, case, close

    explain   a party says how it came about; the papers that prove it close the finding by themselves
    confirm   a party has seen it and lets it stand: an act bound to the evidence as it was shown
    A key for some duties does either where its firm filed evidence of the finding under one of them, and nowhere else.

    case      an authority takes it up;  reopen: it is not convinced;  close: it is done with it

Source: Articles 27 and 29; the states of the outer contract.
"""

from datetime import datetime
from typing import NamedTuple

from suyuan.domain.access import Viewer
from suyuan.services.findings.queries import Case, duties_in, get_finding, seen_of
from suyuan.services.refusals import Broken, Refused, denied, out_of_scope
from suyuan.storage import findings as store
from suyuan.storage.findings import StoredAct
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register

LONGEST = 2_000


class Step(NamedTuple):
    """From which states an act leads to which; ``rule``: who may (domain.access.acts)."""

    rule: str
    before: frozenset[str]
    after: str


STEPS = {
    "explain": Step("finding.answer", frozenset({"open", "explained"}), "explained"),
    "confirm": Step("finding.answer", frozenset({"open", "explained"}), "confirmed"),
    "reopen": Step("finding.decide", frozenset({"explained", "confirmed", "case", "closed"}), "open"),
    "case": Step("finding.decide", frozenset({"open", "explained", "confirmed"}), "case"),
    "close": Step("finding.decide", frozenset({"case"}), "closed"),
}


def act(viewer: Viewer, finding_id: str, name: str, words: str, *, seen: str = "", at: datetime) -> Case:
    """Do something about a finding. ``seen``: the evidence as it was shown, where it was. Raises Refused."""
    step = STEPS.get(name)
    if step is None:
        raise Refused("finding.unknown_act")
    case = _found(viewer, step, finding_id)
    if not words.strip():
        raise Refused("finding.no_words")
    if len(words) > LONGEST:
        raise Refused("finding.long_words")
    with as_register(durable=True):
        row = store.find_one_held(case.finding.id)
        if row is None:
            raise Broken("a finding is gone")
        if row["state"] not in step.before:
            raise Refused("finding.other_state")
        present = seen_of(row)
        if seen not in {"", present}:
            raise Refused("finding.changed")
        done = StoredAct(at, viewer.party_id, viewer.account_id, name, words.strip())
        store.add_act(reader(), row["id"], done, seen=bytes.fromhex(present), state=step.after)
    again = get_finding(viewer, finding_id)
    if again is None:
        raise Broken("a finding is gone")
    return again


def _found(viewer: Viewer, step: Step, finding_id: str) -> Case:
    """Give a finding about which the viewer may take a step. Raises Refused."""
    if not viewer.may(step.rule):
        raise denied(viewer, step.rule)
    case = get_finding(viewer, finding_id)
    if case is None:
        raise Refused("not_found")
    if viewer.duties is not None and not viewer.holds_any(duties := duties_in(viewer, case.finding)):
        raise out_of_scope(viewer, duties)
    return case


def offered(viewer: Viewer, state: str) -> tuple[str, ...]:
    """Give the acts that a viewer may do about a finding in a state."""
    return tuple(name for name, step in STEPS.items() if state in step.before and viewer.may(step.rule))
