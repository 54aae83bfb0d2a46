"""A filing that goes by the lane and one that goes by the threads are answered alike: status, headers and words."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from secrets import randbelow
from typing import Any

import pytest
from django.test import Client

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.storage import accounts, parties
from suyuan.web import asgi
from suyuan.world.coding import credit_code, vin

pytestmark = pytest.mark.usefixtures("database")
SALES = "/api/v1/filings/24.2.b"
DRAWN = {"receipt", "filed_at", "request_id", "instance"}  # by chance or by the clock


def sale(serial: int, **other: Any) -> bytes:
    day = clock.today().isoformat()
    return json.dumps(
        {"vin": vin("LY0", "0000B", 2026, "R", serial), "sold_date": day, "region_code": "110105"} | other
    ).encode()


@pytest.fixture
def token() -> str:
    number = randbelow(90_000_000) + 1_000_000
    entry = {"uscc": credit_code(number), "name": f"示例{number}", "region_code": "110105"}
    party = parties.register(entry | {"roles": [Role.VEHICLE_MAKER]}, at=clock.now())
    viewer = accounts.create(username=f"u{number}", password="", kind="member", party_id=party)
    return accounts.issue_token(viewer.account_id, name="test", at=clock.now())


def by_lane(
    path: str, body: bytes, headers: dict[str, str], *, cut: bool = False
) -> tuple[int, dict[str, str], Any] | None:
    """Send a request through the lane: its whole answer, or None where it was given none."""
    path, _, query = path.partition("?")
    told = {"content-length": str(len(body)), "host": "testserver"} | headers
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": path, "root_path": "", "scheme": "http",
        "query_string": query.encode(), "server": ("testserver", 80), "client": ("127.0.0.1", 1),
        "headers": [(name.lower().encode(), value.encode()) for name, value in told.items()],
    }  # fmt: skip
    half = len(body) // 2
    coming = [
        {"type": "http.request", "body": body[:half], "more_body": True},
        {"type": "http.disconnect"}
        if cut
        else {"type": "http.request", "body": body[half:], "more_body": False},
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return coming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as thread:  # a browser's driver may have a loop in this one
        thread.submit(asyncio.run, asgi.application(scope, receive, send)).result()
    if not sent:
        return None
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], head, json.loads(sent[1]["body"])


def by_threads(path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], Any]:
    """Send the same request through the layers for everything else."""
    more = {name: value for name, value in headers.items() if name != "content-type"}
    answer = Client(headers=more).post(path, body, content_type=headers["content-type"])
    return answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.json()


def bare(answer: tuple[int, dict[str, str], Any] | None) -> tuple[int, set[str], dict[str, str], Any]:
    """Take out of an answer what chance or the clock put in."""
    assert answer is not None
    status, head, body = answer
    drawn = {"location", "x-request-id", "content-length"}
    kept = {name: value for name, value in head.items() if name not in drawn}
    said = {name: value for name, value in body.items() if name not in DRAWN}
    if said.get("proof"):
        said["proof"] = {
            name: bool(value) if name == "tlog_proof" else value for name, value in said["proof"].items()
        }
    return status, set(head), kept, said


CASES = {
    "good": (SALES, 1, {}, {}),
    "dry run": (SALES + "?dry_run=true", 3, {}, {}),
    "bad line, in Chinese": (SALES, 5, {"sold_date": "2026-02-30"}, {"accept-language": "zh-Hans"}),
    "unknown parameter": (SALES + "?colour=red", 7, {}, {}),
    "unknown duty": ("/api/v1/filings/99.9", 9, {}, {}),
    "another role's duty": ("/api/v1/filings/24.7.a", 11, {}, {}),
    "no token": (SALES, 13, {}, {"authorization": ""}),
    "a dead token": (SALES, 15, {}, {"authorization": "Bearer nobody"}),
    "no mandate": (SALES, 17, {}, {"suyuan-principal": "91999999AY10000019"}),
    "a strange type": (SALES, 19, {}, {"content-type": "image/png"}),
    "an empty key": (SALES, 21, {}, {"idempotency-key": ""}),
    "a compressed body": (SALES, 23, {}, {"content-encoding": "gzip"}),
}


@pytest.mark.parametrize("case", CASES)
def test_both_ways_give_the_same_answer(case: str, token: str):
    path, serial, other, headers = CASES[case]
    given = {"authorization": f"Bearer {token}", "content-type": "application/x-ndjson"} | headers
    first = bare(by_lane(path, sale(serial, **other), given))
    second = bare(by_threads(path, sale(serial + 1, **other), given))
    told = json.dumps(first[3], ensure_ascii=False), json.dumps(second[3], ensure_ascii=False)
    vins = [vin("LY0", "0000B", 2026, "R", number) for number in (serial, serial + 1)]
    assert told[0].replace(vins[0], "VIN") == told[1].replace(vins[1], "VIN")
    assert first[:3] == second[:3]


def test_the_same_key_by_the_other_way_is_answered_from_the_store(token: str):
    given = {"authorization": f"Bearer {token}", "content-type": "application/json", "idempotency-key": "k1"}
    body = sale(31)
    by = by_lane(SALES, body, given)
    again = by_threads(SALES, body, given)
    assert by is not None
    assert (by[0], by[2]["receipt"]) == (again[0], again[2]["receipt"])
    assert again[1]["idempotency-replayed"] == "true"
    other = by_lane(SALES, sale(32), given)
    assert other is not None
    assert other[0] == 409


def test_a_body_that_is_cut_short_is_not_answered_and_files_nothing(token: str):
    given = {"authorization": f"Bearer {token}", "content-type": "application/x-ndjson"}
    body = sale(41) + b"\n" + sale(42)
    assert by_lane(SALES, body, given, cut=True) is None
    listed = Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/filings").json()
    assert listed["items"] == []


def test_a_workbook_by_the_lane_is_read_as_by_the_threads(token: str):
    given = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    broken = b"PK\x03\x04" + bytes(100)
    assert bare(by_lane(SALES, broken, given)) == bare(by_threads(SALES, broken + b"\0", given))
