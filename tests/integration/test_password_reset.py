"""A forgotten password: mended by a letter to an address that is one's own, and telling nobody anything."""

import re
from smtplib import SMTPServerDisconnected
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from tests.integration.test_keys import command_line, forgotten, renewed

pytestmark = pytest.mark.usefixtures("database")
OLD, NEW = "a rather long word", "quite another long word"
LINK = re.compile(r"https?://[^/\s]+(/\S+)")
RESET = "/accounts/password/reset/"
LANGUAGES = {"zh": ("zh-Hans", "邮件已在路上"), "en": ("en", "A letter is on its way")}


@pytest.fixture(autouse=True)
def letters(settings):
    """Let letters leave, into a box of the test; begin with nothing counted."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(road):
    """Somebody with a password."""
    user = get_user_model().objects.get(pk=road.firm(Role.RECYCLER).user_id)
    user.set_password(OLD)
    user.save()
    return user


def signed_in(user, password=OLD):
    client = Client(headers={"accept-language": "en"})
    assert client.post("/accounts/login/", {"login": user.username, "password": password}).status_code == 302
    return client


def address():
    return f"{uuid4().hex[:10]}@firm.example"


def proven(user):
    """Give somebody an address that was shown to be theirs."""
    found = EmailAddress.objects.create(user=user, email=address(), verified=True, primary=True)
    return found.email


def asked(email, *, language="en", at="127.0.0.1", **more):
    client = Client(headers={"accept-language": language}, REMOTE_ADDR=at)
    return client.post(RESET, {"email": email}, follow=True, **more)


def link_in(letter):
    found = LINK.search(letter.body)
    assert found is not None, letter.body
    return found[1]


def test_an_address_counts_once_its_link_was_followed(person):
    client, email = signed_in(person), address()
    assert client.get("/accounts/email/").status_code == 200
    assert client.post("/accounts/email/", {"email": email, "action_add": "1"}).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == [email]
    asked(email)
    assert "reset" not in mail.outbox[-1].body
    page = Client().get(link_in(letter))
    assert (page.status_code, email in page.content.decode()) == (200, True)
    assert not EmailAddress.objects.filter(
        email=email, verified=True
    ).exists()  # to look at a link is not to follow it
    Client().post(link_in(letter))
    assert EmailAddress.objects.get(email=email).verified
    assert Client().get("/accounts/email/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_s_link_chooses_another_password_once(person, language):
    email, elsewhere = proven(person), signed_in(person)
    accepted, said = LANGUAGES[language]
    assert said in asked(email.upper(), language=accepted).content.decode()
    (letter,) = mail.outbox
    assert letter.to == [email] or letter.to == [email.upper()]
    client, link = Client(), link_in(letter)
    form = client.get(link, follow=True)
    place = form.redirect_chain[-1][0]
    assert client.post(place, {"password1": "short", "password2": "short"}).status_code == 200
    assert client.post(place, {"password1": NEW, "password2": NEW}).status_code == 302
    signed_in(person, NEW)
    assert elsewhere.get("/home").status_code == 302  # who was signed in with the old password is signed out
    again = Client().get(link, follow=True).content.decode()
    assert 'name="password1"' not in again
    assert (
        client.get("/home").status_code == 302
    )  # a link signs nobody in: the second factor is still to come


@pytest.mark.parametrize("way", ["reset", "change"])
def test_another_password_signs_the_command_lines_out_too(person, way):
    maker = Viewer(account_id=0, user_id=person.pk, kind="member")
    drawn, email = command_line(maker), proven(person)
    new = {"password1": NEW, "password2": NEW}
    if way == "change":
        changed = signed_in(person).post("/accounts/password/change/", {"oldpassword": OLD} | new)
    else:
        asked(email)
        client = Client()
        place = client.get(link_in(mail.outbox[-1]), follow=True).redirect_chain[-1][0]
        changed = client.post(place, new)
    assert changed.status_code == 302
    forgotten()
    headers = {"Authorization": f"Bearer {drawn['access_token']}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    assert renewed(drawn["refresh_token"]).status_code == 400


def test_nothing_tells_whether_an_account_has_an_address(person):
    known, unproven, unknown = proven(person), address(), address()
    EmailAddress.objects.create(user=person, email=unproven, verified=False, primary=False)
    answers = [asked(email) for email in (known, unproven, unknown)]
    told = {(answer.status_code, tuple(answer.redirect_chain), plain(answer)) for answer in answers}
    assert len(told) == 1
    assert [letter.to for letter in mail.outbox] == [
        [known],
        [unproven],
        [unknown],
    ]  # each takes one letter's time
    assert ["/password/" in letter.body for letter in mail.outbox] == [True, False, False]


def plain(answer):
    return re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": ?"[^"]+"', "", answer.content.decode()
    )


def test_a_letter_that_cannot_leave_tells_nothing_either(person, monkeypatch):
    def refuses(*_):
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuses)
    answers = [asked(email) for email in (proven(person), address())]
    assert {(answer.status_code, plain(answer)) for answer in answers} == {(200, plain(answers[0]))}


def test_asking_too_often_is_slowed_down_whether_the_address_is_known_or_not(person):
    for email in (proven(person), address()):
        statuses = [asked(email).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
    others = [asked(address()).status_code for _ in range(20)]
    assert others[-1] == 429


def test_nobody_keeps_the_letter_from_the_owner_of_an_address(person):
    email = proven(person)
    assert [asked(email, at="10.0.0.1").status_code for _ in range(6)] == [200] * 5 + [429]
    mail.outbox = []
    assert asked(email, at="10.0.0.2").status_code == 200
    assert [letter.to for letter in mail.outbox] == [[email]]


def test_an_address_is_not_flooded_from_many_places_and_nothing_tells(person, settings):
    assert settings.ACCOUNT_RATE_LIMITS["reset_password_anywhere"].endswith("/h/key")
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"reset_password_anywhere": "3/h/key"}
    known, unknown = proven(person), address()
    answers = [
        asked(email.upper() if place % 2 else email, at=f"10.0.1.{place}")
        for email in (known, unknown)
        for place in range(5)
    ]
    assert {(answer.status_code, plain(answer)) for answer in answers} == {(200, plain(answers[0]))}
    assert [letter.to[0].lower() for letter in mail.outbox] == [known] * 3 + [unknown] * 3


@pytest.mark.parametrize("origin", ["", "https://suyuan.example"])
def test_a_letter_leads_to_where_the_operator_says_the_platform_is(person, settings, origin):
    settings.PUBLIC_ORIGIN = origin or settings.PUBLIC_ORIGIN
    assert settings.PUBLIC_ORIGIN.startswith(origin or "http://127.0.0.1:")
    elsewhere, client, new = {"HTTP_HOST": "testserver:8443"}, signed_in(person), address()
    client.post("/accounts/email/", {"email": new, "action_add": "1"}, **elsewhere)
    asked(proven(person), **elsewhere)
    invited = client.post("/members", {"addressee": "x@firm.example", "parts": ["reader"]}, **elsewhere)
    bodies = [letter.body for letter in mail.outbox]
    links = [found for body in bodies for found in re.findall(r"https?://[^/\s]+", body)]
    assert {*links, invited.context["link"].partition("/invitations/")[0]} == {settings.PUBLIC_ORIGIN}
    assert len(links) == 3


def test_no_page_of_an_account_is_kept(person):
    client = signed_in(person)
    for place in (
        "email/",
        "factor/",
        "factor/totp/activate/",
        "password/change/",
        "password/set/",
        "logout/",
    ):
        answer = client.get(f"/accounts/{place}")
        assert (place, "no-store" in answer.headers.get("Cache-Control", "")) == (place, True)
    assert "no-store" in Client().get("/accounts/login/").headers["Cache-Control"]


def test_without_a_mail_server_the_operator_mends_passwords(person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = Client(headers={"accept-language": "en"}).get(RESET).content.decode()
    assert ("by the operator" in page, "<form" in page.split("<main")[1]) == (True, False)
    assert "sends no mail" in signed_in(person).get("/accounts/email/").content.decode()
