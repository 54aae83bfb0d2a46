"""Manners of the pages: HEAD is answered as GET is, a failure claims nothing, days are taken as they are said."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import loader
from django.test import Client
from django.urls import get_resolver

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.law.policies import Policies
from suyuan.services import clock
from suyuan.services.idcards import labels
from suyuan.services.parties import firm as parties
from suyuan.storage import accounts
from tests.authorization.firms import person
from tests.authorization.routes import found


def pages(viewer: Viewer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.get(pk=viewer.user_id))
    return client


def plain_addresses() -> list[str]:
    """Give every address of a page that stands for itself."""
    return [
        f"/{each}" for each in found() if "{" not in each and not each.startswith("api/") and "*" not in each
    ]


def test_head_is_answered_as_get_is(road):
    assert get_resolver().url_patterns
    for client in (pages(road.firm(Role.VEHICLE_MAKER)), pages(person("operator")), Client()):
        for address in plain_addresses():
            if "logout" in address:
                continue
            shown, asked = client.get(address), client.head(address)
            assert asked.status_code == shown.status_code, address
            assert asked.content == b"", address


def test_a_failure_claims_nothing_about_a_filing():
    page = loader.render_to_string("portal/broken.html", {"request_id": "7"})
    assert "没有存入" not in page
    assert "Nothing was filed" not in page
    assert "the operator the request number" in page


@pytest.mark.parametrize(
    ("days", "some"),
    [
        ("since=9999-01-01", False),
        ("since=9999-12-31&until=9999-12-31", False),
        ("until=9999-12-31", True),
        ("since=0001-01-01", True),
        ("until=0001-01-01", False),
    ],
)
def test_the_days_of_the_access_log_are_taken_as_they_are_said(road, days, some):
    firm, auditor = road.firm(Role.RECYCLER), person("auditor")
    pages(person("operator")).get(f"/parties/{firm.uscc}")
    token = accounts.issue_token(auditor.account_id, name="a", at=clock.true_now())
    door = Client(headers={"Authorization": f"Bearer {token}"})
    answer = door.get(f"/api/v1/access-log?party={firm.uscc}&{days}")
    assert (answer.status_code, bool(answer.json()["items"])) == (200, some)
    page = pages(auditor).get(f"/access-log?party={firm.uscc}&{days}")
    assert (page.status_code, firm.party_name in page.text) == (200, some)


def test_what_a_scope_bounds_is_said_where_a_key_is_made(road):
    firm = pages(road.firm(Role.VEHICLE_MAKER))
    assert "it still sees all that the firm sees" in re.sub(r"\s+", " ", firm.get("/keys").text)
    assert "what is seen of yours" in firm.get("/mandates").text


@pytest.mark.parametrize(
    ("host", "works"),
    [("127.0.0.1:8000", False), ("[::1]:8000", False), ("localhost:8000", True), ("testserver", False)],
)
def test_an_address_at_which_browsers_make_no_passkeys_says_so(road, host, works):
    client = pages(road.firm(Role.VEHICLE_MAKER))
    for address in ("/accounts/login/", "/accounts/factor/webauthn/add/"):
        shown = (Client() if "login" in address else client).get(
            address, headers={"host": host, "accept-language": "en"}, follow=True
        )
        assert ("or at the name localhost" not in shown.content.decode()) == works, address


def test_a_label_leads_to_where_the_operator_says_the_platform_is_not_where_it_was_asked_for(road, settings):
    settings.PUBLIC_ORIGIN = "https://suyuan.example"
    pack = road.pack()
    road.file(road.firm(Role.VEHICLE_MAKER), "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-12")
    drawn = Client().get(f"/b/{pack.code}/label.svg?symbol=qr", headers={"host": "localhost:8443"})
    assert drawn.text == labels.symbol(pack.code, "qr", f"https://suyuan.example/b/{pack.code}")


def test_a_button_that_there_is_not_changes_nothing(road):
    firm, desk = road.firm(Role.RECYCLER), pages(person("operator"))
    state = f"/parties/{firm.uscc}/state"
    assert desk.post(state, {"act": "list", "reason": "x"}).status_code == 302
    for act in ("", "delist", "approve"):
        answer = desk.post(state, {"act": act, "reason": "x"})
        assert answer.status_code == 422, act
        assert "There is no such act" in answer.content.decode()
    found = parties.get_firm(firm.uscc, firm, today=clock.today())
    assert found is not None
    assert found.profile.white_listed
    assert desk.post(state, {"act": "unlist", "reason": "x"}).status_code == 302


def test_a_dead_token_is_told_where_to_make_another(database):  # noqa: ARG001 - the database is there
    for language, name in (("en", "Keys and programs"), ("zh-Hans", "密钥与程序")):
        headers = {"Authorization": "Bearer sy_x", "accept-language": language}
        assert name in Client(headers=headers).get("/api/v1/me").json()["detail"]


def test_pages_of_batteries_and_vehicles_say_by_which_reading_they_tell_what_they_tell(road):
    maker, car, pack = road.firm(Role.VEHICLE_MAKER), road.car(), road.pack()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree()), at="2026-05-12")
    for viewer, policy in (
        (maker, "chain_mask"),
        (person("ministry", department="industry"), "official_chain"),
    ):
        reason = next(each.policy.reason.en for each in Policies().describe() if each.policy.id == policy)
        for address in (f"/batteries/{pack.code}", f"/vehicles/{car}"):
            assert reason in pages(viewer).get(address).content.decode(), (policy, address)


@pytest.mark.parametrize("payload", ["https://电池.example/b/{code}", "https://e.example/{long}/b/{code}"])
def test_a_label_that_cannot_say_its_payload_is_refused_by_its_code(road, payload):
    code = road.pack().code
    said = payload.format(code=code, long="é" * 900)
    file = SimpleUploadedFile("labels.csv", f"code,payload\n{code},{said}\n".encode())
    client = pages(road.firm(Role.BATTERY_MAKER))
    answer = client.post("/labels", {"symbol": "code_128", "size": "pack", "file": file})
    assert answer.status_code == 422
    assert code in answer.text
