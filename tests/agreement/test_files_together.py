"""A file is checked among others of its duty as it is by itself."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.codes import uscc
from suyuan.domain import checking, table
from suyuan.domain.table import Fault, Table
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.world import coding

PACK, MODULE, CELL = (f"9Z1{level}E0100000A1G510000001" for level in "PMC")
DOMESTIC = coding.vin("LY0", "0000A", 2026, "0", 1)


def told(faults):
    """Faults by what they say, whatever runs they were found in."""
    found = {}
    for fault in faults:
        words = (fault.rule, fault.column, fault.value, fault.severity, tuple(sorted(fault.detail.items())))
        found.setdefault(words, set()).update(fault.rows.tolist())
    return found


GOOD = {
    "24.2.b": {"vin": DOMESTIC, "sold_date": "2026-05-03", "licensed_date": "", "region_code": "110105"},
    "24.3": {
        "code": PACK,
        "code_condition": "intact",
        "out_date": "2026-05-11",
        "destination_uscc": uscc.make_fictitious(2),
        "destination_name": "示例",
    },
    "12.1": {"pack_code": PACK, "module_code": MODULE, "cell_code": CELL, "mass_kg": "412.5"},
    "24.2.a": {
        "vin": DOMESTIC,
        "vehicle_type": "乘用车",
        "vehicle_name": "轿车",
        "brand": "示例",
        "vehicle_model": "SLX",
        "certified_date": "2026-05-03",
        "swap_mode": "no",
        "pack_code": PACK,
    },
}
SPOILT = {
    "vin": [DOMESTIC, coding.vin("LY0", "0000A", 2026, "0", 2), "LY0"],
    "region_code": ["110105", "110103", "999999"],
    "sold_date": ["2026-05-03", "2026-05-09", "2026-02-29", "2027-01-01", ""],
    "licensed_date": ["", "2026-05-02", "2026-05-20"],
    "code": [PACK, MODULE, "", "X"],
    "code_condition": ["intact", "missing", "?"],
    "destination_uscc": [uscc.make_fictitious(1), uscc.make_fictitious(2), "1"],
    "pack_code": [PACK, PACK[:-1] + "2", "", "X"],
    "cell_code": [CELL, CELL[:-1] + "2", "", PACK],
    "module_code": [MODULE, MODULE[:-1] + "2", ""],
    "certified_date": ["2026-05-03", "2026-05-04"],
    "mass_kg": ["412.5", "x"],
}


def made(duty, rows):
    columns = {
        name: table.Column.of(pl.Series([row[name] for row in rows], dtype=pl.String)) for name in GOOD[duty]
    }
    return Table(columns, np.arange(1, len(rows) + 1, dtype=np.int32))


@pytest.mark.parametrize("duty", GOOD)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_file_is_checked_among_others_as_by_itself(duty, data):
    strategy = st.fixed_dictionaries(
        {name: st.sampled_from([text, *SPOILT.get(name, [])]) for name, text in GOOD[duty].items()}
    )
    files = data.draw(st.lists(st.lists(strategy, max_size=5), min_size=1, max_size=4))
    law, today = RULEBOOK.by_id[duty], date(2026, 6, 1)
    tables = [made(duty, rows) for rows in files]
    filers = [uscc.make_fictitious(1 + index % 2) for index in range(len(files))]
    together = checking.check(law, tables, todays=[today] * len(files), filers=filers)
    low = 0
    for index, (one, filer) in enumerate(zip(tables, filers, strict=True)):
        alone = checking.check(law, [one], todays=[today], filers=[filer])
        assert told(together.faults_of(index)) == told(alone.faults), files
        high = low + len(one)
        assert together.bad[low:high].tolist() == alone.bad.tolist()
        assert together.held[low:high].tolist() == alone.held.tolist()
        low = high


def test_what_is_wrong_with_a_whole_file_stays_with_it():
    law, today = RULEBOOK.by_id["24.3"], date(2026, 6, 1)
    whole = Fault("file.empty", None, "", np.zeros(0, np.int32))
    first, second = made("24.3", [GOOD["24.3"]]), made("24.3", [GOOD["24.3"]])
    second = Table(second.columns, second.line, faults=(whole,))
    together = checking.check(law, [first, second], todays=[today] * 2, filers=["", ""])
    assert together.faults_of(0) == ()
    assert [fault.rule for fault in together.faults_of(1)] == ["file.empty"]
