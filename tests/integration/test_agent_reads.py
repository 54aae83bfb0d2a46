"""What an agent reads of its principal: what its mandate is about, the entry, and nothing of the house."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.batteries import listing
from suyuan.services.findings import queries as findings
from suyuan.services.keys import operations as keys
from suyuan.services.mandates import operations as mandates
from suyuan.services.parties import firm
from suyuan.services.parties.queries import viewer_of_user
from suyuan.services.refusals import Refused
from suyuan.storage.models import Permit


def acting(agent: Viewer, principal: Viewer, *duties: str) -> Viewer:
    """Give a mandate over some duties, and the agent as it files under it."""
    today = clock.today()
    offer = mandates.give(
        principal,
        agent_uscc=agent.uscc,
        duties=duties or None,
        from_date=today,
        to_date=today + timedelta(days=90),
    )
    mandates.take(agent, offer)
    found = viewer_of_user(agent.user_id, f"mandate-{agent.party_id}-{principal.party_id}")
    assert found is not None
    return found


def pages(viewer: Viewer) -> Client:
    """Give a browser that is signed in and stands as the viewer does."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - only here

    from suyuan.portal.door import STANDING  # noqa: PLC0415 - as above

    client = Client()
    client.force_login(get_user_model().objects.get(pk=viewer.user_id))
    session = client.session
    session[STANDING] = viewer.standing
    session.save()
    return client


def api(agent: Viewer, principal: Viewer) -> Client:
    key = keys.issue(agent, name="代报", duties=None, last_day=keys.default_end()).text
    return Client(headers={"Authorization": f"Bearer {key}", "Suyuan-Principal": principal.uscc})


def test_an_agent_reads_its_principals_entry_and_nothing_of_its_house(road):
    maker, agent = road.firm(Role.VEHICLE_MAKER, legal_person="张三"), road.firm(Role.RECYCLER)
    permit = Permit.objects.create(
        party_id=maker.party_id, kind="project_approval", number="环评9", valid_from="2026-01-01"
    )
    viewer = acting(agent, maker, "24.2.b")
    found = firm.get_firm(maker.uscc, viewer, today=clock.today())
    assert found is not None
    assert (found.profile.name, found.profile.roles, found.whole) == (maker.party_name, maker.roles, False)
    assert (found.profile.legal_person, found.permits, found.trail) == ("", (), ())
    entry: Any = api(agent, maker).get(f"/api/v1/parties/{maker.uscc}").json()
    assert (entry["name"], entry["whole"], entry["permits"]) == (maker.party_name, False, [])
    with pytest.raises(Refused, match="not_found"):
        firm.get_permit(permit.id, viewer, today=clock.today())
    assert firm.permit_notices(viewer, today=clock.today()) == ()


def test_the_pages_of_the_house_are_not_there_for_an_agent(road):
    maker, agent = road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)
    client = pages(acting(agent, maker))
    for page in ("firm", "firm/permits", "firm/sites", "firm/change", "firm/sites/new"):
        assert client.get(f"/{page}").status_code == 404, page
    entry = client.get(f"/parties/{maker.uscc}")
    assert entry.status_code == 200
    assert maker.party_name in entry.text
    assert 'href="/firm"' not in entry.text


def test_an_agent_lists_the_batteries_filed_under_its_duties(road):
    maker, agent = road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)
    fitted, handed = road.pack(), road.pack()
    for pack in (fitted, handed):
        road.file(maker, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-11")
    road.file(maker, "24.2.c", road.outbound(handed.code, agent, "2026-06-01"), at="2026-06-02")
    listed = {each.code for each in listing.find_batteries(acting(agent, maker, "24.2.c")).items}
    assert handed.code in listed
    assert fitted.code not in listed
    listed = {each["code"] for each in api(agent, maker).get("/api/v1/batteries").json()["items"]}
    assert handed.code in listed
    assert fitted.code not in listed


def test_an_agent_reads_the_findings_about_filings_under_its_duties(road):
    maker, rival, agent = (
        road.firm(role) for role in (Role.VEHICLE_MAKER, Role.VEHICLE_MAKER, Role.RECYCLER)
    )
    pack = road.pack()
    for party in (rival, maker):
        road.file(party, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-11")
    own = findings.find_findings(maker).items
    assert own
    assert findings.find_findings(acting(agent, maker, "24.2.b")).items == ()
    assert api(agent, maker).get("/api/v1/findings").json()["items"] == []
    about = findings.find_findings(acting(road.firm(Role.RECYCLER), maker, "24.2.a")).items
    assert [each.id for each in about] == [each.id for each in own]
    assert {piece["party"] for each in about for piece in each.evidence} == {maker.uscc}
