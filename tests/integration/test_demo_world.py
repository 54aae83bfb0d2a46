"""The small world as it was loaded: whole, along everybody's road, with sign-ins for all."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from suyuan.law.calendar import legal_day
from suyuan.services import clock
from suyuan.services.applications import queries as queue
from suyuan.services.batteries import queries as batteries
from suyuan.services.demonstration import operations
from suyuan.services.filings import queries as filings
from suyuan.services.members import queries as members
from suyuan.services.obligations import queries as obligations
from suyuan.services.posts import queries as posts
from suyuan.world.applicant import APPLICANT

ROLES = {
    "battery_maker", "vehicle_maker", "vehicle_importer", "swap_operator", "repairer_partner", "repairer",
    "dismantler", "recycler", "inspector_county", "inspector_province", "ministry", "operator",
}  # fmt: skip


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_filing_of_the_file_has_a_receipt(world_small, viewer_of):
    written = Counter((line["by"], line["duty"]) for line in lines_of(world_small.path) if "duty" in line)
    assert world_small.loaded.filings == sum(written.values())
    assert not world_small.loaded.reasons
    ministry, stored, cursor = viewer_of("ministry"), Counter(), None
    while True:
        page = filings.find_filings(ministry, cursor=cursor, limit=200)
        stored.update((receipt.party, receipt.duty) for receipt in page.items)
        cursor = page.next
        if cursor is None:
            break
    assert {key: stored[key] for key in written} == dict(written)


def test_every_role_can_sign_in(world_small, viewer_of):
    assert {entry["role"] for entry in world_small.sign_ins} >= ROLES
    for role in ROLES:
        assert viewer_of(role) is not None
    county, province = viewer_of("inspector_county"), viewer_of("inspector_province")
    assert (len(county.territory), len(province.territory)) == (6, 2)
    assert viewer_of("repairer_partner").partner
    assert not viewer_of("repairer").partner


def test_a_firm_waits_for_the_operators_word_once(world_small, viewer_of):
    for _ in range(2):
        operations.let_apply(at=clock.now())
    operator = replace(viewer_of("operator"), machine=False)
    waiting = [
        each for each in queue.find_waiting(operator, limit=500).items if each.entry.uscc == APPLICANT["uscc"]
    ]
    assert [each.asked_at.date() for each in waiting] == [clock.now().date()]
    assert legal_day(waiting[0].asked_at) > world_small.ends_at.date()


def test_people_hold_their_parts_since_a_day_of_the_world(viewer_of):
    operator, maker = viewer_of("operator"), viewer_of("vehicle_maker")
    shown = {legal_day(each.since_at) for each in members.find_members(replace(maker, machine=False))}
    shown |= {
        legal_day(each.since_at)
        for each in posts.find_posts(replace(operator, machine=False))
        if each.user_id == operator.user_id
    }
    assert shown <= {clock.today(), clock.today() - timedelta(days=1)}
    assert clock.true_today() not in shown or clock.true_today() == clock.today()


def test_a_pack_of_the_world_can_be_traced(world_small, viewer_of):
    row = next(line["rows"][0] for line in lines_of(world_small.path) if line.get("duty") == "24.2.a")
    pack = row["packs"][0]["pack_code"]
    traced = batteries.trace(pack, viewer_of("ministry"), as_of=world_small.ends_at.date())
    assert traced is not None
    assert "fitted" in {happening.event for happening in traced.history}


def test_a_party_sees_its_clocks_and_no_one_elses(world_small, viewer_of):
    maker = viewer_of("vehicle_maker")
    page = obligations.find_obligations(maker, today=world_small.ends_at.date())
    assert page.items
    assert {one.party for one in page.items} == {maker.uscc}
