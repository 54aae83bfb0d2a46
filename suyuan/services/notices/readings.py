"""读数 — what is measured on vehicles, held against what their makers call the end; what reaches nothing is not kept.

    LIST        the columns of a list of readings
    report()    a list -> how many reached a limit, and the notices that are due
    sweep()     what the day alone makes due: vehicles that have reached an age

A vehicle maker reports what its vehicles tell it, a workshop what it measured on a battery whose fitting into the
vehicle it filed. Of everything else the answer is one, whether the vehicle is unknown, another's or holds another
battery; codes that were named so count as looked up in vain.

Source: Article 15(3) of the Measures; policies ``retirement_age``, ``reading_kept``, ``reading_by``, ``notice_once``.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from suyuan.domain import checking, receipts, retirement, subjects
from suyuan.domain.access import Viewer
from suyuan.domain.checking import Checked
from suyuan.domain.receipts import ALPHABET, Note
from suyuan.domain.retirement import Conditions, Reached, Reading, reached
from suyuan.domain.row_checks import FailedRows
from suyuan.domain.table import Fault, Table
from suyuan.intake.reading import read
from suyuan.intake.refusal import Unreadable
from suyuan.law.calendar import legal_day
from suyuan.law.checks import AtLeastOne, UniqueInFile
from suyuan.law.columns import PACK_CODE, VIN
from suyuan.law.duty import MEASURES_2026, Citation, Column, Kind, Role, SubjectKind, Text
from suyuan.law.lists import listing
from suyuan.services.batteries.queries import note_all_missed
from suyuan.services.notices.vehicles import AT_ONCE, Bearers, Fitted, Known, know
from suyuan.services.parties import succession
from suyuan.services.refusals import Refused, denied
from suyuan.storage import notices as store
from suyuan.storage.notices import New
from suyuan.storage.wall import as_register

MOST = 10_000  # lines of one list
MAKERS = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})
MEASURERS = MAKERS | {Role.REPAIRER}
_NOT_YOURS = "reading.not_yours"
_COLUMN_OF = {"reading.other_code": "pack_code", "reading.before": "measured_date"}
_LETTERS = 14  # of a notice's number, behind the two that say what it is: 70 bits
LIST = listing(
    "readings",
    Text("电池读数", "Readings of batteries"),
    Text(
        "车辆或维修中测得的健康状态、里程。",
        "State of health and mileage, as the vehicle or a workshop has them.",
    ),
    Citation(MEASURES_2026, 15, "3"),
    (
        VIN,
        Column(
            name="pack_code",
            kind=Kind.CODE,
            levels="P",
            required=False,
            text=PACK_CODE.text,
            also=PACK_CODE.also,
            example=PACK_CODE.example,
            note=Text(
                "维修企业必填：由其报送装入的（24.5）。",
                "A workshop must give it: one whose fitting it filed (24.5).",
            ),
        ),
        Column(
            name="measured_date",
            kind=Kind.DATE,
            text=Text("测量日期", "Measured on"),
            also=("测量时间",),
            example="2026-06-01",
        ),
        Column(
            name="soh_percent",
            kind=Kind.INTEGER,
            required=False,
            text=Text("健康状态（%）", "State of health (%)"),
            also=("健康状态", "SOH"),
            minimum=0,
            maximum=100,
            example="68",
        ),
        Column(
            name="mileage_km",
            kind=Kind.INTEGER,
            required=False,
            text=Text("行驶里程（千米）", "Mileage (km)"),
            also=("行驶里程", "里程"),
            minimum=0,
            maximum=10_000_000,
            example="210000",
        ),
    ),
    subject=("vin", SubjectKind.VEHICLE),
    happened=("measured_date",),
    checks=(
        AtLeastOne(columns=("soh_percent", "mileage_km")),
        UniqueInFile(columns=("vin", "measured_date")),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a list: lines that reached a limit, that did not, of models without conditions, and faults.

    ``due``: numbers of the new notices, one for each pack of a vehicle; ``known``: lines whose batteries have theirs
    already; ``rejected``: lines that could not be used.
    """

    lines: int
    due: tuple[str, ...]
    known: int
    below: int
    unset: int
    rejected: int
    notes: tuple[Note, ...]


def may_report(viewer: Viewer) -> bool:
    """Tell whether somebody may report readings."""
    return viewer.may("reading.report") and bool(viewer.roles & MEASURERS)


def report(
    viewer: Viewer,
    content: bytes | Path,
    *,
    at: datetime,
    name: str = "",
    content_type: str | None = None,
) -> Report:
    """Hold readings against the conditions of their models. The same list twice makes no second notice.

    Raises Refused where the viewer may not, or the list cannot be taken as a whole.
    """
    if not may_report(viewer):
        raise denied(viewer, "reading.report")
    today = legal_day(at)
    table = _table(content, name, content_type)
    checked = checking.check(LIST, [table], todays=[today], filers=[viewer.uscc])
    faults: list[Fault] = list(checked.faults)
    failed = FailedRows(LIST, checked.fields, faults)
    said = list(_said(checked))
    found = know((one.vin for one in said), today=today)
    judge = _Judge(today)
    outcome: Counter[str] = Counter()
    new: list[New] = []
    missed: list[str] = []
    for one in said:
        vehicle = found.get(one.vin)
        rule = _wrong(one, vehicle, viewer, judge.bearers) or _too_early(one, vehicle)
        if vehicle is None or rule:
            column = _COLUMN_OF.get(rule, "vin")
            failed.add_rows(np.array([one.row]), rule, column)
            missed += [one.code] if rule == _NOT_YOURS else []
            continue
        due, word = judge.of(vehicle, one.reading, one.code)
        outcome[word] += 1
        new += due
    note_all_missed(missed, viewer)
    with as_register(durable=True):
        entered = store.enter(new, at=at)
    return Report(
        lines=len(checked),
        due=tuple(one.notice_no for one in new if one.notice_no in entered),
        known=outcome["reached"] - len({one.vehicle for one in new if one.notice_no in entered}),
        below=outcome["below"],
        unset=outcome["unset"],
        rejected=len(checked) - outcome.total(),
        notes=receipts.notes(table, tuple(faults)),
    )


def _table(content: bytes | Path, name: str, content_type: str | None) -> Table:
    """Read a list. Raises Refused."""
    try:
        table = read(LIST, content, name=name, content_type=content_type)
    except Unreadable as unreadable:
        fault = unreadable.faults[0]
        detail: dict[str, Any] = {"value": fault.value, **fault.detail}
        raise Refused(fault.rule, **detail) from unreadable
    if len(table.line) > MOST:
        raise Refused("reading.too_many", limit=f"{MOST:,}")
    return table


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that can be read."""

    row: int
    vin: str
    code: str
    reading: Reading


def _said(checked: Checked) -> Iterator[_Line]:
    """Give the lines without errors."""
    fields = checked.fields
    texts = {name: fields[name].raw.spread().str.to_uppercase().to_list() for name in ("vin", "pack_code")}
    numbers = {}
    for name in ("soh_percent", "mileage_km"):
        field = fields[name]
        numbers[name] = (field.rows(field.data).tolist(), field.rows(field.ok & field.filled).tolist())
    days = checking.event_days(LIST, fields).astype(object).tolist()
    for row in np.flatnonzero(~checked.bad).tolist():
        health, far = (values[row] if given[row] else None for values, given in numbers.values())
        yield _Line(
            row,
            texts["vin"][row].strip(),
            texts["pack_code"][row].strip(),
            Reading(day=days[row], soh_percent=health, mileage_km=far),
        )


def _wrong(one: _Line, vehicle: Known | None, viewer: Viewer, bearers: Bearers) -> str:
    """Give the rule that a line breaks, "" for none: what is another's is as what is unknown."""
    if vehicle is None:
        return _NOT_YOURS
    if viewer.roles & MAKERS and bearers.now(vehicle.party_id) == viewer.party_id:
        return "reading.other_code" if one.code and not vehicle.has(one.code) else ""
    fitted = Role.REPAIRER in viewer.roles and viewer.party_id in vehicle.fitters_of(one.code)
    return "" if fitted else _NOT_YOURS


def _too_early(one: _Line, vehicle: Known | None) -> str:
    """Give the rule that a line breaks whose battery came into the vehicle only after it was measured."""
    packs = [pack for pack in vehicle.packs if not one.code or pack.code == one.code] if vehicle else []
    return "reading.before" if packs and all(one.reading.day < pack.since for pack in packs) else ""


class _Judge:
    """Holds vehicles against what holds of their models on a day."""

    def __init__(self, today: date) -> None:
        self.bearers = Bearers(today)
        self._today = today
        self._known: dict[int, dict[str, Conditions]] = {}

    def conditions(self, vehicle: Known) -> Conditions | None:
        """Give what holds of a vehicle: the word of who answers now, else of who answered before it."""
        for party in reversed(self.bearers.line(vehicle.party_id)):
            if party not in self._known:
                held = store.conditions(self._today, parties=[party])
                self._known[party] = {one.vehicle_model.casefold(): one for one in held}
            found = self._known[party].get(vehicle.vehicle_model.casefold())
            if found is not None:
                return found
        return None

    def of(self, vehicle: Known, reading: Reading, code: str = "") -> tuple[list[New], str]:
        """Give the notices that a reading makes due, and ``reached``, ``below`` or ``unset``."""
        held = self.conditions(vehicle)
        if held is None:
            return [], "unset"
        there = [pack for pack in vehicle.packs if pack.since <= reading.day]
        packs = [pack for pack in there if not code or pack.code == code]
        new = []
        for pack in packs:
            found = reached(_aged(reading, vehicle, pack), held)
            if found is not None:
                new.append(self._new(vehicle, pack, found, reading.day))
        return new, "reached" if new else "below"

    def _new(self, vehicle: Known, pack: Fitted, found: Reached, day: date) -> New:
        bearer = self.bearers.now(vehicle.party_id)
        number = "TZ" + "".join(secrets.choice(ALPHABET) for _ in range(_LETTERS))
        keys = [subjects.key(text) for text in (vehicle.vin, pack.code)]
        return New(
            party_id=bearer,
            notice_no=number,
            subject=subject(bearer, number),
            vehicle=keys[0] or subjects.unreadable(number, 0),
            battery=keys[1] or subjects.unreadable(number, 1),
            vehicle_model=vehicle.vehicle_model,
            reached=found,
            seen_date=day,
            region_code=vehicle.region_code,
        )


def subject(party_id: int, notice_no: str) -> UUID:
    """Give the key under which a firm files what became of a notice."""
    return subjects.derived(SubjectKind.NOTICE, party_id, notice_no)


def _aged(reading: Reading, vehicle: Known, pack: Fitted) -> Reading:
    """Give a reading with the day from which a pack's age counts (policy ``retirement_age``)."""
    since = None if vehicle.sold is None else max(vehicle.sold, pack.since)
    return Reading(
        day=reading.day, soh_percent=reading.soh_percent, mileage_km=reading.mileage_km, sold=since
    )


def sweep(*, today: date, at: datetime) -> int:
    """Make the notices that age alone makes due; give how many. Can be run as often as one likes."""
    made = 0
    _pass_on(today)
    for party, youngest in store.aging().items():
        before = succession.answers_for(party, today)
        sellers = [party, *(one.party_id for one in before)]
        judge = _Judge(today)
        for some in _steps(store.sold(sellers, retirement.months_before(today, youngest))):
            vehicles = know((vin for vin, _ in some), today=today).values()
            mine = [one for one in vehicles if party in judge.bearers.line(one.party_id)]
            new = [due for one in mine for due in judge.of(one, Reading(day=today))[0]]
            with as_register(durable=True):
                made += len(store.enter(new, at=at))
    return made


def _steps(sold: Sequence[tuple[str, date]]) -> Iterator[Sequence[tuple[str, date]]]:
    for start in range(0, len(sold), AT_ONCE):
        yield sold[start : start + AT_ONCE]


def _pass_on(today: date) -> None:
    """Give the notices of firms that have ended to those that answer for their batteries now."""
    bearers = Bearers(today)
    for notice, party, number in store.orphans():
        now = bearers.now(party)
        if now != party:
            with as_register(durable=True):
                store.pass_on(notice, now, subject(now, number))
