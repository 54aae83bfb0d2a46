"""密钥与程序 — keys and programs: scope, end, rotation, revocation, and every token that must not open the door."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.idp.oidc.models import Token as Issued
from django.contrib.auth import get_user_model
from django.test import Client

from suyuan.domain.access import Part
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.keys import operations, queries
from suyuan.services.parties.queries import viewer_of_token
from suyuan.services.refusals import Refused
from suyuan.storage import accounts, keys, programs
from suyuan.storage.models import Membership, Program, Token

Door = Callable[..., Any]


@pytest.fixture
def door(database: None) -> Door:  # noqa: ARG001 - the database is there
    """Ask the API with a token."""

    def ask(token: str, method: str = "get", path: str = "me", **more: Any) -> Any:
        return getattr(Client(), method)(
            f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}, **more
        )

    return ask


def next_year() -> Any:
    return operations.default_end()


def forgotten() -> None:
    """Wait until every process has forgotten what it knew of a token."""
    time.sleep(1.05)


def oauth(what: str, **fields: str) -> Any:
    """Ask the identity provider with a form."""
    return Client().post(
        f"/api/v1/oauth/{what}", urlencode(fields), content_type="application/x-www-form-urlencoded"
    )


def draw(client_id: str, secret: str, **more: str) -> Any:
    return oauth("token", grant_type="client_credentials", client_id=client_id, client_secret=secret, **more)


def test_a_key_is_shown_once_and_kept_as_its_hash(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = operations.issue(firm, name="发货系统", duties=None, last_day=next_year())
    assert made.text.startswith(made.public)
    stored = Token.objects.get(prefix=made.public, party_id=firm.party_id)
    assert made.text not in str(vars(stored))
    assert len(stored.hash) == 64
    assert (made.expires_at - clock.true_now()).days in {365, 366}
    me = door(made.text).json()
    assert (me["party"], "24.2.b" in me["duties"]) == (firm.uscc, True)


def test_a_key_files_within_its_scope_and_no_further(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = operations.issue(firm, name="a", duties=["24.2.a"], last_day=next_year())
    assert door(made.text).json()["duties"] == ["24.2.a"]
    row = road.certificate()
    sent = {"content_type": "application/json", "data": [row]}
    assert door(made.text, "post", "filings/24.2.a", **sent).status_code == 201
    refused = door(made.text, "post", "filings/24.2.b", **sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "key.scope")
    assert "24.2.a" in refused.json()["detail"]
    other = road.file(
        firm,
        "24.2.b",
        {"vin": row["vin"], "sold_date": "2026-05-12", "region_code": "430104"},
        at="2026-05-13",
    )
    cancelled = door(
        made.text,
        "post",
        f"filings/{other.receipt}/cancel",
        content_type="application/json",
        data={"reason": "x"},
    )
    assert (cancelled.status_code, cancelled.json()["code"]) == (403, "key.scope")


def test_a_key_that_reads_only_posts_nothing(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    receipt = road.file(firm, "24.2.a", road.certificate(), at="2026-05-11")
    made = operations.issue(firm, name="a", duties=(), last_day=next_year())
    assert door(made.text, path=f"filings/{receipt.receipt}").status_code == 200
    for path in ("filings/24.2.a", f"filings/{receipt.receipt}/cancel"):
        answer = door(made.text, "post", path, content_type="application/json", data={"reason": "x"})
        assert (answer.status_code, answer.json()["code"]) == (403, "key.read_only")


def test_expired_revoked_foreign_and_malformed_tokens_get_one_answer(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    expired = operations.issue(firm, name="a", duties=None, last_day=next_year())
    revoked = operations.issue(firm, name="b", duties=None, last_day=next_year())
    key = {one.public: one.id for one in queries.find_keys(firm)}
    keys.shorten(key[expired.public], until=clock.true_now() - timedelta(seconds=1))
    operations.revoke(firm, key[revoked.public])
    foreign = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJlbHNld2hlcmUifQ.c2lnbmF0dXJl"
    dead = [expired.text, revoked.text, foreign, "sy_", "sy_" + "x" * 43, "\x00", "令牌", "x" * 5000, "a b"]
    answers = [door(token) for token in dead]
    assert {answer.status_code for answer in answers} == {401}
    bodies = {re.sub(r'"request_id":"[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(bodies) == 1
    assert "auth.dead" in bodies.pop()
    assert all(answer.headers["WWW-Authenticate"] for answer in answers)


def test_a_revoked_key_is_dead_within_a_second(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = operations.issue(firm, name="a", duties=None, last_day=next_year())
    assert door(made.text).status_code == 200
    operations.revoke(firm, queries.find_keys(firm)[0].id)
    forgotten()
    assert door(made.text).status_code == 401


def test_rotation_leaves_the_old_key_for_the_overlap_only(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    old = operations.issue(firm, name="a", duties=["24.2.a"], last_day=next_year())
    new = operations.rotate(firm, queries.find_keys(firm)[0].id, overlap_days=7)
    assert door(old.text).status_code == door(new.text).status_code == 200
    assert door(new.text).json()["duties"] == ["24.2.a"]
    rows = {row.prefix: row for row in keys.of_party(firm.party_id)}
    assert rows[new.public].replaces == rows[old.public].id
    ends = rows[old.public].expires_at
    assert ends is not None
    assert timedelta(days=6) < ends - clock.true_now() <= timedelta(days=7)
    assert [one.state for one in queries.ending(firm)] == ["ending"]
    operations.rotate(firm, rows[new.public].id, overlap_days=0)
    forgotten()
    assert door(new.text).status_code == 401
    with pytest.raises(Refused, match=r"key\.over"):
        operations.rotate(firm, rows[new.public].id, overlap_days=7)


def test_a_rotation_never_makes_a_key_live_longer(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    operations.issue(firm, name="a", duties=None, last_day=next_year())
    key = queries.find_keys(firm)[0].id
    soon = clock.true_now() + timedelta(days=1)
    keys.shorten(key, until=soon)
    operations.rotate(firm, key, overlap_days=30)
    assert {row.id: row.expires_at for row in keys.of_party(firm.party_id)}[key] == soon


def test_a_key_dies_with_the_membership_of_its_maker(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = operations.issue(firm, name="a", duties=None, last_day=next_year())
    assert door(made.text).status_code == 200
    Membership.objects.filter(account_id=firm.account_id).update(until_at=datetime.now(tz=UTC))
    forgotten()
    assert door(made.text).status_code == 401
    assert keys.of_party(firm.party_id)[0].orphaned


def test_who_is_no_signer_makes_no_key_that_files(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    Membership.objects.filter(account_id=firm.account_id).update(roles=[Part.ADMINISTRATOR])
    keeper = accounts.by_user(firm.user_id, firm.standing)
    assert keeper is not None
    with pytest.raises(Refused, match=r"key\.not_signer"):
        operations.issue(keeper, name="a", duties=None, last_day=next_year())
    assert operations.issue(keeper, name="a", duties=(), last_day=next_year()).text


@pytest.mark.parametrize(
    ("name", "duties", "days", "code"),
    [
        ("", None, 30, "key.no_name"),
        ("a\x00b", None, 30, "key.no_name"),
        ("a", ["24.7.a"], 30, "key.no_scope"),
        ("a", [""], 30, "key.no_scope"),
        ("a", None, 0, "key.bad_end"),
        ("a", None, 800, "key.bad_end"),
    ],
)
def test_a_key_that_cannot_be_made_is_refused(road, name, duties, days, code):
    firm = road.firm(Role.VEHICLE_MAKER)
    last_day = next_year() + timedelta(days=days - operations.DEFAULT_DAYS)
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        operations.issue(firm, name=name, duties=duties, last_day=last_day)


def test_only_administrators_at_a_page_keep_the_keys(road):
    firm, other = road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER)
    made = operations.issue(firm, name="a", duties=None, last_day=next_year())
    key = queries.find_keys(firm)[0].id
    by_key = viewer_of_token(made.text)
    assert by_key is not None
    for act in (
        lambda: operations.issue(by_key, name="b", duties=None, last_day=next_year()),
        lambda: queries.find_keys(by_key),
    ):
        with pytest.raises(Refused, match=r"auth\.not_allowed"):
            act()
    for act in (lambda: operations.revoke(other, key), lambda: queries.get_key(other, key)):
        with pytest.raises(Refused, match="not_found"):
            act()


def test_the_last_use_is_noted_beside_the_requests(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = operations.issue(firm, name="a", duties=None, last_day=next_year())
    assert queries.find_keys(firm)[0].used_at is None
    assert door(made.text).status_code == 200
    for _ in range(100):
        if (used := queries.find_keys(firm)[0].used_at) is not None:
            break
        time.sleep(0.05)
    assert used is not None
    forgotten()
    assert door(made.text).status_code == 200
    time.sleep(0.5)
    assert queries.find_keys(firm)[0].used_at == used  # once a minute at most


def test_a_program_draws_tokens_within_its_scope(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = operations.enter(firm, name="发货系统", duties=["24.2.a", "24.2.b"], last_day=next_year())
    drawn = draw(made.public, made.text).json()
    assert (drawn["token_type"], drawn["expires_in"]) == ("Bearer", 3600)
    assert door(drawn["access_token"]).json()["duties"] == ["24.2.a", "24.2.b"]
    narrow = draw(made.public, made.text, scope="24.2.b").json()["access_token"]
    assert door(narrow).json()["duties"] == ["24.2.b"]
    reading = draw(made.public, made.text, scope="read").json()["access_token"]
    assert door(reading).json()["duties"] == []
    assert draw(made.public, made.text, scope="24.1").json()["error"] == "invalid_scope"
    assert draw(made.public, "wrong").status_code == 401
    assert draw("nobody", made.text).status_code == 401
    whole = operations.enter(firm, name="b", duties=None, last_day=next_year())
    everything = draw(whole.public, whole.text).json()["access_token"]
    assert "24.1" in door(everything).json()["duties"]


def test_an_ended_program_and_its_tokens_are_dead_within_a_second(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = operations.enter(firm, name="a", duties=None, last_day=next_year())
    token = draw(made.public, made.text).json()["access_token"]
    assert door(token).status_code == 200
    again = operations.renew(firm, queries.find_programs(firm)[0].id)
    assert draw(made.public, made.text).status_code == 401
    assert draw(made.public, again.text).status_code == 200
    operations.end(firm, queries.find_programs(firm)[0].id)
    forgotten()
    assert door(token).status_code == 401
    assert draw(made.public, again.text).status_code in {400, 401}
    with pytest.raises(Refused, match=r"key\.over"):
        operations.renew(firm, queries.find_programs(firm)[0].id)


def test_a_program_ends_with_its_last_day(road, door):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = operations.enter(firm, name="a", duties=None, last_day=next_year())
    token = draw(made.public, made.text).json()["access_token"]
    Program.objects.filter(client_id=made.public).update(expires_at=clock.true_now())
    assert door(token).status_code == 401


def test_a_command_line_speaks_for_each_firm_of_its_person(road):
    firm, other, foreign = (road.firm(Role.VEHICLE_MAKER) for _ in range(3))
    Membership.objects.create(
        account_id=firm.account_id, party_id=other.party_id, roles=["reader"], since_at=datetime.now(tz=UTC)
    )
    token = accounts.issue_token(firm.account_id, name="own", at=datetime.now(tz=UTC))

    def me(uscc: str) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Suyuan-Principal": uscc}
        return Client().get("/api/v1/me", headers=headers)

    assert me(firm.uscc).json()["party"] == firm.uscc
    assert (me(other.uscc).json()["party"], me(other.uscc).json()["duties"]) == (other.uscc, [])
    unknown = [me(foreign.uscc), me("91999999MA0000000X"), me("§")]
    assert {answer.status_code for answer in unknown} == {403}
    assert {answer.json()["code"] for answer in unknown} == {"mandate.none"}
    made = operations.issue(firm, name="a", duties=None, last_day=next_year())
    headers = {"Authorization": f"Bearer {made.text}", "Suyuan-Principal": other.uscc}
    assert (
        Client().get("/api/v1/me", headers=headers).status_code == 403
    )  # a firm's key speaks for that firm alone


def test_a_device_is_let_in_by_its_person_only(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    grant = "urn:ietf:params:oauth:grant-type:device_code"

    def poll(code: str) -> Any:
        return oauth("token", grant_type=grant, client_id=programs.COMMAND_LINE, device_code=code)

    begun = oauth("device", client_id=programs.COMMAND_LINE).json()
    assert poll(begun["device_code"]).json()["error"] == "authorization_pending"
    assert poll(begun["device_code"]).json()["error"] == "slow_down"
    assert poll("guessed").status_code == 400
    page = f"/device?code={begun['user_code']}"
    assert Client().get(page).status_code == 302  # sign in first
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(_user(firm), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert guarded.post(page, {"action": "confirm"}).status_code == 403  # a forged form agrees to nothing
    assert oauth("device", client_id="nobody").status_code in {400, 401}
    assert oauth("device").status_code in {400, 401}


def signed_in(viewer: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(_user(viewer), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def command_line(viewer: Any) -> dict[str, str]:
    """Sign a command line in; give its tokens."""
    begun = oauth("device", client_id=programs.COMMAND_LINE).json()
    signed_in(viewer).post(f"/device?code={begun['user_code']}", {"action": "confirm"})
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    asked = {"grant_type": grant, "device_code": begun["device_code"]}
    return oauth("token", client_id=programs.COMMAND_LINE, **asked).json()


def renewed(refresh: str) -> Any:
    return oauth("token", client_id=programs.COMMAND_LINE, grant_type="refresh_token", refresh_token=refresh)


@pytest.mark.parametrize("shown", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", ["access_token", "refresh_token", ""])
def test_to_revoke_one_token_of_a_sign_in_ends_the_other(road, door, shown, hint):
    firm = road.firm(Role.VEHICLE_MAKER)
    other = command_line(firm)
    drawn = command_line(firm)
    told = {"token": drawn[shown]} | ({"token_type_hint": hint} if hint else {})
    assert oauth("revoke", client_id=programs.COMMAND_LINE, **told).status_code == 200
    forgotten()
    assert door(drawn["access_token"]).status_code == 401
    assert renewed(drawn["refresh_token"]).status_code == 400
    assert door(other["access_token"]).status_code == 200  # another command line goes on
    assert renewed(other["refresh_token"]).status_code == 200


def test_an_earlier_access_token_ends_what_was_drawn_since(road):
    drawn = command_line(road.firm(Role.VEHICLE_MAKER))
    later = renewed(drawn["refresh_token"]).json()
    oauth("revoke", client_id=programs.COMMAND_LINE, token=drawn["access_token"])
    assert renewed(later["refresh_token"]).status_code == 400


def test_a_refresh_token_that_comes_back_ends_its_sign_in_and_no_other(road, door):
    drawn, other = (command_line(road.firm(Role.VEHICLE_MAKER)) for _ in range(2))
    later = renewed(drawn["refresh_token"]).json()
    assert renewed(drawn["refresh_token"]).status_code == 400  # two command lines at the same moment: no harm
    latest = renewed(later["refresh_token"]).json()
    Issued.objects.update(created_at=clock.true_now() - timedelta(minutes=2))
    assert renewed(drawn["refresh_token"]).status_code == 400
    forgotten()
    assert door(latest["access_token"]).status_code == 401
    assert renewed(latest["refresh_token"]).status_code == 400
    assert renewed(other["refresh_token"]).status_code == 200
    assert renewed("x").status_code == 400


def test_who_types_too_many_codes_waits_and_nobody_else_does(road):
    guesser, colleague = (signed_in(road.firm(Role.VEHICLE_MAKER)) for _ in range(2))
    answers = [guesser.get("/device?code=AAAA-BBBB").text for _ in range(11)]
    assert all("This code is not valid" in answer for answer in answers[:10])
    assert "Too many tries: wait a minute" in answers[10]
    assert "This code is not valid" not in answers[10]
    begun = oauth("device", client_id=programs.COMMAND_LINE).json()
    assert "Too many tries" not in colleague.get(f"/device?code={begun['user_code']}").text


def _user(viewer: Any) -> Any:
    return get_user_model().objects.get(id=viewer.user_id)
