"""举报用例 — tell of something, and answer it.

    tell()    what anybody saw -> a number, by which alone it is asked for again
    settle()  an official takes a tip up, or says why not

Source: Articles 27 and 28 of the Measures; policy ``tip_readers``.
"""

from dataclasses import replace
from datetime import datetime

from suyuan.codes import uscc
from suyuan.domain import tips
from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem, division, text
from suyuan.domain.tips import LONGEST, MOST_IN_AN_HOUR, State, Topic
from suyuan.law.calendar import legal_day
from suyuan.services.once import Given, made, once, sent
from suyuan.services.parties.queries import find_party
from suyuan.services.refusals import Broken, Refused, Unfit
from suyuan.storage import limits
from suyuan.storage import tips as store
from suyuan.storage.wall import as_reader, as_register

_HOUR_S = 3600


def tell(given: Given, *, address: str, at: datetime) -> str:
    """Enter a tip; give its number. Raises Unfit, Refused: too many from one address.

    ``given``: topic, region_code (where), words; party (credit code) may be empty,
    or that of a firm which is not registered.
    """
    form = sent("tip", "", given)
    if number := made(form):
        return number
    problems: list[Problem] = []
    topic = given.get("topic", "")
    if topic not in set(Topic):
        problems.append(Problem("topic", "field.missing"))
    place = division(given, problems, today=legal_day(at))
    words = text(given, "words", problems, longest=LONGEST)
    party = given.get("party", "").strip()
    named = uscc.compact(party)
    if party and not uscc.is_valid(named):
        problems.append(Problem("party", "tip.party", party[:40]))
    if problems:
        raise Unfit(tuple(problems))
    if limits.count(f"tip {address}", within_s=_HOUR_S) > MOST_IN_AN_HOUR:
        raise Refused("tip.too_many")
    card = find_party(named) if named else None  # nobody is told whether there is such a firm here
    tip = store.Stored(
        number=tips.number(),
        told_at=at,
        topic=topic,
        region_code=place,
        words=words,
        uscc=named,
        party_id=card.party_id if card else None,
    )
    return once(form, lambda: _entered(tip), at=at)


def _entered(tip: store.Stored) -> str:
    store.enter(tip)
    return tip.number


def settle(viewer: Viewer, number: str, given: Given, *, at: datetime) -> None:
    """Take a tip up or dismiss it, with a word that whoever told it reads. Raises Refused, Unfit."""
    if not viewer.may("tip.settle"):
        raise Refused("auth.not_allowed")
    problems: list[Problem] = []
    state = given.get("state", "")
    if state not in {State.TAKEN, State.DISMISSED}:
        problems.append(Problem("state", "field.missing"))
    words = text(given, "answer", problems, longest=LONGEST)
    with as_reader(viewer):
        seen = store.find(number)
    if seen is None:
        raise Refused("not_found")
    if problems:
        raise Unfit(tuple(problems))
    with as_register(durable=True):
        held = store.held(number)
        if held is None:
            raise Broken("a tip is gone")
        if held.state != State.OPEN:
            raise Refused("tip.settled")
        store.answer(
            replace(
                held,
                state=state,
                answer=words,
                answered_at=at,
                department=viewer.department,
                account_id=viewer.account_id,
            )
        )
