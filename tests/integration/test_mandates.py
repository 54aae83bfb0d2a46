"""委托 — one party files for another: scope, days, revocation, and what was under way when the mandate ended."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.filings import draft, operations, queries
from suyuan.services.jobs import operations as jobs
from suyuan.services.jobs import queries as job_queries
from suyuan.services.keys import operations as keys
from suyuan.services.mandates import operations as mandates
from suyuan.services.mandates import queries as mandate_queries
from suyuan.services.members.queries import standings
from suyuan.services.offers import operations as offers
from suyuan.services.offers.queries import find_offers
from suyuan.services.parties.queries import viewer_of_user
from suyuan.services.partners import operations as partners
from suyuan.services.refusals import Refused
from suyuan.storage import mandates as store
from suyuan.storage.models import Mandate, Party
from suyuan.world.coding import credit_code


def given(principal: Viewer, agent: Viewer, *duties: str, days: int = 200) -> int:
    """Give a mandate from today on, and let the agent take it up."""
    return mandates.take(agent, offered(principal, agent.uscc, *duties, days=days))


def offered(principal: Viewer, uscc: str, *duties: str, days: int = 200) -> int:
    """Offer a mandate from today on."""
    today = clock.today()
    return mandates.give(
        principal,
        agent_uscc=uscc,
        duties=duties or None,
        from_date=today,
        to_date=today + timedelta(days=days),
    )


def acting(agent: Viewer, principal: Viewer) -> Viewer:
    """Give the agent's person as it files for a principal."""
    found = viewer_of_user(agent.user_id, f"mandate-{agent.party_id}-{principal.party_id}")
    assert found is not None
    return found


def pair(road: Any) -> tuple[Viewer, Viewer]:
    """Give a vehicle maker and a firm that files nothing of its own."""
    return road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)


def test_an_agent_files_in_its_principals_name(road):
    maker, agent = pair(road)
    given(maker, agent, "24.2.a")
    viewer = acting(agent, maker)
    receipt = road.file(viewer, "24.2.a", road.certificate(), at="2026-05-11")
    assert (receipt.party, receipt.filed_by, receipt.accepted) == (maker.uscc, agent.uscc, 1)
    seen = queries.get_receipt(receipt.receipt, maker)
    assert seen is not None
    assert seen.filed_by == agent.uscc
    assert [clock_.party for clock_ in road.clocks(maker, "24.2.a")] == [maker.uscc]
    assert queries.get_receipt(receipt.receipt, agent) is None  # in its own name the agent sees nothing of it
    assert queries.get_receipt(receipt.receipt, viewer) is not None
    again = road.file(viewer, "24.2.a", road.certificate(), at="2026-05-11", replaces=receipt.receipt)
    assert again.replaces == receipt.receipt


def test_an_agent_does_and_sees_what_its_mandate_is_about(road):
    maker, agent = pair(road)
    own = road.file(maker, "24.2.a", road.certificate(), at="2026-05-11")
    given(maker, agent, "24.2.b")
    viewer = acting(agent, maker)
    assert viewer.duties == {"24.2.b"}
    assert Part.ADMINISTRATOR not in viewer.parts
    for duty in ("24.2.a", "24.7.a"):
        with pytest.raises(Refused, match=r"key\.scope"):
            operations.admit(viewer, RULEBOOK.by_id[duty])
    assert queries.get_receipt(own.receipt, viewer) is None
    assert list(queries.find_filings(viewer).items) == []
    assert {one.duty for one in road.clocks(viewer, "24.2.a")} == set()
    with pytest.raises(Refused):
        operations.cancel(own.receipt, viewer=viewer, at=clock.now(), reason="x")
    given(maker, agent, "24.2.a")
    forget()
    assert acting(agent, maker).duties == {"24.2.a", "24.2.b"}


def forget() -> None:
    """Forget who was looked up a moment ago, as half a second would."""
    from suyuan.services.parties import queries as remembered  # noqa: PLC0415 - only here

    remembered._remembered.clear()  # noqa: SLF001 - the test does not wait


def test_a_mandate_is_not_handed_on_and_hands_over_no_house(road):
    maker, agent = pair(road)
    third = road.firm(Role.RECYCLER)
    given(maker, agent)
    viewer = acting(agent, maker)
    for act in (
        lambda: given(viewer, third),
        lambda: keys.issue(viewer, name="a", duties=None, last_day=keys.default_end()),
        lambda: mandate_queries.find_mandates(viewer),
        lambda: partners.declare(viewer, uscc=third.uscc, serves_maker=True),
    ):
        with pytest.raises(Refused, match=r"auth\.not_allowed"):
            act()
    assert store.acting(viewer, on=clock.today(), uscc=maker.uscc) is None
    given(agent, third)
    assert (
        store.acting(third, on=clock.today(), uscc=maker.uscc) is None
    )  # an agent's agent holds nothing of it


def test_a_mandate_holds_once_it_is_taken_up(road):
    maker, agent = pair(road)
    offer = offered(maker, agent.uscc, "24.2.a")
    assert store.acting(agent, on=clock.today(), uscc=maker.uscc) is None
    with pytest.raises(Refused, match=r"offer\.waits"):
        offered(maker, agent.uscc, "24.2.b")
    (asked,) = find_offers(agent, mandates.KIND)
    assert (asked.id, asked.other_name, asked.terms["duties"]) == (offer, maker.party_name, ["24.2.a"])
    for wrong, code in ((maker, r"partner\.own_word"), (road.firm(Role.RECYCLER), "not_found")):
        with pytest.raises(Refused, match=code):
            mandates.take(wrong, offer)
    mandates.take(agent, offer)
    assert acting(agent, maker).duties == {"24.2.a"}
    assert find_offers(agent, mandates.KIND) == find_offers(maker, mandates.KIND) == []
    with pytest.raises(Refused, match=r"offer\.over"):
        mandates.take(agent, offer)


def test_a_mandate_that_is_declined_or_withdrawn_never_holds(road):
    maker, agent = pair(road)
    for wrong, right, answer in ((maker, agent, offers.decline), (agent, maker, offers.withdraw)):
        offer = offered(maker, agent.uscc)
        with pytest.raises(Refused, match=r"partner\.own_word"):
            answer(wrong, offer)
        assert answer(right, offer) == "mandate"
        with pytest.raises(Refused, match=r"offer\.over"):
            mandates.take(agent, offer)
    assert store.acting(agent, on=clock.today(), uscc=maker.uscc) is None


def test_a_word_that_is_none_answers_no_offer(road):
    maker, agent = pair(road)
    offer = offered(maker, agent.uscc)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=agent.user_id))
    for said in ({}, {"act": ""}, {"act": "Take"}, {"act": "end"}):
        assert client.post(f"/offers/{offer}", said).status_code == 404
    assert client.post(f"/offers/{offer}", {"act": "take"}).status_code == 302


def test_whoever_offers_learns_nothing_of_the_code(road):
    """A firm, one that has ended, and a code that nobody holds: the same answer, and the same page."""
    maker, known = pair(road)
    ended = road.firm(Role.RECYCLER)
    Party.objects.filter(id=ended.party_id).update(state="terminated")
    codes = [known.uscc, ended.uscc, credit_code(49_999_998)]
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.get(pk=maker.user_id))
    today = clock.today().isoformat()
    form = {"scope": "all", "from_date": today, "to_date": today}
    pages = []
    for code in codes:
        assert client.post("/mandates", form | {"uscc": code}).status_code == 302
        page = client.get("/mandates").text
        assert known.party_name not in page
        assert ended.party_name not in page
        (row,) = re.findall(rf"<tr><td>(?:(?!</tr>).)*{code}.*?</tr>", page, re.DOTALL)
        pages.append(re.sub(r"/offers/\d+|value=\"[^\"]{40,}\"", "", row).replace(code, "~"))
    assert pages == [pages[0]] * 3


def test_a_reader_of_the_agent_files_nothing(road):
    maker, agent = pair(road)
    given(maker, agent)
    reader = store.acting(replace(agent, parts=frozenset({Part.READER})), on=clock.today(), uscc=maker.uscc)
    assert reader is not None
    assert not reader.may_file(RULEBOOK.by_id["24.2.a"])


def test_the_switcher_offers_the_principals(road):
    maker, agent = pair(road)
    mandate = given(maker, agent)
    offered = [one for one in standings(agent.user_id) if one.kind == "mandate"]
    assert [(one.key, one.uscc) for one in offered] == [
        (f"mandate-{agent.party_id}-{maker.party_id}", maker.uscc)
    ]
    mandates.revoke(maker, mandate)
    assert [one.kind for one in standings(agent.user_id)] == ["member"]
    forget()
    assert viewer_of_user(agent.user_id, offered[0].key) is None


def test_a_suspended_principal_s_duties_go_on_and_so_does_its_mandate(road):
    maker, agent = pair(road)
    given(maker, agent)
    viewer = acting(agent, maker)
    one = draft.of(road.submission(viewer, "24.2.a", road.certificate(), at="2026-05-11"))
    Party.objects.filter(id=maker.party_id).update(state="suspended")
    assert [answer.state for answer in operations.file_all([one])] == ["accepted"]


@pytest.mark.parametrize(
    "how", ["expired", "revoked", "laid down", "principal terminated", "agent terminated"]
)
def test_a_mandate_that_ended_between_upload_and_commit_stores_nothing(road, how):
    maker, agent = pair(road)
    mandate = given(maker, agent)
    viewer = acting(agent, maker)
    one = draft.of(road.submission(viewer, "24.2.a", road.certificate(), at="2026-05-11"))
    if how == "expired":
        yesterday = clock.today() - timedelta(days=1)
        Mandate.objects.filter(id=mandate).update(from_date=yesterday, to_date=yesterday)
    elif how in {"revoked", "laid down"}:
        mandates.revoke(maker if how == "revoked" else agent, mandate)
    else:
        party = maker if "principal" in how else agent
        Party.objects.filter(id=party.party_id).update(state="terminated")
    answer = operations.file_all([one])[0]
    assert isinstance(answer, Refused)
    assert (answer.code, answer.status) == ("mandate.ended", 403)
    assert "nothing of it was stored" in answer.words("en")[0]
    assert road.clocks(maker, "24.2.a") == []
    for side in (maker, agent):
        stop = store.stops(side.party_id or 0)[0]
        assert (stop.duty, stop.agent_name) == ("24.2.a", agent.party_name)


def test_one_that_ended_stops_itself_and_no_neighbour(road):
    maker, agent = pair(road)
    other = road.firm(Role.VEHICLE_MAKER)
    mandate = given(maker, agent)
    drafts = [
        draft.of(road.submission(viewer, "24.2.a", road.certificate(), at="2026-05-11"))
        for viewer in (acting(agent, maker), other, maker)
    ]
    mandates.revoke(maker, mandate)
    answers = operations.file_all(drafts)
    assert isinstance(answers[0], Refused)
    assert [getattr(answer, "accepted", None) for answer in answers[1:]] == [1, 1]
    assert [getattr(answer, "filed_by", "") for answer in answers[1:]] == [None, None]


def test_a_mandate_cannot_be_revoked_while_its_filing_is_stored(road):
    """What is checked stays true until the commit: the row is held."""
    from django.db import connection, connections, transaction  # noqa: PLC0415 - only here
    from django.db.utils import OperationalError  # noqa: PLC0415 - as above

    maker, agent = pair(road)
    mandate = given(maker, agent)
    with transaction.atomic(), connection.cursor() as wrapped:
        asked = store.Asked(agent.party_id or 0, maker.party_id or 0, "24.2.a")
        assert store.standing(wrapped.cursor, {asked}, on=clock.today()) == {asked}
        aside = connections["default"].copy()
        with aside.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
            with pytest.raises(OperationalError):
                cursor.execute("UPDATE mandate SET revoked_at = now() WHERE id = %s", [mandate])
        aside.close()


@pytest.mark.parametrize("how", ["revoked", "narrowed"])
def test_a_job_of_an_agent_asks_for_the_mandate_when_it_is_carried_out(road, settings, monkeypatch, how):
    settings.JOB_LINES = 1
    monkeypatch.setattr("suyuan.storage.jobs.defer", lambda _: None)
    maker, agent = pair(road)
    given(maker, agent, "24.2.b")
    mandate = given(maker, agent, "24.2.a")
    viewer = acting(agent, maker)
    rows = (road.certificate(), road.certificate())
    kept, stopped = (
        jobs.submit(road.submission(viewer, "24.2.a", *rows, at="2026-05-11", key=key)) for key in ("a", "b")
    )
    jobs.run(kept.id)
    done = job_queries.get_job(kept.id, viewer)
    assert done is not None
    assert (done.state, queries.get_receipt(done.receipt or "", maker).filed_by) == ("done", agent.uscc)  # type: ignore[union-attr]
    for one in store.of_party(maker.party_id or 0):
        if how == "revoked" or one.id == mandate:
            mandates.revoke(maker, one.id)
    forget()
    jobs.run(stopped.id)
    failed = job_queries.get_job(stopped.id, viewer)
    assert failed is not None
    assert (failed.state, failed.answer) == ("failed", {"code": "mandate.ended"})
    assert [stop.duty for stop in store.stops(maker.party_id or 0)] == ["24.2.a"]


def test_the_header_names_the_principal(road):
    maker, agent = pair(road)
    given(maker, agent, "24.2.a")
    key = keys.issue(agent, name="a", duties=None, last_day=keys.default_end()).text

    def send(principal: str | None, duty: str = "24.2.a") -> Any:
        headers = {"Authorization": f"Bearer {key}"} | ({"Suyuan-Principal": principal} if principal else {})
        return Client().post(
            f"/api/v1/filings/{duty}",
            json.dumps([road.certificate()]),
            content_type="application/json",
            headers=headers,
        )

    filed = send(maker.uscc)
    assert (filed.status_code, filed.json()["party"], filed.json()["filed_by"]) == (
        201,
        maker.uscc,
        agent.uscc,
    )
    assert send(None).json()["code"] == "law.role"
    assert send(maker.uscc, "24.2.b").json()["code"] == "key.scope"
    refused = [
        send(principal).json() for principal in (road.firm(Role.VEHICLE_MAKER).uscc, "91999999MA0000000X")
    ]
    assert {(one["status"], one["code"]) for one in refused} == {(403, "mandate.none")}
    narrow = keys.issue(agent, name="b", duties=(), last_day=keys.default_end()).text
    headers = {"Authorization": f"Bearer {narrow}", "Suyuan-Principal": maker.uscc}
    sent = Client().post("/api/v1/filings/24.2.a", b"[]", content_type="application/json", headers=headers)
    assert (sent.status_code, sent.json()["code"]) == (403, "key.read_only")  # no wider than the key itself


def test_a_mandate_has_its_days_and_its_warning(road):
    maker, agent = pair(road)
    today = clock.today()
    first = given(maker, agent, days=31)
    assert mandate_queries.ending(maker) == mandate_queries.ending(agent) == []
    Mandate.objects.filter(id=first).update(to_date=today + timedelta(days=30))
    assert [one.given for side in (maker, agent) for one in mandate_queries.ending(side)] == [True, False]
    Mandate.objects.filter(id=first).update(from_date=today + timedelta(days=1))
    assert store.acting(agent, on=today, uscc=maker.uscc) is None
    assert store.acting(agent, on=today + timedelta(days=1), uscc=maker.uscc) is not None
    assert store.acting(agent, on=today + timedelta(days=31), uscc=maker.uscc) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agent_uscc": "91999999MA0000000X"}, "offer.no_code"),
        ({"agent_uscc": "x"}, "offer.no_code"),
        ({"agent_uscc": "own"}, "mandate.self"),
        ({"duties": []}, "key.no_scope"),
        ({"duties": ["24.7.a"]}, "key.no_scope"),
        ({"from_date": date(2020, 1, 1)}, "mandate.bad_days"),
        ({"to_date": date.min}, "mandate.bad_days"),
        ({"to_date": date(2099, 1, 1)}, "mandate.bad_days"),
    ],
)
def test_a_mandate_that_cannot_be_given_is_refused(road, change, code):
    maker, agent = pair(road)
    asked: dict[str, Any] = {
        "agent_uscc": agent.uscc,
        "duties": None,
        "from_date": clock.today(),
        "to_date": clock.today(),
    } | change
    if asked["agent_uscc"] == "own":
        asked["agent_uscc"] = maker.uscc
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        mandates.give(maker, **asked)


def test_strangers_and_the_terminated_get_no_mandate(road):
    maker, agent = pair(road)
    stranger = road.firm(Role.RECYCLER)
    mandate = given(maker, agent)
    with pytest.raises(Refused, match="not_found"):
        mandates.revoke(stranger, mandate)
    offer = offered(maker, stranger.uscc)
    Party.objects.filter(id=stranger.party_id).update(state="terminated")
    with pytest.raises(Refused, match=r"auth\.not_allowed"):
        mandates.take(replace(stranger, party_state="terminated"), offer)
    mandates.revoke(agent, mandate)
    with pytest.raises(Refused, match=r"mandate\.over"):
        mandates.revoke(maker, mandate)
    assert [one.state for one in mandate_queries.find_mandates(maker)] == ["laid_down"]
