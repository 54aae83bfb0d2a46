import importlib
import pkgutil
from datetime import date
from itertools import pairwise

import pytest

from suyuan.codes import battery, region, uscc, vin
from suyuan.law import measures_2026
from suyuan.law.checks import NotFiler, UniqueInFile
from suyuan.law.duty import Citation, Days, Event, Kind, MonthlyBy, Months, Promptly, Role, Text, may_file
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import Policies

MODULES = [module.name for module in pkgutil.iter_modules(measures_2026.__path__)]
DUTIES = [pytest.param(duty, id=duty.id) for duty in RULEBOOK.duties]
COLUMNS = [
    pytest.param(column, id=f"{duty.id} {column.name}") for duty in RULEBOOK.duties for column in duty.columns
]

OUTBOUND = (
    "code? code_condition out_date destination_uscc destination_name outlet_no? mass_kg? transfer_no? use? "
    "label_text?"
)
INBOUND = (
    "code? code_condition in_date source_uscc source_name outcome refusal_reason? outlet_no? mass_kg? "
    "transfer_no? label_text?"
)
REPLACEMENT = "vin replaced_date old_code new_code repairer_uscc?"
CERTIFIED = (
    "vin vehicle_type vehicle_name brand vehicle_model certified_date swap_mode? pack_code module_code? "
    "cell_code?"
)
SPECIFIED = (
    "prefix kind chemistry nominal_capacity_mah nominal_voltage_mv mass_g composition? shape? series? "
    "parallel?"
)
PRODUCT = (
    "batch_no product_kind product_code? source_codes out_date destination_uscc destination_name mass_kg "
    "element_shares?"
)
# number, who, deadline, columns (? = may be empty)
CONTRACT = {
    "9.1": (
        *(1, "battery_maker battery_importer recycler", Promptly()),
        SPECIFIED,
    ),
    "12.1": (
        *(2, "battery_maker battery_importer recycler", Promptly()),
        "pack_code? module_code? cell_code? mass_kg? predecessor_codes?",
    ),
    "24.1": (
        *(3, "vehicle_maker vehicle_importer", Months(6)),
        "vehicle_model approval_no approved_date title language documents",
    ),
    "24.2.a": (
        *(4, "vehicle_maker vehicle_importer", Days(20)),
        CERTIFIED,
    ),
    "24.2.b": (5, "vehicle_maker vehicle_importer", Days(40), "vin sold_date licensed_date? region_code"),
    "24.2.c": (6, "vehicle_maker vehicle_importer", Days(15), OUTBOUND),
    "24.3": (7, "battery_maker battery_importer", Days(15), OUTBOUND),
    "24.4.a": (8, "swap_operator", MonthlyBy(15), "month vin code replaced_at"),
    "24.4.b": (9, "swap_operator", Days(15), OUTBOUND),
    "24.5.a": (10, "repairer", Days(15), REPLACEMENT),
    "24.5.b": (11, "vehicle_maker vehicle_importer", Days(40), REPLACEMENT),
    "24.5.c": (12, "repairer", Days(40), REPLACEMENT),
    "24.6.a": (
        *(13, "battery_maker battery_importer vehicle_maker vehicle_importer", Days(30)),
        "outlet_no name kind region_code address longitude latitude phone hours status effective_date",
    ),
    "24.6.b": (14, "battery_maker battery_importer vehicle_maker vehicle_importer", Days(15), INBOUND),
    "24.6.c": (15, "battery_maker battery_importer vehicle_maker vehicle_importer", Days(15), OUTBOUND),
    "24.7.a": (16, "recycler", Days(30), INBOUND),
    "24.7.b": (
        *(17, "recycler", Days(30)),
        PRODUCT,
    ),
    "24.8.a": (
        *(18, "dismantler", Days(15, working=True, policy="dismantler_working_days")),
        "vin scrapped_date certificate_no pack_code? pack_present missing_reason?",
    ),
    "24.8.b": (19, "dismantler", Days(15, working=True, policy="dismantler_working_days"), OUTBOUND),
    "17.2": (
        *(20, "battery_maker battery_importer vehicle_maker vehicle_importer", Promptly()),
        "destination_uscc destination_name from_date scope contact",
    ),
    "15.3.a": (
        *(21, "vehicle_maker vehicle_importer", Promptly()),
        "vehicle_model from_date soh_below_percent? months_over? mileage_over_km? procedure_zh procedure_en contact",
    ),
    "15.3.b": (22, "vehicle_maker vehicle_importer", Promptly(), "notice_no told_date way reference?"),
}


def test_the_rulebook_holds_its_filings_in_order():
    assert list(RULEBOOK.by_id) == list(CONTRACT)
    assert list(RULEBOOK.by_number) == list(range(1, 23))


def test_every_duty_module_is_in_the_rulebook():
    found = {importlib.import_module(f"{measures_2026.__name__}.{name}").DUTY.id for name in MODULES}
    assert found == set(RULEBOOK.by_id)


@pytest.mark.parametrize("duty", DUTIES)
def test_a_duty_keeps_its_number_reporters_deadline_and_columns(duty):
    number, who, deadline, columns = CONTRACT[duty.id]
    assert duty.number == number
    assert duty.who == {Role(role) for role in who.split()}
    assert duty.versions[-1].deadline == deadline
    own = [column.name + ("" if column.required else "?") for column in duty.columns]
    agreed = columns.split()
    assert own[: len(agreed)] == agreed
    assert all(
        name.endswith("?") for name in own[len(agreed) :]
    )  # more may be added, and nobody must fill it


@pytest.mark.parametrize("duty", DUTIES)
def test_a_duty_is_told_in_both_languages_under_its_article(duty):
    assert all((*duty.text, *duty.explain))
    assert duty.id.startswith(f"{duty.cite.article}.")
    assert not duty.cite.item or duty.id.split(".")[1] == duty.cite.item


@pytest.mark.parametrize("duty", DUTIES)
def test_versions_follow_each_other_without_gap_or_overlap(duty):
    assert duty.versions[-1].until is None
    assert duty.versions[-1].since == date(2026, 4, 1)
    for earlier, later in pairwise(duty.versions):
        assert (later.since - earlier.until).days == 1
    assert duty.version_on(date(2026, 4, 1)) is duty.versions[-1]
    assert duty.version_on(date(2018, 7, 31)) is None


@pytest.mark.parametrize("duty", DUTIES)
def test_everything_a_duty_names_is_one_of_its_columns(duty):
    names = {column.name for column in duty.columns}
    assert len(names) == len(duty.columns)
    assert {*duty.trigger, duty.subject, *duty.tree} <= names
    assert duty.group is None or duty.group in names
    for effect in duty.effects:
        assert {effect.subject, *effect.unless} <= names
        assert effect.object is None or effect.object in names
    for check in duty.checks:
        for part in ("column", "when", "later", "earlier", "month", "first", "second", "group"):
            assert getattr(check, part, next(iter(names))) in names
        assert set(getattr(check, "columns", ())) <= names


@pytest.mark.parametrize("duty", DUTIES)
def test_a_condition_speaks_of_values_that_its_column_can_hold(duty):
    conditions = [(part.when[0], part.when[1]) for part in (*duty.effects, *duty.opens) if part.when]
    conditions += [(check.when, check.values) for check in duty.checks if hasattr(check, "values")]
    for name, values in conditions:
        column = duty.column(name)
        permitted = {option.value for option in column.options} or {"yes", "no"}
        assert set(values) <= permitted


@pytest.mark.parametrize("duty", DUTIES)
def test_what_a_line_opens_is_a_duty_with_a_subject_of_that_kind(duty):
    for opens in duty.opens:
        assert opens.subject in {column.name for column in duty.columns}
        assert opens.trigger is None or opens.trigger in duty.trigger
        assert opens.presumed is None or isinstance(getattr(Policies(), opens.presumed), int)
        for other in opens.duties:
            assert RULEBOOK.by_id[other].subject_kind is opens.kind


ACCEPTS = {
    Kind.CODE: lambda column, text: battery.parse(text).remarks == () and text[3] in column.levels,
    Kind.CODES: lambda _, text: all(battery.parse(part).remarks == () for part in text.split(";")),
    Kind.PREFIX: lambda _, text: battery.is_valid(text + "00000A1G510000001"),
    Kind.VIN: lambda _, text: vin.validate(text) == text and vin.remarks(text) == (),
    Kind.USCC: lambda _, text: uscc.validate(text) == text and uscc.is_fictitious(text),
    Kind.REGION: lambda _, text: bool(region.spans(text)),
    Kind.CHOICE: lambda column, text: text in {option.value for option in column.options},
    Kind.BOOLEAN: lambda _, text: text in {"yes", "no"},
    Kind.DATE: lambda _, text: date.fromisoformat(text),
    Kind.INTEGER: lambda column, text: column.minimum <= int(text) <= column.maximum,
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_has_headings_and_an_example_that_it_would_accept(column):
    assert all(column.text)
    assert column.example or not column.required
    assert len(column.example) <= column.longest
    if column.example and column.kind in ACCEPTS:
        assert ACCEPTS[column.kind](column, column.example)


def test_headings_of_a_duty_are_never_ambiguous():
    for duty in RULEBOOK.duties:
        seen: dict[str, str] = {}
        for column in duty.columns:
            for heading in {column.name, *column.text, *column.also}:
                assert seen.setdefault(heading.casefold(), column.name) == column.name, (duty.id, heading)


def test_a_transfer_names_its_counterpart_and_never_the_filer():
    for duty in RULEBOOK.duties:
        parties = {column.name for column in duty.columns} & {"destination_uscc", "source_uscc"}
        assert {check.column for check in duty.checks if isinstance(check, NotFiler)} == parties


def test_every_outbound_opens_the_receivers_inbound_and_every_accepted_inbound_the_senders_outbound():
    for duty in RULEBOOK.duties:
        events = {effect.event for effect in duty.effects}
        if Event.SHIPPED in events:
            assert [opens.duties for opens in duty.opens] == [("24.7.a", "24.6.b")]
        if Event.RECEIVED in events:
            (opens,) = duty.opens
            assert opens.when == ("outcome", ("accepted",))
            outbound = {other.id for other in RULEBOOK.duties if other.effects[0].event is Event.SHIPPED}
            assert set(opens.duties) == outbound


def test_a_repeated_row_is_refused_where_it_can_only_be_a_mistake():
    for duty_id in ("24.2.c", "24.6.b", "24.4.a", "24.5.c"):
        assert any(isinstance(check, UniqueInFile) for check in RULEBOOK.by_id[duty_id].checks)


WHO_FILES = {
    "a battery maker": ({Role.BATTERY_MAKER}, False, "9.1 12.1 24.3 24.6.a 24.6.b 24.6.c 17.2"),
    "a vehicle maker": (
        *({Role.VEHICLE_MAKER}, False),
        "24.1 24.2.a 24.2.b 24.2.c 24.5.b 24.6.a 24.6.b 24.6.c 17.2 15.3.a 15.3.b",
    ),
    "a swap operator": ({Role.SWAP_OPERATOR}, False, "24.4.a 24.4.b"),
    "a cooperating repair shop": ({Role.REPAIRER}, True, "24.5.a"),
    "an independent repair shop": ({Role.REPAIRER}, False, "24.5.c"),
    "a dismantler": ({Role.DISMANTLER}, False, "24.8.a 24.8.b"),
    "a recycler": ({Role.RECYCLER}, False, "9.1 12.1 24.7.a 24.7.b"),
}


@pytest.mark.parametrize(("roles", "partner", "expected"), WHO_FILES.values(), ids=WHO_FILES)
def test_each_kind_of_party_files_its_own_duties(roles, partner, expected):
    assert [duty.id for duty in RULEBOOK.for_roles(roles, partner=partner)] == expected.split()


def test_a_party_with_two_roles_files_the_duties_of_both():
    roles = frozenset({Role.REPAIRER, Role.SWAP_OPERATOR})
    assert may_file(RULEBOOK.by_id["24.4.a"], roles, partner=False)
    assert may_file(RULEBOOK.by_id["24.5.c"], roles, partner=False)
    assert not may_file(RULEBOOK.by_id["24.5.a"], roles, partner=False)


def test_a_citation_reads_as_lawyers_write_it():
    cite = RULEBOOK.by_id["24.2.a"].cite
    assert cite.text == Text(
        "第二十四条第（二）项".replace("二十四", "24").replace("二", "2"), "Article 24(2)"
    )
    assert str(cite) == "24(2)"
    assert Citation("Some rules", 0).text.en == "Some rules"


def test_an_unknown_duty_and_column_are_told():
    assert RULEBOOK.get("24.9") is None
    with pytest.raises(KeyError):
        RULEBOOK.by_id["24.3"].column("vin")
