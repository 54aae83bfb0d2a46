"""What ends while a filing is under way: its firm, or the membership of whoever handed it in."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.jobs import operations as jobs
from suyuan.services.jobs.queries import get_job
from suyuan.services.parties import firm, operations
from suyuan.services.parties.operations import Heir
from suyuan.services.parties.queries import forget_user, viewer_of_user
from suyuan.services.refusals import Refused
from suyuan.storage import accounts, profiles
from suyuan.storage import jobs as store
from suyuan.storage.models import Membership
from tests.authorization.firms import factor, person

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def maker(road, settings, monkeypatch):
    """A firm whose filings of two lines wait for a worker that does not come by itself."""
    settings.JOB_LINES = 1
    monkeypatch.setattr("suyuan.storage.jobs.defer", lambda _: None)
    return road.firm(Role.VEHICLE_MAKER)


def handed_in(road, viewer):
    rows = (road.certificate(), road.certificate())
    return jobs.submit(road.submission(viewer, "24.2.a", *rows, at="2026-05-11"))


def ended(maker, *heirs):
    """End a firm; give the operator who did."""
    operator = person("operator")
    more = {"viewer": operator, "heirs": heirs, "day": clock.today(), "reason": "合并", "at": clock.now()}
    operations.succeed(maker.party_id, "terminated", **more)
    forget_user(maker.user_id)
    return operator


def test_a_firm_that_ended_is_told_so_in_plain_words_and_its_trail_keeps_it(road, maker):
    job = handed_in(road, maker)
    operator = ended(maker)
    jobs.run(job.id)
    row = store.find(job.id)
    assert (row.state, row.receipt, row.answer) == ("failed", "", {"code": "party.ended"})
    for language, words in (("en", "nothing of it was stored"), ("zh", "没有任何内容入库")):
        assert words in Refused("party.ended").words(language)[0]
    trail = firm.get_firm(maker.uscc, operator, today=clock.today()).trail
    assert (trail[0].kind, trail[0].detail["duty"]) == ("stopped", "24.2.a")
    assert road.clocks(maker, "24.2.a") == []
    factor(operator)
    page = Client()
    page.force_login(get_user_model().objects.get(id=operator.user_id))
    assert "24.2.a" in page.get(f"/parties/{maker.uscc}").content.decode()


def test_a_job_that_runs_twice_leaves_one_line(road, maker):
    job = handed_in(road, maker)
    ended(maker)
    jobs.run(job.id)
    jobs.run(job.id)
    assert [each.kind for each in profiles.trail(maker.party_id)].count("stopped") == 1


def test_the_heir_files_it_in_the_place_of_the_firm_that_ended(road, maker):
    heir = road.firm(Role.VEHICLE_MAKER)
    job = handed_in(road, maker)
    ended(maker, Heir(uscc=heir.uscc))
    jobs.run(job.id)
    acting = viewer_of_user(heir.user_id, f"mandate-{heir.party_id}-{maker.party_id}")
    receipt = road.file(acting, "24.2.a", road.certificate(), at="2026-05-12")
    assert (receipt.state, receipt.party, receipt.filed_by) == ("accepted", maker.uscc, heir.uscc)


def test_who_left_the_firm_files_nothing_and_the_firm_reads_why(road, maker):
    clerk = accounts.create_stretched(
        username=f"clerk-{maker.uscc}", stretched="!", kind="member", party_id=maker.party_id
    )
    job = handed_in(road, viewer_of_user(clerk.user_id, f"party-{maker.party_id}"))
    Membership.objects.filter(account_id=clerk.account_id).update(until_at=clock.true_now())
    forget_user(clerk.user_id)
    jobs.run(job.id)
    found = get_job(job.id, maker)
    assert (found.state, found.answer) == ("failed", {"code": "member.ended"})
    assert road.clocks(maker, "24.2.a") == []


@pytest.mark.parametrize("way", ["page", "key"])
def test_who_was_removed_while_a_form_was_open_stores_nothing(road, maker, way):
    clerk = accounts.create_stretched(
        username=f"clerk-{way}-{maker.uscc}", stretched="!", kind="member", party_id=maker.party_id
    )
    factor(clerk)
    client = Client()
    client.force_login(get_user_model().objects.get(id=clerk.user_id))
    token = accounts.issue_token(clerk.account_id, name="own", at=clock.true_now())
    assert client.get("/file/24.2.b").status_code == 200
    Membership.objects.filter(account_id=clerk.account_id).update(until_at=clock.true_now())
    forget_user(clerk.user_id)
    sold = {"vin": road.car(), "sold_date": "2026-05-21", "region_code": "350902"}
    if way == "page":
        answer = client.post("/file/24.2.b", {"by": "hand", **sold})
        assert answer.status_code == 403
    else:
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.post(
            "/api/v1/filings/24.2.b", [sold], content_type="application/json", headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.dead")
    assert sold["vin"] not in answer.content.decode()
    assert road.clocks(maker, "24.2.b") == []
