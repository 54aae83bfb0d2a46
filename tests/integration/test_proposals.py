"""Proposals are listed, confirmed and rejected by page and interface; a no is remembered until a report changes."""

import json
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from suyuan.domain.access import Part
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.custody import operations as custody
from suyuan.services.custody import proposals, queries
from suyuan.services.keys import operations as keys
from suyuan.services.refusals import Refused
from suyuan.storage import accounts
from tests.authorization.firms import member

NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
ADDRESS = "/api/v1/handovers/proposals"


@pytest.fixture
def mistyped(road):
    """Give sender, receiver, the code that the sender typed wrongly, the code that came, the sender's receipt."""
    station, plant = road.firm(Role.SWAP_OPERATOR), road.firm(Role.RECYCLER)
    pack = road.pack().code
    typed = pack.replace("G51", "G52")  # of the day after: no other test's
    sent = road.file(
        station, "24.4.b", road.outbound(typed, plant, "2026-06-10", transfer_no="T1"), at="2026-06-12"
    )
    road.file(plant, "24.7.a", road.inbound(pack, station, "2026-06-12", transfer_no="T1"), at="2026-06-15")
    custody.examine(today=date(2026, 6, 20), at=NOW)
    return station, plant, typed, pack, sent


def calling(viewer):
    token = accounts.issue_token(viewer.account_id, name="t", at=clock.now())
    return Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})


def post(client, way, mine, other):
    body = json.dumps({"mine": mine, "other": other})
    return client.post(f"{ADDRESS}/{way}", body, content_type="application/json")


def test_a_no_is_remembered_for_the_own_firm_alone(mistyped):
    station, plant, typed, pack, _ = mistyped
    proposals.reject(station, typed, pack, at=NOW)
    assert proposals.find_proposals(station) == ()
    with pytest.raises(Refused):
        proposals.confirm(station, typed, pack, at=NOW)
    assert [(one.mine.code, one.other.code) for one in proposals.find_proposals(plant)] == [(pack, typed)]
    custody.examine(today=date(2026, 6, 21), at=NOW)
    assert proposals.find_proposals(station) == ()


@pytest.mark.parametrize(("number", "again"), [("T1", 0), ("T2", 1)])
def test_the_same_filed_anew_is_no_new_evidence_and_another_word_is(road, mistyped, number, again):
    station, plant, typed, pack, sent = mistyped
    proposals.reject(station, typed, pack, at=NOW)
    row = road.outbound(typed, plant, "2026-06-10", transfer_no=number)
    road.file(station, "24.4.b", row, at="2026-06-16", replaces=sent.receipt)
    custody.examine(today=date(2026, 6, 20), at=NOW)
    assert len(proposals.find_proposals(station)) == again


def test_who_neither_files_nor_prepares_rejects_nothing(mistyped):
    station, _, typed, pack, _ = mistyped
    with pytest.raises(Refused) as caught:
        proposals.reject(member(station, Part.READER), typed, pack, at=NOW)
    assert caught.value.code == "member.not_signer"
    proposals.reject(member(station, Part.PREPARER), typed, pack, at=NOW)
    assert proposals.find_proposals(station) == ()


@pytest.mark.parametrize(("duties", "code"), [((), "key.read_only"), (["24.4.a"], "key.scope")])
def test_a_key_that_does_not_hold_the_duty_settles_no_proposal(mistyped, duties, code):
    station, _, typed, pack, _ = mistyped
    made = keys.issue(station, name="t", duties=duties, last_day=keys.default_end())
    client = Client(headers={"authorization": f"Bearer {made.text}"})
    for way in ("confirm", "reject"):
        answer = post(client, way, typed, pack)
        assert (answer.status_code, answer.json()["code"]) == (403, code), way
    assert len(proposals.find_proposals(station)) == 1


def test_the_page_takes_a_no(mistyped):
    station, _, typed, pack, _ = mistyped
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=station.user_id))
    answer = client.post("/handovers/same", {"mine": typed, "other": pack, "act": "reject"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/handovers")
    assert "These may be one and the same" not in client.get("/handovers?side=out").text
    assert {line.state for line in queries.find_handovers(station).items} == {"open"}


def test_the_calls_list_reject_and_confirm(road, mistyped):
    station, plant, typed, pack, _ = mistyped
    sender, receiver, stranger = calling(station), calling(plant), calling(road.firm(Role.RECYCLER))
    (one,) = sender.get(ADDRESS).json()["items"]
    assert (one["side"], one["why"], one["partner"], one["duty"]) == (
        "out",
        "characters",
        plant.uscc,
        "24.4.b",
    )
    assert (one["mine"]["code"], one["other"]["code"], one["other"]["mass_kg"]) == (typed, pack, None)
    assert one["mine"]["mass_kg"] == 300
    assert stranger.get(ADDRESS).json() == {"items": []}
    for way in ("confirm", "reject"):
        assert post(stranger, way, typed, pack).status_code == 404
        assert post(sender, way, typed, typed).status_code == 404
        assert post(sender, way, typed, 1).status_code == 400
    left = post(receiver, "reject", pack, typed)
    assert (left.status_code, left.json()) == (200, {"items": []})
    done = post(sender, "confirm", typed.lower(), pack)
    assert (done.status_code, done.json()["accepted"]) == (201, 1)
    assert done.headers["Location"] == f"/api/v1/filings/{done.json()['receipt']}"
    custody.examine(today=date(2026, 6, 20), at=NOW)
    assert {line.state for line in queries.find_handovers(station).items} == {"matched"}
    assert post(sender, "confirm", typed, pack).status_code == 404
