"""筛 — the lives about which a judge would find nothing, told apart without putting them together.

    STILL     events after which nothing is owed: it was made, fitted, its vehicle sold
    is_plain() a code beside the first day on which anything was filed of it

A battery that was made and fitted into one vehicle, and of which nothing else is on file, has no hand-over, no step
that could contradict another, no trail; only its code may say something. That is most batteries on most days.

Source: the findings of the outer contract.
"""

from datetime import date

from suyuan.domain import subjects
from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.forensics import PREFIX, made_on
from suyuan.law.duty import Event

STILL = frozenset({Event.PRODUCED, Event.FITTED, Event.SOLD})


def is_plain(name: str, day: date, register: Register) -> bool:
    """Tell whether the code or VIN itself gives a judge nothing to find; ``day``: the first of its events."""
    if subjects.is_vehicle(name):
        return True
    if name.startswith(subjects.TEMPORARY) or name[:PREFIX] not in register.prefixes:
        return False
    made = made_on(name)
    return made is None or made <= day
