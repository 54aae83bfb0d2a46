"""Planted faults: every kind is there, noted in the answer key, and really to be seen in the file."""

from collections import defaultdict

import pytest

from suyuan.codes import battery, vin
from suyuan.world import RATES, lines, make

PROTECTED = {"LS5", "LPA", "LWV", "LSY"}  # real makers' codes: no offence may be planted on who uses them


@pytest.fixture(scope="module")
def made():
    return make(vehicles=1500, seed=2026)


@pytest.fixture(scope="module")
def filed(made):
    found = defaultdict(list)
    for line in lines(made):
        for row in line.get("rows", []):
            found[line["duty"]].append((line["at"][:10], line["by"], row))
    return found


def answers(made, fault):
    found = [answer for answer in made.answers if answer.fault == fault]
    assert found, fault
    return found


@pytest.mark.parametrize("fault", sorted(RATES))
def test_every_kind_of_fault_is_planted(made, fault):
    assert answers(made, fault)


def test_the_answer_key_is_the_same_for_the_same_seed(made):
    again = make(vehicles=1500, seed=2026)
    assert [answer.line() for answer in again.answers] == [answer.line() for answer in made.answers]


def test_faults_scale_and_may_be_switched_on_one_by_one(made):
    assert len(make(vehicles=1500, seed=2026, faults=2).answers) > len(made.answers)
    only = make(vehicles=300, seed=2026, rates={"missing_pack": 0.5})
    assert {answer.fault for answer in only.answers} == {"missing_pack"}


def test_no_offence_is_planted_on_a_firm_under_a_real_makers_wmi(made):
    protected = {party.uscc for party in made.cast.parties if party.firm.wmi in PROTECTED}
    victims = {"two_vehicles", "two_packs"}
    for answer in made.answers:
        accused = answer.parties[1:] if answer.fault in victims else answer.parties[:1]
        assert not protected & set(accused), answer


def test_a_stolen_pack_stands_in_two_vehicles(made, filed):
    for answer in answers(made, "two_vehicles"):
        makers = {
            by
            for _, by, row in filed["24.2.a"]
            for pack in row["packs"]
            if pack["pack_code"] == answer.subject_id
        }
        assert makers == set(answer.parties)


def test_a_module_stands_in_two_packs(made, filed):
    for answer in answers(made, "two_packs"):
        packs = {
            pack["pack_code"]
            for row in [
                *(row for *_, row in filed["12.1"]),
                *(p for *_, r in filed["24.2.a"] for p in r["packs"]),
            ]
            for pack in [row]
            if any(module["module_code"] == answer.subject_id for module in pack.get("modules", []))
        }
        assert len(packs) == 2


@pytest.mark.parametrize("seed", [7, 1795877678])
def test_no_module_is_lent_twice(seed):
    lent = [answer.line()["subject"]["id"] for answer in answers(make(vehicles=1500, seed=seed), "two_packs")]
    assert len(lent) == len(set(lent))


def test_an_unreported_side_is_missing_and_the_other_is_there(made, filed):
    outbound = [
        row["code"] for duty in ("24.2.c", "24.3", "24.4.b", "24.6.c", "24.8.b") for *_, row in filed[duty]
    ]
    inbound = [(by, row["code"]) for duty in ("24.6.b", "24.7.a") for _, by, row in filed[duty]]
    for answer in answers(made, "no_inbound"):
        assert answer.subject_id in outbound
        assert (answer.parties[1], answer.subject_id) not in inbound
    for answer in answers(made, "no_outbound"):
        assert (answer.parties[1], answer.subject_id) in inbound


def test_a_wrong_party_is_another_than_the_outbound_names(made, filed):
    for answer in answers(made, "wrong_party"):
        sender, named, other = answer.parties
        rows = [
            (by, row["source_uscc"]) for _, by, row in filed["24.7.a"] if row["code"] == answer.subject_id
        ]
        assert (other, sender) in rows
        assert (named, sender) not in rows


def test_a_vehicle_without_its_pack_says_so(made, filed):
    for answer in answers(made, "missing_pack"):
        rows = [row for *_, row in filed["24.8.a"] if row["vin"] == answer.subject_id]
        assert any(not row["pack_present"] and row["missing_reason"] for row in rows)


def test_a_metal_from_nowhere_is_more_than_was_taken_in(made, filed):
    for answer in answers(made, "yield_impossible"):
        recycler = answer.subject_id
        taken = sum(0.048 * row["mass_kg"] for _, by, row in filed["24.7.a"] if by == recycler)
        given = sum(
            row["mass_kg"] * row["element_shares"].get("Co", 0)
            for _, by, row in filed["24.7.b"]
            if by == recycler and "element_shares" in row
        )
        assert given > 0
        assert taken > 0
        ncm = sum(
            0.048 * row["mass_kg"]
            for _, by, row in filed["24.7.a"]
            if by == recycler and row["code"][4:5] == "E"
        )
        assert given > ncm * 0.9


@pytest.mark.parametrize("fault", ["wrong_length", "lookalike_letter", "swapped_halves"])
def test_bad_codes_are_refused_by_the_code_reader(made, fault):
    for answer in answers(made, fault):
        assert not battery.is_valid(answer.subject_id)


def test_bad_vins_are_refused_and_mended_soon_after(made, filed):
    for answer in answers(made, "vin_check_digit"):
        assert not vin.is_valid(answer.subject_id)
        days = sorted(
            day
            for rows in filed.values()
            for day, by, row in rows
            if by == answer.parties[0] and row.get("vin", "")[-6:] == answer.subject_id[-6:]
        )
        assert len(days) >= 2


def test_a_made_up_number_is_fitted_by_a_shop_and_far_from_the_run_that_its_maker_filed(made, filed):
    for answer in answers(made, "serial_rhythm"):
        stem, shop, maker = answer.subject_id[:17], *answer.parties
        run = {row["pack_code"] for _, by, row in filed["12.1"] if by == maker and "pack_code" in row}
        numbers = [int(code[17:]) for code in run if code[:17] == stem]
        assert len(numbers) >= 20
        assert int(answer.subject_id[17:]) > 100 * max(numbers)
        assert any(by == shop and row["new_code"] == answer.subject_id for _, by, row in filed["24.5.c"])


def test_a_silent_operator_reported_before_and_does_not_any_more(made, filed):
    for answer in answers(made, "silent_swap_operator"):
        months = {row["month"] for _, by, row in filed["24.4.a"] if by == answer.subject_id}
        assert months
        assert max(months) < answer.line()["day"][:7]


def test_nothing_at_all_is_planted_at_scale_nought():
    assert make(vehicles=200, seed=2026, faults=0).answers == []
