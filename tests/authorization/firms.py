"""A small trade for the matrix: a chain of four firms, a stranger, and one of everything that a firm keeps.

The chain: P made a pack, A fitted it into a vehicle, D took it out of the scrapped vehicle and handed it to N. F is a
vehicle maker that has nothing to do with it. R works with A, G files for A under a mandate.

    Thing    an object with its number in addresses and whose it is
    Trade    the firms, and the things by kind
    build()  all of it, in a database that others use too: every number and code is nobody else's
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.db import connection

from suyuan.domain.access import Part, Viewer
from suyuan.domain.cases import Act
from suyuan.domain.cases import Step as CaseStep
from suyuan.domain.cases.steps import body
from suyuan.domain.retirement import Channel
from suyuan.domain.techinfo import File, Grant, Hand, Purpose, Stage, Step
from suyuan.intake import papers
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.applications import operations as applications
from suyuan.services.filings import operations as filings
from suyuan.services.keys import operations as keys
from suyuan.services.mandates import operations as mandates
from suyuan.services.members import operations as members
from suyuan.services.parties import operations as parties
from suyuan.services.parties import queries as known
from suyuan.services.partners import operations as partners
from suyuan.services.posts import operations as posts
from suyuan.services.signing import operations as signing
from suyuan.storage import accounts, cases, custody, documents, notices, outlets, techinfo
from suyuan.storage.cases import Stored, StoredStep
from suyuan.storage.models import (
    Application,
    Invitation,
    Membership,
    Partnership,
    Permit,
    Program,
    Site,
    Token,
)
from suyuan.storage.outlets import Filed
from suyuan.storage.wall import as_register
from tests.authorization.desks import plant_inspections
from tests.integration.conftest import NUMBERS, Road

HOME, NEXT_COUNTY, ABROAD = "430104", "430111", "440106"
REGIONS = {"P": HOME, "A": HOME, "D": NEXT_COUNTY, "N": ABROAD, "F": HOME, "R": HOME, "G": HOME}
ROLES = {
    "P": Role.BATTERY_MAKER,
    "A": Role.VEHICLE_MAKER,
    "D": Role.DISMANTLER,
    "N": Role.RECYCLER,
    "F": Role.VEHICLE_MAKER,
    "R": Role.REPAIRER,
    "G": Role.RECYCLER,
}
CHAIN = ("P", "A", "D", "N")
OUTLET = {
    "name": "示例网点",
    "kind": "collection",
    "region_code": HOME,
    "address": "某路1号",
    "longitude": "112.93",
    "latitude": "28.21",
    "phone": "0",
    "hours": "9:00-17:00",
    "status": "open",
    "effective_date": "2026-01-01",
}
MISSING = 2_000_000_000
MISSING_USCC = "91999999MA0000000X"
PDF = b"%PDF-1.7\n% a scan of nothing\n"


@dataclass(frozen=True)
class Thing:
    """One object: its text in an address, the firms of which it is (letters), the duty that it is about."""

    kind: str
    label: str
    id: str
    of: str = ""
    duty: str = ""
    exists: bool = True


@dataclass
class Trade:
    """The firms by letter, and the things by kind."""

    firms: dict[str, Viewer] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=dict)
    operator: Viewer | None = None

    def add(self, kind: str, label: str, number: Any, of: str = "", duty: str = "") -> None:
        """Enter a thing that exists."""
        self.things.setdefault(kind, []).append(Thing(kind, label, str(number), of, duty))

    def lack(self, kind: str, number: Any) -> None:
        """Enter a thing that does not."""
        self.things.setdefault(kind, []).append(Thing(kind, "missing", str(number), exists=False))

    def get(self, kind: str, label: str) -> str:
        """Give the number of a thing."""
        return next(one.id for one in self.things[kind] if one.label == label)


def person(kind: str = "member", **more: Any) -> Viewer:
    """Enter somebody new, with the second factor that the standing may ask for."""
    made = accounts.create_stretched(
        username=f"someone{next(NUMBERS)}-{uuid4().hex[:6]}",
        stretched="!",
        kind=kind,
        **{"party_id": None} | more,
    )
    factor(made)
    return made


def factor(viewer: Viewer) -> None:
    """Give a person an authenticator, so that the policy ``second_factor`` is met whatever it says."""
    Authenticator.objects.get_or_create(
        user_id=viewer.user_id, type="totp", defaults={"data": {"secret": "x"}}
    )


def member(party: Viewer, *parts: Part) -> Viewer:
    """Enter a member of a firm with some parts."""
    made = person(party_id=party.party_id)
    Membership.objects.filter(account_id=made.account_id).update(roles=[part.value for part in parts])
    return again(made, f"party-{party.party_id}")


def again(viewer: Viewer, standing: str = "") -> Viewer:
    """Look somebody up as a new request does."""
    known._remembered.clear()  # noqa: SLF001 - the test does not wait
    found = known.viewer_of_user(viewer.user_id, standing or viewer.standing)
    assert found is not None
    return found


def build() -> Trade:
    """Make the trade."""
    trade = Trade()
    trade.operator = person("operator")
    for letter, role in ROLES.items():
        trade.firms[letter] = Road.firm(role, region_code=REGIONS[letter])
        factor(trade.firms[letter])
    _chain(trade)
    _houses(trade)
    _manuals(trade)
    _handings(trade)
    _cases(trade)
    plant_inspections(trade)
    _desk(trade)
    return trade


def _chain(trade: Trade) -> None:
    """File what makes the chain, and something of the stranger's own."""
    of, pack, car = trade.firms, Road.pack(), Road.car()
    rows = [{"pack_code": pack.code, "module_code": pack.module, "cell_code": cell} for cell in pack.cells]
    scrapped = {
        "vin": car,
        "scrapped_date": "2026-06-01",
        "certificate_no": "S1",
        "pack_code": pack.code,
        "pack_present": "yes",
    }
    filed = {
        "of P": ("P", "12.1", rows, "2026-05-02"),
        "own": ("A", "24.2.a", [Road.certificate(car, pack.tree())], "2026-05-11"),
        "of D": ("D", "24.8.a", [scrapped], "2026-06-02"),
        "of N": ("N", "24.7.a", [Road.inbound(pack.code, of["D"], "2026-06-05")], "2026-06-06"),
    }
    other = Road.pack()
    foreign_car = Road.car()
    filed["of F"] = ("F", "24.2.a", [Road.certificate(foreign_car, other.tree())], "2026-05-11")
    filed["cancelled"] = ("A", "24.2.a", [Road.certificate()], "2026-05-12")
    for label, (letter, duty, lines, day) in filed.items():
        receipt = Road.file(of[letter], duty, *lines, at=day, name=f"{letter}.ndjson")
        assert receipt.state == "accepted", (label, receipt.notes)
        trade.add("filing", label, receipt.receipt, letter, duty)
        if label == "of D":
            Road.file(of["D"], "24.8.b", Road.outbound(pack.code, of["N"], "2026-06-03"), at="2026-06-04")
    bad = Road.file(of["A"], "24.2.a", Road.certificate("not a VIN"), at="2026-05-12", name="bad.ndjson")
    assert bad.state == "refused"
    trade.add("filing", "refused", bad.receipt, "A", "24.2.a")
    cancelled = trade.get("filing", "cancelled")
    filings.cancel(cancelled, viewer=of["A"], at=clock.now(), reason="写错了")
    trade.lack("filing", cancelled[:-4] + ("2222" if not cancelled.endswith("2222") else "3333"))
    trade.add("battery", "of the chain", pack.code, "PADN")
    trade.add("battery", "of F", other.code, "F")
    trade.lack("battery", Road.pack().code)
    trade.add("vehicle", "of the chain", car, "AD")
    trade.add("vehicle", "of F", foreign_car, "F")
    trade.lack("vehicle", Road.car())
    for letter in "AF":
        _finding(trade, letter, pack.code if letter == "A" else other.code)
        _waiting_job(trade, letter)
    trade.lack("job", uuid4())
    trade.lack("finding", uuid4())


def _finding(trade: Trade, letter: str, battery: str) -> None:
    with connection.cursor() as wrapped:
        party = trade.firms[letter].party_id or 0
        key = keep_finding(wrapped.cursor, "no_inbound", battery, party, evidence="[]")
    trade.add("finding", f"of {letter}", key, letter)


def keep_finding(cursor: Any, kind: str, battery: str, party: int, *, evidence: str, cause: str = "") -> UUID:
    """Enter a finding as an examiner does."""
    key = uuid4()
    row = {
        "id": key.hex,
        "kind": kind,
        "subject_kind": "battery",
        "subject_id": battery,
        "cause": cause or f"cause {key}",
        "parties": [party],
        "evidence": evidence,
        "article": "24(7)",
        "state": "open",
        "found_at": clock.now(),
    }
    custody.open_findings(cursor, [row])
    return key


def _waiting_job(trade: Trade, letter: str) -> None:
    """Let a preparer put a file before the signers."""
    preparer = member(trade.firms[letter], Part.PREPARER)
    job = signing.put_forward(Road.submission(preparer, "24.2.a", Road.certificate(), at="2026-05-20"))
    trade.add("job", f"of {letter}", job.id, letter, "24.2.a")  # type: ignore[union-attr]


def _houses(trade: Trade) -> None:
    """Give A and F one of everything that a firm keeps about itself."""
    of, today = trade.firms, clock.today()
    for letter in "AF":
        firm = of[letter]
        trade.add("member", f"of {letter}", _membership(member(firm, Part.READER)), letter)
        invited = members.invite(firm, addressee="someone@example.org", parts=[Part.READER])
        trade.add("invitation", f"of {letter}", invited.offer.id, letter)
        if letter == "A":
            trade.add("invitation secret", "of A", invited.secret)
            trade.lack("invitation secret", "x" * len(invited.secret))
        keys.issue(firm, name="钥匙", duties=None, last_day=keys.default_end())
        keys.enter(firm, name="程序", duties=None, last_day=keys.default_end())
        trade.add("key", f"of {letter}", Token.objects.filter(party_id=firm.party_id).latest("id").id, letter)
        trade.add(
            "program", f"of {letter}", Program.objects.filter(party_id=firm.party_id).latest("id").id, letter
        )
        agent = of["G"] if letter == "A" else of["R"]
        days = {"from_date": today, "to_date": today + timedelta(days=90)}
        offer = mandates.give(firm, agent_uscc=agent.uscc, duties=["24.2.a"], **days)
        made = mandates.take(agent, offer)
        trade.add("mandate", f"of {letter}", made, letter + ("G" if letter == "A" else "R"))
        place = {"site_name": "库房", "kind": "store", "region_code": HOME, "address": "某路1号"}
        site = parties.add_site(firm, place | {"opened_date": "2026-01-01"}, at=clock.now())
        trade.add("site", f"of {letter}", site, letter)
        filed = Filed(firm.party_id or 0, OUTLET | {"outlet_no": f"W{letter}-{site}"})
        outlets.keep([filed])
        trade.add("outlet", f"of {letter}", filed.columns["outlet_no"], letter)
    offer = mandates.give(of["A"], agent_uscc=of["F"].uscc, duties=["24.2.a"], **days)
    trade.add("offer", "of A to F", offer, "AF")
    for letter in "AF":
        offer = partners.declare(of["R"], uscc=of[letter].uscc, serves_maker=False)
        partners.confirm(of[letter], offer, serves_maker=False)
    pair = Partnership.objects.get(maker_id=of["A"].party_id, repairer_id=of["R"].party_id)
    trade.add("partnership", "of A and R", pair.id, "AR")
    pair = Partnership.objects.get(maker_id=of["F"].party_id, repairer_id=of["R"].party_id)
    trade.add("partnership", "of F and R", pair.id, "FR")
    for letter in "AN":
        paper = {"kind": "project_approval", "number": f"批{letter}", "valid_from": "2020-01-01"}
        permit = parties.file_permit(of[letter], paper, PDF, at=clock.now())
        trade.add("permit", f"of {letter}", permit, letter)
    for kind in (
        "member",
        "invitation",
        "key",
        "program",
        "mandate",
        "offer",
        "site",
        "outlet",
        "partnership",
        "permit",
    ):
        trade.lack(kind, MISSING)
    for letter in (*CHAIN, "F"):
        trade.add("party", f"party {letter}", of[letter].uscc, letter)
    trade.lack("party", MISSING_USCC)


def _manuals(trade: Trade) -> None:
    """A manual of A; leave to read it, one that has ended among them."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    files = [File("图.svg", "svg", len(drawing), 1, documents.keep(papers.look("图.svg", drawing).page))]
    steps = [Step(Stage.REMOVAL, "断开", "Disconnect")]
    at = clock.true_now()
    number = techinfo.publish(
        trade.firms["A"].party_id or 0, "TST7000", "手册", (steps, files), user_id=None, at=at
    )
    trade.add("manual", "of A", number, "A")
    for label, letter, hours in (("of N", "N", 72), ("of D", "D", 72), ("expired", "N", 0)):
        leave = Grant(
            grant_id=0, manual_id=number, party_id=trade.firms[letter].party_id or 0,
            code=trade.get("battery", "of the chain"),
            hand=Hand.HELD, purpose=Purpose.TESTING, words="x", mark=uuid4().hex[:16].upper(),
            granted_at=at - timedelta(hours=1), expires_at=at + timedelta(hours=hours),
        )  # fmt: skip
        trade.add("grant", label, techinfo.grant(leave, user_id=None), letter)
    trade.lack("manual", MISSING)
    trade.lack("grant", MISSING)


def _handings(trade: Trade) -> None:
    """Notices that A and F were handed."""
    for letter in "AF":
        whose = (trade.firms[letter].party_id or 0, None)
        with as_register():
            number = notices.hand(
                [], whose=whose, channel=Channel.FILE, digest=documents.keep(letter.encode()), at=clock.now()
            )
        trade.add("handing", f"of {letter}", number, letter)
    trade.lack("handing", MISSING)


def _cases(trade: Trade) -> None:
    """Cases against A and F on several desks; the firm was told of some."""
    for letter in "AF":
        for department, territory, told in (
            *(("industry", "430104", True), ("industry", "430104", False)),
            *(("commerce", "43", True), ("industry", "11", False)),
        ):
            act = Act(
                step=CaseStep.OPEN, at=clock.now(), account=1, department=department, territory=territory
            )
            entry = Stored(
                case_no=f"XX{territory}-2026-{next(NUMBERS)}", party_id=trade.firms[letter].party_id or 0,
                role="vehicle_maker", violation="36.1", department=department, territory=territory,
                opened_date=act.day, stage="open", told_at=act.at if told else None,
            )  # fmt: skip
            with as_register():
                key = cases.enter(entry, at=act.at)
                cases.add_step(
                    replace(entry, id=key), StoredStep(1, act.at, 1, act.step.value, body(act), is_open=True)
                )
            trade.add("case", f"{department} {territory}{' told' if told else ''}", entry.case_no, letter)
    trade.lack("case", "XX430104-2026-0")


def _membership(viewer: Viewer) -> int:
    return Membership.objects.get(account_id=viewer.account_id, until_at=None).id


def _desk(trade: Trade) -> None:
    """Let somebody apply, and hold a post."""
    number = next(NUMBERS)
    given = {
        "uscc": Road.firm(Role.RECYCLER).uscc,  # taken: nobody but the operator may learn that
        "name": f"申请{number}有限公司",
        "name_en": "",
        "legal_person": "某人",
        "region_code": HOME,
        "prefixes": "",
        "contact_name": "某人",
        "contact": f"a{number}@example.org",
    }
    secret = applications.register(given, ["recycler"], {}, user_id=None, at=clock.now())
    trade.add("registration secret", "of nobody yet", secret)
    trade.lack("registration secret", "x" * len(secret))
    trade.add("application", "waiting", Application.objects.latest("id").id)
    trade.lack("application", MISSING)
    assert trade.operator is not None
    office = posts.Office(kind="inspector", department="industry", level="province", territory="43")
    made = posts.appoint(trade.operator, username=f"official{next(NUMBERS)}", office=office)
    trade.add("post", "of an inspector", made.post.id)
    trade.lack("post", MISSING)
    for duty in RULEBOOK.duties:
        if duty.id in {"24.2.a", "24.7.a"}:
            trade.add("duty", duty.id, duty.id, duty=duty.id)
    trade.lack("duty", "99.9")


__all__ = ["Invitation", "Permit", "Site", "Thing", "Trade", "build", "factor", "member", "person"]
