"""Fifty canaries: words that stand nowhere else, put by a firm into everything that it can say, by the public road.

Planted   the words by where they were put, and the numbers of the things they stand in
plant()   registration, house, filings, refusals, jobs, cancelling: over pages and the API, as people do it
"""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.services.parties import queries as known
from suyuan.storage import accounts
from suyuan.storage.models import Application, Job, Party, Permit, Token
from suyuan.world.coding import credit_code
from tests.authorization.cast import show_factor
from tests.authorization.firms import HOME, factor
from tests.integration.conftest import NUMBERS, Road

APPROVAL = "project_approval"


@dataclass
class Planted:
    """What was planted; ``shared``: what a neighbour in the chain reads of its hand-over, by the tables."""

    words: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)
    token: str = ""
    viewer: Viewer | None = None

    def word(self, place: str, *, shared: bool = False) -> str:
        """Make the canary of a place: the same in every run."""
        self.words[place] = f"zq{sha256(place.encode()).hexdigest()[:10]}"
        if shared:
            self.shared.add(place)
        return self.words[place]

    def note(self, place: str, text: str, *, shared: bool = False) -> str:
        """Take a number that is nobody else's for a canary."""
        self.words[place] = text
        if shared:
            self.shared.add(place)
        return text


def signed_in(viewer: Viewer) -> Client:
    """Give a browser in which somebody is signed in."""
    factor(viewer)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=viewer.user_id))
    show_factor(client, viewer)
    return client


def plant(operator: Viewer, neighbour: Viewer) -> Planted:
    """Plant everything."""
    planted = Planted()
    _register(planted, operator)
    _house(planted)
    _file(planted, neighbour)
    _prepare(planted)
    return planted


def _file_of(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("proof.pdf", b"%PDF-1.7\n% " + text.encode(), content_type="application/pdf")


def _register(planted: Planted, operator: Viewer) -> None:
    word = planted.word
    code = planted.note("credit code", credit_code(60_000_000 + next(NUMBERS)), shared=True)
    given = {
        "uscc": code,
        "name": word("legal name", shared=True),
        "name_en": word("English name", shared=True),
        "legal_person": word("legal representative"),
        "region_code": HOME,
        "prefixes": "",
        "contact_name": word("person to contact"),
        "contact": f"{word('address of contact')}@example.org",
        "roles": [Role.VEHICLE_MAKER.value],
        f"{APPROVAL}-number": word("number of a permit"),
        f"{APPROVAL}-valid_from": "2020-01-01",
        f"{APPROVAL}-document": _file_of(word("content of a proof")),
    }
    answer = Client().post("/register", given)
    assert answer.status_code == 302, answer.content.decode()
    secret = answer.headers["Location"].rpartition("/")[2]
    waiting = Application.objects.get(uscc=code)
    desk = signed_in(operator)
    assert desk.post(f"/applications/{waiting.id}", {"act": "approve"}).status_code == 302
    chief = accounts.create_stretched(
        username=word("name of the administrator"), stretched="!", kind="auditor", party_id=None
    )
    chief_user = get_user_model().objects.get(pk=chief.user_id)
    chief_user.account.posts.all().delete()
    planted.client = signed_in(chief)
    assert planted.client.post(f"/invitations/{secret}").status_code == 302
    party = Party.objects.get(uscc=code)
    party.memberships.update(roles=[part.value for part in Part])
    known._remembered.clear()  # noqa: SLF001 - the test does not wait
    planted.viewer = known.viewer_of_user(chief.user_id, f"party-{party.id}")
    planted.ids |= {"application": str(waiting.id), "party": code, "secret": secret}
    reason = {"act": "list", "reason": word("reason of the operator")}
    assert desk.post(f"/parties/{code}/state", reason).status_code == 302


def _house(planted: Planted) -> None:
    word, client = planted.word, planted.client
    invited = client.post("/members", {"addressee": word("whom the firm invites"), "parts": ["reader"]})
    assert invited.status_code == 201
    for kind, place in (("key", "name of a key"), ("program", "name of a program")):
        made = client.post(
            "/keys", {"kind": kind, "name": word(place), "scope": "all", "last_day": _next_year()}
        )
        assert made.status_code == 201, made.content.decode()
        if kind == "key":
            planted.token = made.context["made"].text
            planted.note("first signs of a key", made.context["made"].public)
            planted.ids["key"] = str(Token.objects.get(name=planted.words[place]).id)
    site = {
        "site_name": word("name of a site"),
        "kind": "store",
        "region_code": HOME,
        "address": word("address of a site"),
        "opened_date": "2026-01-01",
    }
    assert client.post("/firm/sites/new", site).status_code == 302
    permit = {
        "kind": APPROVAL,
        "number": word("number of another permit"),
        "valid_from": "2026-01-01",
        "document": _file_of(word("content of another proof")),
    }
    assert client.post("/firm/permits", permit).status_code == 302
    planted.ids["permit"] = str(Permit.objects.get(number=planted.words["number of another permit"]).id)
    change = {
        "name": word("name asked for"),
        "name_en": "",
        "legal_person": word("representative asked for"),
        "region_code": HOME,
        "prefixes": "",
        "roles": [Role.VEHICLE_MAKER.value],
        "reason": word("reason of a change"),
    }
    assert client.post("/firm/change", change).status_code == 302


def _next_year() -> str:
    from suyuan.services.keys.operations import default_end  # noqa: PLC0415 - only here

    return default_end().isoformat()


def _sent(planted: Planted, duty: str, name: str, *rows: dict[str, Any], accepted: bool = True) -> str:
    headers = {
        "Authorization": f"Bearer {planted.token}",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    headers["Idempotency-Key"] = uuid4().hex
    body = "\n".join(json.dumps(row) for row in rows)
    answer = Client().post(
        f"/api/v1/filings/{duty}", body, content_type="application/x-ndjson", headers=headers
    )
    assert (answer.status_code == 201) == accepted, answer.content.decode()
    return str(answer.json()["receipt"])


def _file(planted: Planted, neighbour: Viewer) -> None:
    word, note, ids = planted.word, planted.note, planted.ids
    pack, car = Road.pack(), note("VIN", Road.car())
    note("code of a pack", pack.code, shared=True)
    note("code of a module", pack.module, shared=True)
    note("code of a cell", pack.cells[0], shared=True)
    words = {
        "vehicle_type": word("type of a vehicle", shared=True),
        "vehicle_name": word("name of a vehicle", shared=True),
        "brand": word("brand of a vehicle", shared=True),
        "vehicle_model": word("model of a vehicle", shared=True),
    }
    row = Road.certificate(car, pack.tree(), **words)
    ids |= {"filing": _sent(planted, "24.2.a", word("name of a file") + ".ndjson", row)}
    ids |= {"battery": pack.code, "vehicle": car}
    note("number of a receipt", ids["filing"])
    sold = {"vin": car, "sold_date": "2026-05-20", "region_code": "350902"}
    note("receipt of a sale", _sent(planted, "24.2.b", word("name of a second file") + ".ndjson", sold))
    outlet = {
        "outlet_no": word("number of an outlet"),
        "name": word("name of an outlet"),
        "kind": "collection",
        "region_code": HOME,
        "address": word("address of an outlet"),
        "longitude": "112.9",
        "latitude": "28.2",
        "phone": word("telephone of an outlet"),
        "hours": word("hours of an outlet"),
        "status": word("status of an outlet"),
        "effective_date": "2027-05-01",  # a day that has not come: from then on all of it is public
    }
    _sent(planted, "24.6.a", "x.ndjson", outlet)
    paper = {
        "vehicle_model": word("model in a paper"),
        "approval_no": word("number of an approval"),
        "approved_date": "2026-05-01",
        "title": word("title of a paper"),
        "language": "zh",
        "documents": word("list of documents"),
    }
    _sent(planted, "24.1", "x.ndjson", paper)
    shipped = Road.outbound(
        pack.code,
        neighbour,
        "2026-06-01",
        destination_name=word("what the firm calls its customer", shared=True),
        transfer_no=word("number of a transfer", shared=True),
        label_text=word("text of a label", shared=True),
    )
    note("receipt of a transfer", _sent(planted, "24.2.c", "x.ndjson", shipped), shared=True)
    bad = Road.certificate(word("a wrong VIN"))
    refused = _sent(planted, "24.2.a", word("name of a refused file") + ".ndjson", bad, accepted=False)
    ids["refused"] = note("receipt of a refusal", refused)
    gone = _sent(planted, "24.2.a", word("name of a cancelled file") + ".ndjson", Road.certificate())
    ids["cancelled"] = note("receipt that was cancelled", gone)
    told = {"reason": word("reason of cancelling"), "sure": "yes"}
    assert planted.client.post(f"/filings/{gone}/cancel", told).status_code == 302


def _prepare(planted: Planted) -> None:
    """Let a preparer hand a file in, and a signer return it with a word."""
    assert planted.viewer is not None
    name = planted.word("name of a preparer")
    made = accounts.create_stretched(
        username=name, stretched="!", kind="member", party_id=planted.viewer.party_id
    )
    get_user_model().objects.get(pk=made.user_id).account.memberships.update(roles=["preparer"])
    known._remembered.clear()  # noqa: SLF001 - the test does not wait
    row = Road.certificate(planted.note("VIN in a waiting file", Road.car()))
    content = json.dumps(row).encode()
    file = SimpleUploadedFile(planted.word("name of a waiting file") + ".ndjson", content)
    put = signed_in(made).post("/file/24.2.a", {"file": file, "act": "file"})
    assert put.status_code == 302, put.content.decode()
    planted.ids["job"] = put.headers["Location"].rpartition("/")[2]
    word = {"act": "return", "word": planted.word("word of a signer")}
    assert planted.client.post(f"/jobs/{planted.ids['job']}/answer", word).status_code == 302
    assert Job.objects.get(id=planted.ids["job"]).state == "returned"
