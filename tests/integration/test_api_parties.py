"""The register over the API: one's own entry, the parties one watches, and the same answer for all else."""

from itertools import count
from typing import Any

import msgspec
import pytest
from django.test import Client

from suyuan.api import firm_shapes
from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.parties import operations
from suyuan.services.parties.operations import Heir
from suyuan.storage import accounts

pytestmark = pytest.mark.usefixtures("database")
NUMBERS = count(1)


def client(viewer: Viewer) -> Client:
    token = accounts.issue_token(viewer.account_id, name="test", at=clock.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def official(kind: str, territory: str = "") -> Viewer:
    return accounts.create_stretched(
        username=f"api{next(NUMBERS)}", stretched="!", kind=kind, party_id=None, territory=territory
    )


def get(viewer: Viewer, address: str) -> Any:
    return client(viewer).get(f"/api/v1/{address}")


def test_a_party_reads_its_own_entry_and_no_other(road):
    own, other = road.firm(Role.RECYCLER), road.firm(Role.RECYCLER)
    answer = get(own, f"parties/{own.uscc}")
    assert answer.status_code == 200
    found = msgspec.json.decode(answer.content, type=firm_shapes.Party)
    assert (found.uscc, found.state, found.roles) == (own.uscc, "approved", ["recycler"])
    foreign, missing = get(own, f"parties/{other.uscc}"), get(own, "parties/91999999ZZZZZZZZZZ")
    same = {"instance", "request_id"}
    bodies = [
        {name: value for name, value in answer.json().items() if name not in same}
        for answer in (foreign, missing)
    ]
    assert bodies[0] == bodies[1]
    assert foreign.status_code == missing.status_code == 404
    assert get(own, "parties").status_code == 403


def test_officials_list_and_read_their_territory(road):
    party = road.firm(Role.RECYCLER)
    near, far = official("inspector", "4301"), official("inspector", "11")
    listed = get(near, f"parties?q={party.uscc}&state=approved")
    assert [each["uscc"] for each in listed.json()["items"]] == [party.uscc]
    assert get(far, f"parties?q={party.uscc}").json()["items"] == []
    assert get(near, f"parties/{party.uscc}").status_code == 200
    assert get(far, f"parties/{party.uscc}").status_code == 404
    for bad in ("state=castle", "cursor=x", "limit=0", "q="):
        assert get(near, f"parties?{bad}").status_code == 422, bad


def test_pages_follow_each_other_without_gap_or_repetition(road):
    operator = official("operator")
    names = {road.firm(Role.DISMANTLER).uscc for _ in range(3)}
    seen, cursor = [], ""
    while True:
        page = get(operator, f"parties?limit=100{cursor}").json()
        seen += [each["uscc"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen))
    assert names <= set(seen)


def test_who_took_over_reads_its_predecessor(road):
    old, heir = road.firm(Role.RECYCLER), road.firm(Role.RECYCLER)
    operations.succeed(
        old.party_id,
        "merged",
        viewer=official("operator"),
        heirs=[Heir(uscc=heir.uscc)],
        day=clock.today(),
        reason="合并",
        at=clock.now(),
    )
    found = get(heir, f"parties/{old.uscc}").json()
    assert found["state"] == "terminated"
    assert [each["party"] for each in found["successors"]] == [heir.uscc]
    assert not found["unanswered"]
    assert [each["kind"] for each in found["history"]] == ["merged"]
    assert [each["party"] for each in get(heir, f"parties/{heir.uscc}").json()["predecessors"]] == [old.uscc]
