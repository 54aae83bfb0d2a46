"""报废告知 — when a battery has reached what its vehicle's maker calls the end, and what its user must be told.

    Conditions    what a maker filed for a model: limits, the procedure, whom to ask
    Reading       what somebody measured on one vehicle, on a day
    Reached       the limit that was reached, and by how much
    reached()     a reading against conditions
    months()      whole months from one day to another;  months_before()  the other way

A reading that reaches nothing is not kept: nobody needs it, and it tells where people drive.

Source: Article 15(3) of the Measures; policies ``retirement_age``, ``reading_kept``, ``reading_by``, ``notice_once``.

>>> some = Conditions(vehicle_model="SLX7000BEV", from_date=date(2026, 6, 1), soh_below_percent=70)
>>> reached(Reading(day=date(2026, 7, 1), soh_percent=68), some)
Reached(why=<Why.HEALTH: 'state_of_health'>, value=68, bound=70)
>>> reached(Reading(day=date(2026, 7, 1), soh_percent=70), some) is None
True
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from suyuan.law.duty import Text


class Why(StrEnum):
    """Which limit was reached."""

    HEALTH = "state_of_health"  # below so many per cent
    MILEAGE = "mileage"  # so many kilometres or more
    AGE = "age"  # so many months since the sale, or more


WHY_TEXT = {
    Why.HEALTH: Text("健康状态（%）", "State of health (%)"),
    Why.MILEAGE: Text("行驶里程（千米）", "Mileage (km)"),
    Why.AGE: Text("使用月数", "Months of use"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """One version of a maker's word on a model. ``receipt``: of its filing; limits that are None are not set."""

    vehicle_model: str
    from_date: date
    soh_below_percent: int | None = None
    months_over: int | None = None
    mileage_over_km: int | None = None
    procedure_zh: str = ""
    procedure_en: str = ""
    contact: str = ""
    receipt: str = ""
    party_id: int = 0
    uscc: str = ""
    firm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is known of one vehicle on a day; ``sold``: the day of its sale, where it is on file."""

    day: date
    soh_percent: int | None = None
    mileage_km: int | None = None
    sold: date | None = None


class Reached(NamedTuple):
    """A limit that was reached: the value that was read, and the limit."""

    why: Why
    value: int
    bound: int


def reached(reading: Reading, conditions: Conditions) -> Reached | None:
    """Give the first limit that a reading reaches: health before mileage before age; None for none."""
    health, bound = reading.soh_percent, conditions.soh_below_percent
    if health is not None and bound is not None and health < bound:
        return Reached(Why.HEALTH, health, bound)
    far, bound = reading.mileage_km, conditions.mileage_over_km
    if far is not None and bound is not None and far >= bound:
        return Reached(Why.MILEAGE, far, bound)
    bound = conditions.months_over
    if reading.sold is not None and bound is not None:
        age = months(reading.sold, reading.day)
        if age >= bound:
            return Reached(Why.AGE, age, bound)
    return None


def months(since: date, until: date) -> int:
    """Count whole months; a month is over on the day of the same number, or on the month's last.

    >>> months(date(2026, 1, 31), date(2026, 2, 28)), months(date(2026, 1, 31), date(2026, 2, 27))
    (1, 0)
    """
    whole = (until.year - since.year) * 12 + until.month - since.month
    short = until.day < since.day and until.day != monthrange(until.year, until.month)[1]
    return whole - short


def months_before(day: date, count: int) -> date:
    """Give the latest day from which so many whole months are over on a day.

    >>> months_before(date(2026, 2, 28), 1), months_before(date(2026, 3, 30), 1)
    (datetime.date(2026, 1, 31), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    last = monthrange(year, month + 1)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))


class State(StrEnum):
    """Where a notice stands."""

    DUE = "due"  # its maker has not been handed it
    HANDED = "handed"  # it is with the maker's channel
    TOLD = "told"  # the maker filed when and how the user was told
    LAPSED = "lapsed"  # the battery left the vehicle before


STATE_TEXT = {
    State.DUE: Text("待交付", "To be handed over"),
    State.HANDED: Text("已交付，待告知", "Handed over, user to be told"),
    State.TOLD: Text("已告知", "User told"),
    State.LAPSED: Text("无需告知", "No longer needed"),
}


class Channel(StrEnum):
    """How notices come to the maker."""

    WEBHOOK = "webhook"
    FILE = "file"
    LETTERS = "letters"


CHANNEL_TEXT = {
    Channel.WEBHOOK: Text("自动推送", "Webhook"),
    Channel.FILE: Text("清单文件", "File"),
    Channel.LETTERS: Text("告知信函", "Letters"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the user of one vehicle must be told: why, on whose word, and how far it has got."""

    notice_id: int
    notice_no: str
    party_id: int
    vin: str
    code: str
    vehicle_model: str
    reached: Reached
    seen_date: date
    region_code: str
    state: State
    handing_id: int | None
    told_date: date | None
    told_receipt: str
