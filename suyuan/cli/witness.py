"""见证 — suyuan witness: cosign the checkpoints of logs, as an independent party, with a small store of one's own."""

import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from suyuan.cli import output
from suyuan.cli.calling import Here, command
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import say
from suyuan.ledger import notes
from suyuan.ledger.notes import Signer
from suyuan.ledger.verifier import LONGEST_TEXT, Policy, Rejected
from suyuan.ledger.witness import Answer, Witness

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "witness", say("为账本的检查点作见证", "Witness the checkpoints of logs"))
def witness(
    here: Here,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=say("见证方名称，如 witness.example/a", "Your name"))
    ],
    *,
    folder: Annotated[
        Path, typer.Option("--folder", metavar="DIR", help=say("密钥与记录的目录", "Folder of key and store"))
    ],
    policy: Annotated[
        Path,
        typer.Option("--policy", metavar="FILE", help=say("写明账本公钥的文件", "File that names the logs")),
    ],
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help=say("监听地址", "Where to listen"))
    ] = "127.0.0.1:8090",
) -> Exit:
    """Answer until stopped."""
    host, _, port = listen.rpartition(":")
    try:
        logs = Policy.parse(policy.read_text(encoding="utf-8")).logs
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        signer = _key(folder / "key", name)
        server = _Server((host, int(port)), Witness(folder / "store.sqlite", signer, logs))
    except (OSError, ValueError, Rejected) as reason:
        raise Stopped(Exit.USAGE, str(reason)) from None
    if here.as_json:
        output.as_json({"key": signer.key.text, "listen": f"{host}:{server.server_address[1]}"})
    else:
        output.data(f"witness {signer.key.text} http://{host}:{server.server_address[1]}")
    sys.stdout.flush()  # who started it waits for this line
    output.note(say("见证中，Ctrl-C 停止", "witnessing until Ctrl-C"))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return Exit.OK


def _key(place: Path, name: str) -> Signer:
    """Read the witness's key, drawing it at the first start. Raises OSError, ValueError."""
    if not place.exists():
        place.touch(mode=0o600)
        place.write_text(notes.draw(name, notes.COSIGNER).secret, encoding="utf-8")
    signer = notes.read(place.read_text(encoding="utf-8"))
    if signer.key.name != name:
        raise ValueError(say(f"{place} 属于 {signer.key.name}", f"{place} is the key of {signer.key.name}"))
    return signer


class _Server(ThreadingHTTPServer):
    """The HTTP side of a witness."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], behind: Witness) -> None:
        self.behind = behind
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def do_POST(self) -> None:
        """Answer a request."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint" or not length.isdecimal() or int(length) > LONGEST_TEXT:
            self.close_connection = True
            self._say(Answer(404 if self.path != "/add-checkpoint" else 400, "text/plain", "no\n"))
            return
        try:
            body = self.rfile.read(int(length)).decode()
        except UnicodeDecodeError:
            self._say(Answer(400, "text/plain", "this is no UTF-8\n"))
            return
        self._say(self.server.behind.add_checkpoint(body, at=datetime.now(UTC)))

    def _say(self, answer: Answer) -> None:
        raw = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing of every request."""
