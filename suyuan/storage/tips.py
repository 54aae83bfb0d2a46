"""举报台账 — tips: entered by nobody in particular, read and answered by the officials of the place.

enter, answer, held      a new tip; what became of one, kept from others meanwhile
find, page, of_firms     what the reader may see;  told  a tip by its number, for whoever told it
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q

from suyuan.law.calendar import legal_day
from suyuan.storage.models import Tip
from suyuan.storage.wall import by_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One tip."""

    number: str
    told_at: datetime
    topic: str
    region_code: str
    words: str
    uscc: str = ""  # of the firm as whoever told it named it, registered or not
    party_id: int | None = None
    state: str = "open"
    answer: str = ""
    answered_at: datetime | None = None
    department: str = ""
    account_id: int | None = None


def _stored(row: Tip) -> Stored:
    return Stored(**{name: getattr(row, name) for name in Stored.__dataclass_fields__})


def enter(tip: Stored) -> None:
    """Enter a tip."""
    Tip.objects.create(**{name: getattr(tip, name) for name in Stored.__dataclass_fields__})


def held(number: str) -> Stored | None:
    """Give a tip, kept from others until the transaction ends."""
    row = Tip.objects.select_for_update().filter(number=number).first()
    return _stored(row) if row else None


def answer(tip: Stored) -> None:
    """Keep what became of a tip."""
    Tip.objects.filter(number=tip.number).update(
        state=tip.state,
        answer=tip.answer,
        answered_at=tip.answered_at,
        department=tip.department,
        account_id=tip.account_id,
    )


@by_register
def told(number: str) -> Stored | None:
    """Give a tip to whoever has its number."""
    row = Tip.objects.filter(number=number).first()
    return _stored(row) if row else None


def find(number: str) -> Stored | None:
    """Give a tip that the reader sees, or None."""
    row = Tip.objects.filter(number=number).first()
    return _stored(row) if row else None


def page(state: str, *, after: str, limit: int) -> Sequence[Stored]:
    """Give one page of tips, the latest first, from behind the number ``after``; ``state`` "": of any."""
    rows = Tip.objects.order_by("-told_at", "-id")
    if state:
        rows = rows.filter(state=state)
    if after:
        last = Tip.objects.filter(number=after).values_list("told_at", "id").first()
        if last is None:
            return ()
        rows = rows.filter(Q(told_at__lt=last[0]) | Q(told_at=last[0], id__lt=last[1]))
    return [_stored(row) for row in rows[:limit]]


def count_open() -> int:
    """Give how many tips wait, of those that the reader sees."""
    return Tip.objects.filter(state="open").count()


def of_firms() -> list[tuple[int, int, date]]:
    """Give (firm, tips about it that an official took up, the day of the first), of those that the reader sees."""
    rows = Tip.objects.filter(party__isnull=False, state="taken").values_list("party_id")
    found = rows.annotate(Count("id"), Min("told_at")).order_by("party_id")
    return [(party, number, legal_day(first)) for party, number, first in found]
