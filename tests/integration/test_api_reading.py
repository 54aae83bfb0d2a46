"""What the API lets one read: batteries, vehicles, clocks, findings, the rulebook; and to whom."""

import io
import json
from datetime import date, timedelta
from typing import Any

import msgspec
import openpyxl
import pytest
from django.db.utils import OperationalError
from django.test import Client

from suyuan.api import shapes
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.violations import CATALOGUE
from suyuan.services import clock
from suyuan.storage import accounts, parties
from suyuan.world.coding import credit_code, date_letters, vin
from tests.integration.conftest import NUMBERS

NDJSON = "application/x-ndjson"


def signed_in(*roles: Role, kind: str = "member", territory: str = "") -> Client:
    number = next(NUMBERS) + 80_000_000
    entry = {"uscc": credit_code(number), "name": f"示例{number}", "region_code": "110105", "roles": roles}
    party = parties.register(entry, at=clock.now()) if kind == "member" else None
    viewer = accounts.create(
        username=f"r{number}", password="", kind=kind, party_id=party, territory=territory
    )
    token = accounts.issue_token(viewer.account_id, name="test", at=clock.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def days_ago(count: int) -> date:
    return clock.today() - timedelta(days=count)


class Filed:
    """A maker that filed one vehicle with a pack, a module and a cell."""

    def __init__(self) -> None:
        self.client = signed_in(Role.VEHICLE_MAKER)
        made = date_letters(days_ago(40).toordinal())
        serial = f"{9_000_000 + next(NUMBERS)}"
        self.pack, self.module, self.cell = (f"9Z1{level}E0100000A1{made}{serial}" for level in "PMC")
        self.vin = vin("LY0", "0000A", 2026, "R", 900_000 + next(NUMBERS))
        row = {
            "vin": self.vin,
            "vehicle_type": "乘用车",
            "vehicle_name": "纯电动轿车",
            "brand": "示例牌",
            "vehicle_model": "SLX7000BEV",
            "certified_date": days_ago(30).isoformat(),
            "packs": [
                {"pack_code": self.pack, "modules": [{"module_code": self.module, "cells": [self.cell]}]}
            ],
        }
        answer = self.client.post("/api/v1/filings/24.2.a", json.dumps(row), content_type=NDJSON)
        assert answer.status_code == 201, answer.content
        self.receipt = answer.json()["receipt"]

    def get(self, address: str) -> Any:
        return self.client.get(f"/api/v1/{address}")


@pytest.fixture(scope="module")
def filed(django_db_setup: None, django_db_blocker: Any) -> Any:  # noqa: ARG001 - the database is there
    with django_db_blocker.unblock():
        yield Filed()


def test_a_battery_is_found_by_any_of_its_codes(filed):
    body = filed.get(f"batteries/{filed.pack}").json()
    msgspec.convert(body, shapes.Battery)
    assert set(body) == set(shapes.Battery.__struct_fields__)
    assert (body["kind"], body["parts"], body["vehicle"]) == ("pack", 2, filed.vin)
    assert (body["parent"], body["as_of"]) == (None, clock.today().isoformat())
    cell = filed.get(f"batteries/{filed.cell.lower()}").json()
    assert (cell["code"], cell["kind"], cell["parent"], cell["idcard"]) == (
        filed.cell, "cell", filed.module, filed.pack,
    )  # fmt: skip


def test_the_trace_holds_tree_and_history(filed):
    body = filed.get(f"batteries/{filed.cell}/trace").json()
    msgspec.convert(body, shapes.Trace)
    assert set(body) == set(shapes.Trace.__struct_fields__)
    assert {tuple(sorted(line)) for line in body["history"]} == {
        tuple(sorted(shapes.Happening.__struct_fields__))
    }
    assert body["tree"]["code"] == filed.pack
    assert body["tree"]["parts"][0]["parts"][0]["code"] == filed.cell
    (event,) = body["history"]
    assert {"event", "happened_on", "recorded_at", "party", "receipt", "article"} <= set(event)
    assert (event["event"], event["receipt"]) == ("fitted", filed.receipt)
    assert (body["successors"], body["findings"]) == ([], [])


def test_a_vehicle_shows_its_batteries_and_their_intervals(filed):
    body = filed.get(f"vehicles/{filed.vin}").json()
    msgspec.convert(body, shapes.Vehicle)
    assert set(body) == set(shapes.Vehicle.__struct_fields__)
    (fitting,) = body["batteries"]
    assert fitting == {
        "code": filed.pack, "kind": "pack", "fitted_on": days_ago(30).isoformat(), "removed_on": None,
        "masked": False,
    }  # fmt: skip


def test_an_earlier_day_knows_only_what_was_on_file_then(filed):
    assert filed.get(f"batteries/{filed.pack}?as_of={days_ago(1)}").status_code == 404
    for day in (clock.today(), "9999-12-31"):
        assert filed.get(f"batteries/{filed.pack}?as_of={day}").json()["as_of"] == clock.today().isoformat()
    assert filed.get(f"batteries/{filed.pack}?as_of=0001-01-01").status_code == 404


@pytest.mark.parametrize("day", ["2026-13-01", "20260501", "yesterday", "0", "2026-05-01T00:00", ""])
def test_a_day_that_is_none_is_refused(filed, day):
    for address in (f"batteries/{filed.pack}", f"batteries/{filed.pack}/trace", f"vehicles/{filed.vin}"):
        answer = filed.get(f"{address}?as_of={day}")
        assert answer.status_code == 422
        (entry,) = answer.json()["errors"]
        assert (entry["column"], entry["value"]) == ("as_of", day)
        assert entry["fix"]


def test_a_malformed_code_is_explained_and_an_unknown_one_is_not_found(filed):
    answer = filed.get("batteries/9Z1XE0100000A1G510000001")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["rule"] == "code.level"
    hinted = filed.get("batteries/9Z1PE0100000A1G5100000O1O").json()["errors"][0]
    assert hinted["rule"] == "code.length"
    assert filed.get("vehicles/LY0").json()["errors"][0]["rule"] == "vin.length"
    assert filed.get("batteries/9Z1PE0100000A1G519999999").status_code == 404
    assert filed.get("batteries/%00").status_code == 422


def test_who_stands_outside_the_chain_gets_the_answer_of_an_unknown_code(filed):
    stranger = signed_in(Role.RECYCLER)
    hidden = stranger.get(f"/api/v1/batteries/{filed.pack}").json()
    unknown = stranger.get("/api/v1/batteries/9Z1PE0100000A1G519999999").json()
    own = {"request_id", "instance"}
    assert {k: v for k, v in hidden.items() if k not in own} == {
        k: v for k, v in unknown.items() if k not in own
    }
    assert signed_in(kind="inspector", territory="11").get(f"/api/v1/vehicles/{filed.vin}").status_code == 200
    assert signed_in(kind="inspector", territory="44").get(f"/api/v1/vehicles/{filed.vin}").status_code == 404


def test_own_batteries_are_listed(filed):
    items = filed.get("batteries").json()["items"]
    assert filed.pack in {item["code"] for item in items}


def test_obligations_are_listed_by_state_and_page(filed):
    every = filed.get("obligations").json()
    assert every["next"] is None
    assert {(item["duty"], item["state"]) for item in every["items"]} == {
        ("24.2.a", "met_late"), ("24.2.b", "awaiting"),
    }  # fmt: skip
    for item in every["items"]:
        msgspec.convert(item, shapes.Obligation)
        assert set(item) == set(shapes.Obligation.__struct_fields__)
        assert item["subject"] == {"kind": "vehicle", "id": filed.vin}
    waiting = filed.get("obligations?state=awaiting,open").json()["items"]
    assert [(item["duty"], item["due_on"]) for item in waiting] == [("24.2.b", None)]
    first = filed.get("obligations?limit=1").json()
    second = filed.get(f"obligations?limit=1&cursor={first['next']}").json()
    assert first["items"] + second["items"] == every["items"]
    assert filed.get("obligations?duty=24.7.a").json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    "question",
    [
        "state=late",
        "state=open,late",
        "limit=0",
        "limit=501",
        "limit=x",
        "duty=1",
        "page=2",
        "limit=1&limit=2",
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(filed, question):
    answer = filed.get(f"obligations?{question}")
    assert (answer.status_code, answer.json()["code"]) == (422, "request.parameter")


@pytest.mark.parametrize("list_of", ["obligations", "filings"])
def test_a_cursor_that_is_none_of_ours_is_refused(filed, list_of):
    answer = filed.get(f"{list_of}?cursor=abc")
    assert (answer.status_code, answer.json()["code"]) == (422, "page.cursor")


@pytest.mark.usefixtures("filed")
def test_findings_are_a_page_with_their_evidence():
    filed = Filed()
    rival = signed_in(Role.VEHICLE_MAKER)
    row = {
        "vin": vin("LY0", "0000A", 2026, "R", 900_000 + next(NUMBERS)),
        "vehicle_type": "乘用车", "vehicle_name": "轿车", "brand": "乙牌", "vehicle_model": "B",
        "certified_date": days_ago(5).isoformat(), "pack_code": filed.pack,
    }  # fmt: skip
    told = rival.post("/api/v1/filings/24.2.a", json.dumps(row), content_type=NDJSON).json()
    assert "stored.disputed" in {warning["rule"] for warning in told["warnings"]}
    (found,) = filed.get("findings?kind=two_vehicles&state=open").json()["items"]
    msgspec.convert(found, shapes.Finding)
    assert set(found) == set(shapes.Finding.__struct_fields__)
    assert found["subject"] == {"kind": "battery", "id": filed.pack}
    assert filed.get("findings?kind=late").json()["items"] == []
    assert filed.get("findings?state=maybe").status_code == 422


@pytest.mark.usefixtures("filed")
def test_the_rulebook_is_open_to_everyone_and_cached_by_its_hash():
    anyone = Client()
    answer = anyone.get("/api/v1/duties")
    assert [item["id"] for item in answer.json()["items"]] == [duty.id for duty in RULEBOOK.duties]
    assert anyone.get("/api/v1/duties", headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert anyone.get("/api/v1/duties/24.2.a").json()["id"] == "24.2.a"
    assert anyone.get("/api/v1/duties/24.9").status_code == 404


@pytest.mark.usefixtures("filed")
def test_the_breaches_are_open_to_everyone_as_data():
    answer = Client().get("/api/v1/violations")
    items = {item["id"]: item for item in answer.json()["items"]}
    assert list(items) == [one.id for one in CATALOGUE]
    fined = items["36.2"]
    assert (fined["fine_min_fen"], fined["fine_max_fen"], fined["precondition"]) == (
        1_000_000,
        3_000_000,
        "ordered",
    )
    assert fined["department"] == {"repairer": "transport", "dismantler": "commerce"}
    unknown = items["38"]
    assert not unknown["is_known"]
    assert unknown["fine_max_fen"] is None
    assert unknown["in_force"]["since"] == "2026-04-01"
    assert Client().get("/api/v1/violations", headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.usefixtures("filed")
def test_templates_are_open_workbooks():
    for duty in RULEBOOK.duties[:3]:
        answer = Client().get(f"/api/v1/duties/{duty.id}/template.xlsx")
        assert f'filename="suyuan-{duty.id}.xlsx"' in answer["Content-Disposition"]
        openpyxl.load_workbook(io.BytesIO(answer.content))


def test_a_token_tells_whose_it_is(filed):
    body = filed.get("me").json()
    assert set(body) == set(shapes.Me.__struct_fields__)
    item_24 = ["24.1", "24.2.a", "24.2.b", "24.2.c", "24.5.b", "24.6.a", "24.6.b", "24.6.c"]
    assert body["duties"] == [*item_24, "17.2", "15.3.a", "15.3.b"]
    assert body["roles"] == ["vehicle_maker"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "nothing", 404), ("get", "", 404), ("delete", "duties", 405), ("put", "filings/24.2.a", 405),
     ("post", "obligations", 405), ("get", "jobs/1", 404), ("get", "jobs/00000000-0000-0000-0000-000000000000", 404),
     ("get", "me?x=1", 422)],
)  # fmt: skip
def test_what_no_call_answers_is_a_problem_too(filed, method, address, status):
    answer = getattr(filed.client, method)(f"/api/v1/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_every_call_but_the_rulebook_wants_a_token(filed):
    anyone = Client()
    for address in (
        "me",
        "obligations",
        "findings",
        "filings",
        "batteries",
        f"vehicles/{filed.vin}",
        "jobs/1",
    ):
        answer = anyone.get(f"/api/v1/{address}")
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.missing")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_head_answers_as_get_without_a_body(filed):
    answer = filed.client.head("/api/v1/me")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (RuntimeError("secret detail"), (500, "server.broken")),
        (OperationalError("secret"), (503, "server.unavailable")),
    ],
)
def test_a_failure_of_ours_leaks_nothing(filed, monkeypatch, caplog, failure, expected):
    def fail(*_: Any, **__: Any) -> None:
        raise failure

    monkeypatch.setattr("suyuan.services.obligations.queries.find_obligations", fail)
    answer = filed.get("obligations")
    assert (answer.status_code, answer.json()["code"]) == expected
    assert b"secret" not in answer.content
    assert answer.json()["request_id"] in caplog.text
    assert "secret" in caplog.text
