"""How the tool treats a server that is busy, broken, or no such server at all."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stamina

from suyuan.cli.main import run

Script = list[tuple[int, dict[str, str], bytes]]
EMPTY = b'{"items": [], "next": null}'


@pytest.fixture
def play(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> Iterator[Callable[[Script], list[dict[str, str]]]]:
    """A server that answers by a script, its last line for ever, and remembers the headers it was sent."""
    script: Script = []
    seen: list[dict[str, str]] = []

    class Scripted(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(dict(self.headers))
            status, headers, content = script.pop(0) if len(script) > 1 else script[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("SUYUAN_SERVER", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("SUYUAN_TOKEN", "sy_token-of-the-test")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def begin(lines: Script) -> list[dict[str, str]]:
        script[:] = lines
        return seen

    with stamina.set_testing(testing=True, attempts=4, cap=True):
        yield begin
    server.shutdown()
    server.server_close()


def problem(status: int, code: str, detail: str = "so it is") -> tuple[int, dict[str, str], bytes]:
    body = {"title": "x", "detail": detail, "code": code, "request_id": "r-1", "errors": [], "status": status}
    return (status, {"Content-Type": "application/problem+json"}, json.dumps(body).encode())


def test_what_passes_is_waited_out(play, capsys):
    seen = play([(503, {"Retry-After": "0"}, b""), (429, {}, b""), (200, {}, EMPTY)])
    assert run(["due", "list", "--json"]) == 0
    assert len(seen) == 3
    assert json.loads(capsys.readouterr().out) == {"items": [], "next": None}
    assert seen[0]["Authorization"] == "Bearer sy_token-of-the-test"
    assert seen[0]["Accept-Language"] == "en"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (problem(500, "server.broken"), 6),
        (problem(429, "rate.limited"), 6),
        (problem(401, "auth.dead"), 4),
        (problem(403, "law.role"), 1),
        (problem(404, "not_found"), 1),
        (problem(422, "request.parameter"), 2),
        (problem(422, "request.code"), 3),
        ((404, {"Content-Type": "text/html"}, b"<html>"), 1),
        ((200, {"Content-Type": "text/html"}, b"<html>"), 1),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), 1),
    ],
)
def test_every_answer_has_its_exit_code(play, capsys, answer, code):
    play([answer])
    assert run(["due", "list"]) == code
    written = capsys.readouterr()
    assert written.out == ""
    assert "error: " in written.err


def test_a_problem_goes_out_as_json_on_stderr(play, capsys):
    play([problem(401, "auth.dead", "The token has expired.")])
    assert run(["due", "list", "--json"]) == 4
    written = capsys.readouterr()
    told = json.loads(written.err.splitlines()[-1])
    assert (told["code"], told["exit"]) == ("auth.dead", 4)


def test_pages_are_read_until_the_limit(play, capsys):
    def page(*numbers: int, following: str | None) -> tuple[int, dict[str, str], bytes]:
        return (200, {}, json.dumps({"items": list(numbers), "next": following}).encode())

    play([page(1, 2, following="a"), page(3, following=None)])
    assert run(["due", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"items": [1, 2, 3], "next": None}
    play([page(1, 2, following="a"), page(3, 4, following="b")])
    assert run(["due", "list", "--json", "--limit", "4"]) == 0
    assert json.loads(capsys.readouterr().out) == {"items": [1, 2, 3, 4], "next": "b"}
