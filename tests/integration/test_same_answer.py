"""A foreign thing and a missing one answer alike: the same status and, but for the name asked, the same body."""

import re
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.parties import operations as parties
from suyuan.services.parties import queries as remembered
from suyuan.services.sessions import queries as sessions
from suyuan.storage import accounts
from suyuan.storage.models import Job, Party
from suyuan.world.coding import credit_code

pytestmark = pytest.mark.usefixtures("database")
CHANGING = re.compile(rb'csrfmiddlewaretoken" value="\w+"')
UNREGISTERED = credit_code(99_000_001)
PAGES = (
    "/filings/{receipt}",
    "/filings/{receipt}.pdf",
    "/filings/{receipt}/fix.xlsx",
    "/filings/{receipt}/cancel",
    "/batteries/{code}",
    "/vehicles/{vin}",
    "/jobs/{job}",
    "/api/v1/filings/{receipt}",
    "/api/v1/batteries/{code}",
    "/api/v1/batteries/{code}/trace",
    "/api/v1/vehicles/{vin}",
    "/api/v1/jobs/{job}",
)


@pytest.fixture
def things(road):
    """What another firm filed, and the names of things that there are not."""
    other = road.firm(Role.VEHICLE_MAKER)
    vin, pack = road.car(), road.pack()
    receipt = road.file(other, "24.2.a", road.certificate(vin, pack.tree()), at="2026-05-12").receipt
    now = clock.now()
    job = Job.objects.create(
        id=uuid4(),
        party_id=other.party_id,
        duty="24.2.a",
        request={"name": "x"},
        state="done",
        created_at=now,
        changed_at=now,
    )
    foreign = {"receipt": receipt, "code": pack.code, "vin": vin, "job": str(job.id)}
    last = "7" if receipt[-1] != "7" else "8"
    missing = {
        "receipt": receipt[:-1] + last,
        "code": road.pack().code,
        "vin": road.car(),
        "job": str(UUID(int=job.id.int ^ 1)),
    }
    return foreign, missing


def body_of(response, names):
    """Give the body without what changes from one request to the next and without the name that was asked."""
    body = CHANGING.sub(b"", b"".join(response) if response.streaming else response.content)
    for value in names.values():
        body = body.replace(value.encode(), b"*")
    serial = names["code"][17:]  # a page spells a code in its parts
    return body.replace(serial.encode(), b"*") if len(serial) > 1 else body


def headers_of(response):
    return {name: value for name, value in response.items() if name not in {"Content-Length", "Expires"}}


@pytest.fixture
def readers(road):
    """Somebody of another trade, and an inspector of a province where nothing of this happened."""
    stranger = road.firm(Role.RECYCLER)
    far = accounts.create_stretched(
        username=f"far-{uuid4().hex}", stretched="!", kind="inspector", party_id=None, territory="54"
    )
    return stranger, far


@pytest.mark.parametrize("place", PAGES)
def test_a_foreign_thing_answers_like_a_missing_one(things, readers, place, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for reader in readers:
        client = Client()
        headers = {"X-Request-Id": "same"}
        if place.startswith("/api/"):
            token = accounts.issue_token(reader.account_id, name="x", at=clock.true_now())
            headers["Authorization"] = f"Bearer {token}"
        else:
            client.force_login(get_user_model().objects.get(pk=reader.user_id))
        foreign, missing = (client.get(place.format(**names), headers=headers) for names in things)
        assert foreign.status_code == missing.status_code == 404
        first, second = (
            body_of(answer, names) for answer, names in zip((foreign, missing), things, strict=True)
        )
        assert first == second
        assert headers_of(foreign) == headers_of(missing)


def watchers(road):
    """Everybody who may ask for a firm and has nothing to do with one in Changsha: firms, officials, the auditor."""
    heir, gone = road.firm(Role.RECYCLER), road.firm(Role.RECYCLER)
    operator = official("operator")
    parties.succeed(
        gone.party_id,
        "terminated",
        viewer=operator,
        heirs=[parties.Heir(uscc=heir.uscc)],
        day=clock.today(),
        reason="x",
        at=clock.now(),
    )
    return {
        "a rival": road.firm(Role.VEHICLE_MAKER),
        "an heir of another": heir,
        "a county inspector elsewhere": official("inspector", territory="540102", department="industry"),
        "a provincial inspector elsewhere": official("inspector", territory="54", department="industry"),
        "an inspector of another matter": official("inspector", territory="43", department="reform"),
        "a ministry of another matter": official("ministry", department="reform"),
        "the auditor": official("auditor"),
    }


def official(kind, **more):
    name = f"{kind}-{uuid4().hex}"
    return accounts.create_stretched(username=name, stretched="!", kind=kind, party_id=None, **more)


@pytest.fixture(scope="module")
def firms(django_db_setup, django_db_blocker):  # noqa: ARG001 - the database is there
    """A firm in each state, and everybody whose business it is not."""
    from tests.integration.conftest import Road  # noqa: PLC0415 - the fixture of the folder is of one test

    with django_db_blocker.unblock():
        made = {state: Road.firm(Role.VEHICLE_MAKER) for state in ("approved", "suspended", "terminated")}
        for state, firm in made.items():
            Party.objects.filter(id=firm.party_id).update(state=state)
        return {state: firm.uscc for state, firm in made.items()}, watchers(Road)


ASKED = ("/parties/{uscc}", "/parties?q={uscc}", "/due?party={uscc}", "/lookup?q={uscc}")
ASKED += tuple(
    f"/api/v1/{place}" for place in ("parties/{uscc}", "parties?q={uscc}", "obligations?party={uscc}")
)


@pytest.mark.parametrize("place", ASKED)
def test_whether_a_firm_is_registered_is_told_to_nobody_who_may_not_see_it(
    firms,
    database,  # noqa: ARG001 - the database is there
    place,
    settings,
    monkeypatch,
):
    """Not by the status, a header, a word, or one more question to the database, which would take longer."""
    settings.ALLOWED_HOSTS = ["*"]
    for room in (remembered, sessions):  # who is asking is looked up once, however slow the machine is
        monkeypatch.setattr(room, "_FRESH", 3600.0)
    registered, readers = firms
    for name, reader in readers.items():
        client, headers = Client(), {"X-Request-Id": "same"}
        client.force_login(get_user_model().objects.get(pk=reader.user_id))
        if place.startswith("/api/"):
            token = accounts.issue_token(reader.account_id, name="x", at=clock.true_now())
            headers["Authorization"] = f"Bearer {token}"
        told(client, place, UNREGISTERED, headers)
        wanted = told(client, place, UNREGISTERED, headers)
        for state, uscc in registered.items():
            assert told(client, place, uscc, headers) == wanted, f"{name} learns of a firm that is {state}"


def told(client, place, uscc, headers):
    """Give all that an answer tells, and the questions that it took."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(place.format(uscc=uscc), headers=headers)
    heads = {name: value.replace(uscc, "*") for name, value in headers_of(answer).items()}
    statements = [each["sql"].partition("WHERE")[0] for each in asked.captured_queries]
    looked = [
        each for each in statements if 'FROM "setting"' not in each
    ]  # the clock is read by whoever comes
    return answer.status_code, body_of(answer, {"code": uscc}), heads, looked
