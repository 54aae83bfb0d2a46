"""The OpenAPI document: every call of the contract stands in it, and what it promises is what the API answers."""

import json
from typing import Any

import pytest
from django.test import Client

from suyuan.api.filing_words import example_csv, example_row
from suyuan.api.language import negotiate
from suyuan.law.measures_2026 import RULEBOOK

CALLS = {
    ("post", "/filings/{ref}"), ("get", "/filings/{ref}"), ("get", "/jobs/{job}"), ("get", "/batteries/{code}"),
    ("get", "/batteries/{code}/trace"), ("get", "/vehicles/{vin}"), ("get", "/obligations"), ("get", "/findings"),
    ("get", "/duties"), ("get", "/duties/{duty}/template.xlsx"), ("post", "/filings/{ref}/cancel"),
}  # fmt: skip


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return Client().get("/api/v1/openapi.json").json()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path.removeprefix("/api/v1"), operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_call_of_the_contract_is_described(document):
    described = {(method, path) for method, path, _ in operations(document)}
    assert described >= CALLS
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        assert "default" in operation["responses"]
        assert any(status.startswith("2") for status in operation["responses"])
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])


def test_only_what_is_public_is_open(document):
    open_calls = {path for _, path, operation in operations(document) if "security" not in operation}
    rulebook = {"/violations", "/duties", "/duties/{duty}", "/duties/{duty}/template.xlsx"}
    identity = "/idcards/{code}"
    rulebook |= {"/outlets", "/retirement"}
    rulebook |= {"/idcards/keys", identity, f"{identity}/credential", f"{identity}/proof"}
    assert open_calls == rulebook | {
        "/oauth/token",
        "/oauth/device",
        "/oauth/revoke",
    }  # these ask for a client's secret
    for _, path, operation in operations(document):
        assert ("401" in operation["responses"]) == (path not in rulebook)


def test_every_reference_resolves(document):
    text = json.dumps(document)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names <= set(document["components"]["schemas"])
    assert {"Receipt", "Problem", "Trace", "Obligation"} <= names


def test_each_answer_is_described_with_a_body(document):
    for method, path, operation in operations(document):
        for status, response in operation["responses"].items():
            assert response["content"], (method, path, status)


def test_the_worked_examples_hold_every_duty(document):
    body = document["paths"]["/api/v1/filings/{ref}"]["post"]["requestBody"]["content"]
    for media in ("application/x-ndjson", "application/json", "text/csv"):
        assert set(body[media]["examples"]) == {duty.id for duty in RULEBOOK.duties}
    sales = RULEBOOK.by_id["24.2.b"]
    assert set(example_row(sales)) <= {column.name for column in sales.columns}
    assert example_csv(sales).splitlines()[0] == ",".join(column.name for column in sales.columns)


def test_the_documentation_page_needs_no_outside_link():
    page = Client().get("/api/v1/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert "http://" not in page
    assert "https://" not in page


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("zh", "zh-Hans"), ("zh-Hans", "zh-Hans"), ("zh-TW", "zh-Hans"), ("en-GB", "en"), ("*", "en"),
        ("de", "en"), ("en;q=0.1, zh;q=0.2", "zh-Hans"), ("zh;q=0, en;q=0.1", "en"), ("zh;q=x", "en"), (";;,,", "en"),
        ("EN;Q=0.3,ZH-cn;Q=0.4", "zh-Hans"),
    ],
)  # fmt: skip
def test_the_language_is_negotiated_by_weight(header, language):
    assert negotiate(header) == language
