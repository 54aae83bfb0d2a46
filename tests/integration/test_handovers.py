"""Hand-overs as their two parties read and answer them, and what is done about findings."""

import json
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.custody import operations as custody
from suyuan.services.custody import proposals, queries
from suyuan.services.filings import operations as filings
from suyuan.services.filings.queries import get_receipt
from suyuan.services.findings import operations
from suyuan.services.findings import queries as findings
from suyuan.services.refusals import Refused
from suyuan.storage import accounts

TODAY = date(2026, 6, 20)
NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
MINISTRY = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")
PERMITS = [
    {"kind": kind, "no": kind, "valid_from": "2020-01-01", "valid_to": None}
    for kind in ("project_approval", "environmental_impact_assessment", "pollutant_discharge_permit")
]


@pytest.fixture
def cast(road):
    return (
        road.firm(Role.SWAP_OPERATOR),
        road.firm(Role.RECYCLER, permits=PERMITS),
        road.firm(Role.RECYCLER, permits=PERMITS),
    )


def sent(road, sender, receiver, *codes, number="T1", day="2026-06-10"):
    rows = [road.outbound(code, receiver, day, transfer_no=number) for code in codes]
    return road.file(sender, "24.4.b", *rows, at="2026-06-12")


def came(road, receiver, sender, code, *, day="2026-06-12", at="2026-06-15", number="T1", **more):
    row = road.inbound(code, sender, day, transfer_no=number) | more
    return road.file(receiver, "24.7.a", row, at=at)


def look(today=TODAY):
    custody.examine(today=today, at=NOW)


def lines(viewer, **asked):
    return queries.find_handovers(viewer, **asked).items


def standing(code, kind=None):
    return list(
        findings.find_findings(MINISTRY, choice=findings.Choice(kind=kind, subject=code), limit=100).items
    )


def test_each_party_reads_the_hand_overs_that_name_it_and_nobody_elses(road, cast):
    station, plant, other = cast
    pack, second = road.pack().code, road.pack().code
    sent(road, station, plant, pack)
    sent(road, station, other, second, number="T2")
    look()
    assert {line.code for line in lines(station, side="out")} == {pack, second}
    assert [line.code for line in lines(plant, side="in")] == [pack]
    assert lines(plant, side="out") == ()
    assert lines(plant, code=second) == lines(plant, code=road.pack().code) == ()
    (line,) = lines(plant)
    assert (line.state, line.due_on, line.receiver.day) == ("open", date(2026, 7, 17), None)
    assert (line.sender.mass_g, line.receiver.duty) == (300_000, "24.7.a")


def test_codes_are_accepted_and_refused_one_by_one(road, cast):
    station, plant, _ = cast
    one, other = road.pack().code, road.pack().code
    sent(road, station, plant, one, other)
    came(road, plant, station, one)
    came(road, plant, station, other, outcome="refused", refusal_reason="包装破损")
    look()
    assert {line.code: line.state for line in lines(plant)} == {one: "matched", other: "refused"}
    assert standing(one, "no_inbound") == standing(other, "no_inbound") == []


def test_where_the_sides_name_different_parties_neither_learns_of_the_third(road, cast):
    station, named, taker = cast
    pack = road.pack().code
    sent(road, station, named, pack)
    came(road, taker, station, pack)
    look()
    assert [(line.receiver.uscc, line.state) for line in lines(named)] == [(named.uscc, "disputed")]
    assert [(line.sender.uscc, line.receiver.uscc) for line in lines(taker)] == [(station.uscc, taker.uscc)]
    assert {line.receiver.uscc for line in lines(station)} == {named.uscc, taker.uscc}
    (finding,) = findings.find_findings(named, choice=findings.Choice(kind="wrong_party")).items
    assert (finding.parties, finding.evidence) == ((named.uscc,), ())


def test_pages_go_on_behind_the_last_line(road, cast):
    station, plant, _ = cast
    codes = [road.pack().code for _ in range(5)]
    sent(road, station, plant, *codes)
    look()
    seen, cursor = [], None
    while True:
        page = queries.find_handovers(station, side="out", cursor=cursor, limit=2)
        seen += [line.code for line in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert sorted(seen) == sorted(codes)
    with pytest.raises(ValueError, match="cursor"):
        queries.find_handovers(station, cursor="x")


def test_what_is_corrected_or_taken_back_is_looked_at_again(road, cast):
    station, plant, other = cast
    pack = road.pack().code
    first = sent(road, station, other, pack)
    came(road, plant, station, pack)
    look()
    assert [one.state for one in standing(pack, "wrong_party")] == ["open"]
    row = road.outbound(pack, plant, "2026-06-10", transfer_no="T1")
    mended = road.file(station, "24.4.b", row, at="2026-06-16", replaces=first.receipt)
    look()
    (closed,) = standing(pack, "wrong_party")
    assert (closed.state, closed.closed_by) == ("closed", mended.receipt)
    assert {line.state for line in lines(plant, code=pack)} == {"matched"}
    filings.cancel(mended.receipt, viewer=station, at=NOW, reason="twice")
    look(date(2026, 7, 20))
    assert {line.state for line in lines(plant, code=pack)} == {"expired"}
    assert [one.state for one in standing(pack, "no_outbound")] == ["open"]


def test_a_late_clock_stays_listed_and_closes_when_it_is_met(road, cast):
    station, plant, _ = cast
    pack = road.pack().code
    sent(road, station, plant, pack)
    look(date(2026, 8, 1))
    (open_,) = standing(pack, "late")
    assert (open_.state, open_.parties) == ("open", (plant.uscc,))
    assert [one.kind for one in standing(pack, "no_inbound")] == ["no_inbound"]
    receipt = came(road, plant, station, pack, at="2026-08-02")
    look(date(2026, 8, 3))
    (closed,) = standing(pack, "late")
    assert (closed.id, closed.state, closed.closed_by) == (open_.id, "closed", receipt.receipt)
    assert [one.state for one in standing(pack, "no_inbound")] == ["closed"]


def test_a_clock_that_is_gone_is_late_no_more(road, cast):
    station, plant, _ = cast
    pack = road.pack().code
    receipt = sent(road, station, plant, pack)
    look(date(2026, 8, 1))
    filings.cancel(receipt.receipt, viewer=station, at=NOW, reason="never left")
    look(date(2026, 8, 2))
    assert {one.state for one in standing(pack)} == {"closed"}


# --- what is done about a finding -----------------------------------------------------------------------------


@pytest.fixture
def lost(road, cast):
    station, plant, other = cast
    pack = road.pack().code
    sent(road, station, plant, pack)
    look(date(2026, 8, 1))
    (finding,) = standing(pack, "no_inbound")
    return finding, station, plant, other


def refused(code, viewer, finding, *said, **more):
    with pytest.raises(Refused) as caught:
        operations.act(viewer, finding.id, *said, at=NOW, **more)
    assert caught.value.code == code


def test_a_party_explains_and_confirms_and_an_authority_decides(lost):
    finding, station, plant, other = lost
    case = operations.act(plant, finding.id, "explain", "磅房停电", at=NOW)
    assert (case.finding.state, [one.act for one in case.acts]) == ("explained", ["explain"])
    refused("auth.not_allowed", plant, finding, "case", "x")
    refused("auth.not_allowed", MINISTRY, finding, "confirm", "x")
    seen = findings.get_finding(station, finding.id).seen
    refused("finding.changed", station, finding, "confirm", "属实", seen="0" * 64)
    assert (
        operations.act(
            station, finding.id, "confirm", "属实", seen=seen, at=NOW.replace(hour=5)
        ).finding.state
        == "confirmed"
    )
    refused("finding.other_state", plant, finding, "explain", "x")
    assert (
        operations.act(MINISTRY, finding.id, "case", "立案", at=NOW.replace(hour=6)).finding.state == "case"
    )
    done = operations.act(MINISTRY, finding.id, "close", "查明", at=NOW.replace(hour=7))
    assert [one.act for one in done.acts] == ["explain", "confirm", "case", "close"]
    assert done.finding.state == "closed"
    refused("not_found", other, finding, "explain", "x")
    assert findings.get_finding(other, finding.id) is None


@pytest.mark.parametrize(("words", "code"), [("  ", "finding.no_words"), ("x" * 2001, "finding.long_words")])
def test_an_act_needs_words(lost, words, code):
    finding, _, plant, _ = lost
    refused(code, plant, finding, "explain", words)
    refused("finding.unknown_act", plant, finding, "forget", "x")


def test_what_an_authority_took_up_is_not_closed_by_papers(road, lost):
    finding, station, plant, _ = lost
    operations.act(MINISTRY, finding.id, "case", "立案", at=NOW)
    came(road, plant, station, finding.subject["id"], at="2026-08-02")
    look(date(2026, 8, 3))
    assert findings.get_finding(MINISTRY, finding.id).finding.state == "case"


def test_the_calls_of_the_api(lost):
    finding, _, plant, other = lost
    tokens = [accounts.issue_token(viewer.account_id, name="t", at=clock.now()) for viewer in (plant, other)]
    mine, others = (Client(headers={"authorization": f"Bearer {token}"}) for token in tokens)
    found = mine.get(f"/api/v1/findings/{finding.id}").json()
    assert found["finding"]["kind"] == "no_inbound"
    body = json.dumps({"act": "explain", "words": "late papers", "seen": found["seen"]})
    told = mine.post(f"/api/v1/findings/{finding.id}/acts", body, content_type="application/json")
    assert (told.status_code, told.json()["finding"]["state"]) == (200, "explained")
    assert others.get(f"/api/v1/findings/{finding.id}").status_code == 404
    assert (
        others.post(f"/api/v1/findings/{finding.id}/acts", body, content_type="application/json").status_code
        == 404
    )
    wrong = mine.post(f"/api/v1/findings/{finding.id}/acts", '{"act": 1}', content_type="application/json")
    assert wrong.status_code in {400, 422}
    items = mine.get("/api/v1/handovers?side=in&state=expired").json()["items"]
    assert [(one["code"], one["inbound"]["date"]) for one in items] == [(finding.subject["id"], None)]
    assert mine.get("/api/v1/handovers?state=lost").status_code == 422


def page_of(viewer, address, **data):
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=viewer.user_id))
    return client.post(address, data) if data else client.get(address)


def test_a_mistyped_code_is_proposed_and_a_yes_corrects_the_own_report_alone(road, cast):
    station, plant, stranger = cast
    pack, second = road.pack().code, road.pack().code
    typed = pack.replace("G51", "G52")  # of the day after: no other test's
    sent(road, station, plant, second, typed)
    first = came(road, plant, station, pack)
    came(road, plant, station, second)
    look()
    (mine,) = proposals.find_proposals(station)
    (theirs,) = proposals.find_proposals(plant)
    assert (mine.mine.code, mine.other.code, mine.side) == (typed, pack, "out")
    assert (theirs.mine.code, theirs.other.code, theirs.side) == (pack, typed, "into")
    assert proposals.find_proposals(stranger) == ()
    assert typed in page_of(station, "/handovers?side=out").text
    address = f"/handovers/same?mine={typed}&other={pack}"
    assert "<mark>" in page_of(station, address).text
    assert "Yes: correct my report" in page_of(station, address).text
    assert "Yes: correct my report" not in page_of(stranger, address).text
    with pytest.raises(Refused):
        proposals.confirm(stranger, typed, pack, at=NOW)
    with pytest.raises(Refused):
        proposals.confirm(station, typed, second, at=NOW)
    answer = page_of(station, "/handovers/same", mine=typed, other=pack)
    assert answer.status_code == 302
    look()
    assert {line.code: line.state for line in lines(station)} == {pack: "matched", second: "matched"}
    assert lines(station, code=typed) == proposals.find_proposals(station) == ()
    assert get_receipt(first.receipt, plant).state == "accepted"
    corrected = get_receipt(answer.headers["Location"].rsplit("/", 1)[-1], station)
    assert (corrected.accepted, corrected.replaces is not None) == (2, True)


def test_a_label_that_could_not_be_read_gets_its_code_by_correction(road, cast):
    station, plant, _ = cast
    pack = road.pack().code
    sent(road, station, plant, pack, number="")
    came(road, plant, station, "", number="", code_condition="damaged", label_text="…01")
    look()
    (likely,) = proposals.find_proposals(plant)
    assert (likely.why, likely.mine.code[:4], likely.other.code) == ("label", "TMP-", pack)
    temporary = likely.mine.code
    receipt = proposals.confirm(plant, temporary, pack, at=NOW)
    assert (receipt.state, receipt.provisional) == ("accepted", ())
    look()
    assert [(line.code, line.state) for line in lines(plant)] == [(pack, "matched")]
    assert lines(plant, code=temporary) == ()
    with pytest.raises(Refused):
        proposals.confirm(station, pack, temporary, at=NOW)
