"""服务 — the platform in the foreground: database, tables brought up to date, web server, worker.

The order: lock the home against a second ``serve`` · see that the port is free · start PostgreSQL (unless the
operator brings their own) · migrate · whatever the caller wants prepared · web server and worker, kept
running. The line ``suyuan ready http://127.0.0.1:PORT`` goes to standard output when ``/healthz`` answers 200
and not before; everything else that is said goes to standard error.
"""

import fcntl
import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from suyuan.ops import database as databases
from suyuan.ops import processes
from suyuan.ops.database import Database
from suyuan.ops.processes import Child, Stop
from suyuan.storage import embedded
from suyuan.storage.embedded import EmbeddedError

HOST = "127.0.0.1"
PATIENCE_S = 120.0
LOOK_AT_DATABASE_S = 5.0
# Keep in step with ``suyuan.web.config``, which this floor may not import.
DEFAULT_PORT = "8000"
READY = "suyuan ready http://{host}:{port}"

Preparation = Callable[[Database], Child]


def say(text: str) -> None:
    """Tell the operator something on standard error."""
    print(f"suyuan: {text}", file=sys.stderr, flush=True)  # noqa: T201 - a command talks


def serve(preparations: Sequence[Preparation] = ()) -> int:
    """Serve until a signal; return the exit status.

    ``preparations`` make programs that run to their end between migrating and serving, such as the one that
    loads the demonstration world.
    """
    port = int(os.environ.get("SUYUAN_PORT") or DEFAULT_PORT)
    with processes.signals() as stop, _only_one(databases.home()) as alone:
        if not alone:
            say(f"another server already serves {databases.home()} / 已有服务在使用此目录")
            return 1
        if not _port_is_free(port):
            say(f"port {port} is in use; set SUYUAN_PORT to another / 端口已被占用，请另设 SUYUAN_PORT")
            return 1
        try:
            database = databases.open_now()
        except EmbeddedError as error:
            say(str(error))
            return 1
        try:
            return _serve(database, port, [databases.migrate, *preparations], stop)
        finally:
            # also one that a killed predecessor left running: while we hold the lock the server is ours
            if database.server:
                database.server.stop()


def _serve(database: Database, port: int, preparations: Sequence[Preparation], stop: Stop) -> int:
    for preparation in preparations:
        child = preparation(database)
        status = processes.run(child, stop)
        if stop:
            return 0
        if status != 0:
            say(f"{child.name} failed with exit status {status}; nothing is served")
            return 1
    watcher = _Watcher(port, database)
    children = [_web(database, port), _worker(database), _sequencer(database)]
    kept = processes.watch(children, stop, each_tick=watcher.tick, say=say)
    return 0 if kept and not watcher.failed else 1


def _web(database: Database, port: int) -> Child:
    options = ["--interface", "asgi", "--host", HOST, "--port", str(port), "--no-ws", "--log-level", "error"]
    # one process: what waits shares its caches, and PostgreSQL does the work that would want more
    options += ["--workers", "1", "--workers-kill-timeout", "5"]
    return database.python("web", "-m", "granian", *options, "suyuan.web.asgi:application")


def _worker(database: Database) -> Child:
    return database.python("worker", "-m", "suyuan.worker")


def _sequencer(database: Database) -> Child:
    return database.python("sequencer", "-m", "suyuan.worker.sequencer")


class _Watcher:
    """What is looked at while the children run: do the pages answer yet, does the database live."""

    def __init__(self, port: int, database: Database) -> None:
        self.failed = False
        self._port = port
        self._database = database
        self._ready = False
        self._give_up_s = time.monotonic() + PATIENCE_S
        self._look_s = time.monotonic() + LOOK_AT_DATABASE_S

    def tick(self) -> None:
        now_s = time.monotonic()
        if not self._ready and _healthy(self._port):
            self._ready = True
            print(READY.format(host=HOST, port=self._port), flush=True)  # noqa: T201 - the promised line
        elif not self._ready and now_s > self._give_up_s:
            say(f"/healthz has not answered 200 for {PATIENCE_S:.0f} s; still trying")
            self._give_up_s = now_s + PATIENCE_S
        if self._database.server and now_s > self._look_s:
            self._look_s = now_s + LOOK_AT_DATABASE_S
            if not self._database.server.is_running():
                say("PostgreSQL is gone; starting it again")
                try:
                    embedded.ensure(self._database.server.home)
                except EmbeddedError as error:
                    say(str(error))


def _healthy(port: int) -> bool:
    # http.client takes no notice of proxy settings, which would send this to somebody else
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@contextmanager
def _only_one(home: Path) -> Iterator[bool]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "serve.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
