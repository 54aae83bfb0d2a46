"""Posts: what somebody reads follows the post at once; reads of officials are bound to territory and department."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.batteries import queries as batteries
from suyuan.services.filings import queries as filings
from suyuan.services.findings import queries as findings
from suyuan.services.obligations import queries as obligations
from suyuan.services.parties import firm
from suyuan.services.posts import operations, queries
from suyuan.services.posts.operations import Office
from suyuan.services.reads import queries as reads
from suyuan.services.refusals import Refused
from suyuan.storage import accounts

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2026, 7, 1)
NAMES = iter(range(10_000))


@pytest.fixture
def operator():
    return accounts.create_stretched(
        username=f"operator-{next(NAMES)}", stretched="!", kind="operator", party_id=None
    )


def appointed(operator, **office):
    name = f"official-{next(NAMES)}"
    made = operations.appoint(operator, username=name, office=Office(**office))
    return made, accounts.by_user(made.post.user_id)


def inspector(operator, territory, department="industry", level="prefecture"):
    return appointed(operator, kind="inspector", department=department, level=level, territory=territory)


def code_of(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_new_official_gets_an_account_and_a_link_and_reads_the_own_territory(road, operator):
    made, official = inspector(operator, "430104", level="county")
    assert made.first_password is not None
    assert (official.kind, official.department, official.level) == ("inspector", "industry", "county")
    firm = road.firm(Role.RECYCLER)
    assert official.oversees("430104", firm.roles)
    assert not official.oversees("430105", firm.roles)


@pytest.mark.parametrize(
    ("office", "code"),
    [
        ({"kind": "king"}, "post.kind"),
        ({"kind": "member"}, "post.kind"),
        ({"kind": "inspector", "level": "county", "territory": "430104"}, "post.department"),
        ({"kind": "inspector", "department": "magic"}, "post.department"),
        ({"kind": "inspector", "department": "industry", "level": "county"}, "post.territory"),
        (
            {"kind": "inspector", "department": "industry", "level": "county", "territory": "4301"},
            "post.territory",
        ),
        (
            {"kind": "inspector", "department": "industry", "level": "province", "territory": "99"},
            "post.territory",
        ),
        ({"kind": "inspector", "department": "industry", "level": "ministry"}, "post.territory"),
        ({"kind": "auditor", "until": date(2020, 1, 1)}, "post.until"),
    ],
)
def test_a_post_that_cannot_be_is_refused(operator, office, code):
    assert code_of(lambda: appointed(operator, **office)) == code


def test_only_the_operator_appoints_and_nobody_themselves(road, operator):
    made, official = inspector(operator, "4301")
    for viewer in (official, road.firm(Role.RECYCLER), Viewer(account_id=1, user_id=1, kind="auditor")):
        with pytest.raises(Refused, match=r"auth\.not_allowed"):
            operations.appoint(viewer, username="x", office=Office(kind="auditor"))
        with pytest.raises(Refused, match=r"auth\.not_allowed"):
            queries.find_posts(viewer)
        with pytest.raises(Refused, match=r"auth\.not_allowed"):
            operations.end(viewer, made.post.id)
    own = Office(kind="auditor")
    assert code_of(lambda: operations.appoint(operator, username=operator.name, office=own)) == "post.own"
    assert code_of(lambda: operations.end(operator, operator.post_id)) == "post.own"
    assert code_of(lambda: operations.end(operator, 10**9)) == "not_found"


def test_an_auditor_holds_nothing_else_and_belongs_to_no_firm(road, operator):
    made, _ = inspector(operator, "4301")
    firm = road.firm(Role.RECYCLER)
    auditor, _ = appointed(operator, kind="auditor")
    for name, kind in (
        (made.post.username, "auditor"),
        (firm.name, "auditor"),
        (auditor.post.username, "operator"),
    ):
        refused = code_of(
            lambda name=name, kind=kind: operations.appoint(operator, username=name, office=Office(kind=kind))
        )
        assert refused == "post.conflict"
    office = Office(kind="auditor")
    assert operations.move(operator, made.post.id, office).kind == "auditor"  # the former post has ended


def test_an_inspector_who_is_moved_reads_the_new_county_at_once_and_the_old_no_more(road, operator):
    made, before = inspector(operator, "430104", level="county")
    receipt = filed(road)
    assert filings.get_receipt(receipt, before) is not None
    office = Office(kind="inspector", department="industry", level="county", territory="430105")
    moved = operations.move(operator, made.post.id, office)
    after = accounts.by_user(made.post.user_id)
    assert (after.territory, after.post_id) == ("430105", moved.id)
    assert filings.get_receipt(receipt, after) is None
    assert accounts.by_user(made.post.user_id, f"post-{made.post.id}") is None
    operations.end(operator, moved.id)
    assert accounts.by_user(made.post.user_id) is None
    assert made.post.id in {row.id for row in queries.find_ended(operator)}


def test_a_post_given_for_a_time_ends_by_itself(operator):
    until = clock.true_today() + timedelta(days=1)
    made, official = appointed(
        operator, kind="inspector", department="industry", level="province", territory="43", until=until
    )
    assert official is not None
    assert made.post.until_at is not None
    assert made.post.until_at.date() - until <= timedelta(days=1)


def filed(road):
    """A battery that a vehicle maker fitted, a shop took out and a dismantler handed to a recycler, all in 430104."""
    maker = road.firm(Role.VEHICLE_MAKER)
    receipt = road.file(maker, "24.2.a", road.certificate(), at="2026-05-12")
    assert receipt.state == "accepted", receipt.notes
    return receipt.receipt


def test_each_department_reads_the_filings_of_its_remit_and_no_others(road, operator):
    cars = filed(road)
    recycler, dismantler = road.firm(Role.RECYCLER), road.firm(Role.DISMANTLER)
    pack = road.pack()
    sent = road.file(
        dismantler, "24.8.b", road.outbound(pack.code, recycler, "2026-05-20"), at="2026-05-21"
    ).receipt
    taken = road.file(
        recycler, "24.7.a", road.inbound(pack.code, dismantler, "2026-05-22"), at="2026-05-23"
    ).receipt
    read = {
        department: [
            filings.get_receipt(each, inspector(operator, "4301", department)[1]) is not None
            for each in (cars, sent, taken)
        ]
        for department in ("industry", "environment", "commerce", "transport", "market", "reform")
    }
    assert read == {
        "industry": [True, True, True],
        "environment": [False, True, True],
        "commerce": [False, True, False],
        "transport": [False, False, False],
        "market": [False, False, False],
        "reform": [False, False, False],
    }
    commerce = inspector(operator, "4301", "commerce")[1]
    listed = filings.find_filings(commerce, limit=500).items
    assert {each.duty for each in listed} <= {"24.8.a", "24.8.b"}
    assert sent in {each.receipt for each in listed}
    clocks = obligations.find_obligations(commerce, today=TODAY, limit=500).items
    assert {each.duty for each in clocks} <= {"24.8.a", "24.8.b"}
    trace = batteries.trace(pack.code, commerce, as_of=TODAY)
    assert [(each.party, each.masked) for each in trace.history] == [(dismantler.uscc, False), ("", True)]


def test_reform_sees_totals_of_many_and_no_single_row(road, operator):
    for _ in range(3):
        filed(road)
    reform = inspector(operator, "43", "reform", "province")[1]
    assert filings.find_filings(reform).items == ()
    assert obligations.find_obligations(reform, today=TODAY).items == ()
    assert findings.find_findings(reform).items == ()
    assert sum(obligations.summarise(reform, today=TODAY).counts.values()) >= 3
    abroad = inspector(operator, "54", "reform", "province")[1]
    assert sum(obligations.summarise(abroad, today=TODAY).counts.values()) == 0


def test_every_privileged_read_of_a_firm_is_in_its_list(road, operator):
    maker = road.firm(Role.VEHICLE_MAKER)
    pack = road.pack()
    row = road.certificate(None, pack.tree())
    receipt = road.file(maker, "24.2.a", row, at="2026-05-12").receipt
    official = inspector(operator, "430104", level="county")[1]
    filings.get_receipt(receipt, official)
    page = filings.find_filings(official, limit=500)
    while page.next and receipt not in {one.receipt for one in page.items}:
        page = filings.find_filings(official, cursor=page.next, limit=500)
    obligations.find_obligations(official, today=TODAY, party=maker.uscc, limit=500)
    batteries.get_battery(pack.code, official, as_of=TODAY)
    batteries.trace(pack.code, official, as_of=TODAY)
    filings.get_receipt(receipt, maker)
    asked = reads.Asked(party=maker.uscc)
    found = reads.find_reads(Viewer(account_id=990_010, user_id=1, kind="auditor"), asked).items
    assert [(each.act, each.account) for each in found] == [
        ("battery.read", official.name),
        ("battery.read", official.name),
        ("obligation.read", official.name),
        ("filing.read", official.name),
        ("filing.read", official.name),
    ]


@pytest.fixture
def browser():
    def sign_in(viewer):
        client = Client()
        client.force_login(get_user_model().objects.get(pk=viewer.user_id))
        return client

    return sign_in


def test_the_pages_of_posts_and_of_the_log_are_for_whom_they_are(road, operator, browser, settings):
    settings.ALLOWED_HOSTS = ["*"]
    auditor = appointed(operator, kind="auditor")[1]
    official = inspector(operator, "4301")[1]
    member = road.firm(Role.RECYCLER)
    pages = ("/posts", "/persons/erase", "/access-log", "/reads")
    seen = {
        name: [browser(viewer).get(page).status_code for page in pages]
        for name, viewer in (
            ("operator", operator),
            ("auditor", auditor),
            ("inspector", official),
            ("firm", member),
        )
    }
    assert seen == {
        "operator": [200, 200, 403, 403],
        "auditor": [403, 403, 200, 403],
        "inspector": [403, 403, 403, 403],
        "firm": [403, 403, 403, 200],
    }


def test_the_register_opens_to_a_department_as_far_as_its_remit_goes(road, operator):
    permits = [
        {"kind": kind, "no": f"X-{kind}", "valid_from": "2026-01-01", "valid_to": "2027-01-01"}
        for kind in (
            "project_approval",
            "environmental_impact_assessment",
            "pollutant_discharge_permit",
        )
    ]
    recycler = road.firm(Role.RECYCLER, permits=permits)
    shop = road.firm(Role.REPAIRER)
    seen = {}
    for department in ("industry", "environment", "reform", "commerce", "transport"):
        official = inspector(operator, "4301", department)[1]
        found = firm.get_firm(recycler.uscc, official, today=TODAY)
        listed = {
            each.uscc
            for code in (recycler.uscc, shop.uscc)
            for each in firm.find_firms(official, text=code, limit=5).items
        }
        seen[department] = (
            found and sorted(permit.kind for permit in found.permits),
            firm.get_firm(shop.uscc, official, today=TODAY) is not None,
            recycler.uscc in listed,
            shop.uscc in listed,
        )
    assert seen == {
        "industry": (
            ["environmental_impact_assessment", "pollutant_discharge_permit", "project_approval"],
            True,
            True,
            True,
        ),
        "environment": (
            ["environmental_impact_assessment", "pollutant_discharge_permit"],
            False,
            True,
            False,
        ),
        "reform": (["project_approval"], False, True, False),
        "commerce": (None, False, False, False),
        "transport": (None, True, False, True),
    }
