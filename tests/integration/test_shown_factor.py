"""Where a second factor is asked for, the session itself must have shown it; that the person has one is not enough."""

import time
from dataclasses import replace
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.keys import operations as keys
from suyuan.services.parties import queries as viewers
from suyuan.services.posts import operations as posts
from suyuan.services.posts.operations import Office
from suyuan.services.sessions import queries as sessions
from suyuan.storage import accounts, programs, settings
from suyuan.storage.models import Membership
from tests.integration.test_keys import oauth

pytestmark = pytest.mark.usefixtures("database", "required")
PASSWORD = "a rather long word"  # noqa: S105 - of a database that is thrown away
SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - as above
ASKED = "/accounts/factor/reauthenticate/"
CODES = "/accounts/factor/recovery-codes/"


@pytest.fixture
def required():
    """Ask for the second factor, as everywhere but in a demonstration; begin with nothing counted."""
    cache.clear()
    settings.keep("second_factor", "required")
    sessions._known.clear()  # noqa: SLF001 - the test does not wait
    yield
    settings.keep("second_factor", "relaxed")
    sessions._known.clear()  # noqa: SLF001 - the test does not wait
    cache.clear()


@pytest.fixture
def person(road):
    """A signer and administrator with a password."""
    user = get_user_model().objects.get(pk=road.firm(Role.RECYCLER).user_id)
    user.set_password(PASSWORD)
    user.save()
    return user


def by_password(user):
    """Give a browser in which a password was typed."""
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def in_session(user, *records):
    """Give a browser whose session remembers these ways of signing in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"at": time.time()} | record for record in records]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    UserSession.objects.get_or_create(
        session_key=session.session_key, defaults={"user": user, "ip": "10.0.0.1"}
    )
    return client


def command_line(client):
    """Sign a command line in by what a browser agrees to; give its tokens."""
    begun = oauth("device", client_id=programs.COMMAND_LINE).json()
    client.post(f"/device?code={begun['user_code']}", {"action": "confirm"})
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    asked = {"grant_type": grant, "device_code": begun["device_code"]}
    return oauth("token", client_id=programs.COMMAND_LINE, **asked).json()


def me(drawn, uscc=""):
    """Ask the API who a token speaks for, after every process has forgotten it."""
    viewers._remembered.clear()  # noqa: SLF001 - as above
    headers = {"Authorization": f"Bearer {drawn['access_token']}"} | (
        {"Suyuan-Principal": uscc} if uscc else {}
    )
    return Client().get("/api/v1/me", headers=headers)


def digits(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up(client):
    """Set up an authenticator app at its page; give its secret."""
    place = "/accounts/factor/totp/activate/"
    secret = client.get(place).context["form"].secret
    assert client.post(place, {"code": digits(secret)}).headers["Location"] == CODES
    return secret


def test_a_session_of_a_password_alone_is_asked_for_a_factor_that_was_set_up_elsewhere(person):
    stolen, own = by_password(person), by_password(person)
    stolen.post("/accounts/reauthenticate/", {"password": PASSWORD})  # just before
    secret = set_up(own)
    assert own.get("/home").status_code == 200  # who sets one up has shown it
    assert own.get(CODES).status_code == 200
    for place in ("/home", "/filings", "/members"):
        assert stolen.get(place).headers["Location"] == f"{ASKED}?next={place}"
    for place in (CODES, f"{CODES}download/", f"{CODES}generate/", "/accounts/email/"):
        assert stolen.get(place).headers["Location"].startswith(f"{ASKED}?next="), place
    deactivate = stolen.post("/accounts/factor/totp/deactivate/")
    assert deactivate.headers["Location"].startswith(ASKED)
    cache.clear()  # the digits were used a moment ago
    shown = stolen.post(f"{ASKED}?next=/home", {"code": digits(secret)})
    assert (shown.status_code, shown.headers["Location"]) == (302, "/home")
    assert stolen.get("/home").status_code == 200


def test_the_last_passkey_is_removed_by_who_has_shown_it_and_by_nobody_else(person):
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "office"})
    remove = f"/accounts/factor/webauthn/keys/{key.pk}/remove/"
    password, factor = {"method": "password"}, {"method": "mfa", "id": key.pk, "reauthenticated": True}
    stolen, shown = in_session(person, password), in_session(person, password, factor)
    assert stolen.post(remove).headers["Location"].startswith("/accounts/factor/webauthn/reauthenticate/")
    assert Authenticator.objects.filter(pk=key.pk).exists()
    assert shown.post(remove).headers["Location"] == "/accounts/factor/webauthn/"
    assert not Authenticator.objects.filter(user=person).exists()
    for client in (stolen, shown):
        assert client.get("/home").headers["Location"] == "/accounts/factor/"  # nothing to show: set one up


def test_a_password_confirms_nothing_where_there_is_a_factor(person):
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    client = by_password(person)
    client.post("/accounts/factor/authenticate/", {"code": digits(SECRET)})
    assert client.get("/home").status_code == 200
    assert client.get(CODES).status_code == 200  # the factor was shown just now
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert client.get(CODES).headers["Location"].startswith(ASKED)
    asked = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert asked.headers["Location"].startswith(ASKED)
    assert client.get(CODES).headers["Location"].startswith(ASKED)


def test_a_recovery_code_shows_a_factor_and_a_factor_that_was_removed_shows_none(person):
    TOTP.activate(person, SECRET)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    client = by_password(person)
    client.post("/accounts/factor/authenticate/", {"code": codes[0]})
    assert client.get("/home").status_code == 200
    Authenticator.objects.filter(user=person).delete()
    assert client.get("/home").headers["Location"] == "/accounts/factor/"  # nothing to show: set one up
    TOTP.activate(person, SECRET)
    assert client.get("/home").headers["Location"].startswith(ASKED)


def test_a_command_line_of_a_reader_does_not_become_a_signer_s_without_a_factor(road):
    firm, other = (accounts.by_user(road.firm(Role.RECYCLER).user_id) for _ in range(2))
    reader = get_user_model().objects.get(pk=firm.user_id)
    own = Membership.objects.filter(account_id=firm.account_id)
    own.update(roles=["reader"])
    drawn = command_line(in_session(reader, {"method": "password"}))
    assert me(drawn).json()["party"] == firm.uscc
    Membership.objects.create(
        account_id=firm.account_id, party_id=other.party_id, roles=["signer"], since_at=clock.true_now()
    )
    refused = me(drawn, other.uscc)  # nor for another firm, whose signer the person is
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.factor")
    own.update(roles=["reader", "signer"])
    TOTP.activate(reader, SECRET)  # to have one is not to have shown it
    renewed = oauth(
        "token",
        client_id=programs.COMMAND_LINE,
        grant_type="refresh_token",
        refresh_token=drawn["refresh_token"],
    )
    for token in (drawn, renewed.json()):
        assert (me(token).status_code, me(token).json()["code"]) == (403, "auth.factor")
    factor = sessions.newest_factor(reader.pk)
    anew = command_line(in_session(reader, {"method": "mfa", "id": factor}))
    assert me(anew).json()["party"] == firm.uscc
    later = oauth(
        "token",
        client_id=programs.COMMAND_LINE,
        grant_type="refresh_token",
        refresh_token=anew["refresh_token"],
    )
    assert me(later.json()).status_code == 200


def test_a_firm_s_key_is_asked_for_no_factor(road):
    firm = road.firm(Role.RECYCLER)
    made = keys.issue(firm, name="a", duties=None, last_day=keys.default_end())
    assert me({"access_token": made.text}).status_code == 200


@pytest.mark.parametrize("change", ["appoint", "move", "end"])
def test_what_a_provider_let_in_ends_with_a_change_of_posts(change):
    operator = accounts.create_stretched(
        username=f"operator-{uuid4().hex[:8]}", stretched="!", kind="operator", party_id=None
    )
    office = Office(kind="inspector", department="industry", level="county", territory="430104")
    made = posts.appoint(operator, username=f"official-{uuid4().hex[:8]}", office=office)
    official = get_user_model().objects.get(pk=made.post.user_id)
    factor = {"method": "mfa", "id": TOTP.activate(official, SECRET).instance.pk}
    through, own = ({"method": "socialaccount"}, factor), ({"method": "password"}, factor)
    browsers = [in_session(official, *ways) for ways in (through, own)]
    assert [each.get("/home").status_code for each in browsers] == [200, 200]
    lines = [command_line(each) for each in browsers]
    assert [me(each).status_code for each in lines] == [200, 200]
    elsewhere = replace(office, territory="430105")
    if change == "appoint":
        posts.appoint(operator, username=official.username, office=elsewhere)
    elif change == "move":
        posts.move(operator, made.post.id, elsewhere)
    else:
        posts.end(operator, made.post.id)
    ended = browsers[0].get("/home")
    assert (ended.status_code, ended.headers["Location"]) == (302, "/accounts/login/?next=/home")
    assert me(lines[0]).status_code == 401
    if change != "end":
        assert me(lines[1]).status_code == 200
