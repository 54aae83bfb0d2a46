"""The world file: its lines, their order and columns, every identifier in it, and that one seed gives one
file."""

import re
from datetime import date, datetime

import pytest

from suyuan.codes import battery, region, uscc, vin
from suyuan.world import UNTIL, generate, make, write, write_answers
from suyuan.world.places import PLACES, place_of

DUTIES = [
    "9.1", "12.1", "24.1", "24.2.a", "24.2.b", "24.2.c", "24.3", "24.4.a", "24.4.b", "24.5.a",
    "24.5.b", "24.5.c", "24.6.a", "24.6.b", "24.6.c", "24.7.a", "24.7.b", "24.8.a", "24.8.b",
]  # fmt: skip
ROLES = [
    "battery_maker", "battery_importer", "vehicle_maker", "vehicle_importer", "swap_operator",
    "repairer", "dismantler", "recycler",
]  # fmt: skip
OUTLET = [
    "outlet_no", "name", "kind", "region_code", "address", "longitude", "latitude", "phone",
    "hours", "status", "effective_date",
]  # fmt: skip
OUTBOUND = (
    "code code_condition out_date destination_uscc destination_name",
    "outlet_no mass_kg transfer_no use label_text",
)
INBOUND = (
    "code code_condition in_date source_uscc source_name outcome",
    "refusal_reason outlet_no mass_kg transfer_no label_text",
)
REPLACED = ("vin replaced_date old_code new_code", "repairer_uscc")
# Columns of the contract: those that must be there, those that may.
COLUMNS = {
    "9.1": (
        "prefix kind chemistry nominal_capacity_mah nominal_voltage_mv mass_g",
        "composition shape series parallel",
    ),
    "12.1": ("", "pack_code module_code cell_code mass_kg predecessor_codes modules cells"),
    "24.1": ("vehicle_model approval_no approved_date title language documents", ""),
    "24.2.a": ("vin vehicle_type vehicle_name brand vehicle_model certified_date packs", "swap_mode"),
    "24.2.b": ("vin sold_date region_code", "licensed_date"),
    "24.4.a": ("month vin code replaced_at", ""),
    "24.5.a": REPLACED,
    "24.5.b": REPLACED,
    "24.5.c": REPLACED,
    "24.6.a": (" ".join(OUTLET), ""),
    "24.7.b": (
        "batch_no product_kind source_codes out_date destination_uscc destination_name mass_kg",
        "product_code element_shares",
    ),
    "24.8.a": ("vin scrapped_date certificate_no pack_code pack_present", "missing_reason"),
    **dict.fromkeys(("24.2.c", "24.3", "24.4.b", "24.6.c", "24.8.b"), OUTBOUND),
    **dict.fromkeys(("24.6.b", "24.7.a"), INBOUND),
}
PRODUCTS = [
    "reuse_pack", "reuse_module", "reuse_cell", "black_mass", "lithium_carbonate", "nickel_sulfate",
    "cobalt_sulfate", "manganese_sulfate", "copper", "aluminium", "graphite", "other",
]  # fmt: skip
DATE = re.compile(r"^\d{4}-\d\d-\d\d$")


@pytest.fixture(scope="module")
def world():
    return list(generate(vehicles=300, seed=7))


@pytest.fixture(scope="module")
def honest():
    return list(generate(vehicles=300, seed=7, faults=0))


def rows(lines, duty=None):
    for line in lines:
        if "duty" in line and duty in (None, line["duty"]):
            for row in line["rows"]:
                yield line["duty"], row


def codes_in(value):
    """Every text in the fields that carry battery codes, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            carries = key in ("packs", "modules", "cells") or key.endswith(("code", "codes"))
            if carries and key != "region_code":
                yield from codes_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from codes_in(inner)
    elif value:
        yield value


def test_one_seed_gives_one_file(tmp_path):
    for name in ("a", "b"):
        write(generate(vehicles=120, seed=3), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    write(generate(vehicles=120, seed=4), tmp_path / "c")
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()


def test_the_answer_key_is_written_beside_it(tmp_path):
    made = make(vehicles=120, seed=3)
    assert write_answers(made, tmp_path / "key") == len(made.answers) > 20
    assert make(vehicles=120, seed=3, faults=0).answers == []


def test_parties_come_first_and_every_role_is_there(world):
    parties = [line["party"] for line in world if "party" in line]
    assert all("party" in line for line in world[: len(parties)])
    assert {role for party in parties for role in party["roles"]} == set(ROLES)
    assert len({party["uscc"] for party in parties}) == len(parties)
    assert all("演示" in party["name"] for party in parties)
    known = {party["uscc"] for party in parties}
    assert all(partner in known for party in parties for partner in party["partner_of"])
    assert {bool(p["partner_of"]) for p in parties if p["roles"] == ["repairer"]} == {True, False}
    prefixes = [prefix for party in parties for prefix in party["prefixes"]]
    assert len(prefixes) == len(set(prefixes))
    assert all(set(outlet) == set(OUTLET) for party in parties for outlet in party["outlets"])


def test_every_place_is_a_division_of_that_name_all_along():
    for place in PLACES:
        for day in (date(2022, 1, 1), UNTIL):
            assert region.get(place.code, on=day) is not None, place
        assert region.name(place.code) == place.district
        assert region.path(place.code)[0] == place.province
    assert len({place.code[:2] for place in PLACES}) == 31


def test_outlets_stand_in_their_district(world):
    outlets = [outlet for line in world if "party" in line for outlet in line["party"]["outlets"]]
    for outlet in outlets + [row for _, row in rows(world, "24.6.a")]:
        place = place_of(outlet["region_code"])
        assert abs(outlet["longitude"] - place.longitude) < 0.005
        assert abs(outlet["latitude"] - place.latitude) < 0.005
        assert place.full_name in outlet["address"]


def test_some_permits_have_ended_and_some_are_about_to(world):
    last = {
        party["name"]: min(permit["valid_to"] for permit in party["permits"])
        for party in (line["party"] for line in world if "party" in line)
        if party["permits"]
    }
    assert any(day < "2026-11-20" for day in last.values())
    assert any("2026-11-20" < day < "2027-01-01" for day in last.values())
    assert any(day > "2027-06-01" for day in last.values())


def test_filings_come_in_the_order_of_their_instants_and_end_in_time(world):
    instants = [line["at"] for line in world if "duty" in line]
    assert instants == sorted(instants)
    assert all(instant.endswith("+08:00") for instant in instants)
    assert datetime.fromisoformat(instants[-1]).date() <= date(2026, 11, 20)


@pytest.mark.parametrize("faults", ["world", "honest"])
def test_every_duty_of_the_contract_is_filed(faults, request):
    assert {duty for duty, _ in rows(request.getfixturevalue(faults))} == set(DUTIES)


def test_rows_have_the_columns_of_the_contract(world):
    for duty, row in rows(world):
        needed, allowed = (set(names.split()) for names in COLUMNS[duty])
        assert needed <= set(row) <= needed | allowed, (duty, row)


def test_nesting_is_packs_modules_cells(world):
    for duty, row in rows(world):
        for pack in row.get("packs", []):
            assert set(pack) <= {"pack_code", "modules", "cells"}, duty
        for holder in [*row.get("packs", []), row]:
            for module in holder.get("modules", []):
                assert set(module) == {"module_code", "cells"}


def test_choices_and_dates_are_spelled_as_the_contract_spells_them(honest):
    for _, row in rows(honest):
        assert row.get("code_condition", "intact") in {"intact", "damaged", "missing", "suspect"}
        assert row.get("outcome", "accepted") in {"accepted", "refused"}
        assert row.get("product_kind", "other") in PRODUCTS
        assert row.get("use", "other") != "electric_bicycle"
        assert all(DATE.match(value) for name, value in row.items() if name.endswith("_date"))
        assert row.get("mass_kg", 1) > 0
        if row.get("outcome") == "refused":
            assert row["refusal_reason"]
        if "code" in row and not row["code"]:
            assert row["code_condition"] in {"damaged", "missing"}
            assert row["label_text"]


def test_every_identifier_of_an_honest_world_is_valid(honest):
    parties = [line["party"] for line in honest if "party" in line]
    units = {party["uscc"] for party in parties}
    numbers, codes = set(), set()
    for _, row in rows(honest):
        units |= {value for name, value in row.items() if name.endswith("_uscc")}
        numbers |= {row["vin"]} if "vin" in row else set()
        codes |= set(codes_in(row))
    assert all(uscc.is_valid(unit) and uscc.is_fictitious(unit) for unit in units)
    assert all(vin.is_valid(number) and not vin.remarks(number) for number in numbers)
    assert all(battery.is_plain(code) and battery.is_valid(code) for code in codes)
    assert {len(code) for code in codes} == {19, 24}


def test_most_vehicles_have_one_pack_of_eight_modules_of_sixteen_cells(honest):
    shapes = [
        (
            len(row.get("modules", [])),
            len(row["modules"][0]["cells"]) if "modules" in row else len(row["cells"]),
        )
        for _, row in rows(honest, "12.1")
        if "modules" in row or "cells" in row
    ]
    assert shapes.count((8, 16)) > len(shapes) / 2
    assert (0, 112) in shapes
    assert (4, 6) in shapes
    certificates = [row for _, row in rows(honest, "24.2.a")]
    assert {len(row["packs"]) for row in certificates} == {1, 2}
    assert {row["swap_mode"] for row in certificates} == {True, False}


@pytest.mark.parametrize("until", [date(2022, 1, 1), date(2023, 6, 30), date(2028, 2, 29)])
def test_the_world_may_end_on_another_day(until):
    lines = list(generate(vehicles=60, seed=5, until=until))
    assert lines
    assert all(line["at"][:10] <= until.isoformat() for line in lines if "at" in line)


def test_it_grows_in_line_with_the_vehicles():
    few, many = (make(vehicles=count, seed=5, faults=0) for count in (100, 400))
    assert (len(few.vehicles), len(many.vehicles)) == (100, 400)
