"""The data map against the live catalogue, and the erasure of a person against every column there is."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.filings import queries as filings
from suyuan.services.keys import operations as keys
from suyuan.services.mandates import operations as mandates
from suyuan.services.persons import operations
from suyuan.services.reads import operations as reads
from suyuan.services.reads.queries import Asked, find_reads
from suyuan.services.refusals import Refused
from suyuan.services.signing import operations as signing
from suyuan.storage import accounts, data_map, invitations, members, persons
from suyuan.storage.models import Application, Job, Token
from tests.authorization.firms import factor, member

pytestmark = pytest.mark.usefixtures("database")
OPERATOR = Viewer(account_id=0, user_id=0, kind="operator")
CANARY = "canary-wang-xiaoming"
MAIL = "wang.xiaoming@canary.example"
ASKED = {"name": "x", "region_code": "430104", "roles": ["recycler"], "contact_name": CANARY, "contact": MAIL}


def catalogue():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        return set(cursor.fetchall())


def test_every_column_is_in_the_map_and_every_entry_is_a_column():
    known, there = set(data_map.graded()), catalogue()
    assert sorted(there - known) == [], "grade these columns in suyuan/storage/data_map.toml"
    assert sorted(known - there) == [], "these columns are no more"


def test_every_grade_and_retention_has_its_words_and_its_rule():
    assert set(data_map.GRADES) == set(data_map.NAMES)
    assert {table.kept for table in data_map.TABLES.values()} == set(data_map.RETENTION)
    for word in (*data_map.GRADES.values(), *data_map.RETENTION.values()):
        assert all((*word.text, word.cite))


@pytest.mark.parametrize(
    "entry",
    [
        {"kept": "record", "public": ["a"], "secret": ["a"]},
        {"kept": "record", "personal": ["a"]},
        {"kept": "record", "public": ["a"], "erased": "rows"},
        {"kept": "record", "personal": ["a"], "erased": "stands"},
        {"kept": "for ever"},
        {"kept": "record", "colour": ["a"]},
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(entry):
    with pytest.raises(ValueError, match="t"):
        data_map._table("t", entry)  # noqa: SLF001 - the reader of one entry


@pytest.fixture
def person(road):
    """Somebody whose name stands wherever a name can stand, in a firm with another administrator."""
    firm = road.firm(Role.VEHICLE_MAKER)
    receipt = road.file(firm, "24.2.a", road.certificate(), at="2026-05-12").receipt
    viewer = accounts.create_stretched(
        username=CANARY, stretched="!", kind="member", party_id=firm.party_id, language="zh-hans"
    )
    user = User.objects.get(pk=viewer.user_id)
    user.email, user.first_name, user.last_name = MAIL, CANARY, CANARY
    user.save()
    now = clock.true_now()
    accounts.issue_token(viewer.account_id, name=f"key of {CANARY}", at=now)
    EmailAddress.objects.create(user=user, email=MAIL, primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": CANARY})
    social = SocialAccount.objects.create(user=user, provider="p", uid=CANARY, extra_data={"name": CANARY})
    SocialToken.objects.create(account=social, token=CANARY)
    client = Client()
    client.force_login(user)
    UserSession.objects.create(
        user=user, ip="192.0.2.1", session_key=client.session.session_key, user_agent=CANARY, data={}
    )
    for taken, addressee in ((True, CANARY), (False, MAIL.upper())):
        offer = invitations.create(
            party_id=firm.party_id,
            digest=f"{firm.party_id}{taken}",
            addressee=addressee,
            parts=[Part.READER],
            invited_by=firm.account_id,
            at=now,
            expires_at=now + timedelta(days=7),
        )
        if taken:
            invitations.take(offer.id, viewer.account_id, at=now)
    Application.objects.create(
        kind="change",
        uscc=firm.uscc,
        body=ASKED | {"uscc": firm.uscc},
        hash=firm.uscc,
        user_id=user.pk,
        asked_at=now,
    )
    Job.objects.create(
        id=f"00000000-0000-4000-8000-{firm.party_id:012d}",
        party_id=firm.party_id,
        user_id=user.pk,
        duty="24.2.a",
        request={"name": f"{CANARY}.xlsx"},
        state="done",
        created_at=now,
        changed_at=now,
    )
    official = Viewer(account_id=viewer.account_id, user_id=user.pk, kind="inspector", department="industry")
    reads.record(official, "filing.read", kind="filing", name=receipt, parties=[firm.party_id])
    yield viewer, firm, receipt
    persons.erase(persons.Person(viewer.account_id, viewer.user_id, CANARY, MAIL), at=now, by=None)


def test_of_an_erased_person_no_column_anywhere_holds_a_trace(person):
    viewer, firm, receipt = person
    texts = (CANARY, MAIL, MAIL.upper())
    before = set(persons.found_in(texts))
    assert len(before) > 10, before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(commitment) FROM leaf")
        leaves = cursor.fetchone()
    erased = operations.erase(OPERATOR, username=CANARY, sure=CANARY)
    assert erased.account_id == viewer.account_id
    assert persons.found_in(texts) == []
    assert accounts.by_user(viewer.user_id) is None
    assert members.of_party(firm.party_id)[0].username == firm.name
    kept = filings.get_receipt(receipt, firm)
    assert (kept.state, kept.proof) == ("accepted", {"state": "queued"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(commitment) FROM leaf")
        assert cursor.fetchone() == leaves
        cursor.execute("SELECT count(*) FROM access_log WHERE account_id = %s", [viewer.account_id])
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM membership WHERE account_id = %s", [viewer.account_id])
        assert cursor.fetchone() == (1,)
    for again in (CANARY, User.objects.get(pk=viewer.user_id).username):
        with pytest.raises(Refused, match="not_found"):
            operations.erase(OPERATOR, username=again, sure=again)


def test_pages_and_log_name_an_erased_person_by_nothing(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    agent = road.firm(Role.RECYCLER)
    left = member(firm, *Part)
    factor(firm)
    keys.issue(left, name="shipping desk", duties=[], last_day=keys.default_end())
    days = {"from_date": clock.today(), "to_date": clock.today() + timedelta(days=3)}
    mandate = mandates.take(agent, mandates.give(left, agent_uscc=agent.uscc, duties=None, **days))
    job = signing.put_forward(road.submission(left, "24.2.a", road.certificate(), at="2026-05-12"))
    official = Viewer(account_id=left.account_id, user_id=left.user_id, kind="inspector")
    reads.record(official, "filing.read", kind="filing", name="x", parties=[firm.party_id])
    operations.erase_by_platform(left.name)
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=firm.user_id))
    key = Token.objects.get(party_id=firm.party_id).id
    for page in ("keys", f"keys/{key}", f"mandates/{mandate}", f"jobs/{job.id}", "home", "members"):
        answer = client.get(f"/{page}")
        assert (answer.status_code, persons.ERASED in answer.text) == (200, False), page
    for page in ("keys", f"jobs/{job.id}", "home"):
        assert "somebody who was erased" in client.get(f"/{page}").text, page
    auditor = Viewer(account_id=0, user_id=0, kind="auditor")
    assert find_reads(auditor, Asked(party=firm.uscc)).items[0].account is None


def test_a_name_like_that_of_an_erased_person_hides_nobody(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    name = f"{persons.ERASED}{firm.party_id}"
    user = accounts.create_stretched(username=name, stretched="!", kind="member", party_id=firm.party_id)
    assert members.names([user.user_id]) == {user.user_id: name}
    assert operations.erase_by_platform(name).account_id == user.account_id


def test_who_gave_a_filing_back_is_kept_as_a_number(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    signer = member(firm, Part.SIGNER)
    job = signing.put_forward(road.submission(firm, "24.2.a", road.certificate(), at="2026-05-12"))
    signing.give_back(job.id, signer, "look again")
    operations.erase_by_platform(signer.name)
    assert persons.found_in([signer.name]) == []


def test_what_the_map_says_is_removed_or_emptied_is_what_erasing_touches(person):
    """A new personal column must be thought of: every table with such columns held a canary, or stands by number."""
    said = {name for name, table in data_map.TABLES.items() if table.erased in {"rows", "columns"}}
    canaries = {table for table, _ in persons.found_in((CANARY, MAIL, MAIL.upper()))}
    by_number = {
        "account",  # a language and a number
        "account_emailconfirmation",  # goes with its address
        "django_session",  # encoded
        "program",
        "allauth_idp_oidc_client",
        "allauth_idp_oidc_token",
    }
    assert canaries <= said
    assert said - canaries == by_number
    assert person


def test_erasing_is_the_operators_is_confirmed_and_leaves_no_firm_alone(road):
    firm = road.firm(Role.RECYCLER)
    for viewer in (firm, Viewer(account_id=1, user_id=1, kind="auditor")):
        with pytest.raises(Refused, match=r"auth\.not_allowed"):
            operations.erase(viewer, username=firm.name, sure=firm.name)
    with pytest.raises(Refused, match=r"person\.sure"):
        operations.erase(OPERATOR, username=firm.name, sure="")
    with pytest.raises(Refused, match=r"person\.last_administrator"):
        operations.erase(OPERATOR, username=firm.name, sure=firm.name)
    with pytest.raises(Refused, match="not_found"):
        operations.erase_by_platform("nobody-of-this-name")
    own = Viewer(account_id=firm.account_id, user_id=firm.user_id, kind="operator")
    with pytest.raises(Refused, match=r"person\.own"):
        operations.erase(own, username=firm.name, sure=firm.name)


def test_the_sweep_empties_what_is_over_and_leaves_what_is_not(road):
    firm = road.firm(Role.RECYCLER)
    now = clock.true_now()

    def invited(name, expires_at):
        return invitations.create(
            party_id=firm.party_id,
            digest=f"{firm.party_id}{len(name)}{expires_at}",
            addressee=name,
            parts=[Part.READER],
            invited_by=firm.account_id,
            at=now,
            expires_at=expires_at,
        )

    invited("long over canary", now - timedelta(days=31))
    invited("still good canary", now + timedelta(days=1))
    assert operations.sweep()["invitation"] >= 1
    assert persons.found_in(["long over canary"]) == []
    assert persons.found_in(["still good canary"]) == [("invitation", "addressee")]
