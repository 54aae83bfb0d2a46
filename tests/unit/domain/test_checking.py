"""Rows against their duty: each declared check, the acts that stand and fall together, days and trees."""

import csv
import io
from datetime import date
from uuid import UUID

import numpy as np
import polars as pl
import pytest

from suyuan.codes import packing, uscc
from suyuan.domain import checking, facts, subjects
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.domain.table import Table
from suyuan.intake import read
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.world import coding

TODAY = date(2026, 6, 1)
FILER, OTHER = uscc.make_fictitious(1), uscc.make_fictitious(2)
DUTIES = {duty.id: duty for duty in RULEBOOK.duties}


def code(number, level="P"):
    return f"9Z1{level}E0100000A1G51{number:07d}"


def vin(number):
    return coding.vin("LY0", "0000A", 2026, "0", number)


ROWS = {
    "24.2.a": {
        "vin": vin(1),
        "vehicle_type": "乘用车",
        "vehicle_name": "轿车",
        "brand": "示例",
        "vehicle_model": "SLX",
        "certified_date": "2026-05-10",
        "swap_mode": "no",
        "pack_code": code(1),
        "module_code": "",
        "cell_code": "",
    },
    "24.2.b": {"vin": vin(1), "sold_date": "2026-05-10", "licensed_date": "", "region_code": "110105"},
    "24.3": {
        "code": code(1),
        "code_condition": "intact",
        "out_date": "2026-05-10",
        "destination_uscc": OTHER,
        "destination_name": "示例",
    },
    "24.7.a": {
        "code": code(1),
        "code_condition": "intact",
        "in_date": "2026-05-10",
        "source_uscc": OTHER,
        "source_name": "示例",
        "outcome": "accepted",
        "refusal_reason": "",
    },
    "24.4.a": {"month": "2026-05", "vin": vin(1), "code": code(1), "replaced_at": "2026-05-10T10:00:00"},
    "24.5.c": {
        "vin": vin(1),
        "replaced_date": "2026-05-10",
        "old_code": code(1),
        "new_code": code(2),
        "repairer_uscc": "",
    },
    "24.7.b": {
        "batch_no": "B1",
        "product_kind": "black_mass",
        "source_codes": code(1),
        "out_date": "2026-05-10",
        "destination_uscc": OTHER,
        "destination_name": "示例",
        "mass_kg": "100",
    },
    "24.8.a": {
        "vin": vin(1),
        "scrapped_date": "2026-05-10",
        "certificate_no": "SC-1",
        "pack_code": code(1),
        "pack_present": "yes",
        "missing_reason": "",
    },
    "12.1": {"pack_code": "", "module_code": "", "cell_code": "", "predecessor_codes": ""},
}


def check(duty, *rows, before=None, filer=FILER):
    """Check rows given as what differs from the good one."""
    full = [ROWS[duty] | row for row in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(full[0]))
    writer.writeheader()
    writer.writerows(full)
    table = read(DUTIES[duty], text.getvalue().encode(), format="csv")
    return checking.check(DUTIES[duty], [table], todays=[TODAY], filers=[filer], before=before)


def broken(duty, *rows, **more):
    """Give {(rule, column)} with the rows (from 1) that break it."""
    found = {}
    for fault in check(duty, *rows, **more).faults:
        found.setdefault((fault.rule, fault.column), set()).update((fault.rows + 1).tolist())
    return {place: sorted(where) for place, where in found.items()}


@pytest.mark.parametrize("duty", [duty for duty in ROWS if duty != "12.1"])
def test_a_good_row_breaks_nothing(duty):
    checked = check(duty, {})
    assert not checked.faults
    assert not checked.bad.any()
    assert not checked.held.any()


# --- one row ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "row", "wanted"),
    [
        ("24.3", {"code": ""}, {("check.required_when", "code")}),
        ("24.3", {"code": "", "code_condition": "damaged"}, set()),
        ("24.3", {"code": "", "code_condition": "suspect"}, {("check.required_when", "code")}),
        ("24.3", {"destination_uscc": FILER}, {("check.self_transfer", "destination_uscc")}),
        ("24.3", {"destination_uscc": FILER.lower()}, {("check.self_transfer", "destination_uscc")}),
        ("24.7.a", {"outcome": "refused"}, {("check.required_when", "refusal_reason")}),
        ("24.7.a", {"outcome": "拒收", "refusal_reason": "破损"}, set()),
        ("24.2.b", {"licensed_date": "2026-05-09"}, {("check.date_order", "licensed_date")}),
        ("24.2.b", {"licensed_date": "2026/5/10"}, set()),
        ("24.4.a", {"replaced_at": "2026-05-31T16:00:00Z"}, {("check.other_month", "replaced_at")}),
        ("24.4.a", {"replaced_at": "2026-05-31T15:59:59Z"}, set()),
        ("24.4.a", {"replaced_at": "2026-04-30T16:00:00Z"}, set()),
        ("24.5.c", {"new_code": code(1).lower()}, {("check.same_code", "new_code")}),
        ("24.5.c", {"new_code": code(2, "M")}, {("check.level_mismatch", "new_code")}),
        ("24.8.a", {"pack_code": ""}, {("check.required_when", "pack_code")}),
        ("24.8.a", {"pack_present": "否", "pack_code": ""}, {("check.required_when", "missing_reason")}),
        ("24.8.a", {"pack_present": "perhaps"}, {("boolean.unknown", "pack_present")}),
        ("12.1", {"predecessor_codes": code(9)}, {("check.at_least_one", None)}),
        ("12.1", {"cell_code": code(1, "C")}, set()),
    ],
)
def test_each_check_of_a_row(duty, row, wanted):
    assert set(broken(duty, row)) == wanted


@pytest.mark.parametrize(
    ("duty", "row", "rule"),
    [
        ("24.3", {"out_date": "2026-06-02"}, "date.future"),
        ("24.3", {"out_date": "2026-06-01"}, None),
        ("24.4.a", {"month": "2026-07"}, "month.future"),
        ("24.4.a", {"month": "2026-06", "replaced_at": "2026-06-01T23:59:59"}, None),
        ("24.4.a", {"month": "2026-06", "replaced_at": "2026-06-01T16:00:00Z"}, "instant.future"),
    ],
)
def test_a_day_that_has_not_come_in_shanghai_is_refused(duty, row, rule):
    rules = {name for name, _ in broken(duty, row)}
    assert {name for name in rules if name.endswith(".future")} == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("duty", "row", "remarked"),
    [
        ("24.3", {"out_date": "2026-05-01"}, False),  # the code says that it was made on that day
        ("24.3", {"out_date": "2026-04-30"}, True),
        ("24.4.a", {"replaced_at": "2026-05-01T00:00:00"}, False),
        ("24.4.a", {"month": "2026-04", "replaced_at": "2026-04-30T10:00:00"}, True),
        ("24.2.b", {}, False),
    ],
)
def test_a_code_made_after_its_event_is_remarked_and_accepted(duty, row, remarked):
    checked = check(duty, row)
    assert ("code.date_after_event" in {fault.rule for fault in checked.faults}) == remarked
    assert not checked.bad.any()


def test_a_division_counts_on_the_day_of_the_event():
    assert set(broken("24.2.b", {"region_code": "110103"})) == {("region.retired", "region_code")}
    assert not broken("24.2.b", {"region_code": "110103", "sold_date": "2009-05-10"})


def test_a_backfill_ends_where_the_measures_begin():
    before = date(2026, 4, 1)
    assert set(broken("24.2.b", {"sold_date": "2026-03-31"}, before=before)) == set()
    assert ("check.after_cutoff", "licensed_date") in broken(
        "24.2.b", {"sold_date": "2026-04-01"}, before=before
    )


# --- rows against rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "again"),
    [
        ([{}, {}], [2]),
        ([{}, {"code": code(1).lower()}, {"out_date": "2026/5/10"}], [2, 3]),
        ([{}, {"out_date": "2026-05-11"}], []),
        ([{}, {"code": code(2)}], []),
        ([{"code": "", "code_condition": "missing"}] * 2, []),
    ],
)
def test_the_same_code_leaves_once_a_day(rows, again):
    assert broken("24.3", *rows).get(("file.duplicate", "code"), []) == again


def test_a_vehicles_rows_agree_about_it():
    rows = [
        {},
        {"pack_code": code(2), "brand": "另一牌"},
        {"vin": vin(2), "pack_code": code(3), "brand": "别牌"},
    ]
    assert broken("24.2.a", *rows) == {("file.contradiction", "brand"): [2]}


def test_the_same_thing_said_in_two_spellings_is_no_contradiction():
    other = {
        "pack_code": code(2),
        "certified_date": "2026年5月10日",
        "swap_mode": "否",
        "vin": vin(1).lower(),
    }
    assert not broken("24.2.a", {}, other)


def test_rows_without_a_vehicle_do_not_contradict_each_other():
    rows = [{"vin": ""}, {"vin": "", "brand": "另一牌", "pack_code": code(2)}]
    assert broken("24.2.a", *rows) == {("field.missing", "vin"): [1, 2]}


def test_a_pack_in_two_vehicles_of_one_file_is_a_contradiction():
    assert broken("24.2.a", {}, {"vin": vin(2)}) == {("file.contradiction", "vin"): [2]}


def test_rows_of_a_vehicle_with_a_bad_row_are_held():
    rows = [{"cell_code": code(1, "C")}, {"cell_code": "X"}, {"vin": vin(2), "pack_code": code(2)}]
    checked = check("24.2.a", *rows)
    assert checked.bad.tolist() == [False, True, False]
    assert checked.held.tolist() == [True, False, False]


def test_a_duty_without_a_group_holds_nothing():
    checked = check("24.3", {}, {"code": "X"})
    assert checked.bad.tolist() == [False, True]
    assert not checked.held.any()


# --- trees -----------------------------------------------------------------------------------------------

TREE = {"pack_code": code(1), "module_code": code(1, "M")}


def test_a_cell_under_two_modules_is_refused_with_both_its_rows():
    rows = [
        TREE | {"cell_code": code(1, "C")},
        TREE | {"cell_code": code(2, "C")},
        TREE | {"module_code": code(2, "M"), "cell_code": code(1, "C")},
    ]
    assert broken("12.1", *rows) == {("file.two_parents", "cell_code"): [1, 3]}


def test_a_cell_named_twice_in_its_module_is_a_repeated_row():
    row = TREE | {"cell_code": code(1, "C")}
    assert broken("12.1", row, row) == {("file.duplicate", "cell_code"): [2]}


def test_a_pack_named_twice_without_cells_is_a_repeated_row():
    assert broken("24.2.a", {}, {})[("file.duplicate", "pack_code")] == [2]


def test_a_row_whose_pack_cannot_be_read_puts_no_module_under_a_second_parent():
    rows = [
        TREE | {"pack_code": "X", "cell_code": code(1, "C")},
        TREE | {"cell_code": code(2, "C")},
    ]
    checked = check("12.1", *rows)
    assert checked.bad.tolist() == [True, False]


def test_a_file_without_rows_has_nothing_wrong_with_it():
    for duty in RULEBOOK.duties:
        empty = Table({}, np.zeros(0, np.int32))
        checked = checking.check(duty, [empty], todays=[TODAY], filers=[FILER])
        assert (len(checked), checked.faults, checked.held.tolist()) == (0, (), [])


# --- facts -----------------------------------------------------------------------------------------------


def events(duty, *rows, received=TODAY):
    """Give the events of good rows: (event, subject, object, day, counterparty, whether it has the words)."""
    checked = check(duty, *rows)
    assert not checked.bad.any(), checked.faults
    acts = facts.acts(
        checked,
        np.ones(len(checked), np.bool_),
        forest=checked.forest if DUTIES[duty].tree else None,
        filings=[UUID(int=1)],
        receipts=["SY-20260601-000000000"],
        parties=[7],
        received=np.full(len(checked), received, "datetime64[D]"),
    )
    frame = pl.DataFrame(facts.events(acts))
    names = {number: event for event, number in EVENT_NUMBER.items()}
    return [
        (
            names[row["kind"]],
            name(row["subject"]),
            name(row["object"]),
            row["happened_date"],
            row["counterparty"],
            row["body"] is not None,
        )
        for row in frame.to_dicts()
    ]


def name(text):
    text = text.decode() if isinstance(text, bytes) else str(text)
    key = UUID(hex=text)
    return subjects.name(key) if key.int else ""


def test_a_replacement_is_told_at_both_ends_with_the_words_at_the_vehicle():
    day = date(2026, 5, 10)
    told = events("24.5.c", {"repairer_uscc": OTHER.lower()})
    assert sorted(told) == sorted(
        [
            (Event.REMOVED, code(1), vin(1), day, OTHER, False),
            (Event.REMOVED, vin(1), code(1), day, OTHER, True),
            (Event.FITTED, code(2), vin(1), day, OTHER, False),
            (Event.FITTED, vin(1), code(2), day, OTHER, True),
        ]
    )


def test_an_inbound_is_received_or_refused():
    told = events("24.7.a", {}, {"code": code(2), "outcome": "refused", "refusal_reason": "破损"})
    assert [(event, subject) for event, subject, *_ in told] == [
        (Event.RECEIVED, code(1)),
        (Event.REFUSED, code(2)),
    ]


def test_material_ends_its_sources_once_each_and_a_reuse_product_does_not():
    told = events("24.7.b", {"source_codes": f"{code(1)};{code(2)};{code(1)}"})
    ended = [
        subject for event, subject, *_ in told if event is Event.RECYCLED and not subject.startswith("TMP")
    ]
    assert ended == [code(1), code(2)]
    assert not [
        1 for event, *_ in events("24.7.b", {"product_kind": "reuse_pack"}) if event is Event.RECYCLED
    ]


def test_a_vehicle_scrapped_without_its_pack_tells_it_of_the_vehicle_alone():
    absent = {"pack_present": "no", "pack_code": "", "missing_reason": "丢失"}
    assert [told[:3] for told in events("24.8.a", absent)] == [(Event.SCRAPPED, vin(1), "")]


def test_a_pack_is_produced_on_the_day_in_its_code():
    assert {told[3] for told in events("12.1", TREE)} == {date(2026, 5, 1)}


def test_a_production_day_that_has_not_come_is_not_believed():
    later = {"pack_code": "9Z1PE0100000A1GA10000001"}  # October 2026
    assert {told[3] for told in events("12.1", later)} == {TODAY}


def test_predecessors_on_any_row_of_a_product_are_kept_once():
    rows = [
        TREE | {"predecessor_codes": code(11)},
        TREE | {"cell_code": code(1, "C"), "predecessor_codes": f"{code(12)};{code(11)}"},
        TREE | {"cell_code": code(2, "C")},
    ]
    told = [one[:3] for one in events("12.1", *rows) if one[0] is Event.RECODED]
    assert sorted(told) == sorted(
        [
            (Event.RECODED, code(11), code(1)),
            (Event.RECODED, code(12), code(1)),
            (Event.RECODED, code(1), code(11)),
            (Event.RECODED, code(1), code(12)),
        ]
    )


def test_an_unreadable_label_gets_a_name_of_its_own_for_every_line():
    blank = {"code": "", "code_condition": "missing"}
    told = [subject for _, subject, *_ in events("24.3", blank, blank)]
    assert told == [subjects.name(subjects.unreadable("SY-20260601-000000000", line)) for line in (1, 2)]
    assert packing.is_provisional(subjects.key(told[0]))
