"""告知用例 — due notices go to their maker: as a list, as letters, or of themselves; each way leaves a proof.

    hand()         a list or letters to take away -> what was handed over
    set_channel()  where notices are to be sent of themselves
    send()         send what waits;  the worker does it

What was handed over is kept as it was, under its SHA-256. That the user was told is the maker's to file (15.3.b).

Source: Article 15(3) of the Measures.
"""

import hashlib
from datetime import datetime, timedelta

import structlog

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.retirement import Channel, Notice, State
from suyuan.law.calendar import legal_day
from suyuan.services.notices import papers
from suyuan.services.notices.posting import Undelivered, post, problem_of
from suyuan.services.notices.readings import MAKERS
from suyuan.services.notices.vehicles import know
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.refusals import Refused, Unfit, denied
from suyuan.storage import documents
from suyuan.storage import notices as store
from suyuan.storage.notices import Address
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import as_register

AT_ONCE = 500  # notices of one handing-over
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=12)
_MOST_FAILURES = 60  # about a month
_log = structlog.get_logger(__name__)


def may_hand(viewer: Viewer) -> bool:
    """Tell whether somebody may take notices for its firm."""
    return viewer.may("notice.hand") and bool(viewer.roles & MAKERS)


def hand(viewer: Viewer, channel: Channel, *, at: datetime) -> int:
    """Hand the first due notices over, ``AT_ONCE`` at most; give the number of the handing-over. Raises Refused."""
    if not may_hand(viewer) or channel is Channel.WEBHOOK:
        raise denied(viewer, "notice.hand")
    party = viewer.party_id or 0
    card = cards_by_id([party])[party]
    with as_register(durable=True):
        told = _due(card, at)
        number = _taken(told, card, (channel, viewer.user_id), at) if told else None
    if number is None:  # what has lapsed stays lapsed
        raise Refused("notice.none")
    return number


def _taken(told: list[papers.Told], card: PartyCard, how: tuple[Channel, int | None], at: datetime) -> int:
    """Write notices as a list or as letters, and note that they were taken."""
    channel, user = how
    content = (
        papers.letters(told, card, today=legal_day(at))
        if channel is Channel.LETTERS
        else papers.workbook(told)
    )
    return store.hand(
        [one.notice.notice_id for one in told],
        whose=(card.party_id, user),
        channel=channel,
        digest=documents.keep(content),
        at=at,
    )


def _due(card: PartyCard, at: datetime) -> list[papers.Told]:
    """Give a firm's due notices with their words.

    Those whose battery has left its vehicle, or whose conditions the firm took back, lapse.
    """
    today = legal_day(at)
    notices = store.own(
        card.party_id, state=State.DUE.value, ids=store.due(card.party_id, AT_ONCE), most=AT_ONCE
    )
    told = papers.told(notices[::-1], card, today=today, at=at)
    gone = _left(notices, at) | {one.notice.notice_id for one in told if one.conditions is None}
    store.lapse(gone, at=at)
    return [one for one in told if one.notice.notice_id not in gone]


def _left(notices: list[Notice], at: datetime) -> set[int]:
    """Give the notices whose battery is no longer in its vehicle: there is nothing to be said any more."""
    vehicles = know((one.vin for one in notices), today=legal_day(at))
    return {
        one.notice_id
        for one in notices
        if (vehicle := vehicles.get(one.vin)) is None or not vehicle.has(one.code)
    }


def set_channel(viewer: Viewer, url: str, *, at: datetime) -> None:
    """Keep the address for the firm's notices, once it has answered; an empty one ends it. Raises Refused."""
    if not viewer.may("channel.change") or not viewer.roles & MAKERS:
        raise Refused("auth.not_allowed")
    url = url.strip()
    if url:
        rule = problem_of(url)
        if rule:
            raise Unfit((Problem("url", rule, url[:80]),))
        body = papers.document([], cards_by_id([viewer.party_id or 0])[viewer.party_id or 0], at=at)
        try:
            post(url, body, delivery="try")
        except Undelivered as reason:
            raise Unfit((Problem("url", "notice.silent", str(reason)),)) from None
    store.set_channel(viewer.party_id or 0, url, user_id=viewer.user_id, at=at)


def send(*, at: datetime) -> int:
    """Send the notices that wait for their firm's address; give how many were delivered.

    A document that was delivered and could not be noted is delivered again, under the same number.
    """
    sent = 0
    for address in store.awaiting(at):
        try:
            sent += _sent(address, at)
        except Undelivered as reason:
            failures = address.failures + 1
            pause = min(_FIRST_PAUSE * 2 ** min(failures - 1, 20), _LONGEST_PAUSE)
            if failures >= _MOST_FAILURES:
                _log.warning("notices are given up", party=address.party_id)
                pause = timedelta(days=36500)
            store.tried(address.party_id, failures=failures, problem=str(reason), next_at=at + pause)
    return sent


def _sent(address: Address, at: datetime) -> int:
    """Send a firm's due notices. Raises Undelivered."""
    card = cards_by_id([address.party_id])[address.party_id]
    with as_register(durable=True):
        told = _due(card, at)
    if not told:
        return 0
    body = papers.document(told, card, at=at)
    numbers = " ".join(sorted(one.notice.notice_no for one in told))
    answer = post(address.url, body, delivery=hashlib.sha256(numbers.encode()).hexdigest()[:32])
    with as_register(durable=True):
        store.hand(
            [one.notice.notice_id for one in told],
            whose=(address.party_id, None),
            channel=Channel.WEBHOOK,
            digest=documents.keep(body),
            at=at,
            answer=answer.words,
        )
    store.tried(address.party_id, failures=0, problem="", next_at=at)
    return len(told)
