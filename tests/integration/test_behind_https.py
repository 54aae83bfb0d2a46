"""Served over HTTPS behind a proxy that ends TLS, as the guide says: forms are taken, addresses begin with https://.

The server is a real one, in a process of its own, asked with raw headers as a proxy passes them on.
"""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

HOST = "suyuan.example"
FORM = "application/x-www-form-urlencoded"
PATIENCE_S = 60.0


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def of(self, name: str) -> list[str]:
        """Give each header of this name."""
        return [value for told, value in self.headers if told.lower() == name]


Ask = Callable[..., Answer]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Provider(BaseHTTPRequestHandler):
    """Says where the pages of an identity provider are."""

    def do_GET(self) -> None:
        """Answer the discovery."""
        here = f"http://{self.headers['Host']}"
        told = {"issuer": here, "authorization_endpoint": f"{here}/go", "token_endpoint": f"{here}/token"}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args: object) -> None:
        """Keep still."""


@pytest.fixture(scope="module")
def province() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Provider) as provider:
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{provider.server_port}"
        provider.shutdown()


@pytest.fixture(scope="module")
def ask(django_db_setup: None, province: str) -> Iterator[Ask]:  # noqa: ARG001 - there are tables
    """Ask a server that was started as the guide says."""
    port = free_port()
    declared = [{"id": "anhui", "name": "Anhui", "server_url": province, "client_id": "suyuan"}]
    environment = os.environ | {
        "SUYUAN_HTTPS": "yes",
        "SUYUAN_HOSTS": HOST,
        "SUYUAN_PROXIES": "1",
        "SUYUAN_PORT": str(port),
        "SUYUAN_OIDC_PROVIDERS": json.dumps(declared),
        "NO_PROXY": "127.0.0.1",
    }
    options = ["--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    command = [sys.executable, "-m", "granian", *options, "suyuan.web.asgi:application"]
    child = subprocess.Popen(command, env=environment)

    def asked(method: str, path: str, **more: str) -> Answer:
        body = more.pop("body", None)
        headers = {"Host": HOST, "X-Forwarded-For": "203.0.113.7", "Accept-Language": "en"}
        named = {name.replace("_", "-"): value for name, value in more.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request(method, path, body, headers | named)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read().decode())

    try:
        give_up = time.monotonic() + PATIENCE_S
        while True:
            try:
                asked("GET", "/healthz")
                break
            except OSError:
                assert time.monotonic() < give_up
                time.sleep(0.2)
        yield asked
    finally:
        child.terminate()
        child.wait(20)


def form(ask: Ask) -> dict[str, str]:
    """Open the page of sign-in; give what its form sends back beside its fields."""
    page = ask("GET", "/accounts/login/")
    cookies = page.of("set-cookie")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None
    assert all("Secure" in cookie for cookie in cookies)
    return {"cookie": "; ".join(cookie.split(";")[0] for cookie in cookies), "token": token[1]}


@pytest.mark.parametrize(
    ("origin", "status"),
    [(f"https://{HOST}", 200), (f"http://{HOST}", 403), ("https://elsewhere.example", 403), ("null", 403)],
)
def test_a_form_is_taken_from_the_platform_s_own_pages_alone(ask: Ask, origin: str, status: int) -> None:
    opened = form(ask)
    fields = {"csrfmiddlewaretoken": opened["token"], "login": "nobody", "password": "nothing"}
    for said in ({}, {"X_Forwarded_Proto": "http"}, {"suyuan.scheme": "http"}):
        answer = ask(
            "POST",
            "/accounts/login/",
            body=urlencode(fields),
            Content_Type=FORM,
            Cookie=opened["cookie"],
            Origin=origin,
            **said,
        )
        assert answer.status == status


def test_addresses_begin_with_https(ask: Ask) -> None:
    device = ask("POST", "/api/v1/oauth/device", body="client_id=suyuan-cli", Content_Type=FORM)
    assert json.loads(device.text)["verification_uri"] == f"https://{HOST}/device"
    opened = form(ask)
    onward = ask(
        "POST",
        "/accounts/oidc/anhui/login/",
        body=urlencode({"csrfmiddlewaretoken": opened["token"]}),
        Content_Type=FORM,
        Cookie=opened["cookie"],
        Origin=f"https://{HOST}",
    )
    asked = parse_qs(urlsplit(onward.of("location")[0]).query)
    assert asked["redirect_uri"] == [f"https://{HOST}/accounts/oidc/anhui/login/callback/"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "said",
    [{"HTTP_X_FORWARDED_PROTO": "https"}, {"HTTP_SUYUAN_SCHEME": "https"}, {"HTTP_FORWARDED": "proto=https"}],
)
def test_where_it_is_not_served_over_https_nobody_says_that_it_is(said: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    assert not client.get("/accounts/login/", **said).wsgi_request.is_secure()  # type: ignore[arg-type]
    token = client.cookies[next(name for name in client.cookies if "csrf" in name)].value
    fields = {"csrfmiddlewaretoken": token, "login": "nobody", "password": "nothing"}
    answers = [
        client.post("/accounts/login/", fields, HTTP_ORIGIN=origin, **said)  # type: ignore[arg-type]
        for origin in ("https://testserver", "http://testserver")
    ]
    assert [answer.status_code for answer in answers] == [403, 200]
