"""An honest world read by an independent judge: every report in time, and no two reports that exclude
each other."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from suyuan.codes.letters import LETTERS
from suyuan.world import RATES, generate

UNTIL = date(2026, 11, 20)
# The shortest reading of the time each report has, in calendar days (15 working days are at least 19).
DAYS = {
    "24.1": 180, "24.2.a": 19, "24.2.b": 40, "24.2.c": 15, "24.3": 15, "24.4.b": 15,
    "24.5.a": 15, "24.5.b": 40, "24.5.c": 40, "24.6.a": 30, "24.6.b": 15, "24.6.c": 15,
    "24.7.a": 30, "24.7.b": 30, "24.8.a": 19, "24.8.b": 19,
}  # fmt: skip
TRIGGER = {
    "24.1": "approved_date", "24.2.a": "certified_date", "24.2.b": "licensed_date",
    "24.6.a": "effective_date", "24.8.a": "scrapped_date", "24.4.a": "replaced_at", "12.1": None, "9.1": None,
    **dict.fromkeys(("24.5.a", "24.5.b", "24.5.c"), "replaced_date"),
    **dict.fromkeys(("24.2.c", "24.3", "24.4.b", "24.6.c", "24.8.b", "24.7.b"), "out_date"),
    **dict.fromkeys(("24.6.b", "24.7.a"), "in_date"),
}  # fmt: skip
MAKERS = {"battery_maker", "battery_importer", "vehicle_maker", "vehicle_importer"}
MATERIALS = (
    "lithium_carbonate",
    "nickel_sulfate",
    "cobalt_sulfate",
    "manganese_sulfate",
    "copper",
    "aluminium",
    "other",
)
CONTRADICTIONS = [
    "two_vehicles", "two_packs", "foreign_prefix", "impossible_date", "not_fitted",
    "level_mismatch", "missing_pack", "trail_cold", "no_inbound", "no_outbound", "wrong_party",
    "code_set_mismatch", "mass_mismatch", "not_entitled_permit", "not_entitled_role", "not_holder",
    "two_places", "yield_impossible", "after_recycling",
]  # fmt: skip


def made_on(code):
    letters = code[14:17] if len(code) == 24 else code[7:10]
    return LETTERS.made(letters)


@dataclass
class Judge:
    """Plays the reports in the order of the days they speak of, and objects."""

    parties: dict
    parent: dict = field(default_factory=dict)
    fitted: dict = field(default_factory=dict)  # pack -> vin
    vehicles: dict = field(default_factory=lambda: defaultdict(set))
    swap: set = field(default_factory=set)
    holder: dict = field(default_factory=dict)
    transit: dict = field(default_factory=dict)
    ended: set = field(default_factory=set)
    ended_by: dict = field(default_factory=dict)  # code -> batch
    successor: dict = field(default_factory=dict)
    last: dict = field(default_factory=dict)
    loose: set = field(default_factory=set)
    taken: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    given: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    specs: dict = field(default_factory=dict)

    def touch(self, code, day, *, loose):
        assert any(code[:3] in party["prefixes"] for party in self.parties.values()), ("whose", code)
        assert code not in self.ended, ("after the end", code)
        assert made_on(code) <= day, ("made later", code, day)
        if code in self.loose:
            assert (day - self.last[code]).days <= 90, ("cold", code, day)
        self.last[code] = day
        (self.loose.add if loose else self.loose.discard)(code)

    def place(self, code, parent):
        assert self.parent.setdefault(code, parent) == parent, ("two parents", code)

    def tree(self, row):
        pack = row.get("pack_code") or None
        if pack:
            self.place(pack, None)
        for module in row.get("modules", []):
            self.place(module["module_code"], pack)
            for cell in module["cells"]:
                self.place(cell, module["module_code"])
        for cell in row.get("cells", []):
            self.place(cell, pack)
        if row.get("module_code"):
            self.place(row["module_code"], None)
        if row.get("cell_code"):
            self.place(row["cell_code"], row.get("module_code"))

    def produced(self, by, row, _day):
        code = row.get("pack_code") or row.get("module_code") or row["cell_code"]
        assert code[:3] in self.parties[by]["prefixes"]
        self.tree(row)
        for old in row.get("predecessor_codes", []):
            assert self.holder[old] == by
            self.touch(old, made_on(code), loose=False)
            self.ended.add(old)
            self.successor[old] = code
            self.holder[code] = by

    def certified(self, by, row, day):
        assert row["vin"] not in self.vehicles, "certified twice"
        assert by in self.parties
        if row["swap_mode"]:
            self.swap.add(row["vin"])
        for pack in row["packs"]:
            self.tree(pack)
            self.fit(pack["pack_code"], row["vin"], day)

    def fit(self, code, vin, day):
        assert code not in self.fitted, ("in two vehicles", code)
        assert code not in self.holder, ("held and fitted", code)
        self.touch(code, day, loose=False)
        self.fitted[code] = vin
        self.vehicles[vin].add(code)

    def unfit(self, code, vin, day):
        assert self.fitted.pop(code) == vin, ("not fitted", code)
        self.vehicles[vin].discard(code)
        self.touch(code, day, loose=True)

    def sold(self, _by, row, _day):
        assert row["vin"] in self.vehicles
        assert row["sold_date"] <= row["licensed_date"]

    def swapped(self, by, row, day):
        assert row["vin"] in self.swap
        assert self.parties[by]["roles"] == ["swap_operator"]
        (old,) = self.vehicles[row["vin"]]
        self.unfit(old, row["vin"], day)
        self.holder[old] = by
        assert self.holder.pop(row["code"], by) == by
        self.fit(row["code"], row["vin"], day)

    def replaced(self, by, row, day):
        old, new, vin = row["old_code"], row["new_code"], row["vin"]
        assert old[3] == new[3]
        if self.holder.get(old) == row.get("repairer_uscc", by) and self.last[old] == day:
            return  # the vehicle maker repeats what its partner told
        if old[3] == "P":
            self.unfit(old, vin, day)
            self.fit(new, vin, day)
        else:
            pack = self.parent.pop(old)
            assert self.fitted[pack] == vin
            self.touch(old, day, loose=True)
            assert self.parent.get(new) is None
            self.parent[new] = pack
        self.holder[old] = row.get("repairer_uscc", by)

    def outbound(self, by, row, day):
        code, to = row["code"], row["destination_uscc"]
        if not code:
            return
        assert self.holder.setdefault(code, by) == by, ("not holder", code)
        assert code not in self.fitted
        self.touch(code, day, loose=to in self.parties)
        self.transit[code] = (by, to, day, row["mass_kg"], row.get("transfer_no"))
        if len(code) == 24:
            assert self.entitled(by, to), (by, to)

    def entitled(self, sender, receiver):
        role = self.parties[receiver]["roles"][0]
        return role == "recycler" or (role in MAKERS and self.parties[sender]["roles"][0] not in MAKERS)

    def inbound(self, by, row, day):
        code, source = row["code"], row["source_uscc"]
        permits = self.parties[by]["permits"]
        assert all(permit["valid_from"] <= row["in_date"] <= permit["valid_to"] for permit in permits)
        if not code:
            return
        if self.parties[source]["roles"] == ["repairer"]:
            assert self.entitled(source, by)
        else:
            sender, receiver, sent, mass, transfer = self.transit.pop(code)
            assert (sender, receiver, transfer) == (source, by, row["transfer_no"])
            assert timedelta(0) <= day - sent <= timedelta(7)
            assert abs(mass - row["mass_kg"]) <= max(2, 0.05 * mass)
        assert self.holder[code] == source
        self.touch(code, day, loose=True)
        if row["outcome"] == "accepted":
            self.holder[code] = by
            self.taken[by]["mass"] += row["mass_kg"]
            for element, share in self.specs[code[:7]].items():
                self.taken[by][element] += share * row["mass_kg"]

    def scrapped(self, by, row, day):
        vin = row["vin"]
        if not row["pack_present"]:
            assert vin in self.swap
            (code,) = self.vehicles[vin]
            self.unfit(code, vin, day)  # handed back to the swap operator
            return
        self.unfit(row["pack_code"], vin, day)
        self.holder[row["pack_code"]] = by

    def product(self, by, row, day):
        self.given[by]["mass"] += row["mass_kg"]
        for element, share in row.get("element_shares", {}).items():
            self.given[by][element] += share * row["mass_kg"]
        for code in row["source_codes"]:
            if row["product_kind"] in MATERIALS:
                if self.ended_by.get(code) == row["batch_no"]:
                    continue
                assert self.holder[code] == by
                self.touch(code, day, loose=False)
                self.ended.add(code)
                self.ended_by[code] = row["batch_no"]
            else:
                assert self.successor[code] == row["product_code"]


HANDLERS = {
    "12.1": Judge.produced, "24.2.a": Judge.certified, "24.2.b": Judge.sold, "24.4.a": Judge.swapped,
    "24.5.a": Judge.replaced, "24.5.b": Judge.replaced, "24.5.c": Judge.replaced, "24.7.b": Judge.product,
    "24.8.a": Judge.scrapped,
    **dict.fromkeys(("24.2.c", "24.3", "24.4.b", "24.6.c", "24.8.b"), Judge.outbound),
    **dict.fromkeys(("24.6.b", "24.7.a"), Judge.inbound),
}  # fmt: skip


def happened(duty, row, filed):
    """The day, and where one day holds several reports of a battery, the instant, that a row speaks of."""
    if duty == "12.1":
        code = row.get("pack_code") or row.get("module_code") or row["cell_code"]
        return made_on(code).isoformat()
    return row[TRIGGER[duty]] if TRIGGER[duty] else filed


def judged(lines):
    judge = Judge({line["party"]["uscc"]: line["party"] for line in lines if "party" in line})
    reports = []
    for index, line in enumerate(line for line in lines if "duty" in line):
        filed = line["at"][:10]
        for row in line["rows"]:
            if line["duty"] == "9.1":
                judge.specs[row["prefix"]] = row["composition"]
            reports.append((happened(line["duty"], row, filed), index, line["duty"], line["by"], row))
    for when, _, duty, by, row in sorted(reports, key=lambda report: report[:2]):
        if duty in HANDLERS:
            HANDLERS[duty](judge, by, row, date.fromisoformat(when[:10]))
    return judge


@pytest.fixture(scope="module", params=[(400, 2026), (150, 11), (1500, 2026)])
def honest(request):
    vehicles, seed = request.param
    return list(generate(vehicles=vehicles, seed=seed, faults=0))


def test_every_report_is_made_in_time(honest):
    for line in honest:
        for row in line.get("rows", []):
            filed = date.fromisoformat(line["at"][:10])
            if line["duty"] == "24.4.a":
                assert filed.isoformat()[:8] + "15" >= filed.isoformat()
                assert (
                    (filed.replace(day=1) - timedelta(1)).isoformat()[:7]
                    == row["month"]
                    == row["replaced_at"][:7]
                )
            elif line["duty"] in DAYS:
                passed = (filed - date.fromisoformat(row[TRIGGER[line["duty"]]])).days
                assert 0 <= passed <= DAYS[line["duty"]], (line["duty"], row)


def test_the_reports_are_a_possible_world(honest):
    judge = judged(honest)
    cold = [code for code in judge.loose if (UNTIL - judge.last[code]).days > 90]
    assert not cold
    late = [
        trip for trip in judge.transit.values() if trip[1] in judge.parties and (UNTIL - trip[2]).days > 37
    ]
    assert not late
    for recycler, given in judge.given.items():
        for thing, amount in given.items():
            assert amount <= judge.taken[recycler][thing], (recycler, thing)


def test_it_is_a_world_in_which_things_happen(honest):
    judge = judged(honest)
    assert judge.ended
    assert judge.successor
    assert judge.swap
    assert any(judge.taken.values())


@pytest.mark.parametrize("fault", CONTRADICTIONS)
def test_the_judge_sees_a_contradiction_where_one_is_planted(fault):
    with pytest.raises((AssertionError, KeyError)):
        test_the_reports_are_a_possible_world(
            list(generate(vehicles=800, seed=5, rates={fault: RATES[fault]}))
        )
