"""The audit holds a case against the public log: each step, and the row beside the steps."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction

from suyuan.domain.leaves import Kind, Stepped, step_fact
from suyuan.law.duty import Role
from suyuan.services.ledger import audit as audits
from suyuan.services.ledger import operations as ledger
from suyuan.services.ledger.audit import audit
from suyuan.storage.models import CaseAct, CaseDesk, CaseFile
from tests.integration.case_desk import Desk, official, ordered


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


def test_the_audit_names_who_reads_a_case_and_should_not_or_should_and_does_not(maker, monkeypatch):
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)
    desk = Desk()
    number = desk.open(maker)
    ordered(desk, number)
    official("market")  # somebody who may take it up
    desk.take(desk.one, number, "refer", to_department="market")
    ledger.publish()
    row = CaseFile.objects.get(case_no=number)
    steps, desks = CaseAct.objects.filter(case=row), CaseDesk.objects.filter(case=row)
    stranger = {"department": "industry", "territory": "440305", "since_at": desk.now}
    changes = {
        "is_open": [
            lambda: steps.update(is_open=True),
            lambda: steps.filter(step="deliver").update(is_open=False),
        ],
        "desks": [
            lambda: desks.filter(department="industry").delete(),
            lambda: desks.filter(department="market").delete(),
            lambda: CaseDesk.objects.create(case=row, **stranger),
        ],
        "finding": [lambda: CaseFile.objects.filter(id=row.id).update(finding=uuid4())],
    }
    assert _faults(number) == []
    for name, alterations in changes.items():
        for alter in alterations:
            with transaction.atomic():
                alter()
                found = [(fault.what, fault.where) for fault in _faults(number)]
                transaction.set_rollback(True)
            assert found == [("row", f"{number}: {name} is not as its steps left it")]


@pytest.mark.parametrize(
    "told",
    [{"role": "zzz"}, {"happened_date": "9999-12-32"}, {"violation": 7}, {"officers": None}, {"at": "x"}, []],
    ids=str,
)
def test_the_audit_reads_on_where_a_step_is_nonsense(maker, monkeypatch, told):
    """Also where the fact beside its leaf was altered with it: the leaf tells, and the rest is still looked at."""
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)
    desk = Desk()
    number = desk.open(maker)
    ordered(desk, number)
    ledger.publish()
    step = CaseAct.objects.get(case__case_no=number, place=1)
    body = step.body | told if isinstance(told, dict) else told
    taken = Stepped(number, 1, step.step, step.leaf, step.account_id, step.at, body)
    with transaction.atomic(), connection.cursor() as cursor:
        CaseAct.objects.filter(id=step.id).update(body=body)
        fact = step_fact(Kind.CASE, taken).decode()
        cursor.execute("UPDATE leaf SET fact = %s WHERE about = %s", [fact, step.leaf])
        assert cursor.rowcount == 1
        found = audit().faults
        transaction.set_rollback(True)
    assert "fact" in {fault.what for fault in found}


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
