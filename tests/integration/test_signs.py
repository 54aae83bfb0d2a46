"""A text that holds NUL, which no table can, is refused plainly wherever it comes in; never a failure of ours."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.storage import accounts

OAUTH = "/api/v1/oauth/"


@pytest.fixture
def page(road, database) -> Client:  # noqa: ARG001 - the database is there
    viewer = road.firm(Role.VEHICLE_MAKER)
    client = Client()
    client.force_login(get_user_model().objects.get(id=viewer.user_id))
    return client


@pytest.mark.parametrize(
    "address", ["/parties/%00", "/findings?kind=%00", "/due?party=%00", "/batteries/a%00b"]
)
def test_an_address_with_nul_is_refused(page, address):
    assert page.get(address).status_code == 422


@pytest.mark.parametrize("address", ["/mandates", "/members", "/partners"])
def test_a_form_with_nul_is_refused(page, address):
    assert page.post(address, {"uscc": "a\0b", "addressee": "a\0b"}).status_code == 422


@pytest.mark.parametrize("call", ["token", "device", "revoke"])
@pytest.mark.parametrize("field", ["client_id", "device_code", "token", "grant_type"])
def test_a_program_that_sends_nul_is_told_so(database, call, field):  # noqa: ARG001
    answer = Client().post(OAUTH + call, {field: "a\0b"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_multipart_body_without_its_boundary_is_no_form(database):  # noqa: ARG001
    answer = Client().post(OAUTH + "token", b"x", content_type="multipart/form-data")
    assert answer.status_code == 400


def test_the_api_knows_nothing_by_a_name_with_nul(road, database):  # noqa: ARG001
    viewer = road.firm(Role.VEHICLE_MAKER)
    bearer = {"authorization": f"Bearer {accounts.issue_token(viewer.account_id, name='t', at=clock.now())}"}
    assert Client(headers=bearer).get("/api/v1/parties/%00").status_code == 404
