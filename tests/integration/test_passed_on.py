"""A duty that was taken over from a firm that goes on is its successor's to file, and the firm is told whose it is."""

from datetime import timedelta

import pytest
from django.test import Client

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.filings import operations as filings
from suyuan.services.parties.operations import Heir
from suyuan.services.parties.queries import viewer_of_token
from suyuan.services.refusals import Refused
from suyuan.storage import accounts
from tests.authorization.firms import again
from tests.integration.test_heirs import in_place, succeed
from tests.integration.test_heirs_answer import page
from tests.integration.test_mandates import acting, given

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def split(road):
    """A maker that gave one duty away yesterday, and who took it over."""
    maker, heir = road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER)
    before = road.file(maker, "24.2.a", road.certificate(), at="2026-05-11").receipt
    some = Heir(uscc=heir.uscc, duties=frozenset({"24.2.a"}), prefixes=frozenset())
    succeed(maker, "split", some, survives=True, days_ago=1)
    return again(maker), heir, before


def test_a_duty_that_was_given_away_is_filed_by_one_alone(road, split):
    maker, heir, before = split
    with pytest.raises(Refused, match=r"party\.passed_on") as found:
        road.file(maker, "24.2.a", road.certificate(), at="2026-05-12")
    since = (clock.today() - timedelta(days=1)).isoformat()
    assert found.value.detail == {"name": heir.party_name, "uscc": heir.uscc, "since": since}
    assert all(heir.party_name in found.value.words(language)[0] for language in ("zh", "en"))
    with pytest.raises(Refused, match=r"party\.passed_on"):
        filings.cancel(before, viewer=maker, at=clock.now(), reason="写错了")
    assert road.file(in_place(heir, maker), "24.2.a", road.certificate(), at="2026-05-12").state == "accepted"
    sold = {"vin": road.car(), "sold_date": "2026-05-21", "region_code": "350902"}
    assert road.file(maker, "24.2.b", sold, at="2026-05-22").state == "accepted"  # what it kept
    assert road.file(heir, "24.2.a", road.certificate(), at="2026-05-12").party == heir.uscc  # and for itself


def test_pages_and_interface_say_who_files_it_now_to_the_firm_alone(road, split):
    maker, heir, _ = split
    agent = road.firm(Role.VEHICLE_MAKER)
    given(maker, agent, "24.2.a", "24.2.b")
    shown = page(maker, "/file/24.2.a")
    assert shown.status_code == 403
    assert f"{heir.party_name} ({heir.uscc}) took this duty over" in shown.text
    assert 'href="/file/24.2.a"' not in page(maker, "/file").text
    assert 'href="/file/24.2.b"' in page(maker, "/file").text
    token = accounts.issue_token(maker.account_id, name="a", at=clock.true_now())
    assert (
        "24.2.a"
        not in Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/me").json()["duties"]
    )
    assert viewer_of_token(token).passed_on == {"24.2.a"}
    with pytest.raises(Refused) as found:
        road.file(acting(agent, maker), "24.2.a", road.certificate(), at="2026-05-12")
    assert found.value.code == "law.role"
    assert heir.party_name not in str(found.value.words("en"))
