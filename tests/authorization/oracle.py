"""What the matrix expects: the policy's tables, read once before anybody turns a cell, and asked in a few plain lines.

Nothing of ``Viewer.may`` or ``Story`` is used here: a mistake there must not explain itself away.
"""

from suyuan.domain.access import Part, Relation, Viewer
from suyuan.domain.access import Thing as Seen
from suyuan.domain.access.fields import NO_ROLE, SIGHT
from suyuan.law.departments import REMITS, Department
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from tests.authorization.cast import Actor
from tests.authorization.firms import REGIONS, ROLES, Thing, Trade
from tests.authorization.powers import (
    ANY,
    EXPIRED,
    FACTOR,
    GONE,
    IN,
    LOGIN,
    REFUSED,
    case,
    inspection,
    may,
    says,
    tip,
)
from tests.authorization.table import Line

SIGHTS = {thing: dict(row) for thing, row in SIGHT.items()}
CHAIN_DUTIES = {
    "P": ("12.1",),
    "A": ("24.2.a",),
    "D": ("24.8.a", "24.8.b"),
    "N": ("24.7.a",),
    "F": ("24.2.a",),
}
KINDS = {
    "filing": Seen.FILING,
    "job": Seen.JOB,
    "battery": Seen.BATTERY,
    "vehicle": Seen.VEHICLE,
    "finding": Seen.FINDING,
}


def readers(viewer: Viewer) -> set[str]:
    """Give what somebody is to the tables of sight."""
    if viewer.kind == "member":
        return {str(role) for role in viewer.roles} or {NO_ROLE}
    return {viewer.department if viewer.kind in {"inspector", "ministry"} else viewer.kind}


def _covers_region(viewer: Viewer, letter: str) -> bool:
    return viewer.kind in {"ministry", "operator"} or REGIONS[letter].startswith(viewer.territory or "-")


def _everything(viewer: Viewer) -> bool:
    chain = viewer.kind == "ministry" and REMITS[Department(viewer.department)].chain
    return viewer.kind == "operator" or chain


def _oversees(viewer: Viewer, letter: str, duty: str = "") -> bool:
    """Tell whether territory and remit cover a firm, or what it files under a duty."""
    if _everything(viewer):
        return True
    if viewer.kind not in {"inspector", "ministry"} or not _covers_region(viewer, letter):
        return False
    remit = REMITS[Department(viewer.department)]
    if not duty:
        return ROLES[letter] in remit.roles
    return duty in remit.duties or ROLES[letter] in remit.roles & RULEBOOK.by_id[duty].who


def sees(actor: Actor, thing: Thing, trade: Trade) -> bool:  # noqa: PLR0911 - a table of kinds
    """Tell whether somebody sees a thing."""
    viewer = actor.viewer
    if viewer is None or not thing.exists:
        return False
    if thing.kind in {"application", "post", "duty", "registration secret", "invitation secret"}:
        return True  # whoever may do the act there
    if thing.kind == "party":
        return actor.letter == thing.of or _reads_entry(viewer, thing.of)
    if thing.kind == "permit":
        return actor.letter == thing.of or (_reads_entry(viewer, thing.of) and _reads_permits(viewer))
    if thing.kind not in KINDS:
        return (
            bool(actor.letter) and actor.letter in thing.of and not (viewer.agent_id and thing.kind != "site")
        )
    own = Relation.OWN if actor.letter and actor.letter in thing.of else Relation.FOREIGN
    if viewer.kind != "member":
        covered = any(_oversees(viewer, letter, duty) for letter, duty in _lines(thing, trade))
        named = thing.kind in {"battery", "vehicle"} and any(_oversees(viewer, letter) for letter in thing.of)
        own = Relation.TERRITORY if covered or named or _everything(viewer) else Relation.FOREIGN
    elif (
        thing.duty
        and viewer.agent_id is not None
        and viewer.duties is not None
        and thing.duty not in viewer.duties
    ):
        return False
    return not SIGHTS[KINDS[thing.kind]].get(own, frozenset()).isdisjoint(readers(viewer))


def _reads_entry(viewer: Viewer, letter: str) -> bool:
    """Tell whether an official reads the entry of a firm: of supervised roles, and of recyclers for their permits."""
    if viewer.kind not in {"inspector", "ministry"} or not _covers_region(viewer, letter):
        return viewer.kind == "operator"
    remit = REMITS[Department(viewer.department)]
    return ROLES[letter] in remit.roles or (bool(remit.permits) and ROLES[letter] is Role.RECYCLER)


def _reads_permits(viewer: Viewer) -> bool:
    """Tell whether somebody reads project approvals, which is what the firms here filed."""
    if viewer.kind == "operator":
        return True
    return "project_approval" in REMITS[Department(viewer.department)].permits


def _lines(thing: Thing, trade: Trade) -> list[tuple[str, str]]:
    """Give who filed under which duty about a thing."""
    del trade
    if thing.duty:
        return [(thing.of, thing.duty)]
    if thing.kind == "finding":
        return [(thing.of, "")]
    return [(letter, duty) for letter in thing.of for duty in CHAIN_DUTIES[letter]]


def expected(line: Line, actor: Actor, thing: Thing | None, trade: Trade) -> str:  # noqa: PLR0911 - a table
    """Give the outcome that the tables call for."""
    missing = thing is not None and not thing.exists
    if line.open and line.special == "signs in":
        return LOGIN  # allauth's page for a provider that failed
    if line.open and line.special == "dead no more" and actor.state == "dead":
        return LOGIN  # without a token it is open; who brings a dead one is told so
    if line.open:
        return GONE if missing or line.special == "nowhere" else IN
    if actor.state in {"anonymous", "dead"}:
        return LOGIN
    if line.special == "allauth":
        return ANY
    if line.account:
        return GONE if line.special == "none yet" else IN
    if actor.state == "ended":
        return REFUSED
    if actor.state == "owes":
        return FACTOR
    assert actor.viewer is not None
    return _signed_in(line, actor, actor.viewer, thing, trade)


def _signed_in(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    if line.special in SPECIAL:
        return SPECIAL[line.special](line, actor, viewer, thing, trade)
    away = GONE if line.hides else REFUSED
    if not may(viewer, line.act):
        return IN if line.empty else away
    if line.house and viewer.kind != "member":
        return away
    return IN if thing is None or sees(actor, thing, trade) else GONE


def _duty(_line: Line, _actor: Actor, viewer: Viewer, thing: Thing | None, _trade: Trade) -> str:
    """A duty is filed by whoever bears it, within scope; a preparer's file waits at a page."""
    assert thing is not None
    if not thing.exists:
        return GONE
    duty = RULEBOOK.by_id[thing.duty]
    bears = bool(viewer.roles & duty.who) and (duty.partner is None or duty.partner == viewer.partner)
    scoped = viewer.duties is None or duty.id in viewer.duties
    prepares = says(viewer, "filing.check") and viewer.agent_id is None and _line.door == "page"
    return IN if bears and scoped and (says(viewer, "filing.file") or prepares) else REFUSED


def _cancel(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """A filing that one does not see is not there; of those that one sees, a signer cancels the own."""
    assert thing is not None
    if not says(viewer, "filing.read") or not sees(actor, thing, trade):
        return GONE
    scoped = viewer.duties is None or thing.duty in viewer.duties
    over = (
        thing.label in {"cancelled", "refused"} and viewer.duties != frozenset()
    )  # that comes before the scope
    return IN if may(viewer, line.act) and (scoped or over) else REFUSED


def _job(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    assert thing is not None
    if viewer.kind != "member" or viewer.agent_id is not None or not sees(actor, thing, trade):
        return GONE
    bears = viewer.roles & RULEBOOK.by_id[thing.duty].who
    return IN if may(viewer, line.act) and bears else REFUSED


def _anothers_job(_line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """Nobody here prepared it: who sees it is refused, to others it is not there."""
    assert thing is not None
    own = viewer.kind == "member" and viewer.agent_id is None
    return REFUSED if own and sees(actor, thing, trade) else GONE


def _desk(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """Who may not read the thing has none before it; who reads it and may not do the act is refused."""
    assert thing is not None
    reading, _, act = line.act.partition("+")
    if not may(viewer, reading):
        return GONE if line.hides else REFUSED
    if not sees(actor, thing, trade):
        return GONE
    return IN if may(viewer, act) else REFUSED


def _firm(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """Who has no firm has no page of it; its readers may not change it."""
    if viewer.kind != "member" or not may(viewer, "house.read"):
        return GONE
    if thing is not None and not sees(actor, thing, trade):
        return GONE
    return IN if may(viewer, line.act) else REFUSED


def _no_proof(line: Line, _actor: Actor, viewer: Viewer, _thing: Thing | None, _trade: Trade) -> str:
    return GONE if may(viewer, line.act) else REFUSED


def _partnership(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    if viewer.kind != "member" or not may(viewer, line.act):
        return REFUSED
    assert thing is not None
    return IN if sees(actor, thing, trade) else GONE


def _in(*_: object) -> str:
    return IN


def _unproposed(*_: object) -> str:
    """Of the trade nothing is left to compare, whoever asks."""
    return GONE


def _marked(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """A workbook with marks is there for what was refused."""
    assert thing is not None
    return IN if thing.label == "refused" and may(viewer, line.act) and sees(actor, thing, trade) else GONE


def _proven(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """A proof is there for what was accepted and is in the log."""
    assert thing is not None
    return IN if thing.label != "refused" and may(viewer, line.act) and sees(actor, thing, trade) else GONE


def _waiting(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """What waits for the signers of a firm is not its agent's."""
    assert thing is not None
    own = viewer.kind == "member" and viewer.agent_id is None and says(viewer, "filing.check")
    return IN if own and may(viewer, line.act) and sees(actor, thing, trade) else GONE


def _drawn(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """Another secret for what files is a signer's to draw."""
    found = _desk(line, actor, viewer, thing, trade)
    return REFUSED if found == IN and Part.SIGNER not in viewer.parts else found


def _answers(_line: Line, _actor: Actor, viewer: Viewer, _thing: Thing | None, _trade: Trade) -> str:
    """What was sent to a firm is answered by who files its inbound, or prepares it."""
    inbound = [RULEBOOK.by_id[name] for name in ("24.7.a", "24.6.b")]
    scoped = [duty for duty in inbound if viewer.duties is None or duty.id in viewer.duties]
    bears = any(viewer.roles & duty.who for duty in scoped)
    prepares = says(viewer, "filing.check") and viewer.agent_id is None
    return IN if bears and (says(viewer, "filing.file") or prepares) else REFUSED


def _finding(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """Who may do the act is told of findings that it sees; an agent sees none without evidence of its mandate.

    Nobody filed evidence of those here, so that a key for some duties answers none.
    """
    assert thing is not None
    if line.method == "POST" and not may(viewer, line.act):
        return REFUSED
    bounded = viewer.agent_id is not None and viewer.duties is not None
    seen = may(viewer, "finding.read") and sees(actor, thing, trade) and not bounded
    if seen and line.method == "POST" and viewer.duties is not None:
        return REFUSED
    return IN if seen else GONE


MAKERS = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})
TELLING = MAKERS | {Role.BATTERY_MAKER, Role.BATTERY_IMPORTER}  # Articles 11, 24(1)
READING = frozenset({Role.REPAIRER, Role.DISMANTLER, Role.RECYCLER})  # Article 25
REFUSABLE = frozenset({Role.REPAIRER, Role.DISMANTLER, Role.SWAP_OPERATOR})  # Articles 14(3), 15(4)


def _takeback(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, trade: Trade) -> str:
    """Who brought the battery into the world, who named its vehicle with it, and who watches: they are told."""
    assert thing is not None
    told = viewer.kind != "member" or (
        viewer.agent_id is None and bool(actor.letter) and actor.letter in "ADF"
    )
    return IN if may(viewer, line.act) and told and sees(actor, thing, trade) else GONE


def _reports(line: Line, _actor: Actor, viewer: Viewer, _thing: Thing | None, _trade: Trade) -> str:
    away = GONE if line.hides else REFUSED
    return IN if may(viewer, line.act) and viewer.roles & REFUSABLE else away


def _manuals(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, _trade: Trade) -> str:
    """Manuals are for three kinds of firms; a leave to read is its firm's, and ends."""
    if not (may(viewer, line.act) and viewer.kind == "member" and viewer.roles & READING):
        return GONE if line.hides else REFUSED
    if thing is None:
        return IN
    own = thing.kind == "manual" or (bool(actor.letter) and actor.letter in thing.of)
    if not thing.exists or not own:
        return GONE
    return EXPIRED if thing.label == "expired" else IN


def _makers(line: Line, _actor: Actor, viewer: Viewer, _thing: Thing | None, _trade: Trade) -> str:
    """A maker's manuals are its own house; a signer files them."""
    if viewer.kind != "member" or not may(viewer, "house.read") or not viewer.roles & TELLING:
        return GONE
    return IN if may(viewer, line.act) else REFUSED


def _publishes(line: Line, _actor: Actor, viewer: Viewer, _thing: Thing | None, _trade: Trade) -> str:
    return IN if may(viewer, line.act) and viewer.roles & TELLING else REFUSED


def _tells(line: Line, _actor: Actor, viewer: Viewer, _thing: Thing | None, _trade: Trade) -> str:
    return IN if may(viewer, line.act) and viewer.roles & MAKERS else REFUSED


def _measures(line: Line, _actor: Actor, viewer: Viewer, _thing: Thing | None, _trade: Trade) -> str:
    """Readings come from makers and from workshops."""
    away = GONE if line.hides else REFUSED
    return IN if may(viewer, line.act) and viewer.roles & (MAKERS | {Role.REPAIRER}) else away


def _told(line: Line, _actor: Actor, viewer: Viewer, _thing: Thing | None, _trade: Trade) -> str:
    """A maker's notices are its own house: read by its people, taken by a signer, sent where an administrator says."""
    own = viewer.kind == "member" and may(viewer, "notice.read") and may(viewer, "house.read")
    if not own or not viewer.roles & MAKERS:
        return GONE
    return IN if may(viewer, line.act) else REFUSED


def _handed(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, _trade: Trade) -> str:
    """What was handed over is its maker's."""
    assert thing is not None
    if not (may(viewer, line.act) and viewer.roles & MAKERS):
        return REFUSED
    return IN if thing.exists and bool(actor.letter) and actor.letter in thing.of else GONE


SPECIAL = {
    "case": case,
    "inspection": inspection,
    "tip": tip,
    "measures": _measures,
    "tells": _tells,
    "told": _told,
    "handed": _handed,
    "takeback": _takeback,
    "reports": _reports,
    "manuals": _manuals,
    "makers": _makers,
    "publishes": _publishes,
    "answers": _answers,
    "finding": _finding,
    "drawn": _drawn,
    "marked": _marked,
    "proven": _proven,
    "waiting": _waiting,
    "duty": _duty,
    "cancel": _cancel,
    "job": _job,
    "another's job": _anothers_job,
    "desk": _desk,
    "firm": _firm,
    "no proof": _no_proof,
    "partnership": _partnership,
    "home": _in,
    "unproposed": _unproposed,
    "me": _in,
    "keys": _in,
}


__all__ = ["Part", "expected", "may", "sees"]
