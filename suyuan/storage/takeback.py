"""回收责任台账 — which firms have ended, and what they arranged before."""

from collections.abc import Collection
from datetime import date

from suyuan.codes import packing
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import queries
from suyuan.storage.filings import spelt
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("takeback")


@by_register
def ended(parties: Collection[int], on: date) -> set[int]:
    """Give those of some firms that had ended by a day."""
    asked = {"parties": sorted(parties), "on": on}
    return {party for (party,) in reader().execute(SQL["ended"], asked).fetchall()}


@by_register
def arrangements(parties: Collection[int], on: date) -> list[tuple[int, str, str, str]]:
    """Give (firm, who takes in, scope, receipt) of what some firms arranged, the latest word first."""
    asked = {
        "parties": sorted(parties),
        "on": on,
        "duty": RULEBOOK.by_id["17.2"].number,
        "kind": EVENT_NUMBER[Event.ARRANGED],
    }
    return [
        (party, uscc, scope, spelt(packing.texts(packing.from_bytes(filing))[0].strip()))
        for party, uscc, scope, filing in reader().execute(SQL["arrangements"], asked).fetchall()
    ]
