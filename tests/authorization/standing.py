"""How somebody stands to a thing, in a word for the report of the cases."""

from suyuan.domain.access import Viewer
from tests.authorization.cast import Actor
from tests.authorization.firms import CHAIN, REGIONS, Thing


def relation(actor: Actor, thing: Thing | None) -> str:
    """Name how somebody stands to a thing, for the report of the cases."""
    if thing is None:
        return "no object"
    if not thing.exists:
        return "missing"
    if thing.label == "cancelled":
        return "cancelled"
    viewer = actor.viewer
    if viewer is None or not thing.of:
        return "any"
    if viewer.kind != "member":
        return _place(viewer, REGIONS[thing.of[0]])
    return _step(actor, thing)


def _place(viewer: Viewer, region: str) -> str:
    if viewer.kind != "inspector":
        return "whole country"
    if region.startswith(viewer.territory):
        return "in territory"
    return "parent territory" if region[:4] == viewer.territory[:4] else "outside"


def _step(actor: Actor, thing: Thing) -> str:
    if not actor.letter:
        return "other firm"
    if actor.letter in thing.of:
        return "own"
    if actor.letter in CHAIN and thing.of in CHAIN:
        step = CHAIN.index(thing.of) - CHAIN.index(actor.letter)
        return {1: "next holder", -1: "previous holder"}.get(step, "two steps away")
    return "other firm"
