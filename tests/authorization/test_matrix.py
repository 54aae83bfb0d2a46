"""The authorization matrix: every route x method x role x relation, generated from the route table.

The short form asks every other pair of a route and a role, the other ones on the next day; ``make fire`` asks all.
What is expected comes from the policy's tables through ``oracle``; ``table`` says for each route which act it is and
what it is about. A foreign thing and a missing one must be one and the same answer.
"""

from collections import Counter
from datetime import UTC, datetime
from zlib import crc32

import pytest

from tests.authorization import routes
from tests.authorization.asking import ask, blank, outcome
from tests.authorization.oracle import ANY, GONE, IN, expected, may, sees
from tests.authorization.standing import relation
from tests.authorization.table import LINES, ROUTES

LEAST = 5_000
OF_ACCOUNTS = {
    "anonymous",
    "administrator of A",
    "removed from A",
    "without the second factor at A",
    "operator",
}


def cases(stage, *, whole):
    """Give (line, actor, thing) of every case; not ``whole``: of half the pairs of a line and an actor."""
    half = datetime.now(UTC).date().toordinal() % 2
    for line in LINES:
        for actor in stage.actors:
            if actor.door != line.door or (actor.records and not line.reads_records):
                continue
            if line.account and actor.name not in OF_ACCOUNTS:
                continue
            if not whole and crc32(f"{line.name} {actor.name} {actor.door}".encode()) % 2 != half:
                continue
            things = stage.trade.things[line.kind] if line.kind else [None]
            for thing in things if asks_of_each(line, actor) or len(things) == 1 else (things[0], things[-1]):
                yield line, actor, thing


def asks_of_each(line, actor):
    """Tell whether the answer may depend on the thing: not for who does not come in, or may not do the act at all."""
    return actor.state == "in" and (actor.viewer is None or may(actor.viewer, line.act))


def test_every_route_has_its_line_and_every_line_its_route():
    found = routes.found()
    assert set(found) - ROUTES == set(), "routes that nobody said anything about: add them to table.LINES"
    assert ROUTES - set(found) == set(), "lines whose route is gone"
    told = {(line.route, line.method) for line in LINES}
    assert {(route, method) for route, names in found.items() for method in names} - told == set()


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_everybody_gets_what_the_tables_say_and_nothing_else(remembering, whole):
    stage = remembering
    wrong, leaks, counted = [], [], Counter()
    answers = {}
    for line, actor, thing in cases(stage, whole=whole):
        answer = ask(line, actor, thing)
        came, wanted = outcome(answer), expected(line, actor, thing, stage.trade)
        counted[relation(actor, thing)] += 1
        if came != wanted and (wanted != ANY or came.startswith("broken")):
            wrong.append(
                f"{line.name} [{thing.label if thing else ''}] by {actor.name}: {came}, not {wanted}"
            )
        if thing is not None and wanted == GONE and relation(actor, thing) != "own":
            answers.setdefault((line.name, actor.name, actor.door), []).append(blank(answer, thing))
        if line.lists and came == IN:
            leaks += listed_wrongly(line, actor, answer, stage.trade)
    leaks += [
        f"{case} tells a foreign thing from a missing one"
        for case, same in answers.items()
        if not alike(same)
    ]
    print(f"\n{sum(counted.values())} cases, {len(leaks)} leaks: {dict(counted)}")  # noqa: T201 - the record of it
    assert not wrong, "\n".join(wrong[:200])
    assert not leaks, "\n".join(leaks[:200])
    assert sum(counted.values()) >= (2 * LEAST if whole else LEAST)


def alike(answers):
    return all(one == answers[0] for one in answers)


def listed_wrongly(line, actor, answer, trade):
    """Give what a list shows and must not."""
    return [
        f"{line.name} shows {thing.label} to {actor.name}"
        for thing in trade.things[line.lists]
        if thing.exists and thing.id in answer.text_body and not sees(actor, thing, trade)
    ]
