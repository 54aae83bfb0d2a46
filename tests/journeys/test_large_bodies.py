"""A body above the limit that is really sent: refused by its announced length, with the reason, and read by nobody."""

import http.client
from secrets import token_hex
from urllib.parse import urlsplit

import pytest

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.storage import accounts, parties
from suyuan.world.coding import credit_code

LIMIT = 1 << 20
LINES = b"LY00000A9TR719129,2026-11-01,,110105\n" * 30_000


@pytest.fixture
def token(live):  # noqa: ARG001 - the database is there
    number = int(token_hex(3), 16)
    entry = {
        "uscc": credit_code(number), "name": "示例", "region_code": "110105", "roles": [Role.VEHICLE_MAKER]
    }  # fmt: skip
    viewer = accounts.create(
        username=token_hex(8), password="", kind="member", party_id=parties.register(entry, at=clock.now())
    )
    return accounts.issue_token(viewer.account_id, name="test", at=clock.now())


def send(live, address, size, **headers):
    """Send so many bytes unless the server hangs up; give (status, body, bytes sent)."""
    connection = http.client.HTTPConnection(urlsplit(live).netloc, timeout=60)
    connection.putrequest("POST", address)
    for name, value in (headers | {"Content-Length": str(size), "Accept-Language": "en"}).items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    sent = 0
    try:
        while sent < size:
            connection.send(LINES[: size - sent])
            sent += len(LINES[: size - sent])
    except OSError:
        pass  # it hung up, as it may
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), sent


def test_the_api_refuses_by_the_announced_length(live, settings, token):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    status, body, _ = send(
        live, "/api/v1/filings/24.2.b", 64 << 20, Authorization=f"Bearer {token}", Content_Type="text/csv"
    )
    assert status == 413
    assert '"code":"file.too_large"' in body


def test_a_page_refuses_before_it_looks_for_its_token(live, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    status, body, sent = send(live, "/file/24.2.b", 64 << 20, Content_Type="multipart/form-data; boundary=xx")
    assert status == 413
    assert f"The file has {64 << 20} bytes; {LIMIT} is the limit." in body
    assert sent < 64 << 20
