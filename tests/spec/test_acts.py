"""Who may do what, cell by cell, against ``acts.csv``: an ``x`` stands where an act may be done.

A cell is changed there first, on purpose, and then in ``domain.access.acts``.
"""

import csv
from dataclasses import fields, replace
from pathlib import Path

import pytest

from suyuan.domain.access import ACTS, Act, Part, Post, Viewer
from suyuan.law.measures_2026 import RULEBOOK

GOLDEN = Path(__file__).with_name("acts.csv")
STATES = ("pending", "rejected", "approved", "suspended", "terminated")
FLAGS = ("machine", "agent", "heir", "strong")


def read():
    """Give the lines of the file: a mark in every column but the last, which names the duties of a key."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return {line.pop("act"): line for line in csv.DictReader(file)}


def marks(act: Act) -> dict[str, str]:
    held = {*act.parts, *act.posts, *act.states, *(flag for flag in FLAGS if getattr(act, flag))}
    told = {name: "x" if name in held else "" for name in (*Part, *Post, *STATES, *FLAGS)}
    return told | {"duties": " ".join(sorted(act.duties))}


def test_every_act_is_as_the_file_says():
    assert {name: marks(act) for name, act in ACTS.items()} == read()


def test_a_flipped_cell_is_noticed():
    written, turned = read(), 0
    for name, act in ACTS.items():
        flips = [replace(act, parts=act.parts ^ {part}) for part in Part]
        flips += [replace(act, posts=act.posts ^ {post}) for post in Post]
        flips += [replace(act, states=act.states ^ {state}) for state in STATES]
        flips += [replace(act, **{flag: not getattr(act, flag)}) for flag in FLAGS]
        flips += [replace(act, duties=act.duties ^ {duty}) for duty in RULEBOOK.by_id]
        turned += len(flips)
        assert [flip for flip in flips if marks(flip) == written[name]] == []
    assert turned == len(ACTS) * (len(Part) + len(Post) + len(STATES) + len(FLAGS) + len(RULEBOOK.by_id))
    assert {field.name for field in fields(Act)} == {"parts", "posts", "states", "duties", *FLAGS}


def member(part, **more):
    own = {"party_id": 7, "parts": frozenset({part})}
    return Viewer(account_id=1, user_id=1, kind="member", **own | more)


@pytest.mark.parametrize("name", list(ACTS))
def test_a_viewer_may_what_the_table_says(name):
    """Every cell through ``Viewer.may``: so a flipped one changes an answer."""
    act = ACTS[name]
    for part in Part:
        for state in STATES:
            allowed = part in act.parts and state in act.states
            assert member(part, party_state=state).may(name) == allowed
            assert member(part, party_state=state, machine=True).may(name) == (allowed and act.machine)
            assert member(part, party_state=state, agent_id=9).may(name) == (allowed and act.agent)
            for heir in ("part", "whole"):
                opened = act.agent or (act.heir and heir == "whole")
                assert member(part, party_state=state, agent_id=9, heir=heir).may(name) == (
                    allowed and opened
                )
            assert member(part, party_state=state, owes_factor=True).may(name) == (allowed and not act.strong)
    for post in Post:
        holder = Viewer(account_id=1, user_id=1, kind=post)
        assert holder.may(name) == (post in act.posts)
        assert replace(holder, machine=True).may(name) == (post in act.posts and act.machine)
        assert replace(holder, owes_factor=True).may(name) == (post in act.posts and not act.strong)
    assert not Viewer(account_id=1, user_id=1, kind="member", parts=frozenset(Part)).may(name)
    assert not Viewer(account_id=1, user_id=1, kind="king").may(name)


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.machine and act.parts])
def test_a_key_for_some_duties_does_what_belongs_to_them(name):
    """A filing, a hand-over and a finding are asked for their own duty; of the rest each duty is here."""
    act = ACTS[name]
    (part, *_) = sorted(act.parts)
    for duty in RULEBOOK.by_id:
        key = member(part, machine=True, duties=frozenset({duty}))
        assert key.may(name) == (not act.duties or duty in act.duties)
    asked_of_the_thing = {"finding.answer", "filing.check", "filing.file", "filing.correct", "filing.cancel"}
    assert bool(act.duties) == (act.parts != frozenset(Part) and name not in asked_of_the_thing)
    assert act.duties <= set(RULEBOOK.by_id)


def test_an_act_that_is_not_listed_is_nobodys():
    for post in Post:
        assert not Viewer(account_id=1, user_id=1, kind=post).may("world.end")


def test_what_holds_whatever_the_cells_say():
    """The auditor does nothing but read the log; the operator holds no pen; no key keeps a firm's house."""
    assert {name for name, act in ACTS.items() if Post.AUDITOR in act.posts} == {
        "account.own",
        "session.own",
        "log.read",
    }
    for name, act in ACTS.items():
        noun, _, verb = name.partition(".")
        if noun == "filing" and verb != "read":
            assert not act.posts, name
        if Part.READER in act.parts and act.states >= {"approved"}:
            assert verb in {"read", "own", "check"} or act.parts != frozenset(Part), name
        if act.machine and act.parts:
            assert verb in {
                "read",
                "check",
                "file",
                "correct",
                "cancel",
                "list",
                "answer",
                "report",
                "publish",
                "hand",
            }, name
