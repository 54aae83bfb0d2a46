"""A foreign thing and a missing one answer alike: the same status and, but for the name asked, the same body."""

import re
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.storage import accounts
from suyuan.storage.models import Job

pytestmark = pytest.mark.usefixtures("database")
CHANGING = re.compile(rb'csrfmiddlewaretoken" value="\w+"')
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
    return body.replace(serial.encode(), b"*")


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
