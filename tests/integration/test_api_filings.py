"""POST /api/v1/filings over a real database: every format, every outcome, and the receipt behind each."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import msgspec
import openpyxl
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from suyuan.api import shapes
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.jobs import operations as jobs
from suyuan.storage import accounts, parties
from suyuan.world.coding import credit_code, vin
from tests.integration.conftest import NUMBERS

CONTRACT = {
    "receipt", "duty", "party", "filed_at", "lines", "accepted", "rejected", "late", "errors", "warnings", "proof",
}  # fmt: skip
PROBLEM = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}
MISTAKE = {"row", "column", "cell", "pointer", "rule", "value", "message", "fix", "article"}
SALES = "/api/v1/filings/24.2.b"
NDJSON = "application/x-ndjson"


def signed_in(*roles: Role, kind: str = "member", **header: str) -> Client:
    number = next(NUMBERS) + 30_000_000
    entry = {"uscc": credit_code(number), "name": f"示例{number}", "region_code": "110105", "roles": roles}
    party = parties.register(entry, at=clock.now())
    viewer = accounts.create(username=f"u{number}", password="", kind=kind, party_id=party)
    token = accounts.issue_token(viewer.account_id, name="test", at=clock.now())
    return Client(headers={"authorization": f"Bearer {token}", **header})


@pytest.fixture(scope="module")
def maker(django_db_setup: None, django_db_blocker: Any) -> Any:  # noqa: ARG001 - the database is there
    with django_db_blocker.unblock():
        yield signed_in(Role.VEHICLE_MAKER)


def sale(**other: Any) -> dict[str, Any]:
    return {
        "vin": vin("LY0", "0000A", 2026, "R", 900_000 + next(NUMBERS)),
        "sold_date": (clock.today() - timedelta(days=3)).isoformat(),
        "region_code": "110105",
    } | other


def ndjson(*rows: dict[str, Any]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_csv(row: dict[str, Any]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([list(row), list(row.values())])
    return out.getvalue().encode()


def as_xlsx(row: dict[str, Any]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(row))
    book.active.append(list(row.values()))
    book.save(out)
    return out.getvalue()


def as_parquet(row: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame([row]).write_parquet(out)
    return out.getvalue()


FORMATS = {
    "ndjson": (NDJSON, ndjson),
    "json": ("application/json", lambda row: json.dumps([row]).encode()),
    "csv": ("text/csv", as_csv),
    "csv from curl": ("application/x-www-form-urlencoded", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "xlsx unnamed": ("application/octet-stream", as_xlsx),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_ends_in_the_receipt_of_the_contract(maker, form):
    content_type, write = FORMATS[form]
    answer = maker.post(SALES, write(sale()), content_type=content_type)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert set(body) >= CONTRACT
    assert set(body) == set(shapes.Receipt.__struct_fields__)
    msgspec.convert(body, shapes.Receipt)
    assert (body["lines"], body["accepted"], body["rejected"], body["errors"]) == (1, 1, 0, [])
    assert answer["Location"] == f"/api/v1/filings/{body['receipt']}"
    again = maker.get(answer["Location"]).json()
    assert {name: again[name] for name in CONTRACT - {"proof"}} == {
        name: body[name] for name in CONTRACT - {"proof"}
    }


def test_a_multipart_form_carries_the_file_and_its_name(maker):
    part = SimpleUploadedFile("销售.csv", as_csv(sale()), content_type="text/csv")
    body = maker.post(SALES, {"file": part}).json()
    assert (body["accepted"], body["source_name"]) == (1, "销售.csv")


def test_a_body_above_the_memory_bound_is_spooled_and_filed(maker, monkeypatch):
    monkeypatch.setattr("suyuan.api.uploads.IN_MEMORY", 10)
    body = maker.post(SALES, ndjson(sale()), content_type=NDJSON).json()
    assert body["accepted"] == 1


def test_the_same_key_and_body_give_the_same_receipt_and_another_body_is_a_conflict(maker):
    content, key = ndjson(sale()), {"idempotency-key": f"k-{next(NUMBERS)}"}
    first = maker.post(SALES, content, content_type=NDJSON, headers=key)
    again = maker.post(SALES, content, content_type=NDJSON, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["receipt"] == first.json()["receipt"]
    assert again["Idempotency-Replayed"] == "true"
    other = maker.post(SALES, ndjson(sale()), content_type=NDJSON, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.conflict")


def test_without_a_key_the_body_s_own_hash_makes_repeating_safe(maker):
    content = ndjson(sale())
    first, again = (maker.post(SALES, content, content_type=NDJSON).json() for _ in range(2))
    assert first["receipt"] == again["receipt"]
    assert (first["repeated"], again["repeated"]) == (False, True)


def test_one_bad_line_refuses_the_whole_with_every_place(maker):
    answer = maker.post(SALES, ndjson(sale(), sale(sold_date="2026-13-01")), content_type=NDJSON)
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert set(body) >= PROBLEM
    msgspec.convert(body, shapes.Problem)
    assert (body["code"], body["lines"], body["accepted"]) == ("filing.bad_lines", 2, 0)
    (entry,) = body["errors"]
    assert set(entry) == MISTAKE
    assert (entry["row"], entry["column"], entry["pointer"], entry["value"]) == (
        2, "sold_date", "/sold_date", "2026-13-01",
    )  # fmt: skip
    assert maker.get(f"/api/v1/filings/{body['receipt']}").json()["state"] == "refused"


def test_the_good_lines_go_through_when_asked(maker):
    content = ndjson(sale(), sale(sold_date="2026-13-01"))
    body = maker.post(f"{SALES}?mode=good", content, content_type=NDJSON).json()
    assert (body["lines"], body["accepted"], body["rejected"], len(body["errors"])) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("language", "word"), [("zh-CN,zh;q=0.9", "不是日期"), ("en", "not a date"), ("fr", "not a")]
)
def test_messages_follow_accept_language(maker, language, word):
    answer = maker.post(
        SALES, ndjson(sale(sold_date="soon")), content_type=NDJSON, headers={"accept-language": language}
    )
    assert word in answer.json()["errors"][0]["message"]
    assert answer["Content-Language"] == ("zh-Hans" if language.startswith("zh") else "en")


def test_a_dry_run_stores_nothing(maker):
    row = sale()
    body = maker.post(f"{SALES}?dry_run=true", ndjson(row), content_type=NDJSON)
    assert (body.status_code, body.json()["state"], body.json()["accepted"]) == (200, "checked", 1)
    assert maker.get(f"/api/v1/filings/{body.json()['receipt']}").status_code == 404
    assert maker.get(f"/api/v1/vehicles/{row['vin']}").status_code == 404
    bad = maker.post(f"{SALES}?dry_run=true", ndjson(sale(region_code="1")), content_type=NDJSON)
    assert (bad.status_code, bad.json()["code"]) == (422, "filing.bad_lines")


def test_a_correction_supersedes_and_a_cancellation_needs_a_reason(maker):
    row = sale()
    first = maker.post(SALES, ndjson(row), content_type=NDJSON).json()["receipt"]
    mended = ndjson(row | {"sold_date": (clock.today() - timedelta(days=2)).isoformat()})
    second = maker.post(f"{SALES}?supersedes={first}", mended, content_type=NDJSON)
    assert (second.status_code, second.json()["replaces"]) == (201, first)
    earlier = maker.get(f"/api/v1/filings/{first}").json()
    assert (earlier["state"], earlier["replaced_by"]) == ("replaced", second.json()["receipt"])
    address = f"/api/v1/filings/{second.json()['receipt']}/cancel"
    for wrong in ({}, {"reason": " "}, {"reason": 3}, {"reason": "x", "more": 1}, []):
        assert maker.post(address, json.dumps(wrong), content_type="application/json").status_code == 422
    done = maker.post(address, json.dumps({"reason": "重复报送"}), content_type="application/json")
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    assert (
        maker.post(address, json.dumps({"reason": "x"}), content_type="application/json").status_code == 409
    )


def test_a_long_filing_becomes_a_job_whose_end_is_a_receipt(maker, settings, monkeypatch):
    monkeypatch.setattr("suyuan.storage.jobs.defer", lambda _: None)  # the worker is this test
    settings.JOB_LINES = 2
    rows = [sale() for _ in range(5)]
    answer = maker.post(SALES, ndjson(*rows), content_type=NDJSON)
    body = answer.json()
    assert (answer.status_code, body["state"], body["receipt"]) == (202, "queued", None)
    assert answer["Location"] == f"/api/v1/jobs/{body['id']}"
    jobs.run(body["id"])
    over = maker.get(answer["Location"]).json()
    assert (over["state"], over["progress"], over["answer"]["accepted"]) == ("done", 1.0, 5)
    assert over["receipt"] == over["answer"]["receipt"]
    dry = maker.post(f"{SALES}?dry_run=true", ndjson(*(sale() for _ in range(5))), content_type=NDJSON)
    assert (dry.status_code, dry.json()["accepted"]) == (200, 5)


@pytest.mark.parametrize(
    ("address", "content", "headers", "expected"),
    [
        ("/api/v1/filings/24.9", b"{}", {}, (404, "duty.unknown")),
        ("/api/v1/filings/24.7.a", b"{}", {}, (403, "law.role")),
        (SALES, b"", {}, (422, "file.empty")),
        (SALES, b"%PDF-1.7", {}, (415, "file.unknown_format")),
        (SALES, b"{}", {"content-type": "text/html"}, (415, "file.unknown_format")),
        (SALES, b"{}", {"content-encoding": "gzip"}, (415, "file.unknown_format")),
        (SALES, b"{", {}, (422, "filing.bad_lines")),
        (f"{SALES}?mode=some", b"{}", {}, (422, "request.parameter")),
        (f"{SALES}?mdoe=good", b"{}", {}, (422, "request.parameter")),
        (f"{SALES}?mode=all&mode=good", b"{}", {}, (422, "request.parameter")),
        (f"{SALES}?supersedes=SY-20260501-7K3M9Q2XD", b"{}", {}, (404, "not_found")),
        (f"{SALES}?supersedes=12", b"{}", {}, (422, "request.parameter")),
        (SALES, b"{}", {"idempotency-key": "k" * 201}, (422, "request.parameter")),
        (SALES, b"{}", {"authorization": "Bearer sy_dead"}, (401, "auth.dead")),
        (SALES, b"{}", {"authorization": "Basic eDp5"}, (401, "auth.dead")),
    ],
)
def test_every_refusal_is_a_problem_with_its_own_code(maker, address, content, headers, expected):
    content_type = headers.get("content-type", NDJSON)
    others = {name: value for name, value in headers.items() if name != "content-type"}
    answer = maker.post(address, content, content_type=content_type, headers=others)
    body = answer.json()
    assert (answer.status_code, body["code"]) == expected
    assert body["status"] == answer.status_code
    assert answer["Content-Type"] == "application/problem+json"
    assert body["request_id"] == answer["X-Request-Id"]
    assert body["instance"] == address.partition("?")[0]


def test_a_body_above_the_limit_is_too_large(maker, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    answer = maker.post(SALES, ndjson(sale(), sale()), content_type=NDJSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "file.too_large")


def test_another_party_s_receipt_answers_like_none(maker):
    receipt = maker.post(SALES, ndjson(sale()), content_type=NDJSON).json()["receipt"]
    stranger = signed_in(Role.VEHICLE_MAKER)
    hidden, missing = (
        stranger.get(f"/api/v1/filings/{number}").json() for number in (receipt, "SY-20260501-0000000ZZ")
    )
    own = {"request_id", "instance"}
    assert {k: v for k, v in hidden.items() if k not in own} == {
        k: v for k, v in missing.items() if k not in own
    }
    cancelled = stranger.post(
        f"/api/v1/filings/{receipt}/cancel", '{"reason": "x"}', content_type="application/json"
    )
    assert cancelled.status_code == 404
    minister = signed_in(kind="ministry")
    assert minister.get(f"/api/v1/filings/{receipt}").status_code == 200


def test_receipts_are_listed_page_by_page(maker):
    made = [maker.post(SALES, ndjson(sale()), content_type=NDJSON).json()["receipt"] for _ in range(4)]
    found, cursor = [], ""
    for _ in range(2):
        page = maker.get(f"/api/v1/filings?limit=2&duty=24.2.b{cursor}").json()
        found += [item["receipt"] for item in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert found == made[::-1]


def test_the_marked_workbook_of_a_refusal_can_be_downloaded(maker):
    refused = maker.post(SALES, ndjson(sale(sold_date="soon")), content_type=NDJSON).json()["receipt"]
    book = maker.get(f"/api/v1/filings/{refused}/marked.xlsx")
    assert book.status_code == 200
    assert book.content[:2] == b"PK"
    fine = maker.post(SALES, ndjson(sale()), content_type=NDJSON).json()["receipt"]
    assert maker.get(f"/api/v1/filings/{fine}/marked.xlsx").status_code in {200, 404}
