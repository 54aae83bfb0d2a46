"""The access log as the doors fill it: lists are entered, and a look that was refused is nobody's records read."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from suyuan.domain import subjects
from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.applications import operations as applications
from suyuan.services.parties import operations as parties
from suyuan.services.parties.queries import cards_by_uscc
from suyuan.storage import idcards
from suyuan.storage.models import Application
from suyuan.storage.wall import as_register
from tests.authorization.firms import PDF, person


def pages(viewer: Viewer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.get(pk=viewer.user_id))
    return client


def entered(viewer: Viewer) -> list[tuple[str, str, str]]:
    """Give (act, kind, name) of what somebody's looks left in the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT act, object_kind, object_id FROM access_log WHERE account_id = %s",
            [viewer.account_id],
        )
        return cursor.fetchall()


@pytest.fixture
def inspector(database: None) -> Viewer:  # noqa: ARG001 - the database is there
    return person("inspector", territory="4301", department="industry")


def apply(number: int) -> int:
    """Let a firm that nobody knows apply; give the application's number."""
    given = {
        "uscc": f"91999999MA{number:07d}X",
        "name": f"申请{number}有限公司",
        "name_en": "",
        "legal_person": "某人",
        "region_code": "430104",
        "prefixes": "",
        "contact_name": "某人",
        "contact": f"b{number}@example.org",
    }
    applications.register(given, ["recycler"], {}, user_id=None, at=clock.now())
    return Application.objects.latest("id").id


def test_codes_looked_up_in_vain_are_a_list_too(database):
    del database
    with as_register():
        idcards.add_stranger(subjects.key("TTTPB31HY00L10G514444444"), clock.today())
    ministry = person("ministry", department="industry")
    assert pages(ministry).get("/unknown-codes").status_code == 200
    assert ("stranger.read", "codes", "unknown") in entered(ministry)


def test_a_case_that_is_opened_names_no_firm_of_another_place(road, inspector):
    near, far = (road.firm(Role.RECYCLER, region_code=place) for place in ("430104", "440103"))
    page = pages(inspector).get("/cases/new", {"party": near.uscc})
    assert cards_by_uscc([near.uscc])[near.uscc].name in page.text
    for code in (far.uscc, "91999999MA0000000X", "../"):
        page = pages(inspector).get("/cases/new", {"party": code, "finding": "../../"})
        assert page.status_code == 200
        assert cards_by_uscc([far.uscc])[far.uscc].name not in page.text


def test_the_lists_of_the_desk_are_entered(road):
    operator, firm = person("operator"), road.firm(Role.RECYCLER)
    parties.file_permit(
        firm, {"kind": "project_approval", "number": "批9", "valid_from": "2020-01-01"}, PDF, at=clock.now()
    )
    asked = {"name": "新名有限公司", "name_en": "", "legal_person": "某人", "region_code": "430104"}
    applications.ask_change(firm, asked | {"prefixes": "", "reason": "x"}, ["recycler"], at=clock.now())
    client = pages(operator)
    assert client.get("/applications").status_code == client.get("/posts").status_code == 200
    assert {
        ("party.approve", "applications", "waiting"),
        ("permit.read", "permits", "waiting"),
        ("post.read", "posts", "held"),
    } <= set(entered(operator))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_kind FROM access_log WHERE account_id = %s AND party_id = %s ORDER BY 1",
            [operator.account_id, firm.party_id],
        )
        assert cursor.fetchall() == [("applications",), ("permits",)]


def test_what_is_refused_is_entered_as_no_read(road, inspector):
    firm = road.firm(Role.RECYCLER)
    permit = parties.file_permit(
        firm, {"kind": "project_approval", "number": "批8", "valid_from": "2020-01-01"}, PDF, at=clock.now()
    )
    receipt = road.file(
        firm,
        "24.7.a",
        road.inbound(road.pack().code, firm, "2026-06-05") | {"source_uscc": "x"},
        at="2026-06-06",
    ).receipt
    client = pages(inspector)
    refused = [
        client.get(f"/parties/{firm.uscc}/succession"),
        client.post(f"/parties/{firm.uscc}/state", {"act": "suspend", "reason": "x"}),
        client.post(f"/permits/{permit}", {"act": "accept", "reason": "x"}),
        client.get(f"/filings/{receipt}/cancel"),
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert entered(inspector) == []
    assert client.get(f"/parties/{firm.uscc}").status_code == 200
    assert entered(inspector) == [("party.read", "party", firm.uscc)]


def test_a_paper_that_is_not_there_was_not_read(road, inspector):
    firm = road.firm(Role.RECYCLER)
    filed = road.file(
        firm,
        "24.7.a",
        road.inbound(road.pack().code, road.firm(Role.DISMANTLER), "2026-06-05"),
        at="2026-06-06",
    )
    assert filed.state == "accepted"
    client = pages(inspector)
    assert client.get(f"/filings/{filed.receipt}/fix.xlsx").status_code == 404
    assert entered(inspector) == []
    operator = person("operator")
    asked = apply(int(filed.filed_at.timestamp()) % 10_000_000)
    assert pages(operator).get(f"/applications/{asked}/proofs/project_approval").status_code == 404
    assert entered(operator) == []
