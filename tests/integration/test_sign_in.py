"""Sign-in without a browser: throttled by account before address, passwords by rule, nobody in without a standing."""

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services.members import operations
from suyuan.services.members.letters import NONE
from suyuan.services.parties.queries import viewer_of_user
from suyuan.services.sessions import queries as sessions
from suyuan.storage import accounts, members
from suyuan.web import config, mail, providers

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "a rather long word"  # noqa: S105 - of a database that is thrown away
FAILED_BEFORE_THROTTLED = 5
SIGN_INS_OF_ONE_FIRM = 35
NUMBERS = count(1)


def somebody(road: Any) -> tuple[str, Viewer]:
    """Make a person with a password in a firm of its own."""
    made = road.firm(Role.RECYCLER)
    user = get_user_model().objects.get(pk=made.user_id)
    user.set_password(PASSWORD)
    user.save()
    found = viewer_of_user(made.user_id, made.standing)
    assert found is not None
    return user.get_username(), found


def address() -> str:
    """Give an address from which nobody has come yet."""
    number = next(NUMBERS)
    return f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


def enter(client: Client, name: str, password: str, *, at: str) -> int:
    """Try to sign in from an address; give the status: 302 is in, 200 is the page again."""
    answer = client.post(
        "/accounts/login/",
        {"login": name, "password": password},
        REMOTE_ADDR=at,
        headers={"accept-language": "en"},
    )
    return int(answer.status_code)


def test_one_forgotten_password_does_not_lock_the_firm_out(road: Any) -> None:
    office = address()
    (forgetful, _), (colleague, _) = somebody(road), somebody(road)
    for _ in range(4 * FAILED_BEFORE_THROTTLED):
        assert enter(Client(), forgetful, "wrong", at=office) == 200
    assert enter(Client(), colleague, PASSWORD, at=office) == 302
    assert enter(Client(), forgetful, PASSWORD, at=office) == 200


def test_nobody_locks_another_out_from_an_address_of_their_own(road: Any) -> None:
    name, _ = somebody(road)
    elsewhere = address()
    for _ in range(4 * FAILED_BEFORE_THROTTLED):
        assert enter(Client(), name, "wrong", at=elsewhere) == 200
    assert enter(Client(), name, PASSWORD, at=elsewhere) == 200
    assert enter(Client(), name, PASSWORD, at=address()) == 302


def test_an_account_is_guarded_from_whatever_address_it_is_tried(road: Any, settings: Any) -> None:
    anywhere = settings.ACCOUNT_RATE_LIMITS["login_failed_anywhere"]
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_anywhere": "6/15m/key"}
    assert anywhere.endswith("/15m/key")
    name, _ = somebody(road)
    for _ in range(6):
        assert enter(Client(), name, "wrong", at=address()) == 200
    assert enter(Client(), name.upper(), PASSWORD, at=address()) == 200
    assert enter(Client(), name, PASSWORD, at=address()) == 200


def test_a_right_password_uses_no_try_up(road: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_anywhere": "3/15m/key"}
    name, _ = somebody(road)
    assert {enter(Client(), name, PASSWORD, at=address()) for _ in range(5)} == {302}


def test_a_whole_firm_signs_in_from_one_address(road: Any) -> None:
    office, (name, _) = address(), somebody(road)
    assert {enter(Client(), name, PASSWORD, at=office) for _ in range(SIGN_INS_OF_ONE_FIRM)} == {302}


def test_what_is_wrong_with_a_password_is_said_in_chinese(road: Any) -> None:
    name, _ = somebody(road)
    client = Client(headers={"accept-language": "zh-CN"})
    enter(client, name, PASSWORD, at=address())
    for new in ("short", "password1234", name, ""):
        given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        page = client.post("/accounts/password/change/", given, headers={"accept-language": "zh-CN"}).text
        told = re.findall(r'<li><a href="#id_password\d">([^<]+)</a></li>', page)
        assert told, new
        assert not [line for line in told if re.search(r"[A-Za-z]{3}", line)], told


def test_without_mail_the_page_of_addresses_asks_for_none(road: Any, settings: Any) -> None:
    name, viewer = somebody(road)
    client = Client(headers={"accept-language": "en"})
    enter(client, name, PASSWORD, at=address())
    settings.EMAIL_BACKEND = NONE
    page = client.get("/accounts/email/")
    assert "mended by the operator" in page.text
    assert 'name="email"' not in page.text
    client.post("/accounts/email/", {"email": "a@firm.example", "action_add": "1"})
    assert not EmailAddress.objects.filter(user_id=viewer.user_id).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert 'name="email"' in client.get("/accounts/email/").text


@pytest.mark.parametrize("new", ["short", "password1234", "1234567890", "", "{name}", "{name}1"])
def test_weak_passwords_are_refused(road: Any, new: str) -> None:
    name, _ = somebody(road)
    client = Client()
    enter(client, name, PASSWORD, at=address())
    chosen = new.format(name=name)
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen}
    )
    assert answer.status_code == 200
    assert get_user_model().objects.get(username=name).check_password(PASSWORD)


def test_a_new_password_signs_the_other_browsers_out(road: Any) -> None:
    name, viewer = somebody(road)
    here, there = Client(), Client()
    for client in (here, there):
        enter(client, name, PASSWORD, at=address())
    assert there.get("/home").status_code == 200
    new = "quite another word"
    assert (
        here.post(
            "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
        ).status_code
        == 302
    )
    assert here.get("/home").status_code == 200
    assert there.get("/home").status_code == 302
    assert get_user_model().objects.get(pk=viewer.user_id).password.startswith("argon2")
    assert len(sessions.find_sessions(viewer.user_id)) == 1


def test_the_session_of_a_person_who_was_removed_opens_nothing(road: Any) -> None:
    _, boss = somebody(road)
    name, other = somebody(road)
    operations.take_up(operations.invite(boss, addressee="x", parts=["signer"]).secret, other.user_id)
    client = Client()
    enter(client, name, PASSWORD, at=address())
    assert client.post("/accounts/standings/", {"choose": boss.standing}).status_code == 302
    assert client.get("/filings").status_code == 200
    theirs = next(each for each in members.of_party(boss.party_id or 0) if each.user_id == other.user_id)
    operations.leave(boss, theirs.id)
    answer = client.get("/filings")
    assert answer.status_code == 403
    assert boss.party_name not in answer.content.decode()
    assert client.post("/accounts/standings/", {"choose": boss.standing}).status_code == 404
    assert client.post("/accounts/standings/", {"choose": other.standing}).status_code == 302
    assert client.get("/filings").status_code == 200


def test_where_one_goes_on_after_choosing_is_a_place_of_ours(road: Any) -> None:
    name, viewer = somebody(road)
    client = Client()
    enter(client, name, PASSWORD, at=address())
    for onward, place in (
        ("/due", "/due"),
        ("https://elsewhere.example/", "/home"),
        ("//elsewhere.example", "/home"),
    ):
        answer = client.post("/accounts/standings/", {"choose": viewer.standing, "next": onward})
        assert answer.headers["Location"] == place


def test_a_session_of_somebody_else_cannot_be_ended(road: Any) -> None:
    (mine, _), (theirs, other) = somebody(road), somebody(road)
    here, there = Client(), Client()
    enter(here, mine, PASSWORD, at=address())
    enter(there, theirs, PASSWORD, at=address())
    (session,) = sessions.find_sessions(other.user_id)
    assert here.post("/accounts/sessions/", {"session": str(session.id)}).status_code == 404
    assert there.get("/home").status_code == 200


def test_nobody_signs_up_with_a_dead_invitation_in_the_session(road: Any) -> None:
    _, boss = somebody(road)
    invited = operations.invite(boss, addressee="x", parts=["reader"])
    client, name = Client(), f"late-{uuid4().hex[:8]}"
    assert client.get(f"/invitations/{invited.secret}").status_code == 200
    assert client.get("/accounts/signup/").status_code == 200
    operations.withdraw(boss, invited.offer.id)
    answer = client.post("/accounts/signup/", {"username": name, "password1": PASSWORD})
    assert answer.status_code == 404
    assert not get_user_model().objects.filter(username=name).exists()


def test_the_letter_carries_the_link_and_is_sent_to_addresses_only(
    road: Any, settings: Any, tmp_path: Path
) -> None:
    name, _ = somebody(road)
    client = Client()
    enter(client, name, PASSWORD, at=address())
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    with translation.override("en"):
        answer = client.post("/members", {"addressee": "li@firm.example", "parts": ["reader"]})
    assert answer.status_code == 201
    link = answer.context["link"]
    (letter,) = tmp_path.iterdir()
    assert answer.context["sent"]
    assert "To: li@firm.example" in letter.read_text()
    assert Client().get(link).status_code == 200
    assert client.post("/members", {"addressee": "Li from the yard", "parts": ["reader"]}).status_code == 201
    assert len(list(tmp_path.iterdir())) == 1


def test_a_standing_without_a_firm_has_a_page() -> None:
    name = f"alone-{uuid4().hex[:8]}"
    get_user_model().objects.create_user(name, password=PASSWORD)
    client = Client()
    enter(client, name, PASSWORD, at=address())
    assert client.get("/home").status_code == 403
    assert accounts.by_user(get_user_model().objects.get(username=name).pk) is None


@pytest.mark.parametrize(
    "read",
    [
        lambda: config.read({"SUYUAN_ORIGIN": "suyuan.example"}),
        lambda: config.read({"SUYUAN_ORIGIN": "https://suyuan.example/path"}),
        lambda: mail.settings("http://mail.example"),
        lambda: mail.settings("smtp://"),
        lambda: mail.settings("smtps://u@mail.example?password_file=/nowhere"),
        lambda: providers.settings("[{}]"),
        lambda: providers.settings("/nowhere"),
        lambda: providers.settings(
            '[{"id":"a","name":"a","server_url":"http://id.example","client_id":"a"}]'
        ),
        lambda: providers.settings(
            '[{"id":"a","name":"a","server_url":"https://i.example","client_id":"a","secret_file":"/nowhere"}]'
        ),
    ],
)
def test_settings_that_cannot_be_read_refuse_to_start(read: Callable[[], object]) -> None:
    with pytest.raises(config.Misconfigured):
        read()
