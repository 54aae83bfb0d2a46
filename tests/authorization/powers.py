"""What the tables let somebody do: the acts, asked in plain lines, and who reads a case.

Nothing of ``Viewer.may`` is used here: a mistake there must not explain itself away.
"""

from suyuan.domain.access import ACTS, Viewer
from tests.authorization.cast import Actor
from tests.authorization.firms import Thing, Trade
from tests.authorization.line import Line

POLICY = dict(ACTS)
IN, LOGIN, FACTOR, REFUSED, GONE, ANY, EXPIRED = "in", "login", "factor", "refused", "gone", "any", "over"
OF_PARTY = frozenset({"state", "ask_hearing", "drop_hearing", "agree", "ask_review"})


def may(viewer: Viewer, act: str) -> bool:
    """Tell whether the table lets somebody do an act at all, or all of several joined by ``+``."""
    return all(says(viewer, one) for one in act.split("+") if one)


def says(viewer: Viewer, act: str) -> bool:
    """Tell what the table says of one act."""
    rule = POLICY[act]
    if viewer.machine and not rule.machine:
        return False
    if rule.duties and viewer.duties is not None and not viewer.duties & rule.duties:
        return False
    if viewer.kind != "member":
        return viewer.kind in {post.value for post in rule.posts}
    if viewer.agent_id is not None and not (rule.agent or (rule.heir and viewer.heir == "whole")):
        return False
    return bool(viewer.parts & rule.parts) and viewer.party_state in rule.states


def case(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, _trade: Trade) -> str:
    """A case is its desk's and those above it in the department; its party's once it was told, agents never."""
    assert thing is not None
    member = viewer.kind == "member"
    if not may(viewer, "case.read"):
        return GONE if line.hides else REFUSED
    if line.method == "POST" and not may(viewer, "case.answer" if member else "case.step"):
        return REFUSED
    if not (thing.exists and reads_case(actor, viewer, thing)):
        return GONE
    return REFUSED if line.method == "POST" and member and line.data["step"] not in OF_PARTY else IN


def inspection(line: Line, actor: Actor, viewer: Viewer, thing: Thing | None, _trade: Trade) -> str:
    """Plans and inspections are read as cases are; only their own desk works on them, and a firm says its word."""
    assert thing is not None
    member = viewer.kind == "member"
    act = "inspection.answer" if member and line.method == "POST" and line.data else line.act
    if not may(viewer, "inspection.read") or not (line.method == "POST" or may(viewer, act)):
        return GONE if line.hides else REFUSED
    if not may(viewer, act):
        return REFUSED
    inner = thing.kind == "plan" or line.route.endswith("notice.pdf")
    if not (thing.exists and reads_case(actor, viewer, thing)) or (member and inner):
        return GONE
    department, territory, *told = thing.label.split(" ")
    own = member or (viewer.department, viewer.territory or "-") == (department, territory)
    if line.method == "POST":  # nobody here is of a team, so that nobody records
        return IN if own and not line.route.endswith("/record") else REFUSED
    there = {"visit": own, "record.pdf": bool(told), "material.json": False, "{sha256}": False}
    return IN if there.get(line.route.rpartition("/")[2], True) else GONE


def tip(line: Line, _actor: Actor, viewer: Viewer, thing: Thing | None, _trade: Trade) -> str:
    """A tip is read by every official of its place and above it."""
    assert thing is not None
    if not may(viewer, line.act):
        return GONE
    return IN if reads_tip(viewer, thing) else GONE


def reads_tip(viewer: Viewer, thing: Thing) -> bool:
    """Tell whether an official reads a tip: the label is its place."""
    placed = viewer.kind == "ministry" or (
        bool(viewer.territory) and thing.label.startswith(viewer.territory)
    )
    return viewer.kind in {"inspector", "ministry"} and thing.exists and placed


def reads_case(actor: Actor, viewer: Viewer, thing: Thing) -> bool:
    """Tell whether somebody reads a case that exists: the label says on which desk, and whether its firm was told."""
    department, territory, *told = thing.label.split(" ")
    if viewer.kind == "member":
        return viewer.agent_id is None and bool(told) and bool(actor.letter) and actor.letter in thing.of
    placed = viewer.kind == "ministry" or (bool(viewer.territory) and territory.startswith(viewer.territory))
    return viewer.department == department and placed
