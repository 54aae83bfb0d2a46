"""告知书 — notices as what a maker's channel takes: a document for programs, a workbook for clerks, letters to print.

    Told         a notice with all its words: the procedure, whom to ask, the nearest outlets
    told()       notices -> Told
    document()   for a webhook: JSON
    workbook()   for a list
    letters()    a page each

What they say is the vehicle, the battery, why, and what to do; who drives the vehicle is for the maker to know.

Source: Article 15(3) of the Measures.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from suyuan.domain.outlets import Asked
from suyuan.domain.retirement import WHY_TEXT, Conditions, Notice
from suyuan.exports import letters as export
from suyuan.exports.tables import Cell, Sheet
from suyuan.exports.tables import workbook as table
from suyuan.services.outlets import places
from suyuan.services.outlets.queries import Seen, find
from suyuan.services.parties import succession
from suyuan.storage import notices as store
from suyuan.storage.parties import PartyCard

MOST_OUTLETS = 3
HEADS = (
    *("告知书编号 Notice", "车辆识别代号 VIN", "动力电池编码 Battery", "车辆型号 Model", "原因 Reason"),
    *("数值 Value", "界限 Limit", "日期 Day", "回收程序", "Procedure", "联系方式 Contact"),
)


class Told(NamedTuple):
    """A notice with its words. ``conditions`` None: the maker took its word back since, and nothing is to be said."""

    notice: Notice
    conditions: Conditions | None
    outlets: tuple[Seen, ...]


class _Nearest:
    """The nearest outlets of firms to divisions, looked up once each."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._found: dict[tuple[str, str], tuple[Seen, ...]] = {}

    def of(self, uscc: str, region: str) -> tuple[Seen, ...]:
        """Give a firm's outlets nearest to a division; any of its outlets where the division is not on the map."""
        if (uscc, region) not in self._found:
            near = places.middle(region) if region else None
            page = find(Asked(uscc=uscc, near=near), at=self._at, most=MOST_OUTLETS)
            self._found[uscc, region] = tuple(page.items)
        return self._found[uscc, region]


def told(notices: Sequence[Notice], card: PartyCard, *, today: date, at: datetime) -> list[Told]:
    """Put the words to a firm's notices: the conditions as they hold today, the outlets as they stand."""
    before = [one.party_id for one in succession.answers_for(card.party_id, today)]
    words = store.conditions(today, parties=[card.party_id, *before])
    words.sort(key=lambda one: one.party_id == card.party_id)  # its own word comes last, and counts
    held = {one.vehicle_model.casefold(): one for one in words}
    nearest = _Nearest(at)
    return [
        Told(notice, held.get(notice.vehicle_model.casefold()), nearest.of(card.uscc, notice.region_code))
        for notice in notices
    ]


def document(tolds: Sequence[Told], card: PartyCard, *, at: datetime) -> bytes:
    """Give notices as JSON: one object with the firm, the instant and the notices."""
    return msgspec.json.encode(
        {
            "kind": "suyuan.notices",
            "party": card.uscc,
            "made_at": at,
            "notices": [_plain(one) for one in tolds],
        }
    )


def _plain(one: Told) -> dict[str, Any]:
    notice, held = one.notice, one.conditions
    return {
        "notice_no": notice.notice_no,
        "vin": notice.vin,
        "code": notice.code,
        "vehicle_model": notice.vehicle_model,
        "reason": notice.reached.why.value,
        "value": notice.reached.value,
        "limit": notice.reached.bound,
        "seen_date": notice.seen_date,
        "procedure": {"zh": held.procedure_zh if held else "", "en": held.procedure_en if held else ""},
        "contact": held.contact if held else "",
        "conditions": held.receipt if held else None,
        "outlets": [
            {
                "outlet_no": each.outlet.outlet_no,
                "name": each.outlet.name,
                "address": each.outlet.address,
                "phone": each.outlet.phone,
                "hours": each.outlet.hours,
                "longitude": each.outlet.longitude_udeg / 1_000_000,
                "latitude": each.outlet.latitude_udeg / 1_000_000,
            }
            for each in one.outlets
        ],
    }


def workbook(tolds: Sequence[Told]) -> bytes:
    """Give notices as a workbook, one a row, in both languages."""
    heads = [*HEADS, *(f"网点 Outlet {number + 1}" for number in range(MOST_OUTLETS))]
    return table([Sheet("告知书 Notices", heads, [_cells(one) for one in tolds])])


def _cells(one: Told) -> list[Cell]:
    notice, held = one.notice, one.conditions
    why = WHY_TEXT[notice.reached.why]
    outlets = [f"{each.outlet.name} {each.outlet.address} {each.outlet.phone}" for each in one.outlets]
    return [
        *(notice.notice_no, notice.vin, notice.code, notice.vehicle_model, f"{why.zh} {why.en}"),
        *(notice.reached.value, notice.reached.bound, notice.seen_date),
        *((held.procedure_zh, held.procedure_en, held.contact) if held else ("", "", "")),
        *outlets,
        *[""] * (MOST_OUTLETS - len(outlets)),
    ]


def letters(tolds: Sequence[Told], card: PartyCard, *, today: date) -> bytes:
    """Give notices as letters, a page each, as PDF."""
    return export.letters(
        [
            export.Letter(
                number=one.notice.notice_no,
                vin=one.notice.vin,
                code=one.notice.code,
                model=one.notice.vehicle_model,
                why=WHY_TEXT[one.notice.reached.why],
                value=one.notice.reached.value,
                bound=one.notice.reached.bound,
                seen=one.notice.seen_date,
                procedure_zh=one.conditions.procedure_zh if one.conditions else "",
                procedure_en=one.conditions.procedure_en if one.conditions else "",
                contact=one.conditions.contact if one.conditions else "",
                outlets=[
                    (each.outlet.name, each.outlet.address, each.outlet.phone, each.outlet.hours)
                    for each in one.outlets
                ],
            )
            for one in tolds
        ],
        firm=card.name,
        day=today,
    )
