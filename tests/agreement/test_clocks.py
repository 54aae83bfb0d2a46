"""The clocks of a whole file are those that the calendar gives act by act."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.codes import packing, uscc
from suyuan.domain import checking, clocks, facts, subjects
from suyuan.domain.clocks import Known, Partner
from suyuan.intake import read
from suyuan.law import calendar
from suyuan.law.calendar import Calendar
from suyuan.law.duty import Bearer, Role, SubjectKind
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import Policies
from suyuan.world import coding

TODAY = date(2026, 8, 3)
COUNTING = Calendar.usual()
FILER, OTHER = uscc.make_fictitious(1), uscc.make_fictitious(2)
DUTIES = {duty.id: duty for duty in RULEBOOK.duties}


def code(number, level="P"):
    return f"9Z1{level}E0100000A1G51{number:07d}"


def vin(number):
    return coding.vin("LY0", "0000A", 2026, "0", number)


def row(duty, number, day):
    """A good row about subject ``number`` that happened on a day, from the duty's own examples."""
    made = {column.name: column.example for column in duty.columns if column.required}
    own = {
        "vin": vin(number),
        "code": code(number),
        "pack_code": code(number),
        "old_code": code(number),
        "new_code": code(number + 5000),
        "source_codes": code(number),
        "product_kind": "black_mass",
        "pack_present": "yes",
        "destination_uscc": OTHER,
        "source_uscc": OTHER,
        "batch_no": f"B{number}",
        "vehicle_model": f"MODEL{number}",
        "months_over": "96",
        "outlet_no": f"N{number}",
        "replaced_at": f"{day} 12:00",
        "month": f"{day:%Y-%m}",
        "prefix": f"9Z1PE{number:02d}",
    }
    made |= {name: value for name, value in own.items() if name in {column.name for column in duty.columns}}
    return made | {name: str(day) for name in duty.trigger if duty.column(name).name.endswith("_date")}


def table_of(duty, rows):
    names = list(dict.fromkeys(name for one in rows for name in one))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return read(duty, text.getvalue().encode(), format="csv")


def acts_of(duty, *files, received=TODAY, parties=(7, 8, 9)):
    """The acts of some files, of which every row must be good."""
    tables = [table_of(duty, rows) for rows in files]
    checked = checking.check(duty, tables, todays=[TODAY] * len(files), filers=[FILER] * len(files))
    assert not checked.bad.any(), [(fault.rule, fault.column, fault.value) for fault in checked.faults]
    return facts.acts(
        checked,
        np.ones(len(checked), np.bool_),
        forest=checked.forest if duty.tree else None,
        filings=[UUID(int=index + 1) for index in range(len(files))],
        receipts=[f"SY-20260803-{index:09d}" for index in range(len(files))],
        parties=parties[: len(files)],
        received=np.full(len(checked), received, "datetime64[D]"),
    )


def party(number, *roles, partner=False):
    return Partner(number, frozenset(roles), partner)


def known(**more):
    usual = {"duties": DUTIES, "partners": {}, "vehicle_filers": {}, "filers": [party(7)]}
    return Known(**(usual | more))


def on(day):
    return None if day is None else np.datetime64(day, "D")


days = st.lists(st.dates(date(2018, 7, 1), date(2026, 8, 2)), min_size=1, max_size=8)


@pytest.mark.parametrize(
    "duty", [duty for duty in RULEBOOK.duties if duty.opens_own], ids=lambda duty: duty.id
)
@settings(max_examples=8, deadline=None)
@given(days=days)
def test_the_filers_own_clock_is_due_as_the_calendar_says(duty, days):
    acts = acts_of(duty, [row(duty, number, day) for number, day in enumerate(days, start=1)])
    own = clocks.own_clocks(acts, COUNTING)
    seen = set()
    wanted = []
    for number, day in enumerate(days, start=1):
        subject = day.replace(day=1) if duty.subject_kind is SubjectKind.MONTH else number
        if subject not in seen:
            seen.add(subject)
            trigger = day.replace(day=1) if duty.subject_kind is SubjectKind.MONTH else day
            wanted.append((trigger, calendar.due_on(duty, trigger, COUNTING)[1], number))
    assert own.opened.tolist() == own.cause.tolist() == [trigger for trigger, _, _ in wanted]
    assert own.due.tolist() == [due for _, due, _ in wanted]
    assert own.line.tolist() == [line for _, _, line in wanted]
    assert own.met.tolist() == [TODAY] * len(wanted)
    assert own.late.tolist() == [due is not None and due < TODAY for _, due, _ in wanted]
    assert set(own.duty.tolist()) == {duty.number}
    assert set(own.party.tolist()) == {7}


@pytest.mark.parametrize(
    "duty", [duty for duty in RULEBOOK.duties if not duty.opens_own], ids=lambda duty: duty.id
)
def test_a_duty_without_a_time_opens_nothing_of_its_own(duty):
    assert clocks.own_clocks(acts_of(duty, [row(duty, 1, date(2026, 5, 1))]), COUNTING) is None


OPENED = [(duty, opens) for duty in RULEBOOK.duties for opens in duty.opens]


@pytest.mark.parametrize(("duty", "opens"), OPENED, ids=[f"{duty.id}" for duty, _ in OPENED])
@settings(max_examples=8, deadline=None)
@given(days=days)
def test_what_an_act_opens_is_due_as_the_calendar_says(duty, opens, days):
    acts = acts_of(duty, [row(duty, number, day) for number, day in enumerate(days, start=1)])
    everybody = {role: party(20 + index, role) for index, role in enumerate(Role)}
    vehicles = {
        packing.pack(vin(number)).bytes: everybody[Role.VEHICLE_MAKER] for number in range(1, len(days) + 1)
    }
    bearers = {
        Bearer.DESTINATION: [Role.RECYCLER, Role.BATTERY_MAKER],
        Bearer.SOURCE: [Role.DISMANTLER, Role.SWAP_OPERATOR, Role.BATTERY_MAKER, Role.VEHICLE_IMPORTER],
    }.get(opens.bearer, [Role.VEHICLE_MAKER])
    for role in bearers:
        bearer = everybody[role]
        opened = clocks.openings(
            acts,
            opens,
            COUNTING,
            known(partners={OTHER: bearer}, vehicle_filers=vehicles, filers=[bearer]),
        )
        law = next(DUTIES[name] for name in opens.duties if role in DUTIES[name].who)
        presumed = getattr(COUNTING.policies, opens.presumed) if opens.presumed else 0
        starts = [day + timedelta(days=presumed) for day in days]
        dues = [None if opens.trigger is None else calendar.due_on(law, day, COUNTING)[1] for day in starts]
        assert opened.opened.tolist() == starts
        assert opened.cause.tolist() == days
        assert opened.due.tolist() == dues
        assert set(opened.duty.tolist()) == {law.number}
        assert set(opened.party.tolist()) == {bearer.party_id}
        assert np.isnat(opened.met).all()
        assert not opened.late.any()


# --- who bears them --------------------------------------------------------------------------------------


def opened_by(duty_id, rows, **more):
    duty = DUTIES[duty_id]
    return clocks.openings(acts_of(duty, rows), duty.opens[0], COUNTING, known(**more))


def test_the_receivers_clock_is_that_of_what_it_is():
    shipped = [row(DUTIES["24.3"], 1, date(2026, 5, 11))]
    for roles, wanted in [
        ({Role.RECYCLER}, "24.7.a"),
        ({Role.VEHICLE_MAKER}, "24.6.b"),
        ({Role.RECYCLER, Role.BATTERY_MAKER}, "24.7.a"),
    ]:
        opened = opened_by("24.3", shipped, partners={OTHER: party(3, *roles)})
        assert opened.duty.tolist() == [DUTIES[wanted].number]
        assert opened.name == [code(1)]


@pytest.mark.parametrize("partners", [{}, {OTHER: party(3, Role.REPAIRER)}, {OTHER: party(3)}])
def test_who_bears_no_such_duty_gets_no_clock(partners):
    assert opened_by("24.3", [row(DUTIES["24.3"], 1, date(2026, 5, 11))], partners=partners) is None


def test_a_receiver_is_known_however_its_code_is_written():
    lower = row(DUTIES["24.3"], 1, date(2026, 5, 11)) | {"destination_uscc": OTHER.lower()}
    assert len(opened_by("24.3", [lower], partners={OTHER: party(3, Role.RECYCLER)})) == 1


def test_a_refusal_opens_no_clock_of_the_sender():
    inbound = row(DUTIES["24.7.a"], 1, date(2026, 5, 13))
    refused = inbound | {"outcome": "refused", "refusal_reason": "破损", "code": code(2)}
    opened = opened_by("24.7.a", [inbound, refused], partners={OTHER: party(3, Role.DISMANTLER)})
    assert opened.name == [code(1)]
    assert opened.duty.tolist() == [DUTIES["24.8.b"].number]


def test_a_vehicle_nobody_certified_opens_no_clock_of_its_maker():
    told = row(DUTIES["24.5.a"], 1, date(2026, 5, 1))
    assert opened_by("24.5.a", [told], partners={OTHER: party(3, Role.VEHICLE_MAKER)}) is None


def test_a_certified_vehicle_waits_for_its_sale():
    opened = opened_by(
        "24.2.a", [row(DUTIES["24.2.a"], 1, date(2026, 5, 1))], filers=[party(7, Role.VEHICLE_MAKER)]
    )
    assert opened.kind is SubjectKind.VEHICLE
    assert opened.name == [vin(1)]
    assert np.isnat(opened.due).all()


# --- which day, which subject ----------------------------------------------------------------------------


def test_the_sale_counts_from_licensing_where_it_is_given_and_the_sale_is_the_day_it_happened():
    duty = DUTIES["24.2.b"]
    rows = [
        row(duty, 1, date(2026, 5, 20)) | {"licensed_date": "2026-05-22"},
        row(duty, 2, date(2026, 5, 20)) | {"licensed_date": ""},
    ]
    acts = acts_of(duty, rows)
    assert acts.trigger.tolist() == [date(2026, 5, 22), date(2026, 5, 20)]
    assert acts.happened.tolist() == [date(2026, 5, 20)] * 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-31T15:59:59Z", date(2026, 5, 31)),
        ("2026-04-30T16:00:00Z", date(2026, 5, 1)),
        ("2026-05-20 23:59:59", date(2026, 5, 20)),
        ("2026-05-20T23:59:59-07:00", date(2026, 5, 21)),
    ],
)
def test_a_swap_happens_on_the_shanghai_day_of_its_instant(text, day):
    duty = DUTIES["24.4.a"]
    acts = acts_of(duty, [row(duty, 1, date(2026, 5, 1)) | {"replaced_at": text}])
    assert acts.happened.tolist() == [day]
    assert acts.trigger.tolist() == [date(2026, 5, 1)]


def test_a_month_is_one_subject_however_it_is_written():
    duty = DUTIES["24.4.a"]
    rows = [row(duty, number, date(2026, 5, 9)) for number in (1, 2, 3)]
    rows[1]["month"], rows[2]["month"] = "2026/5", "2026年5月"
    own = clocks.own_clocks(acts_of(duty, rows), COUNTING)
    assert own.name == ["2026-05"]
    assert own.subject.tolist() == subjects.derived_column(SubjectKind.MONTH, [7], ["2026-05"]).tolist()
    assert own.due.tolist() == [date(2026, 6, 15)]


def test_a_subject_filed_twice_on_a_day_has_one_clock_and_on_two_days_two():
    duty = DUTIES["24.7.b"]
    rows = [row(duty, 1, day) for day in (date(2026, 5, 4), date(2026, 5, 4), date(2026, 5, 5))]
    own = clocks.own_clocks(acts_of(duty, rows), COUNTING)
    assert own.cause.tolist() == [date(2026, 5, 4), date(2026, 5, 5)]
    assert own.line.tolist() == [1, 3]


def test_files_of_two_parties_keep_their_clocks_apart():
    duty = DUTIES["24.7.b"]
    rows = [row(duty, 1, date(2026, 5, 4))]
    own = clocks.own_clocks(acts_of(duty, rows, rows), COUNTING)
    assert own.party.tolist() == [7, 8]
    assert own.file.tolist() == [0, 1]
    assert own.subject[0].tolist() != own.subject[1].tolist()


def test_an_unreadable_label_has_a_clock_under_its_temporary_name():
    duty = DUTIES["24.3"]
    rows = [row(duty, 1, date(2026, 5, 4)) | {"code": "", "code_condition": "missing"}]
    own = clocks.own_clocks(acts_of(duty, rows), COUNTING)
    label = subjects.unreadable("SY-20260803-000000000", 1)
    assert own.name == [subjects.name(label)]
    assert own.subject.tolist() == packing.from_uuids([label]).tolist()


def test_policies_move_the_due_day():
    duty = DUTIES["24.8.a"]
    acts = acts_of(duty, [row(duty, 1, date(2026, 5, 11))])
    longer = Calendar(COUNTING.holidays, Policies.of({"dismantler_working_days": 20}))
    usual, later = clocks.own_clocks(acts, COUNTING), clocks.own_clocks(acts, longer)
    assert usual.due.tolist() == [date(2026, 6, 1)]
    assert later.due.tolist() == [date(2026, 6, 8)]
