"""People of a firm that has ended read what it filed, do nothing more, and are told why (Article 17)."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.keys import operations as keys
from suyuan.services.keys.queries import find_keys, find_programs
from suyuan.services.mandates import queries as mandate_queries
from suyuan.services.members.queries import find_members
from suyuan.services.parties import operations as parties
from suyuan.services.parties.queries import viewer_of_token
from suyuan.storage import accounts
from suyuan.storage.members import of_user
from suyuan.storage.models import Membership, Party
from tests.authorization.firms import again, member, person
from tests.integration.test_keys import draw, forgotten
from tests.integration.test_mandates import given, pair


def pages(viewer: Viewer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.get(pk=viewer.user_id))
    return client


def main(page: str) -> str:
    """Give what a page holds between its head and its foot."""
    return page.partition("<main")[2].partition("</main")[0]


def ending(firm: Viewer) -> None:
    """Enter that a firm has ended, with no successor."""
    parties.succeed(
        firm.party_id or 0,
        "terminated",
        viewer=person("operator"),
        heirs=(),
        day=clock.today(),
        reason="注销",
        at=clock.now(),
    )


@pytest.fixture
def ended(road) -> tuple[Viewer, str, str]:
    """Give somebody of a firm that has ended, its receipt and its pack."""
    firm, pack = road.firm(Role.VEHICLE_MAKER), road.pack()
    receipt = road.file(firm, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-11").receipt
    Party.objects.filter(id=firm.party_id).update(state="terminated")
    return again(firm), receipt, pack.code


def test_its_papers_and_batteries_are_read(ended):
    viewer, receipt, pack = ended
    client = pages(viewer)
    for page in (
        f"filings/{receipt}",
        f"filings/{receipt}.pdf",
        f"batteries/{pack}",
        "filings",
        "home",
        "firm",
    ):
        assert client.get(f"/{page}").status_code == 200, page
    home = client.get("/home").text
    assert "has ended" in home
    assert 'href="/file"' not in home


def test_none_of_its_pages_leads_to_what_its_people_may_not_do(road):
    firm, plant = road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)
    row = road.inbound(road.pack().code, firm, "2026-06-02")
    filed = road.file(firm, "24.2.a", road.certificate(), at="2026-05-11").receipt
    assert road.file(plant, "24.7.a", row, at="2026-06-03").state == "accepted"
    assert road.file(
        firm, "24.6.b", road.inbound(road.pack().code, plant, "2026-06-02"), at="2026-06-03"
    ).lines
    Party.objects.filter(id=firm.party_id).update(state="terminated")
    client = pages(again(firm))
    for page in ("home", "due", "filings", f"filings/{filed}", "firm", "handovers", "batteries"):
        shown = client.get(f"/{page}")
        assert shown.status_code == 200, page
        assert "/file" not in set(re.findall(r'href="(/file)[/"?]', shown.text)), page


def test_it_files_nothing_and_is_told_why(road, ended):
    viewer, receipt, _ = ended
    client = pages(viewer)
    for answer in (
        client.get("/file/24.2.a"),
        client.post("/file/24.2.a", {"by": "hand", "vin": road.car()}),
        client.get(f"/filings/{receipt}/cancel"),
        client.post("/members", {"addressee": "x", "roles": "reader"}),
    ):
        assert answer.status_code == 403
        assert "Your firm has ended" in answer.text


def test_a_key_of_one_of_its_people_reads_and_files_nothing(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    key = accounts.issue_token(firm.account_id, name="a", at=clock.true_now())
    filed = road.file(firm, "24.2.a", road.certificate(), at="2026-05-11").receipt
    Party.objects.filter(id=firm.party_id).update(state="terminated")
    again(firm)
    assert viewer_of_token(key) is not None
    door = Client(headers={"Authorization": f"Bearer {key}", "accept-language": "en"})
    assert door.get(f"/api/v1/filings/{filed}").status_code == 200
    sent: Any = door.post("/api/v1/filings/24.2.a", [road.certificate()], content_type="application/json")
    assert (sent.status_code, sent.json()["code"]) == (403, "party.over")
    assert "Whoever took over its duties" in sent.json()["detail"]


def test_its_keys_programs_and_their_tokens_end_with_it(road):
    firm, other = road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER)
    made = {"name": "a", "duties": None, "last_day": keys.default_end()}
    key, program, foreign = keys.issue(firm, **made), keys.enter(firm, **made), keys.issue(other, **made)
    token = draw(program.public, program.text).json()["access_token"]
    assert viewer_of_token(key.text) is not None
    assert viewer_of_token(token) is not None
    ending(firm)
    forgotten()
    assert viewer_of_token(key.text) is None
    assert viewer_of_token(token) is None
    assert draw(program.public, program.text).status_code in {400, 401}
    assert viewer_of_token(foreign.text) is not None
    shown = [*find_keys(again(firm)), *find_programs(again(firm))]
    assert [one.state for one in shown] == ["revoked", "revoked"]


def test_its_administrator_revokes_what_is_left_and_lets_people_go(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    colleague = member(firm, Part.SIGNER)
    key = keys.issue(firm, name="a", duties=None, last_day=keys.default_end())
    Party.objects.filter(id=firm.party_id).update(
        state="terminated"
    )  # as one that ended before keys ended with it
    client = pages(again(firm))
    (left,) = find_keys(again(firm))
    assert "Rotate" not in client.get(f"/keys/{left.id}").text
    assert client.post(f"/keys/{left.id}", {"act": "rotate"}).status_code == 403
    assert client.post(f"/keys/{left.id}", {"act": "revoke"}).status_code == 302
    forgotten()
    assert viewer_of_token(key.text) is None
    row = next(one for one in find_members(again(firm)) if one.username == colleague.name)
    page = client.get(f"/members/{row.id}").text
    assert "Remove from the firm" in page
    assert 'value="change"' not in page
    assert client.post(f"/members/{row.id}", {"act": "change", "parts": "reader"}).status_code == 403
    assert client.post(f"/members/{row.id}", {"act": "end"}).status_code == 302
    assert colleague.name not in client.get("/members").text


def test_a_living_firm_or_a_post_comes_before_one_that_has_ended(road, ended):
    viewer, _, _ = ended
    other = road.firm(Role.RECYCLER)
    parts = {"roles": ["reader"], "since_at": clock.true_now()}
    Membership.objects.create(account_id=viewer.account_id, party_id=other.party_id, **parts)
    first = accounts.by_user(viewer.user_id)
    assert first is not None
    assert first.party_id == other.party_id
    assert [each.key for each in of_user(viewer.user_id)] == [other.standing, viewer.standing]
    official = person("inspector", territory="43")
    Membership.objects.create(account_id=official.account_id, party_id=viewer.party_id, **parts)
    assert again(official, "").kind == "inspector"


def test_the_only_administrator_of_a_firm_is_led_to_where_signers_are_made(road):
    chief = member(road.firm(Role.VEHICLE_MAKER), Part.ADMINISTRATOR)
    assert "Nobody in the firm may file yet" not in pages(chief).get("/home").text  # somebody else signs
    Membership.objects.filter(party_id=chief.party_id).exclude(account_id=chief.account_id).delete()
    home = pages(chief).get("/home").text
    assert "Nobody in the firm may file yet" in home
    assert 'href="/file' not in main(home)
    page = pages(chief).get("/file/24.2.a")
    assert page.status_code == 403
    assert "Give yourself the part" in page.text
    assert 'href="/members"' in main(page.text)
    Membership.objects.filter(account_id=chief.account_id).update(roles=["administrator", "signer"])
    home = pages(again(chief)).get("/home").text
    assert "Nobody in the firm may file yet" not in home
    assert 'href="/file"' in main(home)


def test_a_reader_is_told_that_its_part_does_not_file(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    reader = member(firm, Part.READER)
    page = pages(reader).get("/file/24.2.a")
    assert page.status_code == 403
    assert "signers do" in page.text
    assert "This is not a duty of yours" not in page.text
    token = accounts.issue_token(reader.account_id, name="a", at=clock.true_now())
    door = Client(headers={"Authorization": f"Bearer {token}"})
    sent = door.post("/api/v1/filings/24.2.a", [road.certificate()], content_type="application/json")
    assert (sent.status_code, sent.json()["code"]) == (403, "member.not_signer")
    assert "This is not a duty of yours" in pages(reader).get("/file/24.7.a").text


def test_a_mandate_whose_agent_is_suspended_or_has_ended_is_not_shown_in_force(road):
    maker, agent = pair(road)
    given(maker, agent, "24.2.a")

    def shown() -> set[str]:
        return {one.state for viewer in (maker, agent) for one in mandate_queries.find_mandates(viewer)}

    assert shown() == {"live"}
    for state, told in (("suspended", "at_rest"), ("approved", "live"), ("terminated", "ended")):
        Party.objects.filter(id=agent.party_id).update(state=state)
        assert shown() == {told}
    page = pages(maker).get("/mandates").text
    assert "one of the firms has ended" in page
    assert "In force" not in page
