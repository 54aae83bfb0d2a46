"""States, successions, permits and sites of registered parties; each act leaves a line that nobody edits."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from suyuan.domain.access import ACTS, Viewer
from suyuan.domain.permits import PermitKind
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.batteries.queries import get_battery
from suyuan.services.members import queries as members
from suyuan.services.parties import firm, operations, succession
from suyuan.services.parties.operations import Heir
from suyuan.services.parties.queries import (
    answerable,
    answers_for,
    forget_user,
    viewer_of_token,
    viewer_of_user,
)
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage import accounts, parties, profiles
from suyuan.storage.mandates import Asked

pytestmark = pytest.mark.usefixtures("database")
NUMBERS = count(1)
PNG = b"\x89PNG\r\n\x1a\nrest"
REASON = "决定书第1号"


@pytest.fixture
def operator(database: None) -> Viewer:  # noqa: ARG001 - the database is there
    return accounts.create_stretched(
        username=f"desk{next(NUMBERS)}", stretched="!", kind="operator", party_id=None
    )


def again(viewer: Viewer) -> Viewer | None:
    """Look a member up as a new request does."""
    return accounts.by_user(viewer.user_id)


def read(party: Viewer, viewer: Viewer) -> firm.Firm | None:
    return firm.get_firm(party.uscc, viewer, today=clock.today())


def succeed(
    operator: Viewer, party: Viewer, kind: str, *heirs: Heir, day: date | None = None, **more: Any
) -> None:
    operations.succeed(
        party.party_id,
        kind,
        viewer=operator,
        heirs=heirs,
        day=day or clock.today(),
        reason=REASON,
        at=clock.now(),
        **more,
    )


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as found:
        act()
    assert found.value.code == code


def test_a_suspended_firm_reports_on_and_gets_nothing_new(road, operator):
    maker, shop = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER)
    operations.suspend(maker.party_id, viewer=operator, reason=REASON, at=clock.now())
    now = again(maker)
    assert now is not None
    assert now.party_state == "suspended"
    receipt = road.file(now, "24.2.a", road.certificate(), at="2026-05-11")
    assert receipt.state == "accepted"
    assert not any(now.may(act) for act in ("key.issue", "key.rotate", "mandate.give"))
    assert now.may("key.revoke")
    assert shop.may("key.issue")
    outlet = {
        "outlet_no": "S-1",
        "name": "示例网点",
        "kind": "collection",
        "region_code": "430104",
        "address": "示例路1号",
        "longitude": "112.9",
        "latitude": "28.2",
        "phone": "0",
        "hours": "9-17",
        "status": "open",
        "effective_date": "2026-11-01",
    }
    assert road.file(now, "24.6.a", outlet, at="2026-11-10").state == "accepted"
    assert [each.held for each in read(maker, now).outlets] == [True]
    operations.resume(maker.party_id, viewer=operator, reason=REASON, at=clock.now())
    found = read(maker, again(maker))
    assert [each.held for each in found.outlets] == [False]
    assert [each.kind for each in found.trail] == ["resumed", "suspended"]
    assert [each.reason for each in found.trail] == [REASON, REASON]


def test_a_state_is_left_only_for_the_next_one_and_with_a_reason(road, operator):
    party = road.firm(Role.RECYCLER)
    key = party.party_id
    refused("party.other_state", lambda: operations.resume(key, viewer=operator, reason="x", at=clock.now()))
    refused("party.no_reason", lambda: operations.suspend(key, viewer=operator, reason=" ", at=clock.now()))
    refused("auth.not_allowed", lambda: operations.suspend(key, viewer=party, reason="x", at=clock.now()))
    refused("not_found", lambda: operations.suspend(0, viewer=operator, reason="x", at=clock.now()))
    with pytest.raises(Unfit):
        operations.suspend(key, viewer=operator, reason="x" * 401, at=clock.now())
    succeed(operator, party, "terminated")
    refused("party.other_state", lambda: operations.suspend(key, viewer=operator, reason="x", at=clock.now()))
    refused("party.other_state", lambda: succeed(operator, party, "terminated"))


CLOSING = {"key.revoke", "member.end"}  # who may look in no longer is shut out of a firm that has ended too


def test_a_firm_that_ended_reads_and_does_nothing_more(road, operator):
    party = road.firm(Role.DISMANTLER)
    token = accounts.issue_token(party.account_id, name="test", at=clock.now())
    succeed(operator, party, "terminated")
    for viewer in (again(party), viewer_of_token(token)):
        done = {name for name in ACTS if viewer.may(name)}
        assert all(name.endswith((".read", ".own")) for name in done - CLOSING), done
    answer = Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/me")
    assert (answer.status_code, answer.json()["duties"]) == (200, [])
    found = read(party, operator)
    assert (found.profile.state, found.unanswered, found.successors) == ("terminated", True, ())


def test_a_merger_hands_duties_codes_and_sight_to_the_heir_from_its_day(road, operator):
    old = road.firm(Role.BATTERY_MAKER, Role.VEHICLE_MAKER, prefixes=["MG1"])
    heir, stranger = road.firm(Role.BATTERY_MAKER), road.firm(Role.BATTERY_MAKER)
    day = clock.today() - timedelta(days=10)
    succeed(operator, old, "merged", Heir(uscc=heir.uscc), day=day)
    before = answerable(old.party_id, day - timedelta(days=1))
    assert [(each.party_id, each.since) for each in before] == [(old.party_id, None)]
    assert [(each.party_id, each.since, each.line) for each in answerable(old.party_id, day)] == [
        (heir.party_id, day, (old.party_id, heir.party_id))
    ]
    assert [each.party_id for each in answers_for(heir.party_id, day)] == [old.party_id]
    assert answers_for(heir.party_id, day - timedelta(days=1)) == ()
    assert profiles.holders(["MG1"]) == {"MG1": heir.party_id}
    assert parties.makers()["MG1"][heir.party_id] is None
    assert read(old, again(heir)) is not None
    assert read(old, stranger) is None
    assert [each.party.uscc for each in read(heir, again(heir)).predecessors] == [old.uscc]
    assert [each.party.uscc for each in read(old, operator).successors] == [heir.uscc]


def test_an_heir_reads_and_files_in_its_predecessors_place(road, operator):
    maker, old, heir = road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER), road.firm(Role.DISMANTLER)
    pack = road.pack()
    road.file(maker, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-11")
    road.file(maker, "24.2.c", road.outbound(pack.code, old, "2026-06-01"), at="2026-06-02")
    (clock_of_old,) = road.clocks(old, "24.7.a")
    assert clock_of_old.met_on is None
    place = f"mandate-{heir.party_id}-{old.party_id}"
    assert viewer_of_user(heir.user_id, place) is None
    succeed(operator, old, "merged", Heir(uscc=heir.uscc), day=clock.today() - timedelta(days=1))
    forget_user(heir.user_id)
    acting = viewer_of_user(heir.user_id, place)
    assert acting is not None
    assert (acting.uscc, acting.agent_uscc) == (old.uscc, heir.uscc)
    assert place in {each.key for each in members.standings(heir.user_id)}
    assert len(road.clocks(acting, "24.7.a")) == 1
    assert get_battery(pack.code, acting, as_of=clock.today()) is not None
    assert not acting.may("party.change")
    receipt = road.file(acting, "24.7.a", road.inbound(pack.code, maker, "2026-06-10"), at="2026-11-20")
    assert receipt.party == old.uscc
    (met,) = road.clocks(acting, "24.7.a")
    assert met.met_on == date(2026, 11, 20)
    token = accounts.issue_token(heir.account_id, name="test", at=clock.now())
    assert viewer_of_token(token, old.uscc) is not None


def test_an_heir_of_a_part_files_that_part_only(road, operator):
    old, heir = road.firm(Role.BATTERY_MAKER, Role.RECYCLER), road.firm(Role.RECYCLER)
    share = frozenset({"24.7.a", "24.7.b"})
    succeed(operator, old, "split", Heir(uscc=heir.uscc, duties=share, prefixes=frozenset()), survives=True)
    acting = viewer_of_user(heir.user_id, f"mandate-{heir.party_id}-{old.party_id}")
    assert acting is not None
    assert acting.duties == share
    assert [duty.id for duty in RULEBOOK.duties if acting.may_file(duty)] == sorted(share)
    assert succession.stands({Asked(heir.party_id, old.party_id, "9.1")}, on=clock.today()) == set()


def test_a_split_gives_each_duty_to_one_and_a_chain_is_followed(road, operator):
    old = road.firm(Role.BATTERY_MAKER, prefixes=["SP1", "SP2"])
    one, other, last = (road.firm(Role.BATTERY_MAKER) for _ in range(3))
    made, rest = frozenset({"9.1", "12.1"}), frozenset({"24.3", "24.6.a", "24.6.b", "24.6.c", "17.2"})
    early, late = clock.today() - timedelta(days=20), clock.today() - timedelta(days=5)
    succeed(
        operator,
        old,
        "split",
        Heir(uscc=one.uscc, duties=made, prefixes=frozenset({"SP1"})),
        Heir(uscc=other.uscc, duties=rest, prefixes=frozenset({"SP2"})),
        day=early,
    )
    succeed(operator, one, "merged", Heir(uscc=last.uscc), day=late)
    answers = {each.party_id: each for each in answerable(old.party_id, late)}
    assert answers[last.party_id].line == (old.party_id, one.party_id, last.party_id)
    assert answers[last.party_id].duties == made
    assert answers[other.party_id].duties == rest
    assert profiles.holders(["SP1", "SP2"]) == {"SP1": last.party_id, "SP2": other.party_id}
    assert {each.party_id for each in answers_for(last.party_id, late)} == {old.party_id, one.party_id}


def test_a_firm_that_was_split_may_go_on_with_what_it_kept(road, operator):
    old, one = road.firm(Role.BATTERY_MAKER, Role.RECYCLER), road.firm(Role.RECYCLER)
    share = frozenset({"24.7.a", "24.7.b"})
    succeed(operator, old, "split", Heir(uscc=one.uscc, duties=share, prefixes=frozenset()), survives=True)
    assert again(old) is not None
    answers = {each.party_id: each.duties for each in answerable(old.party_id, clock.today())}
    assert answers[one.party_id] == share
    assert not answers[old.party_id] & share
    refused(
        "succession.not_held",
        lambda: succeed(
            operator, old, "split", Heir(uscc=one.uscc, duties=share, prefixes=frozenset()), survives=True
        ),
    )


@pytest.mark.parametrize(
    ("kind", "heirs", "code"),
    [
        ("merged", [], "succession.heirs"),
        ("split", [], "succession.heirs"),
        ("merged", ["self"], "succession.itself"),
        ("merged", ["nobody"], "succession.unknown"),
        ("merged", ["ended"], "succession.unknown"),
        ("terminated", ["a", "b"], "succession.twice"),
    ],
)
def test_a_succession_that_cannot_be_is_refused_and_leaves_nothing(road, operator, kind, heirs, code):
    old, ended = road.firm(Role.RECYCLER), road.firm(Role.RECYCLER)
    succeed(operator, ended, "terminated")
    known = {
        "self": old.uscc,
        "nobody": "9" * 18,
        "ended": ended.uscc,
        "a": road.firm(Role.RECYCLER).uscc,
        "b": road.firm(Role.RECYCLER).uscc,
    }
    refused(code, lambda: succeed(operator, old, kind, *(Heir(uscc=known[name]) for name in heirs)))
    assert again(old) is not None
    assert read(old, operator).trail == ()


def test_the_day_lies_between_registration_and_today_and_no_line_leads_back(road, operator):
    one, other = road.firm(Role.RECYCLER), road.firm(Role.RECYCLER)
    for day in (clock.today() + timedelta(days=1), date(2026, 3, 31)):
        refused(
            "succession.day",
            lambda day=day: succeed(operator, one, "merged", Heir(uscc=other.uscc), day=day),
        )
    share = frozenset({"24.7.a"})
    succeed(operator, one, "split", Heir(uscc=other.uscc, duties=share, prefixes=frozenset()), survives=True)
    refused("succession.circle", lambda: succeed(operator, other, "merged", Heir(uscc=one.uscc)))


def permit(**more: str) -> dict[str, str]:
    return {
        "kind": PermitKind.PROJECT_APPROVAL.value,
        "number": f"批{next(NUMBERS)}",
        "valid_from": "2020-01-01",
        "valid_to": (clock.today() + timedelta(days=30)).isoformat(),
    } | more


def test_a_permit_counts_once_the_operator_has_seen_it_and_is_warned_of(road, operator):
    party = road.firm(Role.RECYCLER)
    assert {each.state for each in firm.permit_notices(party, today=clock.today())} == {"missing"}
    key = operations.file_permit(party, permit(), PNG, at=clock.now())
    assert {each.state for each in firm.permit_notices(party, today=clock.today())} == {"missing"}
    assert key in {each.permit.permit_id for each in firm.waiting_permits(operator)}
    assert firm.proof(key, party, today=clock.today())[0] == PNG
    operations.decide_permit(key, viewer=operator, accepted=True, reason="", at=clock.now())
    states = [each.state for each in firm.permit_notices(party, today=clock.today())]
    assert sorted(states) == ["ending", "missing", "missing"]
    refused(
        "permit.decided",
        lambda: operations.decide_permit(key, viewer=operator, accepted=True, reason="", at=clock.now()),
    )
    operations.revoke_permit(key, viewer=operator, day=clock.today(), reason=REASON, at=clock.now())
    states = [each.state for each in firm.permit_notices(party, today=clock.today())]
    assert sorted(states) == ["ended", "missing", "missing"]
    assert [each.kind for each in read(party, party).trail] == ["changed", "changed"]


def test_a_refused_permit_says_why_and_a_foreign_one_is_not_there(road, operator):
    party, stranger = road.firm(Role.RECYCLER), road.firm(Role.RECYCLER)
    key = operations.file_permit(party, permit(), PNG, at=clock.now())
    refused(
        "party.no_reason",
        lambda: operations.decide_permit(key, viewer=operator, accepted=False, reason="", at=clock.now()),
    )
    operations.decide_permit(key, viewer=operator, accepted=False, reason="看不清", at=clock.now())
    (own,) = read(party, party).permits
    assert (own.state, own.reason) == ("refused", "看不清")
    for viewer in (stranger, accounts.create_stretched(
        username=f"far{next(NUMBERS)}", stretched="!", kind="inspector", party_id=None, territory="11"
    )):  # fmt: skip
        refused("not_found", lambda viewer=viewer: firm.proof(key, viewer, today=clock.today()))
    refused("not_found", lambda: firm.proof(0, party, today=clock.today()))
    refused(
        "auth.not_allowed",
        lambda: operations.decide_permit(key, viewer=party, accepted=True, reason="", at=clock.now()),
    )


@pytest.mark.parametrize(
    ("more", "content", "field"),
    [
        ({"kind": "castle"}, PNG, "kind"),
        ({"number": ""}, PNG, "number"),
        ({"valid_from": ""}, PNG, "valid_from"),
        ({"valid_to": "2019-01-01"}, PNG, "valid_to"),
        ({}, None, "document"),
        ({}, b"GIF89a", "document"),
    ],
)
def test_a_bad_permit_is_named_by_its_field(road, more, content, field):
    with pytest.raises(Unfit) as unfit:
        operations.file_permit(road.firm(Role.RECYCLER), permit(**more), content, at=clock.now())
    assert [each.field for each in unfit.value.problems] == [field]


def site(**more: str) -> dict[str, str]:
    return {
        "site_name": "一厂",
        "kind": "works",
        "region_code": "430104",
        "address": "示例路1号",
        "opened_date": "2026-05-01",
        "closed_date": "",
    } | more


def test_sites_are_kept_by_administrators_and_their_changes_are_on_the_trail(road):
    party, stranger = road.firm(Role.DISMANTLER), road.firm(Role.DISMANTLER)
    key = operations.add_site(party, site(), at=clock.now())
    operations.change_site(party, key, site(closed_date="2026-06-01"), at=clock.now())
    found = read(party, party)
    assert [(each.name, each.closed_date) for each in found.sites] == [("一厂", date(2026, 6, 1))]
    assert found.trail[0].detail["site_closed_date"] == [None, "2026-06-01"]
    refused("not_found", lambda: operations.change_site(stranger, key, site(), at=clock.now()))
    with pytest.raises(Unfit):
        operations.add_site(party, site(kind=""), at=clock.now())


def test_white_list_membership_is_noted_and_changes_no_right(road, operator):
    party = road.firm(Role.RECYCLER)
    before = again(party)
    operations.mark_white_listed(
        party.party_id, listed=True, viewer=operator, reason="公告第1号", at=clock.now()
    )
    assert read(party, party).profile.white_listed
    assert again(party) == before
    assert {each.state for each in firm.permit_notices(party, today=clock.today())} == {"missing"}
    refused(
        "auth.not_allowed",
        lambda: operations.mark_white_listed(
            party.party_id, listed=True, viewer=party, reason="x", at=clock.now()
        ),
    )


def test_officials_find_the_firms_of_their_territory_only(road, operator):
    party = road.firm(Role.RECYCLER)
    county = accounts.create_stretched(
        username=f"near{next(NUMBERS)}", stretched="!", kind="inspector", party_id=None, territory="4301"
    )
    far = accounts.create_stretched(
        username=f"far{next(NUMBERS)}", stretched="!", kind="inspector", party_id=None, territory="11"
    )
    for viewer, wanted in ((operator, 1), (county, 1), (far, 0)):
        assert len(firm.find_firms(viewer, text=party.party_name).items) == wanted
        assert (read(party, viewer) is None) == (wanted == 0)
    refused("auth.not_allowed", lambda: firm.find_firms(party))
    assert viewer_of_user(party.user_id) is not None
