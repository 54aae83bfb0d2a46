"""The audit holds a case against the public log: each step, and the row beside the steps."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction

from suyuan.law.duty import Role
from suyuan.services.ledger import audit as audits
from suyuan.services.ledger import operations as ledger
from suyuan.services.ledger.audit import audit
from suyuan.storage.models import CaseFile
from tests.integration.case_desk import Desk, ordered


@pytest.fixture
def maker(road):
    return replace(road.firm(Role.VEHICLE_MAKER), machine=False)


def test_every_step_is_committed_to_in_the_public_log(maker, monkeypatch):
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)  # of other tests there may be many
    desk = Desk()
    number = desk.open(maker)
    ordered(desk, number)
    ledger.publish()
    before = audit()
    assert [fault for fault in before.faults if number in fault.where] == []
    changes = (
        "UPDATE case_act SET body = jsonb_set(body, '{words}', '\"x\"') WHERE place = 3 AND case_id = %s",
        "UPDATE case_act SET at = at + interval '1 second' WHERE place = 2 AND case_id = %s",
        "UPDATE case_act SET account_id = account_id + 1 WHERE place = 1 AND case_id = %s",
        "UPDATE case_act SET step = 'close' WHERE place = 4 AND case_id = %s",
        "DELETE FROM case_act WHERE place = 5 AND case_id = %s",
    )
    key = CaseFile.objects.get(case_no=number).id
    for change in changes:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(change, [key])
                assert cursor.rowcount == 1
            found = audit()
            transaction.set_rollback(True)
        # of the last step, its row tells as well
        assert found.count == before.count + 1 + ("DELETE" in change), change
        assert {"case", "step of a case is gone"} & {fault.what for fault in found.faults}, change


def test_the_audit_names_a_case_whose_row_is_not_as_its_steps_left_it(road, maker, monkeypatch):
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)  # of other tests there may be many
    desk = Desk()
    number = desk.open(maker)
    ordered(desk, number)
    ledger.publish()
    row = CaseFile.objects.filter(case_no=number)
    changes = {
        "party": road.firm(Role.VEHICLE_MAKER).party_id, "role": "repairer", "violation": "36.2",
        "department": "market", "territory": "430105", "opened_date": date(2026, 8, 31), "stage": "closed",
        "told_at": None, "closed_at": desk.now, "penalised_date": date(2026, 9, 9),
    }  # fmt: skip
    assert _faults(number) == []
    for column, value in changes.items():
        with transaction.atomic():
            assert row.update(**{column: value}) == 1
            found = _faults(number)
            transaction.set_rollback(True)
        named = [(fault.what, fault.where) for fault in found]
        assert named == [("row", f"{number}: {column} is not as its steps left it")]
        assert found[0].place >= 0


def test_the_audit_names_a_case_that_no_step_opened(maker, monkeypatch):
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)
    row = CaseFile.objects.get(case_no=Desk().open(maker))
    strange = f"x{row.case_no[1:]}"
    with transaction.atomic():
        row.pk, row.case_no = None, strange
        row.save(force_insert=True)
        found = _faults(strange)
        transaction.set_rollback(True)
    assert [(fault.what, fault.where) for fault in found] == [("row", f"{strange}: a row without a step")]


def _faults(number):
    return [fault for fault in audit().faults if number in fault.where]
