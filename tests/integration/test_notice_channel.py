"""Notices that are sent of themselves: signed, again until they are taken, and to nobody but the address itself."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet
from joserfc.util import urlsafe_b64encode

from suyuan.domain.access import Part
from suyuan.domain.retirement import Channel, State
from suyuan.services.idcards.credentials import key_set
from suyuan.services.notices import operations, posting, queries
from suyuan.services.notices.posting import Undelivered, problem_of
from suyuan.services.refusals import Refused, Unfit
from tests.integration.test_notices import AT, read, trade

__all__ = ["trade"]  # the fixture of the other notices


class Taker(BaseHTTPRequestHandler):
    """A maker's system."""

    status, got, victim = 200, [], None

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        if self.victim:
            self.victim.kill()
            self.victim.wait()
        self.send_response(self.status)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def taker():
    """A system that takes notices on this machine."""
    Taker.status, Taker.got, Taker.victim = 200, [], None
    server = HTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/in"
    server.shutdown()
    server.server_close()


def test_notices_are_sent_signed_and_again_until_they_are_taken(trade, taker, settings):
    settings.WEBHOOK_PRIVATE = True
    maker, _, car, code = trade
    boss = as_boss(maker)
    operations.set_channel(boss, taker, at=AT)
    read(maker, {"vin": car, "soh_percent": 60})
    Taker.status = 503
    operations.send(at=AT)
    assert (queries.count_notices(maker), queries.get_channel(maker).failures) == ({State.DUE: 1}, 1)
    Taker.status = 200
    operations.send(at=AT + timedelta(seconds=30))  # not yet
    assert len(Taker.got) == 2
    operations.send(at=AT + timedelta(minutes=2))
    assert (queries.count_notices(maker), queries.get_channel(maker).failures) == ({State.HANDED: 1}, 0)
    (refused, _), (headers, body) = Taker.got[1:]
    assert refused["suyuan-delivery"] == headers["suyuan-delivery"]
    head, _, signature = headers["suyuan-signature"].split(".")
    usual = [key for key in key_set()["keys"] if key["crv"] == "P-256"]  # others' tests sign by other suites
    keys = KeySet.import_key_set({"keys": usual})
    for content, is_signed in ((body, True), (body + b" ", False)):  # the verifier puts the body back
        token = f"{head}.{urlsafe_b64encode(content).decode()}.{signature}"
        with nullcontext() if is_signed else pytest.raises(BadSignatureError):
            jws.deserialize_compact(token, keys, algorithms=["ES256"])
    said = msgspec.json.decode(body)["notices"][0]
    assert (said["vin"], said["code"], said["outlets"][0]["outlet_no"]) == (car, code, "SZ-1")
    handing, kept = queries.get_handing(maker, queries.find_handings(maker)[0].handing_id)
    assert (handing.channel, kept) == (Channel.WEBHOOK, body)
    assert handing.answer.startswith("HTTP 200, SHA-256 ")
    operations.set_channel(boss, "", at=AT)
    assert queries.get_channel(maker) is None


def test_a_sender_killed_between_two_lines_sends_the_same_again_and_loses_nothing(trade, taker, settings):
    settings.WEBHOOK_PRIVATE = True
    maker, _, car, _ = trade
    operations.set_channel(as_boss(maker), taker, at=AT)
    read(maker, {"vin": car, "soh_percent": 60})
    Taker.got.clear()
    script = Path(__file__).with_name("killed_poster.py")
    with subprocess.Popen(
        [sys.executable, str(script), AT.isoformat()],
        env=dict(os.environ) | {"SUYUAN_WEBHOOK_PRIVATE": "yes"},
        stdin=subprocess.PIPE,
    ) as sender:
        Taker.victim = sender  # once all was sent, and before anything is answered
        assert sender.wait(60) == -signal.SIGKILL
    Taker.victim = None
    assert (queries.count_notices(maker), queries.find_handings(maker)) == ({State.DUE: 1}, [])
    operations.send(at=AT)
    assert queries.count_notices(maker) == {State.HANDED: 1}
    (first, said), (again, repeated) = Taker.got
    assert first["suyuan-delivery"] == again["suyuan-delivery"]
    assert said == repeated
    operations.send(at=AT)
    assert len(Taker.got) == 2
    operations.set_channel(as_boss(maker), "", at=AT)


def as_boss(viewer):
    """Give the viewer as an administrator."""
    return replace(viewer, parts=frozenset(Part))


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "ftp://example.org/", "https://user:pass@example.org/", "https://", "x", ""),
        *(
            "https://example.org/#a",
            "https://example.org:0/",
            "https://example.org:99999/",
            "https://exa mple.org/",
        ),
        *(
            "file:///etc/passwd",
            "https://例.org/",
            "https://example.org:25/",
            "https://example.org/" + "a" * 500,
        ),
    ],
)
def test_only_whole_https_addresses_are_taken(url):
    assert problem_of(url) == "notice.url"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "0.0.0.0", "2130706433"],  # noqa: S104 - to be refused
)
def test_no_address_of_this_network_is_reached(host):
    with pytest.raises(Undelivered):
        posting.post(f"https://{host}:9/", b"{}", delivery="x")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "224.0.0.1",
            "239.1.1.1",
            "192.88.99.1",
            "100.64.0.1",
            "198.18.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::7f00:1",
        ),
        *(
            "2002:7f00:1::",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "fec0::1",
            "ff02::1",
            "fe80::1",
            "fd00::1",
            "2001::1",
        ),
    ],
)
def test_no_address_that_leads_elsewhere_is_public(address):
    assert not posting.is_public(address)
    assert posting.is_public("8.8.8.8")
    assert posting.is_public("2400:3200::1")


def test_an_answer_that_dribbles_is_not_waited_for(settings, monkeypatch):
    settings.WEBHOOK_PRIVATE = True
    monkeypatch.setattr(posting, "PATIENCE_S", 1.0)
    server = socket.create_server(("127.0.0.1", 0))

    def dribble():
        line, _ = server.accept()
        with line, suppress(OSError):
            for sign in b"HTTP/1.1 200 OK and so on and so on":
                line.sendall(bytes([sign]))
                time.sleep(0.2)

    threading.Thread(target=dribble, daemon=True).start()
    began = time.monotonic()
    with server, pytest.raises(Undelivered, match="TimeoutError"):
        posting.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", delivery="x")
    assert time.monotonic() - began < 3


def test_an_address_that_does_not_answer_is_not_kept(trade, settings):
    settings.WEBHOOK_PRIVATE = True
    maker = as_boss(trade[0])
    with pytest.raises(Unfit) as unfit:
        operations.set_channel(maker, "http://127.0.0.1:9/in", at=AT)
    assert unfit.value.problems[0].rule == "notice.silent"
    assert queries.get_channel(maker) is None
    with pytest.raises(Refused):
        operations.set_channel(trade[0], "https://example.org/", at=AT)
