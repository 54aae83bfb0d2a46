"""网点核对 — what a filing says of outlets, against the map and against the register of outlets.

    check()   acts of one duty -> faults: a place outside its division, an outlet that is closed or not on file

An outlet is the filer's own word: one that it closed cannot take batteries in, so such a line is refused and told which
of the two to mend. Another firm's outlet is the other's word: what does not agree is warned about.

Source: Articles 14 to 16, 20 and 24(6) of the Measures.
"""

from datetime import date
from typing import Any, cast

import numpy as np
from psycopg import Cursor

from suyuan.codes import region
from suyuan.domain.facts import Acts
from suyuan.domain.row_checks import FailedRows
from suyuan.law.duty import SubjectKind
from suyuan.law.measures_2026.art_24_6_a_outlets import CLOSED, OPEN
from suyuan.law.policies import Policies
from suyuan.services.outlets import places
from suyuan.storage import outlets as store
from suyuan.storage.outlets import Stand

COUNTERPARTS = ("destination_uscc", "source_uscc")


def check(cursor: Cursor[Any], acts: Acts, failed: FailedRows) -> None:
    """Hold acts against the map and the register."""
    if acts.duty.subject_kind is SubjectKind.OUTLET:
        _placed(acts, failed)
    elif "outlet_no" in acts.checked.fields:
        _named(cursor, acts, failed)


def _placed(acts: Acts, failed: FailedRows) -> None:
    """Refuse places that lie outside the division they are said to lie in."""
    said = [acts.field(name) for name in ("region_code", "longitude", "latitude")]
    codes, states = (acts.field(name).raw.spread().to_list() for name in ("region_code", "status"))
    days = dict(zip(acts.row.tolist(), acts.happened.astype(object).tolist(), strict=True))
    named = {codes[row].strip(): day for row, day in days.items()}  # some hundreds, of however many outlets
    broad = {code for code, day in named.items() if code.endswith("00") and region.children(code, on=day)}
    wide = [row for row in days if codes[row].strip() in broad]
    failed.add_rows(np.array(wide, np.int64), "outlet.county", "region_code")
    strange = [row for row in days if states[row].strip().lower() not in CLOSED | OPEN]
    failed.add_rows(np.array(strange, np.int64), "outlet.status", "status")
    east, north = (field.rows(field.data) for field in said[1:])
    places_said = [(codes[row].strip(), (int(east[row]), int(north[row]))) for row in acts.row.tolist()]
    for act, far in places.misplaced(places_said, within_m=Policies().outlet_place_m).items():
        failed.add_rows(acts.row[[act]], "outlet.elsewhere", "region_code", away_km=f"{far / 1000:.1f}")


def _named(cursor: Cursor[Any], acts: Acts, failed: FailedRows) -> None:
    """Look at the outlets that lines of batteries name: the filer's own, or the other side's."""
    numbers = acts.field("outlet_no").raw.spread().to_list()
    named = {row: number for row in acts.row.tolist() if (number := str(numbers[row]).strip())}
    if not named:
        return
    own = dict(zip(acts.row.tolist(), acts.party.tolist(), strict=True))
    others = {row: _other(acts, row) for row in named}
    stands = store.stands(
        cursor, numbers=set(named.values()), parties=set(own.values()), usccs=set(others.values())
    )
    days = dict(zip(acts.row.tolist(), acts.happened.astype(object).tolist(), strict=True))
    for row, number in named.items():
        mine, theirs = stands.get((own[row], number)), stands.get((others[row], number))
        rule = _rule(mine, theirs, cast("date", days[row]))
        if rule:
            failed.add_rows(np.array([row]), rule, "outlet_no")


def _rule(mine: list[Stand] | None, theirs: list[Stand] | None, day: date) -> str:
    """Give the rule that a line breaks, "" for none."""
    if mine is None and theirs is None:
        return "outlet.unknown"
    if any(one.is_open(day) for one in (*(mine or ()), *(theirs or ()))):
        return ""
    return "outlet.own_closed" if mine is not None else "outlet.closed_then"


def _other(acts: Acts, row: int) -> str:
    """Give the other side's credit code."""
    for name in COUNTERPARTS:
        if name in acts.checked.fields:
            return str(acts.field(name).raw.value(row)).strip().upper()
    return ""
