"""Two-tenant canaries: what a firm put into everything that it can say is found by itself and by nobody else."""

import os
import re
import subprocess
import sys

import pytest

from suyuan.domain.access.fields import FIRMS, MASKS, SIGHT, Relation, Thing
from suyuan.law.duty import Role
from suyuan.services.batteries import dossier
from suyuan.services.batteries import queries as batteries
from suyuan.services.vehicles import queries as vehicles
from suyuan.storage import accounts
from suyuan.storage.models import Party
from tests.authorization.crawling import Crawl, dumped
from tests.authorization.firms import ABROAD, HOME, MISSING_USCC, person
from tests.authorization.planting import plant, signed_in
from tests.integration.conftest import Road
from tests.journeys.conftest import live  # noqa: F401 - a fixture

LEAST = 50
SECRET = re.compile(r'csrfmiddlewaretoken" value="[^"]+"')
STARTS = ("/", "/home", "/due", "/filings", "/batteries", "/findings", "/file", "/firm", "/members", "/keys")
STARTS += ("/mandates", "/partners", "/reads", "/rules", "/parties", "/applications", "/posts", "/access-log")
STARTS += ("/register", "/accounts/sessions/", "/accounts/standings/", "/accounts/factor/")
FILES = ("/findings?format=xlsx", "/flows?format=xlsx", "/flows?format=csv", "/flows?by=province&format=xlsx")
LISTS = ("filings", "obligations", "batteries", "findings", "parties", "access-log")
# Every way out that is read for canaries, as its addresses are spelled; the firm itself must find some by each.
CHANNELS = {
    "pages": r"^/filings/[^/.]+$",
    "lists of the API": r"^/api/v1/filings\?",
    "records of the API": r"^/api/v1/batteries/.+/trace",
    "PDF": r"^/filings/.+\.pdf$",
    "workbook": r"^/filings/.+\.xlsx$",
    "refusals": r"^/api/v1/filings/[^?/]+$",
    "jobs": r"^/jobs/[^/]+$",
    "files of jobs": r"^/jobs/.+/file$",
    "keys": r"^/keys",
    "proofs": r"^/permits/.+/proof$",
}
COUNTED = ("/home", "/due", "/filings", "/batteries", "/findings", "/parties")


@pytest.fixture(scope="module")
def planted(_stage, django_db_blocker):
    """What was planted, with a neighbour that got a pack, and what others counted before and after."""
    with django_db_blocker.unblock():
        neighbour = Road.firm(Role.RECYCLER, region_code=ABROAD)
        stranger = Road.firm(Role.VEHICLE_MAKER, region_code=HOME)
        outside = person("inspector", territory="54", department="industry")
        within = person("inspector", territory=HOME[:2], department="industry")
        watchers = [signed_in(viewer) for viewer in (stranger, outside, within)]
        before = [counted(client) for client in watchers]
        found = plant(_stage.trade.operator, neighbour)
        after = [counted(client) for client in watchers]
        return found, neighbour, stranger, outside, (before, after)


@pytest.fixture
def garden(planted, stage):  # noqa: ARG001 - the settings of the stage
    return planted


def counted(client):
    pages = [text.partition("<")[2] for text in map(Crawl(client).get, COUNTED)]  # without the headers
    return [SECRET.sub("", page) for page in pages]


def token_of(viewer):
    from suyuan.services import clock  # noqa: PLC0415 - only here

    return accounts.issue_token(viewer.account_id, name="own", at=clock.true_now())


def crawled(viewer, planted):
    """Give everything that somebody gets: by links, by lists, by asking for what is the firm's."""
    crawl = Crawl(signed_in(viewer), token_of(viewer)) if viewer else Crawl()
    crawl.pages(*FILES, *STARTS)
    crawl.lists(*LISTS)
    straight(crawl, planted, searches=viewer is not None and viewer.is_official)
    return crawl


def straight(crawl, planted, *, searches=False):
    """Ask for the firm's things by their numbers; the number asked for may come back, nothing else.

    ``searches``: who has the register is asked for every word there is.
    """
    ids = planted.ids
    for place in ("filing", "refused", "cancelled"):
        for shape in ("/filings/{}", "/filings/{}.pdf", "/filings/{}/fix.xlsx", "/filings/{}/cancel"):
            crawl.get(shape.format(ids[place]), without=ids[place])
        for shape in ("/api/v1/filings/{}", "/api/v1/filings/{}/marked.xlsx"):
            crawl.get(shape.format(ids[place]), without=ids[place])
    for shape, place in (
        *(
            ("/batteries/{}", "battery"),
            ("/vehicles/{}", "vehicle"),
            ("/jobs/{}", "job"),
            ("/jobs/{}/file", "job"),
        ),
        *(
            ("/parties/{}", "party"),
            ("/permits/{}", "permit"),
            ("/permits/{}/proof", "permit"),
            ("/keys/{}", "key"),
        ),
        *(
            ("/applications/{}", "application"),
            ("/api/v1/batteries/{}", "battery"),
            ("/api/v1/jobs/{}", "job"),
        ),
        *(
            ("/api/v1/batteries/{}/trace", "battery"),
            ("/api/v1/vehicles/{}", "vehicle"),
            ("/lookup?q={}", "party"),
        ),
        *(("/lookup?q={}", "battery"), ("/due?party={}", "party"), ("/api/v1/obligations?party={}", "party")),
        *(("/access-log?party={}", "party"), ("/parties?q={}", "party"), ("/api/v1/parties/{}", "party")),
        (f"/applications/{{}}/proofs/{'project_approval'}", "application"),
    ):
        crawl.get(shape.format(ids[place]), without=ids[place])
    for word in list(planted.words.values())[: None if searches else 3]:
        crawl.get(f"/parties?q={word}", without=word)


def provoked(viewer, planted):
    """File what contradicts the firm, and read every word of what comes back: errors, receipts, findings, jobs."""
    crawl = Crawl(signed_in(viewer), token_of(viewer))
    words, ids = planted.words, planted.ids
    same = Road.certificate(ids["vehicle"], {"pack_code": ids["battery"], "modules": []})
    stolen = Road.certificate(None, {"pack_code": ids["battery"], "modules": []})
    for row in (same, stolen, Road.certificate(ids["vehicle"]), {"vin": ids["vehicle"]}):
        for query in ("", "?dry_run=true", "?mode=good", f"?supersedes={ids['filing']}"):
            place = f"/api/v1/filings/24.2.a{query}"
            crawl.post(place, dumped(row), content_type="application/json")
        crawl.post("/file/24.2.a", {"by": "hand", **{name: str(value) for name, value in row.items()}})
    sold = {"vin": ids["vehicle"], "sold_date": "2026-05-21", "region_code": "350902"}
    crawl.post("/api/v1/filings/24.2.b", dumped(sold), content_type="application/json")
    reason = '{"reason": "x"}'
    crawl.post(f"/api/v1/filings/{ids['filing']}/cancel", reason, content_type="application/json")
    crawl.pages(*FILES, "/filings", "/findings", "/batteries", "/home")
    crawl.lists(*LISTS)
    echoed = {ids["vehicle"], ids["battery"], ids["filing"]}  # what was sent may come back
    return crawl.holds({place: word for place, word in words.items() if word not in echoed})


def test_the_firm_itself_finds_them(garden):
    planted = garden[0]
    assert len(planted.words) >= LEAST
    crawl = crawled(planted.viewer, planted)
    for place in ("filing", "refused", "cancelled"):
        crawl.get(f"/filings/{planted.ids[place]}")
        crawl.get(f"/filings/{planted.ids[place]}/fix.xlsx")
        crawl.get(f"/filings/{planted.ids[place]}.pdf")
    crawl.get(f"/jobs/{planted.ids['job']}")
    crawl.get(f"/jobs/{planted.ids['job']}/file")
    crawl.get(f"/permits/{planted.ids['permit']}/proof")
    crawl.get(f"/api/v1/filings/{planted.ids['refused']}")
    crawl.get(f"/api/v1/batteries/{planted.ids['battery']}/trace")
    blind = [name for name, place in CHANNELS.items() if not through(crawl, place, planted)]
    assert blind == [], "a channel in which even its own firm finds no canary would hide a leak"
    found = crawl.holds(planted.words)
    told = f"{len(planted.words)} canaries, {len(found)} seen by their own firm in {len(crawl.found)} answers"
    print(f"\n{told}")  # noqa: T201 - the record of it
    assert len(found) >= LEAST - 15, sorted(set(planted.words) - set(found))


def through(crawl, place, planted):
    """Give the canaries that came by the answers whose address fits."""
    return {
        name
        for where, text in crawl.found.items()
        if re.search(place, where)
        for name, word in planted.words.items()
        if word in text
    }


def test_a_leak_that_is_opened_on_purpose_is_seen(garden, monkeypatch):
    planted, stranger = garden[0], Road.firm(Role.VEHICLE_MAKER, region_code=HOME)
    shut, half, leaking = (Crawl(signed_in(stranger), token_of(stranger)) for _ in range(3))
    straight(shut, planted)
    assert shut.holds(planted.words) == {}
    for row in (SIGHT[Thing.BATTERY], SIGHT[Thing.VEHICLE], *MASKS.values()):
        monkeypatch.setitem(row, Relation.CHAIN, FIRMS)
    everybody = frozenset(Party.objects.values_list("id", flat=True))
    monkeypatch.setattr(dossier.Dossier, "insiders", lambda _: everybody)
    monkeypatch.setattr(vehicles, "insiders", lambda *_: everybody)
    straight(half, planted)
    assert half.holds(planted.words) == {}, "the second wall stands where the first is open"
    for queries in (batteries, vehicles):
        monkeypatch.setattr(queries, "reader", lambda _: ["suyuan_operator"])
    straight(leaking, planted)
    leaked = leaking.holds(planted.words)
    assert {place.split("/")[-2] for places in leaked.values() for place in places} >= {
        "batteries",
        "vehicles",
    }


def test_strangers_find_none(garden):
    planted, neighbour, _, outside, _ = garden
    stranger = Road.firm(
        Role.VEHICLE_MAKER, region_code=HOME
    )  # who has filed nothing, whatever other tests did
    told = 0
    for name, viewer in (("a stranger", stranger), ("an official outside", outside), ("anybody", None)):
        crawl = crawled(viewer, planted)
        told += len(crawl.found)
        assert crawl.holds(planted.words) == {}, name
    crawl = crawled(neighbour, planted)
    told += len(crawl.found)
    kept = {place: word for place, word in planted.words.items() if place not in planted.shared}
    assert crawl.holds(kept) == {}, "the neighbour"
    print(f"\n0 of {len(planted.words)} canaries in {told} answers to others")  # noqa: T201 - the record of it


def test_who_contradicts_the_firm_learns_nothing_of_it(garden):
    planted, _, stranger, _, _ = garden
    assert provoked(stranger, planted) == {}


def test_nobody_else_counts_more_than_before(garden):
    *before, before_within = garden[4][0]
    *after, after_within = garden[4][1]
    assert before == after
    assert before_within != after_within, "who may count them does: the comparison can see a difference"


def test_registering_under_the_same_code_tells_nothing(garden):
    planted = garden[0]
    form = {"name": "另一家有限公司", "legal_person": "某", "region_code": HOME, "roles": ["recycler"]}
    form |= {"contact_name": "某", "contact": "x@example.org", "name_en": "", "prefixes": ""}
    answers = []
    for code in (planted.ids["party"], MISSING_USCC):
        crawl = Crawl()
        crawl.post("/register", form | {"uscc": code})
        assert crawl.holds({place: word for place, word in planted.words.items() if word != code}) == {}
        answers.append([where.split("/")[1] for where in crawl.found])
    assert answers[0][0] == answers[1][0]


def test_the_command_line_shows_none(garden, live, tmp_path):  # noqa: F811 - the fixture
    planted, _, stranger, _, _ = garden
    code = planted.ids["battery"]
    row = Road.certificate(None, {"pack_code": code, "modules": []})
    (tmp_path / "a.ndjson").write_text(dumped(row)[1:-1])
    commands = (
        ["battery", "get", code],
        ["battery", "trace", code],
        ["due", "list"],
        ["auth", "status"],
        ["file", "24.2.a", "a.ndjson"],
    )
    said = "".join(run(command, token_of(stranger), live, tmp_path) for command in commands)
    for own in (code, planted.ids["vehicle"]):  # what the stranger typed and filed itself may come back
        said = said.replace(own, "~")
    assert [place for place, word in planted.words.items() if word in said] == []
    told = run(["battery", "trace", code], planted.token, live, tmp_path)
    assert {place for place, word in planted.words.items() if word in told} > {"code of a pack"}


def run(words, token, address, folder):
    """Run the reporter's tool; give all that it says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SUYUAN_")}
    own = {"SUYUAN_SERVER": address, "SUYUAN_TOKEN": token, "XDG_CONFIG_HOME": str(folder)}
    command = [sys.executable, "-m", "suyuan.cli", *words]
    ran = subprocess.run(
        command, env=kept | own, cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert "Usage" not in ran.stderr, ran.stderr
    assert ran.stdout + ran.stderr
    return ran.stdout + ran.stderr
